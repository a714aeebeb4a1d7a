//! Picks the operations that the user asked for.

use ota_spec::Spec;
use ota_spec::model::Outline;
use ota_spec::suggest;
use syn::LitStr;

/// The named operations and what is left of the broken ones among them.
pub(crate) fn pick(
    spec: Spec,
    outlines: Vec<Outline>,
    actions: &[LitStr],
) -> syn::Result<(Spec, Vec<Outline>)> {
    let names: Vec<String> = actions.iter().map(LitStr::value).collect();
    for (literal, name) in actions.iter().zip(&names) {
        let broken = outlines.iter().any(|outline| outline.action == *name);
        if spec.operation(name).is_none() && !broken {
            let known = spec.operations.iter().map(|operation| operation.action.as_str());
            let message = format!("unknown operation `{name}`; {}", suggest::help(name, known));
            return Err(syn::Error::new(literal.span(), message));
        }
    }
    let outlines = outlines.into_iter().filter(|outline| names.contains(&outline.action)).collect();
    Ok((ota_codegen::only(spec, &names), outlines))
}
