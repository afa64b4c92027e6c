//! A cluster between two states: some processes run the old files, some the new.

use std::collections::BTreeMap;

use mimir_tls::artifact::Content;
use mimir_tls::bundle::Bundle;
use mimir_tls::cluster::{Cluster, Process};
use mimir_tls::folder::CertFolder;
use mimir_tls::pki::{Instant, SeededEntropy};
use mimir_tls::plan::{Plan, PlanFile};
use mimir_tls::proof::{ForeignCa, Proof, Proving, Verdict, one_by_one, planned};
use mimir_tls::settings;

const NOW: Instant = Instant::from_unix(1_800_000_000);

/// Distributors and ingesters, two of each: number 0 runs the old files, number
/// 1 the new ones.
struct Mixture {
    plan: Plan,
    folders: [CertFolder; 2],
}

impl Mixture {
    /// Two folders, each of its own CA; `roots` says which CAs each believes.
    fn new(roots: [&[usize]; 2]) -> Self {
        let file = "version: 1\ncomponents: [distributor, ingester]\n\
                    certificates: {algorithm: ed25519}\n";
        let file = PlanFile::parse(file.as_bytes()).expect("a plan file");
        let (plan, _) = Plan::resolve(&file).expect("a plan");
        let made = [1, 2].map(|seed| {
            let mut entropy = SeededEntropy::new([seed; 32]);
            Bundle::issue(&plan, &mut entropy, NOW)
                .expect("a bundle")
                .folder
        });
        let root = |number: &usize| -> String {
            let mut files = made[*number].files();
            let (_, root) = files
                .find(|(path, _)| path.ends_with("root.crt"))
                .expect("a root");
            String::from_utf8(root.to_vec()).expect("PEM")
        };
        let believed = roots.map(|roots| roots.iter().map(root).collect::<String>());
        let mut believed = believed.into_iter();
        let folders = made.map(|folder| {
            let believed = believed.next().expect("one for each folder");
            let files = folder.into_artifacts().map(|artifact| {
                let content = match artifact.path.ends_with("root.crt") {
                    true => Content::Text(believed.clone()),
                    false => artifact.content,
                };
                (artifact.path, content)
            });
            CertFolder::from_files(files.collect::<Vec<_>>())
        });
        Self { plan, folders }
    }

    fn cluster(&self) -> Cluster {
        let resolved = self.plan.members.iter().map(|member| {
            let settings = settings::resolve(&self.plan, member);
            (member.component, settings)
        });
        let settings: BTreeMap<_, _> = resolved.collect();
        let mut cluster = planned(&self.plan, &settings, &self.folders[0]);
        for (path, bytes) in self.folders[1].files() {
            cluster
                .files
                .add(format!("new/{path}"), None, bytes.to_vec());
        }
        let at = self.plan.cert_dir.as_str();
        let mut processes = Vec::new();
        for one in &cluster.processes {
            let named = |number| {
                let mut process = one.clone();
                process.name = format!("{}-{number}", one.name);
                process
            };
            processes.push(named(0));
            processes.push(named(1).with_files_in(at, vec!["new/certs".to_owned()]));
        }
        cluster.processes = processes;
        cluster
    }

    /// Everybody outside runs the old files.
    fn proof(&self) -> Proof {
        let mut entropy = SeededEntropy::new([3; 32]);
        let foreign = ForeignCa::issue(&self.plan, &mut entropy, NOW).expect("strangers");
        let cluster = self.cluster();
        let proving = Proving::of(&self.plan, &cluster, &self.folders[0], &foreign, NOW);
        let verdicts = one_by_one(proving.cases());
        proving.conclude(&verdicts)
    }
}

/// Which files the process of that name runs; none for somebody outside.
fn files_of(name: &str) -> Option<char> {
    name.rsplit_once('-')
        .filter(|(component, _)| matches!(*component, "distributor" | "ingester"))
        .and_then(|(_, number)| number.chars().next())
}

