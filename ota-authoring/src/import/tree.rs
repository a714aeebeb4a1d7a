//! From the rows of a page to fields of the model.

use std::collections::BTreeSet;
use std::sync::Arc;

use ota_spec::model::{
    Enum, Field, Handle, List, NamedKind, NamedType, Range, StringLimits, Struct, Type,
};
use ota_spec::{Value, wire};

use super::cells::{Kind, ungrouped};
use super::rows::Row;
use super::sentences::Facts;
use super::values::Word;
use super::{meaning, secret};
use crate::decide::DECIDE;

/// Makes fields of rows, and keeps what a person has to decide about them.
#[derive(Debug)]
pub(super) struct Builder<'a> {
    /// The shared types, taken where the name is the same.
    pub(super) types: &'a [Arc<NamedType>],
    /// `false` for responses: nothing is refused there, so no limit is kept.
    pub(super) is_request: bool,
    pub(super) decisions: Vec<String>,
    /// Names that the other operations have and do not call secret.
    pub(super) public: &'a BTreeSet<&'a str>,
    /// Questions about what could not be read.
    pub(super) unread: Vec<String>,
}

/// A row with the rows of its members.
struct Node<'r> {
    name: &'r str,
    is_list: bool,
    row: Option<&'r Row<'r>>,
    members: Vec<Node<'r>>,
}

