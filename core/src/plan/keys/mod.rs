//! The table of a plan's keys: one row each, from which the plan file's overlay,
//! the command line, the schema, the page's fields and address, and the
//! reference `core/data/KEYS.md` are made.
//!
//! A new key is a row here, a field in `file.rs`, and what it means in
//! `resolve/mod.rs`; tests over all rows name what was forgotten.

#[cfg(feature = "schema")]
use super::option::{OptionForm, PlanOption};
use super::slot::{
    COMPONENTS, CONSTRAINTS, PERMITTED_DNS, PERMITTED_IPS, RELEASE, SURFACE, Slot, field,
    particular, word,
};
use super::{IssuerKind, PlanFile, Platform, Preset, Profile, Target};
use crate::catalog::{Catalog, Component, Mode};
use crate::document::{DocumentError, Node, Value};
use crate::nearest;
use crate::pki::Algorithm;
use crate::policy::{CipherSuite, ClientAuth, TlsVersion};

/// A key of the plan: a row of the table.
pub struct PlanKey {
    /// The keys of the plan file that lead to it, dots between them:
    /// `certificates.ca.days`. A `*` stands for the name of a component or of a
    /// surface.
    pub path: &'static str,
    /// The shape of the key's value.
    pub shape: KeyShape,
    /// The value that the plan has without the key, in words.
    pub default: &'static str,
    /// The option of the command line that sets it, without its dashes.
    pub option: &'static str,
    words: Option<fn() -> Vec<&'static str>>,
    slot: Slot,
    /// The option itself, at the first of the keys that it sets.
    #[cfg(feature = "schema")]
    pub(super) flag: Option<PlanOption>,
    /// The texts about the key: help, example and titles.
    #[cfg(feature = "schema")]
    pub text: KeyDescription,
}

/// The shape of the value at a key of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyShape {
    /// A single text.
    Text,
    /// A single whole number, such as of days.
    Number,
    /// A list of texts, with commas between them where they are typed.
    List,
    /// A list in which no text is a choice too: a field that was emptied says
    /// that there is none, where every other one is as if nobody had touched it.
    Pick,
    /// `true`, `false`, or a text.
    Choice,
}

/// The texts about a key, for people.
#[cfg(feature = "schema")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyDescription {
    /// The description of the key, in full sentences.
    pub about: &'static str,
    /// An example of a value, as the key's option takes it.
    pub example: &'static str,
    /// The page's title for the key, in English.
    pub en: &'static str,
    /// The reason to choose one value over another, in an English sentence.
    pub en_why: &'static str,
    /// The page's title for the key, in German.
    pub de: &'static str,
    /// The reason to choose one value over another, in a German sentence.
    pub de_why: &'static str,
}

