//! Sentences in which backticks stand around code.

use yew::prelude::*;

/// The pieces of a text, in turns: words, code, words. A backtick that nothing
/// closes is a letter.
pub fn pieces(text: &str) -> Vec<(bool, &str)> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((words, behind)) = rest.split_once('`')
        && let Some((code, after)) = behind.split_once('`')
    {
        pieces.push((false, words));
        pieces.push((true, code));
        rest = after;
    }
    pieces.push((false, rest));
    pieces.retain(|(_, text)| !text.is_empty());
    pieces
}

/// The text, its code as code.
pub fn prose(text: &str) -> Html {
    html! {
        { for pieces(text).into_iter().map(|(is_code, text)| match is_code {
            true => html! { <code>{ text }</code> },
            false => html! { text },
        }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_backticks_is_code() {
        assert_eq!(
            pieces("give it `cert_file` and `key_file`"),
            [
                (false, "give it "),
                (true, "cert_file"),
                (false, " and "),
                (true, "key_file")
            ]
        );
        assert_eq!(pieces("`a`"), [(true, "a")]);
        assert_eq!(pieces("no code"), [(false, "no code")]);
        assert_eq!(pieces("one ` alone"), [(false, "one ` alone")]);
        assert_eq!(pieces(""), []);
    }
}
