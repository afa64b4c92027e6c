//! German words for what helps a link that fails. The engine has the English ones.

use super::translated;
use crate::app::address::Lang;

const GERMAN: &[(&str, &str)] = &[
    (
        "give it a certificate of this CA, or ask for one only if given",
        "ihm ein Zertifikat dieser CA geben, oder nur eines prüfen, das kommt",
    ),
    (
        "the listener lets in whom the plan refuses; its client authentication or CA is not the plan's",
        "der Listener lässt ein, wen der Plan abweist; seine Client-Prüfung oder seine CA ist nicht die des Plans",
    ),
    (
        "set the client's server name to one that every server certificate has; 192.0.2.1 stands for any address",
        "dem Client einen Servernamen geben, den jedes Server-Zertifikat hat; 192.0.2.1 steht für jede Adresse",
    ),
    (
        "compare the settings of both ends in proof.json",
        "die Einstellungen beider Enden in proof.json vergleichen",
    ),
    (
        "add the name under certificates.dns, or verify one that the certificate has",
        "den Namen unter certificates.dns hinzufügen, oder einen prüfen, den das Zertifikat hat",
    ),
    (
        "dial by name, set the client's server name, or add the address under certificates.ips",
        "über einen Namen wählen, dem Client einen Servernamen geben, oder die Adresse unter certificates.ips hinzufügen",
    ),
    (
        "issue the certificate anew with subject alternative names",
        "das Zertifikat neu ausstellen, mit Subject Alternative Names",
    ),
    (
        "give both sides the root.crt that signed the certificates, and append every intermediate behind its leaf",
        "beiden Seiten das root.crt geben, das die Zertifikate unterschrieben hat, und Zwischenzertifikate hinter ihr Zertifikat hängen",
    ),
    (
        "set the server's client CA to the root.crt that signed the client's certificate, and append every intermediate behind its leaf",
        "dem Server als Client-CA das root.crt geben, das das Zertifikat des Clients unterschrieben hat, und Zwischenzertifikate hinter ihr Zertifikat hängen",
    ),
    (
        "issue the certificate anew for the role that it plays here",
        "das Zertifikat neu ausstellen, für die Rolle, die es hier hat",
    ),
    (
        "make new certificates with `mimir-tls renew`, or fix the clock",
        "mit `mimir-tls renew` neue Zertifikate machen, oder die Uhr stellen",
    ),
    (
        "admit the name in certificates.ca.name_constraints, or leave the constraints out",
        "den Namen in certificates.ca.name_constraints zulassen, oder die Beschränkung weglassen",
    ),
    (
        "name suites that the certificates' algorithm can use under TLS 1.2, or set policy.min_version to VersionTLS13",
        "Suiten nennen, die der Algorithmus der Zertifikate unter TLS 1.2 benutzen kann, oder policy.min_version auf VersionTLS13 setzen",
    ),
    (
        "turn TLS on at both ends, or at neither",
        "TLS an beiden Enden einschalten, oder an keinem",
    ),
    (
        "probe by `exec` or `tcpSocket`, or let HTTP verify a certificate only if one is given",
        "über `exec` oder `tcpSocket` prüfen, oder HTTP ein Zertifikat nur prüfen lassen, wenn eines kommt",
    ),
    (
        "give its scrape job `cert_file` and `key_file` under `tls_config`",
        "dem Scrape-Job `cert_file` und `key_file` unter `tls_config` geben",
    ),
    (
        "set `proxy_ssl_certificate` and `proxy_ssl_certificate_key`",
        "`proxy_ssl_certificate` und `proxy_ssl_certificate_key` setzen",
    ),
    (
        "give its remote_write `cert_file` and `key_file` under `tls_config`",
        "dem remote_write `cert_file` und `key_file` unter `tls_config` geben",
    ),
    (
        "turn on TLS client authentication in the data source and give it certificate and key",
        "in der Datenquelle die TLS-Client-Authentifizierung einschalten und ihr Zertifikat und Schlüssel geben",
    ),
    (
        "call it with --tls-cert-path and --tls-key-path",
        "mit --tls-cert-path und --tls-key-path aufrufen",
    ),
    (
        "turn prepare-downscale off, or leave HTTP of ingesters and store-gateways in plaintext",
        "prepare-downscale ausschalten, oder HTTP von ingester und store-gateway im Klartext lassen",
    ),
];

/// What helps, by the engine's words.
pub fn remedy(lang: Lang, english: &str) -> &str {
    translated(GERMAN, lang, english, english)
}

#[cfg(all(test, feature = "api"))]
mod tests {
    use std::collections::BTreeSet;

    use mimir_tls::catalog::Catalog;
    use mimir_tls::proof;

    use super::*;

    #[test]
    fn every_remedy_has_german_words_and_nothing_else_has() {
        let said: BTreeSet<_> = proof::remedies().collect();
        let known: BTreeSet<_> = GERMAN.iter().map(|(english, _)| *english).collect();
        assert_eq!(known, said);
    }

    #[test]
    fn what_helps_those_around_the_cluster_is_said_as_in_the_catalog() {
        for external in Catalog::builtin().externals() {
            let (english, german) = (external.fix(), external.fix_german());
            assert_eq!(english.map(|it| remedy(Lang::De, it)), german);
        }
    }
}
