//! Between requests and their flat form on the wire.

#![allow(clippy::unwrap_used, reason = "this is a test")]

use std::sync::Arc;

use ota_spec::model::{
    Enum, EnumValue, Field, Handle, List, NamedKind, NamedType, Range, StringLimits, Struct, Type,
};
use ota_spec::wire::{flatten, gather, parse_query};
use ota_spec::{Value, limits};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;

const ANY_WHOLE: Range<i64> =
    Range { minimum: None, maximum: None, exclusive: [false; 2], allowed: Vec::new() };

fn field(name: String, ty: Type) -> Arc<Field> {
    Arc::new(Field { doc: String::from("A field."), ..Field::new(&name, ty) })
}

fn named(kind: NamedKind) -> Type {
    let [name, ident, doc] = ["Named", "Named", "A type."].map(str::to_owned);
    Type::Named(Handle::new(&Arc::new(NamedType { name, ident, doc, zh: None, kind })))
}

/// An enum of numbers.
fn numbers() -> Enum {
    let value = |number: i64| {
        Arc::new(EnumValue {
            value: number.to_string(),
            name: format!("N{number}"),
            ident: format!("N{number}"),
            deprecated: None,
            doc: "A number.".to_owned(),
            zh: None,
            aliases: Vec::new(),
        })
    };
    Enum::new(true, [1, 2, 3].map(value).to_vec())
}

/// Types that a request can have.
fn types() -> impl Strategy<Value = Type> {
    let leaf = prop_oneof![
        Just(Type::String(StringLimits::default())),
        Just(Type::Integer(ANY_WHOLE)),
        Just(Type::Long(ANY_WHOLE)),
        Just(Type::Double(Range {
            minimum: None,
            maximum: None,
            exclusive: [false; 2],
            allowed: Vec::new()
        })),
        Just(Type::Boolean),
        Just(named(NamedKind::Id(StringLimits::default()))),
        Just(named(NamedKind::Enum(numbers()))),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(|values| Type::Map(Box::new(values))),
            inner.clone().prop_map(|items| {
                let (min_items, max_items) = (None, None);
                let wrapper = None;
                let list = List {
                    repeat: true,
                    items,
                    wrapper,
                    xml_item: None,
                    min_items,
                    max_items,
                    unique: false,
                    max_total_length: None,
                };
                Type::List(Arc::new(list))
            }),
            fields(inner.clone()).prop_map(|fields| {
                Type::Struct(Arc::new(Struct {
                    ident: "Inner".to_owned(),
                    fields,
                    rules: Vec::new(),
                }))
            }),
            fields(inner).prop_map(|members| named(NamedKind::Struct(members.into()))),
        ]
    })
}

/// One field or more of different names.
fn fields(types: impl Strategy<Value = Type>) -> impl Strategy<Value = Vec<Arc<Field>>> {
    vec(("[A-Z][a-z0-9_]{0,4}(\\.[A-Z-]{1,2}){0,2}", types), 1..5).prop_map(|named| {
        // Some names have dots, and the first parts of some are other names.
        let number =
            |(index, (name, ty)): (usize, (String, Type))| field(format!("{name}{index}"), ty);
        named.into_iter().enumerate().map(number).collect()
    })
}

/// Keys that a map can have: anything without dots.
const MAP_KEY: &str = r"[^.]{1,6}";

/// A value that fits. An empty list, map or struct has no flat form, so there are none.
fn value(ty: &Type) -> BoxedStrategy<Value> {
    if let Some(members) = ty.members() {
        return object(members, true);
    }
    match ty {
        Type::Integer(_) => any::<i32>().prop_map(|n| Value::Number(n.to_string())).boxed(),
        Type::Long(_) => any::<i64>().prop_map(|n| Value::Number(n.to_string())).boxed(),
        Type::Double(_) => {
            prop::num::f64::NORMAL.prop_map(|n| Value::Number(n.to_string())).boxed()
        }
        Type::Boolean => any::<bool>().prop_map(Value::Bool).boxed(),
        Type::List(list) => vec(value(&list.items), 1..13).prop_map(Value::Array).boxed(),
        // Gathered maps are in the order of their keys.
        Type::Map(values) => btree_map(MAP_KEY, value(values), 1..5)
            .prop_map(|members| Value::Object(members.into_iter().collect()))
            .boxed(),
        Type::Named(named) if matches!(&named.kind, NamedKind::Enum(listed) if listed.numeric) => {
            any::<i64>().prop_map(|n| Value::Number(n.to_string())).boxed()
        }
        _ => any::<String>().prop_map(Value::String).boxed(),
    }
}

/// An object with some of the fields; with the first one at least if it must not be empty.
fn object(fields: &[Arc<Field>], filled: bool) -> BoxedStrategy<Value> {
    let mut members: BoxedStrategy<Vec<(String, Value)>> = Just(Vec::new()).boxed();
    for (index, field) in fields.iter().enumerate() {
        let name = field.name.clone();
        let value = if filled && index == 0 {
            value(&field.ty).prop_map(Some).boxed()
        } else {
            prop::option::weighted(0.7, value(&field.ty)).boxed()
        };
        members = (members, value)
            .prop_map(move |(mut members, value)| {
                members.extend(value.map(|value| (name.clone(), value)));
                members
            })
            .boxed();
    }
    members.prop_map(Value::Object).boxed()
}

