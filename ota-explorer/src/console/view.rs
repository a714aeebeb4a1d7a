//! The parts of which the pages of the console are made.

use ota_spec::Value;

use crate::console::chart::Chart;
use crate::console::source::text;
use crate::html::Inline;

/// A page of the console.
#[derive(Debug, Default)]
pub(crate) struct View {
    pub(crate) title: String,
    /// The way to here.
    pub(crate) crumbs: Vec<Cell>,
    /// Why something is missing; empty if nothing is.
    pub(crate) problem: Inline,
    pub(crate) facts: Vec<(String, Cell)>,
    pub(crate) chart: Option<Chart>,
    /// Whether the chart is of what was seen, and the seconds after which one may look again.
    pub(crate) seen: Option<u32>,
    pub(crate) tables: Vec<Table>,
}

/// A text, and where it leads to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cell {
    pub(crate) text: String,
    /// Empty if nowhere.
    pub(crate) link: String,
    /// Whether it is in the language of the page, and not a name or a value.
    pub(crate) is_prose: bool,
}

/// A table.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) title: String,
    pub(crate) head: Vec<String>,
    pub(crate) rows: Vec<Vec<Cell>>,
    pub(crate) pager: Option<Pager>,
}

/// The pages of a table.
#[derive(Debug, Default)]
pub(crate) struct Pager {
    /// Which rows these are, such as `51–100 / 1000000`.
    pub(crate) text: String,
    /// The addresses of the first page, the one before, the one after and the last; empty where there is none.
    pub(crate) first: String,
    pub(crate) before: String,
    pub(crate) after: String,
    pub(crate) last: String,
}

/// The rows of a page.
pub(crate) const SIZE: u64 = 50;

impl Cell {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// A text in the language of the page.
    pub(crate) fn prose(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_prose: true, ..Self::default() }
    }

    pub(crate) fn leading(text: impl Into<String>, link: String) -> Self {
        let text = text.into();
        let link = if text.is_empty() { String::new() } else { link };
        Self { text, link, is_prose: false }
    }
}

/// The fields of an item as cells; those that are not there are empty.
pub(crate) fn cells(item: &Value, columns: &[&str]) -> Vec<Cell> {
    columns.iter().map(|column| Cell::new(text(item, column))).collect()
}

impl Table {
    pub(crate) fn new(title: impl Into<String>, head: &[&str]) -> Self {
        let head = head.iter().map(|name| (*name).to_owned()).collect();
        Self { title: title.into(), head, ..Self::default() }
    }

    /// The name of a column: on narrow screens it stands before each value.
    pub(crate) fn name(&self, column: &usize) -> &str {
        self.head.get(*column).map_or("", String::as_str)
    }
}

impl Pager {
    /// The pages around page `number`, counted from 1, of a list of `total` rows, of which only the first `most` can be had.
    pub(crate) fn of(
        number: u64,
        total: u64,
        most: u64,
        link: impl Fn(u64) -> String,
    ) -> Option<Self> {
        let last = total.min(most).div_ceil(SIZE);
        if last <= 1 && number <= 1 {
            return None;
        }
        let start = (number - 1).saturating_mul(SIZE);
        let end = start.saturating_add(SIZE).min(total);
        let page = |wanted: u64| {
            let is_other = wanted != number && (1..=last).contains(&wanted);
            if is_other { link(wanted) } else { String::new() }
        };
        let text = match start < end {
            true => format!("{}–{end} / {total}", start + 1),
            false => format!("0 / {total}"),
        };
        Some(Self {
            text,
            first: page(1),
            before: page((number - 1).min(last)),
            after: page(number.saturating_add(1)),
            last: page(last),
        })
    }
}

/// An address with these parameters; empty ones are left out.
pub(crate) fn link(path: &str, parameters: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(parameters.iter().filter(|(_, value)| !value.is_empty()));
    match query.finish() {
        query if query.is_empty() => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Pager, link};

    #[test]
    fn the_pager_leads_to_the_pages_that_there_are() {
        let page = |number, total| {
            Pager::of(number, total, u64::MAX, |number| number.to_string()).map(|pager| {
                [pager.text, pager.first, pager.before, pager.after, pager.last].join(" ")
            })
        };
        assert_eq!(page(1, 50), None);
        assert_eq!(page(1, 120).unwrap(), "1–50 / 120   2 3");
        assert_eq!(page(2, 120).unwrap(), "51–100 / 120 1 1 3 3");
        assert_eq!(page(3, 120).unwrap(), "101–120 / 120 1 2  ");
        assert_eq!(page(u64::MAX, 120).unwrap(), "0 / 120 1 3  3");
        assert_eq!(page(20_000, 1_000_000).unwrap(), "999951–1000000 / 1000000 1 19999  ");
        let page = |number| {
            let link = |number: u64| number.to_string();
            Pager::of(number, 1_000_000, 100_000, link).map(|pager| [pager.after, pager.last])
        };
        assert_eq!(page(1).unwrap(), ["2", "2000"]);
        assert_eq!(page(2000).unwrap(), ["", ""]);
    }

    #[test]
    fn an_address_has_only_what_is_set() {
        assert_eq!(link("/console", &[("a", ""), ("b", "x y&")]), "/console?b=x+y%26");
        assert_eq!(link("/console", &[("a", "")]), "/console");
    }
}
