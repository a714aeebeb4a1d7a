//! Lists that are not whole.

use std::fmt;

/// The reason why a list that was read page by page is not whole: fewer rows came than the service
/// counts. Rows that are removed while a list is read move later rows to earlier pages, where they are
/// missed; so a list that [shrank](Self::shrank) may lack more rows than those that were removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IncompleteList {
    rows: i64,
    total: i64,
    total_at_end: i64,
}

impl IncompleteList {
    pub(crate) fn new(rows: i64, total: i64, total_at_end: i64) -> Self {
        Self { rows, total, total_at_end }
    }

    /// The number of rows up to the last page that was read. If reading began at a later page, the pages
    /// before it count as full.
    pub fn rows(&self) -> i64 {
        self.rows
    }

    /// The largest number of rows that a page reported for the whole list.
    pub fn total(&self) -> i64 {
        self.total
    }

    /// The number of rows that the last page reported.
    pub fn total_at_end(&self) -> i64 {
        self.total_at_end
    }

    /// Whether rows vanished while the list was read. If not, the service left out rows that it counts.
    pub fn shrank(&self) -> bool {
        self.total_at_end < self.total
    }
}

impl fmt::Display for IncompleteList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rows, total, total_at_end } = self;
        if self.shrank() {
            write!(
                f,
                "the list shrank from {total} to {total_at_end} rows while it was read, and {rows} came"
            )
        } else {
            write!(f, "the list has {total} rows, but only {rows} came")
        }
    }
}
