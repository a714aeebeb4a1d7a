//! Reads folders of specs, and shows their mistakes.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::Path;

use ota_spec::diagnostic::Diagnostic;
use ota_spec::{Broken, FolderError, Source, Spec, visible};
use serde_json::json;

use crate::failure::{Exit, Failure};
use crate::flags::kebab;
use crate::output::{Output, shell_word};

/// The environment variable that names a folder of specs.
pub(crate) const SPECS: &str = "OTA_SPECS";

/// Reads a folder of specs. `exit` is the exit code where it has mistakes.
pub(crate) fn read(folder: &Path, exit: Exit) -> Result<Spec, Failure> {
    let (sources, unreadable) = files(folder)?;
    match ota_spec::load(&folder.display().to_string(), sources) {
        Ok(spec) if unreadable.is_empty() => Ok(spec),
        Ok(_) => Err(all_mistakes(&[], &unreadable, exit)),
        Err(broken) => Err(all_mistakes(&broken.diagnostics, &unreadable, exit)),
    }
}

/// The operations of a folder that have no mistakes.
#[derive(Debug)]
pub(crate) struct Usable {
    pub(crate) spec: Spec,
    /// The others, if there are some.
    pub(crate) left_out: Option<LeftOut>,
}

/// Operations with mistakes.
#[derive(Debug)]
pub(crate) struct LeftOut {
    folder: String,
    actions: BTreeSet<String>,
    /// All mistakes of the folder.
    pub(crate) mistakes: Failure,
}

impl LeftOut {
    /// Whether this operation is one of them, in either of its spellings.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.actions.contains(name) || self.actions.iter().any(|action| kebab(action) == name)
    }

    /// Says on standard error that they are left out.
    pub(crate) fn warn(&self, output: Output) {
        let Self { folder, actions, .. } = self;
        let have = if actions.len() == 1 { "has mistakes and is" } else { "have mistakes and are" };
        let message = format!(
            "{} of `{folder}` {have} left out; `ota spec check {}` shows them",
            count(actions.len(), "operation"),
            shell_word(folder)
        );
        let text = match output {
            Output::Text => format!("warning: {}\n", visible::lines(&message)),
            Output::Json => {
                let shown = json!({ "warning": { "message": message } }).to_string();
                format!("{}\n", visible::json(&shown))
            }
        };
        // If standard error is gone, nobody is left to be warned.
        drop(io::stderr().write_all(text.as_bytes()));
    }
}

/// Reads what can be used of a folder: its operations without mistakes, which depend on nothing of the others.
/// Mistakes in the files that operations share, and folders without any operation left, are failures.
pub(crate) fn usable(folder: &Path) -> Result<Usable, Failure> {
    let (sources, unreadable) = files(folder)?;
    let shown = folder.display().to_string();
    let (spec, diagnostics) = match ota_spec::load(&shown, sources) {
        Ok(spec) => (spec, Vec::new()),
        Err(broken) => (broken.rest, broken.diagnostics),
    };
    if diagnostics.is_empty() && unreadable.is_empty() {
        return Ok(Usable { spec, left_out: None });
    }
    let mistakes = all_mistakes(&diagnostics, &unreadable, Exit::Usage);
    let paths = diagnostics.iter().map(|found| Path::new(&found.path));
    let paths = paths.chain(unreadable.iter().map(FolderError::path));
    let actions: Option<BTreeSet<String>> = paths.map(action).collect();
    match actions.filter(|_| !spec.operations.is_empty()) {
        Some(actions) => {
            Ok(Usable { spec, left_out: Some(LeftOut { folder: shown, actions, mistakes }) })
        }
        None => Err(mistakes),
    }
}

/// The operation that a file describes, unless operations share it.
fn action(path: &Path) -> Option<String> {
    let is_own = path.parent().and_then(Path::file_name).is_some_and(|parent| parent == "ops");
    let stem = path.file_stem().filter(|_| is_own)?;
    Some(stem.to_string_lossy().into_owned())
}

/// The files of a folder of specs.
pub(crate) fn sources(folder: &Path) -> Result<Vec<Source>, Failure> {
    ota_spec::read_folder(folder).map_err(|error| Failure::usage(error.to_string()))
}

/// The files of a folder of specs, and those that cannot be read.
fn files(folder: &Path) -> Result<(Vec<Source>, Vec<FolderError>), Failure> {
    ota_spec::read_files(folder).map_err(|error| Failure::usage(error.to_string()))
}

fn all_mistakes(diagnostics: &[Diagnostic], unreadable: &[FolderError], exit: Exit) -> Failure {
    let unreadable = unreadable.iter().map(ToString::to_string);
    let mistakes: Vec<String> =
        unreadable.chain(diagnostics.iter().map(ToString::to_string)).collect();
    // The prefix of the first one comes with the failure.
    let shown = mistakes.join("\n\nerror: ");
    Failure::new(exit, format!("{shown}\n\n{}", count(mistakes.len(), "mistake")))
}

/// The mistakes of a folder, in the form that the compiler shows them.
pub(crate) fn mistakes(broken: &Broken, exit: Exit) -> Failure {
    all_mistakes(&broken.diagnostics, &[], exit)
}

/// `1 mistake`, `2 mistakes`.
pub(crate) fn count(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}
