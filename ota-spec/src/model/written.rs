//! The keywords of the spec language for the closed choices of the model: each is read and written
//! by the one table here.

use super::errors::{Layer, Retry};
use super::operation::{Idempotency, Method};
use super::shape::{Fill, Format, Place, Style};

/// A closed choice, each with its keyword.
pub(crate) trait Written: Copy + PartialEq + 'static {
    /// Every choice with its keyword, in the order in which messages list them.
    const WORDS: &'static [(&'static str, Self)];

    /// The keyword of this choice.
    fn word(self) -> &'static str {
        let known = Self::WORDS.iter().find(|(_, choice)| *choice == self);
        known.map_or("", |(word, _)| word)
    }
}

impl Written for Method {
    const WORDS: &'static [(&'static str, Self)] = &[("GET", Self::Get), ("POST", Self::Post)];
}

impl Written for Idempotency {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("readOnly", Self::ReadOnly),
        ("idempotent", Self::Idempotent),
        ("notIdempotent", Self::NotIdempotent),
    ];
}

impl Written for Place {
    const WORDS: &'static [(&'static str, Self)] = &[("query", Self::Query), ("body", Self::Body)];
}

impl Written for Style {
    const WORDS: &'static [(&'static str, Self)] =
        &[("flat", Self::Flat), ("json", Self::Json), ("comma", Self::Comma)];
}

impl Written for Fill {
    const WORDS: &'static [(&'static str, Self)] =
        &[("region", Self::Region), ("token", Self::Token)];
}

impl Written for Format {
    const WORDS: &'static [(&'static str, Self)] =
        &[(Self::DateTime.as_str(), Self::DateTime), (Self::FileUrl.as_str(), Self::FileUrl)];
}

impl Written for Layer {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("business", Self::Business),
        ("gateway", Self::Gateway),
        ("client", Self::Client),
        ("oss", Self::Oss),
    ];
}

impl Written for Retry {
    const WORDS: &'static [(&'static str, Self)] =
        &[("never", Self::Never), ("once", Self::Once), ("backoff", Self::Backoff)];
}

impl Method {
    /// The method as HTTP writes it.
    pub fn as_str(self) -> &'static str {
        self.word()
    }
}

impl Idempotency {
    /// The class as a spec writes it.
    pub fn as_str(self) -> &'static str {
        self.word()
    }
}

impl Place {
    /// The place as a spec writes it.
    pub fn as_str(self) -> &'static str {
        self.word()
    }
}

impl Style {
    /// The style as a spec writes it.
    pub fn as_str(self) -> &'static str {
        self.word()
    }
}

impl Fill {
    /// The source as a spec writes it.
    pub fn as_str(self) -> &'static str {
        self.word()
    }
}

impl Layer {
    /// The layer as a spec writes it.
    pub fn as_str(self) -> &'static str {
        self.word()
    }
}

impl Retry {
    /// The advice as a spec writes it.
    pub fn as_str(self) -> &'static str {
        self.word()
    }
}

#[cfg(test)]
mod tests {
    use super::{Fill, Format, Idempotency, Layer, Method, Place, Retry, Style, Written};

    /// Lists every choice, so that a new one has to be added here, and its keyword above.
    #[test]
    fn every_choice_has_a_word_of_its_own() {
        fn distinct<T: Written>(all: &[T]) {
            let words: std::collections::BTreeSet<&str> =
                all.iter().map(|one| one.word()).collect();
            assert_eq!((words.len(), T::WORDS.len()), (all.len(), all.len()));
            assert!(!words.contains(""));
        }
        distinct(&[Method::Get, Method::Post]);
        distinct(&[Idempotency::ReadOnly, Idempotency::Idempotent, Idempotency::NotIdempotent]);
        distinct(&[Place::Query, Place::Body]);
        distinct(&[Format::DateTime, Format::FileUrl]);
        distinct(&[Fill::Region, Fill::Token]);
        distinct(&[Style::Flat, Style::Json, Style::Comma]);
        distinct(&[Layer::Business, Layer::Gateway, Layer::Client, Layer::Oss]);
        distinct(&[Retry::Never, Retry::Once, Retry::Backoff]);
    }
}
