//! Selects the operations that the user asked for.

use std::collections::BTreeSet;

use ota_codegen::LeftOut;
use ota_spec::Spec;
use ota_spec::model::BrokenOperation;
use ota_spec::suggest;
use syn::LitStr;

/// The named operations, valid and broken.
pub(crate) fn pick(
    spec: Spec,
    broken: Vec<BrokenOperation>,
    actions: &[LitStr],
) -> syn::Result<(Spec, Vec<BrokenOperation>)> {
    let names: Vec<String> = actions.iter().map(LitStr::value).collect();
    for (literal, name) in actions.iter().zip(&names) {
        let is_broken = broken.iter().any(|operation| operation.action == *name);
        if spec.operation(name).is_none() && !is_broken {
            let known = spec.operations.iter().map(|operation| operation.action.as_str());
            let message = format!("unknown operation `{name}`; {}", suggest::help(name, known));
            return Err(syn::Error::new(literal.span(), message));
        }
    }
    let broken = broken.into_iter().filter(|operation| names.contains(&operation.action)).collect();
    Ok((ota_codegen::only(spec, &names), broken))
}

/// The operations of these groups, and what is left of the others.
pub(crate) fn of_groups(mut spec: Spec, groups: &BTreeSet<String>) -> (Spec, Vec<LeftOut>) {
    let mut left_out = Vec::new();
    spec.operations.retain(|operation| {
        let stays = groups.contains(&operation.group);
        if !stays {
            left_out.push(LeftOut {
                method: operation.idents.method.clone(),
                group: operation.group.clone(),
            });
        }
        stays
    });
    (spec, left_out)
}
