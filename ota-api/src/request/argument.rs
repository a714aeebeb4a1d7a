//! How values show themselves to the stages that check and encode them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::request::parameter::Parameter;

/// A value as the wire sees it.
#[derive(Clone, Copy)]
pub enum Given<'a> {
    /// Nothing: an optional parameter that is not set.
    Absent,
    /// A text.
    Text(&'a str),
    /// A whole number.
    Whole(i64),
    /// A floating-point number.
    Double(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// Several values.
    List(&'a dyn List),
    /// Values under free keys.
    Map(&'a dyn Map),
    /// Named members with their table.
    Members(&'static [Parameter], &'a dyn Arguments),
}

/// A value that a request can carry.
pub trait Argument {
    /// The value as the wire sees it.
    fn given(&self) -> Given<'_>;
}

/// A request or a struct inside one: its values in the order of their table.
pub trait Arguments {
    /// Shows all values at once.
    fn arguments(&self, visit: Visit<'_>);
}

/// Looks at all values of a request.
pub type Visit<'v> = &'v mut dyn FnMut(&[&dyn Argument]);

/// A struct that requests carry. Implemented by generated code.
pub trait Members: Sized {
    /// The table of its members, sorted by name.
    const PARAMETERS: &'static [Parameter];
    /// Shows their values, in the order of the table.
    fn arguments(&self, visit: Visit<'_>);
}

impl<M: Members> Arguments for M {
    fn arguments(&self, visit: Visit<'_>) {
        Members::arguments(self, visit);
    }
}

/// Items by their place.
pub trait List {
    /// How many items there are.
    fn count(&self) -> usize;
    /// One of them.
    fn item(&self, index: usize) -> Given<'_>;
}

/// Values under free keys, sorted by key.
pub trait Map {
    /// Shows them one by one.
    fn each(&self, visit: &mut dyn FnMut(&str, Given<'_>));
    /// Whether there are none.
    fn is_empty(&self) -> bool;
}

impl<T: Argument> Argument for BTreeMap<String, T> {
    fn given(&self) -> Given<'_> {
        Given::Map(self)
    }
}

impl<T: Argument> Map for BTreeMap<String, T> {
    fn each(&self, visit: &mut dyn FnMut(&str, Given<'_>)) {
        for (key, value) in self {
            visit(key, value.given());
        }
    }

    fn is_empty(&self) -> bool {
        self.is_empty()
    }
}

impl<T: Argument> Argument for Option<T> {
    fn given(&self) -> Given<'_> {
        self.as_ref().map_or(Given::Absent, Argument::given)
    }
}

impl<T: Argument> Argument for Vec<T> {
    fn given(&self) -> Given<'_> {
        Given::List(self)
    }
}

impl<T: Argument> List for Vec<T> {
    fn count(&self) -> usize {
        self.len()
    }

    fn item(&self, index: usize) -> Given<'_> {
        self.get(index).map_or(Given::Absent, Argument::given)
    }
}

impl<M: Members> Argument for M {
    fn given(&self) -> Given<'_> {
        Given::Members(M::PARAMETERS, self)
    }
}

impl Argument for String {
    fn given(&self) -> Given<'_> {
        Given::Text(self)
    }
}

impl Argument for i32 {
    fn given(&self) -> Given<'_> {
        Given::Whole((*self).into())
    }
}

impl Argument for i64 {
    fn given(&self) -> Given<'_> {
        Given::Whole(*self)
    }
}

impl Argument for f64 {
    fn given(&self) -> Given<'_> {
        Given::Double(*self)
    }
}

impl Argument for bool {
    fn given(&self) -> Given<'_> {
        Given::Boolean(*self)
    }
}

/// The value as a text that two equal values share.
pub(crate) fn scalar(given: Given<'_>) -> Option<Cow<'_, str>> {
    match given {
        Given::Text(text) => Some(text.into()),
        Given::Whole(number) => Some(number.to_string().into()),
        Given::Double(number) => Some(number.to_string().into()),
        Given::Boolean(value) => Some(value.to_string().into()),
        Given::Absent | Given::List(_) | Given::Map(_) | Given::Members(..) => None,
    }
}
