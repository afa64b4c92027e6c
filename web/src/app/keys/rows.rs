//! Made from `core/src/plan/keys/mod.rs` by `UPDATE=1 cargo test --test it
//! plan_keys`; do not edit.

use super::{FieldWords, KeyRow, keys};

/// Every key of a plan.
pub(super) const KEYS: &[KeyRow] = keys! {
    "release" false:
        "Mimir release", "Only what this release knows is written: an unknown option stops Mimir from starting.",
        "Mimir-Release", "Geschrieben wird nur, was dieses Release kennt: eine unbekannte Option verhindert den Start.";
    "mode" false:
        "Deployment mode", "Decides which components there are, and who dials whom.",
        "Betriebsart", "Bestimmt, welche Komponenten es gibt und wer wen anspricht.";
    "platform" false:
        "Where does it run?", "Decides by which names the parts are dialled, who else dials them, and which files are of use.",
        "Wo läuft es?", "Bestimmt, unter welchen Namen die Teile angesprochen werden, von wem noch, und welche Dateien nützen.";
    "components" true:
        "Components", "Each gets the options that it reads, and no others.",
        "Komponenten", "Jede bekommt die Optionen, die sie liest, und keine anderen.";
    "components.*.replicas" false:
        "Replicas", "How many processes; 1 to 10,000.",
        "Replikate", "Wie viele Prozesse; 1 bis 10.000.";
    "components.*.dns" false:
        "DNS names", "More names by which it is dialled. Commas between them.",
        "DNS-Namen", "Weitere Namen, unter denen sie angesprochen wird. Mit Kommas.";
    "components.*.ips" false:
        "IP addresses", "Addresses by which it is dialled. Commas between them.",
        "IP-Adressen", "Adressen, unter denen sie angesprochen wird. Mit Kommas.";
    "surfaces.*" false:
        "More connections", "Servers beside Mimir that it dials, and what else can speak TLS. A server of yours wants its address: host:port.",
        "Weitere Verbindungen", "Server neben Mimir, die es anspricht, und was sonst TLS sprechen kann. Ein Server von Ihnen braucht seine Adresse: host:port.";
    "cluster.name" false:
        "Cluster name", "Names of services begin with it. Under Helm it is the release's name.",
        "Name des Clusters", "Damit beginnen die Namen der Dienste. Unter Helm ist es der Name des Release.";
    "cluster.fullname" false:
        "Full name", "Only if your values have a fullnameOverride: the same here; for a nameOverride, the release's name, a hyphen, and that.",
        "Voller Name", "Nur wenn Ihre Values einen fullnameOverride haben: derselbe hier; bei einem nameOverride der Name des Release, ein Bindestrich und dieser.";
    "cluster.namespace" false:
        "Namespace", "Kubernetes names of services end with it, and certificates carry those names.",
        "Namespace", "Kubernetes-Namen der Dienste enden darauf, und Zertifikate tragen diese Namen.";
    "cluster.domain" false:
        "Cluster domain", "The DNS domain of Kubernetes; change it only if yours is another.",
        "Domain des Clusters", "Die DNS-Domain von Kubernetes; nur ändern, wenn Ihre anders heißt.";
    "server_name" false:
        "Shared server name", "Members dial each other by address, which no certificate can know; this one name is verified instead.",
        "Gemeinsamer Servername", "Mitglieder sprechen sich über Adressen an, die kein Zertifikat kennen kann; geprüft wird dieser eine Name.";
    "cert_dir" false:
        "Certificate folder", "Where each Mimir process finds its certificates, on its own machine.",
        "Ordner der Zertifikate", "Wo jeder Mimir-Prozess seine Zertifikate findet, auf seiner Maschine.";
    "certificates.preset" false:
        "Start from", "The choices of Mimir's own page can be had, without that page's defects.",
        "Ausgangspunkt", "Auch die Wahl von Mimirs eigener Seite ist zu haben, ohne deren Fehler.";
    "certificates.algorithm" false:
        "Key algorithm", "ECDSA P-256 is quick, small and understood everywhere.",
        "Schlüsselverfahren", "ECDSA P-256 ist schnell, klein und überall verstanden.";
    "certificates.profile" false:
        "Certificates", "Fewer files are easier to handle; more of them give away less when one is lost.",
        "Zertifikate", "Weniger Dateien sind leichter zu handhaben; mehr verraten weniger, wenn eine verloren geht.";
    "certificates.leaf.days" false:
        "Certificates, days", "Mimir's page says to replace them every two years.",
        "Zertifikate, Tage", "Mimirs Seite rät, sie alle zwei Jahre zu ersetzen.";
    "certificates.ca.days" false:
        "CA, days", "A new CA has to reach every member, so it lives longer than what it signs.",
        "CA, Tage", "Eine neue CA muss jedes Mitglied erreichen; darum lebt sie länger als das, was sie signiert.";
    "certificates.leaf.subject" false:
        "Certificates, subject", "Without CN, which each certificate gets by its role.",
        "Zertifikate, Subject", "Ohne CN, den jedes Zertifikat nach seiner Rolle bekommt.";
    "certificates.ca.subject" false:
        "CA, subject", "For people who read certificates. Without CN it gets one that tells this CA from the next.",
        "CA, Subject", "Für Menschen, die Zertifikate lesen. Ohne CN bekommt es einen, der diese CA von der nächsten unterscheidet.";
    "certificates.ca.name_constraints" false:
        "Bind the CA to this plan's names", "A stolen CA key is then of no use for other names.",
        "CA an die Namen dieses Plans binden", "Ein gestohlener CA-Schlüssel nützt dann für andere Namen nichts.";
    "certificates.ca.name_constraints.dns" false:
        "Bind the CA to these DNS names", "Each admits itself and every name below it.",
        "CA an diese DNS-Namen binden", "Jeder erlaubt sich selbst und alle Namen darunter.";
    "certificates.ca.name_constraints.ips" false:
        "Bind the CA to these networks", "Such as 10.0.0.0/8.",
        "CA an diese Netze binden", "Zum Beispiel 10.0.0.0/8.";
    "certificates.dns" false:
        "More DNS names", "Names by which clients of yours reach Mimir, such as a gateway's. Commas between them.",
        "Weitere DNS-Namen", "Namen, unter denen Ihre Clients Mimir erreichen, etwa der eines Gateways. Mit Kommas.";
    "certificates.ips" false:
        "More IP addresses", "Only for clients that verify an address. Commas between them.",
        "Weitere IP-Adressen", "Nur für Clients, die eine Adresse prüfen. Mit Kommas.";
    "issuer.name" false:
        "Issuer of cert-manager", "Without one, cert-manager makes a CA for this cluster alone.",
        "Issuer von cert-manager", "Ohne einen macht cert-manager eine CA für diesen Cluster allein.";
    "issuer.kind" false:
        "Kind of issuer", "An Issuer is one of the cluster's namespace, a ClusterIssuer one for all of them.",
        "Art des Issuers", "Ein Issuer gehört dem Namespace des Clusters, ein ClusterIssuer allen.";
    "issuer.cas" false:
        "CAs of cert-manager", "The first signs, all are trusted. A change to another CA counts its name up.",
        "CAs von cert-manager", "Die erste signiert, allen wird vertraut. Ein Wechsel der CA zählt ihren Namen hoch.";
    "policy.grpc" false:
        "gRPC servers ask for", "Only members dial gRPC, and each has a certificate.",
        "gRPC-Server verlangen", "gRPC sprechen nur Mitglieder, und jedes hat ein Zertifikat.";
    "policy.http" false:
        "HTTP servers ask for", "Health checks and most scrapers have no certificate to show.",
        "HTTP-Server verlangen", "Health-Checks und die meisten Scraper haben kein Zertifikat vorzuzeigen.";
    "policy.min_version" false:
        "Oldest TLS version", "Go's own is TLS 1.2. 1.3 shuts out old clients.",
        "Älteste TLS-Version", "Gos eigene ist TLS 1.2. 1.3 sperrt alte Clients aus.";
    "policy.cipher_suites" false:
        "Cipher suites of TLS 1.2", "None chosen means Go's own list, which is kept current. TLS 1.3 has its own.",
        "Cipher-Suites für TLS 1.2", "Keine gewählt heißt Gos eigene Liste, die gepflegt wird. TLS 1.3 hat seine eigenen.";
    "targets" true:
        "Output", "The same settings in each form; take the one that your deployment uses.",
        "Ausgabe", "Dieselben Einstellungen in jeder Form; nehmen Sie die, die Ihr Betrieb benutzt.";
};
