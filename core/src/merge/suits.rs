//! Whether a configuration that somebody has is one that a plan's settings belong
//! into.

use super::{MergeError, MergeForm, at};
use crate::catalog::{Catalog, Component, Miss, Mode};
use crate::chart_keys;
use crate::document::{Node, Value};
use crate::plan::{Plan, chart_name, chart_prefix};
use crate::render;
use crate::settings::{self, Imported};

/// Whether a text is what the plan's cluster is configured with.
pub(super) fn suits(
    text: &str,
    form: MergeForm,
    root: Option<&Node>,
    plan: &Plan,
) -> Result<(), MergeError> {
    let Some(root) = root else {
        return Ok(());
    };
    let Value::Map(_) = root.value() else {
        return Err(MergeError::NoMapping {
            place: root.place(),
            path: "the text".to_owned(),
        });
    };
    let [values, _] = render::CHART_CONFIGURATION;
    let is_values = root.at(values).is_some();
    if is_values && form == MergeForm::Mimir {
        return Err(MergeError::Values(plan.platform));
    }
    match form {
        MergeForm::Chart => is_called_alike(root, plan)?,
        MergeForm::Mimir => runs_alike(root, plan)?,
    }
    if is_values {
        return Ok(());
    }
    let mut below = root.entries().iter();
    if let Some((key, value)) = below.find(|(_, it)| at(it, &render::CHART_CONFIGURATION).is_some())
    {
        return Err(MergeError::Nested {
            place: value.place(),
            key: key.text.clone(),
        });
    }
    // Whatever else is wrong with the options is for others to say.
    let component = plan.members.first().map(|member| member.component);
    let read = component.map(|it| settings::from_yaml(text, it, plan.release));
    let Some(Ok(Imported { settings, foreign })) = read else {
        return Ok(());
    };
    let is_known = |miss: &Miss| matches!(miss, Miss::NotTls { .. });
    let known = foreign
        .iter()
        .filter(|option| is_known(&option.miss))
        .count();
    match (known + settings.settings.len(), form) {
        (0, MergeForm::Mimir) if !foreign.is_empty() => Err(MergeError::Foreign),
        (1.., MergeForm::Chart) => Err(MergeError::NoValues),
        (0, MergeForm::Chart) if !is_of_chart(root) => Err(MergeError::Foreign),
        _ => Ok(()),
    }
}

/// Whether a mapping may be values of the chart.
fn is_of_chart(root: &Node) -> bool {
    let is_object = root.at("apiVersion").is_some() && root.at("kind").is_some();
    !is_object && chart_keys::are_most(root)
}

/// Whether a process by a configuration that names its target runs what the plan
/// has, and no more.
fn runs_alike(root: &Node, plan: &Plan) -> Result<(), MergeError> {
    let Some(target) = root.at("target") else {
        return Ok(());
    };
    let words = target.text().unwrap_or_default().split(',');
    let known = words.filter_map(|word| Catalog::builtin().component(word.trim()).ok());
    let runs: Vec<Component> = known.collect();
    let has = |component: &Component| plan.member(*component).is_some();
    if runs.iter().all(has) {
        return Ok(());
    }
    let modes = [plan.mode].into_iter().chain(Mode::ALL.iter().copied());
    let components = |mode: Mode| {
        Catalog::builtin()
            .components(mode, plan.release)
            .unwrap_or_default()
    };
    let mut modes = modes.filter(|mode| runs.iter().all(|it| components(*mode).contains(it)));
    let mode = modes.next().unwrap_or(plan.mode);
    let mut options = Vec::new();
    if mode != plan.mode {
        options.push(format!("--mode {mode}"));
    }
    if !runs.iter().all(|it| it.is_default_in(mode)) {
        options.extend(runs.iter().map(|it| format!("--component {it}")));
    }
    if options.is_empty() {
        options.extend(
            runs.iter()
                .filter(|it| !has(it))
                .map(|it| format!("--component {it}")),
        );
    }
    let names: Vec<String> = runs.iter().map(|it| format!("`{it}`")).collect();
    Err(MergeError::Target {
        place: target.place(),
        runs: names.join(" and "),
        options: options.join(" "),
    })
}

/// Whether the chart, by values that rename what it makes, begins its names as
/// the plan does.
fn is_called_alike(root: &Node, plan: &Plan) -> Result<(), MergeError> {
    let said = |key: &str| {
        let node = root.at(key).filter(|node| !node.is_null())?;
        let text = node.text().filter(|text| !text.is_empty())?;
        Some((node.place(), text))
    };
    let (place, theirs) = match (said("fullnameOverride"), said("nameOverride")) {
        (Some((place, fullname)), _) => (place, chart_prefix(fullname)),
        (None, Some((place, infix))) => (place, chart_name(plan.cluster.name.as_str(), infix)),
        (None, None) => return Ok(()),
    };
    let ours = plan.cluster.prefix.as_str();
    match theirs == ours {
        true => Ok(()),
        false => Err(MergeError::Fullname {
            place,
            theirs,
            ours: ours.to_owned(),
        }),
    }
}
