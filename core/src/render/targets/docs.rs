//! The page of Mimir's documentation on TLS as it could be, made from the
//! catalog for the plan's release.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::flags::flag;
use super::{openssl, yaml};
use crate::catalog::{By, Catalog, End, Field, Link, OptionRow, Release, Surface, SurfaceKind};
use crate::folder;
use crate::language::Language;
use crate::plan::{Plan, Target};
use crate::policy::ClientAuth;
use crate::render::Renderer;
use crate::render::output::{ConfigFile, Instruction, Output, SettingsSource, Step};
use crate::render::template::Holes;
use crate::render::tree::Tree;
use crate::settings::Settings;

/// A page of documentation.
pub(super) struct Docs;

/// The page's name, as Mimir's documentation has it.
const PAGE: &str = "securing-communications-with-tls.md";

impl Output for Docs {
    fn target(&self) -> Target {
        Target::Docs
    }

    fn title(&self, language: Language) -> &'static str {
        match language {
            Language::English => "Documentation",
            Language::German => "Dokumentation",
        }
    }

    fn about(&self, language: Language) -> &'static str {
        match language {
            Language::English => "docs: a page on TLS in Mimir, for this release",
            Language::German => "docs: eine Seite über TLS in Mimir, für dieses Release",
        }
    }

    fn files(&self, renderer: &Renderer<'_>, all: &[Settings]) -> Vec<ConfigFile> {
        vec![ConfigFile::named(Target::Docs, PAGE, page(renderer, all))]
    }

    fn sources(&self) -> Vec<SettingsSource> {
        Vec::new()
    }

    fn contents(&self, _: &Plan) -> Vec<(String, &'static str)> {
        vec![(
            folder::named(Target::Docs, PAGE),
            "every connection and option of this release, and how it all goes together",
        )]
    }

    fn usage(&self, _: &Plan) -> Instruction {
        let page = folder::named(Target::Docs, PAGE);
        Instruction::new(
            format!("Read `{page}` for every connection and option of this release"),
            format!("Lesen Sie `{page}` über jede Verbindung und Option dieses Release"),
        )
    }

    fn next(&self, _: &Plan, folder: &str) -> Step {
        let page = folder::named(Target::Docs, PAGE);
        let how = format!("read {folder}/{page} for every connection and option of this release");
        Step {
            alone: how.clone(),
            among: how,
        }
    }
}

fn page(renderer: &Renderer<'_>, all: &[Settings]) -> String {
    let plan = renderer.plan;
    let release = plan.release;
    let mut header = String::new();
    for line in renderer.header("the whole cluster") {
        // Writing into a String cannot fail.
        let _ = writeln!(header, "<!-- {line} -->");
    }
    let mut holes = Holes::default();
    holes.put("release", release.to_string());
    holes.put_all("links", connections(release));
    holes.put(
        "leaf_days",
        plan.certificates.leaf_days.number().to_string(),
    );
    holes.put("ca_days", plan.certificates.ca_days.number().to_string());
    holes.put("server_name", plan.server_name.to_string());
    holes.put("cert_dir", plan.cert_dir.to_string());
    holes.put("root_key", folder::CA_KEY);
    holes.put("grpc_auth", plan.policy.grpc.spelling());
    holes.put("http_auth", plan.policy.http.spelling());
    holes.put("script", openssl::script(renderer).trim_end());
    let auth = ClientAuth::ALL.iter();
    holes.put_all(
        "auth",
        auth.map(|it| format!("| `{it}` | {} |", means(*it))),
    );
    let example = all.first();
    let name = example.map_or("process", |it| it.component.name());
    holes.put("example", name);
    let flags = example.map(|it| it.settings.iter().filter_map(flag));
    holes.put_all("flags", flags.into_iter().flatten());
    let mut tree = Tree::map();
    yaml::fill(&mut tree, &[], renderer, all.get(..1).unwrap_or_default());
    let yaml = crate::render::yaml::write(&[], &tree);
    holes.put_all("yaml", yaml.lines().map(str::to_owned));
    let mut out = holes.fill(&header, include_str!("../../../data/templates/securing.md"));
    options(&mut out, release);
    out.push_str(&holes.fill("", include_str!("../../../data/templates/securing-end.md")));
    out
}

fn means(auth: ClientAuth) -> &'static str {
    match auth {
        ClientAuth::No => "nobody is asked for a certificate",
        ClientAuth::Request => "one is asked for, and whatever comes is let in, even none",
        ClientAuth::RequireAny => "one must come, from whatever CA: nobody is kept out by it",
        ClientAuth::VerifyIfGiven => {
            "who presents none is let in; one that comes must be from the client CA"
        }
        ClientAuth::RequireAndVerify => "one must come, from the client CA",
    }
}

