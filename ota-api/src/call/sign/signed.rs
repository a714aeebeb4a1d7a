//! A signed call.

use std::fmt;
use std::ops::Range;

use bytes::Bytes;

use crate::call::ascii::as_str;

/// A signed call. `Debug` shows neither the signature nor a token.
///
/// Every part is a range of one of two buffers, each written in one go.
#[derive(Clone)]
pub struct Signed {
    /// The canonical request (V3) or the canonical query (V1), followed by the query to send where
    /// the two differ.
    pub(super) canonical: Bytes,
    /// The string to sign, followed by the signature and what is built from it.
    pub(super) signing: Bytes,
    pub(super) parts: Parts,
    pub(super) headers: Vec<(&'static str, Part)>,
    pub(super) body: Option<String>,
}

/// The ranges of the parts.
#[derive(Clone)]
pub(super) struct Parts {
    /// In `canonical`.
    pub(super) canonical: Range<usize>,
    /// In `canonical`.
    pub(super) query: Range<usize>,
    /// In `signing`.
    pub(super) string_to_sign: Range<usize>,
    /// In `signing`.
    pub(super) signature: Range<usize>,
    /// In `signing`.
    pub(super) authorization: Option<Range<usize>>,
}

/// The value of a header.
#[derive(Clone)]
pub(super) enum Part {
    /// A range of `canonical`.
    Canonical(Range<usize>),
    /// A range of `signing`.
    Signing(Range<usize>),
    /// A constant.
    Fixed(&'static str),
}

impl Signed {
    /// The query to send.
    pub fn query(&self) -> &str {
        as_str(&self.canonical[self.parts.query.clone()])
    }

    /// The form body to send, if parameters travel in one.
    pub fn body(&self) -> Option<&str> {
        self.body.as_deref()
    }

    /// The headers to send, except `host`.
    pub fn headers(&self) -> impl ExactSizeIterator<Item = (&'static str, &str)> {
        self.headers.iter().map(|(name, part)| {
            let value = match part {
                Part::Canonical(range) => as_str(&self.canonical[range.clone()]),
                Part::Signing(range) => as_str(&self.signing[range.clone()]),
                Part::Fixed(value) => value,
            };
            (*name, value)
        })
    }

    /// The same headers as slices of shared bytes, without copying.
    pub(crate) fn header_bytes(&self) -> impl Iterator<Item = (&'static str, Bytes)> {
        self.headers.iter().map(|(name, part)| {
            let value = match part {
                Part::Canonical(range) => self.canonical.slice(range.clone()),
                Part::Signing(range) => self.signing.slice(range.clone()),
                Part::Fixed(value) => Bytes::from_static(value.as_bytes()),
            };
            (*name, value)
        })
    }

    /// The canonical request (V3) or the canonical query (V1) that the signature covers. It includes
    /// the security token, if there is one.
    pub fn canonical(&self) -> &str {
        as_str(&self.canonical[self.parts.canonical.clone()])
    }

    /// The string that was signed.
    pub fn string_to_sign(&self) -> &str {
        as_str(&self.signing[self.parts.string_to_sign.clone()])
    }

    /// The signature: hex digits (V3) or Base64 (V1). It is empty where a call is sent without one.
    pub fn signature(&self) -> &str {
        as_str(&self.signing[self.parts.signature.clone()])
    }

    /// The `Authorization` header (V3).
    pub fn authorization(&self) -> Option<&str> {
        self.parts.authorization.clone().map(|range| as_str(&self.signing[range]))
    }
}

impl fmt::Debug for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signed").finish_non_exhaustive()
    }
}
