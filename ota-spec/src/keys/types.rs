//! The keys of `types.json`.

use super::table::{Table, ZH, free, needed};

/// The file `types.json`.
pub const TYPES: Table = Table {
    what: "`types.json`",
    groups: &[&[free("$schema", "A JSON Schema."), needed("types", "The types.")]],
};

/// An entry of `types`.
pub const NAMED_TYPE: Table = Table {
    what: "a type",
    groups: &[&[
        needed("name", "The name of the type."),
        needed("type", "`Id`, `Enum` or `Struct`."),
        needed("doc", "What it is."),
        ZH,
        free("minLength", "Fewest characters.").with(&["Id"]),
        free("maxLength", "Most characters.").with(&["Id"]),
        free("pattern", "A regular expression that matches the whole string.").with(&["Id"]),
        free("values", "The values.").with(&["Enum"]),
        free("fields", "The members.").with(&["Struct"]),
        free("rules", "How the members depend on each other in requests.").with(&["Struct"]),
    ]],
};

/// An entry of `values`.
pub const ENUM_VALUE: Table = Table {
    what: "an enum value",
    groups: &[&[
        needed("value", "The value on the wire."),
        free("name", "The name that programs use for it."),
        needed("doc", "What it means."),
        ZH,
        free("aliases", "Other spellings of the same."),
        free("deprecated", "What to use instead, if it should not be used any more."),
    ]],
};
