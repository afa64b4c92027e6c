//! What `boot.js` gives to the page, and what the page asks of the browser.

use js_sys::{Array, Function, JSON, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::DataTransfer;

use super::address::Lang;
use crate::draft::Draft;
use crate::view::{Answer, Choices, View};

#[wasm_bindgen]
extern "C" {
    type Host;

    #[wasm_bindgen(thread_local_v2, js_name = mimirTls)]
    static HOST: Host;

    #[wasm_bindgen(method, getter)]
    fn first(this: &Host) -> String;

    #[wasm_bindgen(method, catch)]
    fn view(this: &Host, draft: &str) -> Result<Option<String>, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn ask(this: &Host, call: &str, args: &Array, more: JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method)]
    fn open(this: &Host) -> Promise;

    #[wasm_bindgen(method)]
    fn listen(this: &Host, callback: &Closure<dyn FnMut(String)>);

    #[wasm_bindgen(method)]
    fn stop(this: &Host);

    #[wasm_bindgen(method)]
    fn dropped(this: &Host, transfer: &DataTransfer) -> Promise;

    #[wasm_bindgen(method)]
    fn save(this: &Host, name: &str, contents: &JsValue);
}

/// What the page opens with: made at build time, from the plan in which nothing is typed.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
pub struct First {
    /// What can be chosen.
    pub choices: Choices,
    /// What the untouched plan comes to.
    pub view: View,
}

/// Why a call came to nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Refusal {
    /// A word for programs.
    pub code: String,
    /// What it is about, where that is one thing.
    pub key: String,
    /// What is wrong, in words.
    pub message: String,
}

impl Refusal {
    fn new(error: &JsValue) -> Self {
        let text = |name: &str| {
            Reflect::get(error, &name.into())
                .ok()
                .and_then(|value| value.as_string())
        };
        Self {
            code: text("code").unwrap_or_default(),
            key: text("key").unwrap_or_default(),
            message: text("message").unwrap_or_else(|| format!("{error:?}")),
        }
    }
}

/// What the page opens with; none where the build and the page do not fit together.
pub fn first() -> Option<First> {
    parsed(&HOST.with(Host::first)).ok()
}

/// What a draft comes to; none while the engine is not there.
pub fn view(draft: &Draft) -> Option<Answer> {
    let draft: String = JSON::stringify(&draft_value(draft)).ok()?.into();
    let answer = HOST.with(|host| host.view(&draft)).ok()??;
    parsed(&answer).ok()
}

/// Asks the worker. `args` is what the call takes, in order; `more`, bytes or a
/// list of files that the worker is to read, comes behind them.
///
/// # Errors
///
/// Whatever the worker refuses, and in its words.
pub async fn ask(call: &str, args: Array, more: Option<JsValue>) -> Result<JsValue, Refusal> {
    let more = more.unwrap_or_default();
    let promise = HOST
        .with(|host| host.ask(call, &args, more))
        .map_err(|error| Refusal::new(&error))?;
    JsFuture::from(promise)
        .await
        .map_err(|error| Refusal::new(&error))
}

/// Asks the worker for a value of a type of `view`.
///
/// # Errors
///
/// As [`ask`].
pub async fn ask_for<T: serde::de::DeserializeOwned>(
    call: &str,
    args: Array,
    more: Option<JsValue>,
) -> Result<T, Refusal> {
    let answer = ask(call, args, more).await?;
    serde_wasm_bindgen::from_value(answer).map_err(|error| Refusal {
        code: "answer".to_owned(),
        message: error.to_string(),
        ..Refusal::default()
    })
}

/// A value of a type of `view` in JSON, which the browser has read already.
fn parsed<T: serde::de::DeserializeOwned>(json: &str) -> Result<T, serde_wasm_bindgen::Error> {
    serde_wasm_bindgen::from_value(JSON::parse(json)?)
}

/// Brings what is behind the other doors.
///
/// # Errors
///
/// Where it is not what was built.
pub async fn open() -> Result<(), Refusal> {
    let coming = JsFuture::from(HOST.with(Host::open)).await;
    coming.map_err(|error| Refusal::new(&error)).map(drop)
}

