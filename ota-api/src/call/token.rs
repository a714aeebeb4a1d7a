//! Tokens of calls: what a service knows a repeated call by.

use crate::call::stamp::Stamp;
use crate::error::Error;
use crate::request::parameter::{Fill, Parameter};

/// A token that no other call has: 32 hexadecimal digits.
pub(crate) struct Token(Stamp);

/// A new token, as a client sends it where a request sets none: 32 hexadecimal digits, unique. Set it in a
/// request that is kept, so that sending that request again is the same call for the service.
///
/// # Errors
///
/// The system provides no random numbers.
pub fn new_client_token() -> Result<String, Error> {
    Ok(Stamp::now()?.nonce().to_owned())
}

/// Whether every call with these parameters has a token.
pub(crate) fn is_sent(parameters: &[Parameter]) -> bool {
    parameters.iter().any(|parameter| parameter.fill == Some(Fill::Token))
}

impl Token {
    /// A new token, if one of the parameters is for it.
    pub(crate) fn new(parameters: &[Parameter]) -> Result<Option<Self>, Error> {
        is_sent(parameters).then(|| Stamp::now().map(Self)).transpose()
    }

    pub(crate) fn as_str(&self) -> &str {
        self.0.nonce()
    }
}
