//! The library from end to end, without a process: every release, mode,
//! surface, profile and policy.

use std::collections::{BTreeMap, BTreeSet};

use mimir_tls::artifact::Artifact;
use mimir_tls::catalog::{Catalog, Component, Field, Mode, Release};
use mimir_tls::generate::{GenerateError, Generated, Session, generate};
use mimir_tls::pki::{Authority, Instant, San, SeededEntropy};
use mimir_tls::plan::{Plan, PlanFile, Platform, SurfaceChoice};
use mimir_tls::policy::ClientAuth;
use mimir_tls::proof::{Verdict, one_by_one};
use mimir_tls::render::{self, RenderOptions, Renderer};
use mimir_tls::settings::{self, Settings};
use mimir_tls::topology::{self, Dial};

const NOW: Instant = Instant::from_unix(1_800_000_000);

pub(crate) fn plan(text: &str) -> Plan {
    let file = PlanFile::parse(format!("version: 1\n{text}").as_bytes())
        .unwrap_or_else(|error| panic!("{text}: {error}"));
    resolve(&file)
}

fn resolve(file: &PlanFile) -> Plan {
    Plan::resolve(file)
        .unwrap_or_else(|error| panic!("{file:?}: {error}"))
        .0
}

pub(crate) fn made(plan: &Plan, seed: u8, now: Instant) -> Result<Generated, GenerateError> {
    let mut entropy = SeededEntropy::new([seed; 32]);
    let options = RenderOptions::default();
    generate(plan, options, &mut entropy, now, one_by_one)
}

fn text_of(artifact: &Artifact) -> &str {
    std::str::from_utf8(artifact.bytes()).expect("artifacts are text")
}

/// Every release in every mode that it has.
fn everywhere() -> impl Iterator<Item = (Release, Mode)> {
    let catalog = Catalog::builtin();
    let has = |mode, release| catalog.components(mode, release).is_ok();
    let modes = move |release| {
        Mode::ALL
            .iter()
            .copied()
            .filter(move |mode| has(*mode, release))
            .map(move |mode| (release, mode))
    };
    catalog.releases().flat_map(modes)
}

/// The surfaces that can be chosen in a release, as a plan names them, one by one.
fn choosable(release: Release, mode: Mode) -> Vec<PlanFile> {
    let base = plan(&format!("release: \"{release}\"\nmode: {mode}")).to_file();
    Catalog::builtin()
        .surface_names()
        .filter_map(|name| {
            let choice: SurfaceChoice = name.as_str().parse().ok()?;
            let mut file = base.clone();
            file.surfaces.as_mut()?.0.push(choice);
            Plan::resolve(&file).is_ok().then_some(file)
        })
        .collect()
}

/// A plan of every choosable surface at once.
fn with_everything(release: Release, mode: Mode) -> PlanFile {
    let all = choosable(release, mode);
    let choices = all
        .iter()
        .flat_map(|file| file.surfaces.clone())
        .flat_map(|surfaces| surfaces.0);
    let mut file = all[0].clone();
    file.surfaces
        .as_mut()
        .expect("a restated plan names them")
        .0 = choices.collect();
    file
}

/// Every target's files of one plan, those that it did not choose included, read
/// back to the settings that they were made of.
fn check_round_trip(plan: &Plan) {
    let all: Vec<Settings> = plan
        .members
        .iter()
        .map(|member| settings::resolve(plan, member))
        .collect();
    let union: BTreeMap<_, _> = all.iter().flat_map(Settings::meaning).collect();
    for comments in [true, false] {
        let renderer = Renderer::new(plan, RenderOptions { comments });
        for output in render::outputs() {
            let files = output.files(&renderer, &all);
            for source in output.sources() {
                for one in &all {
                    let path = source.path(one.component);
                    let file = files.iter().find(|file| file.path == path);
                    let text = &file.unwrap_or_else(|| panic!("{path} is not written")).text;
                    let read = source
                        .read(text, one.component, plan.release)
                        .unwrap_or_else(|error| panic!("{path}: {error}"));
                    assert!(read.foreign.is_empty(), "{path}: {:?}", read.foreign);
                    match source.is_shared() {
                        true => assert_eq!(read.settings.meaning(), union, "{path}"),
                        false => assert_eq!(read.settings.meaning(), one.meaning(), "{path}"),
                    }
                    if source.is_shared() {
                        break;
                    }
                }
            }
        }
    }
}

