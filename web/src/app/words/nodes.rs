//! German words for the cluster's parts, and for who stands around it. The catalog
//! has the English ones.

use super::translated;
use crate::app::address::Lang;

const GERMAN: &[(&str, &str)] = &[
    (
        "all",
        "alles, was Geschriebenes und Abfragen annimmt, in einem Prozess",
    ),
    ("read", "beantwortet Abfragen"),
    ("write", "nimmt Messwerte an und behält die neuesten"),
    (
        "backend",
        "liest, verdichtet und wertet aus, was gespeichert ist",
    ),
    (
        "distributor",
        "nimmt Messwerte an und verteilt sie auf die ingester",
    ),
    (
        "ingester",
        "behält die neuesten Messwerte und legt sie als Blöcke ab",
    ),
    (
        "querier",
        "wertet Abfragen über ingester und store-gateways aus",
    ),
    (
        "query-frontend",
        "nimmt Abfragen an, teilt sie auf und merkt sich Antworten",
    ),
    (
        "query-scheduler",
        "reiht Abfragen zwischen query-frontends und queriern ein",
    ),
    ("store-gateway", "liest Blöcke aus dem Objektspeicher"),
    (
        "compactor",
        "führt Blöcke im Objektspeicher zusammen und löscht sie",
    ),
    ("ruler", "wertet Regeln aus und sendet Alarme"),
    (
        "alertmanager",
        "fasst Alarme zusammen und benachrichtigt Menschen",
    ),
    (
        "overrides-exporter",
        "zeigt die Grenzen der Mandanten als Metriken",
    ),
    (
        "memberlist-kv",
        "ein Mitglied, das nichts als Gossip kann, für den Anfang",
    ),
    (
        "block-builder",
        "macht Blöcke aus dem, was in Kafka liegt (experimentell)",
    ),
    (
        "block-builder-scheduler",
        "gibt Aufträge an block-builder (experimentell)",
    ),
    (
        "compactor-scheduler",
        "gibt Aufträge an compactors (experimentell)",
    ),
    (
        "usage-tracker",
        "zählt die aktiven Zeitreihen der Mandanten (experimentell)",
    ),
    ("kubelet", "Bereitschaftsprobe des kubelet"),
    ("scraper", "Prometheus oder Alloy, das Metriken abholt"),
    ("gateway", "nginx-Gateway vor den Komponenten"),
    (
        "remote-writer",
        "Prometheus oder Alloy, das ohne Gateway schreibt",
    ),
    ("grafana", "Grafana, das ohne Gateway abfragt"),
    ("rollout-operator", "rollout-operator von Kubernetes"),
    ("s3", "S3, oder was so spricht"),
    ("kafka", "Kafka, oder was so spricht"),
    (
        "external-alertmanager",
        "ein Alertmanager, der nicht zu Mimir gehört",
    ),
    ("forwarding-target", "das Ziel weitergeleiteter Messwerte"),
];

/// What a node is, by its id and its English words.
pub fn about<'a>(lang: Lang, id: &str, english: &'a str) -> &'a str {
    translated(GERMAN, lang, id, english)
}

#[cfg(all(test, feature = "api"))]
mod tests {
    use mimir_tls::catalog::Catalog;

    use super::*;

    #[test]
    fn every_component_has_german_words_and_nobody_else_but_neighbours() {
        let catalog = Catalog::builtin();
        for component in catalog.all_components() {
            let (name, title) = (component.name(), component.title());
            assert_ne!(about(Lang::De, name, title), title, "{name}");
        }
        let known = |id: &str| {
            let mut components = catalog.all_components();
            components.any(|it| it.name() == id) || catalog.externals().any(|it| it.name() == id)
        };
        for (id, _) in GERMAN {
            assert!(known(id), "{id}");
        }
    }
}