fn operation() -> impl Strategy<Value = (Vec<Arc<Field>>, Value)> {
    fields(types()).prop_flat_map(|fields| {
        let request = object(&fields, false);
        (Just(fields), request)
    })
}

/// Few and short parts, so that names hit and clash.
const FLAT_NAME: &str = r"[AB01]{0,2}(\.[AB0-3+]{0,2}){0,4}";

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1000,
        // Failing inputs are kept next to this file.
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn gathering_gives_the_flattened_request_back(
        ((fields, request), flat) in operation().prop_flat_map(|(fields, request)| {
            let flat = Just(flatten(&fields, &request)).prop_shuffle();
            (Just((fields, request)), flat)
        }),
    ) {
        let (gathered, violations) = gather(&fields, flat);
        prop_assert_eq!(violations, []);
        prop_assert_eq!(gathered, request);
    }

    #[test]
    fn gathering_anything_gives_json_that_can_be_checked(
        mut fields in fields(types()),
        flat in vec((FLAT_NAME, "[a-z0-9+.\"-]{0,4}"), 0..12),
    ) {
        for (field, name) in fields.iter_mut().zip(["A", "B", "A1", "B0"]) {
            Arc::make_mut(field).name = name.to_owned();
        }
        let (gathered, _) = gather(&fields, flat);
        let text = gathered.to_string();
        prop_assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{}", text);
    }

    #[test]
    fn a_query_gives_its_pairs_back(pairs in vec((any::<String>(), any::<String>()), 0..8)) {
        let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let encoded: Vec<String> = pairs
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect();
        prop_assert_eq!(parse_query(&encoded.join("&")), Some(pairs.clone()));
        prop_assert_eq!(parse_query(&encoded.join("\n&")), Some(pairs));
    }

    #[test]
    fn any_query_is_parsed_or_refused(text in "[a%=&.0-9A-F\n]{0,40}|\\PC{0,40}") {
        if let Some(pairs) = parse_query(&text) {
            prop_assert!(pairs.len() <= text.len());
        }
    }
}

