//! Words of the plan's fields: what each is called, and why one would choose
//! what; and of the choices that have a name of their own.

use crate::app::address::Lang;

/// What a field is called, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldWords {
    /// Its label.
    pub label: &'static str,
    /// A sentence beside it.
    pub why: &'static str,
}

struct Row {
    key: &'static str,
    en: FieldWords,
    de: FieldWords,
}

macro_rules! rows {
    ($($key:literal: $en:literal, $en_why:literal, $de:literal, $de_why:literal;)*) => {
        &[$(Row {
            key: $key,
            en: FieldWords { label: $en, why: $en_why },
            de: FieldWords { label: $de, why: $de_why },
        },)*]
    };
}

const ROWS: &[Row] = rows! {
    "release":
        "Mimir release", "Only what this release knows is written: an unknown option stops Mimir from starting.",
        "Mimir-Release", "Geschrieben wird nur, was dieses Release kennt: eine unbekannte Option verhindert den Start.";
    "mode":
        "Deployment mode", "Decides which components there are, and who dials whom.",
        "Betriebsart", "Bestimmt, welche Komponenten es gibt und wer wen anspricht.";
    "components":
        "Components", "Each gets the options that it reads, and no others.",
        "Komponenten", "Jede bekommt die Optionen, die sie liest, und keine anderen.";
    "cluster.namespace":
        "Namespace", "Kubernetes names of services end with it, and certificates carry those names.",
        "Namespace", "Kubernetes-Namen der Dienste enden darauf, und Zertifikate tragen diese Namen.";
    "strict":
        "Strict HTTP: every client needs a certificate", "Off, a certificate is checked if there is one. On, probes and scrapers without one are refused.",
        "HTTP streng: jeder Client braucht ein Zertifikat", "Aus: ein Zertifikat wird geprüft, wenn eines da ist. An: Probes und Scraper ohne eines werden abgewiesen.";
    "certificates.algorithm":
        "Key algorithm", "ECDSA P-256 is quick, small and understood everywhere.",
        "Schlüsselverfahren", "ECDSA P-256 ist schnell, klein und überall verstanden.";
    "cluster.name":
        "Cluster name", "Stands in front of each service's name, as a Helm release's does.",
        "Name des Clusters", "Steht vor dem Namen jedes Dienstes, wie der eines Helm-Release.";
    "cluster.domain":
        "Cluster domain", "The DNS domain of Kubernetes; change it only if yours is another.",
        "Domain des Clusters", "Die DNS-Domain von Kubernetes; nur ändern, wenn Ihre anders heißt.";
    "server_name":
        "Shared server name", "Members dial each other by address, which no certificate can know; this one name is verified instead.",
        "Gemeinsamer Servername", "Mitglieder sprechen sich über Adressen an, die kein Zertifikat kennen kann; geprüft wird dieser eine Name.";
    "cert_dir":
        "Certificate folder", "Where each Mimir process finds its certificates, on its own machine.",
        "Ordner der Zertifikate", "Wo jeder Mimir-Prozess seine Zertifikate findet, auf seiner Maschine.";
    "certificates.preset":
        "Start from", "The choices of Mimir's own page can be had, without that page's defects.",
        "Ausgangspunkt", "Auch die Wahl von Mimirs eigener Seite ist zu haben, ohne deren Fehler.";
    "certificates.profile":
        "Certificates", "Fewer files are easier to handle; more of them give away less when one is lost.",
        "Zertifikate", "Weniger Dateien sind leichter zu handhaben; mehr verraten weniger, wenn eine verloren geht.";
    "certificates.ca.days":
        "CA, days", "A new CA has to reach every member, so it lives longer than what it signs.",
        "CA, Tage", "Eine neue CA muss jedes Mitglied erreichen; darum lebt sie länger als das, was sie signiert.";
    "certificates.ca.subject":
        "CA, subject", "For people who read certificates; nothing checks it.",
        "CA, Subject", "Für Menschen, die Zertifikate lesen; geprüft wird es nirgends.";
    "certificates.ca.name_constraints":
        "Bind the CA to this plan's names", "A stolen CA key is then of no use for other names.",
        "CA an die Namen dieses Plans binden", "Ein gestohlener CA-Schlüssel nützt dann für andere Namen nichts.";
    "certificates.ca.name_constraints.dns":
        "Bind the CA to these DNS names", "Each admits itself and every name below it.",
        "CA an diese DNS-Namen binden", "Jeder erlaubt sich selbst und alle Namen darunter.";
    "certificates.ca.name_constraints.ips":
        "Bind the CA to these networks", "Such as 10.0.0.0/8.",
        "CA an diese Netze binden", "Zum Beispiel 10.0.0.0/8.";
    "certificates.leaf.days":
        "Certificates, days", "Mimir's page says to replace them every two years.",
        "Zertifikate, Tage", "Mimirs Seite rät, sie alle zwei Jahre zu ersetzen.";
    "certificates.leaf.subject":
        "Certificates, subject", "Without CN, which each certificate gets by its role.",
        "Zertifikate, Subject", "Ohne CN, den jedes Zertifikat nach seiner Rolle bekommt.";
    "certificates.dns":
        "More DNS names", "Names by which clients of yours reach Mimir, such as a gateway's. Commas between them.",
        "Weitere DNS-Namen", "Namen, unter denen Ihre Clients Mimir erreichen, etwa der eines Gateways. Mit Kommas.";
    "certificates.ips":
        "More IP addresses", "Only for clients that verify an address. Commas between them.",
        "Weitere IP-Adressen", "Nur für Clients, die eine Adresse prüfen. Mit Kommas.";
    "policy.grpc":
        "gRPC servers ask for", "Only members dial gRPC, and each has a certificate.",
        "gRPC-Server verlangen", "gRPC sprechen nur Mitglieder, und jedes hat ein Zertifikat.";
    "policy.http":
        "HTTP servers ask for", "Kubelets and most scrapers have no certificate to show.",
        "HTTP-Server verlangen", "Kubelets und die meisten Scraper haben kein Zertifikat vorzuzeigen.";
    "policy.min_version":
        "Oldest TLS version", "Go's own is TLS 1.2. 1.3 shuts out old clients.",
        "Älteste TLS-Version", "Gos eigene ist TLS 1.2. 1.3 sperrt alte Clients aus.";
    "policy.cipher_suites":
        "Cipher suites of TLS 1.2", "None chosen means Go's own list, which is kept current. TLS 1.3 has its own.",
        "Cipher-Suites für TLS 1.2", "Keine gewählt heißt Gos eigene Liste, die gepflegt wird. TLS 1.3 hat seine eigenen.";
    "targets":
        "Output", "The same settings in each form; take the one that your deployment uses.",
        "Ausgabe", "Dieselben Einstellungen in jeder Form; nehmen Sie die, die Ihr Betrieb benutzt.";
    "replicas":
        "Replicas", "How many processes; 1 to 10,000.",
        "Replikate", "Wie viele Prozesse; 1 bis 10.000.";
    "dns":
        "DNS names", "More names by which it is dialled. Commas between them.",
        "DNS-Namen", "Weitere Namen, unter denen sie angesprochen wird. Mit Kommas.";
    "ips":
        "IP addresses", "Addresses by which it is dialled. Commas between them.",
        "IP-Adressen", "Adressen, unter denen sie angesprochen wird. Mit Kommas.";
};

