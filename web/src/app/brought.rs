//! Files as somebody brings them: chosen or dropped, alone or in folders.

use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::JsCast;
use web_sys::{File, FileList, HtmlInputElement};
use yew::prelude::*;

use super::host;

/// A file, unread.
#[derive(Debug, Clone, PartialEq)]
pub struct Brought {
    /// Its path in what was brought; its name where it came alone.
    pub path: String,
    /// The file.
    pub file: File,
}

impl Brought {
    /// Bytes that are here already, as a file; none where the browser makes none.
    pub fn of_bytes(path: &str, bytes: &[u8]) -> Option<Self> {
        let parts = Array::of1(&Uint8Array::from(bytes));
        let file = File::new_with_u8_array_sequence(&parts, path).ok()?;
        let path = path.to_owned();
        Some(Self { path, file })
    }
}

/// The file that was chosen in a field.
pub fn chosen(input: &NodeRef) -> Option<File> {
    input.cast::<HtmlInputElement>()?.files()?.get(0)
}

/// Files that are dropped on the page, those in folders too.
pub fn on_drop(take: Callback<Vec<Brought>>) -> Callback<DragEvent> {
    Callback::from(move |event: DragEvent| {
        event.prevent_default();
        let Some(transfer) = event.data_transfer() else {
            return;
        };
        // What was dropped is there while the event is.
        let dropped = host::dropped(&transfer);
        let take = take.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let files: Vec<Brought> = dropped.await.iter().filter_map(|it| of_pair(&it)).collect();
            if !files.is_empty() {
                take.emit(files);
            }
        });
    })
}

fn of_pair(pair: &wasm_bindgen::JsValue) -> Option<Brought> {
    let pair: &Array = pair.dyn_ref()?;
    let file = pair.get(1).dyn_into().ok()?;
    let path = pair.get(0).as_string()?;
    Some(Brought { path, file })
}

/// The files of a list of the browser's.
pub fn of_list(list: &FileList) -> Vec<Brought> {
    let files = (0..list.length()).filter_map(|at| list.get(at));
    let brought = files.map(|file| {
        // Where a whole folder was chosen, its path in that.
        let below = Reflect::get(&file, &"webkitRelativePath".into());
        let below = below.ok().and_then(|path| path.as_string());
        let path = below.filter(|path| !path.is_empty());
        Brought {
            path: path.unwrap_or_else(|| file.name()),
            file,
        }
    });
    brought.collect()
}
