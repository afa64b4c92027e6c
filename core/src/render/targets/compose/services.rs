//! `compose.yaml`: who runs, with which files.
//!
//! Mimir's image holds Mimir and nothing else, no shell and no client of HTTP,
//! so that a health check inside it could run nothing that asks its port. One
//! container beside them asks all of them instead, over HTTPS, by the name and
//! with the CA that everybody uses; Prometheus and Grafana wait for it.
//!
//! A secret that comes from a file is that file, bound into the container with
//! its owner and mode. Mimir's image runs as root, which reads a key of mode
//! 0600; the others run as root only where they need a key.

use std::collections::{BTreeMap, BTreeSet};

use super::project::{GRAFANA, HTTP_PORT, MIMIR, PROMETHEUS, Project};
use crate::folder::{self, CertFile, Owner};
use crate::pki::San;
use crate::plan::{Member, Profile, Replicas};
use crate::render::tree::Tree;
use crate::render::{Renderer, yaml};
use crate::settings::Settings;
use crate::topology::Names;

/// Who asks whether Mimir is ready.
const READY: &str = "ready";

const CURL_IMAGE: &str = "curlimages/curl:8.15.0";
const PROMETHEUS_IMAGE: &str = "prom/prometheus:v3.5.0";
const GRAFANA_IMAGE: &str = "grafana/grafana:12.1.0";

/// Where a container finds Mimir's configuration.
const MIMIR_AT: &str = "/etc/mimir/mimir.yaml";
/// The volume of what all processes share: blocks, rules, alerts.
const SHARED: &str = "shared";

pub(super) fn text(renderer: &Renderer<'_>, project: &Project<'_>, all: &[Settings]) -> String {
    let mut file = File {
        project,
        secrets: BTreeMap::new(),
        volumes: BTreeSet::from([SHARED.to_owned()]),
    };
    let mut services = Tree::map();
    let mut ports = HTTP_PORT..;
    for (member, name) in &project.services {
        let own = all.iter().find(|it| it.component == member.component);
        let port = ["distributor", "query-frontend"]
            .iter()
            .any(|it| project.service_of(it) == Some(name))
            .then(|| ports.next())
            .flatten();
        services.insert(&[name], file.mimir(member, name, own, port));
    }
    services.insert(&[READY], file.ready());
    services.comment(&[READY], file.why_ready(renderer));
    services.insert(&["prometheus"], file.prometheus());
    services.insert(&["grafana"], file.grafana());
    let mut tree = Tree::map();
    // A project's name has no dot.
    let name = project.plan.cluster.name.as_str().replace('.', "-");
    tree.insert(&["name"], Tree::Text(name));
    tree.insert(&["services"], services);
    for (name, path) in [(MIMIR, MIMIR), (PROMETHEUS, PROMETHEUS), (GRAFANA, GRAFANA)] {
        tree.insert(&["configs", name, "file"], word(&format!("./{path}")));
    }
    for (name, path) in &file.secrets {
        tree.insert(&["secrets", name, "file"], word(&format!("../{path}")));
    }
    for name in &file.volumes {
        tree.insert(&["volumes", name], Tree::map());
    }
    yaml::write(&renderer.header("a Compose project"), &tree)
}

/// What the services of a file have named so far.
struct File<'a> {
    project: &'a Project<'a>,
    /// The secrets, each with the path of its file below the output folder.
    secrets: BTreeMap<String, String>,
    volumes: BTreeSet<String>,
}