#[test]
fn old_and_new_files_of_two_cas_meet() {
    let proof = Mixture::new([&[0], &[1]]).proof();
    let (mut alike, mut mixed) = (0, 0);
    for link in &proof.links {
        let (Some(from), Some(to)) = (files_of(&link.from), files_of(&link.to)) else {
            continue;
        };
        if from == to {
            alike += 1;
            assert_eq!(link.verdict, Verdict::Accepted, "{link:?}");
        } else {
            mixed += 1;
            assert_eq!(link.verdict, Verdict::Failed, "{link:?}");
            assert!(link.client.contains("unknown authority"), "{link:?}");
        }
    }
    assert!(alike >= 8 && mixed >= 8, "{alike} alike, {mixed} mixed");
    let told = |from: &str, to: &str, surface: &str| {
        let mut links = proof.links.iter();
        let link = links.find(|it| it.from == from && it.to == to && it.surface == surface);
        link.map(|link| link.verdict)
    };
    let dialled = |to| told("distributor-0", to, "ingester-client");
    assert_eq!(dialled("ingester-0"), Some(Verdict::Accepted));
    assert_eq!(dialled("ingester-1"), Some(Verdict::Failed));
}

#[test]
fn both_roots_in_every_file_carry_a_cluster_over() {
    let proof = Mixture::new([&[0, 1], &[0, 1]]).proof();
    let failed: Vec<_> = proof.failures().collect();
    assert!(failed.is_empty(), "{failed:?}");
    assert!(proof.links.len() > 16, "{} links", proof.links.len());
    assert!(proof.holds());
}

/// The way there: the new root is believed everywhere before anybody shows a
/// certificate of it.
#[test]
fn one_root_more_on_one_side_is_not_enough() {
    let proof = Mixture::new([&[0, 1], &[1]]).proof();
    for link in &proof.links {
        let (Some(from), Some(to)) = (files_of(&link.from), files_of(&link.to)) else {
            continue;
        };
        // Gossip asks for no client certificate: the old side accepts the new one.
        let is_carried = from == to || from == '0' && link.protocol == "gossip";
        let wanted = match is_carried {
            true => Verdict::Accepted,
            false => Verdict::Failed,
        };
        assert_eq!(link.verdict, wanted, "{link:?}");
    }
}

#[test]
fn a_process_that_does_not_start_fails_its_links_and_no_others() {
    let mixture = Mixture::new([&[0], &[0]]);
    let mut cluster = mixture.cluster();
    let at = mixture.plan.cert_dir.as_str();
    let one = |process: &Process| process.name == "ingester-1";
    let index = cluster.processes.iter().position(one).expect("an ingester");
    let broken = cluster.processes.remove(index);
    let broken = broken.with_files_in(at, vec!["nowhere".to_owned()]);
    cluster.processes.push(broken);
    // The others believe one CA alone, and the new files are another's.
    cluster.processes.retain(|it| it.name != "distributor-1");
    let mut entropy = SeededEntropy::new([3; 32]);
    let foreign = ForeignCa::issue(&mixture.plan, &mut entropy, NOW).expect("strangers");
    let folder = &mixture.folders[0];
    let proving = Proving::of(&mixture.plan, &cluster, folder, &foreign, NOW);
    let verdicts = one_by_one(proving.cases());
    let proof = proving.conclude(&verdicts);
    assert!(!proof.holds());
    for link in &proof.links {
        let is_broken = [&link.from, &link.to].contains(&&broken_name());
        assert_eq!(link.verdict == Verdict::Failed, is_broken, "{link:?}");
    }
    let first = proof.not_started.first().expect("it is told");
    assert!(first.starts_with("ingester-1: "), "{first}");
    assert!(
        first.ends_with("which is not among the certificates"),
        "{first}"
    );
}

fn broken_name() -> String {
    "ingester-1".to_owned()
}
