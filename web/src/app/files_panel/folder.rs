//! The folder as the right column sorts it; no Yew, no browser.

use super::diff;
use crate::app::address::{Focus, Selection};
use crate::view::{Choices, File, FilePlace, Proven, View};

/// A kind of file: a tab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Configuration, in the form of the target of this name.
    Target(String),
    /// Certificates.
    Certificates,
    /// The plan, the proof and the README.
    Rest,
    /// Keys.
    Keys,
}

/// What the last choice did to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It was not there before.
    New,
    /// Another text.
    Changed,
}

impl Kind {
    /// The tab of a kind as the engine says it.
    fn named(word: &str, choices: &Choices) -> Self {
        match word {
            "certificate" => Self::Certificates,
            "key" => Self::Keys,
            _ if choices.targets.iter().any(|it| it.name == word) => Self::Target(word.to_owned()),
            _ => Self::Rest,
        }
    }

    /// Whether it is made without the worker, and so can be left out by a plan.
    fn of_view(&self) -> bool {
        matches!(self, Self::Target(_))
    }
}

/// The folder of one plan, and what of it is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Folder<'a> {
    /// Where the engine puts files of which kind.
    pub choices: &'a Choices,
    /// Configuration.
    pub view: &'a View,
    /// Everything else, once it is made.
    pub proven: Option<&'a Proven>,
    /// What is looked at.
    pub selection: &'a Selection,
}

impl<'a> Folder<'a> {
    /// The targets of use where the cluster runs, what most want first, and how
    /// many of them those are.
    pub fn targets(&self) -> (&'a [String], usize) {
        let name = self.view.plan.get("platform").unwrap_or_default();
        let platform = self.choices.platforms.iter().find(|it| it.name == name);
        platform.map_or((&[], 0), |it| (&it.targets, it.first))
    }

    /// Whether the folder has files of a target.
    pub fn has(&self, target: &str) -> bool {
        let chosen = self.view.plan.get("targets").unwrap_or_default();
        chosen.split(',').any(|it| it == target)
    }

    /// What to write at `targets` so that a target is chosen that was not, or
    /// chosen no more.
    pub fn turned(&self, target: &str) -> String {
        let (all, _) = self.targets();
        let chosen = all.iter().map(String::as_str);
        let chosen = chosen.filter(|it| self.has(it) != (*it == target));
        chosen.collect::<Vec<_>>().join(",")
    }

    /// The tabs: the targets that most want, what else this plan has, and what
    /// there is of every one.
    pub fn kinds(&self) -> Vec<Kind> {
        let (targets, first) = self.targets();
        let (first, others) = targets.split_at(first);
        let others = others.iter().filter(|it| self.has(it));
        let targets = first.iter().chain(others).cloned().map(Kind::Target);
        targets
            .chain([Kind::Certificates, Kind::Rest, Kind::Keys])
            .collect()
    }

    /// The tab that is open.
    pub fn kind(&self) -> Kind {
        let kinds = self.kinds();
        let chosen = self
            .selection
            .file
            .as_deref()
            .map(|path| self.kind_at(path));
        let chosen = chosen.filter(|kind| kinds.contains(kind));
        let is_there = |kind: &Kind| !kind.of_view() || !self.files(kind).is_empty();
        let first = || kinds.iter().find(|kind| is_there(kind)).cloned();
        chosen.or_else(first).unwrap_or(Kind::Rest)
    }

    /// The tab of a path, whether or not there is such a file.
    fn kind_at(&self, path: &str) -> Kind {
        let fits =
            |place: &&FilePlace| path.starts_with(&place.begin) && path.ends_with(&place.end);
        let place = self.places().filter(fits);
        let place = place.max_by_key(|place| place.begin.len() + place.end.len());
        place.map_or(Kind::Rest, |place| Kind::named(&place.kind, self.choices))
    }

