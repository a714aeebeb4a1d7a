//! Texts that must not be shown.

use std::fmt;

use zeroize::Zeroizing;

use crate::request::argument::{Argument, Given};
use crate::response::read::Read;
use crate::response::read_error::ReadError;
use crate::response::value::Source;

/// A text that must not be shown: `Debug` blanks it, there is no `Display`, and it is wiped from
/// memory when it is dropped.
///
/// ```
/// let secret = ota_api::Secret::from("s3cr3t");
/// assert_eq!(format!("{secret:?}"), "Secret(..)");
/// assert_eq!(secret.expose(), "s3cr3t");
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The text. Take care where it goes.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl Argument for Secret {
    fn given(&self) -> Given<'_> {
        Given::Text(&self.0)
    }
}

impl Read for Secret {
    fn read(source: &mut dyn Source) -> Result<Option<Self>, ReadError> {
        Ok(source.text()?.map(Self::from))
    }
}
