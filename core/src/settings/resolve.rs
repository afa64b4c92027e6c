//! From a plan to each component's settings.

use super::{Reason, Setting, Settings};
use crate::catalog::{Catalog, Field, Surface, SurfaceKind};
use crate::folder::CertFile;
use crate::pki::San;
use crate::plan::{Endpoint, Member, Plan};
use crate::policy::ClientAuth;

/// The settings of one member: for each surface that it reads and that the plan
/// wants in TLS, all that this surface needs, and nothing that the release does
/// not know.
pub fn resolve(plan: &Plan, member: &Member) -> Settings {
    let catalog = Catalog::builtin();
    let mut settings = Vec::new();
    for surface in catalog.surfaces(plan.release) {
        if !plan.speaks_tls(surface) || !surface.is_read_by(member.component, plan.release) {
            continue;
        }
        for (field, value, reason) in block(plan, surface) {
            if surface.ignores(field, plan.release) {
                continue;
            }
            if let Some(option) = catalog.option(surface, field, plan.release) {
                settings.push(Setting::ours(option, value, reason));
            }
        }
    }
    Settings {
        component: member.component,
        settings,
    }
}

type Line = (Field, String, Reason);

fn block(plan: &Plan, surface: &Surface) -> Vec<Line> {
    let file = |file: CertFile| plan.cert_dir.file(file.name(plan.certificates.profile));
    match surface.kind() {
        SurfaceKind::Server => limits(plan),
        SurfaceKind::GrpcServer => {
            listener(plan.policy.grpc, Reason::GrpcAuth(plan.policy.grpc), file)
        }
        SurfaceKind::HttpServer => {
            listener(plan.policy.http, Reason::HttpAuth(plan.policy.http), file)
        }
        SurfaceKind::Memberlist => {
            let certificate = (
                CertFile::Server,
                CertFile::ServerKey,
                Reason::GossipCertificate,
            );
            client(plan, surface, certificate, file)
        }
        SurfaceKind::GrpcClient
        | SurfaceKind::HttpClient
        | SurfaceKind::Etcd
        | SurfaceKind::Memcached
        | SurfaceKind::Redis
        | SurfaceKind::Storage
        | SurfaceKind::Kafka => {
            let certificate = (
                CertFile::Client,
                CertFile::ClientKey,
                Reason::ClientCertificate,
            );
            client(plan, surface, certificate, file)
        }
        SurfaceKind::Vault => Vec::new(),
    }
}

fn listener(auth: ClientAuth, reason: Reason, file: impl Fn(CertFile) -> String) -> Vec<Line> {
    let mut lines = vec![
        (
            Field::Cert,
            file(CertFile::Server),
            Reason::ServerCertificate,
        ),
        (Field::Key, file(CertFile::ServerKey), Reason::Key),
        (Field::ClientAuth, auth.spelling().to_owned(), reason),
    ];
    // A client CA without a policy that asks for certificates stops Mimir's start.
    if auth != ClientAuth::No {
        lines.push((Field::ClientCa, file(CertFile::Root), Reason::ClientCa));
    }
    lines
}

fn client(
    plan: &Plan,
    surface: &Surface,
    (certificate, key, why): (CertFile, CertFile, Reason),
    file: impl Fn(CertFile) -> String,
) -> Vec<Line> {
    let (name, reason) = match plan.surfaces.get(surface) {
        Some(Some(Endpoint {
            host: San::Dns(host),
            ..
        })) => (host, Reason::EndpointName),
        Some(
            Some(Endpoint {
                host: San::Ip(_), ..
            })
            | None,
        )
        | None => (&plan.server_name, Reason::SharedName),
    };
    let mut lines = vec![
        (Field::Enabled, "true".to_owned(), Reason::Enabled),
        (Field::Cert, file(certificate), why),
        (Field::Key, file(key), Reason::Key),
        (Field::Ca, file(CertFile::Root), Reason::Ca),
        (Field::ServerName, name.to_string(), reason),
    ];
    lines.extend(limits(plan));
    lines
}

