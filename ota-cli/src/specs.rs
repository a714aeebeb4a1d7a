//! Reads folders of specs, and shows their mistakes.

use std::fmt::Write;
use std::path::Path;

use ota_spec::{Broken, Source, Spec};

use crate::failure::{Exit, Failure};

/// The environment variable that names a folder of specs.
pub(crate) const SPECS: &str = "OTA_SPECS";

/// Reads a folder of specs. `exit` is the exit code where it has mistakes.
pub(crate) fn read(folder: &Path, exit: Exit) -> Result<Spec, Failure> {
    let shown = folder.display().to_string();
    ota_spec::load(&shown, sources(folder)?).map_err(|broken| mistakes(&broken, exit))
}

/// The files of a folder of specs.
pub(crate) fn sources(folder: &Path) -> Result<Vec<Source>, Failure> {
    ota_spec::read_folder(folder).map_err(|error| Failure::usage(error.to_string()))
}

/// The mistakes of a folder, in the form that the compiler shows them.
pub(crate) fn mistakes(broken: &Broken, exit: Exit) -> Failure {
    let mut text = String::new();
    for diagnostic in &broken.diagnostics {
        // The prefix of the first one comes with the failure. Writing to a `String` cannot fail.
        let prefix = if text.is_empty() { "" } else { "error: " };
        let _ = write!(text, "{prefix}{diagnostic}\n\n");
    }
    text.push_str(&count(broken.diagnostics.len(), "mistake"));
    Failure::new(exit, text)
}

/// `1 mistake`, `2 mistakes`.
pub(crate) fn count(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}