impl PlanKey {
    /// Every key, in the order in which people meet them.
    pub fn all() -> &'static [Self] {
        KEYS
    }

    /// The key of a path, and the name that stands at its `*`, which is empty
    /// for a path without one.
    ///
    /// ```
    /// use mimir_tls::plan::PlanKey;
    ///
    /// let (key, name) = PlanKey::find("components.ingester.replicas").unwrap();
    /// assert_eq!((key.path, name), ("components.*.replicas", "ingester"));
    /// ```
    pub fn find(path: &str) -> Option<(&'static Self, &str)> {
        KEYS.iter()
            .find_map(|key| key.name_in(path).map(|name| (key, name)))
    }

    /// The words that may stand there, where they are the same in every release.
    pub fn words(&self) -> Option<Vec<&'static str>> {
        self.words.map(|words| words())
    }

    /// Whether several values stand there.
    pub(super) fn is_list(&self) -> bool {
        matches!(self.shape, KeyShape::List | KeyShape::Pick)
    }

    fn name_in<'a>(&self, path: &'a str) -> Option<&'a str> {
        let Some((before, after)) = self.path.split_once('*') else {
            return (self.path == path).then_some("");
        };
        let name = path.strip_prefix(before)?.strip_suffix(after)?;
        (!name.is_empty() && !name.contains('.')).then_some(name)
    }

    /// The path with a name at its `*`.
    pub(super) fn path_of(&self, name: &str) -> String {
        self.path.replace('*', name)
    }

    /// Moves what `over` says at this key into `under`.
    pub(super) fn lay(&self, under: &mut PlanFile, over: &mut PlanFile) {
        (self.slot.lay)(under, over);
    }

    /// Sets the key, `name` at its `*`, to a value.
    pub(super) fn put(
        &self,
        file: &mut PlanFile,
        name: &str,
        value: Value,
    ) -> Result<(), DocumentError> {
        (self.slot.set)(file, name, &Node::made(value))
            .map_err(|error| error.without_place().under(&self.path_of(name)))
    }

    /// One value as it was typed.
    pub(super) fn one(&self, text: &str) -> Value {
        let plain = match self.shape {
            KeyShape::Number => text.parse::<i64>().is_ok(),
            KeyShape::Choice => text.parse::<bool>().is_ok(),
            KeyShape::Text | KeyShape::List | KeyShape::Pick => false,
        };
        let text = text.to_owned();
        Value::Scalar { text, plain }
    }

    /// Values as they were typed.
    pub(super) fn many<'a>(items: impl Iterator<Item = &'a str>) -> Value {
        let item = |text: &str| {
            let text = text.to_owned();
            Node::made(Value::Scalar { text, plain: false })
        };
        Value::List(items.map(item).collect())
    }
}

impl PlanFile {
    /// Sets what stands at a path of keys to what was typed there, as in a form:
    /// blanks around it mean nothing, and a list has commas between its items.
    ///
    /// ```
    /// use mimir_tls::plan::PlanFile;
    ///
    /// let mut file = PlanFile::default();
    /// file.set("certificates.leaf.days", "365")?;
    /// file.set("components.ingester.replicas", "3")?;
    /// let error = file.set("certificates.leaf.days", "-3").unwrap_err();
    /// assert_eq!(error.path(), "certificates.leaf.days");
    /// # Ok::<(), mimir_tls::document::DocumentError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A path that is none, and a text that cannot stand there, in the words in
    /// which a plan file is refused. The plan stays as it was.
    pub fn set(&mut self, path: &str, text: &str) -> Result<(), DocumentError> {
        let Some((key, name)) = PlanKey::find(path) else {
            return Err(unknown(path));
        };
        let text = text.trim();
        let items = text.split(',').map(str::trim);
        let value = match key.is_list() {
            true => PlanKey::many(items.filter(|item| !item.is_empty())),
            false => key.one(text),
        };
        key.put(self, name, value)
    }

    /// Every path at which the file says something, and a text for
    /// [`PlanFile::set`] that says it again.
    pub fn entries(&self) -> Vec<(String, String)> {
        let said = KEYS.iter().flat_map(|key| {
            let said = (key.slot.say)(self).into_iter();
            said.map(|(name, text)| (key.path_of(name), text))
        });
        said.collect()
    }

    /// Whether the file says something at a path, or below it where no value
    /// stands there itself.
    pub fn says(&self, path: &str) -> bool {
        let is_group = PlanKey::find(path).is_none();
        let mut said = self.entries().into_iter();
        said.any(|(said, _)| match said.strip_prefix(path) {
            Some("") => true,
            Some(below) => is_group && below.starts_with('.'),
            None => false,
        })
    }
}

fn unknown(path: &str) -> DocumentError {
    let error = DocumentError::new(format!("no plan has the key `{path}`"));
    let known = KEYS.iter().map(|key| key.path);
    match nearest::name(path, known.filter(|known| !known.contains('*'))) {
        Some(near) => error.hinted(format!("did you mean `{near}`?")),
        None => error,
    }
}

