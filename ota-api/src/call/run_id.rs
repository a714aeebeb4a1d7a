//! The label by which a call finds what it made.

use crate::call::stamp::Stamp;
use crate::error::Error;
use crate::request::argument::{Arguments, List, Members, ValueRef, Visitor};
use crate::request::look_up::{Labels, LookUp};
use crate::request::parameter::Parameter;

/// The key of the label.
pub(crate) const KEY: &str = "ota.run.id";

/// The label of a call: its value is one that no other call has, 32 hexadecimal digits.
#[derive(Debug)]
pub(crate) struct RunId {
    key: String,
    value: String,
}

impl RunId {
    /// A new one, if the operation takes labels and there is room for one more beside those that the request has: so
    /// many, with so many characters in all.
    pub(crate) fn new(
        look_up: &LookUp,
        (count, characters): (usize, usize),
    ) -> Result<Option<Self>, Error> {
        let Some(Labels { most, total, .. }) = look_up.tag else { return Ok(None) };
        let value = Stamp::now()?.nonce().to_owned();
        let has_room =
            |taken: usize, limit: u32| u32::try_from(taken).is_ok_and(|taken| taken <= limit);
        let fits =
            has_room(count + 1, most) && has_room(characters + KEY.len() + value.len(), total);
        Ok(fits.then(|| Self::of(&value)))
    }

    /// The one of a call that was noted before.
    pub(crate) fn of(value: &str) -> Self {
        Self { key: KEY.to_owned(), value: value.to_owned() }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.value
    }
}

impl Members for RunId {
    const PARAMETERS: &'static [Parameter] =
        &[Parameter::required("Key"), Parameter::required("Value")];

    fn arguments(&self, visitor: Visitor<'_>) {
        visitor(&[&self.key, &self.value]);
    }
}

/// The labels of a request, and one more.
pub(crate) struct WithRunId<'a> {
    pub(crate) labels: ValueRef<'a>,
    pub(crate) run_id: &'a RunId,
}

impl WithRunId<'_> {
    fn own(&self) -> Option<&dyn List> {
        match self.labels {
            ValueRef::List(list) => Some(list),
            _ => None,
        }
    }
}

impl List for WithRunId<'_> {
    fn count(&self) -> usize {
        self.own().map_or(0, List::count) + 1
    }

    fn item(&self, index: usize) -> ValueRef<'_> {
        use crate::request::argument::Argument;
        match self.own().filter(|own| index < own.count()) {
            Some(own) => own.item(index),
            None => self.run_id.value_ref(),
        }
    }
}

/// The number of labels in a request, and of the characters in them.
pub(crate) fn taken(
    parameters: &[Parameter],
    arguments: &dyn Arguments,
    labels: Labels,
) -> (usize, usize) {
    let mut taken = (0, 0);
    arguments.arguments(&mut |values| {
        let pairs = parameters.iter().zip(values);
        let mut own = pairs.filter(|(parameter, _)| parameter.name == labels.parameter);
        let Some((_, value)) = own.next() else { return };
        let ValueRef::List(list) = value.value_ref() else { return };
        taken = (list.count(), (0..list.count()).map(|item| characters(list.item(item))).sum());
    });
    taken
}

fn characters(value: ValueRef<'_>) -> usize {
    match value {
        ValueRef::String(text) => text.chars().count(),
        ValueRef::Members(_, members) => {
            let mut sum = 0;
            members.arguments(&mut |values| {
                sum = values.iter().map(|value| characters(value.value_ref())).sum();
            });
            sum
        }
        _ => 0,
    }
}
