//! What the name of a file says of it.

use super::input::Kind;

/// What a name says of a file, by its ending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// Certificates or keys.
    Material,
    /// A text of that kind.
    Kind(Kind),
    /// HCL, whoever it is for.
    Hcl,
    /// A Dockerfile, whatever is in its image.
    Dockerfile,
    /// A text of any kind, or of none.
    Text,
    /// Nothing that a cluster is made of: the id of a row of `data/inputs.json`.
    Foreign(&'static str),
    /// Anything: what it holds must say.
    Open,
}

/// What endings say. The longest that fits counts.
const ENDINGS: [(&str, Named); 80] = [
    (".tf", Named::Kind(Kind::Terraform)),
    (".crt", Named::Material),
    (".pem", Named::Material),
    (".key", Named::Material),
    (".cer", Named::Material),
    (".der", Named::Material),
    (".p12", Named::Material),
    (".pfx", Named::Material),
    (".yaml", Named::Kind(Kind::Yaml)),
    (".yml", Named::Kind(Kind::Yaml)),
    (".json", Named::Kind(Kind::Yaml)),
    (".sh", Named::Kind(Kind::Shell)),
    (".bash", Named::Kind(Kind::Shell)),
    (".flags", Named::Kind(Kind::Flags)),
    (".args", Named::Kind(Kind::Flags)),
    (".service", Named::Kind(Kind::Unit)),
    (".container", Named::Kind(Kind::Unit)),
    (".conf", Named::Text),
    (".txt", Named::Text),
    (".log", Named::Foreign("log")),
    (".out", Named::Foreign("log")),
    (".md", Named::Foreign("prose")),
    (".markdown", Named::Foreign("prose")),
    (".rst", Named::Foreign("prose")),
    (".adoc", Named::Foreign("prose")),
    (".html", Named::Foreign("prose")),
    (".htm", Named::Foreign("prose")),
    (".xml", Named::Foreign("text")),
    (".svg", Named::Foreign("text")),
    (".css", Named::Foreign("text")),
    (".csr", Named::Foreign("text")),
    (".srl", Named::Foreign("text")),
    (".lock", Named::Foreign("text")),
    (".sum", Named::Foreign("text")),
    (".mod", Named::Foreign("text")),
    (".ini", Named::Foreign("text")),
    (".properties", Named::Foreign("text")),
    (".rs", Named::Foreign("program")),
    (".go", Named::Foreign("program")),
    (".js", Named::Foreign("program")),
    (".mjs", Named::Foreign("program")),
    (".ts", Named::Foreign("program")),
    (".tsx", Named::Foreign("program")),
    (".py", Named::Foreign("program")),
    (".rb", Named::Foreign("program")),
    (".lua", Named::Foreign("program")),
    (".java", Named::Foreign("program")),
    (".kt", Named::Foreign("program")),
    (".c", Named::Foreign("program")),
    (".h", Named::Foreign("program")),
    (".cc", Named::Foreign("program")),
    (".cpp", Named::Foreign("program")),
    (".rego", Named::Foreign("program")),
    (".mk", Named::Foreign("program")),
    ("makefile", Named::Foreign("program")),
    ("justfile", Named::Foreign("program")),
    ("jenkinsfile", Named::Foreign("program")),
    ("tiltfile", Named::Foreign("program")),
    ("vagrantfile", Named::Foreign("program")),
    (".alloy", Named::Kind(Kind::Alloy)),
    (".river", Named::Kind(Kind::Alloy)),
    (".nomad", Named::Kind(Kind::Nomad)),
    (".yaml.gotmpl", Named::Kind(Kind::Yaml)),
    (".yml.gotmpl", Named::Kind(Kind::Yaml)),
    (".yaml.tpl", Named::Kind(Kind::Yaml)),
    (".yml.tpl", Named::Kind(Kind::Yaml)),
    (".yaml.tftpl", Named::Kind(Kind::Yaml)),
    (".yml.tftpl", Named::Kind(Kind::Yaml)),
    (".nomad.tpl", Named::Kind(Kind::Nomad)),
    (".hcl", Named::Hcl),
    (".tfvars", Named::Hcl),
    (".env", Named::Kind(Kind::Variables)),
    (".nix", Named::Foreign("nix")),
    (".flow", Named::Foreign("program")),
    (".jsonnet", Named::Foreign("jsonnet")),
    (".libsonnet", Named::Foreign("jsonnet")),
    (".tpl", Named::Foreign("template")),
    (".gotmpl", Named::Foreign("template")),
    ("dockerfile", Named::Dockerfile),
    ("containerfile", Named::Dockerfile),
];

/// Endings of templates that are called after what they make.
const TEMPLATES: [&str; 5] = [".erb", ".epp", ".j2", ".jinja", ".jinja2"];

/// Whether a file of that name is a template of what it is called after.
pub(super) fn is_template(name: &str) -> bool {
    TEMPLATES.iter().any(|ending| name.ends_with(ending))
}

/// What a name in small letters says, without its folders.
pub(super) fn named(name: &str) -> Named {
    let made = TEMPLATES.iter().find_map(|it| name.strip_suffix(it));
    if let Some(made) = made {
        return match named(made) {
            // What becomes of it has PEM in it, and it has not.
            Named::Material => Named::Open,
            named => named,
        };
    }
    if name.starts_with("dockerfile.") {
        return Named::Dockerfile;
    }
    ENDINGS
        .iter()
        .filter(|(ending, _)| name.ends_with(ending))
        .max_by_key(|(ending, _)| ending.len())
        .map_or(Named::Open, |(_, named)| *named)
}
