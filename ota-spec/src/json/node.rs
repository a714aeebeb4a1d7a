//! JSON values with their positions.

use std::collections::BTreeSet;

use crate::diagnostic::Span;
use crate::value::Value;

/// The deepest nesting of arrays and objects.
pub(crate) const DEPTH: usize = 64;

/// A value and its position.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) kind: Kind,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Null,
    Bool(bool),
    /// The number as written.
    Number(String),
    String(String),
    Array(Vec<Node>),
    Object(Vec<Member>),
}

/// A key of an object with its value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Member {
    pub(crate) key: String,
    pub(crate) key_span: Span,
    pub(crate) value: Node,
}

/// A syntax error in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) help: String,
}

impl Node {
    /// The members whose keys occur earlier in their objects.
    pub(crate) fn twins(&self) -> Vec<&Member> {
        let mut twins = Vec::new();
        self.collect_twins(&mut twins);
        twins
    }

    fn collect_twins<'a>(&'a self, twins: &mut Vec<&'a Member>) {
        match &self.kind {
            Kind::Array(items) => items.iter().for_each(|item| item.collect_twins(twins)),
            Kind::Object(members) => {
                let mut seen = BTreeSet::new();
                for member in members {
                    if !seen.insert(&member.key) {
                        twins.push(member);
                    }
                    member.value.collect_twins(twins);
                }
            }
            _ => {}
        }
    }

    /// The position of a path such as `DeviceName.2` or `Data.Info.1.Name`: the member or item, or
    /// the nearest one above it that exists. Items count from 1.
    pub(crate) fn locate(&self, path: &str) -> Span {
        self.find(path).unwrap_or(Span { start: self.span.start, end: self.span.start + 1 })
    }

    fn find(&self, path: &str) -> Option<Span> {
        match &self.kind {
            Kind::Object(members) => {
                // Keys may have dots of their own, so the whole path comes first.
                let exact = members.iter().find(|member| member.key == path);
                let (member, rest) = exact.map(|member| (member, "")).or_else(|| {
                    members.iter().find_map(|member| {
                        let rest = path.strip_prefix(member.key.as_str())?;
                        Some((member, rest.strip_prefix('.')?))
                    })
                })?;
                Some(
                    member.value.find(rest).unwrap_or(Span {
                        start: member.key_span.start,
                        end: member.value.span.end,
                    }),
                )
            }
            Kind::Array(items) => {
                let (number, rest) = path.split_once('.').unwrap_or((path, ""));
                let item = items.get(number.parse::<usize>().ok()?.checked_sub(1)?)?;
                Some(item.find(rest).unwrap_or(item.span))
            }
            _ => None,
        }
    }

    /// The value without positions.
    pub(crate) fn to_value(&self) -> Value {
        match &self.kind {
            Kind::Null => Value::Null,
            Kind::Bool(value) => Value::Bool(*value),
            Kind::Number(text) => Value::Number(text.clone()),
            Kind::String(text) => Value::String(text.clone()),
            Kind::Array(items) => Value::Array(items.iter().map(Node::to_value).collect()),
            Kind::Object(members) => Value::Object(
                members
                    .iter()
                    .map(|member| (member.key.clone(), member.value.to_value()))
                    .collect(),
            ),
        }
    }
}
