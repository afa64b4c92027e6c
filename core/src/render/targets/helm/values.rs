//! The chart's values: everything that it has in plaintext, and knows no switch
//! for.

use super::{chart, gateway};
use crate::catalog::{Component, SurfaceKind};
use crate::document::{Node, parse};
use crate::folder::{CertFile, Owner};
use crate::pki::Role;
use crate::plan::{Plan, Profile};
use crate::render::Renderer;
use crate::render::targets::secret;
use crate::render::targets::yaml;
use crate::render::tree::{Tree, map};
use crate::settings::Settings;

/// Where Mimir's own configuration stands in the chart's values.
pub const CONFIGURATION: [&str; 2] = ["mimir", "structuredConfig"];

/// The zones of the chart, as a text of values.
pub(super) const ZONES_TEXT: &str = include_str!("../../../../data/chart/zones.yaml");

/// Where those zones stand: below the keys of those that have them.
pub(crate) const ZONES: [&[&str]; 2] = [
    &["ingester", "zoneAwareReplication", "zones"],
    &["store_gateway", "zoneAwareReplication", "zones"],
];

/// Puts the zones of the chart in, without what asks pods over plain HTTP.
pub(super) fn zones(tree: &mut Tree) {
    let Ok(text) = parse(ZONES_TEXT.as_bytes()) else {
        return;
    };
    for path in ZONES {
        let zones = path.iter().try_fold(&text, |node, key| node.at(key));
        let zones = zones.map(Node::items).unwrap_or_default().iter();
        let names = zones.map(|zone| Tree::Text(zone.text_at(&["name"]).to_owned()));
        let zones = names.map(|name| map([("name", name)]));
        tree.insert(path, Tree::List(zones.collect()));
    }
}

/// The volume with the certificates, in every pod that has it.
const VOLUME: &str = "mimir-tls";

/// The values, as a document.
pub(super) fn document(renderer: &Renderer<'_>, all: &[Settings]) -> Tree {
    let mut values = Values {
        renderer,
        plan: renderer.plan,
        tree: Tree::map(),
    };
    yaml::fill(&mut values.tree, &CONFIGURATION, renderer, all);
    values.companions();
    values.mounts();
    values.absent();
    if values.plan.has(SurfaceKind::HttpServer) {
        values.probes();
        values.gateway();
        values.monitors();
    }
    values.caches();
    values.without_plaintext();
    values.line();
    values.tree
}

/// The values while they are written.
struct Values<'a> {
    renderer: &'a Renderer<'a>,
    plan: &'a Plan,
    tree: Tree,
}

