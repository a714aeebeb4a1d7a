//! The file of a new operation, with sentences to replace.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use ota_spec::diagnostic::Diagnostic;
use ota_spec::{Source, Spec, Value, load, names};

use crate::decide::{DECIDE, decide};
use crate::layout;
use crate::object::{list, number, object, text};

/// The file of a new operation, which passes the check of its folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skeleton {
    /// The path in the folder of specs, such as `ops/DeleteOTAFirmware.json`.
    pub path: String,
    /// The text of the file.
    pub text: String,
    /// The number of strings that start with [`DECIDE`].
    pub decisions: usize,
    /// The mistakes that the other files of the folder have.
    pub mistakes: Vec<Diagnostic>,
}

/// An operation that cannot be added to its folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAdded {
    action: String,
    mistake: Box<Diagnostic>,
}

impl NotAdded {
    /// The mistake that the file would bring with it.
    pub fn mistake(&self) -> &Diagnostic {
        &self.mistake
    }
}

impl fmt::Display for NotAdded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Diagnostic { message, help, .. } = &*self.mistake;
        let pause = if help.is_empty() { "" } else { "; " };
        write!(f, "cannot add `{}`: {message}{pause}{help}", self.action)
    }
}

impl Error for NotAdded {}

/// The path of the file of an operation in a folder of specs.
pub fn path(action: &str) -> String {
    format!("ops/{action}.json")
}

/// Makes the file of an operation for a folder of specs: `folder` is its name in messages,
/// `sources` are its files. Mistakes of other files do no harm.
///
/// # Errors
///
/// The first mistake that the file would bring with it, such as a name that no operation can have.
pub fn skeleton(
    folder: &str,
    mut sources: Vec<Source>,
    action: &str,
    group: &str,
) -> Result<Skeleton, NotAdded> {
    let (known, mistakes) = match load(folder, sources.clone()) {
        Ok(spec) => (spec, Vec::new()),
        Err(broken) => (broken.rest, broken.diagnostics),
    };
    let text = layout::file(&file(action, group, &known));
    let path = path(action);
    sources.push(Source { path: path.clone(), bytes: text.clone().into_bytes() });
    let found = load(folder, sources).err().map_or_else(Vec::new, |broken| broken.diagnostics);
    if let Some(mistake) = found.into_iter().find(|found| !mistakes.contains(found)) {
        return Err(NotAdded { action: action.to_owned(), mistake: Box::new(mistake) });
    }
    let decisions = text.matches(DECIDE).count();
    Ok(Skeleton { path, text, decisions, mistakes })
}

fn file(action: &str, group: &str, known: &Spec) -> Value {
    let envelope = &known.service.envelope;
    let parameter = free_name(&known.service.parameters);
    let parameter = parameter.as_str();
    let id = text("00000000-0000-0000-0000-000000000000");
    let mut members = vec![(envelope.request_id.clone(), id)];
    members.extend(envelope.success.iter().map(|name| (name.clone(), Value::Bool(true))));
    let code = envelope.success_codes.first();
    members.extend(code.map(|code| (envelope.code.clone(), text(code))));
    let response = Value::Object(members);
    object([
        ("$schema", text("../operation.schema.json")),
        ("action", text(action)),
        ("group", text(group)),
        ("summary", decide("say in one sentence what it does.")),
        ("doc", decide("say what a caller should know before using it, or remove this key.")),
        ("qps", number(10)),
        ("methods", list(["POST", "GET"].map(text))),
        ("idempotency", text("notIdempotent")),
        (
            "parameters",
            list([object([
                ("name", text(parameter)),
                ("type", text("String")),
                ("required", Value::Bool(true)),
                ("minLength", number(1)),
                ("example", text("example")),
                ("doc", decide("say what this parameter is.")),
            ])]),
        ),
        ("response", list([])),
        ("errors", list([])),
        (
            "notes",
            list([
                decide("is the limit of 10 calls per second right? Remove `qps` if none is known."),
                decide(
                    "may a call be sent twice? `notIdempotent` is the careful choice; `readOnly` if \
                     it only reads, `idempotent` if the end state is the same.",
                ),
            ]),
        ),
        ("sources", list([decide("say where the facts come from.")])),
        (
            "examples",
            list([object([
                ("title", decide("say what the sample shows.")),
                ("request", object([(parameter, text("example"))])),
                ("query", text(format!("Action={action}&{parameter}=example"))),
                ("json", response),
            ])]),
        ),
    ])
}

/// A name that no parameter of the service has.
fn free_name(taken: &[Arc<ota_spec::model::Field>]) -> String {
    let is_free = |name: &String| {
        let same = |known: &str| names::snake(known) == names::snake(name);
        !taken.iter().any(|field| same(&field.name))
    };
    let numbered = (2..).map(|number| format!("Name{number}"));
    std::iter::once("Name".to_owned()).chain(numbered).find(is_free).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use ota_spec::Source;

    use super::{free_name, skeleton};
    use crate::fixture::{sources, wall};

    #[test]
    fn a_skeleton_does_not_take_the_names_of_the_service() {
        let mut known = wall().service.parameters;
        assert_eq!(free_name(&known), "Name");
        Arc::make_mut(&mut known[0]).name = "name".to_owned();
        assert_eq!(free_name(&known), "Name2");
    }

    #[test]
    fn a_name_that_is_none_is_refused_before_anything_is_written() {
        for action in ["../Sneaky", "", "Two Words", "paint_wall", "PaintWallResponse"] {
            assert!(skeleton("specs", sources(), action, "wall").is_err(), "{action}");
        }
    }

    #[test]
    fn mistakes_of_other_files_are_told_and_do_no_harm() {
        let mut sources = sources();
        sources.push(Source { path: "ops/Sweep.json".to_owned(), bytes: b"{".to_vec() });
        let made = skeleton("specs", sources, "TearDownWall", "wall").unwrap();
        assert_eq!(made.path, "ops/TearDownWall.json");
        assert_eq!(made.text.matches("\"DECIDE: ").count(), made.decisions);
        assert!(made.mistakes.iter().all(|found| found.path.contains("Sweep")));
        assert!(!made.mistakes.is_empty());
    }
}
