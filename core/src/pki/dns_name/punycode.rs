//! Internationalised names in ASCII: UTS 46 as WHATWG's URL standard applies it.

/// A domain as certificates carry it; `None` if it is no valid one.
#[cfg(not(target_family = "wasm"))]
pub(super) fn domain(name: &str) -> Option<String> {
    idna::domain_to_ascii(name).ok()
}

/// The same by the browser's own URLs, so that a page need not carry the tables
/// of Unicode.
#[cfg(target_family = "wasm")]
pub(super) fn domain(name: &str) -> Option<String> {
    // What would be no part of the host, or another character, in a URL.
    const NOT_OF_A_DOMAIN: [char; 14] = [
        '#', '%', '/', ':', '<', '>', '?', '@', '[', '\\', ']', '^', '|', ' ',
    ];
    if name.contains(NOT_OF_A_DOMAIN) || name.contains(char::is_control) {
        return None;
    }
    let url = browser::Url::new(&format!("http://{name}/")).ok()?;
    Some(url.hostname())
}

#[cfg(target_family = "wasm")]
mod browser {
    use wasm_bindgen::JsValue;
    use wasm_bindgen::prelude::wasm_bindgen;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_name = URL)]
        pub(super) type Url;

        #[wasm_bindgen(constructor, catch, js_class = "URL")]
        pub(super) fn new(address: &str) -> Result<Url, JsValue>;

        #[wasm_bindgen(method, getter)]
        pub(super) fn hostname(this: &Url) -> String;
    }
}
