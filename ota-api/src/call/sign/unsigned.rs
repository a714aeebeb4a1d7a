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
    /// The host, with the port unless it is the default one.
    pub host: &'a str,
    /// The action.
    pub action: &'a str,
    /// The version of the API.
    pub version: &'a str,
    /// The time, UTC, as `2026-01-02T03:04:05Z`.
    pub timestamp: &'a str,
    /// A string that no other request uses.
    pub nonce: &'a str,
    /// The region. V1 sends it as `RegionId`.
    pub region: Option<&'a str>,
    /// The response format. V1 sends it as `Format`, V3 in the header `accept`.
    pub format: Format,
    /// The credentials to sign with.
    pub credentials: &'a Credentials,
    /// Content type and content of a body (V3 only).
    pub body: Option<(&'a str, &'a [u8])>,
}
