//! Several in a row, of which one has the keyboard: arrows lead from one to the next.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

/// Leads the keyboard from child to child of `row`, which has `count`, and tells
/// where it went; it begins at the child with number `from`.
pub fn keys(
    row: &NodeRef,
    from: usize,
    count: usize,
    go: &Callback<usize>,
) -> Callback<KeyboardEvent> {
    let (row, go) = (row.clone(), go.clone());
    Callback::from(move |event: KeyboardEvent| {
        if event.alt_key() || event.ctrl_key() || event.meta_key() {
            return;
        }
        let Some(next) = step(&event.key(), from, count) else {
            return;
        };
        event.prevent_default();
        let children = row.cast::<Element>().map(|row| row.children());
        let child = u32::try_from(next)
            .ok()
            .and_then(|next| children?.item(next)?.dyn_into::<HtmlElement>().ok());
        if let Some(child) = child {
            let _refused = child.focus();
        }
        go.emit(next);
    })
}

/// Where a key leads; none where it is no way.
fn step(key: &str, from: usize, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    match key {
        "ArrowRight" | "ArrowDown" => Some(if from < last { from + 1 } else { 0 }),
        "ArrowLeft" | "ArrowUp" => Some(from.checked_sub(1).unwrap_or(last)),
        "Home" => Some(0),
        "End" => Some(last),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::step;

    #[test]
    fn arrows_go_round_and_other_keys_nowhere() {
        assert_eq!(step("ArrowRight", 0, 3), Some(1));
        assert_eq!(step("ArrowRight", 2, 3), Some(0));
        assert_eq!(step("ArrowLeft", 0, 3), Some(2));
        assert_eq!(step("End", 0, 3), Some(2));
        assert_eq!(step("Home", 2, 3), Some(0));
        assert_eq!(step("a", 1, 3), None);
        assert_eq!(step("End", 0, 0), None);
    }
}