impl Builder<'_> {
    /// The parameters of a request: `Tag.N.Key` is a member of the items of `Tag`.
    pub(super) fn parameters(&mut self, rows: &[&Row<'_>]) -> Vec<Field> {
        let mut nodes: Vec<Node<'_>> = Vec::new();
        for row in rows {
            let mut level = &mut nodes;
            for (index, part) in row.path.iter().enumerate() {
                let at = level.iter().position(|node| node.name == part.name);
                let at = at.unwrap_or_else(|| {
                    let members = Vec::new();
                    level.push(Node { name: part.name, is_list: false, row: None, members });
                    level.len() - 1
                });
                // The index was found or made just now.
                let Some(node) = level.get_mut(at) else { break };
                node.is_list |= part.list;
                if index + 1 == row.path.len() {
                    node.row = Some(row);
                }
                level = &mut node.members;
            }
        }
        nodes.iter().map(|node| self.parameter(node)).collect()
    }

    fn parameter(&mut self, node: &Node<'_>) -> Field {
        let members: Vec<Field> =
            node.members.iter().map(|member| self.parameter(member)).collect();
        let is_list = node.is_list || node.row.is_some_and(|row| row.kind == Kind::List);
        let facts = node.row.map(|row| Facts::read(&row.lines, is_list)).unwrap_or_default();
        let required = match node.row {
            Some(row) => row.required,
            // The members say whether the whole is.
            None => members.iter().any(|member| member.required),
        };
        if required && node.row.is_none() {
            self.decisions.push(format!(
                "must `{}` be given? The page only says that a member of it must.",
                node.name
            ));
        }
        let parts = example_of(&members);
        let kind = node.row.map_or(Kind::Struct, |row| row.kind);
        let inner = if members.is_empty() {
            self.inner(node.name, kind, is_list, &facts)
        } else {
            self.named(node.name, Kind::Struct, &facts).unwrap_or(structure(members))
        };
        let ty = if is_list { list(inner, required, &facts) } else { inner };
        let mut field = field(node.name, ty, node.row);
        field.required = required;
        field.example = match parts {
            Some(parts) if is_list => Some(Value::Array(vec![parts])),
            Some(parts) => Some(parts),
            None => example(&field.ty, node.row),
        };
        if let Some(text) = facts.default.as_ref().filter(|_| !required) {
            field.default = wire::read_scalar(&field.ty, text).ok();
            if field.default.is_none() {
                self.unread.push(format!("what is the default of `{}`?", node.name));
            }
        }
        self.mark_secret(&mut field, node.row);
        field
    }

    /// Marks a secret, and asks whether it is one.
    pub(super) fn mark_secret(&mut self, field: &mut Field, row: Option<&Row<'_>>) {
        let lines = row.map_or(&[][..], |row| &row.lines);
        if self.public.contains(field.name.as_str()) || !secret::is_likely(&field.name, lines) {
            return;
        }
        let name = &field.name;
        field.secret = match &field.ty {
            Type::String(limits) => limits.allowed.is_empty(),
            Type::Named(named) => matches!(named.kind, NamedKind::Id(_)),
            _ => false,
        };
        self.decisions.push(match field.secret {
            true => {
                format!("is `{name}` a secret? It reads like one; remove `secret` if it is none.")
            }
            false => {
                format!("is `{name}` a secret? It reads like one, but only a string can be marked.")
            }
        });
    }

    fn inner(&mut self, name: &str, kind: Kind, is_list: bool, facts: &Facts) -> Type {
        match kind {
            Kind::List => {
                if self.named(name, Kind::String, facts).is_none() {
                    self.decisions.push(format!(
                        "`{name}` is a list; are its items strings? The page does not say."
                    ));
                }
                self.scalar(name, Kind::String, facts)
            }
            _ if is_list && kind == Kind::Struct => self.scalar(name, kind, facts),
            kind => self.scalar(name, kind, facts),
        }
    }

    /// A type without members of its own.
    pub(super) fn scalar(&mut self, name: &str, kind: Kind, facts: &Facts) -> Type {
        if let Some(named) =
            self.named(name, kind, facts).or_else(|| self.same_words(name, kind, facts))
        {
            return named;
        }
        if facts.lacks_values {
            self.unread.push(format!(
                "which values can `{name}` have? The page announces them in a way that is not known."
            ));
        }
        let is_whole = matches!(kind, Kind::Integer | Kind::Long);
        let values = || facts.values.iter().map(|word| word.value.clone());
        let numbers: Vec<i64> = values().filter_map(|word| word.parse().ok()).collect();
        if is_whole && numbers.len() < facts.values.len() {
            self.unread
                .push(format!("which values can `{name}` have? Not all of them are numbers."));
        }
        if facts.values.len() > 1 && (is_whole || kind == Kind::String) {
            let many = facts.values.len();
            self.decisions.push(format!(
                "the page gives `{name}` {many} values; should they become a type of `types.json`, \
                 with names and meanings?"
            ));
        }
        let kept = self.is_request;
        let whole = || Range {
            minimum: facts.minimum.filter(|_| kept),
            maximum: facts.maximum.filter(|_| kept),
            exclusive: [false; 2],
            allowed: if kept && numbers.len() > 1 { numbers.clone() } else { Vec::new() },
        };
        match kind {
            Kind::Integer => Type::Integer(whole()),
            Kind::Long => Type::Long(whole()),
            Kind::Double => Type::Double(Range {
                minimum: None,
                maximum: None,
                exclusive: [false; 2],
                allowed: Vec::new(),
            }),
            Kind::Boolean => Type::Boolean,
            Kind::Struct => {
                self.decisions.push(format!("which members does `{name}` have?"));
                structure(Vec::new())
            }
            Kind::Map => {
                self.decisions
                    .push(format!("what are the values of `{name}`? Strings are a guess."));
                Type::Map(Box::new(Type::String(StringLimits::default())))
            }
            Kind::String | Kind::List => Type::String(StringLimits {
                min_length: facts.min_length.filter(|_| kept),
                max_length: facts.max_length.filter(|_| kept),
                allowed: if kept && facts.values.len() > 1 {
                    values().collect()
                } else {
                    Vec::new()
                },
                ..StringLimits::default()
            }),
        }
    }

    /// The shared type of the same name, if it can hold what the page says.
    fn named(&mut self, name: &str, kind: Kind, facts: &Facts) -> Option<Type> {
        let named = self.types.iter().find(|named| named.name == name)?;
        let fits = match (&named.kind, kind) {
            (NamedKind::Id(_), Kind::String | Kind::List) => true,
            (NamedKind::Enum(listed), Kind::String | Kind::List) => !listed.numeric,
            (NamedKind::Enum(listed), Kind::Integer) => listed.numeric,
            (NamedKind::Struct(_), Kind::Struct) => true,
            _ => false,
        };
        if let NamedKind::Enum(listed) = &named.kind
            && fits
            && !facts.values.is_empty()
        {
            return self.judged(name, named, listed, &facts.values);
        }
        fits.then(|| Type::Named(Handle::new(named)))
    }

    /// The shared enum with the values of the page and their meanings.
    fn same_words(&mut self, name: &str, kind: Kind, facts: &Facts) -> Option<Type> {
        if facts.values.len() < 2 || !matches!(kind, Kind::String | Kind::Integer) {
            return None;
        }
        let enums = self.types.iter().filter_map(|named| match &named.kind {
            NamedKind::Enum(listed) if named.name != name => Some((named, listed)),
            _ => None,
        });
        let mut near = enums
            .filter(|(_, listed)| listed.numeric == (kind == Kind::Integer))
            .filter(|(_, listed)| meaning::same_values(listed, &facts.values));
        let (first, listed) = near.next()?;
        let taken = std::iter::once((first, listed))
            .chain(near)
            .find(|(_, listed)| meaning::same_meanings(listed, &facts.values));
        match taken {
            Some((named, _)) => Some(Type::Named(Handle::new(named))),
            None => self.judged(name, first, listed, &facts.values),
        }
    }

    /// An enum, if it has the values of the page and they mean the same there.
    fn judged(
        &mut self,
        name: &str,
        named: &Arc<NamedType>,
        listed: &Enum,
        values: &[Word],
    ) -> Option<Type> {
        let other = if !meaning::same_values(listed, values) {
            "values"
        } else if !meaning::same_meanings(listed, values) {
            "meanings"
        } else {
            return Some(Type::Named(Handle::new(named)));
        };
        let question = format!(
            "is `{name}` a `{}` of `types.json`? The page gives other {other}.",
            named.name
        );
        if !self.decisions.contains(&question) {
            self.decisions.push(question);
        }
        None
    }
}

