//! Text that is wrapped to the width of a terminal.

use std::io::{self, IsTerminal};

use textwrap::{Options, WordSplitter};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::output::printable_lines;

/// Columns of a page whose terminal is not known.
const USUAL: usize = 80;

/// Fewest columns of a page: below that there is no room for indented words.
const NARROWEST: usize = 24;

/// What standard output is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Screen {
    /// How many columns it has, if anything says so.
    pub(super) columns: Option<usize>,
    /// Whether headings may be bold.
    pub(super) bold: bool,
}

impl Screen {
    /// Asks the terminal, else `COLUMNS`.
    pub(super) fn of_stdout() -> Self {
        let variable = |name| std::env::var(name).ok().filter(|text| !text.is_empty());
        let terminal = terminal_size::terminal_size_of(io::stdout());
        let columns = terminal
            .map(|(width, _)| usize::from(width.0))
            .or_else(|| variable("COLUMNS")?.parse().ok())
            .filter(|columns| *columns > 0);
        let plain =
            variable("NO_COLOR").is_some() || variable("TERM").is_some_and(|term| term == "dumb");
        Self { columns, bold: io::stdout().is_terminal() && !plain }
    }
}

/// A page that is put together from the top.
#[derive(Debug)]
pub(super) struct Page {
    width: usize,
    bold: bool,
    text: String,
}

impl Page {
    pub(super) fn new(screen: Screen) -> Self {
        let width = screen.columns.unwrap_or(USUAL).max(NARROWEST);
        Self { width, bold: screen.bold, text: String::new() }
    }

    /// How many columns it has.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// A heading, with an empty line before it.
    pub(super) fn heading(&mut self, text: &str) {
        self.gap();
        let start = self.text.len();
        self.put(0, "", text);
        if self.bold {
            let heading = self.text.split_off(start);
            self.text.push_str(&format!("\u{1b}[1m{}\u{1b}[0m\n", heading.trim_end()));
        }
    }

    /// An empty line, unless there is one or nothing yet.
    pub(super) fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// Text after some blanks; its own lines are kept.
    pub(super) fn put(&mut self, indent: usize, mark: &str, text: &str) {
        let indent = indent.min(self.width / 2);
        let first = format!("{:indent$}{mark}", "");
        let rest = " ".repeat(indent + mark.width());
        for line in printable_lines(text.trim_end()).lines() {
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

    /// Rows of two columns: the first as wide as its texts, the second wrapped beside it.
    pub(super) fn rows(&mut self, indent: usize, rows: &[(String, String)]) {
        let widest = rows.iter().map(|(head, _)| head.width()).max().unwrap_or_default();
        let fits = indent + widest + 2 <= self.width / 2;
        for (head, text) in rows {
            let head = printable_lines(head);
            if fits {
                let room = " ".repeat(widest.saturating_sub(head.width()) + 2);
                self.put(indent, &format!("{head}{room}"), text);
            } else {
                self.put(indent, "", &head);
                self.put(indent + 4, "", text);
            }
        }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// The text cut to some columns, with dots where something is left out.
pub(super) fn cut(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut short = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or_default();
        if used > columns {
            break;
        }
        short.push(c);
    }
    format!("{}…", short.trim_end())
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::{Page, Screen, cut};

    fn page(columns: usize, bold: bool) -> Page {
        Page::new(Screen { columns: Some(columns), bold })
    }

    #[test]
    fn nothing_is_wider_than_the_page() {
        for columns in [24, 31, 80] {
            let mut page = page(columns, false);
            page.heading(&"head ".repeat(30));
            page.put(40, "- ", &format!("{}\n{}", "x".repeat(99), "条码".repeat(50)));
            page.put(2, "", &format!("{}{{\"key\": \"{}\"}}", " ".repeat(70), "v".repeat(90)));
            page.rows(4, &[("a".repeat(70), "b ".repeat(70)), ("c".into(), "d".into())]);
            for line in page.finish().lines() {
                assert!(line.width() <= columns, "{columns}: {line}");
            }
        }
    }

    #[test]
    fn only_headings_are_bold_and_only_where_asked_for() {
        let shown = |bold| {
            let mut page = page(40, bold);
            page.heading("HEAD");
            page.put(2, "", "text \u{1b}[31mred");
            page.finish()
        };
        assert_eq!(shown(false), "HEAD\n  text \\u{1b}[31mred\n");
        assert_eq!(shown(true), "\u{1b}[1mHEAD\u{1b}[0m\n  text \\u{1b}[31mred\n");
    }

    #[test]
    fn what_is_cut_fits_and_says_so() {
        assert_eq!(cut("short", 5), "short");
        assert_eq!(cut("a longer text", 8), "a longe…");
        assert_eq!(cut("条码条码", 5), "条码…");
    }
}
