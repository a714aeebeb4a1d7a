//! The arguments: `$crate, "path/to/specs"`, then options: `only = ["Action"]`, `features`,
//! `client = "path::Client"`.
//! They stand in an attribute: `#[_ota($crate, "path/to/specs")] enum .. {}`.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::token::Bracket;
use syn::{Ident, LitStr, Path, Token, bracketed, parenthesized};

const ONLY: &str = "`only` takes a list of operations in quotes: `only = [\"Action\"]`";

const ONLY_NOTHING: &str = "`only` names no operation; name at least one, or remove it to get all";

const CLIENT: &str = "`client` takes the path of the client that the macro makes, as the examples in its \
                      documentation name it: `client = \"my_crate::my_module::Client\"`";

const OPTIONS: &str = "allowed: `only = [\"Action\"]`, `features`, `client = \"path::Client\"`";

/// The arguments of the macro.
pub(crate) struct Input {
    /// The path of the runtime crate.
    pub(crate) root: TokenStream,
    /// The spec folder.
    pub(crate) path: LitStr,
    /// The path of the client in the examples of the documentation.
    pub(crate) client: Option<String>,
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
        let mut result = Self { root, path, client: None, features: false, only: None };
        let mut given = BTreeSet::new();
        while input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
            let word: Ident = input.parse().map_err(|error| {
                syn::Error::new(error.span(), format!("expected an option; {OPTIONS}"))
            })?;
            result.option(&word, input)?;
            if !given.insert(word.to_string()) {
                let help = match word == "only" {
                    true => "name all operations in one list",
                    false => "remove one of them",
                };
                let message = format!("the option `{word}` is given twice; {help}");
                return Err(syn::Error::new(word.span(), message));
            }
        }
        if !input.is_empty() {
            return Err(input.error("expected `,` or nothing more"));
        }
        Ok(result)
    }

    fn option(&mut self, word: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
        match word.to_string().as_str() {
            "features" => self.features = true,
            "client" => {
                let explained = |_| syn::Error::new(word.span(), CLIENT);
                input.parse::<Token![=]>().map_err(explained)?;
                let path: LitStr = input.parse().map_err(explained)?;
                syn::parse_str::<Path>(&path.value())
                    .map_err(|_| syn::Error::new(path.span(), CLIENT))?;
                self.client = Some(path.value());
            }
            "only" => {
                let explained = |_| syn::Error::new(word.span(), ONLY);
                input.parse::<Token![=]>().map_err(explained)?;
                if !input.peek(Bracket) {
                    return Err(explained(input.error("")));
                }
                let list;
                bracketed!(list in input);
                let actions = Punctuated::<LitStr, Token![,]>::parse_terminated(&list);
                let actions = actions.map_err(|error| syn::Error::new(error.span(), ONLY))?;
                if actions.is_empty() {
                    return Err(syn::Error::new(word.span(), ONLY_NOTHING));
                }
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
