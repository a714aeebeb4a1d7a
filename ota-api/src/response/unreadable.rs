//! Fields that could not be read.

use std::fmt;

/// A field of a successful response that could not be read, and is left out for this reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadableField {
    path: String,
    reason: String,
}

impl UnreadableField {
    pub(crate) fn new(name: &str, reason: &str) -> Self {
        Self { path: name.to_owned(), reason: reason.to_owned() }
    }

    /// Adds the name of the member or item that contains the field.
    pub(crate) fn inside(&mut self, name: &str) {
        let dot = if self.path.starts_with('[') { "" } else { "." };
        self.path = format!("{name}{dot}{}", self.path);
    }

    /// Whether this is a whole item of a list that is in no other list.
    pub(crate) fn is_row(&self) -> bool {
        self.path.ends_with(']') && self.path.matches('[').count() == 1
    }

    /// Whether the field at this path could not be read: it is this one, or inside of this one.
    pub(crate) fn hides(&self, path: &str) -> bool {
        let inner = path.strip_prefix(self.path.as_str());
        inner.is_some_and(|inner| inner.is_empty() || inner.starts_with('.'))
    }

    /// Rewrites its strings, which may quote the response: a path has the keys of maps.
    pub(crate) fn map_strings(&mut self, rewrite: impl Fn(&str) -> String) {
        self.path = rewrite(&self.path);
        self.reason = rewrite(&self.reason);
    }

    /// The path of the field, such as `Data.UtcCreate` or `Data[3].Timeout`; items are counted from 0.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The reason, such as "expected a string or number, not an array".
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for UnreadableField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.path, self.reason)
    }
}
