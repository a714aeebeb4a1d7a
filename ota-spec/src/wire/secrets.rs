//! Secrets inside of types.

use std::collections::BTreeSet;

use crate::model::Type;

/// Whether a member of this type is secret.
pub(super) fn holds_secret(ty: &Type) -> bool {
    let mut left = vec![ty.innermost()];
    let mut seen = BTreeSet::new();
    while let Some(ty) = left.pop() {
        if let Type::Named(named) = ty
            && !seen.insert(&named.name)
        {
            continue;
        }
        for member in ty.members().unwrap_or_default() {
            if member.secret {
                return true;
            }
            left.push(member.ty.innermost());
        }
    }
    false
}
