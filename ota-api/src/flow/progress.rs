//! How far a list has been read.

use crate::error::incomplete_list::IncompleteList;

/// The facts that a page tells about its list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    /// The number of rows on the page.
    pub(crate) rows: usize,
    /// The number of rows of the whole list.
    pub(crate) total: Option<i64>,
    /// The number of rows per page that the service went by.
    pub(crate) size: Option<i64>,
}

/// What follows a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// The next page.
    Page,
    /// Nothing: this was the last one.
    End,
    /// Nothing, although rows are missing.
    Incomplete(IncompleteList),
}

/// How far a list has been read.
#[derive(Debug)]
pub(crate) struct Progress {
    /// The page to ask for next, from 1.
    pub(crate) number: i32,
    /// The number of rows per page: the one to ask for, then the one that the service goes by.
    pub(crate) size: i32,
    /// The rows before and on the pages that were read; `None` before the first page.
    rows: Option<i64>,
    /// The total at the beginning, or the largest later one.
    total: i64,
}

impl Progress {
    pub(crate) fn new(number: i32, size: i32) -> Self {
        Self { number: number.max(1), size, rows: None, total: 0 }
    }

    /// Counts a page and decides what follows it. `largest` is the maximum size of a page.
    pub(crate) fn count(&mut self, seen: Seen, largest: i32) -> Next {
        let count = i64::try_from(seen.rows).unwrap_or(i64::MAX);
        if self.rows.is_none() {
            self.size = self.size_of_service(seen, count, largest);
        }
        let size = i64::from(self.size);
        let before = i64::from(self.number - 1).saturating_mul(size);
        // More than was asked for: something in the request makes the service ignore paging, and every
        // further page would be this one again.
        let unpaged = count > size;
        let start = if unpaged { 0 } else { before };
        let rows = self.rows.unwrap_or(start).saturating_add(count);
        self.rows = Some(rows);
        self.number = self.number.saturating_add(1);
        let more = !unpaged
            && match seen.total {
                Some(total) => before.saturating_add(size) < total,
                None => count >= size,
            };
        let Some(now) = seen.total else {
            return if more { Next::Page } else { Next::End };
        };
        self.total = self.total.max(now);
        if more && count > 0 {
            Next::Page
        } else if rows < self.total {
            Next::Incomplete(IncompleteList::new(rows, self.total, now))
        } else {
            Next::End
        }
    }

    /// The number of rows per page that the service goes by, as its first response shows it. It may be
    /// less than was asked for.
    fn size_of_service(&self, seen: Seen, count: i64, largest: i32) -> i32 {
        let asked = self.size;
        let small =
            |size: i64| i32::try_from(size).ok().filter(|size| (1..=largest).contains(size));
        match seen.size {
            Some(size) if size >= count => small(size).unwrap_or(asked),
            // It does not say, but its first page is short although there are more rows.
            None if self.number == 1
                && count < i64::from(asked)
                && seen.total.is_some_and(|total| count < total) =>
            {
                small(count).unwrap_or(asked)
            }
            _ => asked,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Next, Progress, Seen};
    use crate::error::incomplete_list::IncompleteList;

    fn page(rows: usize, total: i64) -> Seen {
        Seen { rows, total: Some(total), size: None }
    }

    fn incomplete(rows: i64, total: i64, at_end: i64) -> Next {
        Next::Incomplete(IncompleteList::new(rows, total, at_end))
    }

    #[test]
    fn the_page_size_of_the_service_counts() {
        for size in [Some(20), None] {
            let mut progress = Progress::new(1, 100);
            for _ in 1..13 {
                let next = progress.count(Seen { rows: 20, total: Some(250), size }, 100);
                assert_eq!(next, Next::Page);
            }
            assert_eq!((progress.number, progress.size), (13, 20));
            assert_eq!(progress.count(page(10, 250), 100), Next::End);
        }
    }

    #[test]
    fn a_size_that_makes_no_sense_is_not_taken() {
        for size in [0, -1, 101, i64::MAX] {
            let mut progress = Progress::new(1, 100);
            let next = progress.count(Seen { rows: 100, total: Some(101), size: Some(size) }, 100);
            assert_eq!((next, progress.size), (Next::Page, 100));
        }
    }

    #[test]
    fn an_empty_page_before_the_last_one_is_an_error() {
        assert_eq!(Progress::new(1, 100).count(page(0, 250), 100), incomplete(0, 250, 250));
        let mut progress = Progress::new(1, 100);
        assert_eq!(progress.count(page(100, 250), 100), Next::Page);
        assert_eq!(progress.count(page(0, 250), 100), incomplete(100, 250, 250));
    }

    #[test]
    fn rows_that_vanish_are_missed_although_the_last_total_fits() {
        let mut progress = Progress::new(1, 100);
        assert_eq!(progress.count(page(100, 250), 100), Next::Page);
        assert_eq!(progress.count(page(100, 249), 100), Next::Page);
        assert_eq!(progress.count(page(49, 249), 100), incomplete(249, 250, 249));
    }

    #[test]
    fn rows_that_are_added_are_read_as_well() {
        let mut progress = Progress::new(1, 100);
        assert_eq!(progress.count(page(100, 200), 100), Next::Page);
        assert_eq!(progress.count(page(100, 201), 100), Next::Page);
        assert_eq!(progress.count(page(1, 201), 100), Next::End);
    }

    #[test]
    fn reading_on_in_mid_list_counts_the_rows_before() {
        let mut progress = Progress::new(3, 100);
        assert_eq!(progress.count(page(50, 250), 100), Next::End);
        assert_eq!(Progress::new(3, 100).count(page(49, 250), 100), incomplete(249, 250, 250));
        assert_eq!(Progress::new(9, 100).count(page(0, 250), 100), Next::End, "beyond the end");
    }

    #[test]
    fn a_service_that_ignores_paging_is_asked_once() {
        assert_eq!(Progress::new(1, 10).count(page(50, 50), 100), Next::End);
        assert_eq!(Progress::new(1, 10).count(page(50, 51), 100), incomplete(50, 51, 51));
    }

    #[test]
    fn without_a_total_a_short_page_is_the_last() {
        let mut progress = Progress::new(1, 2);
        let page = |rows| Seen { rows, total: None, size: None };
        assert_eq!(progress.count(page(2), 2), Next::Page);
        assert_eq!(progress.count(page(1), 2), Next::End);
    }

    #[test]
    fn no_number_overflows() {
        let mut progress = Progress::new(i32::MAX, i32::MAX);
        progress.count(Seen { rows: usize::MAX, total: Some(i64::MAX), size: Some(i64::MAX) }, 100);
        progress.count(Seen { rows: usize::MAX, total: Some(i64::MIN), size: Some(i64::MIN) }, 100);
    }
}
