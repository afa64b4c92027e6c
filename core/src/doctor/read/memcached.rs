//! A memcached, by the words that start it.

use super::super::finding::Place;
use super::super::surroundings::Cache;
use super::facts::Facts;
use super::shell::Argument;

/// Takes in a memcached that is described at `place`.
pub(super) fn read(words: &[Argument], place: Place, facts: &mut Facts) {
    let is_tls = words.iter().any(|word| {
        word.text
            .split_whitespace()
            .any(|word| matches!(word, "-Z" | "--enable-ssl"))
    });
    facts.cache(Cache { place, is_tls });
}
