//! One link that the inputs show, and which finding tells why it fails.

use super::cluster::Cluster;
use super::code::Code;
use super::failures::{is_cause, is_want};
use super::finding::{LinkCheck, LinkVerdict, Place};
use super::process::{Process, Setting};
use super::rules::Draft;
use crate::catalog::{Catalog, Field};
use crate::cluster::{NotMet, ProcessLink};
use crate::prove::{Fault, FaultKind, Verdict};

/// A link, and what comes of its handshake.
pub(super) struct Dialled<'a> {
    pub(super) link: ProcessLink<'a>,
    /// The number of its handshake, or why there is none.
    pub(super) case: Result<usize, NotMet>,
    /// What comes of the link whatever its files are, where that is certain.
    pub(super) certain: Option<Verdict>,
    /// The numbers of the files that both sides are made of.
    pub(super) files: Vec<usize>,
}

impl Dialled<'_> {
    pub(super) fn report(&self) -> LinkCheck {
        LinkCheck {
            from: self.link.client.name.clone(),
            to: self.link.server.name.clone(),
            surface: self.link.surface.id(),
            protocol: self.link.protocol.name(),
            address: self.link.address.clone(),
            verdict: LinkVerdict::Accepted,
            client: None,
            server: None,
            finding: None,
        }
    }

    /// The finding that tells already why the link fails, which then names it.
    pub(super) fn told(
        &self,
        fault: Option<&Fault>,
        report: &LinkCheck,
        cluster: &Cluster,
        drafts: &mut [Draft],
    ) -> Option<Code> {
        let kind = fault.map(Fault::kind);
        let cause = drafts.iter_mut().find(|draft| {
            is_cause(kind, draft.code) && self.concerns(draft, cluster) || self.wants(kind, draft)
        })?;
        let name = report.name();
        if !cause.links.contains(&name) {
            cause.links.push(name);
        }
        Some(cause.code)
    }

    /// Whether it fails for want of an option that is not in force by a finding:
    /// one that stands under a wrong name or in a wrong block.
    fn wants(&self, kind: Option<FaultKind>, draft: &Draft) -> bool {
        let reads = |process: &Process| {
            let mut settings = process.settings.iter();
            settings.any(|setting| setting.place().file == draft.place.file)
        };
        draft.lacks.iter().any(|(surface, field)| {
            let is_ours = *surface == self.link.surface && reads(self.link.client)
                || *surface == self.link.listener && reads(self.link.server);
            is_ours && is_want(kind, *field)
        })
    }

    pub(super) fn wanted_name(&self) -> String {
        let name = self.link.client.text(self.link.surface, Field::ServerName);
        name.unwrap_or(&self.link.address).to_owned()
    }

    /// The switch that keeps the client in plaintext, where it is set so.
    pub(super) fn switched_off(&self, code: Code) -> Option<&Setting> {
        let switch = self.link.client.get(self.link.surface, Field::Enabled)?;
        (code == Code::Mt401 && switch.value == "false").then_some(switch)
    }

    /// Where the fix of a failure belongs.
    pub(super) fn place(&self, code: Code) -> Place {
        if let Some(switch) = self.switched_off(code) {
            return switch.place().clone();
        }
        let name = self.link.client.get(self.link.surface, Field::ServerName);
        if let Some(name) = name.filter(|_| code == Code::Mt407) {
            return name.place().clone();
        }
        let at_server = matches!(code, Code::Mt402 | Code::Mt407 | Code::Mt404);
        let first = |process: &Process, surface| {
            process
                .block(surface)
                .map(|setting| setting.place().clone())
                .min()
        };
        let client = first(self.link.client, self.link.surface);
        let server = first(self.link.server, self.link.listener);
        let (one, other) = if at_server {
            (server, client)
        } else {
            (client, server)
        };
        one.or(other).unwrap_or_else(|| Place {
            file: self.link.client.file.clone(),
            ..Place::default()
        })
    }

    /// Whether a finding is about this link's settings or files.
    fn concerns(&self, draft: &Draft, cluster: &Cluster) -> bool {
        let both = Catalog::builtin().surfaces(self.link.server.release);
        let both =
            both.filter(|surface| surface.is_both_servers() && self.link.listener.is_listener());
        let settings = self
            .link
            .client
            .block(self.link.surface)
            .chain(self.link.server.block(self.link.listener))
            .chain(both.flat_map(|surface| self.link.server.block(surface)));
        settings
            .into_iter()
            .any(|setting| *setting.place() == draft.place)
            || self
                .files
                .iter()
                .filter_map(|index| cluster.materials.get(*index))
                .any(|it| it.place.file == draft.place.file || it.path == draft.subject)
    }
}