fn list(items: Type, required: bool, facts: &Facts) -> Type {
    Type::List(Arc::new(List {
        repeat: true,
        items,
        wrapper: None,
        xml_item: None,
        // A list without items cannot be seen on the wire.
        min_items: facts.min_items.or(required.then_some(1)),
        max_items: facts.max_items,
        unique: facts.unique,
        max_total_length: None,
    }))
}

/// A struct described in place; a draft needs no identifiers.
pub(super) fn structure(fields: Vec<Field>) -> Type {
    let fields = fields.into_iter().map(Arc::new).collect();
    Type::Struct(Arc::new(Struct { ident: String::new(), fields, rules: Vec::new() }))
}

/// A field whose description a person has to write.
pub(super) fn field(name: &str, ty: Type, row: Option<&Row<'_>>) -> Field {
    let said = match row.map_or(0, Row::words) {
        0 => "the page does not describe it".to_owned(),
        1 => "the page describes it in 1 word".to_owned(),
        words => format!("the page describes it in {words} words"),
    };
    Field { doc: format!("{DECIDE} what is this? ({said})"), ..Field::new(name, ty) }
}

/// The example of a row as the type writes it; a string that does not fit is kept as it is, so that
/// the check shows it.
pub(super) fn example(ty: &Type, row: Option<&Row<'_>>) -> Option<Value> {
    match ty {
        Type::List(list) => Some(Value::Array(vec![example(&list.items, row)?])),
        Type::Struct(_) | Type::Map(_) => None,
        ty => {
            let text = row.map(|row| row.example.as_str()).filter(|text| !text.is_empty())?;
            let read = wire::read_scalar(ty, text);
            Some(
                read.or_else(|_| wire::read_scalar(ty, &ungrouped(text)))
                    .unwrap_or_else(|_| Value::from(text)),
            )
        }
    }
}

/// The examples of members together.
fn example_of(members: &[Field]) -> Option<Value> {
    let given =
        members.iter().filter_map(|member| Some((member.name.clone(), member.example.clone()?)));
    let given: Vec<(String, Value)> = given.collect();
    (!given.is_empty()).then_some(Value::Object(given))
}
