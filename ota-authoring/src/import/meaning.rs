//! Whether an enum is the one that a page describes.

use std::collections::BTreeSet;

use ota_spec::model::Enum;

use super::values::Word;

/// Words that stand in any sentence.
const COMMON: [&str; 24] = [
    "a", "an", "the", "of", "is", "are", "was", "be", "been", "to", "in", "on", "for", "by", "and",
    "or", "not", "this", "that", "it", "its", "with", "like", "has",
];

/// Whether a list of values is that of an enum, none more and none less.
pub(super) fn same_values(listed: &Enum, values: &[Word]) -> bool {
    let has = |known: &str| values.iter().any(|word| word.value == known);
    values.iter().all(|word| listed.find(&word.value).is_some())
        && listed.values.iter().all(|known| {
            has(&known.value)
                || known.deprecated.is_some()
                || known.aliases.iter().any(|alias| has(alias))
        })
}

/// Whether what the page says about each value has a word in common with what the enum says. A value that is a
/// word speaks for itself where the page says nothing.
pub(super) fn same_meanings(listed: &Enum, values: &[Word]) -> bool {
    values.iter().all(|word| {
        listed.find(&word.value).is_some_and(|known| match word.meaning.is_empty() {
            true => !listed.numeric,
            false => {
                let ours = stems(&format!("{} {}", known.name, known.doc));
                !ours.is_disjoint(&stems(&word.meaning))
            }
        })
    })
}

/// The words of a text without their endings.
fn stems(text: &str) -> BTreeSet<String> {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty() && !COMMON.contains(word))
        .map(|word| {
            let ended = ["ing", "ed", "es", "s", "e"].iter().find_map(|end| word.strip_suffix(end));
            ended.filter(|stem| stem.chars().count() > 2).unwrap_or(word).to_owned()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use ota_spec::model::{Enum, NamedKind};

    use super::{same_meanings, same_values};
    use crate::fixture::wall;
    use crate::import::values::Word;

    fn color() -> Enum {
        let types = wall().types;
        let color = types.iter().find(|named| named.name == "Color").unwrap();
        let NamedKind::Enum(listed) = &Arc::as_ref(color).kind else { panic!("{color:?}") };
        listed.clone()
    }

    fn words(words: &[(&str, &str)]) -> Vec<Word> {
        let word = |(value, meaning): &(&str, &str)| Word {
            value: (*value).to_owned(),
            meaning: (*meaning).to_owned(),
        };
        words.iter().map(word).collect()
    }

    #[test]
    fn an_enum_has_all_values_and_no_others() {
        assert!(same_values(&color(), &words(&[("BLUE", ""), ("RED", "")])));
        assert!(!same_values(&color(), &words(&[("RED", "")])));
        assert!(!same_values(&color(), &words(&[("RED", ""), ("BLUE", ""), ("GREEN", "")])));
    }

    #[test]
    fn meanings_are_the_same_where_they_share_a_word() {
        assert!(same_meanings(&color(), &words(&[("RED", "bricks"), ("BLUE", "the sky")])));
        assert!(!same_meanings(&color(), &words(&[("RED", "stop"), ("BLUE", "the sky")])));
    }
}
