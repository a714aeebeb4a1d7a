//! Mistakes in a plan, with their places.

use std::fmt;
use std::ops::Range;

/// A mistake in a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The line, from 1; 0 if it is about the whole file.
    pub line: usize,
    /// The character in that line, from 1.
    pub column: usize,
    /// What is wrong, what is allowed, what to do.
    pub message: String,
}

/// All mistakes in a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanError {
    file: String,
    mistakes: Vec<Mistake>,
}

impl PlanError {
    pub(super) fn new(file: &str, mistakes: Vec<Mistake>) -> Self {
        Self { file: file.to_owned(), mistakes }
    }

    pub(super) fn whole(file: &str, message: String) -> Self {
        Self::new(file, vec![Mistake { line: 0, column: 0, message }])
    }

    /// The mistakes, in the order of the file.
    pub fn mistakes(&self) -> &[Mistake] {
        &self.mistakes
    }
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, mistake) in self.mistakes.iter().enumerate() {
            if number > 0 {
                writeln!(f)?;
            }
            let Mistake { line, column, message } = mistake;
            match line {
                0 => write!(f, "{}: {message}", self.file)?,
                _ => write!(f, "{}:{line}:{column}: {message}", self.file)?,
            }
        }
        Ok(())
    }
}

impl std::error::Error for PlanError {}

/// Collects mistakes.
pub(super) struct Mistakes<'a> {
    text: &'a str,
    found: Vec<(usize, Mistake)>,
}

impl<'a> Mistakes<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, found: Vec::new() }
    }

    /// Adds a mistake at a place of the text.
    pub(super) fn add(&mut self, span: &Range<usize>, message: impl Into<String>) {
        let mut at = span.start.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let before = &self.text[..at];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        self.found.push((span.start, Mistake { line, column, message: message.into() }));
    }

    pub(super) fn none(&self) -> bool {
        self.found.is_empty()
    }

    pub(super) fn into_error(mut self, file: &str) -> PlanError {
        self.found.sort_by_key(|(at, _)| *at);
        PlanError::new(file, self.found.into_iter().map(|(_, mistake)| mistake).collect())
    }
}
