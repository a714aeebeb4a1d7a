//! What a language has sentences for.

use ota_spec::limits::Violation;
use ota_spec::model::{Constant, Operation, Page, Rule, Type, Wait};

use crate::told::{Advice, Failure, Note, Problem};

/// What a language can say.
pub(crate) struct Sentences {
    /// The limits of a value, each on its own.
    pub(crate) limits: fn(&Type) -> Vec<String>,
    /// The demand of a rule.
    pub(crate) rule: fn(&Rule) -> String,
    /// How the pages of a list are walked.
    pub(crate) pages: fn(&Page) -> String,
    /// What sending does, and how often it may be done.
    pub(crate) sending: fn(&Operation) -> String,
    /// What is waited for, and for how long.
    pub(crate) wait: fn(&Wait) -> String,
    /// What is wrong with a request.
    pub(crate) violation: fn(&Violation) -> String,
    /// Why a call was not done.
    pub(crate) failure: fn(&Failure) -> String,
    /// What to do then; nothing where this language does not know.
    pub(crate) advice: fn(&Advice) -> Option<String>,
    /// What else there is to know of a call.
    pub(crate) note: fn(&Note) -> String,
    /// Why the console cannot show something; nothing where the service said it in its own words.
    pub(crate) problem: fn(&Problem) -> Option<String>,
}

/// What is said of a wait: the field with the state, where it should go, and where it must not.
pub(crate) fn waited(wait: &Wait, and: &str) -> (String, String, String) {
    let path: Vec<&str> = wait.state.iter().map(|field| field.name.as_str()).collect();
    let list = |words: &[Constant]| {
        let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
        words.join(and)
    };
    (path.join("."), list(&wait.until), list(&wait.fail))
}