    fn places(&self) -> impl Iterator<Item = &'a FilePlace> {
        let targets = self.choices.targets.iter().map(|target| &target.place);
        targets.chain(&self.choices.places)
    }

    /// The tab of a file.
    fn kind_of(&self, file: &File) -> Kind {
        Kind::named(&file.kind, self.choices)
    }

    /// The files of a tab, those of the selected node or edge first. Keys are
    /// none: their text is not here.
    pub fn files(&self, kind: &Kind) -> Vec<&'a File> {
        let proven = self.proven.map_or(&[][..], |proven| &proven.files);
        let all = self.view.files.iter().chain(proven);
        let mut files: Vec<&File> = all.filter(|file| self.kind_of(file) == *kind).collect();
        let first = self.path_of(kind);
        files.sort_by_key(|file| match &file.component {
            Some(component) if self.is_selected(component) => 0,
            _ if file.path == first => 1,
            None if kind.of_view() => 2,
            _ => 3,
        });
        files
    }

    /// The file that is shown of those of a tab. While a node is selected, none
    /// of another node.
    pub fn shown(&self, files: &[&'a File]) -> Option<&'a File> {
        let chosen = self.selection.file.as_ref();
        let chosen = chosen.and_then(|path| files.iter().find(|file| file.path == *path));
        let fits = |file: &&&File| match (&self.selection.focus, &file.component) {
            (Focus::Node(node), Some(component)) => {
                node == component || !files.iter().any(|it| it.component.as_ref() == Some(node))
            }
            _ => true,
        };
        chosen.filter(fits).or(files.first()).copied()
    }

    /// What is looked at once `kind` is opened: what belongs to the same
    /// component, if there is such a file.
    pub fn opened(&self, kind: &Kind) -> Selection {
        let now = self.files(&self.kind());
        let component = self.shown(&now).and_then(|file| file.component.as_ref());
        let files = self.files(kind);
        let beside = files.iter().find(|file| {
            let own = file.component.as_ref();
            own.is_some() && own == component
        });
        let path = match beside.or(files.first()) {
            Some(file) => file.path.clone(),
            None => self.path_of(kind),
        };
        self.at(path)
    }

    /// The file that a tab opens with; its path opens the tab while there is none.
    fn path_of(&self, kind: &Kind) -> String {
        let of_kind = |place: &&FilePlace| Kind::named(&place.kind, self.choices) == *kind;
        let place = self.places().find(of_kind);
        place.map_or_else(String::new, |place| place.path.clone())
    }

    /// What came over a file since `previous`. Only configuration is compared:
    /// the rest of the folder is signed, timed or proven anew.
    pub fn change(&self, file: &File, previous: Option<&View>) -> Option<Change> {
        let previous = previous.filter(|_| self.kind_of(file).of_view())?;
        match twin(file, previous) {
            None => Some(Change::New),
            Some(before) => (!diff::same(&before.text, &file.text)).then_some(Change::Changed),
        }
    }

    /// A file's name within its tab; none for the one that is the whole cluster's,
    /// if there is one alone.
    pub fn name<'b>(&self, file: &'b File) -> Option<&'b str> {
        let kind = self.kind_of(file);
        let is_shared = |it: &&File| it.component.is_none();
        match &kind {
            Kind::Target(_) if file.component.is_some() => file.component.as_deref(),
            Kind::Target(_) => {
                let shared = self.files(&kind).into_iter().filter(is_shared).count();
                (shared > 1).then(|| below(&file.path))
            }
            Kind::Certificates | Kind::Rest | Kind::Keys => Some(last_part(&file.path)),
        }
    }

    /// What is looked at once `file` is chosen. The selected node goes along.
    pub fn chosen(&self, file: &File) -> Selection {
        let mut selection = self.at(file.path.clone());
        if let (Focus::Node(node), Some(component)) = (&mut selection.focus, &file.component) {
            node.clone_from(component);
        }
        selection
    }

    fn at(&self, path: String) -> Selection {
        Selection {
            focus: self.selection.focus.clone(),
            file: Some(path),
        }
    }

    fn is_selected(&self, component: &str) -> bool {
        match &self.selection.focus {
            Focus::Cluster => false,
            Focus::Node(node) => node == component,
            Focus::Edge { from, to, .. } => from == component || to == component,
        }
    }
}

/// The folder within its tab in which a file stands: whose certificate it is.
pub fn owner(file: &File) -> Option<&str> {
    let (_, below) = file.path.split_once('/')?;
    let (owner, _) = below.split_once('/')?;
    Some(owner)
}

/// Whose files a tab holds, in their order; one if nobody has files of their own.
pub fn owners<'a>(files: &[&'a File]) -> Vec<Option<&'a str>> {
    let mut owners = Vec::new();
    for owner in files.iter().map(|file| owner(file)) {
        if !owners.contains(&owner) {
            owners.push(owner);
        }
    }
    owners
}

