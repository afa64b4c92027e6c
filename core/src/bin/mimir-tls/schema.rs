//! `mimir-tls schema`: what each command prints as JSON.

use clap::Args;
use mimir_tls::catalog::OptionView;
use mimir_tls::change::Change;
use mimir_tls::doctor;
use mimir_tls::explain::LogReport;
use mimir_tls::nearest;
use mimir_tls::plan::PlanFile;
use mimir_tls::proof::Proof;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Value, json};

use crate::failure::{Failure, Kind, Outcome};
use crate::standing::Unchanged;
use crate::table::Table;
use crate::terminal::{Message, Terminal};
use crate::{change, check, explain, handshake, inspect, prove, request, targets, writing};

/// Print the JSON Schema of what a command prints with --format json.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  mimir-tls schema
      List what has a schema.
  mimir-tls schema check > check.schema.json
      Know every key of a report of `mimir-tls check`.")]
pub(crate) struct SchemaCommand {
    /// The command, or another thing of the list [default: the list].
    #[arg(value_name = "NAME")]
    name: Option<String>,
}

/// What is printed as JSON.
struct Printed {
    /// The command that prints it, or what it is called else.
    name: &'static str,
    about: &'static str,
    /// Its types: one of them is printed.
    types: fn(&mut SchemaGenerator) -> Vec<Schema>,
}

/// Everything that is printed as JSON. A key that is in a schema keeps its name and
/// its meaning as long as the first number of the version; keys may be added.
const PRINTED: &[Printed] = &[
    Printed {
        name: "generate",
        about: "what was made, or that nothing was to be done",
        types: made,
    },
    Printed {
        name: "renew",
        about: "as generate",
        types: made,
    },
    Printed {
        name: "adopt",
        about: "as generate",
        types: made,
    },
    Printed {
        name: "request",
        about: "the requests that were made",
        types: |it| vec![it.subschema_for::<request::Summary<'_>>()],
    },
    Printed {
        name: "change",
        about: "the phases of a change, as in change.json; with --status where folders are",
        types: |it| {
            vec![
                it.subschema_for::<Change>(),
                it.subschema_for::<Vec<change::status::Status>>(),
            ]
        },
    },
    Printed {
        name: "prove",
        about: "whether a folder holds, with every proof",
        types: |it| vec![it.subschema_for::<prove::Report>()],
    },
    Printed {
        name: "proof",
        about: "the file with the proof, in a folder that was made",
        types: |it| vec![it.subschema_for::<Proof>()],
    },
    Printed {
        name: "plan",
        about: "a plan, as plan --schema prints it for editors",
        types: |it| vec![it.subschema_for::<PlanFile>()],
    },
    Printed {
        name: "check",
        about: "what was read, and what is wrong with it",
        types: |it| vec![it.subschema_for::<check::Printed<'_>>()],
    },
    Printed {
        name: "handshake",
        about: "what came of a handshake",
        types: |it| vec![it.subschema_for::<handshake::Printed>()],
    },
    Printed {
        name: "inspect",
        about: "what is in files of certificates and keys",
        types: |it| vec![it.subschema_for::<Vec<inspect::Inspected>>()],
    },
    Printed {
        name: "explain",
        about: "the errors of a log; a code's page; with --list what is known",
        types: |it| {
            vec![
                it.subschema_for::<LogReport>(),
                it.subschema_for::<doctor::Page>(),
                it.subschema_for::<Vec<explain::Listed<'_>>>(),
            ]
        },
    },
    Printed {
        name: "options",
        about: "the options of a release",
        types: |it| vec![it.subschema_for::<Vec<OptionView<'_>>>()],
    },
    Printed {
        name: "targets",
        about: "what can be written",
        types: |it| vec![it.subschema_for::<Vec<targets::Described>>()],
    },
    Printed {
        name: "message",
        about: "a line of the standard error, of every command with --format json",
        types: |it| vec![it.subschema_for::<Message<'_>>()],
    },
];

fn made(it: &mut SchemaGenerator) -> Vec<Schema> {
    vec![
        it.subschema_for::<writing::Summary<'_>>(),
        it.subschema_for::<Unchanged>(),
    ]
}

impl SchemaCommand {
    pub(crate) fn run(&self, terminal: Terminal) -> Result<Outcome, Failure> {
        let Some(name) = &self.name else {
            terminal.print(&list().aligned())?;
            return Ok(Outcome::Good);
        };
        let Some(printed) = PRINTED.iter().find(|it| it.name == name) else {
            let known = PRINTED.iter().map(|it| it.name);
            return Err(
                Failure::new(format!("nothing called `{name}` has a schema"))
                    .of(Kind::Usage)
                    .hint(nearest::suggestion(name, known)),
            );
        };
        terminal.print(&format!("{:#}\n", printed.schema()))?;
        Ok(Outcome::Good)
    }
}

/// Of a description, its first paragraph, without the ends of our lines.
fn in_one_line(schema: &mut Schema) {
    if let Some(Value::String(text)) = schema.get_mut("description") {
        let first = text.split("\n\n").next().unwrap_or_default();
        *text = first.replace('\n', " ");
    }
}

fn list() -> Table<2> {
    Table {
        heading: ["NAME", "WHAT IS PRINTED"],
        rows: PRINTED
            .iter()
            .map(|it| [it.name.to_owned(), it.about.to_owned()])
            .collect(),
    }
}

impl Printed {
    fn schema(&self) -> Value {
        let settings = SchemaSettings::draft2020_12().for_serialize();
        let settings = settings.with_transform(RecursiveTransform(in_one_line));
        let mut generator = settings.into_generator();
        let mut types = (self.types)(&mut generator);
        let definitions = generator.take_definitions(true);
        let title = format!("mimir-tls {}", self.name);
        let mut schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": title,
            "description": self.about,
            "$defs": definitions,
        });
        let one = match types.len() {
            1 => types.remove(0).to_value(),
            _ => json!({ "anyOf": types }),
        };
        if let (Value::Object(schema), Value::Object(one)) = (&mut schema, one) {
            schema.extend(one);
        }
        schema
    }
}
