//! Writes the parts of a value as parameters of their own: `Name.1`, `Name.Key`.

use std::cmp::Ordering;

use serde_json::Value;

use crate::call::encode::query::{Query, numbers_as_strings};
use crate::request::argument::{List, Map, ValueRef};

/// Writes a value under the path extended by a name.
pub(crate) fn member(name: &str, value: ValueRef<'_>, path: &mut String, query: &mut Query<'_>) {
    let length = path.len();
    path.push_str(name);
    write_value(value, path, query);
    path.truncate(length);
}

/// Writes a value under a path.
fn write_value(value: ValueRef<'_>, path: &mut String, query: &mut Query<'_>) {
    match value {
        ValueRef::Absent => {}
        ValueRef::String(text) | ValueRef::Number(text) => query.pair(path, text),
        ValueRef::Whole(number) => query.pair(path, &number.to_string()),
        ValueRef::Double(number) => query.pair(path, &number.to_string()),
        ValueRef::Boolean(value) => query.pair(path, if value { "true" } else { "false" }),
        ValueRef::List(list) => inside(path, |path| items(list, path, query)),
        ValueRef::Map(map) => inside(path, |path| {
            for (key, value) in entries(map) {
                member(key, value, path, query);
            }
        }),
        ValueRef::Any(value) => any(value, path, query),
        ValueRef::Members(table, arguments) => inside(path, |path| {
            arguments.arguments(&mut |values| {
                for (parameter, value) in table.parameters.iter().zip(values) {
                    member(parameter.name, value.value_ref(), path, query);
                }
            });
        }),
    }
}

/// Extends the path by a dot while `write` runs.
fn inside(path: &mut String, write: impl FnOnce(&mut String)) {
    path.push('.');
    write(path);
    path.pop();
}

/// Writes the items in the order of their numbers as strings.
fn items(list: &dyn List, path: &mut String, query: &mut Query<'_>) {
    if let ValueRef::String(_) = list.item(0) {
        return query.strings(path, list);
    }
    for number in numbers_as_strings(list.count()) {
        member(&number.to_string(), list.item(number - 1), path, query);
    }
}

/// The entries of a map in the order of their flat names.
fn entries(map: &dyn Map) -> Vec<(&str, ValueRef<'_>)> {
    let mut entries = Vec::new();
    map.each(&mut |key, value| entries.push((key, value)));
    let has_parts = |value: &ValueRef<'_>| match value {
        ValueRef::List(_) | ValueRef::Map(_) | ValueRef::Members(..) => true,
        ValueRef::Any(value) => value.is_array() || value.is_object(),
        _ => false,
    };
    entries.sort_by(|(one, first), (other, second)| {
        by_flat_name((one, has_parts(first)), (other, has_parts(second)))
    });
    entries
}

/// Compares two keys, each with whether a dot comes behind it.
fn by_flat_name((one, dotted): (&str, bool), (other, also): (&str, bool)) -> Ordering {
    let dot = |dotted: bool| dotted.then_some(b'.');
    one.bytes().chain(dot(dotted)).cmp(other.bytes().chain(dot(also)))
}

/// Writes a JSON value under a path.
fn any(value: &Value, path: &mut String, query: &mut Query<'_>) {
    match value {
        Value::Null => {}
        Value::String(text) => query.pair(path, text),
        Value::Bool(_) | Value::Number(_) => query.pair(path, &value.to_string()),
        Value::Array(items) => inside(path, |path| {
            let ordered = numbers_as_strings(items.len());
            for (number, item) in
                ordered.filter_map(|number| Some((number, items.get(number - 1)?)))
            {
                part(&number.to_string(), item, path, query);
            }
        }),
        Value::Object(members) => inside(path, |path| {
            let has_parts = |value: &Value| value.is_array() || value.is_object();
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by(|(one, first), (other, second)| {
                by_flat_name((one, has_parts(first)), (other, has_parts(second)))
            });
            for (key, value) in members {
                part(key, value, path, query);
            }
        }),
    }
}

/// Writes a JSON value under the path extended by a name.
fn part(name: &str, value: &Value, path: &mut String, query: &mut Query<'_>) {
    let length = path.len();
    path.push_str(name);
    any(value, path, query);
    path.truncate(length);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::member;
    use crate::call::encode::query::Query;
    use crate::request::argument::ValueRef;

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            "[a-z]{0,3}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 12, |inner| {
            // Characters that sort before and after a dot.
            let object = proptest::collection::btree_map("[a$0_-]{1,2}", inner.clone(), 0..6);
            prop_oneof![
                proptest::collection::vec(inner, 0..12).prop_map(Value::from),
                object.prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_parts_of_anything_are_written_in_the_order_of_their_names(value in json()) {
            let mut bytes = Vec::new();
            let mut query = Query::new(&mut bytes);
            member("Name", ValueRef::Any(&value), &mut String::new(), &mut query);
            let text = String::from_utf8(bytes).unwrap().replace("%24", "$");
            let names: Vec<&str> =
                text.split('&').filter_map(|pair| Some(pair.split_once('=')?.0)).collect();
            prop_assert!(names.is_sorted(), "{:?}", names);
        }
    }
}
