//! Plans: what is rolled out to whom, in which waves, and when that has gone wrong.
//!
//! A plan is read from a TOML file. What is in a [`Plan`] is checked; nothing else needs to look again.

mod calendar;
mod check;
mod limits;
mod mistake;
mod model;
mod raw;
mod seconds;

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

pub use calendar::{Calendar, Window};
pub use limits::{Failures, Tolerance};
pub use mistake::{Mistake, PlanError};
pub use model::{
    Delivery, Expected, Gate, MOST_NAMED, OnStall, Package, Plan, Target, Verify, Wave,
};
pub use seconds::Seconds;

/// A plan with every word that there is, and what it means. It is a plan that can be carried out, once the IDs are right.
pub const EXAMPLE: &str = include_str!("plan/example.toml");

/// The most bytes of a plan or of a list of devices.
const LONGEST: u64 = 16 << 20;

impl Plan {
    /// Reads a plan, and the lists of devices that it names.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, or all mistakes in the plan.
    pub fn read(path: &Path) -> Result<Self, PlanError> {
        let shown = path.display().to_string();
        let text = text_of(path).map_err(|error| {
            PlanError::whole(&shown, format!("the plan cannot be read: {error}"))
        })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        Self::parse(&shown, &text, &|name| {
            text_of(&folder.join(name)).map_err(|error| error.to_string())
        })
    }

    /// Reads a plan from its text. `file` is what messages call it, and `list` gives the text of a list of devices.
    ///
    /// # Errors
    ///
    /// All mistakes in the plan.
    pub fn parse(
        file: &str,
        text: &str,
        list: &dyn Fn(&str) -> Result<String, String>,
    ) -> Result<Self, PlanError> {
        check::check(file, text, list)
    }
}

/// The text of a file, unless it is longer than any plan or list of devices is.
fn text_of(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    File::open(path)?.take(LONGEST + 1).read_to_string(&mut text)?;
    if text.len() as u64 > LONGEST {
        let message = format!("it is longer than {} MiB", LONGEST >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    Ok(text)
}

#[cfg(test)]
mod tests;
