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

use super::issuer::Issuer;
use super::secret;
use crate::folder::{self, Owner};
use crate::plan::Target;
use crate::render::Renderer;
use crate::render::output::ConfigFile;
use names::{AGENT, CLIENT, KV, PKI, POLICY};

/// Issuing by Vault, or keeping in it.
pub(super) const VAULT: Issuer = Issuer {
    target: Target::Vault,
    title: "Vault",
    about: [
        "vault: roles, policy, agent, and Mimir's own client",
        "vault: Rollen, Policy, Agent, und Mimirs eigener Client",
    ],
    files,
    what: "a PKI's roles, a policy and annotations for Vault's agent, or a KV store and Mimir's own client; its README \
           says which is for whom",
    how: "have Vault issue or keep the certificates, as `{folder}` says",
    usage: [
        "Have Vault issue or keep the certificates, as the README in `{folder}` says",
        "Lassen Sie Vault die Zertifikate ausstellen oder aufbewahren, wie die README in `{folder}` sagt",
    ],
    command: None,
    instead: Some((
        "or have Vault issue the certificates in the place of those Secrets, or keep them, as `{folder}` says",
        [
            "Or have Vault issue the certificates in the place of those Secrets, or keep them, as the README in `{folder}` says",
            "Oder lassen Sie Vault die Zertifikate an Stelle jener Secrets ausstellen, oder sie aufbewahren, wie die README in `{folder}` sagt",
        ],
    )),
    renewal: Some(|_| {
        format!(
            "where Vault keeps the certificates, put the new ones into it by `{}`; where its agent issues them, each pod gets new ones when it starts",
            folder::named(Target::Vault, KV)
        )
    }),
};

fn files(renderer: &Renderer<'_>) -> Vec<ConfigFile> {
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
