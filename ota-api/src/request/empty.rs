//! Fields of a request that nothing was set in.

/// A field that can be left blank while a request is put together. Blank is what a check finds
/// missing where the field is required.
pub trait Blank {
    /// The blank value.
    fn blank() -> Self;
}

/// Leaves a field blank.
pub fn blank<T: Blank>() -> T {
    T::blank()
}

impl<T: Default> Blank for T {
    fn blank() -> Self {
        Self::default()
    }
}
