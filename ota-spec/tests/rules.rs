//! Every rule with every combination of set parameters, and the messages of the violations.

#![allow(clippy::unwrap_used, reason = "this is a test")]

#[path = "cases/folder.rs"]
mod folder;
#[path = "cases/rule.rs"]
mod rule;

use ota_spec::model::Operation;
use ota_spec::{Value, limits, rules};
use rule::operation;

fn messages(operation: &Operation, request: &str) -> Vec<String> {
    let request = Value::from_json(request).unwrap();
    let found = rules::check(operation, &request);
    assert!(found.iter().all(|violation| violation.kind() == limits::Kind::Dependency));
    found.iter().map(ToString::to_string).collect()
}

fn judged(rule: &str, request: &str) -> Vec<String> {
    messages(&operation(rule), request)
}

/// Checks every combination of the `names`. A line is the set names, followed by the violations.
fn table(rule: &str, names: &str, lines: &[(&str, &[&str])]) {
    let operation = operation(rule);
    let names: Vec<char> = names.chars().collect();
    assert_eq!(lines.len(), 1 << names.len(), "a line for each combination of {names:?}");
    for combination in 0..1 << names.len() {
        let chosen = names.iter().enumerate().filter(|(bit, _)| combination >> bit & 1 == 1);
        let chosen: String = chosen.map(|(_, name)| *name).collect();
        let members: Vec<String> =
            chosen.chars().map(|name| format!("\"{name}\": \"x\"")).collect();
        let request = format!("{{ {} }}", members.join(", "));
        let line = lines.iter().find(|(set, _)| *set == chosen);
        let (_, expected) = line.unwrap_or_else(|| panic!("no line for `{chosen}`"));
        assert_eq!(messages(&operation, &request), *expected, "{rule}: `{chosen}`");
    }
}

#[test]
fn exactly_one_of_single_parameters() {
    let none = "the request must set exactly one of `A`, `B` or `C`";
    let (b, c) = ("`B` cannot be set together with `A`", "`C` cannot be set together with `A`");
    table(
        r#"{ "exactlyOneOf": ["A", "B", "C"] }"#,
        "ABC",
        &[
            ("", &[none]),
            ("A", &[]),
            ("B", &[]),
            ("C", &[]),
            ("AB", &[b]),
            ("AC", &[c]),
            ("BC", &["`C` cannot be set together with `B`"]),
            ("ABC", &[b, c]),
        ],
    );
}

#[test]
fn exactly_one_of_parameters_that_count_together() {
    table(
        r#"{ "exactlyOneOf": ["A", ["B", "C"]] }"#,
        "ABC",
        &[
            ("", &["the request must set exactly one of `A` or `B` with `C`"]),
            ("A", &[]),
            ("B", &["`C` must be set together with `B`"]),
            ("C", &["`B` must be set together with `C`"]),
            ("AB", &["`B` cannot be set together with `A`"]),
            ("AC", &["`C` cannot be set together with `A`"]),
            ("BC", &[]),
            (
                "ABC",
                &["`B` cannot be set together with `A`", "`C` cannot be set together with `A`"],
            ),
        ],
    );
}

#[test]
fn at_least_one_of() {
    table(
        r#"{ "atLeastOneOf": ["A", ["B", "C"]] }"#,
        "ABC",
        &[
            ("", &["the request must set at least one of `A` or `B` with `C`"]),
            ("A", &[]),
            ("B", &["`C` must be set together with `B`"]),
            ("C", &["`B` must be set together with `C`"]),
            ("AB", &[]),
            ("AC", &[]),
            ("BC", &[]),
            ("ABC", &[]),
        ],
    );
}

#[test]
fn at_most_one_of() {
    table(
        r#"{ "atMostOneOf": ["A", ["B", "C"]] }"#,
        "ABC",
        &[
            ("", &[]),
            ("A", &[]),
            ("B", &[]),
            ("C", &[]),
            ("AB", &["`B` cannot be set together with `A`"]),
            ("AC", &["`C` cannot be set together with `A`"]),
            ("BC", &[]),
            (
                "ABC",
                &["`B` cannot be set together with `A`", "`C` cannot be set together with `A`"],
            ),
        ],
    );
}

