//! Where the items of a list come from.

use crate::error::Error;
use crate::flow::parts::lines::Lines;

/// Where the items of a list come from, one at a time.
pub(crate) enum Source<T> {
    /// The list of a request, which was checked as a whole.
    Held(std::vec::IntoIter<T>, u64),
    /// An iterator, and how many items it gave.
    Items(Box<dyn Iterator<Item = T> + Send>, u64),
    /// The lines of a file.
    Lines(Lines, fn(String) -> T),
}

impl<T> Source<T> {
    /// The next item with its place; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<(u64, T)>, Error> {
        let (item, count) = match self {
            Self::Held(items, count) => (items.next(), count),
            Self::Items(items, count) => (items.next(), count),
            Self::Lines(lines, convert) => {
                let line = lines.next()?;
                return Ok(line.map(|(number, line)| (number, convert(line))));
            }
        };
        *count += 1;
        Ok(item.map(|item| (*count, item)))
    }
}
