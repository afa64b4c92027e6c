//! What a plan says, for JavaScript users: options, settings, configuration.

use mimir_tls::catalog::{Catalog, Component, OptionView, Release, Surface};
use mimir_tls::generate::{configuration, files_of};
use mimir_tls::nearest;
use mimir_tls::plan::{Plan, PlanWarning, Target};
use mimir_tls::render::RenderOptions;
use mimir_tls::settings;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::arguments::Arguments;
use super::error::warned;
use super::plain::plan_of;
use super::{ApiError, draft, give, text_of, view, words};
use crate::view::{ErrorCode, File, OptionInfo, Resolved};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "/** Which options are wanted. */
export interface OptionFilter {
  /** Of this release; the newest unless said. */
  release?: Release | null | undefined;
  /** Only what this component reads. */
  component?: Component | null | undefined;
  /** Only those of this surface. */
  surface?: Surface | null | undefined;
}

/** Which files are wanted. */
export interface RenderFilter {
  /** A target that the plan has, such as `flags`; all of them unless said. */
  target?: Target | null | undefined;
  /** Only what this component of the plan reads. */
  component?: Component | null | undefined;
  /** Whether comments say why; yes unless said. */
  comments?: boolean | null | undefined;
}";

/// The TLS options of a release, the newest unless said, all of them or those
/// that one component reads.
///
/// # Errors
///
/// A release, component or surface that is not known.
///
/// @example options({ release: "2.17", component: "ingester" })
#[wasm_bindgen(js_name = options, unchecked_return_type = "OptionInfo[]")]
pub fn js_options(
    #[wasm_bindgen(unchecked_optional_param_type = "OptionFilter")] filter: &JsValue,
) -> Result<JsValue, ApiError> {
    let filter = Arguments::of(filter, &["release", "component", "surface"])?;
    let catalog = Catalog::builtin();
    let release = filter
        .read("release", |text| catalog.release(text))?
        .unwrap_or_else(|| catalog.newest());
    let component = filter.read("component", |text| {
        let component = catalog.component(text).map_err(|error| error.to_string())?;
        catalog
            .component_in(component, release)
            .map_err(|error| error.to_string())
    })?;
    let surface = filter.read("surface", |text| known_surface(text, release))?;
    give(&options(release, component, surface.as_deref()))
}

/// A plan with every choice made, and the settings of each component.
///
/// # Errors
///
/// A plan that cannot be.
#[wasm_bindgen(js_name = resolve, unchecked_return_type = "Resolved")]
pub fn js_resolve(
    #[wasm_bindgen(unchecked_param_type = "Plan")] plan: &JsValue,
) -> Result<JsValue, ApiError> {
    let (plan, warnings) = plan_of(plan)?;
    give(&resolved(&plan, &warnings)?)
}

/// The configuration of a plan: no certificate, no key.
///
/// # Errors
///
/// A plan that cannot be.
#[wasm_bindgen(js_name = render, unchecked_return_type = "File[]")]
pub fn js_render(
    #[wasm_bindgen(unchecked_param_type = "Plan")] plan: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "RenderFilter")] filter: &JsValue,
) -> Result<JsValue, ApiError> {
    wanted(&plan_of(plan)?.0, filter)
}

/// `render` of a draft alone. It needs no reader of plan files, and so what draws
/// an element loads none.
///
/// # Errors
///
/// A draft that cannot be.
#[wasm_bindgen(js_name = renderDraft, skip_typescript)]
pub fn js_render_draft(draft: &JsValue, filter: &JsValue) -> Result<JsValue, ApiError> {
    let draft = serde_json::from_str(&text_of(draft)?)
        .map_err(|error| ApiError::new(ErrorCode::Argument, error.to_string()))?;
    wanted(&Plan::resolve(&draft::to_file(&draft)?)?.0, filter)
}

/// What a draft says so that its plan has a target, where it says nothing else,
/// as an address has it: the platform, if there is but one that has the target,
/// and the target itself, if no plan has it unless asked. Nothing for a word
/// that is no target.
#[wasm_bindgen(js_name = draftWith, skip_typescript)]
pub fn js_draft_with(target: &str) -> String {
    let Ok(target) = target.parse::<Target>() else {
        return String::new();
    };
    let mut said = Vec::new();
    if let [platform] = target.platforms() {
        said.push(format!("platform={platform}"));
    }
    if !target
        .platforms()
        .iter()
        .any(|it| target.is_default_on(*it))
    {
        said.push(format!("targets={target}"));
    }
    said.join("&")
}

