//! What a text by itself can be a value of, on a command line and in YAML.

use super::{bytes, duration, matchers, number, url};
use crate::catalog::Takes;

/// Whether a text by itself is a value.
pub(super) fn text_is(takes: &Takes, text: &str) -> bool {
    match takes {
        Takes::Anything | Takes::Text | Takes::TextOrList => true,
        Takes::Name => !text.is_empty(),
        Takes::Boolean => number::parse_bool(text).is_some(),
        Takes::Int => number::parse_int(text).is_some_and(|it| i64::try_from(it).is_ok()),
        Takes::Uint => number::parse_uint(text).is_some(),
        Takes::Float => number::parse_float(text).is_some(),
        Takes::Duration => duration::is_duration(text),
        Takes::PrometheusDuration => duration::is_prometheus_duration(text),
        Takes::Size => bytes::is_size(text),
        Takes::Url => url::is_url(text),
        Takes::Networks => text.is_empty() || text.split(',').all(url::is_network),
        Takes::Matchers => matchers::are_matchers(text),
        Takes::Words(_) | Takes::List(_) | Takes::Map(_) | Takes::Mapping(_) => false,
    }
}