/// Words that a key takes, in other words: word, English, German.
const MEANINGS: &[(&str, &str, &str)] = &[
    (
        "ecdsa-p256",
        "ECDSA P-256, the default",
        "ECDSA P-256, die Voreinstellung",
    ),
    (
        "ecdsa-p384",
        "ECDSA P-384, for rules that want it",
        "ECDSA P-384, für Regeln, die das wollen",
    ),
    (
        "ed25519",
        "Ed25519, quick, not for every client",
        "Ed25519, schnell, nicht für jeden Client",
    ),
    (
        "rsa-2048",
        "RSA 2048, for old clients",
        "RSA 2048, für alte Clients",
    ),
    ("rsa-3072", "RSA 3072", "RSA 3072"),
    (
        "rsa-4096",
        "RSA 4096, slow to make",
        "RSA 4096, langsam erzeugt",
    ),
    (
        "default",
        "the defaults of mimir-tls",
        "die Voreinstellungen von mimir-tls",
    ),
    (
        "docs",
        "the choices of Mimir's page",
        "die Wahl von Mimirs Seite",
    ),
    (
        "split",
        "one for servers, one for clients",
        "eines für Server, eines für Clients",
    ),
    ("single", "one for both roles", "eines für beide Rollen"),
    (
        "per-component",
        "two for each component",
        "zwei je Komponente",
    ),
    (
        "monolithic",
        "monolithic: one process has it all",
        "monolithic: ein Prozess hat alles",
    ),
    (
        "read-write",
        "read-write: read, write, backend",
        "read-write: read, write, backend",
    ),
    (
        "microservices",
        "microservices: a process each",
        "microservices: je ein Prozess",
    ),
    ("false", "no", "nein"),
    ("true", "yes", "ja"),
    (
        "NoClientCert",
        "NoClientCert: nothing",
        "NoClientCert: nichts",
    ),
    (
        "RequestClientCert",
        "RequestClientCert: a certificate, unchecked, or none",
        "RequestClientCert: ein Zertifikat, ungeprüft, oder keines",
    ),
    (
        "RequireClientCert",
        "RequireClientCert: any certificate, unchecked",
        "RequireClientCert: irgendein Zertifikat, ungeprüft",
    ),
    (
        "VerifyClientCertIfGiven",
        "VerifyClientCertIfGiven: a good one or none",
        "VerifyClientCertIfGiven: ein gültiges oder keines",
    ),
    (
        "RequireAndVerifyClientCert",
        "RequireAndVerifyClientCert: a good one",
        "RequireAndVerifyClientCert: ein gültiges",
    ),
    ("VersionTLS10", "TLS 1.0", "TLS 1.0"),
    ("VersionTLS11", "TLS 1.1", "TLS 1.1"),
    ("VersionTLS12", "TLS 1.2", "TLS 1.2"),
    ("VersionTLS13", "TLS 1.3", "TLS 1.3"),
];

