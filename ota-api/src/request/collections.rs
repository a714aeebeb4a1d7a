//! The arguments that setters of lists and maps take.

use std::collections::BTreeMap;

/// What the setter of a list takes: an array, a `Vec` or a slice of anything that converts to the
/// item. The length of an array is known to the compiler and checked by it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the items of this list",
    label = "expected an array, a `Vec` or a slice of `{T}`",
    note = "collect an iterator first: `.collect::<Vec<_>>()`"
)]
pub trait Items<T> {
    /// How many items there are, as far as the compiler knows; otherwise 0.
    const COUNT: usize = 0;
    /// The items.
    fn into_items(self) -> Vec<T>;
}

impl<T, U: Into<T>, const N: usize> Items<T> for [U; N] {
    const COUNT: usize = N;

    fn into_items(self) -> Vec<T> {
        self.into_iter().map(Into::into).collect()
    }
}

impl<T, U: Clone + Into<T>, const N: usize> Items<T> for &[U; N] {
    const COUNT: usize = N;

    fn into_items(self) -> Vec<T> {
        self.iter().cloned().map(Into::into).collect()
    }
}

impl<T, U: Into<T>> Items<T> for Vec<U> {
    fn into_items(self) -> Vec<T> {
        self.into_iter().map(Into::into).collect()
    }
}

impl<T, U: Clone + Into<T>> Items<T> for &Vec<U> {
    fn into_items(self) -> Vec<T> {
        self.iter().cloned().map(Into::into).collect()
    }
}

impl<T, U: Clone + Into<T>> Items<T> for &[U] {
    fn into_items(self) -> Vec<T> {
        self.iter().cloned().map(Into::into).collect()
    }
}

/// Refuses to compile what gives a list more items than it takes.
#[track_caller]
pub const fn fits(count: usize, most: usize, message: &'static str) {
    assert!(count <= most, "{}", message);
}

/// What the setter of a map takes: pairs of keys and values, as an array, a `Vec` or a map.
pub trait Entries<T> {
    /// The pairs.
    fn into_entries(self) -> BTreeMap<String, T>;
}

impl<T, K: Into<String>, V: Into<T>, I: IntoIterator<Item = (K, V)>> Entries<T> for I {
    fn into_entries(self) -> BTreeMap<String, T> {
        self.into_iter().map(|(key, value)| (key.into(), value.into())).collect()
    }
}
