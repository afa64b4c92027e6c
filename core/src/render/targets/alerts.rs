//! Prometheus's rules that tell of TLS before it breaks, and the tests of the
//! rules, which `promtool test rules` runs.

use crate::folder;
use crate::language::Language;
use crate::plan::{Plan, Target};
use crate::render::output::{ConfigFile, Instruction, Output, SettingsSource, Step};
use crate::render::{Renderer, explain};
use crate::settings::Settings;

/// The rules, and their tests.
pub(super) struct Alerts;

const RULES: &str = "mimir-tls.rules.yaml";
const TESTS: &str = "mimir-tls.tests.yaml";

impl Output for Alerts {
    fn target(&self) -> Target {
        Target::Alerts
    }

    fn title(&self, language: Language) -> &'static str {
        match language {
            Language::English => "Alerts",
            Language::German => "Alarme",
        }
    }

    fn about(&self, language: Language) -> &'static str {
        match language {
            Language::English => "Prometheus rules: certificates that end, handshakes that fail",
            Language::German => "Prometheus-Regeln: endende Zertifikate, scheiternde Handshakes",
        }
    }

    fn files(&self, renderer: &Renderer<'_>, _: &[Settings]) -> Vec<ConfigFile> {
        let file = |name: &str, what: &str, body: &str| {
            let mut text = String::new();
            explain(&mut text, &renderer.header(what));
            text.push_str(&filled(renderer, body));
            ConfigFile::named(Target::Alerts, name, text)
        };
        vec![
            file(
                RULES,
                "the cluster as Prometheus watches it",
                include_str!("../../../data/alerts.rules.yaml"),
            ),
            file(
                TESTS,
                "the cluster: what the rules say",
                include_str!("../../../data/alerts.tests.yaml"),
            ),
        ]
    }

    fn sources(&self) -> Vec<SettingsSource> {
        Vec::new()
    }

    fn contents(&self, _: &Plan) -> Vec<(String, &'static str)> {
        vec![
            (
                folder::named(Target::Alerts, RULES),
                "rules for Prometheus or Mimir's ruler, each with a line on what to do",
            ),
            (
                folder::named(Target::Alerts, TESTS),
                "cases of those rules, for `promtool test rules`",
            ),
        ]
    }

    fn usage(&self, _: &Plan) -> Instruction {
        let path = folder::named(Target::Alerts, RULES);
        Instruction::new(
            format!("Give `{path}` to Prometheus as one of its `rule_files`"),
            format!("Geben Sie Prometheus `{path}` als eine seiner `rule_files`"),
        )
    }

    fn next(&self, _: &Plan, folder: &str) -> Step {
        let path = folder::named(Target::Alerts, RULES);
        let among = format!("give {folder}/{path} to Prometheus as one of its rule_files");
        Step {
            alone: among.clone(),
            among,
        }
    }
}

/// The text with what it says of this plan: its namespace, and its certificates'
/// folder as a regular expression of PromQL's.
fn filled(renderer: &Renderer<'_>, text: &str) -> String {
    let plan = renderer.plan;
    let literal = plan.cert_dir.as_str().trim_end_matches('/');
    let mut pattern = String::new();
    for letter in literal.chars() {
        match letter {
            '.' | '+' | '^' => pattern.extend(['\\', '\\', letter]),
            letter => pattern.push(letter),
        }
    }
    text.replace("@NAMESPACE@", plan.cluster.namespace.as_str())
        .replace("@CERT_DIR_PATTERN@", &pattern)
        .replace("@CERT_DIR@", literal)
}
