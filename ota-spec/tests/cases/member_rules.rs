//! Mistakes in the rules between the members of structs.

use super::Mistake;
use super::Schema::{CannotSee, Sees};

/// The opening of a struct of a request.
const PLAN: &str = "\"style\": \"json\",\n      \"fields\": [";

pub(crate) const MEMBER_RULES: &[Mistake] = &[
    (
        "rule about no member",
        PLAN,
        r#""style": "json", "rules": [{ "allTogether": ["Steps", "Fre"] }], "fields": ["#,
        CannotSee,
    ),
    (
        "rule about a parameter beside the struct",
        PLAN,
        r#""style": "json", "rules": [{ "requires": ["Level"] }], "fields": ["#,
        CannotSee,
    ),
    (
        "comparison of a list",
        PLAN,
        r#""style": "json", "rules": [{ "notEqual": ["Steps", "Free"] }], "fields": ["#,
        CannotSee,
    ),
    (
        "rule about too few members",
        PLAN,
        r#""style": "json", "rules": [{ "requires": [] }], "fields": ["#,
        Sees,
    ),
    (
        "rule that always excludes members",
        PLAN,
        r#""style": "json", "rules": [{ "excludes": ["Free"] }], "fields": ["#,
        Sees,
    ),
    (
        "condition on a list",
        PLAN,
        r#""style": "json", "rules": [{ "requires": ["Free"], "when": { "Steps": "a" } }], "fields": ["#,
        CannotSee,
    ),
    (
        "rules of what is no struct",
        r#""items": { "type": "Integer" }, "doc": "Some shades.""#,
        r#""rules": [], "items": { "type": "Integer" }, "doc": "Some shades.""#,
        Sees,
    ),
    (
        "rules of a struct of a response",
        "        \"type\": \"Struct\",\n        \"fields\": [",
        r#"        "type": "Struct", "rules": [{ "requires": ["Id"] }], "fields": ["#,
        Sees,
    ),
];
