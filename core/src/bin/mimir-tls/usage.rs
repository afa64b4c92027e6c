//! clap's errors in this tool's voice: `error:` and `hint:`.

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use mimir_tls::nearest;

use crate::failure::{Failure, Kind};

/// Says what is wrong with the command line, and what to write instead.
pub(crate) fn failure(error: &Error) -> Failure {
    told(error).of(Kind::Usage)
}

fn told(error: &Error) -> Failure {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        Some(ContextValue::Strings(texts)) => texts.last().map(String::as_str), // the nearest
        _ => None,
    };
    let argument = text(ContextKind::InvalidArg).map(option_alone);
    let value = text(ContextKind::InvalidValue);
    let failure = match (error.kind(), argument, value) {
        (ErrorKind::ValueValidation, Some(argument), _) => {
            let cause = std::error::Error::source(error).map_or_else(
                || format!("cannot read `{}`", value.unwrap_or_default()),
                ToString::to_string,
            );
            return Failure::new(format!("{argument}: {cause}"));
        }
        (ErrorKind::InvalidValue, Some(argument), Some(value)) if !value.is_empty() => {
            let failure = Failure::new(format!("{argument}: unknown value `{value}`"));
            return match error.get(ContextKind::ValidValue) {
                Some(ContextValue::Strings(known)) => {
                    failure.hint(nearest::suggestion(value, known.iter().map(String::as_str)))
                }
                _ => failure,
            };
        }
        (ErrorKind::InvalidValue, Some(argument), _) => {
            Failure::new(format!("{argument} wants a value"))
        }
        (ErrorKind::UnknownArgument, Some(argument), _) => {
            let failure = Failure::new(format!("unexpected argument `{argument}`"));
            if let Some((option, value)) = meant_as_value(argument, std::env::args()) {
                return failure.hint(format!(
                    "if that is the value of `{option}`, write `{option}={value}`"
                ));
            }
            failure
        }
        (ErrorKind::MissingRequiredArgument, Some(argument), _) => {
            let failure = Failure::new(format!("{argument} is missing"));
            if argument.starts_with("--") {
                return failure.hint(format!("what was given goes with `{argument}` alone"));
            }
            failure
        }
        (ErrorKind::InvalidSubcommand, ..) => Failure::new(format!(
            "unknown command `{}`",
            text(ContextKind::InvalidSubcommand).unwrap_or_default()
        )),
        _ => Failure::new(without_label(&error.to_string())),
    };
    let near = text(ContextKind::SuggestedArg).or(text(ContextKind::SuggestedSubcommand));
    match near {
        Some(near) => failure.hint(format!("did you mean `{}`?", option_alone(near))),
        None => failure.hint("`--help` lists what there is"),
    }
}

/// The option before an argument that begins with a dash, and the argument as it
/// was typed, of which clap tells the first letter alone.
fn meant_as_value(argument: &str, typed: impl Iterator<Item = String>) -> Option<(String, String)> {
    let typed: Vec<String> = typed.collect();
    let pair = typed.windows(2).find(|pair| {
        let is_option = pair[0].starts_with("--") && !pair[0].contains('=');
        is_option && !pair[1].starts_with("--") && pair[1].starts_with(argument)
    })?;
    let [option, value] = pair else { return None };
    (value.len() > 2).then(|| (option.clone(), value.clone()))
}

/// `--out <DIR>` without its value's name.
fn option_alone(argument: &str) -> &str {
    argument.split(" <").next().unwrap_or(argument)
}

/// clap's text up to its usage, without `error:`.
fn without_label(text: &str) -> String {
    let text = text.strip_prefix("error: ").unwrap_or(text);
    let told = text.split("\n\n").next().unwrap_or(text);
    told.trim_end().to_owned()
}
