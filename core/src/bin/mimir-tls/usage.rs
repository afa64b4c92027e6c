//! clap's errors in this tool's voice: `error:` and `hint:`.

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use mimir_tls::nearest;

use crate::failure::Failure;

/// Says what is wrong with the command line, and what to write instead.
pub(crate) fn failure(error: &Error) -> Failure {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        Some(ContextValue::Strings(texts)) => texts.first().map(String::as_str),
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
            Failure::new(format!("unexpected argument `{argument}`"))
        }
        (ErrorKind::MissingRequiredArgument, Some(argument), _) => {
            Failure::new(format!("{argument} is missing"))
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