/// The words of a field, by its key in a draft; a component's by the key's last part.
pub fn of(lang: Lang, key: &str) -> Option<FieldWords> {
    let last = || match key.strip_prefix("components.") {
        Some(rest) => rest.rsplit('.').next(),
        None => None,
    };
    let find = |key: &str| ROWS.iter().find(|row| row.key == key);
    let row = find(key).or_else(|| find(last()?))?;
    Some(match lang {
        Lang::En => row.en,
        Lang::De => row.de,
    })
}

/// What a word that a key takes means; the word itself where that says it all.
pub fn meaning(lang: Lang, word: &str) -> &str {
    match MEANINGS.iter().find(|(known, ..)| *known == word) {
        Some((_, en, de)) => match lang {
            Lang::En => en,
            Lang::De => de,
        },
        None => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_named_and_explained_once_in_both_languages() {
        for (number, row) in ROWS.iter().enumerate() {
            for text in [row.en.label, row.en.why, row.de.label, row.de.why] {
                assert!(!text.trim().is_empty(), "{}", row.key);
            }
            assert_ne!(row.en.why, row.de.why, "{}", row.key);
            assert!(ROWS[..number].iter().all(|other| other.key != row.key));
        }
        for (word, en, de) in MEANINGS {
            assert!(!en.is_empty() && !de.is_empty(), "{word}");
        }
    }

    #[test]
    fn every_key_of_a_plan_has_words() {
        for key in crate::app::fragment::KEYS {
            assert!(of(Lang::De, key).is_some(), "{key}");
        }
        assert_eq!(
            of(Lang::En, "components.ruler.dns").map(|words| words.label),
            Some("DNS names")
        );
        assert_eq!(of(Lang::En, "flavour"), None);
    }
}
