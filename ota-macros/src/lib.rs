//! The procedural macro behind `ota_api::operations!`. A porch: it reads its arguments, finds and
//! tracks the files, calls the generator and reports.

mod input;
mod report;
mod source;

use ota_codegen::Options;
use proc_macro::TokenStream;
use quote::quote;

/// Expands a folder of specs. Called through `ota_api::operations!`, which documents it and names
/// the crate that the generated code speaks to.
#[proc_macro]
pub fn operations(tokens: TokenStream) -> TokenStream {
    expand(tokens.into()).unwrap_or_else(|error| error.into_compile_error()).into()
}

fn expand(tokens: proc_macro2::TokenStream) -> syn::Result<proc_macro2::TokenStream> {
    let input: input::Input = syn::parse2(tokens)?;
    let folder = source::find(&input.path)?;
    let options = Options { root: input.root, methods: input.methods };
    let sources = ota_spec::read_folder(&folder.path)
        .map_err(|error| syn::Error::new(input.path.span(), error))?;
    let tracked = folder.track(&sources, input.path.span());
    let generated = match ota_spec::load(&folder.shown, sources) {
        Ok(spec) => ota_codegen::expand(&spec, &[], &options),
        Err(broken) => {
            let errors = report::errors(&broken.diagnostics, input.path.span());
            let rest = ota_codegen::expand(&broken.rest, &broken.outlines, &options);
            quote!(#errors #rest)
        }
    };
    Ok(quote!(#tracked #generated))
}
