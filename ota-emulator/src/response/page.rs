//! Pages of examples, so that lists end.
//!
//! A sample shows one page of a list, and often names a next one. It is the response to a call for the first page.
//! A call with a token gets the same items and no further token. A call for a page with a higher number gets
//! none; an offset leaves out as many of the items as it says. The total is that of the items which a walk from the
//! first page on sees.

use ota_spec::Value;
use ota_spec::model::{Field, Handle, Operation, Page, PageBy};

/// Where a call begins to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// At the first page.
    First,
    /// At the page that a token of an earlier response names.
    Later,
    /// Behind so many items.
    After(usize),
    /// Behind all items.
    Beyond,
}

impl Place {
    /// The place that a request names; a page is the first unless the operation says how to ask for others.
    pub(crate) fn of(operation: &Operation, request: &Value) -> Self {
        let Some(page) = &operation.page else { return Self::First };
        let given = request.get(&page.by.parameter().name).and_then(Value::scalar);
        let given = given.unwrap_or_default();
        match &page.by {
            PageBy::Token { .. } if given.is_empty() => Self::First,
            PageBy::Token { .. } => Self::Later,
            PageBy::Number(_) => match given.parse::<i64>() {
                Ok(number) if number > 1 => Self::Beyond,
                _ => Self::First,
            },
            PageBy::Offset(_) => match given.parse::<i64>() {
                Ok(offset) if offset > 0 => {
                    usize::try_from(offset).map_or(Self::Beyond, Self::After)
                }
                _ => Self::First,
            },
        }
    }
}

/// What a sample becomes at this place.
pub(crate) fn page(operation: &Operation, place: Place, sample: Value) -> Value {
    let Some(page) = &operation.page else { return sample };
    if operation.bare {
        return part(page, place, sample);
    }
    let mut sample = sample;
    let mut total = page.items.field.value(&sample).map_or(0, |items| count(page, items));
    if let PageBy::Token { next, .. } = &page.by {
        let token = next.value(&sample).and_then(Value::scalar).unwrap_or_default();
        if !token.is_empty() {
            total *= 2;
        }
        if place != Place::First
            && let Some(Value::Object(members)) = at(&mut sample, next.outer())
        {
            members.retain(|(member, _)| *member != next.name);
        }
    }
    if let Some(items) = at(&mut sample, page.items.field.steps()) {
        *items = part(page, place, std::mem::replace(items, Value::Null));
    }
    if let Some(value) = page.total.as_ref().and_then(|total| at(&mut sample, total.steps())) {
        *value = match value {
            Value::String(_) => Value::from(total.to_string().as_str()),
            _ => Value::Number(total.to_string()),
        };
    }
    sample
}

/// What a sample has at the end of a path.
fn at<'v>(sample: &'v mut Value, path: &[Handle<Field>]) -> Option<&'v mut Value> {
    path.iter().try_fold(sample, |value, step| match value {
        Value::Object(members) => {
            let member = members.iter_mut().find(|(name, _)| *name == step.name);
            member.map(|(_, value)| value)
        }
        _ => None,
    })
}

/// The items of a list at a place.
fn part(page: &Page, place: Place, items: Value) -> Value {
    let behind = match place {
        Place::First | Place::Later => return items,
        Place::After(behind) => behind,
        Place::Beyond => usize::MAX,
    };
    match unwrapped(page, items) {
        Value::Array(items) => Value::Array(items.into_iter().skip(behind).collect()),
        _ => Value::Array(Vec::new()),
    }
}

/// A list without its wrapper; a sample may show a list of one item as that item.
fn unwrapped(page: &Page, items: Value) -> Value {
    match (&page.items.list.wrapper, items) {
        (Some(wrapper), Value::Object(members)) => {
            let inside = members.into_iter().find(|(member, _)| member == wrapper);
            inside.map_or(Value::Null, |(_, items)| items)
        }
        (_, items) => items,
    }
}

/// The number of items of a list.
fn count(page: &Page, items: &Value) -> usize {
    match unwrapped(page, items.clone()) {
        Value::Array(items) => items.len(),
        Value::Null => 0,
        Value::String(text) if text.trim().is_empty() => 0,
        _ => 1,
    }
}
