//! Known shapes of changes, each with the phases that it takes.

#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::bundle::{Bundle, Kept};
use crate::catalog::SurfaceKind;
use crate::folder::{CertFile, CertFolder};
use crate::pki::{Algorithm, Authority, SeededEntropy, SystemEntropy};
use crate::plan::{Plan, PlanFile, Profile};

const NOW: Instant = Instant::from_unix(1_800_000_000);

const SMALL: &str =
    "components: [distributor, ingester, querier, query-frontend, query-scheduler]\n";

/// What [`standing`] makes of [`SMALL`].
const SMALL_ED: &str = "components: [distributor, ingester, querier, query-frontend, query-scheduler]\n\
    certificates: {algorithm: ed25519}\n";

fn plan_of(text: &str) -> Plan {
    let file = format!("version: 1\nplatform: kubernetes\n{text}");
    Plan::resolve(&PlanFile::parse(file.as_bytes()).unwrap())
        .unwrap()
        .0
}

fn file(folder: &CertFolder, path: &str) -> Vec<u8> {
    let mut files = folder.files();
    files.find(|(at, _)| *at == path).unwrap().1.to_vec()
}

/// A CA of that number.
fn authority(number: u8) -> Authority {
    let plan = plan_of("certificates: {algorithm: ed25519}");
    let made = Bundle::issue(&plan, &mut SeededEntropy::new([number; 32]), NOW).unwrap();
    let pem = |path: &str| file(&made.folder, path);
    let root = crate::folder::certificate(CertFile::Root, Profile::default());
    Authority::from_pem(&pem(&root), &pem(crate::folder::CA_KEY), NOW).unwrap()
}

/// The cluster of a plan, with leaves of that number under a CA of that one.
fn standing(text: &str, ca: u8, leaves: u8) -> Standing {
    let algorithm = match text.contains("certificates:") {
        true => String::new(),
        false => "certificates: {algorithm: ed25519}\n".to_owned(),
    };
    let plan = plan_of(&format!("{text}\n{algorithm}"));
    let mut kept = Kept::default();
    kept.bring(authority(ca));
    // A seed gives Ed25519 keys alone.
    let mut entropy: Box<dyn crate::pki::Entropy> = match plan.certificates.algorithm {
        Algorithm::Ed25519 => Box::new(SeededEntropy::new([leaves; 32])),
        _ => Box::new(SystemEntropy::new()),
    };
    let bundle = Bundle::issue_with(&plan, &mut kept, &mut *entropy, NOW).unwrap();
    Standing::of_plan(plan, bundle.folder)
}

fn change(from: (&str, u8, u8), to: (&str, u8, u8)) -> Change {
    let (one, other) = (standing(from.0, from.1, from.2), standing(to.0, to.1, to.2));
    changed(&one, &other, &[from.1, to.1])
}

fn changed(one: &Standing, other: &Standing, cas: &[u8]) -> Change {
    let mut cas = cas.to_vec();
    cas.dedup();
    let mut signers: Vec<Kept> = cas.into_iter().map(signer).collect();
    let between = between(one, other, &mut signers, &mut SystemEntropy::new(), NOW).unwrap();
    plan(one, other, between, NOW)
}

fn signer(number: u8) -> Kept {
    let mut kept = Kept::default();
    kept.bring(authority(number));
    kept
}

fn names(change: &Change) -> Vec<&str> {
    change
        .phases
        .iter()
        .map(|phase| phase.name.as_str())
        .collect()
}

fn assert_phases(what: &str, from: (&str, u8, u8), to: (&str, u8, u8), wanted: &[&str]) {
    let change = change(from, to);
    assert!(change.breaks.is_empty(), "{what}: {:?}", change.breaks);
    assert_eq!(names(&change), wanted, "{what}");
    for phase in &change.phases {
        let proof = &phase.proof;
        assert!(
            proof.holds && proof.back_holds && proof.links > 0 && proof.pairs >= proof.links,
            "{what}: {}: {proof:?}",
            phase.name
        );
    }
}

#[test]
fn nothing_changes_in_no_phase() {
    let change = change((SMALL, 1, 1), (SMALL, 1, 1));
    assert!(change.phases.is_empty() && change.breaks.is_empty());
}

#[test]
fn leaves_are_renewed_in_one_phase() {
    assert_phases(
        "leaves",
        (SMALL, 1, 1),
        (SMALL, 1, 2),
        &["show the new certificates"],
    );
}

const NEW_CA: [&str; 3] = [
    "trust the new CA beside the old one",
    "show the new certificates",
    "trust the new CA alone",
];

