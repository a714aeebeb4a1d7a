//! Parameters that are one text, and values of any kind, come back from the wire as they were.

use std::sync::Arc;

use ota_spec::Value;
use ota_spec::model::{Field, List, StringLimits, Style, Type};
use ota_spec::wire::{flatten, gather};
use proptest::prelude::*;

fn parameter(ty: Type, style: Style) -> Vec<Arc<Field>> {
    vec![Arc::new(Field { style, ..Field::new("Name", ty) })]
}

/// What comes back of a value.
fn back(parameters: &[Arc<Field>], value: &Value) -> Value {
    let request = Value::Object(vec![("Name".to_owned(), value.clone())]);
    let (gathered, violations) = gather(parameters, flatten(parameters, &request));
    assert_eq!(violations, []);
    gathered.get("Name").cloned().unwrap_or(Value::Null)
}

/// Any JSON value, without an object that has a key twice.
fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<u64>().prop_map(|number| Value::Number(number.to_string())),
        any::<String>().prop_map(Value::String),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        let object = proptest::collection::btree_map(any::<String>(), inner.clone(), 0..5);
        prop_oneof![
            proptest::collection::vec(inner, 0..5).prop_map(Value::Array),
            object.prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// What a flat value can be told to be: strings, filled lists, and filled objects whose keys are no numbers.
fn flat() -> impl Strategy<Value = Value> {
    any::<String>().prop_map(Value::String).prop_recursive(4, 32, 12, |inner| {
        let object = proptest::collection::btree_map("[^.0-9]{1,4}", inner.clone(), 1..5);
        prop_oneof![
            proptest::collection::vec(inner, 1..12).prop_map(Value::Array),
            object.prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_json_comes_back_from_its_text(value in json()) {
        let sent = back(&parameter(Type::Any, Style::Json), &value);
        let is_nothing = matches!(&value, Value::Array(items) if items.is_empty());
        prop_assert_eq!(sent, if is_nothing { Value::Null } else { value });
    }

    #[test]
    fn what_has_a_flat_form_comes_back_from_it(value in flat()) {
        prop_assert_eq!(back(&parameter(Type::Any, Style::Flat), &value), value);
    }

    #[test]
    fn items_without_commas_come_back(items in proptest::collection::vec("[^,]{0,5}", 1..9)) {
        let list = List {
            repeat: false,
            items: Type::String(StringLimits::default()),
            wrapper: None,
            xml_item: None,
            min_items: None,
            max_items: None,
            unique: false,
            max_total_length: None,
        };
        let value = Value::Array(items.into_iter().map(Value::String).collect());
        let parameters = parameter(Type::List(Arc::new(list)), Style::Comma);
        prop_assert_eq!(back(&parameters, &value), value);
    }
}
