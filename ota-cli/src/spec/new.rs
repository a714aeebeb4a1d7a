//! `ota spec new`: the file of a new operation, with sentences to replace.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use clap::{Arg, ArgAction, ArgMatches, Command};
use ota_spec::diagnostic::Diagnostic;
use ota_spec::{Source, Spec, Value, names};

use super::{DECIDE, count, layout, path, path_of, read_valid, text_of};
use crate::failure::Failure;

pub(super) fn command() -> Command {
    Command::new("new")
        .about("Writes the file of a new operation: a skeleton that passes `ota spec check`")
        .after_help("An existing file is never overwritten.")
        .arg(
            Arg::new("action")
                .value_name("ACTION")
                .required(true)
                .help("The name of the operation on the wire, such as `DeleteOTAFirmware`"),
        )
        .arg(path("specs", "DIR").long("specs").default_value("specs").help("The folder of specs"))
        .arg(
            Arg::new("group")
                .long("group")
                .value_name("GROUP")
                .default_value("new")
                .help("The group it is listed under"),
        )
        .arg(
            Arg::new("stdout")
                .long("stdout")
                .action(ArgAction::SetTrue)
                .help("Print the file instead of writing it"),
        )
}

pub(super) fn run(matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let Some(folder) = path_of(matches, "specs") else {
        return Ok(());
    };
    let (action, group) = (text_of(matches, "action"), text_of(matches, "group"));
    let others = read(folder, action)?;
    let text = layout::file(&skeleton(action, group, &others.known));
    others.check(folder, action, &text)?;
    if matches.get_flag("stdout") {
        return Ok(out.write_all(text.as_bytes())?);
    }
    let file = folder.join("ops").join(format!("{action}.json"));
    write_new(&file, &text)?;
    let decisions = text.matches(DECIDE).count();
    let shown = file.display();
    writeln!(out, "wrote {shown}\n\nNext:")?;
    writeln!(out, "  1. replace the {} that start with `{DECIDE}`", count(decisions, "text"))?;
    writeln!(out, "  2. put the real parameters and fields of the answer in the place of `Name`")?;
    writeln!(out, "  3. ota spec check {}", folder.display())?;
    writeln!(out, "  4. ota spec show {action} --specs {}", folder.display())?;
    if !others.mistakes.is_empty() {
        let mistakes = count(others.mistakes.len(), "mistake");
        writeln!(out, "\nOther files of the folder have {mistakes}; `ota spec check` shows them.")?;
    }
    Ok(())
}

/// Writes a file that does not exist yet.
pub(super) fn write_new(file: &Path, text: &str) -> Result<(), Failure> {
    let shown = file.display();
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            Failure::usage(format!("`{shown}` exists; it is not overwritten"))
        }
        _ => Failure::usage(format!("cannot write `{shown}`: {error}")),
    };
    let mut open = OpenOptions::new().write(true).create_new(true).open(file).map_err(failed)?;
    open.write_all(text.as_bytes()).map_err(failed)
}

/// What is in the folder already.
struct Others {
    known: Spec,
    mistakes: Vec<Diagnostic>,
}

fn read(folder: &Path, action: &str) -> Result<Others, Failure> {
    let file = folder.join(path_in(action));
    if file.exists() {
        return Err(Failure::usage(format!("`{}` exists; it is not overwritten", file.display())));
    }
    let (known, mistakes) = read_valid(folder)?;
    Ok(Others { known, mistakes })
}

fn path_in(action: &str) -> String {
    format!("ops/{action}.json")
}

impl Others {
    /// Checks the new file as a part of its folder: it must not bring a mistake with it.
    fn check(&self, folder: &Path, action: &str, text: &str) -> Result<(), Failure> {
        let mut sources =
            ota_spec::read_folder(folder).map_err(|error| Failure::usage(error.to_string()))?;
        sources.push(Source { path: path_in(action), bytes: text.into() });
        let Err(broken) = ota_spec::load(&folder.display().to_string(), sources) else {
            return Ok(());
        };
        let is_new = |found: &&Diagnostic| !self.mistakes.contains(found);
        match broken.diagnostics.iter().find(is_new) {
            None => Ok(()),
            Some(Diagnostic { message, help, .. }) => {
                let pause = if help.is_empty() { "" } else { "; " };
                Err(Failure::usage(format!("cannot add `{action}`: {message}{pause}{help}")))
            }
        }
    }
}

fn text(text: &str) -> Value {
    Value::from(text)
}

pub(super) fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    Value::Object(members.map(|(key, value)| (key.to_owned(), value)).to_vec())
}

fn decide(what: &str) -> Value {
    Value::String(format!("{DECIDE} {what}"))
}

fn skeleton(action: &str, group: &str, known: &Spec) -> Value {
    let envelope = &known.service.envelope;
    let parameter = free_name(&known.service.parameters);
    let parameter = parameter.as_str();
    let answer = object([
        (&envelope.request_id, text("00000000-0000-0000-0000-000000000000")),
        (&envelope.success, Value::Bool(true)),
    ]);
    object([
        ("$schema", text("../operation.schema.json")),
        ("action", text(action)),
        ("group", text(group)),
        ("summary", decide("say in one sentence what it does.")),
        ("doc", decide("say what a caller should know before using it, or remove this key.")),
        ("qps", Value::Number("10".to_owned())),
        ("methods", Value::Array(["POST", "GET"].map(text).to_vec())),
        ("repeat", text("reconcile")),
        (
            "parameters",
            Value::Array(vec![object([
                ("name", text(parameter)),
                ("type", text("String")),
                ("required", Value::Bool(true)),
                ("minLength", Value::Number("1".to_owned())),
                ("example", text("example")),
                ("doc", decide("say what this parameter is.")),
            ])]),
        ),
        ("response", Value::Array(Vec::new())),
        ("errors", Value::Array(Vec::new())),
        (
            "notes",
            Value::Array(vec![
                decide("is the limit of 10 calls a second right? Remove `qps` if none is known."),
                decide(
                    "may a call be sent twice? `reconcile` is the careful answer; `read` if it only \
                     reads, `safe` if the end state is the same.",
                ),
            ]),
        ),
        ("sources", Value::Array(vec![decide("say where the facts come from.")])),
        (
            "examples",
            Value::Array(vec![object([
                ("title", decide("say what the sample shows.")),
                ("request", object([(parameter, text("example"))])),
                ("query", Value::String(format!("Action={action}&{parameter}=example"))),
                ("json", answer),
            ])]),
        ),
    ])
}

/// A name that no parameter of the service has.
fn free_name(taken: &[ota_spec::model::Field]) -> String {
    let is_free = |name: &String| {
        let same = |known: &str| names::snake(known) == names::snake(name);
        !taken.iter().any(|field| same(&field.name))
    };
    let numbered = (2..).map(|number| format!("Name{number}"));
    std::iter::once("Name".to_owned()).chain(numbered).find(is_free).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{free_name, layout, skeleton};
    use crate::spec::tests::wall;

    #[test]
    fn a_skeleton_does_not_take_the_names_of_the_service() {
        let mut known = wall().service.parameters;
        assert_eq!(free_name(&known), "Name");
        known[0].name = "name".to_owned();
        assert_eq!(free_name(&known), "Name2");
    }

    #[test]
    fn a_name_that_is_none_is_refused_before_anything_is_written() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/specs");
        for action in ["../Sneaky", "", "Two Words", "paint_wall", "PaintWallResponse"] {
            let others = super::read(&folder, action).unwrap();
            let text = layout::file(&skeleton(action, "wall", &others.known));
            assert!(others.check(&folder, action, &text).is_err(), "{action}");
        }
    }
}
