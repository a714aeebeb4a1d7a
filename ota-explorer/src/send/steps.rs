//! What can be done with a response: the operations that take an ID which is in it, each with that filled in.

use std::sync::Arc;

use ota_spec::model::{Choice, Field, Idempotency, NamedKind, Operation, Type};
use ota_spec::{Spec, Value};

use crate::form::{Form, options};

/// The most operations that are offered.
const MOST: usize = 10;

/// An ID with its type.
struct Id<'s> {
    ty: &'s str,
    name: &'s str,
    text: String,
    /// Whether it is what the response is about.
    is_main: bool,
}

/// The operations that take an ID of a response, those first into which most of them go.
///
/// A change is about what it made, a look about what it was asked for. The other IDs that an operation needs come from the
/// response and the request, too; one that needs an ID which is not there is not offered. IDs in a list belong to its rows, and
/// lead nowhere as a whole.
pub(super) fn of(
    spec: &Spec,
    operation: &Operation,
    request: &Value,
    response: &Value,
) -> Vec<(String, Form)> {
    let mut ids = Vec::new();
    take(&operation.response, response, &mut ids);
    let count = ids.len();
    take(&operation.parameters, request, &mut ids);
    let (back, sent) = ids.split_at_mut(count);
    let was_sent =
        |id: &Id<'_>| sent.iter().any(|known| known.ty == id.ty && known.text == id.text);
    let is_look = operation.idempotency == Idempotency::ReadOnly;
    let is_known = back.iter().any(|id| was_sent(id) == is_look);
    for id in back {
        id.is_main = !is_known || was_sent(id) == is_look;
    }
    let others = spec.operations.iter().filter(|other| other.action != operation.action);
    let mut found: Vec<(usize, String, Form)> = others
        .filter_map(|other| {
            let (count, form) = filled(other, &ids)?;
            Some((count, other.action.clone(), form))
        })
        .collect();
    found.sort_by_key(|(count, ..)| std::cmp::Reverse(*count));
    found.truncate(MOST);
    found.into_iter().map(|(_, action, form)| (action, form)).collect()
}

/// Takes the IDs out of a request or a response.
fn take<'s>(fields: &'s [Arc<Field>], value: &Value, ids: &mut Vec<Id<'s>>) {
    for field in fields.iter().filter(|field| !field.secret) {
        let Some(value) = value.get(&field.name) else { continue };
        if let Some(ty) = id(&field.ty) {
            let text = value.scalar().filter(|text| !text.is_empty());
            ids.extend(text.map(|text| Id { ty, name: &field.name, text, is_main: false }));
        } else if let Some(members) = field.ty.members() {
            take(members, value, ids);
        }
    }
}

/// The name of a type of IDs.
fn id(ty: &Type) -> Option<&str> {
    match ty {
        Type::Named(named) if matches!(named.kind, NamedKind::Id(_)) => Some(&named.name),
        _ => None,
    }
}

/// The form of an operation with the IDs that it takes, and how many of those the response is about; `None` if it takes none of
/// these, or needs one that is not there.
fn filled(operation: &Operation, ids: &[Id<'_>]) -> Option<(usize, Form)> {
    let (mut form, mut count) = (Form::default(), 0);
    let own = |field: &&Arc<Field>| {
        !operation
            .choices
            .iter()
            .any(|choice| options::parameters(choice).any(|name| name == field.name))
    };
    for field in operation.parameters.iter().filter(own).filter(|field| !field.secret) {
        let (name, ty) = match &field.ty {
            // A list begins with the one that there is.
            Type::List(list) if field.is_demanded() => {
                (format!("{}.1", field.name), id(&list.items))
            }
            ty => (field.name.clone(), id(ty)),
        };
        let Some(ty) = ty else { continue };
        match look(ids, field, ty) {
            Some(id) => {
                // What every operation has leads to none.
                count += usize::from(id.is_main && field.is_demanded() && !field.is_inherited());
                form.set(name, id.text.as_str());
            }
            None if field.is_demanded() && name == field.name => return None,
            None => {}
        }
    }
    for choice in &operation.choices {
        count += chosen(choice, ids, &mut form);
    }
    (count > 0).then_some((count, form))
}

/// Fills in the first option that needs nothing but IDs that are there, and counts those that the response is about.
fn chosen(choice: &Choice, ids: &[Id<'_>], form: &mut Form) -> usize {
    for option in &choice.options {
        let known = option.required.iter().map(|field| {
            let id = look(ids, field, id(&field.ty)?)?;
            Some((field.name.as_str(), id))
        });
        let Some(known) = known.collect::<Option<Vec<_>>>() else { continue };
        if known.is_empty() {
            continue;
        }
        for (name, id) in &known {
            form.set(*name, id.text.as_str());
        }
        for (name, text) in options::constants(choice, option) {
            form.set(name, text);
        }
        return known.iter().filter(|(_, id)| id.is_main).count();
    }
    0
}

/// The ID for a parameter: one with its name if there is one. What need not be set is set by nothing else.
fn look<'i, 's>(ids: &'i [Id<'s>], field: &Field, ty: &str) -> Option<&'i Id<'s>> {
    let mut same = ids.iter().filter(|id| id.ty == ty);
    let named = same.clone().find(|id| id.name == field.name);
    named.or_else(|| same.next().filter(|_| field.is_demanded()))
}
