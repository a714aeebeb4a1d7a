//! The arguments: `$crate, "path/to/specs"`, then options: `inherent`, `features`, `only = ["Action"]`.
//! They stand in an attribute: `#[_ota($crate, "path/to/specs")] enum _Ota {}`.

use ota_codegen::Methods;
use proc_macro2::{TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, LitStr, Token, bracketed, parenthesized};

const OPTIONS: &str = "allowed: `only = [\"Action\"]`, `features`, `inherent`";

/// The arguments of the macro.
pub(crate) struct Input {
    /// The path of the runtime crate.
    pub(crate) root: TokenStream,
    /// The spec folder.
    pub(crate) path: LitStr,
    /// Where the client methods go.
    pub(crate) methods: Methods,
    /// Whether groups are cargo features.
    pub(crate) features: bool,
    /// The operations to expand; all if there is no such option.
    pub(crate) only: Option<Vec<LitStr>>,
}

impl Parse for Input {
    fn parse(item: ParseStream<'_>) -> syn::Result<Self> {
        item.parse::<Token![#]>()?;
        let (attribute, arguments);
        bracketed!(attribute in item);
        attribute.parse::<Ident>()?;
        parenthesized!(arguments in attribute);
        let input = Self::arguments(&arguments)?;
        item.parse::<TokenStream>()?;
        Ok(input)
    }
}

impl Input {
    fn arguments(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut root = TokenStream::new();
        while !input.is_empty() && !input.peek(Token![,]) {
            root.extend([input.parse::<TokenTree>()?]);
        }
        input.parse::<Token![,]>()?;
        if input.is_empty() {
            let message = "expected the path of a spec folder, as in `operations!(\"specs\")`";
            return Err(input.error(message));
        }
        let path: LitStr = input.parse().map_err(|error| {
            syn::Error::new(error.span(), "expected the path of a spec folder in quotes")
        })?;
        let mut result = Self { root, path, methods: Methods::Trait, features: false, only: None };
        while input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
            result.option(input)?;
        }
        if !input.is_empty() {
            return Err(input.error("expected `,` or nothing more"));
        }
        Ok(result)
    }

    fn option(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        let word: Ident = input.parse().map_err(|error| {
            syn::Error::new(error.span(), format!("expected an option; {OPTIONS}"))
        })?;
        match word.to_string().as_str() {
            "inherent" => self.methods = Methods::Inherent,
            "features" => self.features = true,
            "only" => {
                input.parse::<Token![=]>()?;
                let list;
                bracketed!(list in input);
                let actions = Punctuated::<LitStr, Token![,]>::parse_terminated(&list)?;
                self.only = Some(actions.into_iter().collect());
            }
            other => {
                let message = format!("unknown option `{other}`; {OPTIONS}");
                return Err(syn::Error::new(word.span(), message));
            }
        }
        Ok(())
    }
}
