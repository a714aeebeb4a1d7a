//! The two ways that values go.

/// Which way the values go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Callers give them.
    Request,
    /// Callers get them.
    Response,
}

impl Side {
    /// The word for a value that goes this way.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Request => "parameter",
            Self::Response => "field",
        }
    }
}
