//! What is measured without a network: each stage of a call beside others that do the same work.

mod decoding;
mod signing;

/// One contender of a comparison.
pub(crate) struct Case {
    /// What is compared.
    pub(crate) group: String,
    /// Who does it.
    pub(crate) contender: &'static str,
    /// Does it once.
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
