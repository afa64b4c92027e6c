//! German words for the connections that can be chosen beside Mimir's own. The
//! catalog has the English ones.

use super::translated;
use crate::app::address::Lang;

const GERMAN: &[(&str, &str)] = &[
    (
        "forwarding-client",
        "distributor zum Ziel der Weiterleitung",
    ),
    ("server-http", "HTTP-Server"),
    ("ruler-alertmanager-client", "ruler zum Alertmanager"),
    ("memberlist", "Gossip der Mitglieder"),
    ("etcd-alertmanager-ring", "Ring der alertmanager in etcd"),
    ("etcd-compactor-ring", "Ring der compactor in etcd"),
    ("etcd-distributor-ring", "Ring der distributor in etcd"),
    ("etcd-ha-tracker", "HA-Tracker in etcd"),
    (
        "etcd-ingester-partition-ring",
        "Ring der Partitionen der ingester in etcd",
    ),
    ("etcd-ingester-ring", "Ring der ingester in etcd"),
    (
        "etcd-overrides-exporter-ring",
        "Ring der overrides-exporter in etcd",
    ),
    ("etcd-querier-ring", "Ring der querier in etcd"),
    (
        "etcd-query-scheduler-ring",
        "Ring der query-scheduler in etcd",
    ),
    ("etcd-ruler-ring", "Ring der ruler in etcd"),
    ("etcd-store-gateway-ring", "Ring der store-gateway in etcd"),
    (
        "memcached-chunks-cache",
        "Chunks zwischengespeichert in memcached",
    ),
    (
        "memcached-index-cache",
        "Index zwischengespeichert in memcached",
    ),
    (
        "memcached-metadata-cache",
        "Metadaten zwischengespeichert in memcached",
    ),
    (
        "memcached-range-vector-splitting",
        "Teilergebnisse von Bereichsvektoren in memcached",
    ),
    (
        "memcached-results-cache",
        "Ergebnisse zwischengespeichert in memcached",
    ),
    (
        "memcached-ruler-storage-cache",
        "Regeln zwischengespeichert in memcached",
    ),
    ("redis-chunks-cache", "Chunks zwischengespeichert in Redis"),
    ("redis-index-cache", "Index zwischengespeichert in Redis"),
    (
        "redis-metadata-cache",
        "Metadaten zwischengespeichert in Redis",
    ),
    (
        "redis-results-cache",
        "Ergebnisse zwischengespeichert in Redis",
    ),
    (
        "redis-ruler-storage-cache",
        "Regeln zwischengespeichert in Redis",
    ),
    (
        "storage-azure-alertmanager",
        "Azure-Speicher des alertmanager",
    ),
    ("storage-azure-blocks", "Azure-Speicher der Blöcke"),
    ("storage-azure-common", "Azure-Speicher aller Art"),
    ("storage-azure-ruler", "Azure-Speicher der Regeln"),
    ("storage-gcs-alertmanager", "GCS-Speicher des alertmanager"),
    ("storage-gcs-blocks", "GCS-Speicher der Blöcke"),
    ("storage-gcs-common", "GCS-Speicher aller Art"),
    ("storage-gcs-ruler", "GCS-Speicher der Regeln"),
    ("storage-s3-alertmanager", "S3-Speicher des alertmanager"),
    ("storage-s3-blocks", "S3-Speicher der Blöcke"),
    ("storage-s3-common", "S3-Speicher aller Art"),
    ("storage-s3-ruler", "S3-Speicher der Regeln"),
    ("kafka", "Aufnahme-Speicher in Kafka"),
];

/// What a connection is, by its name and its English words.
pub fn about<'a>(lang: Lang, name: &str, english: &'a str) -> &'a str {
    translated(GERMAN, lang, name, english)
}

#[cfg(all(test, feature = "api"))]
mod tests {
    use super::*;

    #[test]
    fn every_choice_has_german_words_and_no_others_are_here() {
        let choices = crate::api::choices().surfaces;
        for choice in &choices {
            let german = about(Lang::De, &choice.name, &choice.about);
            assert_ne!(german, choice.about, "{}", choice.name);
        }
        for (name, _) in GERMAN {
            assert!(choices.iter().any(|it| it.name == *name), "{name}");
        }
    }
}
