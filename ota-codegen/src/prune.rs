//! Reduces a spec to some operations and the types that they use.

use std::collections::BTreeSet;
use std::sync::Arc;

use ota_spec::Spec;
use ota_spec::model::{Field, NamedKind, Type};

/// The spec with only these operations and the types they need.
pub fn only(mut spec: Spec, actions: &[String]) -> Spec {
    let actions: BTreeSet<&String> = actions.iter().collect();
    spec.operations.retain(|operation| actions.contains(&operation.action));
    let mut used = BTreeSet::new();
    for operation in &spec.operations {
        note(&operation.parameters, &mut used);
        note(&operation.response, &mut used);
    }
    spec.types.retain(|named| used.contains(&named.name));
    spec
}

fn note(fields: &[Arc<Field>], used: &mut BTreeSet<String>) {
    fields.iter().for_each(|field| note_type(&field.ty, used));
}

fn note_type(ty: &Type, used: &mut BTreeSet<String>) {
    match ty {
        Type::Named(named) => {
            // What is known is not followed again: types use types.
            if used.insert(named.name.clone())
                && let NamedKind::Struct(fields) = &named.kind
            {
                note(fields, used);
            }
        }
        Type::List(list) => note_type(&list.items, used),
        Type::Map(item) => note_type(item, used),
        Type::Struct(inner) => note(&inner.fields, used),
        Type::String(_)
        | Type::Integer(_)
        | Type::Long(_)
        | Type::Double(_)
        | Type::Boolean
        | Type::Any => {}
    }
}
