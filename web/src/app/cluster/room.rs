//! How much room there is for the drawing.

use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

/// A letter's size for which the drawing is made, in pixels: who has larger ones
/// gets a larger drawing.
const LETTER: i32 = 16;
/// Room for every lane: what is wider draws all of it larger, up to so many hundredths.
const PLENTY: i32 = 760;
const LARGEST: i32 = 115;
/// As wide as the pane is in a window of 1440 px, until it has been measured.
const USUAL: i32 = 608;

/// How wide the pane is, in the drawing's own units, as long as that changes.
#[hook]
pub fn use_room(pane: &NodeRef) -> i32 {
    let room = use_state_eq(|| USUAL);
    let measure = {
        let (room, pane) = (room.setter(), pane.clone());
        move || {
            let width = pane.cast::<Element>().map_or(0, |pane| pane.client_width());
            // A pane that is not shown has no width and keeps its drawing.
            if width > 0 {
                room.set(units(width, letter()));
            }
        }
    };
    // To ask for the width with every drawing would lay the page out each time.
    use_effect_with(pane.clone(), move |pane| {
        let heard = Closure::<dyn FnMut()>::new(measure);
        let observer = ResizeObserver::new(heard.as_ref().unchecked_ref()).ok();
        if let (Some(observer), Some(pane)) = (&observer, pane.cast::<Element>()) {
            observer.observe(&pane);
        }
        move || {
            if let Some(observer) = observer {
                observer.disconnect();
            }
            drop(heard);
        }
    });
    *room
}

/// A width in pixels as the drawing's units, of which a name has 13.
fn units(width: i32, letter: i32) -> i32 {
    let width = width * LETTER / letter.max(1);
    let larger = (width * 100 / PLENTY).clamp(100, LARGEST);
    width * 100 / larger
}

/// The size of the page's letters, in pixels.
fn letter() -> i32 {
    let size = || {
        let window = web_sys::window()?;
        let root = window.document()?.document_element()?;
        let style = window.get_computed_style(&root).ok()??;
        let size = style.get_property_value("font-size").ok()?;
        size.split(['.', 'p']).next()?.parse().ok()
    };
    size().unwrap_or(LETTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_13_to_15_pixels_at_every_width() {
        for width in 200..3000 {
            let units = units(width, LETTER);
            let name = f64::from(super::super::layout::NAME) * f64::from(width) / f64::from(units);
            assert!((12.99..=15.1).contains(&name), "{width}: {name}");
        }
    }

    #[test]
    fn large_letters_make_a_large_drawing() {
        assert_eq!(units(720, 32), 360);
        assert_eq!(units(360, 16), 360);
    }
}
