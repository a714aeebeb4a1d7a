//! An operation with one rule.

use ota_spec::model::Operation;

use super::folder::{check, shown, with};

const PARAMETERS: &str = r#"
    { "name": "A", "type": "String", "doc": "A text." },
    { "name": "B", "type": "String", "doc": "A text." },
    { "name": "C", "type": "String", "doc": "A text." },
    { "name": "N", "type": "Integer", "doc": "A number." },
    { "name": "M", "type": "Long", "doc": "A number." },
    { "name": "D", "type": "Double", "doc": "A number." },
    { "name": "Color", "type": "Color", "default": "BLUE", "doc": "A word." },
    { "name": "Mode", "type": "Mode", "doc": "A number with a name." },
    { "name": "Yes", "type": "Boolean", "doc": "Whether." },
    { "name": "L", "type": "RepeatList", "items": { "type": "String" }, "doc": "A list." },
    { "name": "P", "type": "Map", "items": { "type": "String" }, "doc": "A map." }
"#;

/// The operation that has this rule, and parameters of every kind.
pub(crate) fn operation(rule: &str) -> Operation {
    let text = format!(
        r#"{{ "action": "Judge", "group": "test", "summary": "Judges.", "idempotency": "readOnly",
            "parameters": [{PARAMETERS}], "rules": [{rule}] }}"#
    );
    match check(with("ops/Judge.json", text)) {
        Ok(spec) => spec.operation("Judge").unwrap().clone(),
        Err(broken) => panic!("{}", shown(&broken)),
    }
}
