//! IDs: texts that must not be mistaken for one another.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use crate::request::argument::{Argument, Given};
use crate::response::read::Read;
use crate::response::read_error::ReadError;
use crate::response::value::Source;

/// Names a kind of ID. Implemented by generated code only.
pub trait IdKind {
    /// The name, as `Debug` shows it.
    const NAME: &'static str;
}

/// The ID of something: a text with a kind, so that the ID of a batch cannot be given where that of
/// a package belongs. One generic type serves all kinds, so a further kind costs nothing to compile.
///
/// ```
/// use ota_api::operations::FirmwareId;
///
/// let id = FirmwareId::from("T0F5b5tpFnHQrgfk030100");
/// assert_eq!(id.as_str(), "T0F5b5tpFnHQrgfk030100");
/// assert_eq!(format!("{id:?}"), "FirmwareId(\"T0F5b5tpFnHQrgfk030100\")");
/// ```
pub struct Id<K> {
    text: String,
    kind: PhantomData<fn() -> K>,
}

impl<K> Id<K> {
    /// Makes an ID of a text. The limits of the parameter are checked before sending.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), kind: PhantomData }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text, taken out.
    pub fn into_string(self) -> String {
        self.text
    }
}

impl<K> Default for Id<K> {
    fn default() -> Self {
        Self::new(String::new())
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        Self::new(self.text.clone())
    }
}

impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<K> Eq for Id<K> {}

impl<K> PartialEq<str> for Id<K> {
    fn eq(&self, other: &str) -> bool {
        self.text == other
    }
}

impl<K> PartialEq<&str> for Id<K> {
    fn eq(&self, other: &&str) -> bool {
        self.text == *other
    }
}

impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<K> Borrow<str> for Id<K> {
    fn borrow(&self) -> &str {
        &self.text
    }
}

impl<K> AsRef<str> for Id<K> {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl<K: IdKind> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple(K::NAME).field(&self.text).finish()
    }
}

impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl<K> From<&str> for Id<K> {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl<K> From<String> for Id<K> {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl<K> From<&String> for Id<K> {
    fn from(text: &String) -> Self {
        Self::new(text.as_str())
    }
}

impl<K> From<&Self> for Id<K> {
    fn from(id: &Self) -> Self {
        id.clone()
    }
}

impl<K> Argument for Id<K> {
    fn given(&self) -> Given<'_> {
        Given::Text(&self.text)
    }
}

impl<K> Read for Id<K> {
    fn read(source: &mut dyn Source) -> Result<Option<Self>, ReadError> {
        Ok(source.text()?.map(Self::new))
    }
}
