//! Mistakes in the envelope of an operation.

use super::Mistake;
use super::Schema::{CannotSee, Sees};

pub(crate) const ENVELOPES: &[Mistake] = &[
    ("unknown key", r#""successCodes": ["#, r#""sucessCodes": ["#, Sees),
    ("envelope without a code", "    \"code\": \"Code\",\n", "", Sees),
    ("envelope that is a text", r#""envelope": {"#, r#""envelope": "Text", "doc": {"#, Sees),
    ("one field for two parts", r#""message": "Text""#, r#""message": "code""#, CannotSee),
    ("part that is no name", r#""message": "Text""#, r#""message": "a text""#, Sees),
    ("success codes that are no list", r#"["OK", 200]"#, r#""OK""#, Sees),
    ("success code that is empty", r#"["OK", 200]"#, r#"[" ", 200]"#, Sees),
    ("success code that is neither", r#"["OK", 200]"#, r#"["OK", true]"#, Sees),
    ("success code twice", r#"["OK", 200]"#, r#"["200", 200]"#, CannotSee),
    (
        "bare response of several fields",
        r#""envelope": {"#,
        r#""bare": true, "envelope": {"#,
        CannotSee,
    ),
    ("field of the own envelope", r#""name": "Total""#, r#""name": "Text""#, CannotSee),
    ("sample without the own flag", "\n        \"Success\": true,", "", CannotSee),
];
