//! One thing that was checked.

use std::io::{self, Write};

use ota_spec::visible;
use serde_json::json;

/// What came of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Ok,
    Warning,
    Failure,
    Skipped,
}

/// One thing that was checked.
#[derive(Debug)]
pub(super) struct Check {
    pub(super) name: &'static str,
    pub(super) verdict: Verdict,
    text: String,
    /// What to do; empty if nothing is to be done.
    advice: String,
}

impl Check {
    pub(super) fn ok(name: &'static str, text: impl Into<String>) -> Self {
        Self { name, verdict: Verdict::Ok, text: text.into(), advice: String::new() }
    }

    pub(super) fn warning(
        name: &'static str,
        text: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Self { name, verdict: Verdict::Warning, text: text.into(), advice: advice.into() }
    }

    pub(super) fn failure(
        name: &'static str,
        text: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Self { name, verdict: Verdict::Failure, text: text.into(), advice: advice.into() }
    }

    pub(super) fn skipped(name: &'static str, text: impl Into<String>) -> Self {
        Self { name, verdict: Verdict::Skipped, text: text.into(), advice: String::new() }
    }

    fn word(&self) -> (&'static str, &'static str) {
        match self.verdict {
            Verdict::Ok => ("ok", "\u{1b}[32m"),
            Verdict::Warning => ("warning", "\u{1b}[33m"),
            Verdict::Failure => ("failure", "\u{1b}[31m"),
            Verdict::Skipped => ("skipped", "\u{1b}[2m"),
        }
    }

    pub(super) fn json(&self) -> serde_json::Value {
        json!({ "check": self.name, "verdict": self.word().0, "text": self.text, "advice": self.advice })
    }

    /// Writes it on a line, with what to do on the next.
    pub(super) fn write(&self, is_colored: bool, out: &mut dyn Write) -> io::Result<()> {
        let (word, color) = self.word();
        let text = visible::lines(self.text.trim_end()).replace('\n', "\n                       ");
        match is_colored {
            true => writeln!(out, "{color}{word:<8}\u{1b}[0m {:<12}  {text}", self.name)?,
            false => writeln!(out, "{word:<8} {:<12}  {text}", self.name)?,
        }
        if self.advice.is_empty() {
            return Ok(());
        }
        writeln!(out, "                       -> {}", visible::line(&self.advice))
    }
}
