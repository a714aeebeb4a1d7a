//! A mistake in a spec file: where it is, what is wrong, what to do.

use std::fmt;
use std::sync::Arc;

/// A spec file: its path inside the spec folder's parent (for messages) and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The path as messages show it, such as `specs/ops/DeleteOTAFirmware.json`.
    pub path: String,
    /// The text.
    pub text: String,
}

/// A range of bytes in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

/// One mistake in a spec file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What is wrong.
    pub message: String,
    /// What is allowed or what to do; shown behind the caret. May be empty.
    pub help: String,
    /// The path of the file.
    pub path: String,
    /// Where it is; `None` if it concerns the file as a whole.
    pub position: Option<Position>,
}

/// A place in a file, with the line it is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// How many characters the caret covers, at least 1.
    pub width: usize,
    /// The text of the line.
    pub text: String,
}

/// Longest part of a line that a message shows; minified files have lines of any length.
const EXCERPT: usize = 120;

impl Diagnostic {
    /// A mistake that concerns a file as a whole.
    pub fn whole_file(path: &str, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: help.into(),
            path: path.to_owned(),
            position: None,
        }
    }

    /// A mistake at a place in a file.
    pub fn at(
        file: &File,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            message: message.into(),
            help: help.into(),
            path: file.path.clone(),
            position: Some(Position::new(&file.text, span)),
        }
    }
}

impl Position {
    fn new(text: &str, span: Span) -> Self {
        let start = floor(text, span.start);
        let end = floor(text, span.end).max(start);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let shown_end = end.min(line_end);
        Self {
            line: text[..start].matches('\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            width: text[start..shown_end.max(start)].chars().count().max(1),
            text: text[line_start..line_end].trim_end_matches('\r').to_owned(),
        }
    }

    /// The part of the line to show, and the column and width inside it.
    fn excerpt(&self) -> (String, usize, usize) {
        let clean = |c: char| if c.is_control() { ' ' } else { c };
        let characters: Vec<char> = self.text.chars().map(clean).collect();
        let from =
            (self.column - 1).saturating_sub(if characters.len() > EXCERPT { 40 } else { 0 });
        let from = if characters.len() > EXCERPT { from } else { 0 };
        let to = characters.len().min(from + EXCERPT);
        let mut shown = String::new();
        let column = self.column - from + if from > 0 { 3 } else { 0 };
        if from > 0 {
            shown.push_str("...");
        }
        shown.extend(&characters[from..to]);
        if to < characters.len() {
            shown.push_str("...");
        }
        let room = (shown.chars().count() + 1)
            .saturating_sub(column - 1)
            .max(1);
        (shown, column, self.width.min(room))
    }
}

/// The nearest character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The form rustc uses: message, arrow, line, caret, help.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.message)?;
        let Some(position) = &self.position else {
            write!(f, "\n --> {}", self.path)?;
            return if self.help.is_empty() {
                Ok(())
            } else {
                write!(f, "\n  = {}", self.help)
            };
        };
        let (line, column) = (position.line, position.column);
        let gutter = " ".repeat(line.to_string().len());
        let (shown, caret, width) = position.excerpt();
        writeln!(f, "\n{gutter}--> {}:{line}:{column}", self.path)?;
        writeln!(f, "{gutter} |")?;
        writeln!(f, "{line} | {}", shown.trim_end())?;
        let marks = format!("{}{}", " ".repeat(caret - 1), "^".repeat(width));
        write!(f, "{gutter} | {marks} {}", self.help)
    }
}

/// Collects the mistakes of one file.
#[derive(Debug)]
pub(crate) struct Report {
    file: Arc<File>,
    found: Vec<(usize, Diagnostic)>,
}

impl Report {
    pub(crate) fn new(file: Arc<File>) -> Self {
        Self {
            file,
            found: Vec::new(),
        }
    }

    /// Notes a mistake at `span`.
    pub(crate) fn at(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        let diagnostic = Diagnostic::at(&self.file, span, message, help);
        if !self.found.iter().any(|(_, known)| *known == diagnostic) {
            self.found.push((span.start, diagnostic));
        }
    }

    /// Whether nothing was found so far.
    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// All mistakes, in the order of the file.
    pub(crate) fn finish(mut self) -> Vec<Diagnostic> {
        self.found.sort_by_key(|(start, _)| *start);
        self.found
            .into_iter()
            .map(|(_, diagnostic)| diagnostic)
            .collect()
    }
}
