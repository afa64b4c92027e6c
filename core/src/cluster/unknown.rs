//! Values that are not known: what a template or an environment fills in that
//! was not handed over.

use std::borrow::Cow;

/// Letters that stand where a template had something to fill in: of one byte, so
/// that every place in the text stays, and such as no text has that people write.
pub(crate) const FILLERS: std::ops::RangeInclusive<char> = '\u{1}'..='\u{8}';

/// Whether a value is what SOPS has made of another.
pub(crate) fn is_encrypted(value: &str) -> bool {
    value.starts_with("ENC[") && value.ends_with(']')
}

/// Whether a value is not known: it holds an expression of a template, or a
/// variable of Kubernetes, or is encrypted.
///
/// ```
/// use mimir_tls::cluster::is_unknown;
///
/// assert!(is_unknown("{{ tls_folder }}/server.crt"));
/// assert!(is_unknown("$(POD_NAME)"));
/// assert!(!is_unknown("RequireAndVerifyClientCert"));
/// ```
pub fn is_unknown(value: &str) -> bool {
    let has = |open: &str, close: &str| {
        value
            .split_once(open)
            .is_some_and(|(_, rest)| rest.contains(close))
    };
    has("{{", "}}")
        || has("{%", "%}")
        || has("<%", "%>")
        || has("$(", ")")
        || is_encrypted(value)
        || value.contains(|letter| FILLERS.contains(&letter))
}

/// The value as it may be shown: what a template fills in is `{{ }}`.
pub(crate) fn shown(value: &str) -> Cow<'_, str> {
    if !value.contains(|letter| FILLERS.contains(&letter)) {
        return Cow::Borrowed(value);
    }
    let mut out = String::new();
    let mut is_filling = false;
    for letter in value.chars() {
        match FILLERS.contains(&letter) {
            true if is_filling => {}
            true => out.push_str("{{ }}"),
            false => out.push(letter),
        }
        is_filling = FILLERS.contains(&letter);
    }
    Cow::Owned(out)
}