#[test]
fn a_ca_takes_three_phases_with_another_algorithm_too() {
    assert_phases("CA", (SMALL, 1, 1), (SMALL, 2, 2), &NEW_CA);
    let other = format!("{SMALL}certificates: {{algorithm: ecdsa-p256}}");
    assert_phases("CA and algorithm", (SMALL, 1, 1), (&other, 2, 2), &NEW_CA);
}

#[test]
fn a_phase_left_out_breaks_what_it_is_there_for() {
    let change = change((SMALL, 1, 1), (SMALL, 2, 2));
    let [first, second, last] = change.phases.as_slice() else {
        panic!("{:?}", names(&change));
    };
    let skipped = &first.proof.skipped;
    assert!(skipped.len() > 20, "{}", skipped.len());
    let why = |word| skipped.iter().any(|it| it.why.contains(word));
    assert!(why("unknown authority") || why("bad certificate"));
    assert!(!second.proof.skipped.is_empty() && last.proof.skipped.is_empty());
}

#[test]
fn files_copied_one_by_one_are_a_state_that_fails() {
    let change = change((SMALL, 1, 1), (SMALL, 1, 2));
    let proof = &change.phases[0].proof;
    assert!(proof.holds && proof.half_copied > 10, "{proof:?}");
    let strict = format!("{SMALL}policy: {{http: RequireAndVerifyClientCert}}");
    let settings = changed(&standing(SMALL, 1, 1), &standing(&strict, 1, 1), &[1]);
    assert_eq!(settings.phases[0].proof.half_copied, 0);
}

#[test]
fn handshakes_are_shared_and_those_of_a_phase_before_known() {
    let change = change((SMALL, 1, 1), (SMALL, 2, 2));
    let proofs: Vec<&PhaseProof> = change.phases.iter().map(|it| &it.proof).collect();
    assert!(
        proofs
            .iter()
            .all(|it| 0 < it.handshakes && it.handshakes < it.pairs),
        "{proofs:?}"
    );
}

#[test]
fn what_began_another_way_goes_on_from_there() {
    let (one, other) = (standing(SMALL, 1, 1), standing(SMALL, 2, 2));
    let whole = changed(&one, &other, &[1, 2]);
    for (number, phase) in whole.phases.iter().enumerate() {
        let files = phase.certificates.files().map(version::copy);
        let here = Standing::of_plan(plan_of(SMALL_ED), CertFolder::from_files(files));
        let rest = changed(&here, &other, &[1, 2]);
        let wanted = &NEW_CA[number + 1..];
        assert_eq!(names(&rest), wanted, "from {}", phase.folder);
    }
}

#[test]
fn a_shared_name_is_shown_beside_the_old_one_first() {
    let name = |name: &str| format!("{SMALL}server_name: {name}");
    assert_phases(
        "server name",
        (&name("old.example"), 1, 1),
        (&name("new.example"), 1, 2),
        &[
            "show certificates for both",
            "run the new settings of clients",
            "show the new certificates",
        ],
    );
}

#[test]
fn who_dials_from_outside_by_the_shared_name_changes_with_the_clients() {
    let name = |name: &str| format!("{SMALL}server_name: {name}");
    let on_hosts = |text: &str| {
        let mut file = plan_of(&format!("{text}\ncertificates: {{algorithm: ed25519}}")).to_file();
        file.platform = Some(crate::catalog::Platform::Hosts);
        let plan = Plan::resolve(&file).unwrap().0;
        let mut kept = signer(1);
        let mut entropy = SystemEntropy::new();
        let bundle = Bundle::issue_with(&plan, &mut kept, &mut entropy, NOW).unwrap();
        Standing::of_plan(plan, bundle.folder)
    };
    let (one, other) = (
        on_hosts(&name("old.example")),
        on_hosts(&name("new.example")),
    );
    let change = changed(&one, &other, &[1]);
    assert!(change.breaks.is_empty(), "{:?}", change.breaks);
    assert!(!change.phases[1].proof.outside.is_empty());
}

#[test]
fn a_name_more_or_fewer_is_one_phase() {
    let more = format!("{SMALL}certificates: {{algorithm: ed25519, dns: [a.example]}}");
    let shown = ["show the new certificates"];
    assert_phases("more", (SMALL, 1, 1), (&more, 1, 2), &shown);
    assert_phases("fewer", (&more, 1, 1), (SMALL, 1, 2), &shown);
}

