//! From names on the wire to identifiers. Nothing else makes identifiers.

use heck::ToShoutySnakeCase;
use ota_spec::names::{camel, snake};
use proc_macro2::{Ident, Span};

/// Words that Rust takes for itself; an identifier of this name is written `r#type`.
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Keywords that cannot be written `r#..`.
const PATHS: [&str; 4] = ["self", "super", "crate", "Self"];

/// Functions that every struct inside a request has.
const MEMBER_FUNCTIONS: [&str; 1] = ["default"];

/// The methods that the client has without any spec; those of operations are named differently. This
/// crate does not know the client, so a test holds the list to the client's source.
pub const CLIENT_METHODS: [&str; 9] =
    ["as_ref", "builder", "call", "clone", "dry_run", "endpoint", "from_env", "region", "send"];

/// An identifier as it is, escaped where Rust demands it.
pub(crate) fn raw(name: &str) -> Ident {
    if PATHS.contains(&name) {
        Ident::new(&format!("{name}_"), Span::call_site())
    } else if KEYWORDS.contains(&name) {
        Ident::new_raw(name, Span::call_site())
    } else {
        Ident::new(name, Span::call_site())
    }
}

/// A field of a struct.
pub(crate) fn field(wire: &str) -> Ident {
    raw(&snake(wire))
}

/// The method of a builder that sets a parameter.
pub(crate) fn setter(wire: &str) -> Ident {
    reserved(&snake(wire), &ota_spec::names::BUILDER_METHODS)
}

/// The method of the client that starts an operation.
pub(crate) fn method(action: &str) -> Ident {
    reserved(&snake(action), &CLIENT_METHODS)
}

/// The setter of a struct's member.
pub(crate) fn member_setter(wire: &str) -> Ident {
    reserved(&snake(wire), &MEMBER_FUNCTIONS)
}

fn reserved(name: &str, taken: &[&str]) -> Ident {
    if taken.contains(&name) { raw(&format!("{name}_")) } else { raw(name) }
}

/// A struct, enum, alias or variant.
pub(crate) fn type_name(wire: &str) -> Ident {
    raw(&camel(wire))
}

/// The struct of an operation's answer.
pub(crate) fn response(action: &str) -> Ident {
    raw(&ota_spec::names::response(action))
}

/// The builder of an operation.
pub(crate) fn builder(action: &str) -> Ident {
    raw(&ota_spec::names::builder(action))
}

/// The enum of a choice.
pub(crate) fn choice(action: &str, choice: &str) -> Ident {
    raw(&ota_spec::names::choice(action, choice))
}

/// The empty type that tells one kind of ID from another.
pub(crate) fn kind(name: &str) -> Ident {
    raw(&ota_spec::names::kind(name))
}

/// A constant.
pub(crate) fn constant(text: &str) -> Ident {
    raw(&text.to_shouty_snake_case())
}

/// The text of an identifier without `r#`, for prose.
pub(crate) fn shown(ident: &Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map_or(text.clone(), str::to_owned)
}
