//! Conversions to lists and maps, for setters.

use std::collections::BTreeMap;

/// An argument for the setter of a list: an array, a `Vec` or a slice of values that convert to the
/// item type. The length of an array is checked at compile time.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the items of this list",
    label = "expected an array, a `Vec` or a slice of `{T}`",
    note = "collect an iterator first: `.collect::<Vec<_>>()`"
)]
pub trait IntoItems<T> {
    /// The number of items if it is known at compile time, else 0.
    const COUNT: usize = 0;
    /// The items.
    fn into_items(self) -> Vec<T>;
}

impl<T, U: Into<T>, const N: usize> IntoItems<T> for [U; N] {
    const COUNT: usize = N;

    fn into_items(self) -> Vec<T> {
        self.into_iter().map(Into::into).collect()
    }
}

impl<T, U: Clone + Into<T>, const N: usize> IntoItems<T> for &[U; N] {
    const COUNT: usize = N;

    fn into_items(self) -> Vec<T> {
        self.iter().cloned().map(Into::into).collect()
    }
}

impl<T, U: Into<T>> IntoItems<T> for Vec<U> {
    fn into_items(self) -> Vec<T> {
        self.into_iter().map(Into::into).collect()
    }
}

impl<T, U: Clone + Into<T>> IntoItems<T> for &Vec<U> {
    fn into_items(self) -> Vec<T> {
        self.iter().cloned().map(Into::into).collect()
    }
}

impl<T, U: Clone + Into<T>> IntoItems<T> for &[U] {
    fn into_items(self) -> Vec<T> {
        self.iter().cloned().map(Into::into).collect()
    }
}

/// Fails to compile if a list gets more than `most` items.
#[track_caller]
pub const fn fits<I: IntoItems<T>, T>(most: usize, message: &'static str) {
    assert!(I::COUNT <= most, "{}", message);
}

/// An argument for the setter of a map: pairs of keys and values, as an array, a `Vec` or a map.
pub trait IntoEntries<T> {
    /// The pairs.
    fn into_entries(self) -> BTreeMap<String, T>;
}

impl<T, K: Into<String>, V: Into<T>, I: IntoIterator<Item = (K, V)>> IntoEntries<T> for I {
    fn into_entries(self) -> BTreeMap<String, T> {
        self.into_iter().map(|(key, value)| (key.into(), value.into())).collect()
    }
}
