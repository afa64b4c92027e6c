//! The right column: the files that a plan comes to, and the keys.

pub mod clipboard;
pub mod diff;
pub mod folder;
pub mod highlight;
pub mod keys;
pub mod tabs;
pub mod text;

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsValue;
use web_sys::HtmlSelectElement;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::app::address::{Focus, Lang, Selection};
use crate::app::certificate::InWords;
use crate::app::host;
use crate::app::state::Action;
use crate::app::words::files::Files as FileWords;
use crate::app::words::{Words, fill};
use crate::view::{Choices, File, Proven, View};
use clipboard::NotCopied;
use folder::{Change, Folder, Kind};
use keys::Keys;
use tabs::{Tab, Tabs};
use text::Text;

/// How long what happened is said.
const SAID_MS: u32 = 6000;

/// What the right column is drawn from.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct Props {
    /// What the engine says of targets and of the folder.
    pub choices: Rc<Choices>,
    /// Configuration.
    pub view: Rc<View>,
    /// What it was before the choice that is being made.
    pub previous: Option<Rc<View>>,
    /// Certificates, proof, and which keys there are.
    pub proven: Option<Rc<Proven>>,
    /// Whether the worker is at it.
    pub proving: bool,
    /// Whether that was stopped.
    pub stopped: bool,
    /// Whether the files are older than the plan.
    pub stale: bool,
    /// Whether the worker answers.
    pub worker: bool,
    /// What is looked at.
    pub selection: Selection,
    /// The language.
    pub lang: Lang,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// What happened to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// It is on the clipboard: its path.
    Copied(String),
    /// The browser does not allow that.
    NotCopied,
    /// Nothing came of it; why not.
    Failed(String),
}

impl Said {
    fn copied(path: String, result: Result<(), NotCopied>) -> Self {
        match result {
            Ok(()) => Self::Copied(path),
            Err(NotCopied::Browser) => Self::NotCopied,
            Err(NotCopied::Worker(why)) => Self::Failed(why),
        }
    }

    fn sentence(&self, words: &FileWords) -> String {
        match self {
            Self::Copied(path) => fill(words.copied, &[("path", path)]),
            Self::NotCopied => words.not_copied.to_owned(),
            Self::Failed(why) => fill(words.failed, &[("why", why)]),
        }
    }
}

/// Tabs, one file's text, and what can be done with it.
#[component]
pub fn Files(props: &Props) -> Html {
    let words = &Words::of(props.lang).files;
    let said = use_state(|| None::<Said>);
    let say = {
        let said = said.clone();
        use_callback((), move |what: Said, ()| said.set(Some(what)))
    };
    {
        let said = said.clone();
        use_effect_with((*said).clone(), move |what| {
            let gone = what
                .is_some()
                .then(|| Timeout::new(SAID_MS, move || said.set(None)));
            move || drop(gone)
        });
    }

    let folder = folder_of(props);
    let (kinds, kind) = (folder.kinds(), folder.kind());
    let open_kind = {
        let props = props.clone();
        let kinds = kinds.clone();
        Callback::from(move |nth: usize| {
            if let Some(kind) = kinds.get(nth) {
                let selection = folder_of(&props).opened(kind);
                props.dispatch.emit(Action::Select(selection));
            }
        })
    };
    let previous = props.previous.as_deref();
    let tabs: Vec<Tab> = kinds
        .iter()
        .map(|kind| Tab {
            label: kind_name(props, kind).into(),
            mark: folder
                .files(kind)
                .iter()
                .any(|file| folder.change(file, previous).is_some())
                .then(|| words.changed_mark.into()),
            absent: match kind {
                Kind::Target(name) if !folder.has(name) => Some(words.absent.into()),
                _ => None,
            },
        })
        .collect();
    let open = kinds.iter().position(|it| *it == kind);
    html! {
        <section class="files" aria-label={words.title} data-stale={props.stale.then_some("true")} data-proving={props.proving.then_some("true")}>
            <h2>{ words.title }</h2>
            <Tabs label={words.kinds} id="files-kind" panel="files-panel" {tabs} {open} on_open={open_kind} />
            { more(props, &folder) }
            <div class="panel" role="tabpanel" id="files-panel" aria-labelledby={open.map(|nth| format!("files-kind-{nth}"))}>
                if let Kind::Target(name) = &kind {
                    { target(props, &folder, name) }
                }
                { of_kind(props, &folder, &kind, &say) }
            </div>
            <p class="said" role="status">
                { said.as_ref().map(|said| said.sentence(words)) }
            </p>
        </section>
    }
}

fn folder_of(props: &Props) -> Folder<'_> {
    Folder {
        choices: &props.choices,
        view: &props.view,
        proven: props.proven.as_deref(),
        selection: &props.selection,
    }
}