/// The file of an owner that is called as `file` is, or the first of that owner.
pub fn like<'a>(file: &File, owner: Option<&str>, files: &[&'a File]) -> Option<&'a File> {
    let name = last_part(&file.path);
    let owned = || files.iter().filter(|it| self::owner(it) == owner);
    owned()
        .find(|it| last_part(&it.path) == name)
        .or(owned().next())
        .copied()
}

/// The same file in another view.
pub fn twin<'a>(file: &File, view: &'a View) -> Option<&'a File> {
    view.files.iter().find(|other| other.path == file.path)
}

/// A path without the folder that it begins with.
fn below(path: &str) -> &str {
    path.split_once('/').map_or(path, |(_, below)| below)
}

/// A path's last part: what a download is called.
pub fn last_part(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use mimir_tls::folder::FileKind;

    use super::*;
    use crate::api::choices;
    use crate::draft::Draft;

    fn target(name: &str) -> Kind {
        Kind::Target(name.to_owned())
    }

    fn file(path: &str, component: Option<&str>) -> File {
        File {
            path: path.to_owned(),
            component: component.map(str::to_owned),
            kind: FileKind::of(path).map_or("", FileKind::word).to_owned(),
            text: format!("text of {path}\n"),
        }
    }

    fn view(files: Vec<File>) -> View {
        let mut targets: Vec<&str> = files.iter().map(|file| file.kind.as_str()).collect();
        targets.dedup();
        let mut plan = Draft::default();
        plan.set("platform", "hosts").unwrap();
        plan.set("targets", &targets.join(",")).unwrap();
        View {
            plan,
            warnings: Vec::new(),
            nodes: Vec::new(),
            links: Vec::new(),
            files,
            mends: Vec::new(),
            instructions: Vec::new(),
        }
    }

    fn both() -> View {
        view(vec![
            file("flags/ingester.flags", Some("ingester")),
            file("flags/querier.flags", Some("querier")),
            file("yaml/ingester.yaml", Some("ingester")),
            file("yaml/mimir.yaml", None),
            file("yaml/querier.yaml", Some("querier")),
        ])
    }

    fn selection(focus: Focus, path: Option<&str>) -> Selection {
        Selection {
            focus,
            file: path.map(str::to_owned),
        }
    }

    fn node(id: &str) -> Focus {
        Focus::Node(id.to_owned())
    }

    fn shown(view: &View, selection: &Selection) -> Option<String> {
        let folder = Folder {
            choices: &choices(),
            view,
            proven: None,
            selection,
        };
        let files = folder.files(&folder.kind());
        folder.shown(&files).map(|file| file.path.clone())
    }

    #[test]
    fn a_selected_node_has_its_files_first_and_shown() {
        let view = both();
        let check = |focus: Focus, path: Option<&str>, expected: &str| {
            let selection = selection(focus, path);
            assert_eq!(shown(&view, &selection).as_deref(), Some(expected));
        };
        check(Focus::Cluster, None, "yaml/mimir.yaml");
        check(node("querier"), None, "yaml/querier.yaml");
        check(
            node("querier"),
            Some("flags/ingester.flags"),
            "flags/querier.flags",
        );
        check(
            node("querier"),
            Some("yaml/ingester.yaml"),
            "yaml/querier.yaml",
        );
        // What is the whole cluster's is the node's too.
        check(node("querier"), Some("yaml/mimir.yaml"), "yaml/mimir.yaml");
        // Who has no file hides none.
        check(
            node("kubelet"),
            Some("flags/querier.flags"),
            "flags/querier.flags",
        );
    }

    #[test]
    fn what_is_the_whole_clusters_has_a_name_where_it_is_several() {
        let (choices, selection) = (choices(), selection(Focus::Cluster, None));
        let names = |files: Vec<File>| -> Vec<Option<String>> {
            let view = &view(files);
            let folder = Folder {
                choices: &choices,
                view,
                proven: None,
                selection: &selection,
            };
            let names = view.files.iter().map(|it| folder.name(it));
            names.map(|it| it.map(str::to_owned)).collect()
        };
        let alone = names(vec![
            file("yaml/mimir.yaml", None),
            file("yaml/querier.yaml", Some("querier")),
        ]);
        assert_eq!(alone, [None, Some("querier".to_owned())]);
        let several = names(vec![
            file("helm/values.yaml", None),
            file("helm/certs/secret.yaml", None),
        ]);
        let wanted = ["values.yaml", "certs/secret.yaml"].map(|it| Some(it.to_owned()));
        assert_eq!(several, wanted);
    }

    #[test]
    fn a_file_of_another_node_takes_the_selection_along() {
        let view = both();
        let selection = selection(node("querier"), None);
        let choices = choices();
        let folder = Folder {
            choices: &choices,
            view: &view,
            proven: None,
            selection: &selection,
        };
        assert_eq!(folder.chosen(&view.files[0]).focus, node("ingester"));
        assert_eq!(folder.chosen(&view.files[3]).focus, node("querier"));
    }

    #[test]
    fn another_kind_opens_at_the_same_component() {
        let view = both();
        let at = selection(Focus::Cluster, Some("flags/querier.flags"));
        let choices = choices();
        let folder = Folder {
            choices: &choices,
            view: &view,
            proven: None,
            selection: &at,
        };
        let opened = |kind: &Kind| folder.opened(kind).file.unwrap();
        assert_eq!(opened(&target("yaml")), "yaml/querier.yaml");
        let targets = choices.targets.iter().map(|it| target(&it.name));
        for kind in targets.chain([Kind::Certificates, Kind::Rest, Kind::Keys]) {
            assert_eq!(folder.kind_at(&opened(&kind)), kind);
        }
        // Links that somebody may have kept say these.
        assert_eq!(opened(&Kind::Certificates), "certs/root.crt");
        assert_eq!(opened(&Kind::Rest), "plan.yaml");
        assert_eq!(opened(&Kind::Keys), "ca/root.key");
    }

    #[test]
    fn what_most_want_has_a_tab_and_the_rest_once_it_is_chosen() {
        let flags = file("flags/querier.flags", Some("querier"));
        let view = view(vec![file("docs/page.md", None), flags]);
        let selection = selection(Focus::Cluster, Some("env/querier.env"));
        let choices = choices();
        let folder = Folder {
            choices: &choices,
            view: &view,
            proven: None,
            selection: &selection,
        };
        let targets = ["yaml", "flags", "systemd", "clients", "docs"].map(target);
        let others = [Kind::Certificates, Kind::Rest, Kind::Keys];
        assert_eq!(folder.kinds(), [&targets[..], &others].concat());
        // The first that has something, and not what the plan leaves out.
        assert_eq!(folder.kind(), target("flags"));
        assert!(folder.has("docs") && !folder.has("yaml"));
        assert_eq!(folder.turned("yaml"), "yaml,flags,docs");
        assert_eq!(folder.turned("flags"), "docs");
    }

    #[test]
    fn certificates_of_many_are_gathered_by_their_owner() {
        let files = [
            file("certs/root.crt", None),
            file("certs/querier/client.crt", Some("querier")),
            file("certs/querier/server.crt", Some("querier")),
            file("certs/external/client.crt", None),
            file("certs/external/server.crt", None),
        ];
        let files: Vec<&File> = files.iter().collect();
        let all = [None, Some("querier"), Some("external")];
        assert_eq!(owners(&files), all);
        let like = |nth: usize, owner| like(files[nth], owner, &files).map(|it| &*it.path);
        assert_eq!(like(2, Some("external")), Some("certs/external/server.crt"));
        assert_eq!(like(0, Some("querier")), Some("certs/querier/client.crt"));
        assert_eq!(like(2, None), Some("certs/root.crt"));
        assert_eq!(like(2, Some("ruler")), None);
    }

    #[test]
    fn what_the_last_choice_did_is_told_of_configuration_alone() {
        let mut before = both();
        before.files.remove(0);
        before.files[0].text.push_str("one more line\n");
        let now = both();
        let (choices, selection) = (choices(), selection(Focus::Cluster, None));
        let folder = Folder {
            choices: &choices,
            view: &now,
            proven: None,
            selection: &selection,
        };
        let told = |nth: usize| folder.change(&now.files[nth], Some(&before));
        assert_eq!(told(0), Some(Change::New));
        assert_eq!(told(1), Some(Change::Changed));
        assert_eq!(told(2), None);
        assert_eq!(folder.change(&now.files[0], None), None);
        assert_eq!(folder.change(&file("plan.yaml", None), Some(&before)), None);
    }
}
