//! The options of the command line that make a plan: what each value says.
//!
//! Which there are is told by the table of keys; the binary makes its arguments
//! of [`PlanOption::all`], and [`PlanOption::read`] makes a plan file of what was
//! typed.

use std::net::{IpAddr, SocketAddr};

use super::{KeyShape, PlanFile, PlanKey};
use crate::catalog::{Catalog, SurfaceName};
use crate::document::DocumentError;

/// An option of the command line: it sets one key of the plan, or several that
/// its value tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlanOption {
    /// The option's name without the dashes, `ca-days`.
    pub long: &'static str,
    /// What its value is called in the help, `DAYS`.
    pub value: &'static str,
    /// The heading of the help under which it stands.
    pub heading: &'static str,
    /// The help of the option, without a full stop.
    pub help: &'static str,
    /// The value that the plan has without the option, in words.
    pub default: &'static str,
    pub(super) form: OptionForm,
}

/// How an option's value says which key it sets, and to what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OptionForm {
    /// The whole value is the key's.
    One,
    /// Values with commas between them.
    Many,
    /// `COMPONENT=VALUE`, commas between them.
    Each,
    /// Values of the first key, and after `COMPONENT=` values of that component:
    /// `gateway.example,ingester=a.example,b.example`.
    AllOrEach,
    /// `NAME`, which turns it on, or `NAME=CHOICE`, commas between them.
    Switch,
    /// `true` or `false` for the first key; names for the second, networks for
    /// the third.
    Bounds,
    /// `COMPONENT=HOST`, more of its hosts behind commas: names for the first
    /// key, addresses for the second.
    Hosts,
}

/// Where a component runs, said as people do: by name or by address, whichever
/// is at hand. It sets no key of its own.
const HOST: PlanOption = PlanOption {
    long: "host",
    value: "COMPONENT=HOST",
    heading: "Cluster",
    help: "Dial this component by these names or addresses; repeat it for more",
    default: "none",
    form: OptionForm::Hosts,
};
/// The keys of the plan that it sets.
const HOST_KEYS: [&str; 2] = ["components.*.dns", "components.*.ips"];

/// What one part of a value says: a key, the name at its `*`, and a text.
type Part<'a> = (&'static PlanKey, &'a str, &'a str);

/// All texts for one key.
type Said<'a> = (&'static PlanKey, &'a str, Vec<&'a str>);

