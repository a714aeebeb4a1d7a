//! The side of a call.

/// Where a type stands: it decides how lists are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    /// In a request, flattened into parameters.
    Flat,
    /// In a request, as one text.
    Text,
    /// In a response.
    Response,
}