/// Whether a surface has a place in the reference of a release.
fn is_documented(surface: &Surface, release: Release) -> bool {
    !surface.is_hidden(release)
}

/// The rows of the connections that Mimir's own processes open.
fn connections(release: Release) -> Vec<String> {
    let catalog = Catalog::builtin();
    let links = catalog.links(release);
    let dialled = catalog.surfaces(release).filter_map(|surface| {
        let own: Vec<&Link> = links
            .iter()
            .filter(|link| link.surface == surface && link.from.component().is_some())
            .collect();
        let first = own.first()?;
        is_documented(surface, release).then(|| row(surface, first, &own, release))
    });
    dialled.collect()
}

fn row(surface: &Surface, first: &Link, own: &[&Link], release: Release) -> String {
    let ends = |end: fn(&Link) -> End| {
        let mut seen = BTreeSet::new();
        let names = own.iter().map(|link| end(link));
        let is_shown = |end: &End| end.component().is_none_or(|it| !it.is_hidden());
        let names = names.filter(|it| is_shown(it) && seen.insert(*it));
        names.map(named).collect::<Vec<_>>().join(", ")
    };
    let verified = match (surface.ignores(Field::ServerName, release), first.by) {
        (true, _) => "the host of each endpoint as it is written",
        (false, By::Ip) => "the shared name",
        (false, By::Name) => "the dialled name",
    };
    let prefix = prefixes(surface, release).map_or_else(String::new, |it| it.shown());
    format!(
        "| {}, {} | {} | {} | {verified} | {prefix} |",
        surface.title(),
        first.protocol,
        ends(|link| link.from),
        ends(|link| link.to),
    )
}

fn named(end: End) -> String {
    match end {
        End::Component(component) => component.name().to_owned(),
        End::External(external) => external.title().to_owned(),
    }
}

/// What the names of a surface's options begin with.
struct Prefixes<'a> {
    flag: Option<&'a str>,
    yaml: &'a str,
}

impl Prefixes<'_> {
    fn shown(&self) -> String {
        let yaml = self.yaml.trim_end_matches('.');
        match self.flag {
            Some(flag) => format!("`-{flag}*`, `{yaml}`"),
            None => format!("`{yaml}`"),
        }
    }
}

fn prefixes(surface: &Surface, release: Release) -> Option<Prefixes<'_>> {
    Catalog::builtin()
        .options(release)
        .any(|option| option.surface() == surface)
        .then(|| Prefixes {
            flag: surface.flag_prefix(),
            yaml: surface.yaml_prefix(),
        })
}

/// The endings of a surface's options, by which surfaces are put together: the
/// field, the flag's, the YAML key's.
type Endings = Vec<(Field, Option<String>, String)>;