impl PlanOption {
    /// Every option, in the order of the help.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        let of_keys = PlanKey::all().iter().filter_map(|key| key.flag.as_ref());
        of_keys.chain(std::iter::once(&HOST))
    }

    /// The keys of the plan that the option can set.
    pub fn keys(&self) -> impl Iterator<Item = &'static PlanKey> {
        let Self { long, form, .. } = *self;
        PlanKey::all().iter().filter(move |key| match form {
            OptionForm::Hosts => HOST_KEYS.contains(&key.path),
            _ => key.option == long,
        })
    }

    /// Whether the option may stand several times on one command line.
    pub fn is_repeatable(&self) -> bool {
        self.form != OptionForm::One
    }

    /// Whether its value may begin with a hyphen, as a number can that is to be
    /// refused in words.
    pub fn is_number(&self) -> bool {
        self.form == OptionForm::One && self.keys().any(|key| key.shape == KeyShape::Number)
    }

    /// The words that a shell completes.
    pub fn words(&self) -> Vec<&'static str> {
        if self.form == OptionForm::Switch {
            let surfaces = Catalog::builtin().surface_names();
            return surfaces.map(SurfaceName::as_str).collect();
        }
        let words = self.keys().filter_map(PlanKey::words).flatten();
        words.chain(self.is_all_known().then_some(ALL)).collect()
    }

    /// The plan file that says what the option's values say, one text for each
    /// time that it stands on the command line.
    ///
    /// ```
    /// use mimir_tls::plan::{PlanFile, PlanOption};
    ///
    /// let dns = PlanOption::all().find(|option| option.long == "dns").unwrap();
    /// let file = dns.read(["mimir.example", "ingester=a.example,b.example"])?;
    /// let plan = Vec::from([
    ///     ("components.ingester.dns".to_owned(), "a.example,b.example".to_owned()),
    ///     ("certificates.dns".to_owned(), "mimir.example".to_owned()),
    /// ]);
    /// assert_eq!(file.entries(), plan);
    /// # Ok::<(), mimir_tls::document::DocumentError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// What cannot stand at its key, in the words in which a plan file is
    /// refused; its path is the key.
    pub fn read<'a>(
        &self,
        values: impl IntoIterator<Item = &'a str>,
    ) -> Result<PlanFile, DocumentError> {
        let mut said: Vec<Said<'_>> = Vec::new();
        for value in values {
            if let Some((key, name)) = self.emptied(value) {
                said.retain(|(other, at, _)| other.path != key.path || *at != name);
                said.push((key, name, Vec::new()));
                continue;
            }
            for (key, name, text) in self.parts(value)? {
                let same = |(other, at, _): &Said<'_>| other.path == key.path && *at == name;
                let before = said.iter().position(same).map(|at| said.remove(at));
                let mut texts = before.map(|(.., texts)| texts).unwrap_or_default();
                // An item that is said twice is one; of single values the last wins.
                if !texts.contains(&text) || !key.is_list() {
                    texts.push(text);
                }
                said.push((key, name, texts));
            }
        }
        if let (OptionForm::Bounds, [_, .., _]) = (self.form, said.as_slice())
            && let Some((.., words)) = said.iter().find(|(key, ..)| !key.is_list())
        {
            return Err(DocumentError::new(format!(
                "`{}` stands alone; leave it out, or the names and networks",
                words.join(",")
            )));
        }
        let mut file = PlanFile::default();
        for (key, name, texts) in said {
            let value = match (self.form, key.is_list()) {
                // A list that is one value is read as Mimir's own options are.
                (OptionForm::One, _) | (_, false) => {
                    key.one(texts.last().copied().unwrap_or_default())
                }
                (_, true) => PlanKey::many(texts.into_iter()),
            };
            key.put(&mut file, name, value)?;
        }
        Ok(file)
    }

    /// Lays what the option's values say over `file`. An option that adds, such as
    /// `--dns`, adds to the list that stands there, which an empty value empties; what
    /// any other says takes the place of what stands there.
    ///
    /// ```
    /// use mimir_tls::plan::{PlanFile, PlanOption};
    ///
    /// let dns = PlanOption::all().find(|option| option.long == "dns").unwrap();
    /// let mut file = PlanFile::default();
    /// file.set("certificates.dns", "a.example")?;
    /// let names = |file: PlanFile| file.entries().pop().map(|(_, names)| names);
    /// let added = dns.over(file.clone(), ["b.example"])?;
    /// assert_eq!(names(added).as_deref(), Some("a.example,b.example"));
    /// assert_eq!(names(dns.over(file, ["", "b.example"])?).as_deref(), Some("b.example"));
    /// # Ok::<(), mimir_tls::document::DocumentError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`PlanOption::read`], and an empty value where nothing stands.
    pub fn over<'a>(
        &self,
        mut file: PlanFile,
        values: impl IntoIterator<Item = &'a str>,
    ) -> Result<PlanFile, DocumentError> {
        if self.form != OptionForm::AllOrEach {
            return Ok(file.overlay_options(self.read(values)?));
        }
        for value in values {
            if let Some((key, name)) = self.emptied(value) {
                // Where there is nothing to drop, a name was forgotten.
                let forgotten = (!file.says(&key.path_of(name))).then_some("");
                key.put(&mut file, name, PlanKey::many(forgotten.into_iter()))?;
                continue;
            }
            file = file.overlay_options(self.read([value])?);
        }
        Ok(file)
    }

    /// The list that a value empties: nothing, or a component with nothing behind
    /// it.
    fn emptied<'a>(&self, value: &'a str) -> Option<(&'static PlanKey, &'a str)> {
        let keys: Vec<_> = self.keys().collect();
        match (self.form, keys.as_slice()) {
            (OptionForm::AllOrEach, [_, all]) if value.is_empty() => Some((*all, "")),
            (OptionForm::AllOrEach, [each, _]) => {
                let component = value.strip_suffix('=')?;
                (!component.contains(['=', ','])).then_some((*each, component))
            }
            _ => None,
        }
    }

    /// What a value says, part by part.
    fn parts<'a>(&self, value: &'a str) -> Result<Vec<Part<'a>>, DocumentError> {
        let keys: Vec<_> = self.keys().collect();
        let items = value.split(',');
        match (self.form, keys.as_slice()) {
            (OptionForm::One, [key]) => Ok(vec![(*key, "", value)]),
            (OptionForm::Many, [key]) => {
                let words = |item| match item {
                    ALL if self.is_all_known() => key.words().unwrap_or_default(),
                    item => vec![item],
                };
                Ok(items.flat_map(words).map(|item| (*key, "", item)).collect())
            }
            (OptionForm::Each, [key]) => items
                .map(|item| match item.split_once('=') {
                    Some((name, text)) => Ok((*key, name, text)),
                    None => Err(DocumentError::new(format!(
                        "`{item}` names no component; write {}, such as {}",
                        self.value, key.text.example
                    ))),
                })
                .collect(),
            (OptionForm::AllOrEach, [each, all]) => {
                let (mut key, mut name) = (*all, "");
                let part = |item: &'a str| match item.split_once('=') {
                    Some((component, text)) => {
                        (key, name) = (*each, component);
                        (key, name, text)
                    }
                    None => (key, name, item),
                };
                Ok(items.map(part).collect())
            }
            (OptionForm::Hosts, [dns, ips]) => {
                let mut name = "";
                let part = |item: &'a str| {
                    let host = match item.split_once('=') {
                        Some((component, host)) => {
                            name = component;
                            host
                        }
                        None if name.is_empty() => {
                            return Err(DocumentError::new(format!(
                                "`{item}` names no component; write {}, such as ingester=10.0.0.7",
                                self.value
                            )));
                        }
                        None => item,
                    };
                    match host.parse::<IpAddr>() {
                        Ok(ip) if ip.is_unspecified() => Err(DocumentError::new(format!(
                            "`{host}` is every address of a machine and none to dial; write its own, such as 10.0.0.7"
                        ))),
                        Ok(_) => Ok((*ips, name, host)),
                        Err(_) => match nearly_an_address(host) {
                            Some(fault) => Err(DocumentError::new(fault)),
                            None => Ok((*dns, name, host)),
                        },
                    }
                };
                items.map(part).collect()
            }
            (OptionForm::Switch, [key]) => Ok(items
                .map(|item| match item.split_once('=') {
                    Some((name, choice)) => (*key, name, choice),
                    None => (*key, item, "true"),
                })
                .collect()),
            (OptionForm::Bounds, [own, dns, ips]) => {
                let part = |item: &'a str| match item.parse::<bool>() {
                    Ok(_) => (*own, "", item),
                    Err(_) if is_network(item) => (*ips, "", item),
                    Err(_) => (*dns, "", item),
                };
                Ok(items.map(part).collect())
            }
            _ => unreachable!("--{} sets as many keys as its form has", self.long),
        }
    }

    /// Whether `all` stands for every word, and is none of them.
    fn is_all_known(&self) -> bool {
        let words: Vec<_> = self.keys().filter_map(PlanKey::words).flatten().collect();
        self.form == OptionForm::Many && !words.contains(&ALL)
    }
}