#[test]
fn policies_tighten_and_loosen_in_one_phase() {
    for (policy, whose) in [
        ("{http: RequireAndVerifyClientCert}", " of listeners"),
        ("{min_version: VersionTLS13}", ""),
        (
            "{cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]}",
            "",
        ),
    ] {
        let other = format!("{SMALL}policy: {policy}");
        let settings = [&*format!("run the new settings{whose}")];
        assert_phases(policy, (SMALL, 1, 1), (&other, 1, 1), &settings);
        assert_phases(policy, (&other, 1, 1), (SMALL, 1, 1), &settings);
    }
    let open = format!("{SMALL}policy: {{grpc: NoClientCert}}");
    let change = change((&open, 1, 1), (SMALL, 1, 1));
    assert!(change.breaks.is_empty(), "{:?}", change.breaks);
    assert_eq!(change.phases.len(), 1, "{:?}", names(&change));
}

#[test]
fn an_address_more_or_fewer_is_one_phase() {
    let more = "components: {distributor: {ips: [10.0.0.7]}, ingester: {}, querier: {}}";
    let fewer = "components: [distributor, ingester, querier]";
    let shown = ["show the new certificates"];
    assert_phases("more", (fewer, 1, 1), (more, 1, 2), &shown);
    assert_phases("fewer", (more, 1, 1), (fewer, 1, 2), &shown);
}

#[test]
fn names_that_come_and_go_at_once_meet_in_one_certificate() {
    let host = |host: &str| {
        format!("components: {{distributor: {{ips: [{host}]}}, ingester: {{}}, querier: {{}}}}")
    };
    let change = change((&host("10.0.0.7"), 1, 1), (&host("10.0.0.8"), 1, 2));
    assert!(change.breaks.is_empty(), "{:?}", change.breaks);
    assert!(change.phases.len() <= 3, "{:?}", names(&change));
}

#[test]
fn another_ca_with_another_shared_name_needs_no_break() {
    let other = format!("{SMALL}server_name: new.example");
    let change = change((SMALL, 1, 1), (&other, 2, 2));
    assert!(change.breaks.is_empty(), "{:?}", change.breaks);
    assert!(change.phases.len() <= 4, "{:?}", names(&change));
    assert!(change.phases.iter().all(|it| it.proof.back_holds));
}

#[test]
fn other_profiles_and_releases_do_without_a_break() {
    let profile =
        |word: &str| format!("{SMALL}certificates: {{algorithm: ed25519, profile: {word}}}");
    for (from, to) in [
        ("split", "per-component"),
        ("per-component", "split"),
        ("split", "single"),
        ("single", "split"),
    ] {
        let change = change((&profile(from), 1, 1), (&profile(to), 1, 2));
        assert!(change.breaks.is_empty(), "{from} {to}: {:?}", change.breaks);
        assert!(
            change.phases.len() <= 3,
            "{from} {to}: {:?}",
            names(&change)
        );
    }
    for (from, to) in [("2.10", "2.11"), ("2.16", "2.17"), ("2.17", "3.0")] {
        let release = |it: &str| format!("release: '{it}'\n{SMALL}");
        let change = change((&release(from), 1, 1), (&release(to), 1, 1));
        assert!(change.breaks.is_empty(), "{from} {to}: {:?}", change.breaks);
        assert_eq!(change.phases.len(), 1, "{from} {to}: {:?}", names(&change));
    }
}

#[test]
fn tls_where_there_was_none_breaks_and_says_where() {
    for surface in ["memberlist", "server-http"] {
        let off = format!("{SMALL}surfaces: [{surface}=off]");
        let change = change((&off, 1, 1), (SMALL, 1, 1));
        assert!(!change.breaks.is_empty(), "{surface}");
        for broken in &change.breaks {
            assert!(!broken.bridge.is_empty() && !broken.why.is_empty());
            assert!(
                0 < broken.from_step && broken.from_step <= broken.to_step,
                "{broken:?}"
            );
        }
        let last = change.phases.last().unwrap();
        let restart = last.steps.last().unwrap();
        assert!(
            matches!(
                restart,
                Step::Restart {
                    one_at_a_time: false,
                    ..
                }
            ),
            "{restart:?}"
        );
    }
}

#[test]
fn grpc_in_plaintext_breaks_between_components_and_says_what_bridges_it() {
    // No plan of ours has gRPC so; a cluster that is taken over may.
    let mut plaintext = standing(SMALL, 1, 1);
    for settings in plaintext.settings.values_mut() {
        let is_grpc = |setting: &crate::settings::Setting| {
            let kind = setting.option().map(|it| it.surface().kind());
            matches!(
                kind,
                Some(SurfaceKind::GrpcServer | SurfaceKind::GrpcClient)
            )
        };
        settings.settings.retain(|setting| !is_grpc(setting));
    }
    let change = changed(&plaintext, &standing(SMALL, 1, 1), &[1]);
    assert_eq!(names(&change), ["run the new settings"]);
    assert!(!change.breaks.is_empty() && !change.phases[0].proof.holds);
    for broken in &change.breaks {
        assert!(
            broken.bridge.starts_with("writes are tried again"),
            "{broken:?}"
        );
    }
}