#[test]
fn every_release_mode_and_surface_reads_back() {
    let mut blocks = 0;
    for (release, mode) in everywhere() {
        let plan = resolve(&with_everything(release, mode));
        check_round_trip(&plan);
        blocks += plan.surfaces.len();
    }
    assert!(blocks > 2000, "only {blocks} surfaces were read back");
}

#[test]
fn every_policy_reads_back() {
    for grpc in ClientAuth::ALL {
        for http in ClientAuth::ALL {
            check_round_trip(&plan(&format!(
                "policy: {{grpc: {grpc}, http: {http}, min_version: VersionTLS12, \
                 cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]}}"
            )));
        }
    }
}

#[test]
fn every_release_and_mode_is_proven() {
    for (release, mode) in everywhere() {
        let plan = plan(&format!(
            "release: \"{release}\"\nmode: {mode}\ncertificates: {{algorithm: ed25519}}"
        ));
        let made = made(&plan, 1, NOW).unwrap_or_else(|error| panic!("{release} {mode}: {error}"));
        assert!(made.proof.accepted() > 5, "{release} {mode}");
        assert!(made.proof.failures().next().is_none());
    }
}

#[test]
fn every_platform_is_proven() {
    for platform in Platform::ALL {
        for surfaces in ["", "surfaces: [etcd, memcached, kafka, object-storage]"] {
            for profile in ["split", "per-component"] {
                let plan = plan(&format!(
                    "platform: {platform}\n{surfaces}\n\
                     certificates: {{algorithm: ed25519, profile: {profile}}}"
                ));
                let made = made(&plan, 1, NOW).unwrap_or_else(|error| panic!("{plan:?}: {error}"));
                let refused = made.proof.refused().map(|link| link.from.as_str());
                let refused: BTreeSet<&str> = refused.collect();
                let wanted = platform.is_kubernetes().then_some("rollout-operator");
                assert!(refused.into_iter().eq(wanted), "{platform}");
            }
        }
    }
}

#[test]
fn every_surface_of_the_newest_release_is_proven() {
    for file in choosable(Catalog::builtin().newest(), Mode::Microservices) {
        let mut file = file;
        file.certificates.algorithm = Some(mimir_tls::pki::Algorithm::Ed25519);
        let plan = resolve(&file);
        made(&plan, 1, NOW).unwrap_or_else(|error| panic!("{:?}: {error}", file.surfaces));
    }
}

#[test]
fn every_profile_policy_and_constraint_is_proven() {
    for profile in ["split", "single", "per-component"] {
        for constraints in ["true", "false"] {
            for http in ClientAuth::ALL {
                let plan = plan(&format!(
                    "components: [distributor, ingester, ruler, alertmanager]\n\
                     certificates: {{algorithm: ed25519, profile: {profile}, ca: {{name_constraints: {constraints}}}}}\n\
                     policy: {{http: {http}}}\nsurfaces: [etcd, memcached]"
                ));
                let made = made(&plan, 1, NOW)
                    .unwrap_or_else(|error| panic!("{profile} {constraints} {http}: {error}"));
                let refused = made.proof.refused().any(|link| link.from == "scraper");
                assert_eq!(refused, http.requires(), "a scraper has no certificate");
            }
        }
    }
}

/// Whoever dials an address verifies a name, and whoever cannot be told one
/// dials what the certificate holds.
#[test]
fn every_client_verifies_what_its_server_has() {
    let (mut named, mut unnamed) = (0, 0);
    for (release, mode) in everywhere() {
        let plan = resolve(&with_everything(release, mode));
        let all: BTreeMap<_, _> = (plan.members.iter())
            .map(|member| (member.component, settings::resolve(&plan, member)))
            .collect();
        let certificates = topology::Names::of(&plan).outside();
        for link in topology::links(&plan) {
            let Some(from) = link.from.component() else {
                continue;
            };
            let name = all[&from].text(link.surface, Field::ServerName);
            let option = Catalog::builtin().option(link.surface, Field::ServerName, release);
            let heeds = option.is_some_and(|option| !option.is_ignored(release));
            assert_eq!(name.is_some(), heeds, "{release}: {link:?}");
            if heeds {
                named += 1;
                continue;
            }
            unnamed += 1;
            let Dial::Name(name) = link.dial else {
                panic!("{release}: {link:?}");
            };
            let san = San::Dns(name);
            assert!(certificates.iter().any(|named| named.san == san));
        }
    }
    assert!(named > 5000 && unnamed > 50, "{named}, {unnamed}");
}

