//! Chinese: every sentence anew, from the values that the English ones are made of.

mod calls;
mod rules;
mod violations;
mod words;

use crate::sentences::table::Sentences;

pub(super) static SENTENCES: Sentences = Sentences {
    limits: rules::limits,
    rule: rules::rule,
    pages: rules::pages,
    sending: rules::sending,
    wait: rules::wait,
    violation: violations::violation,
    failure: calls::failure,
    advice: calls::advice,
    note: calls::note,
    problem: calls::problem,
};
