//! Secrets.

use std::fmt;

use zeroize::Zeroizing;

use crate::request::argument::{Argument, ValueRef};
use crate::response::read::Read;
use crate::response::read_error::ReadError;
use crate::response::value_reader::ValueReader;

/// A string that must not be shown: `Debug` hides it, there is no `Display`, and it is wiped from memory
/// when it is dropped.
///
/// ```
/// let secret = ota_api::Secret::from("s3cr3t");
/// assert_eq!(format!("{secret:?}"), "Secret(..)");
/// assert_eq!(secret.expose(), "s3cr3t");
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The string. Take care where it goes.
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
    fn value_ref(&self) -> ValueRef<'_> {
        ValueRef::String(&self.0)
    }

    fn secret(&self) -> Option<&str> {
        Some(&self.0)
    }
}

impl Read for Secret {
    fn read(reader: &mut dyn ValueReader) -> Result<Option<Self>, ReadError> {
        Ok(reader.string()?.map(Self::from))
    }
}
