//! Vault in two ways: its agent, which issues for each pod out of a PKI engine,
//! and Mimir's own client, which reads what lies in a KV engine.
//!
//! The agent runs before Mimir and not beside it: it would exchange certificate
//! and key one after the other, and a handshake in between fails. What it issues
//! lives as long as the pod at most, and gossip wants a restart anyway.

mod agent;
mod client;
mod names;
mod pki;
mod readme;

use super::secret;
use crate::folder::{self, Owner};
use crate::language::Language;
use crate::plan::Target;
use crate::render::Renderer;
use crate::render::output::{ConfigFile, Output, SettingsSource, Step};
use crate::settings::Settings;
use names::{AGENT, CLIENT, KV, PKI, POLICY};

/// Issuing by Vault, or keeping in it.
pub(super) struct Vault;

impl Output for Vault {
    fn target(&self) -> Target {
        Target::Vault
    }

    fn title(&self, language: Language) -> &'static str {
        match language {
            Language::English | Language::German => "Vault",
        }
    }

    fn about(&self, language: Language) -> &'static str {
        match language {
            Language::English => "vault: roles, policy, agent, and Mimir's own client",
            Language::German => "vault: Rollen, Policy, Agent, und Mimirs eigener Client",
        }
    }

    fn files(&self, renderer: &Renderer<'_>, _: &[Settings]) -> Vec<ConfigFile> {
        let named = |name, text| ConfigFile::named(Target::Vault, name, text);
        let mut files = vec![
            named(PKI, pki::script(renderer)),
            named(POLICY, pki::policy(renderer)),
            named(folder::README, readme::made(renderer)),
        ];
        for owner in secret::owners(renderer.plan) {
            let text = agent::annotations(renderer, owner);
            match owner {
                Owner::Cluster => files.push(named(AGENT, text)),
                Owner::Component(component) => files.push(ConfigFile {
                    path: folder::config_ending(Target::Vault, owner, "yaml"),
                    target: Target::Vault,
                    component: Some(component),
                    text,
                }),
                Owner::Outside => {}
            }
        }
        if let Some(client) = client::settings(renderer) {
            files.push(named(CLIENT, client));
            files.push(named(KV, client::script(renderer)));
        }
        files
    }

    fn brings_certificates(&self) -> bool {
        true
    }

    fn sources(&self) -> Vec<SettingsSource> {
        Vec::new()
    }

    fn contents(&self) -> Vec<(String, &'static str)> {
        vec![(
            folder::configs(self.target()),
            "a PKI's roles, a policy and annotations for Vault's agent, or a KV store and Mimir's own client; its \
             README says which is for whom",
        )]
    }

    fn usage(&self) -> Step {
        let folder = folder::configs(self.target());
        let how = format!("have Vault issue or keep its certificates, as `{folder}` says");
        Step {
            alone: format!("Start each process and {how}"),
            among: how,
        }
    }

    fn next(&self, folder: &str) -> Step {
        let among = format!(
            "with certificates out of Vault, as {folder}/{} says",
            folder::configs(self.target())
        );
        Step {
            alone: format!("start each process {among}"),
            among,
        }
    }
}