#[test]
fn etcd_is_verified_by_what_is_dialled_since_3_0() {
    let verified = |release: &str, endpoint: &str| -> BTreeSet<String> {
        let plan = plan(&format!(
            "release: {release}\ncomponents: [compactor]\ncertificates: {{algorithm: ed25519}}\n\
             surfaces: {{etcd: {endpoint}, memberlist: false}}"
        ));
        let proof = made(&plan, 1, NOW).expect("proven").proof;
        let links = proof.links.iter().filter(|link| link.to == "etcd");
        let handshakes = links.flat_map(|link| &link.handshakes);
        handshakes
            .filter_map(|id| proof.handshakes[*id].verified_name.clone())
            .collect()
    };
    let check = |release: &str, endpoint: &str, name: &str| {
        assert_eq!(
            verified(release, endpoint),
            BTreeSet::from([name.to_owned()])
        );
    };
    check("2.17.4", "10.0.0.5:2379", "mimir.internal");
    check("3.0.0", "10.0.0.5:2379", "10.0.0.5");
    check("3.0.0", "etcd.example:2379", "etcd.example");
    check("3.0.0", "true", "etcd.internal");
}

#[test]
fn a_link_that_cannot_work_stops_everything_with_cause_and_fix() {
    let plan = plan(
        "certificates: {algorithm: ed25519}\n\
         policy: {cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]}",
    );
    let Err(GenerateError::Unproven(proof)) = made(&plan, 1, NOW) else {
        panic!("RSA suites cannot be used with these certificates under TLS 1.2");
    };
    let failure = proof.failures().next().expect("a failed link");
    assert_eq!(failure.verdict, Verdict::Failed);
    assert!(
        failure
            .server
            .contains("no cipher suite supported by both client and server"),
        "{}",
        failure.server
    );
    assert!(
        failure
            .fix
            .as_deref()
            .is_some_and(|fix| fix.contains("policy.min_version"))
    );
}

#[test]
fn certificates_that_have_ended_are_no_proof() {
    use mimir_tls::bundle::Bundle;
    use mimir_tls::proof::Proving;

    let plan = plan("mode: monolithic\ncertificates: {algorithm: ed25519}");
    let mut entropy = SeededEntropy::new([1; 32]);
    let bundle = Bundle::issue(&plan, &mut entropy, NOW).expect("a bundle");
    let member = &plan.members[0];
    let all = BTreeMap::from([(member.component, settings::resolve(&plan, member))]);
    let late = Instant::from_unix(NOW.unix() + 731 * 86_400);
    let proving = Proving::new(&plan, &all, &bundle.folder, &mut entropy, late).expect("it starts");
    let verdicts = one_by_one(proving.cases());
    let proof = proving.conclude(&verdicts);
    let failure = proof.failures().next().expect("nothing holds any more");
    assert!(
        failure
            .client
            .contains("certificate has expired or is not yet valid"),
        "{}",
        failure.client
    );
}

