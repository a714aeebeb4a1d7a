//! The fields of a response: names and types from the rows, nesting from the sample.

use std::sync::Arc;

use ota_spec::Value;
use ota_spec::model::{Field, List, Type};

use super::cells::{self, Kind};
use super::rows::Row;
use super::sentences::Facts;
use super::tree::{self, Builder};

/// Deepest response that is followed.
const DEPTH: usize = 16;

impl Builder<'_> {
    /// The fields of a response without its envelope. What the sample lacks comes last.
    pub(super) fn response(&mut self, rows: &[&Row<'_>], sample: &[(String, Value)]) -> Vec<Field> {
        let mut rows = rows.to_vec();
        let mut fields = self.members(&mut rows, sample, DEPTH);
        for row in rows {
            let name = row.name();
            if fields.iter().any(|field| field.name == name) {
                continue;
            }
            if !sample.is_empty() {
                self.decisions.push(format!("where does `{name}` belong? The sample lacks it."));
            }
            fields.push(self.alone(row));
        }
        fields
    }

    fn members(
        &mut self,
        rows: &mut Vec<&Row<'_>>,
        sample: &[(String, Value)],
        depth: usize,
    ) -> Vec<Field> {
        let mut fields: Vec<Field> = Vec::new();
        for (name, value) in sample {
            if !cells::is_name(name) {
                self.decisions.push(format!(
                    "`{name}` of the sample cannot be the name of a field; is it a key of a map?"
                ));
                continue;
            }
            let row = take(rows, name);
            let ty = self.type_of(name, row, value, rows, depth);
            let mut field = tree::field(name, ty, row);
            if !matches!(field.ty, Type::List(_) | Type::Struct(_)) {
                field.example = tree::example(&field.ty, row);
            }
            self.mark_secret(&mut field, row);
            fields.push(field);
        }
        fields
    }

    fn type_of(
        &mut self,
        name: &str,
        row: Option<&Row<'_>>,
        value: &Value,
        rows: &mut Vec<&Row<'_>>,
        depth: usize,
    ) -> Type {
        if depth == 0 {
            self.decisions
                .push(format!("the sample nests too deep below `{name}`; what is there?"));
            return tree::structure(Vec::new());
        }
        match value {
            Value::Array(items) => self.list(name, None, items, rows, depth),
            Value::Object(members) => match members.as_slice() {
                // One key around an array is the wrapper of a list.
                [(wrapper, Value::Array(items))] => {
                    take(rows, wrapper);
                    self.list(name, Some(wrapper), items, rows, depth)
                }
                members => tree::structure(self.members(rows, members, depth - 1)),
            },
            scalar => {
                let kind = row.map(|row| row.kind).filter(|kind| is_scalar(*kind));
                let kind = kind.unwrap_or_else(|| kind_of(scalar));
                let facts = row.map(|row| Facts::read(&row.lines, false)).unwrap_or_default();
                self.scalar(name, kind, &facts)
            }
        }
    }

    fn list(
        &mut self,
        name: &str,
        wrapper: Option<&String>,
        items: &[Value],
        rows: &mut Vec<&Row<'_>>,
        depth: usize,
    ) -> Type {
        let items = match items.first() {
            Some(Value::Object(_)) => {
                // An item may lack what another has.
                let mut merged: Vec<(String, Value)> = Vec::new();
                for (key, value) in items.iter().flat_map(Value::members) {
                    if !merged.iter().any(|(known, _)| known == key) {
                        merged.push((key.clone(), value.clone()));
                    }
                }
                tree::structure(self.members(rows, &merged, depth - 1))
            }
            Some(Value::Array(_)) | None => {
                self.decisions
                    .push(format!("what are the items of `{name}`? Strings are a guess."));
                self.scalar("", Kind::String, &Facts::default())
            }
            Some(scalar) => self.scalar(name, kind_of(scalar), &Facts::default()),
        };
        response_list(items, wrapper.cloned())
    }

    /// A field that no sample shows.
    fn alone(&mut self, row: &Row<'_>) -> Field {
        let name = row.name();
        let ty = match row.kind {
            Kind::List => {
                self.decisions.push(format!(
                    "what are the items of `{name}`, and is there a key around them?"
                ));
                response_list(self.scalar("", Kind::String, &Facts::default()), None)
            }
            kind => self.scalar(name, kind, &Facts::read(&row.lines, false)),
        };
        let mut field = tree::field(name, ty, Some(row));
        if is_scalar(row.kind) {
            field.example = tree::example(&field.ty, Some(row));
        }
        self.mark_secret(&mut field, Some(row));
        field
    }
}

fn response_list(items: Type, wrapper: Option<String>) -> Type {
    Type::List(Arc::new(List {
        repeat: false,
        items,
        wrapper,
        xml_item: None,
        min_items: None,
        max_items: None,
        unique: false,
        max_total_length: None,
    }))
}

/// The first row of this name, which then stands for no other field.
fn take<'r, 'a>(rows: &mut Vec<&'r Row<'a>>, name: &str) -> Option<&'r Row<'a>> {
    let at = rows.iter().position(|row| row.name() == name)?;
    Some(rows.remove(at))
}

fn is_scalar(kind: Kind) -> bool {
    !matches!(kind, Kind::List | Kind::Struct | Kind::Map)
}

fn kind_of(value: &Value) -> Kind {
    match value {
        Value::Bool(_) => Kind::Boolean,
        Value::Number(text) if text.parse::<i32>().is_ok() => Kind::Integer,
        Value::Number(text) if text.parse::<i64>().is_ok() => Kind::Long,
        Value::Number(_) => Kind::Double,
        _ => Kind::String,
    }
}
