//! What every target costs on top of the two that a plan has by default. The
//! budget for all of them together is 5 ms.

use mimir_tls::generate::{configuration, generate};
use mimir_tls::pki::{Instant, SystemEntropy};
use mimir_tls::plan::{Plan, PlanFile, Platform};
use mimir_tls::proof;
use mimir_tls::render::{RenderOptions, outputs};

use crate::stopwatch::{Contestant, Row, race, time};

const ROUNDS: usize = 30;
const NOW: i64 = 1_800_000_000;

pub(crate) fn measure() -> Vec<Row> {
    let (usual, all) = (plan(""), plan(&format!("targets: [{}]\n", of_hosts())));
    race(
        vec![
            made("generate, flags and YAML", &usual),
            made("generate, every target of hosts", &all),
            Contestant {
                name: "every target of hosts, rendered alone",
                round: Box::new(|| {
                    let (files, took) = time(|| configuration(&all, RenderOptions::default()));
                    (!files.is_empty()).then_some(took)
                }),
            },
        ],
        ROUNDS,
    )
}

/// What `--target all` is on hosts.
fn of_hosts() -> String {
    let all = outputs().map(|output| output.target());
    let all = all.filter(|target| target.is_for(Platform::Hosts));
    let names: Vec<String> = all.map(|target| target.to_string()).collect();
    names.join(", ")
}

fn plan(more: &str) -> Plan {
    let text = format!("version: 1\nplatform: hosts\n{more}");
    let file = PlanFile::parse(text.as_bytes()).expect("a plan");
    Plan::resolve(&file).expect("a plan that can be").0
}

fn made<'a>(name: &'static str, plan: &'a Plan) -> Contestant<'a> {
    let round = move || {
        let mut entropy = SystemEntropy::new();
        let now = Instant::from_unix(NOW);
        let options = RenderOptions::default();
        let (made, took) = time(|| generate(plan, options, &mut entropy, now, proof::one_by_one));
        made.expect("a folder");
        Some(took)
    };
    Contestant {
        name,
        round: Box::new(round),
    }
}
