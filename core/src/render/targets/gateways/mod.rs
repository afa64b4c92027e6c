//! Proxies in front of Mimir outside Kubernetes: one address for its whole HTTP
//! API, each path to the component that answers it, as the gateway of Mimir's
//! Helm chart has them. No other path is passed on, so that nobody outside can
//! shut an ingester down.
//!
//! A proxy asks of its callers what Mimir would ask of them: Mimir sees the
//! proxy's certificate alone, so that a lax proxy would undo a strict policy.

mod caddy;
mod envoy;
mod haproxy;
mod nginx;
mod traefik;

use std::cmp::Reverse;

use super::callers::{self, Callers, Door, Pair};
use super::routes::{Route, routes};
use crate::catalog::Component;
use crate::folder::{self, CertFile, Owner};
use crate::language::Language;
use crate::plan::{Plan, Profile, Target};
use crate::render::Renderer;
use crate::render::output::{ConfigFile, Instruction, Output, SettingsSource, Step};
use crate::settings::Settings;

pub(super) use caddy::CADDY;
pub(super) use envoy::ENVOY;
pub(super) use haproxy::HAPROXY;
pub(super) use nginx::NGINX;
pub(super) use traefik::TRAEFIK;

/// The port on which a gateway listens.
const PORT: u16 = 443;

/// The seconds within which a query is answered, as in the chart's gateway.
const ANSWERS_WITHIN: u32 = 300;

/// The largest request in MiB, as in the chart's gateway.
const LARGEST_REQUEST: u32 = 540;

/// A proxy, and how its files are written.
pub(super) struct Proxy {
    target: Target,
    title: &'static str,
    /// Its files, by name: what each is, and its text.
    files: &'static [ProxyFile],
    /// Where its first file goes on the proxy's machine, in English and in German.
    place: [&'static str; 2],
}

/// A file of a proxy.
struct ProxyFile {
    name: &'static str,
    what: &'static str,
    text: fn(&Renderer<'_>, &Front<'_>) -> String,
}

/// What stands in front of a plan's Mimir, without the syntax of any proxy.
struct Front<'a> {
    callers: Callers<'a>,
    /// What the proxy shows to those who call it.
    shows: Pair,
    /// The CA of those who call it.
    ca: String,
    /// The members that answer something, each with its doors.
    backends: Vec<Backend>,
    /// The routes that have a member, in the order in which they are asked.
    routes: Vec<(&'static Route, Component)>,
}

/// A member behind the proxy.
struct Backend {
    member: Component,
    doors: Vec<Door>,
}

impl<'a> Front<'a> {
    fn of(renderer: &Renderer<'a>) -> Self {
        let plan = renderer.plan;
        let callers = Callers::of(renderer);
        let mut routes: Vec<(&Route, Component)> = routes()
            .iter()
            .filter_map(|route| Some((route, callers.member(route.to)?.component)))
            .collect();
        // A path is asked for before one that it begins with.
        routes.sort_by_key(|(route, _)| (!route.is_exact, Reverse(route.path.len())));
        let answers = |member: Component| routes.iter().any(|(_, to)| *to == member);
        let backends = plan
            .members
            .iter()
            .filter(|member| answers(member.component))
            .map(|member| Backend {
                member: member.component,
                doors: callers.doors(member),
            });
        Self {
            shows: Pair {
                certificate: callers::path(plan, CertFile::Server),
                key: callers::path(plan, CertFile::ServerKey),
            },
            ca: callers::path(plan, CertFile::Root),
            backends: backends.collect(),
            routes,
            callers,
        }
    }
}

impl Proxy {
    fn path(&self) -> String {
        let first = self.files.first().map_or("", |file| file.name);
        folder::named(self.target, first)
    }
}

impl Output for Proxy {
    fn target(&self) -> Target {
        self.target
    }

    fn title(&self, _: Language) -> &'static str {
        self.title
    }