fn limits(plan: &Plan) -> Vec<Line> {
    let suites = plan.policy.cipher_suites.as_ref();
    let version = plan.policy.min_version;
    let suites = suites.map(|suites| {
        (
            Field::CipherSuites,
            suites.to_string(),
            Reason::CipherSuites,
        )
    });
    let version = version.map(|v| {
        (
            Field::MinVersion,
            v.spelling().to_owned(),
            Reason::MinVersion,
        )
    });
    suites.into_iter().chain(version).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::catalog::Release;
    use crate::plan::PlanFile;

    fn plan(text: &str) -> Plan {
        let file = PlanFile::parse(format!("version: 1\n{text}").as_bytes()).unwrap();
        Plan::resolve(&file).unwrap().0
    }

    fn surface(id: &str, release: Release) -> &'static Surface {
        let mut surfaces = Catalog::builtin().surfaces(release);
        surfaces.find(|surface| surface.id() == id).unwrap()
    }

    /// A surface's options in a plan's first member, without the folder.
    fn set(text: &str, id: &str) -> Vec<(Field, String)> {
        let plan = plan(text);
        let settings = resolve(&plan, plan.members.first().unwrap());
        let wanted = surface(id, plan.release);
        let block = settings.blocks().find(|(surface, _)| *surface == wanted);
        let block = block.map(|(_, block)| block).unwrap_or_default();
        let words = block.iter().map(|setting| {
            let value = setting.value.trim_start_matches("/etc/mimir/tls/");
            (setting.option().unwrap().field(), value.to_owned())
        });
        words.collect()
    }

    fn fields(text: &str, id: &str) -> Vec<Field> {
        set(text, id).into_iter().map(|(field, _)| field).collect()
    }

    #[test]
    fn a_listener_has_its_pair_and_what_it_asks_for() {
        for (auth, ca) in [
            ("RequireAndVerifyClientCert", true),
            ("VerifyClientCertIfGiven", true),
            ("RequireClientCert", true),
            ("RequestClientCert", true),
            // A client CA beside it stops Mimir's start.
            ("NoClientCert", false),
        ] {
            let set = set(
                &format!("mode: monolithic\npolicy: {{grpc: {auth}}}"),
                "server-grpc",
            );
            let mut wanted = vec![
                (Field::Cert, "server.crt".to_owned()),
                (Field::Key, "server.key".to_owned()),
                (Field::ClientAuth, auth.to_owned()),
            ];
            wanted.extend(ca.then(|| (Field::ClientCa, "root.crt".to_owned())));
            assert_eq!(set, wanted, "{auth}");
        }
    }

    #[test]
    fn a_client_has_its_whole_block() {
        let name = "mimir.internal";
        for (id, pair) in [
            ("ingester-client", ["client.crt", "client.key"]),
            // Gossip shows the one certificate that it has as a server.
            ("memberlist", ["server.crt", "server.key"]),
        ] {
            let wanted = [
                (Field::Enabled, "true"),
                (Field::Cert, pair[0]),
                (Field::Key, pair[1]),
                (Field::Ca, "root.crt"),
                (Field::ServerName, name),
            ];
            let wanted = wanted.map(|(field, value)| (field, value.to_owned()));
            assert_eq!(set("components: [distributor]", id), wanted, "{id}");
        }
    }

    #[test]
    fn a_server_with_an_address_is_verified_by_its_own_name() {
        for (choice, wanted) in [
            ("true", "mimir.internal"),
            ("'broker.example:9093'", "broker.example"),
            ("'192.0.2.7:9093'", "mimir.internal"),
        ] {
            let set = set(
                &format!("components: [distributor]\nsurfaces: {{kafka: {choice}}}"),
                "kafka",
            );
            let name = set.iter().find(|(field, _)| *field == Field::ServerName);
            assert_eq!(
                name.map(|(_, name)| name.as_str()),
                Some(wanted),
                "{choice}"
            );
        }
    }

    #[test]
    fn limits_stand_at_both_servers_and_at_each_client() {
        let limited = "components: [distributor]\n\
             policy: {min_version: VersionTLS12, cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]}";
        let limits = [Field::CipherSuites, Field::MinVersion];
        assert_eq!(fields(limited, "server"), limits);
        assert!(fields(limited, "ingester-client").ends_with(&limits));
        // A listener has none of its own.
        assert!(!fields(limited, "server-grpc").contains(&Field::MinVersion));
        assert!(fields("components: [distributor]", "server").is_empty());
    }

    #[test]
    fn what_mimir_takes_and_ignores_is_not_written() {
        let limited = "components: [distributor]\nsurfaces: [etcd-distributor-ring]\n\
             policy: {min_version: VersionTLS12, cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]}";
        let etcd = surface("etcd-distributor-ring", plan(limited).release);
        let ignored: Vec<_> = [Field::CipherSuites, Field::MinVersion, Field::ServerName]
            .into_iter()
            .filter(|field| etcd.ignores(*field, plan(limited).release))
            .collect();
        assert!(!ignored.is_empty());
        let written = fields(limited, "etcd-distributor-ring");
        assert!(written.contains(&Field::Cert), "{written:?}");
        assert!(
            ignored.iter().all(|field| !written.contains(field)),
            "{written:?}"
        );
    }

    #[test]
    fn nothing_is_set_that_a_member_does_not_read_or_the_plan_leaves_out() {
        assert!(fields("components: [compactor]", "ingester-client").is_empty());
        assert!(fields("surfaces: {memberlist: false}", "memberlist").is_empty());
        assert!(fields("surfaces: {server-http: false}", "server-http").is_empty());
    }
}
