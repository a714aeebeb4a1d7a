//! Resolved references inside the model.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// A part of the model that other parts of a spec refer to.
pub trait Named {
    /// Its name or value on the wire, which is also its name in the spec.
    fn wire_name(&self) -> &str;
}

/// A resolved reference. It dereferences to its target, is shown as the name in the spec, and is
/// equal to any reference of the same name: it does not change with its target. So a type can refer to itself.
pub struct Handle<T>(Arc<T>);

impl<T> Handle<T> {
    /// A reference to this thing.
    pub fn new(thing: &Arc<T>) -> Self {
        Self(thing.clone())
    }
}

impl<T> Clone for Handle<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Deref for Handle<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Named> PartialEq for Handle<T> {
    fn eq(&self, other: &Self) -> bool {
        self.wire_name() == other.wire_name()
    }
}

impl<T: Named> fmt::Display for Handle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.wire_name())
    }
}

impl<T: Named> fmt::Debug for Handle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.wire_name(), f)
    }
}