    fn about(&self, language: Language) -> &'static str {
        let about = match self.target {
            Target::Nginx => ("nginx in front of Mimir", "nginx vor Mimir"),
            Target::Haproxy => ("HAProxy in front of Mimir", "HAProxy vor Mimir"),
            Target::Caddy => ("Caddy in front of Mimir", "Caddy vor Mimir"),
            Target::Envoy => ("Envoy in front of Mimir", "Envoy vor Mimir"),
            _ => ("Traefik in front of Mimir", "Traefik vor Mimir"),
        };
        match language {
            Language::English => about.0,
            Language::German => about.1,
        }
    }

    fn files(&self, renderer: &Renderer<'_>, _: &[Settings]) -> Vec<ConfigFile> {
        let front = Front::of(renderer);
        let files = self.files.iter();
        files
            .map(|file| ConfigFile::named(self.target, file.name, (file.text)(renderer, &front)))
            .collect()
    }

    fn sources(&self) -> Vec<SettingsSource> {
        Vec::new()
    }

    fn contents(&self, _: &Plan) -> Vec<(String, &'static str)> {
        let files = self.files.iter();
        files
            .map(|file| (folder::named(self.target, file.name), file.what))
            .collect()
    }

    fn usage(&self, _: &Plan) -> Instruction {
        let (path, [place, german]) = (self.path(), self.place);
        Instruction::new(
            format!(
                "Put `{path}` {place} on a machine in front, with certificates where Mimir has its own"
            ),
            format!(
                "Legen Sie `{path}` {german} einer Maschine davor, mit Zertifikaten dort, wo Mimir seine hat"
            ),
        )
    }

    fn renewal(&self, plan: &Plan, above: &str) -> Option<String> {
        Some(format!(
            "put {above}{} in the place of {} on the machine of {} too, and have it reload",
            folder::certificates(match plan.certificates.profile {
                Profile::PerComponent => Owner::Outside,
                Profile::Split | Profile::Single => Owner::Cluster,
            }),
            plan.cert_dir,
            self.title,
        ))
    }

    fn next(&self, _: &Plan, folder: &str) -> Step {
        let among = format!(
            "put {folder}/{} {}",
            self.path(),
            self.place[0].replace('`', "")
        );
        Step {
            alone: among.clone(),
            among,
        }
    }
}

/// The name of a backend.
fn backend(member: Component) -> String {
    format!("mimir-{member}")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::plan::{Plan, PlanFile};
    use crate::render::RenderOptions;

    fn plan(text: &str) -> Plan {
        let file = PlanFile::parse(format!("version: 1\n{text}").as_bytes()).unwrap();
        Plan::resolve(&file).unwrap().0
    }

    fn proxies() -> [&'static Proxy; 5] {
        [&NGINX, &HAPROXY, &CADDY, &ENVOY, &TRAEFIK]
    }

    fn texts(proxy: &Proxy, plan: &Plan) -> String {
        let renderer = Renderer::new(plan, RenderOptions { comments: false });
        let files = proxy.files(&renderer, &[]);
        files.into_iter().map(|file| file.text).collect()
    }

    #[test]
    fn every_route_goes_to_the_member_that_answers_it() {
        let plan = plan("mode: monolithic\ncomponents: [all, alertmanager]");
        let renderer = Renderer::new(&plan, RenderOptions::default());
        let front = Front::of(&renderer);
        let to: Vec<_> = front.backends.iter().map(|it| it.member.name()).collect();
        assert_eq!(to, ["all", "alertmanager"]);
        for (route, member) in &front.routes {
            let expected = match route.to.name() {
                "alertmanager" => "alertmanager",
                _ => "all",
            };
            assert_eq!(member.name(), expected, "{}", route.path);
        }
    }

    #[test]
    fn a_longer_path_is_asked_for_first() {
        let plan = plan("");
        let renderer = Renderer::new(&plan, RenderOptions::default());
        let front = Front::of(&renderer);
        for (nth, (route, _)) in front.routes.iter().enumerate() {
            let before = front.routes.iter().take(nth);
            let hides = |other: &Route| !other.is_exact && route.path.starts_with(other.path);
            assert!(
                before.clone().all(|(other, _)| !hides(other)),
                "{}",
                route.path
            );
        }
    }

    #[test]
    fn each_path_and_door_is_in_every_proxy_and_no_key() {
        let plan = plan(
            "components: {distributor: {ips: [10.0.0.7, '2001:db8::7']}, ruler: {dns: [r.example]}}",
        );
        for proxy in proxies() {
            let text = texts(proxy, &plan);
            for part in [
                "/api/v1/push",
                "/prometheus/api/v1/rules",
                "10.0.0.7",
                "2001:db8::7",
                "r.example",
            ] {
                assert!(text.contains(part), "{}: {part}\n{text}", proxy.title);
            }
            assert!(!text.contains("/alertmanager"), "{}", proxy.title);
            assert!(!text.contains("PRIVATE"), "{}", proxy.title);
        }
    }

    #[test]
    fn a_client_certificate_is_shown_where_the_policy_is_strict() {
        for (policy, strict) in [
            ("NoClientCert", false),
            ("VerifyClientCertIfGiven", false),
            ("RequireAndVerifyClientCert", true),
        ] {
            let plan = plan(&format!("policy: {{http: {policy}}}"));
            for proxy in proxies() {
                let text = texts(proxy, &plan);
                assert_eq!(text.contains("client.crt"), strict, "{}", proxy.title);
            }
        }
    }

    #[test]
    fn plaintext_is_passed_on_in_plaintext() {
        let plan = plan("surfaces: {server-http: false}");
        for proxy in proxies() {
            let text = texts(proxy, &plan);
            assert!(!text.contains("https://m"), "{}\n{text}", proxy.title);
            assert!(
                !text.contains("proxy_ssl") && !text.contains("ssl verify"),
                "{text}"
            );
        }
    }
}
