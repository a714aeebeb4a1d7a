//! How far a list has been read.

use crate::error::incomplete_list::IncompleteList;
use crate::error::kind::EndlessList;
use crate::flow::position::{Position, Turn};

/// The number of pages without items that may follow each other.
const EMPTY_PAGES: u32 = 1000;

/// The facts that a page tells about its list.
#[derive(Debug)]
pub(crate) struct Seen {
    /// The number of rows on the page.
    pub(crate) rows: usize,
    /// The number of rows of the whole list.
    pub(crate) total: Option<i64>,
    /// The number of rows per page that the service went by.
    pub(crate) size: Option<i64>,
    /// The token of the next page.
    pub(crate) next: Option<String>,
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
    /// Nothing, although the service names a next page.
    Endless(EndlessList),
}

/// How far a list has been read.
#[derive(Debug)]
pub(crate) struct Progress<P> {
    /// The page to ask for next; `None` after the last one.
    pub(crate) position: Option<P>,
    /// The number of rows per page, where there is one: the one to ask for, then the one that the service
    /// goes by.
    pub(crate) size: Option<i32>,
    /// The rows before and on the pages that were read, if they are known.
    rows: Option<i64>,
    /// The number of pages that were read.
    pages: u64,
    /// The total at the beginning, or the largest later one.
    total: i64,
    /// The number of empty pages since the last row.
    empty: u32,
    /// The position after the first, second, fourth, eighth, … page. The pages of a circle, however long it
    /// is, come to the latest of them again.
    mark: Option<P>,
}

impl<P: Position> Progress<P> {
    pub(crate) fn new(position: P, size: Option<i32>) -> Self {
        let position = Some(position.checked());
        Self { position, size, rows: None, pages: 0, total: 0, empty: 0, mark: None }
    }

    /// Counts a page and decides what follows it. `largest` is the maximum size of a page.
    pub(crate) fn count(&mut self, seen: Seen, largest: i32) -> Next {
        let Some(position) = self.position.clone() else { return Next::End };
        let count = i64::try_from(seen.rows).unwrap_or(i64::MAX);
        let first = self.pages == 0;
        if first {
            self.size = self.size.map(|asked| size_of_service(&position, asked, &seen, largest));
        }
        let size = self.size.map_or(i64::MAX, i64::from);
        // More than was asked for: something in the request makes the service ignore paging, and every
        // further page would be this one again.
        let unpaged = P::COUNTS && count > size;
        let before = match (first, unpaged) {
            (true, true) => Some(0),
            (true, false) => position.before(size),
            (false, _) => self.rows,
        };
        self.rows = before.map(|rows| rows.saturating_add(count));
        self.pages += 1;
        self.total = self.total.max(seen.total.unwrap_or_default());
        let now = seen.total;
        let turn = Turn { count, size, total: now, next: seen.next };
        let next = position.after(&turn).filter(|_| !unpaged);
        self.empty = if count == 0 { self.empty + 1 } else { 0 };
        if let Some(next) = next.filter(|_| count > 0 || !P::COUNTS) {
            let endless = self.endless(&position, &next);
            self.position = Some(next);
            return endless.map_or(Next::Page, Next::Endless);
        }
        match (self.rows, now) {
            (Some(rows), Some(now)) if rows < self.total => {
                Next::Incomplete(IncompleteList::new(rows, self.total, now))
            }
            _ => {
                self.position = None;
                Next::End
            }
        }
    }

    /// Whether the pages go round in a circle, or on without an end.
    fn endless(&mut self, position: &P, next: &P) -> Option<EndlessList> {
        if self.empty >= EMPTY_PAGES {
            return Some(EndlessList::Empty(self.empty));
        }
        if next == position || self.mark.as_ref() == Some(next) {
            return Some(EndlessList::Repeats);
        }
        if self.pages.is_power_of_two() {
            self.mark = Some(next.clone());
        }
        None
    }

    /// The number of rows up to the end of the next page, if it is full and that is known.
    pub(crate) fn reach(&self) -> Option<i64> {
        let size = self.size.map_or(1, i64::from);
        Some(self.position.as_ref()?.before(size)?.saturating_add(size))
    }
}