/// A draft as an argument of [`ask`].
pub fn draft_value(draft: &Draft) -> JsValue {
    let object = Object::new();
    for (key, typed) in draft.iter() {
        // An object of one's own takes any key.
        let _ = Reflect::set(&object, &key.into(), &typed.into());
    }
    object.into()
}

/// Hears `callback` of every state of the engine, its worker and the lock, for as long as the page lives.
pub fn listen(callback: impl FnMut(String) + 'static) {
    let callback = Closure::new(callback);
    HOST.with(|host| host.listen(&callback));
    callback.forget();
}

/// Has the worker stop what it is at, as soon as it can.
pub fn stop() {
    HOST.with(Host::stop);
}

/// What was dropped: a list of pairs, each a path and its file, folders gone through.
/// It is to be called while the event is under way.
pub fn dropped(transfer: &DataTransfer) -> impl Future<Output = Array> + use<> {
    let promise = HOST.with(|host| host.dropped(transfer));
    async {
        JsFuture::from(promise)
            .await
            .map_or_else(|_| Array::new(), |it| Array::from(&it))
    }
}

/// Lets the user keep `contents`, a text or bytes, as a file.
pub fn save(name: &str, contents: &JsValue) {
    HOST.with(|host| host.save(name, contents));
}

/// What the browser speaks.
pub fn native_lang() -> Lang {
    let language = web_sys::window().and_then(|window| window.navigator().language());
    if language.is_some_and(|language| language.starts_with("de")) {
        Lang::De
    } else {
        Lang::En
    }
}

/// What stands behind `#` in the address.
pub fn fragment() -> String {
    web_sys::window()
        .and_then(|window| window.location().hash().ok())
        .unwrap_or_default()
}

/// The whole address, to be handed on.
pub fn address() -> String {
    web_sys::window()
        .and_then(|window| window.location().href().ok())
        .unwrap_or_default()
}

/// Writes what stands behind `#`, as a step of its own for the way back or in place of the last.
pub fn write_fragment(fragment: &str, step: bool) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let (Ok(history), location) = (window.history(), window.location()) else {
        return;
    };
    let address = if fragment.is_empty() {
        let path = location.pathname().unwrap_or_default();
        path + &location.search().unwrap_or_default()
    } else {
        format!("#{fragment}")
    };
    // A browser that counts too many steps refuses more of them; the page goes on.
    let _refused = if step {
        history.push_state_with_url(&JsValue::NULL, "", Some(&address))
    } else {
        history.replace_state_with_url(&JsValue::NULL, "", Some(&address))
    };
}

/// Hears `callback` whenever the user goes back, forward, or to another address of the page.
pub fn on_fragment(mut callback: impl FnMut(String) + 'static) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let heard = Closure::<dyn FnMut()>::new(move || callback(fragment()));
    for event in ["popstate", "hashchange"] {
        let _refused =
            window.add_event_listener_with_callback(event, heard.as_ref().unchecked_ref());
    }
    heard.forget();
}

/// Sets an attribute of the page's outermost element, or takes it away.
pub fn set_root_attribute(name: &str, value: Option<&str>) {
    let root = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.document_element());
    if let Some(root) = root {
        let _refused = match value {
            Some(value) => root.set_attribute(name, value),
            None => root.remove_attribute(name),
        };
    }
}

/// Calls the tab something.
pub fn set_title(title: &str) {
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        document.set_title(title);
    }
}

/// Writes a text at the caret, in place of what is selected, as if it had been
/// typed: the browser's way back knows of it. Says whether that could be.
pub fn write(text: &str) -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    let done = document.and_then(|document| {
        let execute = Reflect::get(&document, &"execCommand".into()).ok()?;
        let execute: Function = execute.dyn_into().ok()?;
        let command = if text.is_empty() {
            "delete"
        } else {
            "insertText"
        };
        let done = execute.call3(&document, &command.into(), &false.into(), &text.into());
        done.ok()?.as_bool()
    });
    done.unwrap_or(false)
}
