//! What a draft comes to, as text: no key, no handshake.

use std::collections::BTreeMap;

use mimir_tls::catalog::{self, CatalogError, Component, End, External};
use mimir_tls::generate::configuration;
use mimir_tls::language::Text;
use mimir_tls::plan::{Plan, PlanError, PlanWarning};
use mimir_tls::render::{self, ConfigFile, RenderOptions};
use mimir_tls::topology::{self, Dial};

use super::error::{Fault, told, warned};
use super::{ApiError, draft};
use crate::draft::Draft;
use crate::view::{
    Answer, By, ErrorCode, FieldError, File, Instead, Instruction, Lane, Link, Mend, Node,
    Translated, View,
};

/// What the JSON text of a draft comes to.
///
/// # Errors
///
/// A text that is no map from keys to texts.
pub fn answer(draft: &str) -> Result<Answer, ApiError> {
    Ok(match typed(draft)?.and_then(|draft| resolved(&draft)) {
        Ok((plan, warnings)) => match view(&plan, &warnings) {
            Ok(view) => Answer::View(view),
            Err(errors) => Answer::Refused(errors),
        },
        Err(errors) => Answer::Refused(errors),
    })
}

/// The plan that the JSON text of a draft means.
///
/// # Errors
///
/// A text that is no draft, or what is wrong with its first bad field.
pub fn plan(draft: &str) -> Result<Plan, ApiError> {
    let (plan, _) = typed(draft)?.and_then(|draft| resolved(&draft))?;
    Ok(plan)
}

/// A draft field by field, so that what no field can hold is said beside it.
pub(super) fn typed(draft: &str) -> Result<Result<Draft, Vec<FieldError>>, ApiError> {
    let texts: BTreeMap<String, String> = serde_json::from_str(draft)
        .map_err(|_| ApiError::new(ErrorCode::Argument, "a draft is a map from keys to texts"))?;
    Ok(draft::of(texts).map_err(told))
}

fn resolved(draft: &Draft) -> Result<(Plan, Vec<PlanWarning>), Vec<FieldError>> {
    let file = draft::to_file(draft).map_err(told)?;
    Plan::resolve(&file).map_err(|error| vec![field_error(draft, &error)])
}

/// The field that an error is about, and its words without the key, which the
/// field shows anyway.
fn field_error(draft: &Draft, error: &PlanError) -> FieldError {
    let key = error.key();
    let message = error.to_string();
    let message = match message.strip_prefix(&format!("{key}: ")) {
        Some(rest) => rest.to_owned(),
        None => message,
    };
    let key = match key.as_str() {
        // Three fields make one name; the longest is likely the one.
        "cluster" => ["cluster.name", "cluster.namespace", "cluster.domain"]
            .into_iter()
            .max_by_key(|key| draft.get(key).map_or(0, str::len))
            .unwrap_or_default()
            .to_owned(),
        // What is left to go wrong there once each field could be read.
        "certificates" => "certificates.ca.name_constraints.dns".to_owned(),
        _ => key,
    };
    FieldError {
        instead: instead(error),
        ..Fault::new(key, message).into()
    }
}

/// The release to take where the one that was chosen is at fault.
fn instead(error: &PlanError) -> Option<Instead> {
    match error {
        PlanError::Catalog {
            error: CatalogError::NoMode { last, .. },
            ..
        } => Some(Instead {
            key: "release".to_owned(),
            text: last.to_string(),
        }),
        _ => None,
    }
}

fn view(plan: &Plan, warnings: &[PlanWarning]) -> Result<View, Vec<FieldError>> {
    let (nodes, links) = graph(plan);
    Ok(View {
        plan: draft::from_file(&plan.to_file()).map_err(told)?,
        warnings: warned(warnings),
        nodes,
        links,
        files: configuration(plan, RenderOptions::default())
            .into_iter()
            .map(file)
            .collect(),
        mends: render::mends(plan).into_iter().map(mend).collect(),
        instructions: (render::instructions(plan).into_iter())
            .map(instruction)
            .collect(),
    })
}

fn instruction(instruction: render::Instruction) -> Instruction {
    let render::Instruction {
        text,
        command,
        ways,
    } = instruction;
    Instruction {
        text: translated(text),
        command,
        ways: ways.into_iter().map(self::instruction).collect(),
    }
}

/// A text of the core's as the page takes it.
pub(super) fn translated(text: Text) -> Translated {
    Translated {
        en: text.en,
        de: text.de,
    }
}

/// Who is in a plan's cluster and around it, and who dials whom.
pub(crate) fn graph(plan: &Plan) -> (Vec<Node>, Vec<Link>) {
    let links = topology::links(plan);
    (nodes(plan, &links), links.iter().map(link).collect())
}

fn mend(mend: render::Mend) -> Mend {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    Mend {
        who: mend.external.name().to_owned(),
        fix: Translated {
            en: text(mend.external.fix()),
            de: text(mend.external.fix_german()),
        },
        text: mend.text,
    }
}

pub(super) fn file(file: ConfigFile) -> File {
    File {
        path: file.path,
        component: file.component.map(|component| component.name().to_owned()),
        kind: file.target.spelling().to_owned(),
        text: file.text,
    }
}

/// Members in the catalog's order, then who is around them, as the links name them.
fn nodes(plan: &Plan, links: &[topology::Link]) -> Vec<Node> {
    let mut nodes: Vec<Node> = plan
        .members
        .iter()
        .map(|member| member_node(member.component, member.replicas.count()))
        .collect();
    for end in links.iter().flat_map(|link| [link.from, link.to]) {
        if let End::External(external) = end
            && !nodes.iter().any(|node| node.id == external.name())
        {
            nodes.push(external_node(external));
        }
    }
    nodes
}

/// A component as a node, with so many processes.
pub(super) fn member_node(component: Component, replicas: u32) -> Node {
    Node {
        id: component.name().to_owned(),
        external: false,
        replicas,
        about: component.title().to_owned(),
        lane: lane(component.seat().lane),
        row: component.seat().row,
    }
}

/// Somebody outside as a node.
pub(super) fn external_node(external: External) -> Node {
    Node {
        id: external.name().to_owned(),
        external: true,
        replicas: 1,
        about: external.title().to_owned(),
        lane: lane(external.seat().lane),
        row: external.seat().row,
    }
}

fn lane(lane: catalog::Lane) -> Lane {
    match lane {
        catalog::Lane::Outside => Lane::Outside,
        catalog::Lane::Everywhere => Lane::Everywhere,
        catalog::Lane::All => Lane::All,
        catalog::Lane::Write => Lane::Write,
        catalog::Lane::Read => Lane::Read,
        catalog::Lane::Rules => Lane::Rules,
        catalog::Lane::Apart => Lane::Apart,
        catalog::Lane::Service => Lane::Service,
    }
}

/// A link as the page takes it.
pub(super) fn link(link: &topology::Link) -> Link {
    Link {
        from: link.from.to_string(),
        to: link.to.to_string(),
        surface: link.surface.id().to_owned(),
        protocol: link.protocol.to_string(),
        by: match link.dial {
            Dial::Ip(_) => By::Ip,
            Dial::Name(_) => By::Name,
        },
        address: link.dial.to_string(),
    }
}