/// The number of rows per page that the service goes by, as its first response shows it. It may be
/// less than was asked for.
fn size_of_service<P: Position>(position: &P, asked: i32, seen: &Seen, largest: i32) -> i32 {
    let count = i64::try_from(seen.rows).unwrap_or(i64::MAX);
    let small = |size: i64| i32::try_from(size).ok().filter(|size| (1..=largest).contains(size));
    match seen.size {
        Some(size) if size >= count => small(size).unwrap_or(asked),
        // It does not say, but its first page is short although there are more rows.
        None if *position == P::first()
            && count < i64::from(asked)
            && seen.total.is_some_and(|total| count < total) =>
        {
            small(count).unwrap_or(asked)
        }
        _ => asked,
    }
}

#[cfg(test)]
mod tests {
    use super::{EndlessList, Next, Progress, Seen};
    use crate::error::incomplete_list::IncompleteList;

    fn page(rows: usize, total: i64) -> Seen {
        Seen { rows, total: Some(total), size: None, next: None }
    }

    fn incomplete(rows: i64, total: i64, at_end: i64) -> Next {
        Next::Incomplete(IncompleteList::new(rows, total, at_end))
    }

    #[test]
    fn the_page_size_of_the_service_counts() {
        for size in [Some(20), None] {
            let mut progress = Progress::<i32>::new(1, Some(100));
            for _ in 1..13 {
                let next =
                    progress.count(Seen { rows: 20, total: Some(250), size, next: None }, 100);
                assert_eq!(next, Next::Page);
            }
            assert_eq!((progress.position, progress.size), (Some(13), Some(20)));
            assert_eq!(progress.count(page(10, 250), 100), Next::End);
        }
    }

    #[test]
    fn a_size_that_makes_no_sense_is_not_taken() {
        for size in [0, -1, 101, i64::MAX] {
            let mut progress = Progress::<i32>::new(1, Some(100));
            let next = progress
                .count(Seen { rows: 100, total: Some(101), size: Some(size), next: None }, 100);
            assert_eq!((next, progress.size), (Next::Page, Some(100)));
        }
    }

    #[test]
    fn an_empty_page_before_the_last_one_is_an_error() {
        assert_eq!(
            Progress::<i32>::new(1, Some(100)).count(page(0, 250), 100),
            incomplete(0, 250, 250)
        );
        let mut progress = Progress::<i32>::new(1, Some(100));
        assert_eq!(progress.count(page(100, 250), 100), Next::Page);
        assert_eq!(progress.count(page(0, 250), 100), incomplete(100, 250, 250));
    }

    #[test]
    fn rows_that_vanish_are_missed_although_the_last_total_fits() {
        let mut progress = Progress::<i32>::new(1, Some(100));
        assert_eq!(progress.count(page(100, 250), 100), Next::Page);
        assert_eq!(progress.count(page(100, 249), 100), Next::Page);
        assert_eq!(progress.count(page(49, 249), 100), incomplete(249, 250, 249));
    }

    #[test]
    fn rows_that_are_added_are_read_as_well() {
        let mut progress = Progress::<i32>::new(1, Some(100));
        assert_eq!(progress.count(page(100, 200), 100), Next::Page);
        assert_eq!(progress.count(page(100, 201), 100), Next::Page);
        assert_eq!(progress.count(page(1, 201), 100), Next::End);
    }

    #[test]
    fn reading_on_in_mid_list_counts_the_rows_before() {
        let mut progress = Progress::<i32>::new(3, Some(100));
        assert_eq!(progress.count(page(50, 250), 100), Next::End);
        assert_eq!(
            Progress::<i32>::new(3, Some(100)).count(page(49, 250), 100),
            incomplete(249, 250, 250)
        );
        assert_eq!(
            Progress::<i32>::new(9, Some(100)).count(page(0, 250), 100),
            Next::End,
            "beyond the end"
        );
    }

    #[test]
    fn a_service_that_ignores_paging_is_asked_once() {
        assert_eq!(Progress::<i32>::new(1, Some(10)).count(page(50, 50), 100), Next::End);
        assert_eq!(
            Progress::<i32>::new(1, Some(10)).count(page(50, 51), 100),
            incomplete(50, 51, 51)
        );
    }