/// The targets that have no tab, to be ticked.
fn more(props: &Props, folder: &Folder<'_>) -> Html {
    let words = &Words::of(props.lang).files;
    let (targets, first) = folder.targets();
    let others = targets.get(first..).unwrap_or_default();
    if others.is_empty() {
        return Html::default();
    }
    html! {
        <details class="more">
            <summary>{ words.more }</summary>
            <fieldset>
                <legend class="why">{ words.more_why }</legend>
                { for others.iter().map(|name| target(props, folder, name)) }
            </fieldset>
        </details>
    }
}

/// Whether the folder has a target's files, to be ticked.
fn target(props: &Props, folder: &Folder<'_>, name: &str) -> Html {
    let all = props.choices.targets.iter();
    let target = all.clone().find(|it| it.name == name);
    let platform = props.view.plan.get("platform").unwrap_or_default();
    let own = all.filter(|it| it.defaults.iter().any(|it| it == platform));
    let own: Vec<&str> = own.map(|it| it.name.as_str()).collect();
    let turned = folder.turned(name);
    // What a plan has by itself is not written.
    let is_own =
        turned.split(',').count() == own.len() && turned.split(',').all(|it| own.contains(&it));
    let choice = vec![("targets".to_owned(), Some(turned).filter(|_| !is_own))];
    let onchange = (props.dispatch).reform(move |_: Event| Action::Choose(choice.clone()));
    html! {
        <label class="box">
            <input type="checkbox" checked={folder.has(name)} {onchange}/>
            <span>{ target.map(|it| props.lang.of(&it.about)) }</span>
        </label>
    }
}

fn kind_name(props: &Props, kind: &Kind) -> String {
    let words = &Words::of(props.lang).files;
    match kind {
        Kind::Target(name) => {
            let target = props.choices.targets.iter().find(|it| it.name == *name);
            target.map_or(name.as_str(), |target| props.lang.of(&target.title))
        }
        Kind::Certificates => words.certificates,
        Kind::Rest => words.rest,
        Kind::Keys => words.keys,
    }
    .to_owned()
}

/// What is behind a tab.
fn of_kind(props: &Props, folder: &Folder<'_>, kind: &Kind, say: &Callback<Said>) -> Html {
    match (&props.proven, kind) {
        (_, Kind::Target(_)) | (Some(_), Kind::Certificates | Kind::Rest) => {
            one_file(props, folder, kind, say)
        }
        (Some(proven), Kind::Keys) => {
            let node = match &props.selection.focus {
                Focus::Node(node) => Some(AttrValue::from(node.clone())),
                Focus::Cluster | Focus::Edge { .. } => None,
            };
            html! {
            <Keys proven={proven.clone()} {node} lang={props.lang} say={say.clone()} dispatch={props.dispatch.clone()} />
            }
        }
        (None, _) => nothing_yet(props),
    }
}

/// Why there is nothing that the worker makes.
fn nothing_yet(props: &Props) -> Html {
    let words = &Words::of(props.lang).files;
    let why = match () {
        () if props.proving => words.waiting,
        () if props.stale => words.until_good,
        () if !props.worker => words.no_worker,
        () => {
            let dispatch = props.dispatch.clone();
            let regenerate = move |_| dispatch.emit(Action::Regenerate);
            let why = if props.stopped {
                words.stopped
            } else {
                words.wiped
            };
            return html! {
                <div class="empty">
                    <p>{ why }</p>
                    <button type="button" class="primary" onclick={regenerate}>{ words.regenerate }</button>
                </div>
            };
        }
    };
    html! { <div class="empty"><p>{ why }</p></div> }
}

/// The files of a tab, and one of them.
fn one_file(props: &Props, folder: &Folder<'_>, kind: &Kind, say: &Callback<Said>) -> Html {
    let words = &Words::of(props.lang).files;
    let files = folder.files(kind);
    let Some(file) = folder.shown(&files) else {
        let none = match kind {
            Kind::Target(name) if !folder.has(name) => words.not_chosen,
            _ => words.none,
        };
        return html! { <div class="empty"><p>{ none }</p></div> };
    };
    let of = of_selection(words, &props.selection, &files);
    let owner = owner(props, folder, &files, file);
    let files: Vec<&File> = files
        .into_iter()
        .filter(|it| folder::owner(it) == folder::owner(file))
        .collect();
    let previous = props.previous.as_deref();
    let change = |file: &File| folder.change(file, previous);
    let tabs: Vec<Tab> = files
        .iter()
        .map(|file| Tab {
            label: match folder.name(file) {
                Some(name) => name.to_owned().into(),
                None => words.whole.into(),
            },
            mark: change(file).map(|change| change_name(words, change).into()),
            absent: None,
        })
        .collect();
    let open = files.iter().position(|it| it.path == file.path);
    let open_file = {
        let dispatch = props.dispatch.clone();
        let selections: Vec<Selection> = files.iter().map(|file| folder.chosen(file)).collect();
        Callback::from(move |nth: usize| {
            if let Some(selection) = selections.get(nth) {
                dispatch.emit(Action::Select(selection.clone()));
            }
        })
    };
    let before = match change(file) {
        Some(Change::Changed) => previous
            .and_then(|previous| folder::twin(file, previous))
            .map(|before| AttrValue::from(before.text.clone())),
        Some(Change::New) | None => None,
    };
    html! {
        <>
            if let Some(of) = of {
                <p class="of">{ of }</p>
            }
            { owner }
            <Tabs label={words.folder} id="files-file" panel="files-file" {tabs} {open} on_open={open_file} />
            <div class="file" role="tabpanel" id="files-file" aria-labelledby={open.map(|nth| format!("files-file-{nth}"))}>
                <div class="bar">
                    <p class="name"><code>{ &file.path }</code></p>
                    <Copy path={file.path.clone()} text={file.text.clone()} lang={props.lang} say={say.clone()} />
                </div>
                if change(file) == Some(Change::New) {
                    <p class="since">{ words.new_file }</p>
                }
                { for certificates(props, file) }
                { shown(props, kind, file, before) }
            </div>
        </>
    }
}

