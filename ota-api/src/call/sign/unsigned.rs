//! A call before it is signed.

use crate::call::sign::scheme::{Format, Scheme};
use crate::config::credentials::Credentials;
use crate::request::operation::Method;

/// A call before it is signed.
#[derive(Debug, Clone, Copy)]
pub struct Unsigned<'a> {
    /// The scheme to sign with.
    pub scheme: Scheme,
    /// The HTTP method; it is part of what is signed.
    pub method: Method,
    /// The host, with the port where it is not the scheme's own.
    pub host: &'a str,
    /// The operation.
    pub action: &'a str,
    /// The version of the API.
    pub version: &'a str,
    /// The time, UTC, as `2026-01-02T03:04:05Z`.
    pub timestamp: &'a str,
    /// A text that no other request has.
    pub nonce: &'a str,
    /// The region, for V1: `RegionId` is sent if this is set.
    pub region: Option<&'a str>,
    /// How the answer is to be written. V1 signs it, V3 asks for it in `accept`.
    pub format: Format,
    /// The key.
    pub credentials: &'a Credentials,
    /// Content type and content of the body, for V3.
    pub body: Option<(&'a str, &'a [u8])>,
}
