//! Structs that occur in several places alike become shared types.

use std::collections::BTreeMap;

use ota_spec::{Value, names};

use super::log::Log;
use super::shape::{Field, Ty};
use super::types::Types;

/// How often each struct occurs, by what it holds.
#[derive(Debug, Default)]
pub(super) struct Seen(BTreeMap<String, usize>);

impl Seen {
    /// Counts the structs that are described in these fields.
    pub(super) fn count(&mut self, fields: &[Field]) {
        for field in fields {
            let Some(inner) = field.shape.inner() else { continue };
            let Ty::Struct(members) = &inner.ty else { continue };
            *self.0.entry(inner.value().to_string()).or_default() += 1;
            self.count(members);
        }
    }

    /// Puts shared types in the place of what occurs more than once. `owner` is what the structs inside are
    /// named after.
    pub(super) fn replace(
        &self,
        fields: &mut [Field],
        owner: &str,
        types: &mut Types,
        log: &mut Log,
    ) {
        for field in fields {
            let called = match field.shape.key("wrapper") {
                Some(Value::String(wrapper)) => wrapper.clone(),
                _ => field.name.clone(),
            };
            let ident = names::nested(owner, &field.name);
            let doc = field.doc.clone();
            let Some(inner) = field.shape.inner_mut() else { continue };
            let many = self.0.get(&inner.value().to_string()).is_some_and(|count| *count > 1);
            let Ty::Struct(members) = &mut inner.ty else { continue };
            self.replace(members, &ident, types, log);
            if !many {
                continue;
            }
            let wanted = [called, ident];
            if let Some(name) = types.share_struct(&wanted, &doc, members.clone()) {
                inner.ty = Ty::Named(name);
                log.took("structs shared by equality");
            }
        }
    }
}

/// Makes shared types of structs whose Rust names another has.
pub(super) fn separate(fields: &mut [Field], owner: &str, types: &mut Types, log: &mut Log) {
    for field in fields {
        let ident = names::nested(owner, &field.name);
        if field.shape.inner().is_none() {
            continue;
        }
        if !types.claim(&ident) {
            if types.move_out(field, owner).is_some() {
                let text = format!("the struct `{ident}` would exist twice; it is a shared type");
                log.judged("name of a struct", field.name.clone(), text);
            }
            continue;
        }
        if let Some(inner) = field.shape.inner_mut()
            && let Ty::Struct(members) = &mut inner.ty
        {
            separate(members, &ident, types, log);
        }
    }
}
