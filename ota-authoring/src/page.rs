//! Pages of text: headings, paragraphs, tables and JSON, wrapped to some width.

use ota_spec::{Value, visible};
use textwrap::{Options, WordSplitter};
use unicode_width::UnicodeWidthStr;

use crate::layout;

/// How far text stands below its heading, in columns.
pub(crate) const INDENT: usize = 2;

/// Columns of a page whose screen is not known.
const USUAL: usize = 80;

/// Fewest columns of a page: below that there is no room for indented words.
const NARROWEST: usize = 24;

/// How to write a page as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// The columns of the screen; 80 if they are not known. A page never has fewer than 24.
    pub columns: Option<usize>,
    /// Whether headings are bold, by the escape sequence of terminals.
    pub bold: bool,
}

/// A part of a page.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading, with room before it.
    Heading(String),
    /// Room, of which there is never more than one line.
    Gap,
    /// A paragraph whose own ends of lines are kept.
    Text {
        /// How far it stands to the right, in columns.
        indent: usize,
        /// A mark before its first line, such as `- `.
        mark: String,
        /// The text.
        text: String,
    },
    /// Rows of two columns: a name, and a text beside or below it.
    Rows {
        /// How far they stand to the right, in columns.
        indent: usize,
        /// The rows.
        rows: Vec<(String, String)>,
    },
    /// JSON in the [`layout`] of files.
    Json {
        /// How far it stands to the right, in columns.
        indent: usize,
        /// The value.
        value: Value,
    },
}

/// A page, from the top.
///
/// Its strings are those of specs and may hold anything; [`Page::to_text`] escapes what is unsafe.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    blocks: Vec<Block>,
}

impl Page {
    /// An empty page.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Its parts, from the top.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// Adds a heading.
    pub(crate) fn heading(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Heading(text.into()));
    }

    /// Adds room.
    pub(crate) fn gap(&mut self) {
        self.blocks.push(Block::Gap);
    }

    /// Adds a paragraph with `mark` before its first line.
    pub(crate) fn put(&mut self, indent: usize, mark: &str, text: impl Into<String>) {
        self.blocks.push(Block::Text { indent, mark: mark.to_owned(), text: text.into() });
    }

    /// Adds rows of two columns.
    pub(crate) fn rows(&mut self, indent: usize, rows: Vec<(String, String)>) {
        self.blocks.push(Block::Rows { indent, rows });
    }

    /// Adds JSON.
    pub(crate) fn json(&mut self, indent: usize, value: Value) {
        self.blocks.push(Block::Json { indent, value });
    }

    /// The page as text, with everything escaped that a terminal would act on.
    pub fn to_text(&self, style: Style) -> String {
        let width = style.columns.unwrap_or(USUAL).max(NARROWEST);
        let mut writer = Writer { width, bold: style.bold, text: String::new() };
        for block in &self.blocks {
            writer.block(block);
        }
        writer.text
    }
}

/// A page that is written from the top.
struct Writer {
    width: usize,
    bold: bool,
    text: String,
}

impl Writer {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(text) => self.heading(text),
            Block::Gap => self.gap(),
            Block::Text { indent, mark, text } => self.put(*indent, mark, text),
            Block::Rows { indent, rows } => self.rows(*indent, rows),
            Block::Json { indent, value } => {
                let lines = layout::lines(value, self.width.saturating_sub(*indent));
                self.put(*indent, "", &lines);
            }
        }
    }

    /// A heading, with an empty line before it.
    fn heading(&mut self, text: &str) {
        self.gap();
        let start = self.text.len();
        self.put(0, "", text);
        if self.bold {
            let heading = self.text.split_off(start);
            self.text.push_str(&format!("\u{1b}[1m{}\u{1b}[0m\n", heading.trim_end()));
        }
    }

    /// An empty line, unless there is one or nothing yet.
    fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// Text after some blanks; its own lines are kept.
    fn put(&mut self, indent: usize, mark: &str, text: &str) {
        let indent = indent.min(self.width / 2);
        let first = format!("{:indent$}{mark}", "");
        let rest = " ".repeat(indent + mark.width());
        for line in visible::lines(text.trim_end()).lines() {
            // Lines that are indented already, such as those of JSON, go on where they start.
            let own = line.len() - line.trim_start().len();
            let own = own.min(self.width / 4);
            let rest = format!("{rest}{:own$}", "");
            let options = Options::new(self.width)
                .initial_indent(if line.is_empty() { "" } else { &first })
                .subsequent_indent(&rest)
                .word_splitter(WordSplitter::NoHyphenation);
            for wrapped in textwrap::wrap(line, options) {
                self.text.push_str(wrapped.trim_end());
                self.text.push('\n');
            }
        }
    }

    /// Rows of two columns: the first as wide as needed, the second wrapped beside it.
    fn rows(&mut self, indent: usize, rows: &[(String, String)]) {
        let widest = rows.iter().map(|(head, _)| head.width()).max().unwrap_or_default();
        let fits = indent + widest + 2 <= self.width / 2;
        for (head, text) in rows {
            let head = visible::lines(head);
            if fits {
                let room = " ".repeat(widest.saturating_sub(head.width()) + 2);
                self.put(indent, &format!("{head}{room}"), text);
            } else {
                self.put(indent, "", &head);
                self.put(indent + 4, "", text);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::{Page, Style};

    #[test]
    fn nothing_is_wider_than_the_page() {
        for columns in [24, 31, 80] {
            let mut page = Page::new();
            page.heading("head ".repeat(30));
            page.put(40, "- ", format!("{}\n{}", "x".repeat(99), "条码".repeat(50)));
            page.put(2, "", format!("{}{{\"key\": \"{}\"}}", " ".repeat(70), "v".repeat(90)));
            page.rows(4, vec![("a".repeat(70), "b ".repeat(70)), ("c".into(), "d".into())]);
            for line in page.to_text(Style { columns: Some(columns), bold: false }).lines() {
                assert!(line.width() <= columns, "{columns}: {line}");
            }
        }
    }

    #[test]
    fn only_headings_are_bold_and_only_where_asked_for() {
        let shown = |bold| {
            let mut page = Page::new();
            page.heading("HEAD");
            page.put(2, "", "text \u{1b}[31mred");
            page.to_text(Style { columns: Some(40), bold })
        };
        assert_eq!(shown(false), "HEAD\n  text \\u{1b}[31mred\n");
        assert_eq!(shown(true), "\u{1b}[1mHEAD\u{1b}[0m\n  text \\u{1b}[31mred\n");
    }
}