#[test]
fn etcd_is_named_first_and_dialled_over_tls_then() {
    let etcd = format!("{SMALL}surfaces: [etcd]");
    let wanted = [
        "show the new certificates",
        "run the new settings of clients",
    ];
    assert_phases("etcd", (SMALL, 1, 1), (&etcd, 1, 2), &wanted);
    let change = change((SMALL, 1, 1), (&etcd, 1, 2));
    let outside = &change.phases[1].proof.outside;
    assert!(outside.iter().any(|it| it == "etcd"), "{outside:?}");
}

#[test]
fn several_changes_at_once_need_no_break() {
    let other = format!(
        "{SMALL}server_name: new.example\npolicy: {{http: RequireAndVerifyClientCert}}\n\
         certificates: {{algorithm: ecdsa-p256}}"
    );
    let change = change((SMALL, 1, 1), (&other, 2, 2));
    assert!(change.breaks.is_empty(), "{:?}", change.breaks);
    assert!(change.phases.len() <= 4, "{:?}", names(&change));
}

#[test]
fn steps_name_processes_and_folders() {
    let two = "components: {ingester: {replicas: 2}, distributor: {}}";
    let change = change((two, 1, 1), (two, 2, 2));
    let phase = &change.phases[0];
    let all = ["distributor", "ingester-0", "ingester-1"]
        .map(str::to_owned)
        .to_vec();
    assert_eq!(
        phase.steps,
        [
            Step::Files {
                processes: all.clone(),
                from: "phase-1/certs".to_owned(),
                to: phase.plans[0].cert_dir.as_str().to_owned(),
            },
            Step::Restart {
                processes: all,
                one_at_a_time: true
            },
        ]
    );
    assert_eq!(phase.folder, "phase-1");
    let settings = phase.settings.iter().map(|it| it.component.to_string());
    assert_eq!(settings.collect::<Vec<_>>(), ["distributor", "ingester"]);
}

#[test]
fn a_ca_that_ends_within_a_month_signs_nothing() {
    let ends = authority(1).root().validity.not_after();
    let days_before = |days: i64| Instant::from_unix(ends.unix() - days * 24 * 60 * 60);
    let (early, late) = (days_before(31), days_before(29));
    assert!(Signers::brought(authority(1), early).is_ok());
    assert!(Signers::kept(authority(1), early).is_ok());
    for refused in [Signers::brought, Signers::kept] {
        let error = refused(authority(1), late).unwrap_err().to_string();
        assert!(error.starts_with("the CA ends on "), "{error}");
    }
}

#[test]
fn each_point_says_how_far_both_ends_of_a_link_are() {
    let change = change((SMALL, 1, 1), (SMALL, 2, 2));
    assert_eq!(change.points.len(), 2 * change.phases.len() + 1);
    let ages = |nth: usize| {
        let inside = change.points[nth].links.iter();
        let ages = inside.flat_map(|it| [it.client, it.server]);
        // A probe shows nothing and believes everybody.
        let mut ages: Vec<Age> = ages.filter(|age| *age != Age::Same).collect();
        ages.dedup();
        ages
    };
    let seen: Vec<Vec<Age>> = (0..change.points.len()).map(ages).collect();
    assert_eq!(seen[0], [Age::Old]);
    assert!(seen[1].contains(&Age::Either), "{seen:?}");
    assert!(seen[2].contains(&Age::Between) && !seen[2].contains(&Age::Either));
    assert_eq!(seen[6], [Age::New]);
    let whys = change.points.iter().flat_map(|it| &it.links);
    assert!(whys.map(|it| &it.why).all(Option::is_none));
}

#[test]
fn a_break_is_marked_within_its_phase_and_nowhere_else() {
    let off = format!("{SMALL}surfaces: [memberlist=off]");
    let change = change((&off, 1, 1), (SMALL, 1, 1));
    let failing = |nth: usize| {
        let links = change.points[nth].links.iter();
        links.filter(|it| it.why.is_some()).count()
    };
    assert_eq!((failing(0), failing(2)), (0, 0));
    assert_eq!(failing(1), change.breaks.len());
}
