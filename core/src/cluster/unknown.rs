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

/// Whether a value is what a manager of secrets puts another in place of: Argo CD's
/// plugin for Vault, 1Password, the webhook of Bank-Vaults, vals, Grafana.
fn is_kept_elsewhere(value: &str) -> bool {
    let value = value.trim();
    let is_of_vals = |it: &str| it.starts_with("ref+") && it.contains("://");
    value.starts_with('<') && value.ends_with('>')
        || value.starts_with("op://")
        || value.trim_start_matches('>').starts_with("vault:") && value.contains('#')
        || is_of_vals(value)
        || value.strip_prefix("secret").is_some_and(is_of_vals)
        || value.starts_with("$__") && value.ends_with('}')
}

/// Whether a value is not known: it holds an expression of a template, or a
/// variable of Kubernetes, is encrypted, or says where a secret is kept.
///
/// ```
/// use mimir_tls::cluster::is_unknown;
///
/// assert!(is_unknown("{{ tls_folder }}/server.crt"));
/// assert!(is_unknown("$(POD_NAME)"));
/// assert!(is_unknown("<path:secret/data/mimir#key>"));
/// assert!(is_unknown("op://vault/item/field"));
/// assert!(is_unknown("vault:secret/data/mimir#key"));
/// assert!(is_unknown("ref+vault://secret/mimir#/key"));
/// assert!(is_unknown("$__file{/etc/mimir/key}"));
/// assert!(!is_unknown("/vault/secrets/mimir.crt"));
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
        || is_kept_elsewhere(value)
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
