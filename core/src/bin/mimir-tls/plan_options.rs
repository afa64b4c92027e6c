//! The options that make a plan, from the table of its keys, and the plan file
//! under them.

use std::path::PathBuf;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches, value_parser};
use mimir_tls::document;
use mimir_tls::plan::{Plan, PlanError, PlanFile, PlanOption};

use crate::failure::Failure;
use crate::plan_file::WrittenPlan;
use crate::terminal::Terminal;

/// The option that names a plan file.
const PLAN: &str = "plan";

/// What the user chose: each option sets a key of the plan, and wins over the
/// plan file.
#[derive(Debug, Clone)]
pub(crate) struct PlanOptions {
    plans: Vec<PathBuf>,
    /// The options that were typed, with their values.
    typed: Vec<(&'static PlanOption, Vec<String>)>,
    /// The same as a plan file of their own.
    said: PlanFile,
}

impl PlanOptions {
    /// The plan that was asked for, with every choice made. Its warnings are
    /// said.
    ///
    /// # Errors
    /// A plan file that cannot be read, and choices that do not go together.
    pub(crate) fn resolve(&self, terminal: Terminal) -> Result<Plan, Failure> {
        self.resolve_over(None, terminal)
    }

    /// [`PlanOptions::resolve`] over a plan that was there before.
    ///
    /// # Errors
    /// As [`PlanOptions::resolve`].
    pub(crate) fn resolve_over(
        &self,
        under: Option<WrittenPlan>,
        terminal: Terminal,
    ) -> Result<Plan, Failure> {
        let mut written: Vec<WrittenPlan> = under.into_iter().collect();
        for path in &self.plans {
            written.push(WrittenPlan::read(path)?);
        }
        let files = written.iter().map(|plan| plan.file.clone());
        let mut file = files.fold(PlanFile::default(), PlanFile::overlay);
        for (option, values) in &self.typed {
            let values = values.iter().map(String::as_str);
            file = option.over(file, values).map_err(|error| {
                Failure::new(format!("--{}: {}", option.long, in_words(&error)))
            })?;
        }
        let (plan, warnings) = Plan::resolve(&file).map_err(|error| {
            // The last file that says it has won.
            let says = |plan: &&WrittenPlan| plan.file.says(&error.key());
            let at_fault = written.iter().rev().find(says).or(written.last());
            match at_fault {
                Some(written) if !self.is_about(&error) => written.refused(&error),
                _ => Failure::new(error.to_string()),
            }
        })?;
        for warning in warnings {
            terminal.warning(&warning.to_string());
        }
        Ok(plan)
    }

    /// Whether the options on the command line set the key that is at fault.
    fn is_about(&self, error: &PlanError) -> bool {
        self.said.says(&error.key())
    }
}

impl Args for PlanOptions {
    fn augment_args(command: Command) -> Command {
        let plan = Arg::new(PLAN)
            .long(PLAN)
            .value_name("FILE")
            .help("Start from this plan, YAML or JSON; `-` is the standard input; repeat it for more, of which later ones win key by key")
            .help_heading("Plan")
            .action(ArgAction::Append)
            .value_parser(value_parser!(PathBuf));
        command.arg(plan).args(PlanOption::all().map(argument))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

fn argument(option: &'static PlanOption) -> Arg {
    Arg::new(option.long)
        .long(option.long)
        .value_name(option.value)
        .help(format!("{} [default: {}]", option.help, option.default))
        .help_heading(option.heading)
        .value_parser(Reader(option))
        .hide_possible_values(true)
        .allow_hyphen_values(option.is_number())
        .action(match option.is_repeatable() {
            true => ArgAction::Append,
            false => ArgAction::Set,
        })
}

impl FromArgMatches for PlanOptions {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut said = PlanFile::default();
        let mut typed = Vec::new();
        for option in PlanOption::all() {
            let values = matches.get_many::<String>(option.long);
            let values: Vec<String> = values.into_iter().flatten().cloned().collect();
            if values.is_empty() {
                continue;
            }
            let file = option
                .read(values.iter().map(String::as_str))
                .map_err(|error| Error::raw(ErrorKind::ValueValidation, in_words(&error)))?;
            said = said.overlay_options(file);
            typed.push((option, values));
        }
        let plans = matches.get_many::<PathBuf>(PLAN);
        Ok(Self {
            plans: plans.into_iter().flatten().cloned().collect(),
            typed,
            said,
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// Reads one value of an option as the library does, so that a slip is refused
/// where it stands, and knows what a shell completes.
#[derive(Clone)]
struct Reader(&'static PlanOption);

impl TypedValueParser for Reader {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<String, Error> {
        let option = self.0;
        StringValueParser::new()
            .try_map(move |text| match option.read([text.as_str()]) {
                Ok(_) => Ok(text),
                Err(error) => Err(in_words(&error)),
            })
            .parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let words = self.0.words();
        (!words.is_empty()).then(|| -> Box<dyn Iterator<Item = PossibleValue>> {
            Box::new(words.into_iter().map(PossibleValue::new))
        })
    }
}

/// The fault without its key, which the option's name says.
fn in_words(error: &document::DocumentError) -> String {
    error.with_hint(error.message())
}
