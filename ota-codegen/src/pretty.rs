//! Generated code for people to read.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;

/// The code, formatted. Documentation is one attribute for the compiler and a comment of several
/// lines here; nothing else differs.
pub fn pretty(code: TokenStream) -> String {
    match syn::parse2(lines_of_docs(code.clone())) {
        Ok(file) => prettyplease::unparse(&file),
        // Code that cannot be parsed is shown unformatted.
        Err(_) => code.to_string(),
    }
}

/// Writes `#[doc = "one\ntwo"]` as `#[doc = " one"] #[doc = " two"]`.
fn lines_of_docs(code: TokenStream) -> TokenStream {
    let mut result = TokenStream::new();
    let mut tokens = code.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let attribute = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '#');
        if attribute && let Some(text) = tokens.peek().and_then(doc) {
            tokens.next();
            let lines = text.split('\n').map(|line| match line {
                "" => String::new(),
                line => format!(" {line}"),
            });
            result.extend(quote!(#(#[doc = #lines])*));
            continue;
        }
        result.extend([match token {
            TokenTree::Group(group) => {
                let inner = lines_of_docs(group.stream());
                TokenTree::Group(Group::new(group.delimiter(), inner))
            }
            other => other,
        }]);
    }
    result
}

/// The text of `[doc = "text"]`.
fn doc(token: &TokenTree) -> Option<String> {
    let TokenTree::Group(group) = token else { return None };
    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
    match (group.delimiter(), tokens.as_slice()) {
        (
            Delimiter::Bracket,
            [TokenTree::Ident(name), TokenTree::Punct(_), TokenTree::Literal(text)],
        ) if name == "doc" => {
            let text: syn::LitStr = syn::parse2(TokenTree::from(text.clone()).into()).ok()?;
            // A comment in the generator's own source starts with the space behind its slashes.
            Some(text.value().strip_prefix(' ').map_or_else(|| text.value(), str::to_owned))
        }
        _ => None,
    }
}