macro_rules! maybe {
    () => {
        None
    };
    ($some:expr) => {
        Some($some)
    };
}

/// Rows: path, shape and field; default; words of a closed vocabulary; the option
/// (or, with `by`, the one of another row that sets this key too); what it is;
/// and in English and German its label and why.
macro_rules! keys {
    ($(
        $path:literal $shape:ident $slot:expr, default $default:literal
        $(, words $words:expr)?
        $(, option $form:ident $long:literal $value:literal in $heading:literal: $help:literal)?
        $(, by $by:literal)?
        , about $about:literal such as $example:literal
        , en $en:literal: $en_why:literal
        , de $de:literal: $de_why:literal;
    )*) => {
        &[$(PlanKey {
            path: $path,
            shape: KeyShape::$shape,
            default: $default,
            option: concat!($($long)? $($by)?),
            words: maybe!($($words)?),
            slot: $slot,
            #[cfg(feature = "schema")]
            flag: maybe!($(PlanOption {
                long: $long,
                value: $value,
                heading: $heading,
                help: $help,
                default: $default,
                form: OptionForm::$form,
            })?),
            #[cfg(feature = "schema")]
            text: KeyDescription {
                about: $about,
                example: $example,
                en: $en,
                en_why: $en_why,
                de: $de,
                de_why: $de_why,
            },
        }),*]
    };
}