impl File<'_> {
    fn mimir(
        &mut self,
        member: &Member,
        name: &str,
        own: Option<&Settings>,
        port: Option<u16>,
    ) -> Tree {
        let plan = self.project.plan;
        let mut service = Tree::map();
        let image = format!("grafana/mimir:{}", plan.release);
        service.insert(&["image"], Tree::Text(image));
        let command = [
            format!("-target={}", member.component),
            format!("-config.file={MIMIR_AT}"),
        ];
        service.insert(&["command"], words(command));
        service.insert(&["restart"], word("unless-stopped"));
        let is_alone = member.replicas == Replicas::default();
        if !is_alone {
            let count = i64::from(member.replicas.count());
            service.insert(&["deploy", "replicas"], Tree::Number(count));
        }
        let aliases = Names::of(plan).member(member);
        let aliases = aliases.into_iter().filter_map(|alias| match alias.san {
            San::Dns(alias) if !alias.is_wildcard() && alias.as_str() != name => {
                Some(alias.to_string())
            }
            San::Dns(_) | San::Ip(_) => None,
        });
        let aliases: Vec<String> = aliases.collect();
        if !aliases.is_empty() {
            service.insert(&["networks", "default", "aliases"], words(aliases));
        }
        // A port of the machine is one container's.
        if let Some(port) = port.filter(|_| is_alone) {
            let port = format!("127.0.0.1:{port}:{HTTP_PORT}");
            service.insert(&["ports"], words([port]));
        }
        service.insert(&["configs"], config(MIMIR, MIMIR_AT));
        let files = own.map(|own| own.settings.iter()).into_iter().flatten();
        let files = files.filter_map(|setting| plan.cert_dir.name_of(&setting.value));
        let files: BTreeSet<&str> = files.collect();
        let owner = match plan.certificates.profile {
            Profile::PerComponent => Owner::Component(member.component),
            Profile::Split | Profile::Single => Owner::Cluster,
        };
        self.give(&mut service, owner, files);
        let own = match is_alone {
            true => format!("{name}:/data/own"),
            // Without a name, so that each container has one to itself.
            false => "/data/own".to_owned(),
        };
        if is_alone {
            self.volumes.insert(name.to_owned());
        }
        service.insert(&["volumes"], words([format!("{SHARED}:/data/shared"), own]));
        service
    }

    fn ready(&mut self) -> Tree {
        let mut service = self.visitor(CURL_IMAGE);
        service.insert(&["command"], words(["tail", "-f", "/dev/null"]));
        service.insert(&["init"], Tree::Bool(true));
        let mut test = vec!["CMD".to_owned()];
        test.extend(["curl", "--silent", "--show-error"].map(str::to_owned));
        test.extend(["--fail", "--fail-early"].map(str::to_owned));
        if self.project.is_https {
            test.push("--cacert".to_owned());
            test.push(self.project.file(CertFile::Root));
        }
        if self.project.is_strict() {
            test.push("--cert".to_owned());
            test.push(self.project.file(CertFile::Client));
            test.push("--key".to_owned());
            test.push(self.project.file(CertFile::ClientKey));
        }
        // By its own name a service may not be verified, by the shared one each is:
        // behind a port of its own, which nobody listens on.
        let shared = &self.project.plan.server_name;
        for (port, (_, name)) in (1..).zip(&self.project.services) {
            if self.project.is_https {
                test.push("--connect-to".to_owned());
                test.push(format!("{shared}:{port}:{name}:{HTTP_PORT}"));
                test.push(format!("https://{shared}:{port}/ready"));
            } else {
                test.push(format!("http://{name}:{HTTP_PORT}/ready"));
            }
        }
        service.insert(&["healthcheck", "test"], words(test));
        for (key, value) in [
            ("interval", "5s"),
            ("timeout", "20s"),
            ("start_period", "3m"),
        ] {
            service.insert(&["healthcheck", key], Tree::Text(value.to_owned()));
        }
        service.insert(&["healthcheck", "retries"], Tree::Number(12));
        service
    }

    fn why_ready(&self, renderer: &Renderer<'_>) -> Vec<String> {
        let said = [
            "Mimir's image has neither a shell nor a client of HTTP, so that nothing in it",
            "could ask its own port. This container asks every service instead, each by the",
            "name that all certificates share, and behind a number of its own.",
        ];
        let wanted = renderer.options.comments;
        let said = said.iter().filter(|_| wanted);
        said.map(|line| (*line).to_owned()).collect()
    }

    fn prometheus(&mut self) -> Tree {
        let at = "/etc/prometheus/prometheus.yml";
        let mut service = self.visitor(PROMETHEUS_IMAGE);
        service.insert(&["configs"], config(PROMETHEUS, at));
        service.insert(&["volumes"], words(["prometheus:/prometheus"]));
        self.volumes.insert("prometheus".to_owned());
        served(&mut service, 9090);
        service
    }

    fn grafana(&mut self) -> Tree {
        let at = "/etc/grafana/provisioning/datasources/mimir.yaml";
        let mut service = self.visitor(GRAFANA_IMAGE);
        service.insert(&["configs"], config(GRAFANA, at));
        service.insert(&["volumes"], words(["grafana:/var/lib/grafana"]));
        self.volumes.insert("grafana".to_owned());
        served(&mut service, 3000);
        service
    }

    /// A container that calls Mimir: with the CA where there is HTTPS, with a
    /// certificate where nobody is let in without.
    fn visitor(&mut self, image: &str) -> Tree {
        let mut service = Tree::map();
        service.insert(&["image"], word(image));
        service.insert(&["restart"], word("unless-stopped"));
        if self.project.is_strict() {
            service.insert(&["user"], word("0"));
        }
        let profile = self.project.plan.certificates.profile;
        let mut files = Vec::new();
        if self.project.is_https {
            files.push(CertFile::Root.name(profile));
        }
        if self.project.is_strict() {
            files.extend([CertFile::Client, CertFile::ClientKey].map(|file| file.name(profile)));
        }
        let owner = match profile {
            Profile::PerComponent => Owner::Outside,
            Profile::Split | Profile::Single => Owner::Cluster,
        };
        self.give(&mut service, owner, files);
        service
    }

    /// Gives a service files of its certificate folder.
    fn give<'f>(
        &mut self,
        service: &mut Tree,
        owner: Owner,
        files: impl IntoIterator<Item = &'f str>,
    ) {
        let mut given = Vec::new();
        for name in files {
            let secret = match owner.word() {
                Some(owner) => format!("{owner}-{name}"),
                None => name.to_owned(),
            };
            let target = self.project.plan.cert_dir.file(name);
            given.push(mapping([("source", &secret), ("target", &target)]));
            let path = format!("{}{name}", folder::certificates(owner));
            self.secrets.insert(secret, path);
        }
        if !given.is_empty() {
            service.insert(&["secrets"], Tree::List(given));
        }
    }
}

/// Starts a service once Mimir is ready, and lets its machine alone reach it.
fn served(service: &mut Tree, port: u16) {
    let condition = word("service_healthy");
    service.insert(&["depends_on", READY, "condition"], condition);
    service.insert(&["ports"], words([format!("127.0.0.1:{port}:{port}")]));
}

fn config(source: &str, target: &str) -> Tree {
    Tree::List(vec![mapping([("source", source), ("target", target)])])
}

fn mapping<const N: usize>(entries: [(&str, &str); N]) -> Tree {
    let mut tree = Tree::map();
    for (key, value) in entries {
        tree.insert(&[key], word(value));
    }
    tree
}

fn word(text: &str) -> Tree {
    Tree::Text(text.to_owned())
}

fn words(texts: impl IntoIterator<Item = impl Into<String>>) -> Tree {
    let texts = texts.into_iter().map(Into::into);
    Tree::List(texts.map(Tree::Text).collect())
}
