//! The sentences that are made: from a spec, of a request and of a call. A language is one table of functions.
//!
//! Labels stand in the table of `language`, and the texts of specs in the specs; what is put together from values is put
//! together here, and each language does it from the same values.

mod chinese;
mod english;

use ota_spec::limits::Violation;
use ota_spec::model::{Operation, Page, Rule, Type, Wait};

use crate::language::Language;
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

/// The sentences of a language.
pub(crate) fn of(language: Language) -> &'static Sentences {
    match language {
        Language::English => &english::SENTENCES,
        Language::Chinese => &chinese::SENTENCES,
    }
}

/// What is said of a wait: the field with the state, where it should go, and where it must not.
fn waited(wait: &Wait, and: &str) -> (String, String, String) {
    let path: Vec<&str> = wait.state.iter().map(|field| field.name.as_str()).collect();
    let list = |words: &[ota_spec::model::Constant]| {
        let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
        words.join(and)
    };
    (path.join("."), list(&wait.until), list(&wait.fail))
}
