//! The screen that standard output is shown on.

use std::io::{self, IsTerminal};

use ota_authoring::page::Style;

/// The style of pages on standard output: as wide as the terminal, else as `COLUMNS` says.
pub(crate) fn style() -> Style {
    let terminal = terminal_size::terminal_size_of(io::stdout());
    let columns = terminal
        .map(|(width, _)| usize::from(width.0))
        .or_else(|| variable("COLUMNS")?.parse().ok())
        .filter(|columns| *columns > 0);
    let plain =
        variable("NO_COLOR").is_some() || variable("TERM").is_some_and(|term| term == "dumb");
    Style { columns, bold: io::stdout().is_terminal() && !plain }
}

/// The same for tables: as wide as is needed where nobody looks.
pub(crate) fn fitting() -> Style {
    style()
}

/// How wide the terminal is that standard error is shown on.
pub(crate) fn error_columns() -> usize {
    let terminal = terminal_size::terminal_size_of(io::stderr());
    terminal.map(|(width, _)| usize::from(width.0)).filter(|columns| *columns > 0).unwrap_or(80)
}

/// Whether standard output is a terminal on which colors are wanted.
pub(crate) fn has_colors() -> bool {
    style().bold
}

/// Whether the terminal can do nothing but lines.
pub(crate) fn is_dumb() -> bool {
    variable("TERM").is_none_or(|term| term == "dumb")
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|text| !text.is_empty())
}
