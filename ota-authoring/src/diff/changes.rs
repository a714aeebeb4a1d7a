//! Changes, their meaning for callers, and what they ask of the next version.

use std::fmt;

use crate::page::{INDENT, Page};

/// The meaning of a change for a program that uses the generated code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// A program does not compile any more, or a call that worked is refused or does another thing.
    Breaking,
    /// Something more can be done.
    Addition,
    /// Programs do not notice.
    Documentation,
}

impl Class {
    /// All, the worst first.
    pub const ALL: [Self; 3] = [Self::Breaking, Self::Addition, Self::Documentation];

    /// Its name: `breaking`, `addition` or `documentation`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Addition => "addition",
            Self::Documentation => "documentation",
        }
    }

    /// The part of a version number that a change of this class raises: `major`, `minor` or
    /// `patch`.
    pub fn version(self) -> &'static str {
        match self {
            Self::Breaking => "major",
            Self::Addition => "minor",
            Self::Documentation => "patch",
        }
    }
}

/// One difference between two specs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The operation, or the shared file.
    pub owner: String,
    /// The part of it, such as `DeviceName.N`; empty if it is the whole.
    pub part: String,
    /// Its meaning for callers.
    pub class: Class,
    /// The change in words, such as `at most 8 characters, was 16`.
    pub message: String,
}

/// The owner, the part and the change.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { owner, part, class: _, message } = self;
        if part.is_empty() {
            write!(f, "{owner}: {message}")
        } else {
            write!(f, "{owner} `{part}`: {message}")
        }
    }
}

/// The differences between two specs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diff {
    /// The changes: those of one owner stand together, the worst first.
    pub changes: Vec<Change>,
}

impl Diff {
    /// The worst class among the changes; `None` if nothing changed.
    pub fn worst(&self) -> Option<Class> {
        self.changes.iter().map(|change| change.class).min()
    }

    /// The number of changes of a class.
    pub fn count(&self, class: Class) -> usize {
        self.changes.iter().filter(|change| change.class == class).count()
    }

    /// The changes as a page, by owner.
    pub fn page(&self) -> Page {
        let mut page = Page::new();
        let mut owner = "";
        for change in &self.changes {
            if owner != change.owner {
                owner = &change.owner;
                page.heading(owner);
            }
            let part = if change.part.is_empty() { "" } else { &format!("`{}`: ", change.part) };
            let mark = format!("{:<15}", change.class.name());
            page.put(INDENT, &mark, format!("{part}{}", change.message));
        }
        page
    }
}

/// Collects the differences of one owner.
#[derive(Debug)]
pub(super) struct Changes {
    owner: String,
    found: Vec<Change>,
}

impl Changes {
    pub(super) fn of(owner: &str) -> Self {
        Self { owner: owner.to_owned(), found: Vec::new() }
    }

    pub(super) fn add(&mut self, class: Class, part: &str, message: impl Into<String>) {
        self.found.push(Change {
            owner: self.owner.clone(),
            part: part.to_owned(),
            class,
            message: message.into(),
        });
    }

    pub(super) fn breaks(&mut self, part: &str, message: impl Into<String>) {
        self.add(Class::Breaking, part, message);
    }

    pub(super) fn adds(&mut self, part: &str, message: impl Into<String>) {
        self.add(Class::Addition, part, message);
    }

    pub(super) fn documents(&mut self, part: &str, message: impl Into<String>) {
        self.add(Class::Documentation, part, message);
    }

    /// Something that programs do not notice.
    pub(super) fn prose<T: PartialEq>(&mut self, part: &str, what: &str, old: &T, new: &T) {
        if old != new {
            self.documents(part, format!("{what} changed"));
        }
    }

    /// Something that is there or not, by name.
    pub(super) fn deprecation(&mut self, part: &str, old: Option<&String>, new: Option<&String>) {
        match (old, new) {
            (None, Some(instead)) => self.adds(part, format!("deprecated: {instead}")),
            (Some(_), None) => self.adds(part, "not deprecated any more"),
            (old, new) => self.prose(part, "what to use instead", &old, &new),
        }
    }

    /// The differences, the worst first, else in the order in which they were found.
    pub(super) fn finish(mut self) -> Vec<Change> {
        self.found.sort_by_key(|change| change.class);
        self.found
    }
}
