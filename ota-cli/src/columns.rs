//! From the items of a list to the rows of a table.

use std::sync::Arc;

use ota_spec::model::{Field, Handle, List, NamedKind, Operation, Type};
use ota_spec::{Value, visible};

use crate::flags::{is_id, kebab};
use crate::grid::Column;

/// The list that the response of an operation is about, with the way to it.
pub(crate) struct Listed {
    /// The names of the fields from the response down.
    path: Vec<String>,
    /// The fields of an item; none if items are single values.
    fields: Vec<Arc<Field>>,
}

/// The list that a response is about: that of its pages, or its only one.
pub(crate) fn listed(operation: &Operation) -> Option<Listed> {
    if let Some(page) = &operation.page {
        return Some(of(page.items.field.steps(), &page.items.list));
    }
    let mut lists = operation.response.iter().filter(|field| matches!(field.ty, Type::List(_)));
    let list = lists.next().filter(|_| operation.response.len() == 1)?;
    match &list.ty {
        Type::List(items) => Some(of(&[Handle::new(list)], items)),
        _ => None,
    }
}

/// A list at the end of these fields.
fn of(fields: &[Handle<Field>], list: &List) -> Listed {
    let names = fields.iter().map(|field| &field.name);
    Listed {
        path: names.chain(&list.wrapper).cloned().collect(),
        fields: list.items.members().map(<[_]>::to_vec).unwrap_or_default(),
    }
}

impl Listed {
    /// The items of a response. Some services write one item without its brackets, and no items in several ways.
    pub(crate) fn items(&self, response: &Value) -> Vec<Value> {
        let mut at = response;
        for name in &self.path {
            match at.get(name) {
                Some(inner) => at = inner,
                None => return Vec::new(),
            }
        }
        match at {
            Value::Array(items) => items.clone(),
            Value::Object(members) if !members.is_empty() => vec![at.clone()],
            _ => Vec::new(),
        }
    }

    /// The columns and cells of items. What stands in each row as it does in the request tells nothing.
    pub(crate) fn table(
        &self,
        noun: &str,
        request: &Value,
        items: &[Value],
    ) -> (Vec<Column>, Vec<Vec<String>>) {
        if self.fields.is_empty() && items.iter().all(|item| item.members().is_empty()) {
            let name = self.path.last().cloned().unwrap_or_default();
            let rows = items.iter().map(|item| vec![cell(None, Some(item))]).collect();
            return (vec![Column { name, rank: 0 }], rows);
        }
        let known = self.fields.iter().map(|field| (field.name.as_str(), Some(field)));
        let mut columns: Vec<(&str, Option<&Arc<Field>>)> = known.collect();
        for (name, _) in items.iter().flat_map(Value::members) {
            if !columns.iter().any(|(known, _)| known == name) {
                columns.push((name, None));
            }
        }
        columns.retain(|(name, field)| {
            let is_asked = |item: &Value| {
                let asked = request.get(name).and_then(Value::scalar);
                asked.is_some() && asked == item.get(name).and_then(Value::scalar)
            };
            let is_said = !items.is_empty() && items.iter().all(is_asked);
            let is_there = items.iter().any(|item| !cell(None, item.get(name)).is_empty());
            // Lists end up in logs.
            let is_secret = field.is_some_and(|field| field.secret);
            is_there && !is_said && !is_secret
        });
        let row = |item: &Value| {
            let cells = columns.iter();
            cells.map(|(name, field)| cell(*field, item.get(name))).collect()
        };
        let rows = items.iter().map(row).collect();
        let column = |(name, field): &(&str, Option<&Arc<Field>>)| Column {
            name: visible::line(name).into_owned(),
            rank: field.map_or(8, |field| rank(field, noun)),
        };
        (columns.iter().map(column).collect(), rows)
    }
}

/// The rows and columns of any list, such as the result of an expression.
pub(crate) fn any(items: &[Value]) -> (Vec<Column>, Vec<Vec<String>>) {
    Listed { path: vec!["value".to_owned()], fields: Vec::new() }.table("", &Value::Null, items)
}

/// How much a field is needed in a table about a noun: its ID, its name, its state, and so on.
fn rank(field: &Field, noun: &str) -> u8 {
    let name = kebab(&field.name);
    let ends = |end: &str| name.ends_with(end);
    let is_of_noun = name.strip_prefix(noun).is_some_and(|rest| rest.starts_with('-'));
    match &field.ty {
        Type::List(_) | Type::Map(_) | Type::Struct(_) | Type::Any => 9,
        Type::Named(named) if matches!(named.kind, NamedKind::Struct(_)) => 9,
        ty if is_of_noun && is_id(ty) => 0,
        _ if is_of_noun && ends("-name") => 1,
        _ if is_of_noun && ends("-status") || name == "status" || name == "progress" => 1,
        _ if name == "device-name" => 1,
        _ if ends("-version") || ends("-status") || ends("-type") && is_of_noun => 2,
        ty if is_id(ty) => 3,
        _ if name.starts_with("utc-") || name.starts_with("gmt-") || ends("-time") => 6,
        _ if ends("-desc") || name == "desc" => 5,
        _ if ends("-url") || ends("-sign") => 7,
        _ => 4,
    }
}

/// The text of a cell: numbers that are listed with their names.
fn cell(field: Option<&Arc<Field>>, value: Option<&Value>) -> String {
    let text = match value {
        None | Some(Value::Null) => return String::new(),
        Some(value) => value.scalar().unwrap_or_else(|| value.to_string()),
    };
    let known = match field.map(|field| &field.ty) {
        Some(Type::Named(named)) => match &named.kind {
            NamedKind::Enum(listed) if listed.numeric => listed.find(&text),
            _ => None,
        },
        _ => None,
    };
    match known {
        Some(known) => format!("{text} {}", known.name),
        None => visible::line(text.trim_end()).into_owned(),
    }
}
