//! Reads folders of specs, and shows their mistakes.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::Path;

use ota_spec::diagnostic::Diagnostic;
use ota_spec::{Broken, Source, Spec, visible};
use serde_json::json;

use crate::failure::{Exit, Failure, several};
use crate::flags::kebab;
use crate::output::{Output, shell_word};

/// The environment variable that names a folder of specs.
pub(crate) const SPECS: &str = "OTA_SPECS";

/// Reads a folder of specs. `exit` is the exit code where it has mistakes.
pub(crate) fn read(folder: &Path, exit: Exit) -> Result<Spec, Failure> {
    load(folder)?.map_err(|broken| mistakes(&broken, exit))
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
            Output::Text | Output::Table => format!("warning: {}\n", visible::lines(&message)),
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
    let broken = match load(folder)? {
        Ok(spec) => return Ok(Usable { spec, left_out: None }),
        Err(broken) => broken,
    };
    let mistakes = mistakes(&broken, Exit::Usage);
    let shown = folder.display().to_string();
    let of_operations = format!("{}/ops/", shown.trim_end_matches('/'));
    let own = |found: &Diagnostic| {
        let name = found.path.strip_prefix(&of_operations)?;
        Some(name.strip_suffix(".json").unwrap_or(name).to_owned())
    };
    let actions: Option<BTreeSet<String>> = broken.diagnostics.iter().map(own).collect();
    let Broken { rest: spec, operations, .. } = *broken;
    match actions.filter(|_| !spec.operations.is_empty()) {
        Some(mut actions) => {
            // Those that cannot do without one with mistakes are left out as well.
            actions.extend(operations.into_iter().map(|operation| operation.action));
            Ok(Usable { spec, left_out: Some(LeftOut { folder: shown, actions, mistakes }) })
        }
        None => Err(mistakes),
    }
}

/// The files of a folder of specs.
pub(crate) fn sources(folder: &Path) -> Result<Vec<Source>, Failure> {
    ota_spec::read_folder(folder).map_err(|error| Failure::usage(error.to_string()))
}

/// Reads a folder of specs, with all of its mistakes.
fn load(folder: &Path) -> Result<Result<Spec, Box<Broken>>, Failure> {
    let files = ota_spec::read_files(folder).map_err(|error| Failure::usage(error.to_string()))?;
    Ok(ota_spec::load_files(&folder.display().to_string(), files))
}

/// The mistakes of a folder, in the form that the compiler shows them.
pub(crate) fn mistakes(broken: &Broken, exit: Exit) -> Failure {
    let all = several(broken.diagnostics.iter().map(ToString::to_string));
    let message = format!("{all}\n\n{}", count(broken.diagnostics.len(), "mistake"));
    Failure::new(exit, message)
}

/// `1 mistake`, `2 mistakes`.
pub(crate) fn count(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}