#[test]
fn maps_are_gathered_by_their_keys() {
    let map = || Type::Map(Box::new(Type::Boolean));
    for (name, text, gathered, refusals) in [
        ("Name.a b", "true", r#"{"Name":{"a b":true}}"#, ""),
        ("Name.1", "true", r#"{"Name":{"1":true}}"#, ""),
        ("Name", "true", r#"{"Name":{}}"#, "`Name` must be given part by part, as in `Name.<key>`"),
        ("Name.", "true", r#"{"Name":{}}"#, "`Name.` must have a key behind its dot"),
        (
            "Name.a.b",
            "true",
            r#"{"Name":{}}"#,
            "`Name.a.b` does not exist; `Name.a` is one Boolean",
        ),
        ("Name.a", "x", r#"{"Name":{}}"#, "`Name.a` must be `true` or `false`, not `x`"),
    ] {
        let (value, violations) = gather_one(map(), name, text);
        assert_eq!(value, gathered, "{name}");
        assert_eq!(violations.join("; "), refusals, "{name}");
    }
}

#[test]
fn an_empty_map_that_is_required_is_refused() {
    let mut parameter = field("Name".to_owned(), Type::Map(Box::new(Type::Boolean)));
    let request = Value::from_json(r#"{ "Name": {} }"#).unwrap();
    assert_eq!(limits::check_request(&operation_of(vec![parameter.clone()]), &request), []);
    Arc::make_mut(&mut parameter).required = true;
    let found = limits::check_request(&operation_of(vec![parameter]), &request);
    let shown: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["`Name` is required but not set"]);
}

#[test]
fn numbers_of_an_enum_are_taken_as_numbers_and_as_strings() {
    let parameter = field("Name".to_owned(), named(NamedKind::Enum(numbers())));
    let operation = operation_of(vec![parameter]);
    let refusals = |value: &str| {
        let request = Value::from_json(&format!(r#"{{ "Name": {value} }}"#)).unwrap();
        let found = limits::check_request(&operation, &request);
        found.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    };
    for value in ["1", "3", "\"2\""] {
        assert_eq!(refusals(value), "", "{value}");
    }
    assert_eq!(refusals("4"), "`Name` must not be `4`; allowed: `1`, `2`, `3`");
    assert_eq!(refusals("1.5"), "`Name` must not be `1.5`; allowed: `1`, `2`, `3`");
    assert_eq!(refusals("\"one\""), "`Name` must not be `one`; allowed: `1`, `2`, `3`");
    assert_eq!(refusals("true"), "`Name` must be a whole number, not a boolean");
    for (text, gathered) in [("+2", r#"{"Name":2}"#), ("007", r#"{"Name":7}"#), ("two", "{}")] {
        let (value, _) = gather_one(named(NamedKind::Enum(numbers())), "Name", text);
        assert_eq!(value, gathered, "{text}");
    }
}

#[test]
fn a_very_long_text_is_refused_before_it_is_matched() {
    let pattern = Some("^(a+)+$".to_owned());
    let text = StringLimits { max_length: Some(10), pattern, ..StringLimits::default() };
    let operation = operation_of(vec![field("Name".to_owned(), Type::String(text))]);
    let refusals = |text: String| {
        let request = Value::Object(vec![("Name".to_owned(), Value::String(text))]);
        let found = limits::check_request(&operation, &request);
        found.into_iter().map(|violation| violation.kind()).collect::<Vec<_>>()
    };
    assert_eq!(refusals("a".repeat(10)), []);
    assert_eq!(refusals("aaab".to_owned()), [limits::Kind::Pattern]);
    assert_eq!(refusals("a".repeat(10_000_000) + "b"), [limits::Kind::Length]);
}

fn names() -> Type {
    let list = List {
        repeat: true,
        items: Type::String(StringLimits::default()),
        wrapper: None,
        xml_item: None,
        min_items: None,
        max_items: None,
        unique: true,
        max_total_length: None,
    };
    Type::List(Arc::new(list))
}

fn gather_one(ty: Type, name: &str, text: &str) -> (String, Vec<String>) {
    let flat = [(name.to_owned(), text.to_owned())];
    let (value, violations) = gather(&[field("Name".to_owned(), ty)], flat);
    (value.to_string(), violations.iter().map(ToString::to_string).collect())
}

#[test]
fn a_list_without_a_number_is_reported() {
    let (_, violations) = gather_one(names(), "Name", "a");
    assert_eq!(violations, ["`Name` must be given part by part, as in `Name.1`"]);
}

#[test]
fn a_list_with_a_bad_number_is_reported() {
    for number in ["0", "01", "+1", "x", "", "4294967296"] {
        let (value, violations) = gather_one(names(), &format!("Name.{number}"), "a");
        assert_eq!(value, r#"{"Name":[]}"#);
        assert_eq!(violations, [format!("`Name.{number}` must be numbered from 1")]);
    }
}

#[test]
fn a_single_value_with_a_number_is_reported() {
    let (_, violations) = gather_one(Type::Boolean, "Name.1", "true");
    assert_eq!(violations, ["`Name.1` does not exist; `Name` is one Boolean"]);
}

#[test]
fn numbers_that_json_writes_differently_are_put_right() {
    for (ty, text, number) in [
        (Type::Integer(ANY_WHOLE), "+7", "7"),
        (Type::Long(ANY_WHOLE), "-007", "-7"),
        (
            Type::Double(Range {
                minimum: None,
                maximum: None,
                exclusive: [false; 2],
                allowed: Vec::new(),
            }),
            ".5",
            "0.5",
        ),
        (
            Type::Double(Range {
                minimum: None,
                maximum: None,
                exclusive: [false; 2],
                allowed: Vec::new(),
            }),
            "1.50",
            "1.50",
        ),
    ] {
        let (value, violations) = gather_one(ty, "Name", text);
        assert_eq!(violations, [""; 0]);
        assert_eq!(value, format!(r#"{{"Name":{number}}}"#));
    }
}

#[test]
fn a_name_of_a_million_parts_is_reported() {
    let (value, violations) = gather_one(names(), &"Name.".repeat(1_000_000), "a");
    assert_eq!(value, "{}");
    assert_eq!(violations.len(), 1);
}

#[test]
fn a_long_list_of_different_items_is_checked_at_once() {
    let flat = (1..=100_000).map(|n| (format!("Name.{n}"), format!("device{}", n % 99_999)));
    let fields = [field("Name".to_owned(), names())];
    let (request, violations) = gather(&fields, flat);
    assert_eq!(violations, []);
    let operation = operation_of(fields.to_vec());
    let found = limits::check_request(&operation, &request);
    let shown: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["`Name.100000` repeats item 1; every item must be unique"]);
}

/// A request has these parameters.
fn operation_of(parameters: Vec<Arc<Field>>) -> ota_spec::model::Operation {
    ota_spec::model::Operation {
        action: "Check".to_owned(),
        idents: ota_spec::names::OperationIdents::new("Check"),
        group: "test".to_owned(),
        summary: "Checks.".to_owned(),
        doc: String::new(),
        zh: None,
        zh_doc: None,
        qps: None,
        methods: vec![ota_spec::model::Method::Post],
        idempotency: ota_spec::model::Idempotency::ReadOnly,
        parameters,
        envelope: Arc::new(ota_spec::model::Envelope {
            request_id: "RequestId".to_owned(),
            success: None,
            success_codes: Vec::new(),
            code: "Code".to_owned(),
            message: "Message".to_owned(),
        }),
        response: Vec::new(),
        gone: Vec::new(),
        look_up: None,
        command: None,
        bare: false,
        errors: Vec::new(),
        notes: Vec::new(),
        sources: Vec::new(),
        anonymous: false,
        deprecated: None,
        rules: Vec::new(),
        choices: Vec::new(),
        page: None,
        split: None,
        waits: Vec::new(),
        examples: Vec::new(),
    }
}