const KEYS: &[PlanKey] = keys! {
    "release" Text RELEASE, default "the newest known",
        option One "release" "RELEASE" in "Cluster": "Write options of this Mimir release",
        about "The Mimir release, such as 3.0.2; 3.0 is the newest of that line." such as "3.0.2",
        en "Mimir release": "Only what this release knows is written: an unknown option stops Mimir from starting.",
        de "Mimir-Release": "Geschrieben wird nur, was dieses Release kennt: eine unbekannte Option verhindert den Start.";
    "mode" Text field!(mode), default "microservices",
        words || Mode::ALL.map(Mode::name).to_vec(),
        option One "mode" "MODE" in "Cluster": "Deploy as monolithic, microservices or read-write",
        about "How Mimir is deployed." such as "monolithic",
        en "Deployment mode": "Decides which components there are, and who dials whom.",
        de "Betriebsart": "Bestimmt, welche Komponenten es gibt und wer wen anspricht.";
    "platform" Text field!(platform), default "hosts",
        words || Platform::ALL.iter().map(|platform| platform.spelling()).collect(),
        option One "platform" "PLATFORM" in "Cluster": "Run on hosts, compose, kubernetes or helm",
        about "Where the cluster runs; a plan that says `cluster.namespace` or `cluster.domain` and no platform means `kubernetes`, one that says `cluster.fullname` means `helm`." such as "kubernetes",
        en "Where does it run?": "Decides by which names the parts are dialled, who else dials them, and which files are of use.",
        de "Wo läuft es?": "Bestimmt, unter welchen Namen die Teile angesprochen werden, von wem noch, und welche Dateien nützen.";
    "components" Pick COMPONENTS, default "all of the mode's",
        words || Catalog::builtin().all_components().map(Component::name).collect(),
        option Many "component" "COMPONENT" in "Cluster": "Include this component; repeat it for more",
        about "The components: a list, or a map with what is particular to each." such as "distributor,ingester",
        en "Components": "Each gets the options that it reads, and no others.",
        de "Komponenten": "Jede bekommt die Optionen, die sie liest, und keine anderen.";
    "components.*.replicas" Number particular!(replicas), default "1",
        option Each "replicas" "COMPONENT=NUMBER" in "Cluster": "Run this many processes of a component; repeat it for more",
        about "How many processes of it there are." such as "ingester=3",
        en "Replicas": "How many processes; 1 to 10,000.",
        de "Replikate": "Wie viele Prozesse; 1 bis 10.000.";
    "components.*.dns" List particular!(dns), default "none", by "dns",
        about "More DNS names by which it is dialled." such as "ingester=a.example",
        en "DNS names": "More names by which it is dialled. Commas between them.",
        de "DNS-Namen": "Weitere Namen, unter denen sie angesprochen wird. Mit Kommas.";
    "components.*.ips" List particular!(ips), default "none", by "ip",
        about "IP addresses by which it is dialled." such as "ingester=10.0.0.7",
        en "IP addresses": "Addresses by which it is dialled. Commas between them.",
        de "IP-Adressen": "Adressen, unter denen sie angesprochen wird. Mit Kommas.";
    "surfaces.*" Choice SURFACE, default "server-http, ruler-alertmanager-client and memberlist",
        option Switch "surface" "SURFACE" in "Cluster": "Turn this surface on, or `SURFACE=off`, or `SURFACE=HOST:PORT`; repeat it for more",
        about "Surfaces beyond Mimir's own servers and clients: a list of names, or a map from names to `true`, `false` or an address." such as "kafka=broker.example.com:9093",
        en "More connections": "Servers beside Mimir that it dials, and what else can speak TLS. A server of yours wants its address: host:port.",
        de "Weitere Verbindungen": "Server neben Mimir, die es anspricht, und was sonst TLS sprechen kann. Ein Server von Ihnen braucht seine Adresse: host:port.";
    "cluster.name" Text field!(cluster.name), default "mimir",
        option One "cluster" "NAME" in "Cluster": "Call the cluster this; names of services begin with it",
        about "The cluster's name, with which names of services begin; the release's under Helm." such as "metrics",
        en "Cluster name": "Names of services begin with it. Under Helm it is the release's name.",
        de "Name des Clusters": "Damit beginnen die Namen der Dienste. Unter Helm ist es der Name des Release.";
    "cluster.fullname" Text field!(cluster.fullname), default "NAME if that holds `mimir`, else NAME-mimir",
        option One "fullname" "NAME" in "Cluster": "Begin service names with this instead, as the chart does under its `fullnameOverride`; it says the platform helm where none is said",
        about "What the chart begins every name with instead of what it makes of the release's: its `fullnameOverride`, or NAME-OTHER under a `nameOverride` of OTHER." such as "metrics",
        en "Full name": "Only if your values have a fullnameOverride: the same here; for a nameOverride, the release's name, a hyphen, and that.",
        de "Voller Name": "Nur wenn Ihre Values einen fullnameOverride haben: derselbe hier; bei einem nameOverride der Name des Release, ein Bindestrich und dieser.";
    "cluster.namespace" Text field!(cluster.namespace), default "mimir",
        option One "namespace" "NAMESPACE" in "Cluster": "Put services in this Kubernetes namespace, which says the platform kubernetes where none is said",
        about "The Kubernetes namespace." such as "observability",
        en "Namespace": "Kubernetes names of services end with it, and certificates carry those names.",
        de "Namespace": "Kubernetes-Namen der Dienste enden darauf, und Zertifikate tragen diese Namen.";
    "cluster.domain" Text field!(cluster.domain), default "cluster.local",
        option One "domain" "DOMAIN" in "Cluster": "End service names with this DNS domain of Kubernetes, which says that platform where none is said",
        about "The cluster's DNS domain." such as "example.internal",
        en "Cluster domain": "The DNS domain of Kubernetes; change it only if yours is another.",
        de "Domain des Clusters": "Die DNS-Domain von Kubernetes; nur ändern, wenn Ihre anders heißt.";
    "server_name" Text field!(server_name), default "NAME.internal, and NAME.NAMESPACE.svc.DOMAIN under Kubernetes",
        option One "server-name" "NAME" in "Cluster": "Verify this one name on every server dialled by IP",
        about "The one name in every server certificate, verified by every client that dials by IP." such as "mimir.example.internal",
        en "Shared server name": "Members dial each other by address, which no certificate can know; this one name is verified instead.",
        de "Gemeinsamer Servername": "Mitglieder sprechen sich über Adressen an, die kein Zertifikat kennen kann; geprüft wird dieser eine Name.";
    "cert_dir" Text field!(cert_dir), default "/etc/mimir/tls, and /etc/mimir-tls under Helm",
        option One "cert-dir" "FOLDER" in "Cluster": "Find certificates in this absolute folder on the machines that run Mimir",
        about "The folder in which each Mimir process finds the certificates." such as "/run/tls",
        en "Certificate folder": "Where each Mimir process finds its certificates, on its own machine.",
        de "Ordner der Zertifikate": "Wo jeder Mimir-Prozess seine Zertifikate findet, auf seiner Maschine.";
    "certificates.preset" Text field!(certificates.preset), default "default",
        words || Preset::ALL.iter().map(|preset| preset.spelling()).collect(),
        option One "preset" "PRESET" in "Certificates": "Take the defaults from `default`, or from `docs` for those of Mimir's own page",
        about "The defaults to start from: `default`, or `docs` for the choices of Mimir's own page." such as "docs",
        en "Start from": "The choices of Mimir's own page can be had, without that page's defects.",
        de "Ausgangspunkt": "Auch die Wahl von Mimirs eigener Seite ist zu haben, ohne deren Fehler.";
    "certificates.algorithm" Text field!(certificates.algorithm), default "ecdsa-p256",
        words || Algorithm::ALL.map(Algorithm::name).to_vec(),
        option One "algorithm" "ALGORITHM" in "Certificates": "Make keys of this kind: ecdsa-p256, ecdsa-p384, ed25519, rsa-2048, rsa-3072 or rsa-4096",
        about "The kind of every key." such as "ed25519",
        en "Key algorithm": "ECDSA P-256 is quick, small and understood everywhere.",
        de "Schlüsselverfahren": "ECDSA P-256 ist schnell, klein und überall verstanden.";
    "certificates.profile" Text field!(certificates.profile), default "split",
        words || Profile::ALL.iter().map(|profile| profile.spelling()).collect(),
        option One "profile" "PROFILE" in "Certificates": "Make certificates split by role, a single one, or one per-component",
        about "Which certificates there are." such as "per-component",
        en "Certificates": "Fewer files are easier to handle; more of them give away less when one is lost.",
        de "Zertifikate": "Weniger Dateien sind leichter zu handhaben; mehr verraten weniger, wenn eine verloren geht.";
    "certificates.leaf.days" Number field!(certificates.leaf.days), default "730",
        option One "days" "DAYS" in "Certificates": "Let server and client certificates be valid for this many days",
        about "For how many days they are valid, at most as long as the CA." such as "365",
        en "Certificates, days": "Mimir's page says to replace them every two years.",
        de "Zertifikate, Tage": "Mimirs Seite rät, sie alle zwei Jahre zu ersetzen.";
    "certificates.ca.days" Number field!(certificates.ca.days), default "3650",
        option One "ca-days" "DAYS" in "Certificates": "Let the CA be valid for this many days",
        about "For how many days it is valid." such as "7300",
        en "CA, days": "A new CA has to reach every member, so it lives longer than what it signs.",
        de "CA, Tage": "Eine neue CA muss jedes Mitglied erreichen; darum lebt sie länger als das, was sie signiert.";
    "certificates.leaf.subject" Text field!(certificates.leaf.subject), default "/O=Mimir",
        option One "leaf-subject" "SUBJECT" in "Certificates": "Give server and client certificates this subject, without the CN that each gets by its role",
        about "Their subject without CN, which each certificate gets by its role." such as "/C=DE/O=Example",
        en "Certificates, subject": "Without CN, which each certificate gets by its role.",
        de "Zertifikate, Subject": "Ohne CN, den jedes Zertifikat nach seiner Rolle bekommt.";
    "certificates.ca.subject" Text field!(certificates.ca.subject), default "/O=Mimir",
        option One "ca-subject" "SUBJECT" in "Certificates": "Give the CA this subject; without a CN, that says its day and key",
        about "Its subject. Without CN it gets one that tells this CA from the next: its first day, and how its key's identifier begins." such as "/C=DE/O=Example/CN=root",
        en "CA, subject": "For people who read certificates. Without CN it gets one that tells this CA from the next.",
        de "CA, Subject": "Für Menschen, die Zertifikate lesen. Ohne CN bekommt es einen, der diese CA von der nächsten unterscheidet.";
    "certificates.ca.name_constraints" Choice CONSTRAINTS, default "false",
        words || vec!["false", "true"],
        option Bounds "name-constraints" "NAMES" in "Certificates": "Bind the CA to this plan's names with `true`, or to these DNS names and networks; repeat it for more",
        about "Names to which the CA is bound: `true` for this plan's own, or the permitted ones." such as "true",
        en "Bind the CA to this plan's names": "A stolen CA key is then of no use for other names.",
        de "CA an die Namen dieses Plans binden": "Ein gestohlener CA-Schlüssel nützt dann für andere Namen nichts.";
    "certificates.ca.name_constraints.dns" List PERMITTED_DNS, default "none", by "name-constraints",
        about "DNS names; each admits itself and every name under it." such as "svc.cluster.local",
        en "Bind the CA to these DNS names": "Each admits itself and every name below it.",
        de "CA an diese DNS-Namen binden": "Jeder erlaubt sich selbst und alle Namen darunter.";
    "certificates.ca.name_constraints.ips" List PERMITTED_IPS, default "none", by "name-constraints",
        about "Networks, such as 10.0.0.0/8." such as "10.0.0.0/8",
        en "Bind the CA to these networks": "Such as 10.0.0.0/8.",
        de "CA an diese Netze binden": "Zum Beispiel 10.0.0.0/8.";
    "certificates.dns" List field!(certificates.dns), default "none",
        option AllOrEach "dns" "NAME" in "Certificates": "Add this DNS name to every server certificate, or `COMPONENT=NAME` to that component's; repeat it for more; an empty one drops those of the plan",
        about "More DNS names for every server certificate." such as "mimir.example.com",
        en "More DNS names": "Names by which clients of yours reach Mimir, such as a gateway's. Commas between them.",
        de "Weitere DNS-Namen": "Namen, unter denen Ihre Clients Mimir erreichen, etwa der eines Gateways. Mit Kommas.";
    "certificates.ips" List field!(certificates.ips), default "none",
        option AllOrEach "ip" "ADDRESS" in "Certificates": "Add this IP address to every server certificate, or `COMPONENT=ADDRESS` to that component's; repeat it for more; an empty one drops those of the plan",
        about "More IP addresses for every server certificate." such as "192.0.2.10",
        en "More IP addresses": "Only for clients that verify an address. Commas between them.",
        de "Weitere IP-Adressen": "Nur für Clients, die eine Adresse prüfen. Mit Kommas.";
    "issuer.name" Text field!(issuer.name), default "none",
        option One "issuer" "NAME" in "Certificates": "Have this issuer of cert-manager's sign in Kubernetes",
        about "The name of an issuer of cert-manager's that is there and signs." such as "org-ca",
        en "Issuer of cert-manager": "Without one, cert-manager makes a CA for this cluster alone.",
        de "Issuer von cert-manager": "Ohne einen macht cert-manager eine CA für diesen Cluster allein.";
    "issuer.kind" Text field!(issuer.kind), default "none",
        words || IssuerKind::ALL.iter().map(|kind| kind.spelling()).collect(),
        option One "issuer-kind" "KIND" in "Certificates": "Look for that issuer as ClusterIssuer or Issuer",
        about "The kind of that issuer, ClusterIssuer unless said." such as "Issuer",
        en "Kind of issuer": "An Issuer is one of the cluster's namespace, a ClusterIssuer one for all of them.",
        de "Art des Issuers": "Ein Issuer gehört dem Namespace des Clusters, ein ClusterIssuer allen.";
    "issuer.cas" List field!(issuer.cas), default "none",
        option Many "issuer-ca" "NAME" in "Certificates": "Have cert-manager make this CA; repeat it to trust more than the first, which signs",
        about "The CAs that cert-manager makes for this cluster, NAMESPACE-NAME-ca unless said: the first signs, all are trusted." such as "mimir-mimir-ca-2",
        en "CAs of cert-manager": "The first signs, all are trusted. A change to another CA counts its name up.",
        de "CAs von cert-manager": "Die erste signiert, allen wird vertraut. Ein Wechsel der CA zählt ihren Namen hoch.";
    "policy.grpc" Text word!(policy.grpc), default "RequireAndVerifyClientCert",
        words || ClientAuth::ALL.map(ClientAuth::spelling).to_vec(),
        option One "grpc-auth" "TYPE" in "Policy": "Ask this of gRPC clients",
        about "What gRPC servers ask of clients." such as "VerifyClientCertIfGiven",
        en "gRPC servers ask for": "Only members dial gRPC, and each has a certificate.",
        de "gRPC-Server verlangen": "gRPC sprechen nur Mitglieder, und jedes hat ein Zertifikat.";
    "policy.http" Text word!(policy.http), default "VerifyClientCertIfGiven",
        words || ClientAuth::ALL.map(ClientAuth::spelling).to_vec(),
        option One "http-auth" "TYPE" in "Policy": "Ask this of HTTP clients",
        about "What HTTP servers ask of clients." such as "RequireAndVerifyClientCert",
        en "HTTP servers ask for": "Health checks and most scrapers have no certificate to show.",
        de "HTTP-Server verlangen": "Health-Checks und die meisten Scraper haben kein Zertifikat vorzuzeigen.";
    "policy.min_version" Text word!(policy.min_version), default "Go's own",
        words || TlsVersion::ALL.map(TlsVersion::spelling).to_vec(),
        option One "min-version" "VERSION" in "Policy": "Speak no TLS older than this, such as VersionTLS12",
        about "The oldest TLS version spoken, such as VersionTLS12." such as "VersionTLS13",
        en "Oldest TLS version": "Go's own is TLS 1.2. 1.3 shuts out old clients.",
        de "Älteste TLS-Version": "Gos eigene ist TLS 1.2. 1.3 sperrt alte Clients aus.";
    "policy.cipher_suites" List field!(policy.cipher_suites), default "Go's own",
        words || CipherSuite::all().map(CipherSuite::name).collect(),
        option One "cipher-suites" "SUITES" in "Policy": "Use these TLS 1.2 cipher suites, by Go's names with commas between them",
        about "The cipher suites of TLS 1.2, by Go's names." such as "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        en "Cipher suites of TLS 1.2": "None chosen means Go's own list, which is kept current. TLS 1.3 has its own.",
        de "Cipher-Suites für TLS 1.2": "Keine gewählt heißt Gos eigene Liste, die gepflegt wird. TLS 1.3 hat seine eigenen.";
    "targets" Pick field!(targets), default "flags and yaml, and what the platform is called on compose and helm",
        words || Target::ALL.iter().map(|target| target.spelling()).collect(),
        option Many "target" "TARGET" in "Output": "Write this form of the configuration, or all of them; repeat it for more",
        about "What is written." such as "yaml",
        en "Output": "The same settings in each form; take the one that your deployment uses.",
        de "Ausgabe": "Dieselben Einstellungen in jeder Form; nehmen Sie die, die Ihr Betrieb benutzt.";
};

#[cfg(test)]
mod tests;
