//! Texts: those of the metadata, and those made where it has none.

use ota_spec::names;

/// What is deprecated without a word about its replacement.
pub(super) const DEPRECATED: &str = "The metadata marks it as deprecated.";

/// The first of these with anything in it.
pub(super) fn first<'a>(texts: impl IntoIterator<Item = Option<&'a str>>) -> Option<&'a str> {
    texts.into_iter().flatten().map(str::trim).find(|text| !text.is_empty())
}

/// The text on one line.
pub(super) fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A sentence from a name: `InstanceId` is `The instance ID.`
pub(super) fn of_name(name: &str) -> String {
    let words = words(name);
    if words.is_empty() {
        format!("The value `{name}`.")
    } else {
        format!("The {}.", words.join(" "))
    }
}

/// A sentence from an action: `ListCats` is `List cats.`
pub(super) fn of_action(action: &str) -> String {
    let words = words(action).join(" ");
    let mut characters = words.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    format!("{}{}.", first.map(String::from).unwrap_or_default(), characters.as_str())
}

fn words(name: &str) -> Vec<String> {
    let snake = names::snake(name);
    let word = |word: &str| match word {
        "id" | "ip" | "url" | "vpc" | "api" | "arn" | "cpu" => word.to_uppercase(),
        word => word.to_owned(),
    };
    snake.split('_').filter(|part| !part.is_empty()).map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::{of_action, of_name};

    #[test]
    fn names_make_neutral_sentences() {
        assert_eq!(of_name("InstanceId"), "The instance ID.");
        assert_eq!(of_name("@"), "The value `@`.");
        assert_eq!(of_action("ListCats"), "List cats.");
    }
}
