//! The procedural macro behind `ota_api::operations!`. It only reads its arguments, finds and
//! tracks the files, calls the generator and reports mistakes.
//!
//! It is a derive macro, although its input says nothing but its arguments: generated code
//! has to name what is deprecated in the spec, and only where a derive macro wrote the code does the
//! compiler leave that to those who use it. An `#[allow(deprecated)]` would not compile in a crate
//! that forbids the lint.

mod declared;
mod input;
mod only;
mod report;
mod source;

use ota_codegen::Options;
use proc_macro::TokenStream;
use quote::quote;

/// Expands a folder of specs. Called through `ota_api::operations!`, which documents it and names
/// the runtime crate.
#[proc_macro_derive(Operations, attributes(_ota))]
pub fn operations(tokens: TokenStream) -> TokenStream {
    expand(tokens.into()).unwrap_or_else(|error| error.into_compile_error()).into()
}

fn expand(tokens: proc_macro2::TokenStream) -> syn::Result<proc_macro2::TokenStream> {
    let input: input::Input = syn::parse2(tokens)?;
    let folder = source::find(&input.path)?;
    let files = ota_spec::read_files(&folder.path)
        .map_err(|error| syn::Error::new(input.path.span(), error))?;
    let tracked = folder.track(&files.sources, input.path.span());
    let (spec, broken, errors) = match ota_spec::load_files(&folder.shown, files) {
        Ok(spec) => (spec, Vec::new(), None),
        Err(broken) => {
            let errors = report::errors(&broken.diagnostics, input.path.span());
            (broken.rest, broken.operations, Some(errors))
        }
    };
    let (spec, broken) = match &input.only {
        Some(actions) => only::pick(spec, broken, actions)?,
        None => (spec, broken),
    };
    let declared = if input.features { declared::features() } else { None };
    let (spec, left_out) = match &declared {
        Some(groups) => only::of_groups(spec, groups),
        None => (spec, Vec::new()),
    };
    let (root, client, features) = (input.root, input.client, input.features);
    let (serde, examples) = (cfg!(feature = "serde"), cfg!(feature = "mock"));
    let options = Options { root, client, features, serde, examples, left_out };
    let generated = ota_codegen::expand(&spec, &broken, &options);
    Ok(quote!(#tracked #errors #generated))
}
