//! Gives the strings of an XML response the types of their fields.

use std::sync::Arc;

use crate::model::{Field, Operation, Type};
use crate::value::Value;
use crate::wire;

/// Turns strings into the numbers and booleans that they stand for. One that does not fit its type stays.
pub(super) fn response(operation: &Operation, response: &mut Value) {
    if let Some(body) = operation.body() {
        give_type(&body.ty, response);
    } else if let Value::Object(members) = response {
        for (name, value) in members {
            let success = operation.envelope.is_success(name);
            match operation.response.iter().find(|field| field.name == *name) {
                Some(field) => give_type(&field.ty, value),
                None if success => give_type(&Type::Boolean, value),
                None => {}
            }
        }
    }
}

fn give_types(fields: &[Arc<Field>], value: &mut Value) {
    if let Value::Object(members) = value {
        for (name, value) in members {
            if let Some(field) = fields.iter().find(|field| field.name == *name) {
                give_type(&field.ty, value);
            }
        }
    }
}

fn give_type(ty: &Type, value: &mut Value) {
    match (ty, value) {
        (Type::List(list), Value::Array(items)) => {
            items.iter_mut().for_each(|item| give_type(&list.items, item));
        }
        // The wrapper of a list.
        (Type::List(_), Value::Object(members)) => {
            members.iter_mut().for_each(|(_, items)| give_type(ty, items));
        }
        (Type::Map(values), Value::Object(members)) => {
            members.iter_mut().for_each(|(_, value)| give_type(values, value));
        }
        (_, value) => match (ty.members(), &*value) {
            (Some(fields), _) => give_types(fields, value),
            (None, Value::String(text)) => {
                if let Ok(read) = wire::read_scalar(ty, text) {
                    *value = read;
                }
            }
            _ => {}
        },
    }
}
