//! How rules and limits are said to people.

#![allow(clippy::unwrap_used, reason = "this is a test")]

#[path = "cases/folder.rs"]
mod folder;
#[path = "cases/rule.rs"]
mod rule;

use folder::check;
use ota_spec::words;
use rule::operation;

#[test]
fn rules_are_said_in_sentences() {
    for (rule, sentence) in [
        (
            r#"{ "exactlyOneOf": ["A", ["B", "C"]], "when": { "Color": "RED", "N": [1, 2, 3] } }"#,
            "When `Color` is `RED` and `N` is `1`, `2` or `3`, set exactly one of `A` or `B` with `C`.",
        ),
        (r#"{ "atLeastOneOf": ["A", "B", "C"] }"#, "Set at least one of `A`, `B` or `C`."),
        (r#"{ "atMostOneOf": ["A", "B"] }"#, "Set at most one of `A` or `B`."),
        (r#"{ "allTogether": ["A", "B"] }"#, "Set all of `A` and `B`, or none of them."),
        (
            r#"{ "requires": ["A"], "when": { "B": { "set": false } } }"#,
            "When `B` is not set, `A` must be set.",
        ),
        (
            r#"{ "excludes": ["A", "B"], "when": { "C": { "set": true } } }"#,
            "When `C` is set, `A` and `B` must not be set.",
        ),
        (
            r#"{ "onlyWith": ["A", "B"], "parameters": ["C", "N"] }"#,
            "Set `C` and `N` only together with `A` or `B`.",
        ),
        (
            r#"{ "forbids": { "Mode": 2, "A": "x" }, "when": { "B": "y" } }"#,
            "When `B` is `y`, `Mode` must not be `2` while `A` is `x`.",
        ),
        (r#"{ "lessThan": ["N", "M"] }"#, "`N` must be less than `M`."),
        (r#"{ "notEqual": ["A", "B"] }"#, "`A` and `B` must differ."),
        (r#"{ "maxProduct": ["N", "M"], "limit": 9 }"#, "`N` times `M` must be at most 9."),
        (
            r#"{ "difference": ["N", "M"], "minimum": -1, "maximum": 5 }"#,
            "`N` must be -1 to 5 more than `M`.",
        ),
        (
            r#"{ "allTogether": ["A", "B"], "doc": "Both or neither." }"#,
            "Set all of `A` and `B`, or none of them. Both or neither.",
        ),
    ] {
        assert_eq!(words::rule(&operation(rule).rules[0]), sentence);
    }
}

#[test]
fn limits_are_said_in_words() {
    let spec = check(folder::base()).unwrap();
    let operation = spec.operation("MixColors").unwrap();
    let limits = |name: &str| words::limits(&operation.parameter(name).unwrap().ty).join(", ");
    assert_eq!(
        limits("Part"),
        "at most 5 items, at most 8 characters in all items, each matching `^[a-z\\u{4e00}-\\u{9fff}]+$`"
    );
    assert_eq!(limits("Level"), "one of `1`, `2`, `5`");
    assert_eq!(limits("Scope"), "one of `ALL`, `SOME`, `GROUP`");
    assert_eq!(limits("Extra"), "each value at most 5 characters");
    assert_eq!(limits("Since"), "at most 20 bytes, a date and time such as `2026-01-02T03:04:05Z`");
    assert_eq!(limits("Wall.Size"), "1 to 9");
}

#[test]
fn what_it_takes_to_send_an_operation_is_said_in_words() {
    let spec = check(folder::base()).unwrap();
    let mut operation = spec.operation("MixColors").unwrap().clone();
    (operation.qps, operation.anonymous) = (Some(1), true);
    assert_eq!(
        words::sending(&operation),
        "It is sent without a key and a signature. It only reads. One account, its RAM users included, may call it once a second."
    );
    (operation.qps, operation.anonymous) = (None, false);
    assert_eq!(words::sending(&operation), "It only reads.");
}
