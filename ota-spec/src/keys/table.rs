//! Tables of keys.

/// One key of an object.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// Whether every such object must have it.
    pub needed: bool,
    /// The types or rule words that it goes with; empty if it goes with all.
    pub goes_with: &'static [&'static str],
    /// The side of a call on which fields have it.
    pub side: Side,
    /// Its description, for editors.
    pub doc: &'static str,
}

/// The side of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Both.
    Both,
    /// Requests only.
    Request,
    /// Responses only.
    Response,
}

/// An object of a spec file.
#[derive(Debug)]
pub struct Table {
    /// The thing it describes, for messages.
    pub what: &'static str,
    /// Its keys, in the order in which a file should have them.
    pub(super) groups: &'static [&'static [Key]],
}

impl Table {
    /// The keys, in the order in which a file should have them.
    pub fn keys(&self) -> impl Iterator<Item = &'static Key> + Clone {
        self.groups.iter().copied().flatten()
    }

    /// The names of the keys.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + Clone {
        self.keys().map(|key| key.name)
    }

    /// The key of this name.
    pub fn get(&self, name: &str) -> Option<&'static Key> {
        self.keys().find(|key| key.name == name)
    }
}

/// The Chinese text beside a `doc`.
pub(super) const ZH: Key = free("zh", "The same in Chinese.");

pub(super) const fn needed(name: &'static str, doc: &'static str) -> Key {
    Key { name, needed: true, goes_with: &[], side: Side::Both, doc }
}

pub(super) const fn free(name: &'static str, doc: &'static str) -> Key {
    Key { name, needed: false, goes_with: &[], side: Side::Both, doc }
}

impl Key {
    pub(super) const fn with(self, goes_with: &'static [&'static str]) -> Self {
        Self { goes_with, ..self }
    }

    pub(super) const fn of(self, side: Side) -> Self {
        Self { side, ..self }
    }
}