#[test]
fn all_together() {
    let (a, b, c) = (
        "`A` must be set together with ",
        "`B` must be set together with ",
        "`C` must be set together with ",
    );
    table(
        r#"{ "allTogether": ["A", "B", "C"] }"#,
        "ABC",
        &[
            ("", &[]),
            ("A", &[&format!("{b}`A`"), &format!("{c}`A`")]),
            ("B", &[&format!("{a}`B`"), &format!("{c}`B`")]),
            ("C", &[&format!("{a}`C`"), &format!("{b}`C`")]),
            ("AB", &[&format!("{c}`A` and `B`")]),
            ("AC", &[&format!("{b}`A` and `C`")]),
            ("BC", &[&format!("{a}`B` and `C`")]),
            ("ABC", &[]),
        ],
    );
}

#[test]
fn requires_and_excludes() {
    let (a, b) = ("`A` must be set when `C` is set", "`B` must be set when `C` is set");
    let rest: [(&str, &[&str]); 4] = [("", &[]), ("A", &[]), ("B", &[]), ("AB", &[])];
    let with_c: [(&str, &[&str]); 4] = [("C", &[a, b]), ("AC", &[b]), ("BC", &[a]), ("ABC", &[])];
    let rule = r#"{ "requires": ["A", "B"], "when": { "C": { "set": true } } }"#;
    table(rule, "ABC", &[rest, with_c].concat());

    let (a, b) = ("`A` must not be set when `C` is set", "`B` must not be set when `C` is set");
    let with_c: [(&str, &[&str]); 4] = [("C", &[]), ("AC", &[a]), ("BC", &[b]), ("ABC", &[a, b])];
    let rule = r#"{ "excludes": ["A", "B"], "when": { "C": { "set": true } } }"#;
    table(rule, "ABC", &[rest, with_c].concat());
}

#[test]
fn only_with() {
    let (a, b) = ("`A` can be set only together with `C`", "`B` can be set only together with `C`");
    let rule = r#"{ "onlyWith": ["C"], "parameters": ["A", "B"] }"#;
    let with_c: [(&str, &[&str]); 4] = [("C", &[]), ("AC", &[]), ("BC", &[]), ("ABC", &[])];
    let rest: [(&str, &[&str]); 4] = [("", &[]), ("A", &[a]), ("B", &[b]), ("AB", &[a, b])];
    table(rule, "ABC", &[rest, with_c].concat());

    let rule = r#"{ "onlyWith": ["B", "C"], "parameters": ["A"] }"#;
    let a = "`A` can be set only together with `B` or `C`";
    let rest: [(&str, &[&str]); 4] = [("", &[]), ("A", &[a]), ("B", &[]), ("AB", &[])];
    table(rule, "ABC", &[rest, with_c].concat());
}

#[test]
fn forbids() {
    let rule = r#"{ "forbids": { "A": "x", "B": { "set": false } }, "when": { "C": "x" } }"#;
    let both = "`A` must not be `x` while `B` is not set when `C` is `x`";
    table(
        rule,
        "ABC",
        &[
            ("", &[]),
            ("A", &[]),
            ("B", &[]),
            ("C", &[]),
            ("AB", &[]),
            ("AC", &[both]),
            ("BC", &[]),
            ("ABC", &[]),
        ],
    );
    let rule = r#"{ "forbids": { "A": { "set": false } }, "when": { "B": { "set": false } } }"#;
    let a = "`A` must be set when `B` is not set";
    table(rule, "AB", &[("", &[a]), ("A", &[]), ("B", &[]), ("AB", &[])]);
    let rule = r#"{ "forbids": { "A": { "set": true }, "B": ["x", "y"] } }"#;
    let a = "`A` must not be set while `B` is `x` or `y`";
    table(rule, "AB", &[("", &[]), ("A", &[]), ("B", &[]), ("AB", &[a])]);
}

/// Judges requests one by one. A line is a request and the refusals behind it.
fn lines(rule: &str, lines: &[(&str, &[&str])]) {
    let operation = operation(rule);
    for (request, expected) in lines {
        assert_eq!(messages(&operation, request), *expected, "{rule}: {request}");
    }
}

