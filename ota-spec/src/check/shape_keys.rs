//! Checks which keys go with which type.

use crate::diagnostic::{Report, Span};
use crate::keys;
use crate::raw::Shape;

pub(super) const BUILT_IN: [&str; 10] = [
    "String",
    "Integer",
    "Long",
    "Boolean",
    "Double",
    "RepeatList",
    "List",
    "Map",
    "Struct",
    "Any",
];

/// Reports keys that do not apply to this type.
pub(super) fn refuse_foreign(shape: &Shape, word: &str, report: &mut Report) {
    for (key, span) in &shape.keys {
        if keys::ITEMS.get(key).is_some_and(|key| key.goes_with.contains(&word)) {
            continue;
        }
        let help = match *key {
            "minItems" | "maxItems" | "uniqueItems" => "it counts the items of a list",
            "maxTotalLength" => "it counts the characters of all items of a list",
            "minLength" | "maxLength" => "it counts the characters of a `String`",
            "maxBytes" => "it counts the bytes of a `String`",
            "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => {
                "it limits an `Integer`, `Long` or `Double`"
            }
            "enum" => "it lists all values of a `String`, `Integer` or `Long`",
            "pattern" | "format" => "it describes a `String`",
            "xmlItem" => "it names the element around each item of a `List` in XML",
            "wrapper" => "it names what stands around the items of a `List`",
            "items" => {
                "it describes the items of a `RepeatList` or `List`, or the values of a `Map`"
            }
            "rules" => "it connects the members of a `Struct`",
            _ => "it lists the members of a `Struct`",
        };
        report.at(*span, format!("`{key}` does not go with `{word}`"), help);
    }
}

/// Whether a key is present.
pub(super) fn has(keys: &[(&str, Span)], key: &str) -> bool {
    keys.iter().any(|(known, _)| *known == key)
}
