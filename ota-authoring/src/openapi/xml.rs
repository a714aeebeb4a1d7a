//! Sample responses in XML.

use std::sync::Arc;

use ota_spec::model::{Field, Operation, Type};
use ota_spec::{Value, read_xml};

use super::sample::response;

/// The name of the root of the responses of an operation.
pub(super) fn root_name(operation: &Operation) -> String {
    format!("{}Response", operation.action)
}

/// A sample in the form of its schema; `None` if it has that form already.
///
/// Some samples have the action alone as their root, or the envelope in small letters.
pub(super) fn rewritten(operation: &Operation, sample: &str) -> Option<String> {
    let wanted = root_name(operation);
    // A sample that cannot be read does not get through the check of the folder.
    let read = read_xml(operation, sample).ok()?;
    let plain = response(&operation.envelope, &operation.response, &read);
    let same = |one: &Value, other: &Value| {
        let names = |value: &Value| -> Vec<String> {
            value.members().iter().map(|(name, _)| name.clone()).collect()
        };
        names(one) == names(other)
    };
    if root(sample) == wanted && same(&read, &plain) {
        return None;
    }
    let mut text = String::new();
    write(&wanted, &wrapped_members(&operation.response, plain), 0, &mut text);
    Some(text)
}

/// A value with the elements around items that JSON lacks.
fn wrapped(ty: &Type, value: Value) -> Value {
    match (ty, value) {
        (Type::List(list), Value::Array(items)) => {
            let items = items.into_iter().map(|item| wrapped(&list.items, item)).collect();
            match &list.xml_item {
                Some(item) => Value::Object(vec![(item.clone(), Value::Array(items))]),
                None => Value::Array(items),
            }
        }
        (Type::List(list), Value::Object(members)) => {
            let inside = |(name, value): (String, Value)| match value {
                Value::Array(items) => {
                    let items = items.into_iter().map(|item| wrapped(&list.items, item));
                    (name, Value::Array(items.collect()))
                }
                single => (name, wrapped(&list.items, single)),
            };
            Value::Object(members.into_iter().map(inside).collect())
        }
        (ty, value) => wrapped_members(ty.members().unwrap_or_default(), value),
    }
}

fn wrapped_members(fields: &[Arc<Field>], value: Value) -> Value {
    let Value::Object(members) = value else { return value };
    let inside = |(name, value): (String, Value)| {
        let field = fields.iter().find(|field| field.name == name);
        let value = match field {
            Some(field) => wrapped(&field.ty, value),
            None => value,
        };
        (name, value)
    };
    Value::Object(members.into_iter().map(inside).collect())
}

/// The name of the root of a document.
fn root(xml: &str) -> &str {
    let mut starts = xml.match_indices('<').map(|(at, _)| xml.get(at + 1..).unwrap_or_default());
    let first = starts.find(|rest| !rest.starts_with(['?', '!'])).unwrap_or_default();
    first.split(|c: char| c.is_whitespace() || c == '>' || c == '/').next().unwrap_or_default()
}

/// Writes an element; the items of an array stand beside each other under its name.
fn write(name: &str, value: &Value, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Array(items) => {
            for item in items {
                write(name, item, depth, text);
            }
        }
        Value::Object(members) => {
            text.push_str(&format!("{indent}<{name}>\n"));
            for (name, value) in members {
                write(name, value, depth + 1, text);
            }
            text.push_str(&format!("{indent}</{name}>\n"));
        }
        single => {
            let single = escaped(&single.scalar().unwrap_or_default());
            text.push_str(&format!("{indent}<{name}>{single}</{name}>\n"));
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::{rewritten, root};
    use crate::fixture::wall;

    #[test]
    fn the_root_stands_behind_declarations() {
        assert_eq!(root("<?xml version=\"1.0\"?>\n<!-- a --><A b=\"c\"><D/></A>"), "A");
        assert_eq!(root("<A/>"), "A");
        assert_eq!(root(""), "");
    }

    #[test]
    fn a_sample_of_another_form_is_written_anew() {
        let spec = wall();
        let operation = spec.operation("PaintWall").unwrap();
        let fit = |xml: &str| rewritten(operation, xml);
        let plain = operation.examples[0].xml.as_deref().unwrap();
        assert_eq!(fit(plain), None);
        let odd = "<PaintWall><requestId>a&amp;b</requestId><success>true</success><Data>\
                   <Coat><Name>1</Name></Coat><Coat><Name>2</Name></Coat></Data></PaintWall>";
        let wanted = "\
<PaintWallResponse>
  <RequestId>a&amp;b</RequestId>
  <Success>true</Success>
  <Data>
    <Coat>
      <Name>1</Name>
    </Coat>
    <Coat>
      <Name>2</Name>
    </Coat>
  </Data>
</PaintWallResponse>
";
        assert_eq!(fit(odd), Some(wanted.to_owned()));
        assert_eq!(fit(wanted), None);
    }
}
