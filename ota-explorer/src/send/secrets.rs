//! Which fields of a response are secret.

use std::collections::BTreeSet;
use std::ptr;

use ota_spec::Spec;
use ota_spec::model::{Field, Operation};

/// The names of what is secret in a response of this operation: what is so anywhere in the specs, as a service may send more
/// than they say, without what this operation itself has in the open. An address of a file may be signed in one operation,
/// and bare in another.
pub(super) fn of<'s>(spec: &'s Spec, operation: &Operation) -> BTreeSet<&'s str> {
    let (mut open, mut hidden) = (BTreeSet::new(), BTreeSet::new());
    let mut fields: Vec<&Field> =
        operation.parameters.iter().chain(&operation.response).map(AsRef::as_ref).collect();
    let mut seen = BTreeSet::new();
    while let Some(field) = fields.pop() {
        // A struct may lead to itself.
        if !seen.insert(ptr::from_ref(field)) {
            continue;
        }
        if field.secret {
            hidden.insert(field.name.as_str());
            continue;
        }
        open.insert(field.name.as_str());
        let members = field.ty.innermost().members().unwrap_or_default();
        fields.extend(members.iter().map(AsRef::as_ref));
    }
    let mut secrets = spec.secret_fields();
    secrets.retain(|name| hidden.contains(name) || !open.contains(name));
    secrets
}