/// The files of a plan that a filter wants.
fn wanted(plan: &Plan, filter: &JsValue) -> Result<JsValue, ApiError> {
    let filter = Arguments::of(filter, &["target", "component", "comments"])?;
    let target = filter.read("target", |text| target_of(plan, text))?;
    let component = filter.read("component", |text| component_of(plan, text))?;
    let options = render_options(filter.switch("comments")?);
    give(&rendered(plan, target, component, options))
}

/// A surface of a release by its name.
fn known_surface(name: &str, release: Release) -> Result<String, String> {
    let surfaces: Vec<&str> = (Catalog::builtin().options(release))
        .map(|option| option.surface().id())
        .collect();
    match surfaces.contains(&name) {
        true => Ok(name.to_owned()),
        false => Err(unknown("surface", name, &surfaces)),
    }
}

/// A target of the plan by its name.
fn target_of(plan: &Plan, name: &str) -> Result<Target, String> {
    let target: Target = name.parse().map_err(|error| format!("{error}"))?;
    match plan.targets.contains(&target) {
        true => Ok(target),
        false => {
            let targets: Vec<String> = plan.targets.iter().map(ToString::to_string).collect();
            let targets = targets.join(", ");
            Err(format!(
                "the plan writes {targets}, and no {name}; add it to `targets`"
            ))
        }
    }
}

/// A component of the plan by its name.
fn component_of(plan: &Plan, name: &str) -> Result<Component, String> {
    let members: Vec<&str> = (plan.members.iter())
        .map(|member| member.component.name())
        .collect();
    let component = Catalog::builtin()
        .component(name)
        .map_err(|_| unknown("component", name, &members))?;
    match members.contains(&name) {
        true => Ok(component),
        false => Err(format!(
            "the plan, which is {}, has no {name}; it has {}",
            plan.mode,
            members.join(", ")
        )),
    }
}

fn unknown(what: &str, name: &str, known: &[&str]) -> String {
    let mut known = known.to_vec();
    known.dedup();
    let hint = nearest::suggestion(name, known);
    format!("unknown {what} `{name}`; {hint}")
}

fn options(
    release: Release,
    component: Option<Component>,
    surface: Option<&str>,
) -> Vec<OptionInfo> {
    let catalog = Catalog::builtin();
    let parts = component.map(|component| catalog.expand(component, release));
    let is_read = |surface: &Surface| {
        (parts.as_ref()).is_none_or(|parts| {
            let mut parts = parts.iter();
            parts.any(|part| surface.is_read_by(*part, release))
        })
    };
    catalog
        .options(release)
        .filter(|option| is_read(option.surface()))
        .filter(|option| surface.is_none_or(|surface| option.surface().id() == surface))
        .map(|option| info(&option.view(release)))
        .collect()
}

fn info(option: &OptionView<'_>) -> OptionInfo {
    OptionInfo {
        flag: option.flag.map(str::to_owned),
        yaml: option.yaml.to_owned(),
        kind: words::word(&option.value),
        default: option.default.to_string(),
        surface: option.surface.to_owned(),
        components: option
            .components
            .iter()
            .map(|component| component.name().to_owned())
            .collect(),
        since: option.since.to_string(),
        removed_in: option.removed_in.map(|release| release.to_string()),
        category: words::word(&option.category),
        hidden: option.hidden,
    }
}

fn resolved(plan: &Plan, warnings: &[PlanWarning]) -> Result<Resolved, ApiError> {
    Ok(Resolved {
        plan: draft::from_file(&plan.to_file())?,
        warnings: warned(warnings),
        settings: plan
            .members
            .iter()
            .map(|member| {
                let settings = settings::resolve(plan, member);
                let values = settings
                    .settings
                    .iter()
                    .map(|setting| (setting.name.to_string(), setting.value.clone()));
                (settings.component.name().to_owned(), values.collect())
            })
            .collect(),
    })
}

fn rendered(
    plan: &Plan,
    target: Option<Target>,
    component: Option<Component>,
    options: RenderOptions,
) -> Vec<File> {
    let files = target.map_or_else(
        || configuration(plan, options),
        |target| files_of(plan, target, options),
    );
    files
        .into_iter()
        .filter(|file| component.is_none() || file.component == component)
        .map(view::file)
        .collect()
}

/// How files are written: with comments unless it says otherwise.
pub(super) fn render_options(comments: Option<bool>) -> RenderOptions {
    comments.map_or_else(RenderOptions::default, |comments| RenderOptions {
        comments,
    })
}
