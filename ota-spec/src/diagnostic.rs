//! A mistake in a spec file: its place, the mistake, the remedy.

use std::fmt;
use std::sync::Arc;

use unicode_width::UnicodeWidthStr;

use crate::visible;

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
    /// The mistake.
    pub message: String,
    /// The remedy or the allowed values; shown behind the caret. May be empty.
    pub help: String,
    /// The path of the file.
    pub path: String,
    /// Its place; `None` if it concerns the file as a whole.
    pub position: Option<Position>,
}

/// A place in a file, with the line it is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// The number of characters under the caret, at least 1.
    pub width: usize,
    /// The text of the line.
    pub text: String,
}

/// The longest part of a line that a message shows; minified files have lines of any length.
const EXCERPT: usize = 120;

impl Diagnostic {
    /// A mistake that concerns a file as a whole.
    pub fn whole_file(path: &str, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            message: visible::line(&message.into()).into_owned(),
            help: visible::line(&help.into()).into_owned(),
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
            position: Some(Position::new(&file.text, span)),
            ..Self::whole_file(&file.path, message, help)
        }
    }
}

impl Position {
    pub(crate) fn new(text: &str, span: Span) -> Self {
        let start = floor(text, span.start);
        let end = floor(text, span.end).max(start);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let line = text[line_start..line_end].trim_end_matches('\r');
        // Only the first line of a longer span is shown.
        let end = end.min(line_start + line.len()).max(start);
        Self {
            line: text[..start].matches('\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            width: text[start..end].chars().count().max(1),
            text: line.to_owned(),
        }
    }

    /// The line, the blanks before the caret, and the caret.
    ///
    /// A long line is cut to the part around the mistake. Characters are as wide as a terminal
    /// shows them: two columns for Chinese, none for combining accents.
    fn excerpt(&self) -> (String, String, String) {
        let characters: Vec<char> = self.text.trim_end().chars().collect();
        let start = (self.column - 1).min(characters.len());
        let (from, to) = if characters.len() > EXCERPT {
            let from = start.saturating_sub(EXCERPT / 3);
            (from, characters.len().min(from + EXCERPT))
        } else {
            (0, characters.len())
        };
        let shown = |from: usize, to: usize| -> String {
            let clean = |c: &char| match *c {
                '\t' => ' ',
                c if visible::is_unsafe(c) => '\u{fffd}',
                c => c,
            };
            characters[from..to.max(from)].iter().map(clean).collect()
        };
        let dots = |needed: bool| if needed { "..." } else { "" };
        let before = format!("{}{}", dots(from > 0), shown(from, start));
        let marked = shown(start, to.min(start + self.width));
        let after = shown(to.min(start + self.width).max(start), to);
        let room = " ".repeat(before.width());
        let caret = "^".repeat(marked.width().max(1));
        let line = format!("{before}{marked}{after}{}", dots(to < characters.len()));
        (line, room, caret)
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

/// The form that rustc uses: message, arrow, line, caret, help.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.message)?;
        let Some(position) = &self.position else {
            write!(f, "\n --> {}", self.path)?;
            return if self.help.is_empty() { Ok(()) } else { write!(f, "\n = {}", self.help) };
        };
        let (line, column) = (position.line, position.column);
        let gutter = " ".repeat(line.to_string().len());
        let (shown, room, caret) = position.excerpt();
        writeln!(f, "\n{gutter}--> {}:{line}:{column}", self.path)?;
        writeln!(f, "{gutter} |")?;
        writeln!(f, "{}", format!("{line} | {shown}").trim_end())?;
        write!(f, "{gutter} | {room}{caret}")?;
        if self.help.is_empty() {
            Ok(())
        } else if room.len() + caret.len() + self.help.width() < EXCERPT {
            write!(f, " {}", self.help)
        } else {
            write!(f, "\n{gutter} = {}", self.help)
        }
    }
}

/// Collects the mistakes of one file.
#[derive(Debug)]
pub(crate) struct Report {
    file: Arc<File>,
    found: Vec<(usize, Diagnostic)>,
    /// The number of mistakes beyond those in `found`.
    more: usize,
}

/// The most mistakes shown of one file.
const SHOWN: usize = 100;

impl Report {
    pub(crate) fn new(file: Arc<File>) -> Self {
        Self { file, found: Vec::new(), more: 0 }
    }

    /// The text at `span`.
    pub(crate) fn text(&self, span: Span) -> &str {
        self.file.text.get(span.start..span.end).unwrap_or_default()
    }

    /// Records a mistake at `span`.
    pub(crate) fn at(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        if self.found.len() == SHOWN {
            self.more += 1;
            return;
        }
        let diagnostic = Diagnostic::at(&self.file, span, message, help);
        if !self.found.iter().any(|(_, known)| *known == diagnostic) {
            self.found.push((span.start, diagnostic));
        }
    }

    /// Records a mistake whose message and help take long to find; they are asked for only if it is
    /// shown.
    pub(crate) fn lazily(&mut self, span: Span, words: impl FnOnce() -> (String, String)) {
        if self.found.len() == SHOWN {
            self.more += 1;
        } else {
            let (message, help) = words();
            self.at(span, message, help);
        }
    }

    /// Records mistakes that were found together, as long as they are shown.
    pub(crate) fn each<T>(&mut self, mistakes: &[T], mut note: impl FnMut(&mut Self, &T)) {
        for (index, mistake) in mistakes.iter().enumerate() {
            if self.found.len() == SHOWN {
                self.more += mistakes.len() - index;
                return;
            }
            note(self, mistake);
        }
    }

    /// Whether nothing was found so far.
    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The number of mistakes so far.
    pub(crate) fn count(&self) -> usize {
        self.found.len() + self.more
    }

    /// The mistakes, in the order of the file.
    pub(crate) fn finish(mut self) -> Vec<Diagnostic> {
        self.found.sort_by_key(|(start, _)| *start);
        let mut found: Vec<Diagnostic> =
            self.found.into_iter().map(|(_, diagnostic)| diagnostic).collect();
        if self.more > 0 {
            let message = format!("the file has at least {} more mistakes", self.more);
            found.push(Diagnostic::whole_file(&self.file.path, message, ""));
        }
        found
    }
}
