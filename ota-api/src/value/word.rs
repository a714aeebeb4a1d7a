//! Enums on the wire: words, some of which may be newer than this crate.

use std::fmt;

use crate::request::limits::{Limits, one_of};
use crate::response::read_error::ReadError;
use crate::response::value::Source;

/// An enum whose values are words. Implemented by generated code only.
pub trait Word: Sized + PartialEq + 'static {
    /// The known spellings; the one to send comes before its aliases.
    const TEXTS: &'static [&'static str];
    /// The value of each spelling.
    const WORDS: &'static [Self];
    /// Keeps a word that is not known.
    fn from_unknown(word: UnknownWord) -> Self;
    /// The word, if it is not known.
    fn as_unknown(&self) -> Option<&UnknownWord>;
}

/// A word that was not known when this crate was written. It is sent as it was read.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct UnknownWord(String);

impl UnknownWord {
    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UnknownWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// The value that a word stands for.
pub fn read_word<W: Word + Clone>(text: &str) -> W {
    match W::TEXTS.iter().zip(W::WORDS).find(|(known, _)| **known == text) {
        Some((_, word)) => word.clone(),
        None => W::from_unknown(UnknownWord(text.to_owned())),
    }
}

/// The word that stands for a value.
pub fn word_text<W: Word>(value: &W) -> &str {
    match value.as_unknown() {
        Some(word) => word.as_str(),
        None => {
            let mut known = W::TEXTS.iter().zip(W::WORDS);
            known.find(|(_, word)| *word == value).map_or("", |(text, _)| text)
        }
    }
}

/// Reads a word out of an answer.
pub fn take_word<W: Word + Clone>(source: &mut dyn Source) -> Result<Option<W>, ReadError> {
    let mut word = None;
    source.look(&mut |text| word = Some(read_word(text)))?;
    Ok(word)
}

/// One of the words of an enum.
pub const fn word<W: Word>() -> Limits {
    one_of(W::TEXTS)
}
