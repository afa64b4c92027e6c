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
