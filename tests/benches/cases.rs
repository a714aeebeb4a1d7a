//! The measurements without a network: each stage of a call, next to other code for the same work.

mod decoding;
mod signing;

/// One contender of a comparison.
pub(crate) struct Case {
    /// The comparison that it belongs to.
    pub(crate) group: String,
    /// The contender.
    pub(crate) contender: &'static str,
    /// Runs it once.
    pub(crate) run: Box<dyn FnMut()>,
}

impl Case {
    fn new(group: &str, contender: &'static str, run: impl FnMut() + 'static) -> Self {
        Self { group: group.to_owned(), contender, run: Box::new(run) }
    }
}

/// Everything that is measured, contenders of one group next to each other.
pub(crate) fn all() -> Vec<Case> {
    let mut cases = signing::cases();
    cases.extend(decoding::cases());
    cases
}
