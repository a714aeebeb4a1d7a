//! The items of generated code.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

/// Collects items of generated code and puts the same attribute before each.
#[derive(Default)]
pub(crate) struct ItemWriter {
    attribute: TokenStream,
    tokens: TokenStream,
}

impl ItemWriter {
    pub(crate) fn with(attribute: Option<TokenStream>) -> Self {
        Self { attribute: attribute.unwrap_or_default(), tokens: TokenStream::new() }
    }

    pub(crate) fn push(&mut self, item: TokenStream) {
        let attribute = &self.attribute;
        self.tokens.extend(quote!(#attribute #item));
    }
}

impl ToTokens for ItemWriter {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.tokens.clone());
    }
}
