//! IDs.

use std::borrow::{Borrow, Cow};
use std::cmp::Ordering;
use std::convert::Infallible;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use crate::request::argument::{Argument, ValueRef};
use crate::response::read::Read;
use crate::response::read_error::ReadError;
use crate::response::value_reader::ValueReader;

/// A kind of ID. Implemented by generated code only.
pub trait IdKind {
    /// The name that `Debug` shows.
    const NAME: &'static str;
}

/// An ID: a string with a kind, so that the ID of a job is not accepted as that of a package. One generic
/// type serves all kinds, so a further kind costs nothing to compile.
///
/// ```
/// use ota_api::operations::FirmwareId;
///
/// let id = FirmwareId::from("T0F5b5tpFnHQrgfk030100");
/// assert_eq!(id.as_str(), "T0F5b5tpFnHQrgfk030100");
/// assert_eq!(format!("{id:?}"), "FirmwareId(\"T0F5b5tpFnHQrgfk030100\")");
/// assert_eq!(id, "T0F5b5tpFnHQrgfk030100");
/// assert_eq!(String::from(id), "T0F5b5tpFnHQrgfk030100");
/// ```
pub struct Id<K> {
    id: String,
    kind: PhantomData<fn() -> K>,
}

impl<K> Id<K> {
    /// Creates an ID from a string. The limits of the parameter are checked before sending.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), kind: PhantomData }
    }

    /// The ID as a string.
    pub fn as_str(&self) -> &str {
        &self.id
    }

    /// Converts the ID to a string.
    pub fn into_string(self) -> String {
        self.id
    }
}

impl<K> Default for Id<K> {
    fn default() -> Self {
        Self::new(String::new())
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        Self::new(self.id.clone())
    }
}

impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl<K> Eq for Id<K> {}

impl<K> PartialEq<str> for Id<K> {
    fn eq(&self, other: &str) -> bool {
        self.id == other
    }
}

impl<K> PartialEq<&str> for Id<K> {
    fn eq(&self, other: &&str) -> bool {
        self.id == *other
    }
}

impl<K> PartialEq<String> for Id<K> {
    fn eq(&self, other: &String) -> bool {
        self.id == *other
    }
}

impl<K> PartialEq<Id<K>> for str {
    fn eq(&self, other: &Id<K>) -> bool {
        *self == other.id
    }
}

impl<K> PartialEq<Id<K>> for &str {
    fn eq(&self, other: &Id<K>) -> bool {
        **self == other.id
    }
}

impl<K> PartialEq<Id<K>> for String {
    fn eq(&self, other: &Id<K>) -> bool {
        *self == other.id
    }
}

impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.id.cmp(&other.id)
    }
}

impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}

impl<K> Borrow<str> for Id<K> {
    fn borrow(&self) -> &str {
        &self.id
    }
}

impl<K> AsRef<str> for Id<K> {
    fn as_ref(&self) -> &str {
        &self.id
    }
}

impl<K: IdKind> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple(K::NAME).field(&self.id).finish()
    }
}

impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.id)
    }
}

impl<K> From<&str> for Id<K> {
    fn from(id: &str) -> Self {
        Self::new(id)
    }
}

impl<K> From<String> for Id<K> {
    fn from(id: String) -> Self {
        Self::new(id)
    }
}

impl<K> From<&String> for Id<K> {
    fn from(id: &String) -> Self {
        Self::new(id.as_str())
    }
}

impl<K> From<Box<str>> for Id<K> {
    fn from(id: Box<str>) -> Self {
        Self::new(id)
    }
}

impl<K> From<Cow<'_, str>> for Id<K> {
    fn from(id: Cow<'_, str>) -> Self {
        Self::new(id)
    }
}

impl<K> From<Id<K>> for String {
    fn from(id: Id<K>) -> Self {
        id.id
    }
}

/// Never fails: the limits of an ID are checked before sending.
impl<K> FromStr for Id<K> {
    type Err = Infallible;

    fn from_str(id: &str) -> Result<Self, Infallible> {
        Ok(Self::new(id))
    }
}

impl<K> From<&Self> for Id<K> {
    fn from(id: &Self) -> Self {
        id.clone()
    }
}

impl<K> Argument for Id<K> {
    fn value_ref(&self) -> ValueRef<'_> {
        ValueRef::String(&self.id)
    }
}

impl<K> Read for Id<K> {
    fn read(reader: &mut dyn ValueReader) -> Result<Option<Self>, ReadError> {
        Ok(reader.string()?.map(Self::new))
    }
}