    #[test]
    fn without_a_total_a_short_page_is_the_last() {
        let mut progress = Progress::<i32>::new(1, Some(2));
        let page = |rows| Seen { rows, total: None, size: None, next: None };
        assert_eq!(progress.count(page(2), 2), Next::Page);
        assert_eq!(progress.count(page(1), 2), Next::End);
    }

    #[test]
    fn no_number_overflows() {
        let mut progress = Progress::<i32>::new(i32::MAX, Some(i32::MAX));
        progress.count(
            Seen { rows: usize::MAX, total: Some(i64::MAX), size: Some(i64::MAX), next: None },
            100,
        );
        progress.count(
            Seen { rows: usize::MAX, total: Some(i64::MIN), size: Some(i64::MIN), next: None },
            100,
        );
    }

    #[test]
    fn an_offset_advances_by_what_came() {
        let mut progress = Progress::<i64>::new(0, Some(100));
        for offset in (0..240).step_by(20) {
            assert_eq!(progress.position, Some(offset));
            assert_eq!(progress.count(page(20, 250), 100), Next::Page);
        }
        assert_eq!(progress.count(page(10, 250), 100), Next::End);
        let mut unsized_pages = Progress::<i64>::new(0, None);
        assert_eq!(unsized_pages.count(page(7, 10), i32::MAX), Next::Page);
        assert_eq!(unsized_pages.count(page(0, 10), i32::MAX), incomplete(7, 10, 10));
        let mut ignored = Progress::<i64>::new(0, Some(2));
        assert_eq!(ignored.count(page(5, 9), 100), incomplete(5, 9, 9));
    }

    fn tokened(rows: usize, next: &str) -> Seen {
        Seen { rows, total: None, size: None, next: Some(next.to_owned()) }
    }

    #[test]
    fn tokens_are_followed_to_the_last_page() {
        let mut progress = Progress::new(String::new(), Some(10));
        assert_eq!(progress.count(tokened(3, "b"), 10), Next::Page, "a short page");
        assert_eq!(progress.count(tokened(0, "c"), 10), Next::Page, "an empty page");
        assert_eq!(progress.count(tokened(20, "d"), 10), Next::Page, "more than was asked for");
        assert_eq!(progress.position.as_deref(), Some("d"));
        assert_eq!(progress.count(tokened(1, ""), 10), Next::End);
        assert_eq!(progress.position, None);
    }

    #[test]
    fn a_list_with_tokens_and_a_total_is_whole() {
        let seen = |rows, next| Seen { total: Some(5), ..tokened(rows, next) };
        let mut progress = Progress::new(String::new(), None);
        assert_eq!(progress.count(seen(2, "b"), 10), Next::Page);
        assert_eq!(progress.count(seen(2, ""), 10), incomplete(4, 5, 5));
        let mut later = Progress::new("b".to_owned(), None);
        assert_eq!(later.count(seen(2, ""), 10), Next::End, "what came before is not known");
    }

    #[test]
    fn tokens_that_go_round_in_a_circle_are_noticed() {
        for (tail, circle) in [(0, 1), (1, 1), (0, 2), (5, 3), (100, 64), (3, 1000)] {
            let mut progress = Progress::new(String::new(), None);
            let end = (0..).find(|page| {
                let next = if *page < tail { *page } else { tail + (page - tail) % circle };
                let followed = progress.count(tokened(1, &format!("t{next}")), 10);
                assert!(matches!(followed, Next::Page | Next::Endless(EndlessList::Repeats)));
                followed != Next::Page
            });
            let most = 4 * (tail + circle) + 4;
            assert!(end.is_some_and(|end| end <= most), "{tail} {circle}: {end:?}");
        }
    }

    #[test]
    fn pages_without_items_have_an_end() {
        let mut progress = Progress::new(String::new(), None);
        let pages =
            (1..).find(|page| progress.count(tokened(0, &format!("t{page}")), 10) != Next::Page);
        assert_eq!(pages, Some(1000));
    }
}
