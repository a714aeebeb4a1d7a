//! The reader agrees with serde_json, which reads without positions.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::Value as Theirs;

use super::{DEPTH, Kind, Node, parse};
use crate::diagnostic::Span;
use crate::value::Value;

/// Whether both read the same value; serde_json keeps the last of duplicate keys.
fn same(ours: &Value, theirs: &Theirs) -> bool {
    match (ours, theirs) {
        (Value::Null, Theirs::Null) => true,
        (Value::Bool(ours), Theirs::Bool(theirs)) => ours == theirs,
        (Value::Number(text), Theirs::Number(_)) => {
            serde_json::from_str::<Theirs>(text).is_ok_and(|number| number == *theirs)
        }
        (Value::String(ours), Theirs::String(theirs)) => ours == theirs,
        (Value::Array(ours), Theirs::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| same(a, b))
        }
        (Value::Object(ours), Theirs::Object(theirs)) => {
            let last: BTreeMap<&str, &Value> =
                ours.iter().map(|(key, value)| (key.as_str(), value)).collect();
            last.len() == theirs.len()
                && last
                    .iter()
                    .all(|(key, value)| theirs.get(*key).is_some_and(|theirs| same(value, theirs)))
        }
        _ => false,
    }
}

/// The span of every node holds exactly the text of the node.
fn check_spans(text: &str, node: &Node) {
    let part = text.get(node.span.start..node.span.end).unwrap();
    assert_eq!(parse(part).unwrap().to_value(), node.to_value());
    match &node.kind {
        Kind::Array(items) => items.iter().for_each(|item| check_spans(text, item)),
        Kind::Object(members) => {
            for member in members {
                let key = text.get(member.key_span.start..member.key_span.end).unwrap();
                assert_eq!(parse(key).unwrap().kind, Kind::String(member.key.clone()));
                check_spans(text, &member.value);
            }
        }
        _ => {}
    }
}

fn check(text: &str) {
    let theirs = serde_json::from_str::<Theirs>(text);
    match (parse(text), theirs) {
        (Ok(node), Ok(theirs)) => {
            assert!(same(&node.to_value(), &theirs), "{text}");
            check_spans(text, &node);
        }
        (Err(error), Err(_)) => {
            let Span { start, end } = error.span;
            assert!(text.get(start..end).is_some(), "{error:?} in {text}");
            assert!(!error.message.is_empty());
        }
        // The grammar has no largest number; serde_json has, because it reads them as `f64`.
        (Ok(_), Err(theirs)) => {
            assert!(theirs.to_string().contains("number out of range"), "{theirs}: {text}");
        }
        (Err(error), Ok(_)) => panic!("{error:?}: {text}"),
    }
}

fn json() -> impl Strategy<Value = Theirs> {
    let leaf = prop_oneof![
        Just(Theirs::Null),
        any::<bool>().prop_map(Theirs::from),
        any::<i64>().prop_map(Theirs::from),
        any::<u64>().prop_map(Theirs::from),
        any::<f64>().prop_map(Theirs::from),
        any::<String>().prop_map(Theirs::from),
    ];
    leaf.prop_recursive(6, 48, 6, |inner| {
        let key = prop_oneof![any::<String>(), "[ab]"];
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Theirs::from),
            proptest::collection::vec((key, inner), 0..6)
                .prop_map(|members| Theirs::Object(members.into_iter().collect())),
        ]
    })
}

/// Replaces `length` characters by `patch`.
fn patched(text: &str, at: prop::sample::Index, length: usize, patch: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let at = at.index(characters.len() + 1);
    let end = characters.len().min(at + length);
    let part = |part: &[char]| part.iter().collect::<String>();
    format!("{}{patch}{}", part(&characters[..at]), part(&characters[end..]))
}

/// Characters with a meaning in JSON, and a few without.
const TOKENS: &str = r#"[\[\]{}:,"\\/bfnrtu0-9dD8cC+\-.eE \t\n\r'aé😀\x00\x1f]{0,24}"#;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn json_is_read_as_serde_json_reads_it(value in json()) {
        check(&value.to_string());
        check(&serde_json::to_string_pretty(&value).unwrap());
    }

    #[test]
    fn json_with_a_mistake_is_judged_as_serde_json_judges_it(
        value in json(),
        at in any::<prop::sample::Index>(),
        length in 0usize..4,
        patch in TOKENS,
    ) {
        check(&patched(&value.to_string(), at, length, &patch));
    }

    #[test]
    fn tokens_in_any_order_are_judged_as_serde_json_judges_them(text in TOKENS) {
        check(&text);
        check(&format!("\"{text}\""));
        check(&format!("[{text}]"));
    }

    #[test]
    fn any_text_is_judged_as_serde_json_judges_it(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn a_value_is_written_as_json_that_says_the_same(value in json()) {
        let ours = parse(&value.to_string()).unwrap().to_value();
        for text in [ours.to_string(), ours.pretty()] {
            prop_assert_eq!(&serde_json::from_str::<Theirs>(&text).unwrap(), &value);
            prop_assert_eq!(&parse(&text).unwrap().to_value(), &ours);
        }
    }
}

#[test]
fn sixty_four_levels_are_read_and_one_more_is_not() {
    let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    check(&nested(DEPTH));
    assert!(parse(&nested(DEPTH)).is_ok());
    let error = parse(&nested(DEPTH + 1)).unwrap_err();
    assert_eq!(error.span.start, DEPTH);
    let objects = "{\"a\":".repeat(100_000);
    assert!(parse(&objects).is_err());
}

#[test]
fn a_path_leads_to_the_nearest_part_that_exists() {
    let text = r#"{ "a": [1, { "b": "c" }], "a.2": true }"#;
    let node = parse(text).unwrap();
    let shown = |path: &str| {
        let span = node.locate(path);
        &text[span.start..span.end]
    };
    assert_eq!(shown("a.1"), "1");
    assert_eq!(shown("a.2.b"), r#""b": "c""#);
    assert_eq!(shown("a.2.x"), r#"{ "b": "c" }"#);
    assert_eq!(shown("a.2"), r#""a.2": true"#);
    assert_eq!(shown("a.0"), r#""a": [1, { "b": "c" }]"#);
    assert_eq!(shown("x"), "{");
    assert_eq!(shown(""), "{");
}
