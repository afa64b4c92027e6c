//! Words of the plan's fields: what each is called, and why one would choose
//! what; and of the choices that have a name of their own.

use crate::app::address::Lang;
use crate::app::keys;
pub use crate::app::keys::FieldWords;

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
        "hosts",
        "hosts: machines of your own",
        "hosts: eigene Maschinen",
    ),
    (
        "compose",
        "compose: Docker Compose",
        "compose: mit Docker Compose",
    ),
    (
        "kubernetes",
        "kubernetes: manifests of your own",
        "kubernetes: eigene Manifeste",
    ),
    (
        "helm",
        "helm: the chart mimir-distributed",
        "helm: das Chart mimir-distributed",
    ),
    (
        "ClusterIssuer",
        "ClusterIssuer: for all namespaces",
        "ClusterIssuer: für alle Namespaces",
    ),
    (
        "Issuer",
        "Issuer: in the cluster's namespace",
        "Issuer: im Namespace des Clusters",
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

/// The words of a field, by its key in a draft; a component's are the same for
/// each. A single surface has its own, in [`super::surfaces`].
pub fn of(lang: Lang, key: &str) -> Option<FieldWords> {
    let row = (keys::all().iter().find(|row| row.path == key))
        .or_else(|| keys::find(key).filter(|row| row.path.starts_with("components.")))?;
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
    fn every_key_is_named_and_explained_once_in_both_languages() {
        let rows = keys::all();
        assert!(rows.len() > 25, "only {} rows", rows.len());
        for (number, row) in rows.iter().enumerate() {
            for text in [row.en.label, row.en.why, row.de.label, row.de.why] {
                assert!(!text.trim().is_empty(), "{}", row.path);
            }
            assert_ne!(row.en.why, row.de.why, "{}", row.path);
            assert!(rows[..number].iter().all(|other| other.path != row.path));
            assert_eq!(of(Lang::De, row.path), Some(row.de));
        }
        for (word, en, de) in MEANINGS {
            assert!(!en.is_empty() && !de.is_empty(), "{word}");
        }
    }

    /// A name says itself: those of components and cipher suites are Mimir's and
    /// Go's. What a target is, the engine says.
    #[cfg(feature = "api")]
    #[test]
    fn every_word_of_a_plan_is_explained() {
        let mut words = 0;
        for key in mimir_tls::plan::PlanKey::all() {
            if matches!(key.path, "components" | "policy.cipher_suites" | "targets") {
                continue;
            }
            for word in key.words().unwrap_or_default() {
                let known = MEANINGS.iter().any(|(known, ..)| *known == word);
                assert!(known, "{}: {word} has no meaning here", key.path);
                words += 1;
            }
        }
        assert!(words > 25, "only {words} words");
    }

    #[test]
    fn components_share_words_and_surfaces_have_their_own() {
        assert_eq!(
            of(Lang::En, "components.ruler.dns").map(|words| words.label),
            Some("DNS names")
        );
        assert_eq!(of(Lang::En, "surfaces.kafka"), None);
        assert_eq!(of(Lang::En, "flavour"), None);
    }
}