/// D1 of the review: of a CA that was brought the key is elsewhere, and no text
/// of the folder speaks of it.
#[test]
fn a_folder_speaks_of_no_key_that_is_not_in_it() {
    let text = |made: &Generated, path: &str| {
        let mut artifacts = made.artifacts.iter();
        let found = artifacts.find(|artifact| artifact.path == path);
        found.map(|artifact| text_of(artifact).to_owned())
    };
    for profile in ["split", "single", "per-component"] {
        let plan = plan(&format!(
            "mode: monolithic\ncertificates: {{algorithm: ed25519, profile: {profile}}}"
        ));
        let own = made(&plan, 1, NOW).expect("proven");
        let root = text(&own, "certs/root.crt").expect("a CA");
        let key = text(&own, "ca/root.key").expect("its key");
        let readme = text(&own, "README.md").expect("a README");
        assert_eq!(readme.matches("root.key").count(), 1, "{profile}");

        let mut session = Session::default();
        let ca = Authority::from_pem(root.as_bytes(), key.as_bytes(), NOW).expect("a CA");
        session.bring(ca);
        let mut entropy = SeededEntropy::new([2; 32]);
        let options = RenderOptions::default();
        let brought = session
            .generate(&plan, options, &mut entropy, NOW, one_by_one)
            .expect("made");
        assert!(brought.proof.holds(), "{profile}");
        assert_eq!(text(&brought, "ca/root.key"), None, "{profile}");
        let readme = text(&brought, "README.md").expect("a README");
        assert!(!readme.contains("root.key"), "{profile}: {readme}");
        assert!(readme.contains("certs/root.crt"), "{profile}");
    }
}

#[test]
fn the_same_plan_gives_the_same_bytes() {
    let plan =
        plan("certificates: {algorithm: ed25519, profile: per-component}\nsurfaces: [etcd, kafka]");
    let bytes = |made: Generated| -> BTreeMap<String, Vec<u8>> {
        made.artifacts
            .iter()
            .map(|artifact| (artifact.path.clone(), artifact.bytes().to_vec()))
            .collect()
    };
    let first = bytes(made(&plan, 1, NOW).expect("proven"));
    let again = bytes(made(&plan, 1, NOW).expect("proven"));
    assert_eq!(first, again, "the same seed and time");

    let other = bytes(made(&plan, 2, Instant::from_unix(NOW.unix() + 86_400)).expect("proven"));
    for (path, content) in &first {
        let is_configuration = ["flags/", "yaml/", "plan.yaml", ".gitignore"]
            .iter()
            .any(|part| path.starts_with(part));
        assert_eq!(is_configuration, other[path] == *content, "{path}");
    }
}

#[test]
fn a_plan_restated_is_the_same_plan() {
    let newest = choosable(Catalog::builtin().newest(), Mode::Microservices);
    let everything = everywhere().map(|(release, mode)| with_everything(release, mode));
    for file in newest.into_iter().chain(everything) {
        let first = resolve(&file);
        let text = render::plan_yaml(&first);
        let again =
            PlanFile::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{text}\n{error}"));
        assert_eq!(render::plan_yaml(&resolve(&again)), text);
        assert_eq!(resolve(&again).surfaces, first.surfaces);
    }
}

#[test]
fn components_hold_only_what_they_read() {
    let plan = plan("surfaces: [etcd, memcached, kafka]");
    for member in &plan.members {
        for setting in settings::resolve(&plan, member).settings {
            let option = setting.option().expect("a TLS option");
            assert!(option.surface().is_read_by(member.component, plan.release));
            assert!(option.is_in(plan.release));
        }
    }
    let component: Component = "overrides-exporter".parse().expect("a component");
    let exporter = plan.member(component).expect("a member");
    let settings = settings::resolve(&plan, exporter);
    let surfaces: Vec<_> = settings.blocks().map(|(surface, _)| surface.id()).collect();
    assert_eq!(
        surfaces,
        [
            "server-http",
            "server-grpc",
            "memberlist",
            "etcd-overrides-exporter-ring"
        ]
    );
}

#[test]
fn no_output_but_keys_and_secrets_holds_a_key() {
    let plan = plan(
        "certificates: {algorithm: ed25519, profile: per-component}\nplatform: kubernetes\n\
         targets: [flags, yaml, env, kubernetes, vault]",
    );
    let made = made(&plan, 1, NOW).expect("proven");
    for artifact in &made.artifacts {
        let path = &artifact.path;
        let is_key = path.ends_with(".key") || path == "kubernetes/secrets.yaml";
        assert_eq!(artifact.is_secret(), is_key, "{}", artifact.path);
        assert_eq!(
            text_of(artifact).contains("PRIVATE KEY"),
            is_key,
            "{}",
            artifact.path
        );
        assert!(
            !format!("{artifact:?}").contains("PRIVATE KEY"),
            "{}",
            artifact.path
        );
    }
}
