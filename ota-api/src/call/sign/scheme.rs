//! Signature schemes and response formats.

/// A signature scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scheme {
    /// `ACS3-HMAC-SHA256`, in headers.
    #[default]
    V3,
    /// `HMAC-SHA1`, in the query: the scheme of the older documentation.
    V1,
}

/// A response format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// JSON.
    #[default]
    Json,
    /// XML.
    Xml,
}