/// Short for every word of a vocabulary.
const ALL: &str = "all";

/// What is wrong with a host that was meant as an address and is none.
fn nearly_an_address(host: &str) -> Option<String> {
    if let Ok(socket) = host.parse::<SocketAddr>() {
        let ip = socket.ip();
        return Some(format!(
            "`{host}` has a port, which no certificate holds; write {ip}"
        ));
    }
    let inner = host.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    if let Some(ip) = inner.and_then(|inner| inner.parse::<IpAddr>().ok()) {
        return Some(format!("`{host}` has the brackets of a URL; write {ip}"));
    }
    let last = host.rsplit('.').next().unwrap_or_default();
    let is_number = !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| {
        format!(
            "`{host}` is no IP address, and no name, which ends in letters; write one of the two"
        )
    })
}

fn is_network(item: &str) -> bool {
    item.contains('/') || item.parse::<IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn option(long: &str) -> &'static PlanOption {
        PlanOption::all()
            .find(|option| option.long == long)
            .unwrap()
    }

    fn said(long: &str, values: &[&str]) -> Vec<(String, String)> {
        option(long).read(values.iter().copied()).unwrap().entries()
    }

    #[test]
    fn options_are_whole_and_each_stands_once() {
        let all: Vec<_> = PlanOption::all().collect();
        for (number, option) in all.iter().enumerate() {
            assert!(all[..number].iter().all(|other| other.long != option.long));
            assert!(!option.help.ends_with('.'), "{}", option.long);
            assert!(option.keys().count() > 0, "{}", option.long);
        }
        for key in PlanKey::all() {
            assert!(all.iter().any(|option| option.long == key.option));
        }
    }

    /// Each key's example, typed as an option, sets that key and no other; and
    /// what it says is what the same text says at the key.
    #[test]
    fn an_option_sets_its_key_as_a_field_does() {
        for key in PlanKey::all() {
            let example = key.text.example;
            let (name, text) = match example.split_once('=') {
                Some((name, text)) if key.path.contains('*') => (name, text),
                _ => ("", example),
            };
            let path = key.path_of(name);
            let mut file = PlanFile::default();
            file.set(&path, text).unwrap();
            assert_eq!(option(key.option).read([example]).unwrap(), file, "{path}");
            assert!(file.entries().contains(&(path, text.to_owned())));
        }
    }

    #[test]
    fn every_word_is_read() {
        for option in PlanOption::all() {
            let words = option.words();
            for word in words.iter().filter(|word| !word.starts_with("TLS_")) {
                assert!(option.read([*word]).is_ok(), "--{} {word}", option.long);
            }
        }
        assert!(option("target").words().contains(&ALL));
        assert!(!said("target", &[ALL]).is_empty());
        let members = said("component", &[ALL]);
        assert_eq!(members, [("components".to_owned(), ALL.to_owned())]);
    }

    #[test]
    fn a_component_holds_until_the_value_ends() {
        assert_eq!(
            said("ip", &["10.0.0.1,ingester=10.0.0.2,10.0.0.3", "10.0.0.4"]),
            [
                (
                    "components.ingester.ips".to_owned(),
                    "10.0.0.2,10.0.0.3".to_owned()
                ),
                (
                    "certificates.ips".to_owned(),
                    "10.0.0.1,10.0.0.4".to_owned()
                ),
            ]
        );
    }

    #[test]
    fn what_adds_adds_and_an_empty_value_empties() {
        let mut file = PlanFile::parse(
            b"version: 1\ncomponents: {ingester: {dns: [i.example]}}\n\
              certificates: {dns: [a.example], ips: [10.0.0.1]}\n",
        )
        .unwrap();
        let over = |file: &PlanFile, long: &str, values: &[&str]| {
            let file = option(long).over(file.clone(), values.iter().copied());
            file.unwrap().entries()
        };
        let at = |entries: &[(String, String)], path: &str| {
            let mut found = entries.iter().filter(|(at, _)| at == path);
            found.next().map(|(_, text)| text.clone())
        };
        let added = over(&file, "dns", &["b.example,a.example", "ingester=j.example"]);
        assert_eq!(
            at(&added, "certificates.dns").unwrap(),
            "a.example,b.example"
        );
        assert_eq!(
            at(&added, "components.ingester.dns").unwrap(),
            "i.example,j.example"
        );
        assert_eq!(at(&added, "certificates.ips").unwrap(), "10.0.0.1");
        let emptied = over(&file, "dns", &["", "ingester="]);
        assert_eq!(at(&emptied, "certificates.dns").unwrap_or_default(), "");
        assert_eq!(at(&emptied, "components.ingester.dns"), None);
        let anew = over(&file, "ip", &["", "10.0.0.2"]);
        assert_eq!(at(&anew, "certificates.ips").unwrap(), "10.0.0.2");
        // Everything else takes the place of what stood there.
        file.set("targets", "yaml").unwrap();
        assert_eq!(
            at(&over(&file, "target", &["env"]), "targets").unwrap(),
            "env"
        );
        assert!(option("dns").read(["a.example,,b.example"]).is_err());
        let nothing = PlanFile::default();
        for empty in ["", "ingester="] {
            let error = option("dns").over(nothing.clone(), [empty]).unwrap_err();
            assert!(error.to_string().contains("it is empty"), "{error}");
        }
    }

    #[test]
    fn a_host_is_a_name_or_an_address_of_a_component() {
        assert_eq!(
            said(
                "host",
                &["ingester=10.0.0.7,a.example,2001:db8::7", "ruler=b.example"]
            ),
            [
                ("components.ingester.dns".to_owned(), "a.example".to_owned()),
                ("components.ruler.dns".to_owned(), "b.example".to_owned()),
                (
                    "components.ingester.ips".to_owned(),
                    "10.0.0.7,2001:db8::7".to_owned()
                ),
            ]
        );
        let refused = |value: &str| option("host").read([value]).unwrap_err().to_string();
        assert_eq!(
            refused("10.0.0.7"),
            "`10.0.0.7` names no component; write COMPONENT=HOST, such as ingester=10.0.0.7"
        );
        assert!(refused("ingestr=10.0.0.7").contains("did you mean `ingester`"));
        for (host, write) in [
            ("10.0.0.7:9095", "write 10.0.0.7"),
            ("[::1]:9095", "write ::1"),
            ("[::1]", "write ::1"),
            ("999.1.1.1", "write one of the two"),
            ("0.0.0.0", "such as 10.0.0.7"),
            ("::", "such as 10.0.0.7"),
        ] {
            let error = refused(&format!("ingester={host}"));
            assert!(error.starts_with(&format!("`{host}` ")), "{error}");
            assert!(error.ends_with(write), "{error}");
        }
    }

    #[test]
    fn bounds_are_a_word_or_names_and_networks() {
        let at = |last: &str| format!("certificates.ca.name_constraints{last}");
        let constraints = |values| said("name-constraints", values);
        assert_eq!(constraints(&["false"]), [(at(""), "false".to_owned())]);
        assert_eq!(
            constraints(&["example,2001:db8::/32", "10.0.0.0/8"]),
            [
                (at(".dns"), "example".to_owned()),
                (at(".ips"), "2001:db8::/32,10.0.0.0/8".to_owned()),
            ]
        );
    }
}