impl Values<'_> {
    fn set(&mut self, path: &[&str], value: Tree) {
        self.tree.insert(path, value);
    }

    fn text(&mut self, path: &[&str], value: impl Into<String>) {
        self.set(path, Tree::Text(value.into()));
    }

    /// Says something above a key that is there.
    fn say(&mut self, path: &[&str], lines: &[&str]) {
        if self.renderer.options.comments {
            let lines = lines.iter().map(|line| (*line).to_owned());
            self.tree.comment(path, lines.collect());
        }
    }

    /// Mimir's options that are none of TLS and would undo it.
    fn companions(&mut self) {
        for row in chart::companions() {
            if let Some(value) = row.value(self.plan) {
                let keys: Vec<&str> = row.yaml.split('.').collect();
                let path = [&CONFIGURATION, keys.as_slice()].concat();
                self.text(&path, value);
                self.say(&path, &[row.why]);
            }
        }
    }

    /// The certificates in every pod: the same for all by one key, or each its
    /// own.
    fn mounts(&mut self) {
        if self.plan.certificates.profile != Profile::PerComponent {
            self.mount("global", Owner::Cluster);
            self.say(
                &["global", "extraVolumes"],
                &[
                    "the certificates, as one folder in every pod of the chart; a list of your own",
                    "under this key is replaced, so put these entries into it",
                ],
            );
            return;
        }
        for pod in chart::pods() {
            match pod.runs {
                Some(component) if self.plan.member(component).is_none() => {}
                Some(component) => self.mount(pod.key, Owner::Component(component)),
                None => self.mount(pod.key, Owner::Outside),
            }
        }
        for cache in self.tls_caches() {
            self.mount(cache.key, Owner::Outside);
        }
    }

    fn mount(&mut self, key: &str, owner: Owner) {
        let mut volume = Tree::map();
        volume.insert(&["name"], Tree::Text(VOLUME.to_owned()));
        volume.merge(secret::volume(self.plan, owner));
        self.set(&[key, "extraVolumes"], Tree::List(vec![volume]));
        let mut mount = Tree::map();
        mount.insert(&["name"], Tree::Text(VOLUME.to_owned()));
        let folder = self.plan.cert_dir.to_string();
        mount.insert(&["mountPath"], Tree::Text(folder));
        mount.insert(&["readOnly"], Tree::Bool(true));
        self.set(&[key, "extraVolumeMounts"], Tree::List(vec![mount]));
    }

    /// What the chart deploys and the plan does not have.
    fn absent(&mut self) {
        let mut absent: Vec<Component> = Vec::new();
        for pod in chart::pods() {
            let Some(component) = pod.runs.filter(|it| self.plan.member(*it).is_none()) else {
                continue;
            };
            // The second row of a component is a path of its own, off by default.
            if !absent.contains(&component) {
                absent.push(component);
                self.set(&[pod.key, "enabled"], Tree::Bool(false));
                self.say(
                    &[pod.key, "enabled"],
                    &["no component of this plan, so that it would find no settings"],
                );
            }
        }
    }

    /// Every probe over HTTPS; where a certificate is demanded, which kubelet has
    /// none of, by a connection alone.
    fn probes(&mut self) {
        let is_strict = self.plan.policy.http.requires();
        let mut is_told = false;
        for pod in chart::pods() {
            if pod.runs.is_some_and(|it| self.plan.member(it).is_none()) {
                continue;
            }
            for probe in &pod.probes {
                let path = [pod.key, probe];
                match is_strict {
                    true => {
                        self.set(&[pod.key, probe, "httpGet"], Tree::Null);
                        self.text(&[pod.key, probe, "tcpSocket", "port"], "http-metrics");
                    }
                    false => self.text(&[pod.key, probe, "httpGet", "scheme"], "HTTPS"),
                }
                if is_strict && !is_told {
                    is_told = true;
                    self.say(
                        &path,
                        &[
                            "kubelet has no certificate, and HTTP demands one: it can see that somebody",
                            "listens, and no more",
                        ],
                    );
                }
            }
        }
    }

    fn gateway(&mut self) {
        let path = ["gateway", "nginx", "config", "file"];
        self.text(&path, gateway::configuration(self.plan));
        self.say(
            &path,
            &["the chart's own passes requests on in plaintext; its other keys count as ever"],
        );
    }

    /// Prometheus's way in: by the one name, and with a certificate where one is
    /// demanded.
    fn monitors(&mut self) {
        const MONITOR: [&str; 2] = ["metaMonitoring", "serviceMonitor"];
        let at = |rest: &[&'static str]| [&MONITOR, rest].concat();
        self.text(&at(&["scheme"]), "https");
        let tls = |rest: &[&'static str]| [&MONITOR, &["tlsConfig"][..], rest].concat();
        self.text(&tls(&["serverName"]), self.plan.server_name.as_str());
        let ca = match secret::is_issued(self.plan) {
            true => outside_client(self.plan),
            false => secret::ca_name(self.plan),
        };
        self.text(&tls(&["ca", "secret", "name"]), ca);
        self.text(&tls(&["ca", "secret", "key"]), secret::CA);
        if self.plan.policy.http.requires() {
            let secret = outside_client(self.plan);
            self.text(&tls(&["cert", "secret", "name"]), secret.as_str());
            self.text(&tls(&["cert", "secret", "key"]), secret::CERTIFICATE);
            self.text(&tls(&["keySecret", "name"]), secret);
            self.text(&tls(&["keySecret", "key"]), secret::KEY);
        }
        // The caches' exporters share the scheme with Mimir, and have no TLS.
        let mut relabel = Tree::map();
        let label = |name: &str| Tree::List(vec![Tree::Text(name.to_owned())]);
        relabel.insert(&["sourceLabels"], label("__address__"));
        relabel.insert(&["regex"], Tree::Text(".+:9150".to_owned()));
        relabel.insert(&["targetLabel"], Tree::Text("__scheme__".to_owned()));
        relabel.insert(&["replacement"], Tree::Text("http".to_owned()));
        self.set(&at(&["relabelings"]), Tree::List(vec![relabel]));
        self.say(
            &at(&["relabelings"]),
            &["the exporters beside the caches have no TLS; a list of your own is replaced"],
        );
    }

    fn tls_caches(&self) -> Vec<&'static chart::Cache> {
        let caches = chart::caches().iter();
        caches.filter(|it| it.speaks_tls(self.plan)).collect()
    }

    /// memcached with TLS, who demands a certificate, and its exporter, who has
    /// one.
    fn caches(&mut self) {
        let caches = self.tls_caches();
        if caches.is_empty() {
            return;
        }
        let profile = self.plan.certificates.profile;
        let file = |file: CertFile| self.plan.cert_dir.file(file.name(profile));
        let options = [
            format!("ssl_chain_cert={}", file(CertFile::Server)),
            format!("ssl_key={}", file(CertFile::ServerKey)),
            format!("ssl_ca_cert={}", file(CertFile::Root)),
            "ssl_verify_mode=2".to_owned(),
        ];
        let exporter = [
            // A flag with a value of its own would be a stray argument.
            ("memcached.tls.enable", String::new()),
            ("memcached.tls.ca-file", file(CertFile::Root)),
            ("memcached.tls.cert-file", file(CertFile::Client)),
            ("memcached.tls.key-file", file(CertFile::ClientKey)),
            (
                "memcached.tls.server-name",
                self.plan.server_name.to_string(),
            ),
        ];
        for cache in &caches {
            self.text(&[cache.key, "extraArgs", "Z"], "");
            self.text(&[cache.key, "extraExtendedOptions"], options.join(","));
        }
        if let Some(first) = caches.first() {
            self.say(
                &[first.key, "extraExtendedOptions"],
                &["whoever dials shows a certificate, or is refused"],
            );
        }
        for (flag, value) in exporter {
            self.text(&["memcachedExporter", "extraArgs", flag], value);
        }
        if caches.len() < chart::caches().len() {
            self.say(
                &["memcachedExporter", "extraArgs"],
                &["one for all caches: the exporter of one without TLS sees nothing any more"],
            );
        }
    }

    /// Servers of the chart that cannot speak the TLS that the plan wants of
    /// them.
    fn without_plaintext(&mut self) {
        for (kind, key, why) in [
            (
                SurfaceKind::Storage,
                "minio",
                "the chart's own MinIO speaks no TLS; name your storage in the configuration",
            ),
            (
                SurfaceKind::Kafka,
                "kafka",
                "the chart's own Kafka speaks no TLS; name your brokers in the configuration",
            ),
        ] {
            if self.plan.has(kind) {
                self.set(&[key, "enabled"], Tree::Bool(false));
                self.say(&[key, "enabled"], &[why]);
            }
        }
    }

    /// What the plan's line of the chart wants and others do not know.
    fn line(&mut self) {
        let Some(line) = chart::line(self.plan.release) else {
            return;
        };
        for (key, value) in &line.values {
            for (inner, value) in value.as_object().into_iter().flatten() {
                self.set(&[key, inner], Tree::from(value));
                self.say(&[key, inner], &[line.why]);
            }
        }
    }
}

/// The Secret of a client that is no part of Mimir.
pub(super) fn outside_client(plan: &Plan) -> String {
    let (owner, role) = match plan.certificates.profile {
        Profile::PerComponent => (Owner::Outside, Role::Client),
        Profile::Split => (Owner::Cluster, Role::Client),
        Profile::Single => (Owner::Cluster, Role::Both),
    };
    secret::name(plan, owner, role)
}
