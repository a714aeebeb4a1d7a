//! The sentences that are made: from a spec, of a request and of a call. A language is one table of functions.
//!
//! Labels stand in the table of `language`, and the texts of specs in the specs; what is put together from values is put
//! together here, and each language does it from the same values.

mod chinese;
mod english;
mod table;

use table::Sentences;

use crate::language::Language;

/// The sentences of a language.
pub(crate) fn of(language: Language) -> &'static Sentences {
    match language {
        Language::English => &english::SENTENCES,
        Language::Chinese => &chinese::SENTENCES,
    }
}
