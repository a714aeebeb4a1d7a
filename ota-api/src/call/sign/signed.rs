//! A signed call.

use std::fmt;
use std::ops::Range;

use bytes::Bytes;

use crate::call::text::text;

/// A signed call. `Debug` shows neither the signature nor a token.
///
/// All texts are parts of two, each of which was written in one go.
#[derive(Clone)]
pub struct Signed {
    /// The canonical request (V3) or the canonical query (V1), and the query to send where that is no
    /// part of it.
    pub(super) canonical: Bytes,
    /// What was signed, and behind it what was made of the signature.
    pub(super) signing: Bytes,
    pub(super) parts: Parts,
    pub(super) headers: Vec<(&'static str, Part)>,
    pub(super) body: Option<String>,
}

/// Where the parts begin and end.
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
    /// A part of `canonical`.
    Canonical(Range<usize>),
    /// A part of `signing`.
    Signing(Range<usize>),
    /// The same for all calls.
    Fixed(&'static str),
}

impl Signed {
    /// The query to send.
    pub fn query(&self) -> &str {
        text(&self.canonical[self.parts.query.clone()])
    }

    /// The form body to send, if parameters travel in one.
    pub fn body(&self) -> Option<&str> {
        self.body.as_deref()
    }

    /// The headers to send, `host` not among them.
    pub fn headers(&self) -> impl ExactSizeIterator<Item = (&'static str, &str)> {
        self.headers.iter().map(|(name, part)| {
            let value = match part {
                Part::Canonical(range) => text(&self.canonical[range.clone()]),
                Part::Signing(range) => text(&self.signing[range.clone()]),
                Part::Fixed(value) => value,
            };
            (*name, value)
        })
    }

    /// The same as parts of shared bytes, which cost no copies.
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

    /// What the signature covers: the canonical request (V3) or the canonical query (V1). With a
    /// security token it holds that token.
    pub fn canonical(&self) -> &str {
        text(&self.canonical[self.parts.canonical.clone()])
    }

    /// What was signed.
    pub fn string_to_sign(&self) -> &str {
        text(&self.signing[self.parts.string_to_sign.clone()])
    }

    /// The signature: hex digits (V3) or Base64 (V1).
    pub fn signature(&self) -> &str {
        text(&self.signing[self.parts.signature.clone()])
    }

    /// The `Authorization` header (V3).
    pub fn authorization(&self) -> Option<&str> {
        self.parts.authorization.clone().map(|range| text(&self.signing[range]))
    }
}

impl fmt::Debug for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signed").finish_non_exhaustive()
    }
}
