//! Places in a list: what a call names to get a page.

use std::fmt::Debug;

/// A place in a list that is read page by page: the number of a page, counted from 1 (`i32`), the number
/// of items before it (`i64`), or the token that came with the page before (`String`). The operation
/// decides which. Implemented for these three types only.
pub trait Position: Clone + Debug + PartialEq + Send + Unpin + sealed::Walk + 'static {}

impl Position for i32 {}
impl Position for i64 {}
impl Position for String {}

pub(crate) mod sealed {
    use super::Turn;

    /// How a list is walked.
    pub trait Walk: Sized {
        /// Whether the position says how many items come before the page.
        const COUNTS: bool;
        /// The place of the first page.
        fn first() -> Self;
        /// This place, or the first one if there can be no such page.
        fn checked(self) -> Self;
        /// The number of items before the page, if that is known.
        fn before(&self, size: i64) -> Option<i64>;
        /// The place of the next page, if there is one.
        fn after(&self, turn: &Turn) -> Option<Self>;
    }
}

/// The facts about a page that decide what follows it.
#[derive(Debug)]
pub struct Turn {
    /// The number of items on it.
    pub(crate) count: i64,
    /// The number of items per page that the service goes by.
    pub(crate) size: i64,
    /// The number of items of the whole list.
    pub(crate) total: Option<i64>,
    /// The token of the next page.
    pub(crate) next: Option<String>,
}

impl Turn {
    /// Whether there are items beyond this page, which ends before item `end` when it is full.
    fn more(&self, end: i64) -> bool {
        match self.total {
            Some(total) => end < total,
            None => self.count >= self.size,
        }
    }
}

impl sealed::Walk for i32 {
    const COUNTS: bool = true;

    fn first() -> Self {
        1
    }

    fn checked(self) -> Self {
        self.max(1)
    }

    fn before(&self, size: i64) -> Option<i64> {
        Some(i64::from(self - 1).saturating_mul(size))
    }

    fn after(&self, turn: &Turn) -> Option<Self> {
        let end = self.before(turn.size)?.saturating_add(turn.size);
        turn.more(end).then(|| self.checked_add(1)).flatten()
    }
}

impl sealed::Walk for i64 {
    const COUNTS: bool = true;

    fn first() -> Self {
        0
    }

    fn checked(self) -> Self {
        self.max(0)
    }

    fn before(&self, _: i64) -> Option<i64> {
        Some(*self)
    }

    /// The service may return less than was asked for, so only what came counts.
    fn after(&self, turn: &Turn) -> Option<Self> {
        let end = self.saturating_add(turn.count);
        turn.more(end).then_some(end)
    }
}

impl sealed::Walk for String {
    const COUNTS: bool = false;

    fn first() -> Self {
        Self::new()
    }

    fn checked(self) -> Self {
        self
    }

    fn before(&self, _: i64) -> Option<i64> {
        self.is_empty().then_some(0)
    }

    fn after(&self, turn: &Turn) -> Option<Self> {
        turn.next.clone().filter(|next| !next.is_empty())
    }
}

/// A field of a request that says which page is wanted, or how large it is.
pub trait PageField<T> {
    /// The value, if it is set.
    fn get(&self) -> Option<T>;
    /// Sets it.
    fn set(&mut self, value: T);
}

impl PageField<i32> for i32 {
    fn get(&self) -> Option<i32> {
        Some(*self)
    }

    fn set(&mut self, value: i32) {
        *self = value;
    }
}

impl PageField<i32> for Option<i32> {
    fn get(&self) -> Option<i32> {
        *self
    }

    fn set(&mut self, value: i32) {
        *self = Some(value);
    }
}

impl PageField<i64> for i64 {
    fn get(&self) -> Option<i64> {
        Some(*self)
    }

    fn set(&mut self, value: i64) {
        *self = value;
    }
}

impl PageField<i64> for Option<i64> {
    fn get(&self) -> Option<i64> {
        *self
    }

    fn set(&mut self, value: i64) {
        *self = Some(value);
    }
}

/// Offsets of operations that call them `Integer`. One beyond what the parameter can say stays the
/// largest that it can.
impl PageField<i64> for i32 {
    fn get(&self) -> Option<i64> {
        Some((*self).into())
    }

    fn set(&mut self, value: i64) {
        *self = i32::try_from(value).unwrap_or(i32::MAX);
    }
}

impl PageField<i64> for Option<i32> {
    fn get(&self) -> Option<i64> {
        self.map(Into::into)
    }

    fn set(&mut self, value: i64) {
        *self = Some(i32::try_from(value).unwrap_or(i32::MAX));
    }
}

impl PageField<String> for Option<String> {
    fn get(&self) -> Option<String> {
        self.clone()
    }

    fn set(&mut self, value: String) {
        *self = Some(value).filter(|token| !token.is_empty());
    }
}

/// The fields of a request that say which page is wanted, and how large it is.
pub struct PageFields<'r, P> {
    pub(crate) position: &'r mut dyn PageField<P>,
    pub(crate) size: Option<&'r mut dyn PageField<i32>>,
}

/// The fields of an operation that has a size of pages.
pub fn page<'r, P>(
    position: &'r mut dyn PageField<P>,
    size: &'r mut dyn PageField<i32>,
) -> PageFields<'r, P> {
    PageFields { position, size: Some(size) }
}

/// The field of an operation without a size of pages.
pub fn page_without_size<P>(position: &mut dyn PageField<P>) -> PageFields<'_, P> {
    PageFields { position, size: None }
}

impl<P> std::fmt::Debug for PageFields<'_, P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PageFields").finish_non_exhaustive()
    }
}