/// The tables of options: the endings, and the prefixes that take them.
fn options(out: &mut String, release: Release) {
    let catalog = Catalog::builtin();
    let mut groups: Vec<(Endings, Vec<&'static Surface>)> = Vec::new();
    for surface in catalog.surfaces(release) {
        let endings = endings(surface, release);
        if endings.is_empty() || !is_documented(surface, release) {
            continue;
        }
        match groups.iter_mut().find(|(known, _)| *known == endings) {
            Some((_, surfaces)) => surfaces.push(surface),
            None => groups.push((endings, vec![surface])),
        }
    }
    let mut headings = BTreeSet::new();
    for (endings, surfaces) in groups {
        let kinds: BTreeSet<&str> = surfaces.iter().map(|it| kind(it.kind())).collect();
        let mut heading = kinds.into_iter().collect::<Vec<_>>().join(", ");
        // Others of a kind have other endings: they are told by what they are.
        if !headings.insert(heading.clone()) {
            let titles: Vec<&str> = surfaces.iter().map(|it| it.title()).collect();
            heading = format!("{heading}: {}", titles.join("; "));
        }
        // Writing into a String cannot fail.
        let _ = writeln!(out, "\n### {heading}\n");
        group(out, &endings, &surfaces, release);
    }
}

fn group(out: &mut String, endings: &Endings, surfaces: &[&'static Surface], release: Release) {
    out.push_str("| flag | YAML | what it says |\n|---|---|---|\n");
    for (field, flag, yaml) in endings {
        let flag = flag
            .as_ref()
            .map_or("YAML alone".to_owned(), |it| format!("`{it}`"));
        let _ = writeln!(out, "| {flag} | `{yaml}` | {} |", says(*field));
    }
    out.push_str("\n| for | flags begin with | YAML block | since | read by | beside that |\n|---|---|---|---|---|---|\n");
    for surface in surfaces {
        let readers = Catalog::builtin().readers(surface, release);
        let readers = readers.into_iter().filter(|it| !it.is_hidden());
        let readers: Vec<&str> = readers.map(|it| it.name()).collect();
        let everybody = Catalog::builtin()
            .all_components()
            .filter(|it| !it.is_composite() && !it.is_hidden() && it.is_in(release));
        let readers = match everybody.count() == readers.len() {
            true => "every process".to_owned(),
            false => readers.join(", "),
        };
        let flag = surface
            .flag_prefix()
            .map_or("none".to_owned(), |it| format!("`-{it}`"));
        let yaml = surface.yaml_prefix().trim_end_matches('.');
        let since = since(surface, release);
        let _ = writeln!(
            out,
            "| {} | {flag} | `{yaml}` | {since} | {readers} | {} |",
            surface.title(),
            besides(surface, since, endings, release),
        );
    }
}

/// The first release that knows a surface's options by any name of theirs.
fn since(surface: &Surface, release: Release) -> Release {
    let catalog = Catalog::builtin();
    let own = catalog
        .options(release)
        .filter(|it| it.surface() == surface);
    let known = own.map(|option| catalog.known_since(option));
    known.min().unwrap_or(surface.since())
}

/// What a surface that is known since then has of its own: endings that came later,
/// and those that are taken and do nothing.
fn besides(surface: &Surface, since: Release, endings: &Endings, release: Release) -> String {
    let catalog = Catalog::builtin();
    let mut said = Vec::new();
    for (field, _, yaml) in endings {
        let Some(option) = catalog.option(surface, *field, release) else {
            continue;
        };
        if option.is_ignored(release) {
            said.push(format!("`{yaml}` does nothing"));
        } else if catalog.known_since(option) > since {
            said.push(format!("`{yaml}` since {}", catalog.known_since(option)));
        }
    }
    if surface.since() > since && surface.flag_prefix().is_some() {
        let block = surface.yaml_prefix().trim_end_matches('.');
        said.push(format!("`{block}` since {}", surface.since()));
    }
    if let Some(since) = catalog
        .options(release)
        .filter(|option| option.surface() == surface)
        .find_map(OptionRow::deprecated_in)
    {
        said.push(format!("deprecated in {since}"));
    }
    said.join("; ")
}

fn endings(surface: &Surface, release: Release) -> Endings {
    let options = Catalog::builtin().options(release);
    let own = options.filter(|option| option.surface() == surface);
    own.map(|option| {
        let ending =
            |name: &str, prefix: &str| name.strip_prefix(prefix).unwrap_or(name).to_owned();
        let flag = option
            .flag()
            .zip(surface.flag_prefix())
            .map(|(flag, prefix)| ending(flag, prefix));
        (
            option.field(),
            flag,
            ending(option.yaml(), surface.yaml_prefix()),
        )
    })
    .collect()
}

fn kind(kind: SurfaceKind) -> &'static str {
    match kind {
        SurfaceKind::Server => "Both listeners",
        SurfaceKind::HttpServer | SurfaceKind::GrpcServer => "Listeners",
        SurfaceKind::GrpcClient
        | SurfaceKind::HttpClient
        | SurfaceKind::Memberlist
        | SurfaceKind::Etcd
        | SurfaceKind::Memcached
        | SurfaceKind::Redis
        | SurfaceKind::Kafka => "Clients",
        SurfaceKind::Storage => "Object storage",
        SurfaceKind::Vault => "Vault",
    }
}

fn says(field: Field) -> &'static str {
    match field {
        Field::Enabled => "whether it is in use at all",
        Field::Cert => "path of the certificate, PEM",
        Field::Key => "path of the certificate's key, PEM, not encrypted",
        Field::Ca => {
            "path of the CAs by which the other side is verified; without it, the system's"
        }
        Field::ClientCa => "path of the CAs by which clients are verified",
        Field::ClientAuth => "what is asked of clients, see below",
        Field::ServerName => "the name that is verified, and sent, in place of the dialled one",
        Field::SkipVerify => "`true` lets anybody be the other side: for experiments",
        Field::CipherSuites => "cipher suites of TLS 1.2, by Go's names, a comma between, no blank",
        Field::MinVersion => "the oldest version of TLS, such as `VersionTLS12`",
        Field::CertText => "the certificate itself, in place of a path; never read again",
        Field::KeyText => "the key itself",
        Field::ClientCaText => "the CAs of clients themselves",
        Field::HandshakeTimeout => "how long a handshake may take, such as `10s`",
        Field::Url => "Vault's address",
        Field::MountPath => {
            "path of the secrets engine; paths of certificates are then paths in it"
        }
        Field::Token | Field::AuthToken => "the token for Vault",
        Field::AuthType => {
            "how Mimir shows who it is: `approle`, `kubernetes`, `token`, `userpass`"
        }
        Field::AuthApproleMountPath
        | Field::AuthKubernetesMountPath
        | Field::AuthUserpassMountPath => "path of that method",
        Field::AuthApproleRoleId => "the id of the role",
        Field::AuthApproleSecretId => "the id of the role's secret",
        Field::AuthApproleWrappingToken => "whether that secret is wrapped",
        Field::AuthKubernetesRoleName => "the name of the role",
        Field::AuthKubernetesServiceAccountToken => "the service account's token",
        Field::AuthKubernetesServiceAccountTokenPath => "path of that token",
        Field::AuthUserpassPassword => "the password",
        Field::AuthUserpassUsername => "the user",
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::plan::{Plan, PlanFile};
    use crate::render::RenderOptions;
    use crate::settings;

    fn page_of(release: Release) -> String {
        let text = format!("version: 1\nrelease: {release}\nmode: monolithic\n");
        let file = PlanFile::parse(text.as_bytes()).unwrap();
        let (plan, _) = Plan::resolve(&file).unwrap();
        let members = plan.members.iter();
        let all: Vec<_> = members.map(|it| settings::resolve(&plan, it)).collect();
        page(&Renderer::new(&plan, RenderOptions::default()), &all)
    }

    /// The cells of the tables of a part, each table with its rows.
    fn tables(part: &str) -> Vec<Vec<Vec<&str>>> {
        let mut tables: Vec<Vec<Vec<&str>>> = Vec::new();
        let mut is_within = false;
        for line in part.lines() {
            let Some(row) = line.strip_prefix("| ") else {
                is_within &= line.starts_with('|');
                continue;
            };
            if !is_within {
                tables.push(Vec::new());
                is_within = true;
                continue;
            }
            let cells = row.trim_end_matches('|').split('|').map(str::trim);
            tables.last_mut().unwrap().push(cells.collect());
        }
        tables
    }

    fn word(cell: &str) -> Option<&str> {
        cell.strip_prefix('`')?.strip_suffix('`')
    }

    /// Every flag and key that the page names, a prefix with each of its endings.
    fn named(page: &str) -> BTreeSet<(Option<String>, String)> {
        let mut names = BTreeSet::new();
        for part in page.split("\n### ").skip(1) {
            let tables = tables(part);
            let [endings, prefixes, ..] = &tables[..] else {
                panic!("{part}");
            };
            for prefix in prefixes {
                for ending in endings {
                    let flag = word(prefix[1]).zip(word(ending[0]));
                    let flag = flag.map(|(prefix, ending)| format!("{prefix}{ending}"));
                    let yaml = format!("{}.{}", word(prefix[2]).unwrap(), word(ending[1]).unwrap());
                    assert!(names.insert((flag, yaml.clone())), "{yaml} stands twice");
                }
            }
        }
        names
    }

    /// A page of an older release names no option that a newer one says came later.
    #[test]
    fn what_came_when_is_the_same_on_every_page_and_each_heading_stands_once() {
        let mut before: Vec<(String, String)> = Vec::new();
        for release in Catalog::builtin().releases() {
            let page = page_of(release);
            let options = page.split("\n## Options\n").nth(1).unwrap();
            let headings: Vec<&str> = options.lines().filter(|it| it.starts_with("###")).collect();
            let once: BTreeSet<&&str> = headings.iter().collect();
            assert_eq!(once.len(), headings.len(), "{release}: {headings:?}");
            let mut rows = Vec::new();
            for part in options.split("\n### ").skip(1) {
                let tables = tables(part);
                for row in tables.get(1).into_iter().flatten() {
                    let name = word(row[1]).or(word(row[2])).unwrap();
                    rows.push((name.to_owned(), row[3].to_owned()));
                }
            }
            for (name, since) in &before {
                let now = rows.iter().find(|(it, _)| it == name);
                assert!(now.is_none_or(|(_, now)| now == since), "{release}: {name}");
            }
            before.extend(rows);
        }
    }

    #[test]
    fn every_option_of_a_release_is_named_and_no_other() {
        for release in Catalog::builtin().releases() {
            let options = Catalog::builtin().options(release);
            let documented = options.filter(|option| !option.is_hidden(release));
            let wanted: BTreeSet<_> = documented
                .map(|option| {
                    let flag = option.flag().map(|flag| format!("-{flag}"));
                    (flag, option.yaml().to_owned())
                })
                .collect();
            let named = named(&page_of(release));
            let missing: Vec<_> = wanted.difference(&named).collect();
            let unknown: Vec<_> = named.difference(&wanted).collect();
            assert!(
                missing.is_empty() && unknown.is_empty(),
                "{release}: {missing:?} {unknown:?}"
            );
        }
    }
}
