//! Tables that fit the terminal.

use std::io::{self, Write};

use ota_authoring::page::Style;
use unicode_width::UnicodeWidthStr as _;

use crate::table;

/// A column of a table.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    /// Its heading.
    pub(crate) name: String,
    /// How much it is needed: the smallest are shown first.
    pub(crate) rank: u8,
}

/// The rank from which on cells may be cut. What is of a smaller one is copied by those who read it.
pub(crate) const CUT: u8 = 4;

/// The most columns of a terminal that a cell takes which may be cut.
const WIDEST: usize = 32;

/// The blanks between two columns.
const GAP: usize = 2;

/// Writes a table with as many columns as fit, the most needed first, and says which are left out. Cells are
/// written as they are.
pub(crate) fn write(
    out: &mut dyn Write,
    columns: &[Column],
    rows: &[Vec<String>],
    style: Style,
) -> io::Result<()> {
    let mut order: Vec<usize> = (0..columns.len()).collect();
    order.sort_by_key(|place| columns[*place].rank);
    let room = style.columns.unwrap_or(usize::MAX);
    let (mut used, mut shown, mut left_out) = (0, Vec::new(), Vec::new());
    for place in order {
        let width = width(columns, rows, place, style);
        let with_gap = if shown.is_empty() { width } else { width + GAP };
        if shown.is_empty() || used + with_gap <= room {
            used += with_gap;
            shown.push(place);
        } else {
            left_out.push(columns[place].name.as_str());
        }
    }
    let cell = |place: usize, text: &str| match (style.columns, columns[place].rank >= CUT) {
        (Some(_), true) => table::cut(text, WIDEST),
        _ => text.to_owned(),
    };
    let mut lines: Vec<Vec<String>> =
        vec![shown.iter().map(|place| columns[*place].name.clone()).collect()];
    lines.extend(rows.iter().map(|row| {
        shown.iter().map(|place| cell(*place, row.get(*place).map_or("", String::as_str))).collect()
    }));
    let mut text = Vec::new();
    table::write(&mut text, 0, &lines)?;
    let text = String::from_utf8_lossy(&text);
    let (head, body) = text.split_once('\n').unwrap_or((&text, ""));
    match style.bold {
        true => writeln!(out, "\u{1b}[1m{head}\u{1b}[0m")?,
        false => writeln!(out, "{head}")?,
    }
    out.write_all(body.as_bytes())?;
    if left_out.is_empty() {
        return Ok(());
    }
    writeln!(out, "not shown, as they do not fit: {}; `--output json` has all", left_out.join(", "))
}

/// The width of a column.
fn width(columns: &[Column], rows: &[Vec<String>], place: usize, style: Style) -> usize {
    let cells = rows.iter().filter_map(|row| row.get(place)).map(|cell| cell.width());
    let widest = cells.max().unwrap_or_default();
    let may_cut = style.columns.is_some() && columns[place].rank >= CUT;
    let widest = if may_cut { widest.min(WIDEST) } else { widest };
    widest.max(columns[place].name.width())
}

#[cfg(test)]
mod tests {
    use ota_authoring::page::Style;
    use unicode_width::UnicodeWidthStr as _;

    use super::{Column, write};

    fn shown(columns: Option<usize>) -> String {
        let names = [("Desc", 6), ("JobId", 0), ("Name", 2)];
        let names = names.map(|(name, rank)| Column { name: name.to_owned(), rank });
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let long = "条码".repeat(20);
        let rows = [row([&long, "wahVIzGkCMuAUE2gDERM02", "条码灯"]), row(["", "b", "lamp"])];
        let mut out = Vec::new();
        write(&mut out, &names, &rows, Style { columns, bold: false }).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_is_needed_most_is_shown_first_and_the_rest_is_named() {
        let wide = shown(None);
        assert_eq!(wide.lines().next(), Some("JobId                   Name    Desc"));
        assert!(wide.contains(&"条码".repeat(20)) && !wide.contains("not shown"), "{wide}");
        let narrow = shown(Some(40));
        let head = "JobId                   Name";
        assert_eq!(narrow.lines().next(), Some(head));
        assert!(narrow.contains("wahVIzGkCMuAUE2gDERM02  条码灯\n"), "{narrow}");
        assert!(narrow.contains("not shown, as they do not fit: Desc"), "{narrow}");
    }

    #[test]
    fn rows_are_no_wider_than_the_terminal() {
        for columns in [24, 40, 64, 66, 80] {
            let shown = shown(Some(columns));
            let rows = shown.lines().filter(|line| !line.starts_with("not shown"));
            for line in rows {
                assert!(line.width() <= columns, "{columns}: {line}");
            }
        }
        assert!(shown(Some(66)).contains('…'));
    }
}
