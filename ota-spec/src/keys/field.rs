//! The keys of parameters, fields and members.

use super::table::{Key, Side, Table, ZH, free, needed};

const NAME: Key = needed("name", "The name on the wire.");
const TYPE: Key = needed("type", "What it holds: a built-in type, or one of `types.json`.");

const FIELD_KEYS: [Key; 11] = [
    free(
        "ident",
        "What the field is called in Rust, in snake case, where its name on the wire makes no identifier or the same as another.",
    ),
    free(
        "required",
        "Whether a request must carry it. A required parameter of the operation needs an `example`.",
    )
    .of(Side::Request),
    needed(
        "doc",
        "What it is, in Markdown. Write about the wire names of parameters, types and operations in backticks.",
    ),
    ZH,
    free("default", "What the service takes if it is left out. It is documented, not sent.")
        .of(Side::Request),
    free(
        "example",
        "A value that fits the type and its limits. Documentation and tests show it.",
    ),
    free(
        "secret",
        "Whether the string must never be shown: in help, in logs, in what programs print for debugging.",
    ),
    free("deprecated", "What to use instead, if it should not be used any more."),
    free("in", "Where the request carries the parameter: in the query, or in a form body.")
        .of(Side::Request),
    free(
        "fill",
        "What the client sends where a request does not set the parameter: its region, or a token of its own that makes a repeated call the same call.",
    )
    .of(Side::Request),
    free(
        "style",
        "How the parameter is written: its parts flat as parameters of their own, all of it as one JSON text, or its items joined with commas.",
    )
    .of(Side::Request),
];

const SHAPE_KEYS: [Key; 19] = [
    free("items", "What each item of the list, or each value of the map, is.")
        .with(&["RepeatList", "List", "Map"]),
    free("fields", "The members of a `Struct`.").with(&["Struct"]),
    free(
        "rules",
        "How the members of a `Struct` depend on each other. Checked for each such struct of a request.",
    )
    .with(&["Struct"])
    .of(Side::Request),
    free(
        "wrapper",
        "The key that stands around the items of a `List`: `Data` with the wrapper `Info` is `{\"Data\": {\"Info\": [...]}}`. Leave it out for a plain array.",
    )
    .with(&["List"])
    .of(Side::Response),
    free(
        "xmlItem",
        "The element around each item of a `List` in XML, where JSON has a plain array: `Data` with the item `member` is `<Data><member>..</member></Data>`.",
    )
    .with(&["List"])
    .of(Side::Response),
    free("minItems", "Fewest items of a list.").with(&["RepeatList", "List"]).of(Side::Request),
    free("maxItems", "Most items of a list. A longer one is refused before anything is sent.")
        .with(&["RepeatList", "List"])
        .of(Side::Request),
    free("uniqueItems", "Whether every item of a list must differ from the others.")
        .with(&["RepeatList", "List"])
        .of(Side::Request),
    free("minLength", "Fewest characters of a `String`.").with(&["String"]),
    free("maxLength", "Most characters of a `String`.").with(&["String"]),
    free("maxBytes", "Most bytes of a `String` in UTF-8.").with(&["String"]),
    free(
        "format",
        "The form of a `String`: a date and time as ISO 8601 writes them, or the address of a file that the service fetches.",
    )
    .with(&["String"]),
    free(
        "minimum",
        "Smallest value of an `Integer`, `Long` or `Double`; the value itself is allowed.",
    )
    .with(&["Integer", "Long", "Double"]),
    free(
        "maximum",
        "Largest value of an `Integer`, `Long` or `Double`; the value itself is allowed.",
    )
    .with(&["Integer", "Long", "Double"]),
    free(
        "exclusiveMinimum",
        "What an `Integer`, `Long` or `Double` must be more than; instead of `minimum`.",
    )
    .with(&["Integer", "Long", "Double"]),
    free(
        "exclusiveMaximum",
        "What an `Integer`, `Long` or `Double` must be less than; instead of `maximum`.",
    )
    .with(&["Integer", "Long", "Double"]),
    free(
        "enum",
        "All values that a `String`, `Integer` or `Long` can have, where they need no names and meanings; else describe an enum in `types.json`.",
    )
    .with(&["String", "Integer", "Long"]),
    free(
        "pattern",
        "A regular expression between `^` and `$` that matches the whole string. Characters beyond ASCII may stand unescaped or as `\\u{4e00}`.",
    )
    .with(&["String"]),
    free(
        "maxTotalLength",
        "Most characters of all strings in all items of a list together.",
    )
    .with(&["RepeatList", "List"])
    .of(Side::Request),
];

/// A parameter of a request, a field of a response or a member of a struct.
pub const FIELD: Table =
    Table { what: "a field", groups: &[&[NAME, TYPE], &FIELD_KEYS, &SHAPE_KEYS] };

/// The items of a list or the values of a map.
pub const ITEMS: Table = Table { what: "the items", groups: &[&[TYPE], &SHAPE_KEYS] };
