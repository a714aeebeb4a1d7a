//! What an import took, judged and could not say.

use std::collections::{BTreeMap, BTreeSet};

/// How sure the import is of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// The metadata does not say it; the import decided.
    Judged,
    /// The metadata says it, and the specs do not.
    Unsaid,
    /// A sample that contradicts its schema.
    Sample,
}

impl Class {
    /// The class as reports write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Judged => "judged",
            Self::Unsaid => "unsaid",
            Self::Sample => "sample",
        }
    }
}

/// One thing that a person may want to look at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// How sure the import is of it.
    pub class: Class,
    /// The kind, such as `example made`.
    pub kind: &'static str,
    /// Its place, such as `parameters.JobId`; empty for the whole.
    pub place: String,
    /// What was found and what was done.
    pub text: String,
}

/// The findings of one operation or of the folder, in their order, with counts of what was taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Log {
    /// How much of what was taken over.
    pub taken: BTreeMap<&'static str, usize>,
    /// What was judged or could not be said.
    pub findings: Vec<Finding>,
}

impl Log {
    pub(super) fn took(&mut self, what: &'static str) {
        *self.taken.entry(what).or_default() += 1;
    }

    pub(super) fn judged(
        &mut self,
        kind: &'static str,
        place: impl Into<String>,
        text: impl Into<String>,
    ) {
        self.add(Class::Judged, kind, place.into(), text.into());
    }

    pub(super) fn unsaid(
        &mut self,
        kind: &'static str,
        place: impl Into<String>,
        text: impl Into<String>,
    ) {
        self.add(Class::Unsaid, kind, place.into(), text.into());
    }

    pub(super) fn sample(&mut self, kind: &'static str, text: impl Into<String>) {
        self.add(Class::Sample, kind, "responseDemo".to_owned(), text.into());
    }

    /// Keeps what was found several times once: a component is read for each side of a call.
    pub(super) fn once(&mut self) {
        let mut seen = BTreeSet::new();
        self.findings.retain(|found| seen.insert(found.clone()));
    }

    fn add(&mut self, class: Class, kind: &'static str, place: String, text: String) {
        self.findings.push(Finding { class, kind, place, text });
    }
}

/// The place of a part inside another.
pub(super) fn within(place: &str, name: &str) -> String {
    if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") }
}
