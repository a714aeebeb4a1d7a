//! The arguments: `$crate, "path/to/specs"`, and `inherent` if the client is the crate's own.

use ota_codegen::Methods;
use proc_macro2::{TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitStr, Token};

/// What the macro was asked to do.
pub(crate) struct Input {
    /// The path of the runtime crate.
    pub(crate) root: TokenStream,
    /// The spec folder.
    pub(crate) path: LitStr,
    /// Where the client methods go.
    pub(crate) methods: Methods,
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut root = TokenStream::new();
        while !input.is_empty() && !input.peek(Token![,]) {
            root.extend([input.parse::<TokenTree>()?]);
        }
        input.parse::<Token![,]>()?;
        if input.is_empty() {
            return Err(
                input.error("expected the path of a spec folder, as in `operations!(\"specs\")`")
            );
        }
        let path: LitStr = input.parse().map_err(|error| {
            syn::Error::new(error.span(), "expected the path of a spec folder in quotes")
        })?;
        let mut methods = Methods::Trait;
        if input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
            let word: Ident = input.parse()?;
            if word != "inherent" {
                let message = format!("unknown option `{word}`; allowed: `inherent`");
                return Err(syn::Error::new(word.span(), message));
            }
            methods = Methods::Inherent;
            input.parse::<Option<Token![,]>>()?;
        }
        if !input.is_empty() {
            return Err(input.error("expected nothing more"));
        }
        Ok(Self { root, path, methods })
    }
}
