//! Empty fields of a request.

/// A type with an empty value, which a field has until it is set. In a required field, the checks report
/// it as missing.
pub trait Empty {
    /// The empty value.
    fn empty() -> Self;
}

impl<T: Default> Empty for T {
    fn empty() -> Self {
        Self::default()
    }
}
