//! What changed, what that means for callers, and what it asks of the next version.

/// What a change means for a program that uses the generated code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// A program does not compile any more, or a call that worked is refused or does another thing.
    Breaking,
    /// Something more can be done.
    Addition,
    /// Programs do not notice.
    Documentation,
}

impl Class {
    /// All, the worst first.
    pub(super) const ALL: [Self; 3] = [Self::Breaking, Self::Addition, Self::Documentation];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Addition => "addition",
            Self::Documentation => "documentation",
        }
    }

    /// The part of a version number that a change of this class raises.
    pub(super) fn verdict(self) -> &'static str {
        match self {
            Self::Breaking => "major",
            Self::Addition => "minor",
            Self::Documentation => "patch",
        }
    }
}

/// One difference between two specs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    /// The operation, or the shared file.
    pub(super) owner: String,
    /// The part of it, such as `DeviceName.N`; empty if it is the whole.
    pub(super) part: String,
    pub(super) class: Class,
    /// What changed, in words.
    pub(super) message: String,
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

/// The worst class among changes.
pub(super) fn worst(changes: &[Change]) -> Option<Class> {
    changes.iter().map(|change| change.class).min()
}