#[test]
fn less_than() {
    lines(
        r#"{ "lessThan": ["N", "M"] }"#,
        &[
            ("{}", &[]),
            (r#"{ "N": 5 }"#, &[]),
            (r#"{ "M": 5 }"#, &[]),
            (r#"{ "N": 5, "M": null }"#, &[]),
            (r#"{ "N": 4, "M": 5 }"#, &[]),
            (r#"{ "N": -5, "M": -4 }"#, &[]),
            (r#"{ "N": 5, "M": 5 }"#, &["`N` must be less than `M` (5), not 5"]),
            (r#"{ "N": 6, "M": 5 }"#, &["`N` must be less than `M` (5), not 6"]),
            (r#"{ "N": 1, "M": 9223372036854775807 }"#, &[]),
            // Of the wrong type: said elsewhere.
            (r#"{ "N": "six", "M": 5 }"#, &[]),
        ],
    );
    lines(
        r#"{ "lessThan": ["N", "D"] }"#,
        &[
            (r#"{ "N": 1, "D": 1.5 }"#, &[]),
            (r#"{ "N": 2, "D": 1.50 }"#, &["`N` must be less than `D` (1.5), not 2"]),
            (r#"{ "N": 2, "D": 2.0 }"#, &["`N` must be less than `D` (2), not 2"]),
        ],
    );
}

#[test]
fn not_equal() {
    let same = "`B` must not be the same as `A`";
    lines(
        r#"{ "notEqual": ["A", "B"] }"#,
        &[
            ("{}", &[]),
            (r#"{ "A": "x" }"#, &[]),
            (r#"{ "B": "x" }"#, &[]),
            (r#"{ "A": "x", "B": "y" }"#, &[]),
            (r#"{ "A": "x", "B": "x" }"#, &[same]),
            // Versions are strings, even if they look like numbers.
            (r#"{ "A": "1.0", "B": "1.00" }"#, &[]),
            (r#"{ "A": "1", "B": "01" }"#, &[]),
        ],
    );
    lines(
        r#"{ "notEqual": ["N", "D"] }"#,
        &[
            (r#"{ "N": 1, "D": 1.0 }"#, &["`D` must not be the same as `N`"]),
            (r#"{ "N": 1, "D": 1.1 }"#, &[]),
        ],
    );
    lines(
        r#"{ "notEqual": ["Mode", "N"] }"#,
        &[
            (r#"{ "Mode": 2, "N": 2 }"#, &["`N` must not be the same as `Mode`"]),
            (r#"{ "Mode": 20, "N": 2 }"#, &["`N` must not be the same as `Mode`"]),
            (r#"{ "Mode": 1, "N": 2 }"#, &[]),
        ],
    );
}

#[test]
fn max_product() {
    let largest = "9223372036854775807";
    let product = "85070591730234615847396907784232501249";
    lines(
        r#"{ "maxProduct": ["N", "M"], "limit": 100 }"#,
        &[
            ("{}", &[]),
            (r#"{ "N": 101 }"#, &[]),
            (r#"{ "M": 101 }"#, &[]),
            (r#"{ "N": 10, "M": 10 }"#, &[]),
            (r#"{ "N": 10, "M": 11 }"#, &["`N` times `M` must be at most 100, not 110"]),
            (
                &format!(r#"{{ "N": {largest}, "M": {largest} }}"#),
                &[&format!("`N` times `M` must be at most 100, not {product}")],
            ),
        ],
    );
}

#[test]
fn difference() {
    let refusal = |found: i8| format!("`M` must be 10 to 20 more than `N`, not {found}");
    lines(
        r#"{ "difference": ["M", "N"], "minimum": 10, "maximum": 20, "when": { "A": "x" } }"#,
        &[
            (r#"{ "A": "x" }"#, &[]),
            (r#"{ "A": "x", "M": 5 }"#, &[]),
            (r#"{ "A": "x", "N": 5 }"#, &[]),
            (r#"{ "N": 1, "M": 1 }"#, &[]),
            (r#"{ "A": "x", "N": 1, "M": 10 }"#, &[&format!("{} when `A` is `x`", refusal(9))]),
            (r#"{ "A": "x", "N": 1, "M": 11 }"#, &[]),
            (r#"{ "A": "x", "N": 1, "M": 21 }"#, &[]),
            (r#"{ "A": "x", "N": 1, "M": 22 }"#, &[&format!("{} when `A` is `x`", refusal(21))]),
            (r#"{ "A": "x", "N": 20, "M": 5 }"#, &[&format!("{} when `A` is `x`", refusal(-15))]),
        ],
    );
}

#[test]
fn nothing_is_set_by_null_or_by_what_has_no_entries() {
    for (request, is_set) in [
        ("{}", false),
        (r#"{ "L": null }"#, false),
        (r#"{ "L": [] }"#, false),
        (r#"{ "L": [""] }"#, true),
        (r#"{ "P": {} }"#, false),
        (r#"{ "P": { "k": "v" } }"#, true),
        (r#"{ "A": null }"#, false),
        (r#"{ "A": "" }"#, true),
        (r#"{ "N": 0 }"#, true),
        (r#"{ "Yes": false }"#, true),
    ] {
        let rule = r#"{ "atLeastOneOf": ["A", "L", "N", "P", "Yes"] }"#;
        assert_eq!(judged(rule, request).is_empty(), is_set, "{request}");
    }
}

#[test]
fn conditions_compare_what_is_meant_and_not_how_it_is_written() {
    for (condition, request, holds) in [
        (r#""A": "x""#, r#"{ "A": "x" }"#, true),
        (r#""A": "x""#, r#"{ "A": "X" }"#, false),
        (r#""A": "x""#, "{}", false),
        (r#""A": ["x", "y"]"#, r#"{ "A": "y" }"#, true),
        (r#""A": ["x", "y"]"#, r#"{ "A": "z" }"#, false),
        (r#""N": 2"#, r#"{ "N": 2 }"#, true),
        (r#""N": 0"#, r#"{ "N": -0 }"#, true),
        (r#""N": 2"#, "{}", false),
        (r#""D": 1.5"#, r#"{ "D": 1.50 }"#, true),
        (r#""D": 1"#, r#"{ "D": 1.0 }"#, true),
        (r#""Yes": false"#, r#"{ "Yes": false }"#, true),
        (r#""Yes": false"#, r#"{ "Yes": true }"#, false),
        (r#""Yes": false"#, "{}", false),
        (r#""Color": "RED""#, r#"{ "Color": "RED" }"#, true),
        // Another spelling of the same word, on either side.
        (r#""Color": "RED""#, r#"{ "Color": "CRIMSON" }"#, true),
        (r#""Color": "CRIMSON""#, r#"{ "Color": "RED" }"#, true),
        (r#""Color": "BLUE""#, r#"{ "Color": "RED" }"#, false),
        (r#""Mode": 2"#, r#"{ "Mode": 2 }"#, true),
        (r#""Mode": 2"#, r#"{ "Mode": "2" }"#, true),
        (r#""Mode": 2"#, r#"{ "Mode": 20 }"#, true),
        (r#""Mode": -1"#, r#"{ "Mode": 1 }"#, false),
        (r#""L": { "set": true }"#, r#"{ "L": ["x"] }"#, true),
        (r#""L": { "set": true }"#, r#"{ "L": [] }"#, false),
        (r#""L": { "set": false }"#, r#"{ "L": [] }"#, true),
        (r#""A": "x", "N": 2"#, r#"{ "A": "x", "N": 2 }"#, true),
        (r#""A": "x", "N": 2"#, r#"{ "A": "x", "N": 3 }"#, false),
    ] {
        let rule = format!(r#"{{ "requires": ["C"], "when": {{ {condition} }} }}"#);
        assert_eq!(!judged(&rule, request).is_empty(), holds, "{condition} of {request}");
    }
}

#[test]
fn a_parameter_that_is_not_set_counts_as_its_default_and_is_told_so() {
    let rule = r#"{ "requires": ["A"], "when": { "Color": ["BLUE"] } }"#;
    let by_default = "`A` must be set when `Color` is `BLUE` (its default)";
    assert_eq!(judged(rule, "{}"), [by_default]);
    assert_eq!(judged(rule, r#"{ "Color": null }"#), [by_default]);
    assert_eq!(judged(rule, r#"{ "Color": "BLUE" }"#), ["`A` must be set when `Color` is `BLUE`"]);
    assert_eq!(judged(rule, r#"{ "Color": "RED" }"#), [""; 0]);
    // It is not set for all that.
    let rule = r#"{ "requires": ["A"], "when": { "Color": { "set": true } } }"#;
    assert_eq!(judged(rule, "{}"), [""; 0]);
    let rule = r#"{ "atLeastOneOf": ["A", "Color"] }"#;
    assert_eq!(judged(rule, "{}"), ["the request must set at least one of `A` or `Color`"]);
}

#[test]
fn a_request_is_checked_against_limits_and_rules_at_once() {
    let operation = operation(r#"{ "allTogether": ["A", "B"] }"#);
    let request = Value::from_json(r#"{ "A": 5, "X": 1 }"#).unwrap();
    let found = limits::check_request(&operation, &request);
    let rules: Vec<limits::Kind> = found.iter().map(|violation| violation.kind()).collect();
    use limits::Kind::{Dependency, Type, Unknown};
    assert_eq!(rules, [Unknown, Type, Dependency]);
    let found = limits::check_request(&operation, &Value::Null);
    assert_eq!(found.len(), 1, "of what is no object, only that is said");
}
