//! The ways in which requests are signed and answers are written.

/// How requests are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scheme {
    /// `ACS3-HMAC-SHA256`, in headers.
    #[default]
    V3,
    /// `HMAC-SHA1`, in the query: the scheme of the older documentation.
    V1,
}

/// How answers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// JSON.
    #[default]
    Json,
    /// XML.
    Xml,
}
