//! Access to the values of a request, for the stages that check and encode them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;

use crate::request::parameter::Parameter;
use crate::request::rules::Rule;

/// A borrowed view of a request value.
#[derive(Clone, Copy)]
pub enum ValueRef<'a> {
    /// An optional parameter that is not set.
    Absent,
    /// A string.
    String(&'a str),
    /// A number as it is written: a value of an enum of numbers.
    Number(&'a str),
    /// A whole number.
    Whole(i64),
    /// A floating-point number.
    Double(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// A list of values.
    List(&'a dyn List),
    /// Values with arbitrary keys.
    Map(&'a dyn Map),
    /// The members of a struct, with their descriptions.
    Members(&'static Table, &'a dyn Arguments),
    /// Any JSON value but `null`.
    Any(&'a Value),
}

/// The descriptions of the members of a struct.
#[derive(Debug)]
pub struct Table {
    /// The members, sorted by name.
    pub(crate) parameters: &'static [Parameter],
    /// The rules between them.
    pub(crate) rules: &'static [Rule],
}

/// A value in a request.
pub trait Argument {
    /// A view of the value.
    fn value_ref(&self) -> ValueRef<'_>;

    /// The string, if it must not be shown.
    fn secret(&self) -> Option<&str> {
        None
    }
}

/// A request, or a struct inside one.
pub trait Arguments {
    /// Passes all values to the visitor, in the order of their descriptions.
    fn arguments(&self, visitor: Visitor<'_>);
}

/// A function that takes all values of a request at once.
pub type Visitor<'v> = &'v mut dyn FnMut(&[&dyn Argument]);

/// A struct inside requests. Implemented by generated code.
pub trait Members: Sized {
    /// The descriptions of its members, sorted by name.
    const PARAMETERS: &'static [Parameter];
    /// The rules between its members.
    const RULES: &'static [Rule] = &[];
    /// Passes all values to the visitor, in the order of their descriptions.
    fn arguments(&self, visitor: Visitor<'_>);
}

/// A struct inside one of its kind.
impl<M: Members> Members for Box<M> {
    const PARAMETERS: &'static [Parameter] = M::PARAMETERS;
    const RULES: &'static [Rule] = M::RULES;

    fn arguments(&self, visitor: Visitor<'_>) {
        Members::arguments(&**self, visitor);
    }
}

impl<M: Members> Arguments for M {
    fn arguments(&self, visitor: Visitor<'_>) {
        Members::arguments(self, visitor);
    }
}

/// The items of a list.
pub trait List {
    /// The number of items.
    fn count(&self) -> usize;
    /// The item at an index.
    fn item(&self, index: usize) -> ValueRef<'_>;
}

/// Values with arbitrary keys, sorted by key.
pub trait Map {
    /// Passes each key and value to `visit`.
    fn each<'a>(&'a self, visit: &mut dyn FnMut(&'a str, ValueRef<'a>));
    /// Whether there are no values.
    fn is_empty(&self) -> bool;
}

impl<T: Argument> Argument for BTreeMap<String, T> {
    fn value_ref(&self) -> ValueRef<'_> {
        ValueRef::Map(self)
    }
}

impl<T: Argument> Map for BTreeMap<String, T> {
    fn each<'a>(&'a self, visit: &mut dyn FnMut(&'a str, ValueRef<'a>)) {
        for (key, value) in self {
            visit(key, value.value_ref());
        }
    }

    fn is_empty(&self) -> bool {
        self.is_empty()
    }
}

impl<T: Argument> Argument for Option<T> {
    fn value_ref(&self) -> ValueRef<'_> {
        self.as_ref().map_or(ValueRef::Absent, Argument::value_ref)
    }

    fn secret(&self) -> Option<&str> {
        self.as_ref()?.secret()
    }
}

impl<T: Argument> Argument for Vec<T> {
    fn value_ref(&self) -> ValueRef<'_> {
        ValueRef::List(self)
    }
}

impl<T: Argument> List for Vec<T> {
    fn count(&self) -> usize {
        self.len()
    }

    fn item(&self, index: usize) -> ValueRef<'_> {
        self.get(index).map_or(ValueRef::Absent, Argument::value_ref)
    }
}

impl<M: Members> Argument for M {
    fn value_ref(&self) -> ValueRef<'_> {
        ValueRef::Members(const { &Table { parameters: M::PARAMETERS, rules: M::RULES } }, self)
    }
}

impl Argument for String {
    fn value_ref(&self) -> ValueRef<'_> {
        ValueRef::String(self)
    }
}

/// `null` is nothing.
impl Argument for Value {
    fn value_ref(&self) -> ValueRef<'_> {
        if self.is_null() { ValueRef::Absent } else { ValueRef::Any(self) }
    }
}

impl Argument for i32 {
    fn value_ref(&self) -> ValueRef<'_> {
        ValueRef::Whole((*self).into())
    }
}

impl Argument for i64 {
    fn value_ref(&self) -> ValueRef<'_> {
        ValueRef::Whole(*self)
    }
}

impl Argument for f64 {
    fn value_ref(&self) -> ValueRef<'_> {
        ValueRef::Double(*self)
    }
}

impl Argument for bool {
    fn value_ref(&self) -> ValueRef<'_> {
        ValueRef::Boolean(*self)
    }
}

/// Passes on the secrets of a value and of all inside of it.
pub(crate) fn secrets(argument: &dyn Argument, found: &mut dyn FnMut(&str)) {
    match argument.secret() {
        Some(secret) => found(secret),
        None => secrets_inside(argument.value_ref(), found),
    }
}

fn secrets_inside(value: ValueRef<'_>, found: &mut dyn FnMut(&str)) {
    match value {
        ValueRef::List(list) => {
            (0..list.count()).for_each(|index| secrets_inside(list.item(index), found));
        }
        ValueRef::Map(map) => map.each(&mut |_, value| secrets_inside(value, found)),
        ValueRef::Members(_, arguments) => arguments.arguments(&mut |values| {
            values.iter().for_each(|value| secrets(*value, found));
        }),
        _ => {}
    }
}

/// The value as a string; equal values have equal strings.
pub(crate) fn scalar(value: ValueRef<'_>) -> Option<Cow<'_, str>> {
    match value {
        ValueRef::String(text) | ValueRef::Number(text) => Some(text.into()),
        ValueRef::Whole(number) => Some(number.to_string().into()),
        ValueRef::Double(number) => Some(number.to_string().into()),
        ValueRef::Boolean(value) => Some(value.to_string().into()),
        ValueRef::Any(value) => match value {
            Value::String(text) => Some(text.into()),
            Value::Number(_) | Value::Bool(_) => Some(value.to_string().into()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        },
        ValueRef::Absent | ValueRef::List(_) | ValueRef::Map(_) | ValueRef::Members(..) => None,
    }
}