/// The certificates in a file, in words.
fn certificates(props: &Props, file: &File) -> impl Iterator<Item = Html> {
    let all = props.proven.iter().flat_map(|proven| &proven.certificates);
    let (lang, path) = (props.lang, file.path.clone());
    all.filter(move |it| it.path == path)
        .map(move |it| html! { <InWords certificate={it.clone()} {lang}/> })
}

/// A file's text; that of a certificate says little to people, and is folded up.
fn shown(props: &Props, kind: &Kind, file: &File, before: Option<AttrValue>) -> Html {
    let (path, text, lang) = (file.path.clone(), file.text.clone(), props.lang);
    let shown = html! { <Text {path} {text} {before} {lang}/> };
    match kind {
        Kind::Certificates => html! {
            <details class="pem"><summary>{ Words::of(lang).files.pem }</summary>{ shown }</details>
        },
        Kind::Target(_) | Kind::Rest | Kind::Keys => shown,
    }
}

/// The choice between folders, where a tab has many.
fn owner(props: &Props, folder: &Folder<'_>, files: &[&File], shown: &File) -> Html {
    let words = &Words::of(props.lang).files;
    let owners = folder::owners(files);
    if owners.len() < 2 {
        return Html::default();
    }
    let selections: Vec<Selection> = owners
        .iter()
        .filter_map(|owner| folder::like(shown, *owner, files))
        .map(|file| folder.chosen(file))
        .collect();
    let dispatch = props.dispatch.clone();
    let onchange = move |event: Event| {
        let chosen = event
            .target_dyn_into::<HtmlSelectElement>()
            .and_then(|select| usize::try_from(select.selected_index()).ok())
            .and_then(|nth| selections.get(nth));
        if let Some(selection) = chosen {
            dispatch.emit(Action::Select(selection.clone()));
        }
    };
    html! {
        <label class="owner">
            <span>{ words.owner }</span>
            <select {onchange}>
                { for owners.iter().map(|owner| html! {
                    <option selected={*owner == folder::owner(shown)}>{ owner.unwrap_or(words.shared) }</option>
                }) }
            </select>
        </label>
    }
}

fn change_name(words: &'static FileWords, change: Change) -> &'static str {
    match change {
        Change::New => words.is_new,
        Change::Changed => words.changed_mark,
    }
}

/// Whose files come first, where a node is selected.
fn of_selection(words: &FileWords, selection: &Selection, files: &[&File]) -> Option<String> {
    let Focus::Node(id) = &selection.focus else {
        return None;
    };
    let owners = files.iter().filter_map(|file| file.component.as_ref());
    if !owners.clone().any(|owner| owner == id) {
        // Where files are nobody's own, none is missing.
        return (owners.count() > 0).then(|| fill(words.outside, &[("id", id)]));
    }
    Some(fill(words.for_node, &[("id", id)]))
}

#[derive(Debug, Clone, PartialEq, Properties)]
struct CopyProps {
    path: AttrValue,
    text: AttrValue,
    lang: Lang,
    say: Callback<Said>,
}

/// What can be done with one file.
#[component]
fn Copy(props: &CopyProps) -> Html {
    let words = &Words::of(props.lang).files;
    let copy = {
        let props = props.clone();
        Callback::from(move |_: MouseEvent| {
            let props = props.clone();
            spawn_local(async move {
                let copied = clipboard::copy(&JsValue::from_str(&props.text)).await;
                props.say.emit(Said::copied(props.path.to_string(), copied));
            });
        })
    };
    let save = {
        let props = props.clone();
        Callback::from(move |_: MouseEvent| {
            host::save(
                folder::last_part(&props.path),
                &JsValue::from_str(&props.text),
            );
        })
    };
    let named = |word: &str| fill(word, &[("path", &props.path)]);
    html! {
        <div class="actions">
            <button type="button" aria-label={named(words.copy_file)} onclick={copy}>{ words.copy }</button>
            <button type="button" aria-label={named(words.download_file)} onclick={save}>{ words.download }</button>
        </div>
    }
}
