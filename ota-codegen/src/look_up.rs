//! How to find what an operation made: data for the runtime, since the operation that lists may not be expanded.

use ota_spec::model::{LookUp, PageBy};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// The part of the description of an operation that says how to look it up.
pub(crate) fn expand(look_up: &LookUp) -> TokenStream {
    let action = &look_up.action;
    let get = look_up.get.then(|| quote!(.get()));
    let qps = look_up.qps.map(|qps| {
        let qps = Literal::u32_unsuffixed(qps);
        quote!(.qps(#qps))
    });
    let parameters = look_up.parameters.iter().map(|field| &field.name);
    let parameters = quote!(&[#(#parameters),*]);
    let (items, wrappers) = (&look_up.items.field.name, look_up.items.field.ty.wrappers());
    let pages = look_up.page.as_ref().map(|page| {
        let by = match &page.by {
            PageBy::Number(field) => {
                let name = &field.name;
                quote!(.numbers(#name))
            }
            PageBy::Offset(field) => {
                let name = &field.name;
                quote!(.offsets(#name))
            }
            PageBy::Token { token, next } => {
                let (token, next) = (&token.name, &next.name);
                quote!(.tokens(#token, #next))
            }
        };
        let size = page.size.as_ref().map(|size| {
            let (name, largest) = (&size.name, Literal::i64_unsuffixed(page.largest));
            quote!(.size(#name, #largest))
        });
        let total = page.total.as_ref().map(|total| {
            let name = &total.name;
            quote!(.total(#name))
        });
        quote!(#by #size #total)
    });
    let inside = inside(look_up);
    let same = (!look_up.same.is_empty()).then(|| {
        let names = look_up.same.iter().map(|field| &field.name);
        quote!(.same(&[#(#names),*]))
    });
    let fixed = (!look_up.fixed.is_empty()).then(|| {
        let pairs = look_up.fixed.iter().map(|(field, value)| {
            let (name, value) = (&field.name, value.wire());
            quote!((#name, #value))
        });
        quote!(.fixed(&[#(#pairs),*]))
    });
    let created = look_up.created.as_ref().map(|field| {
        let name = &field.name;
        quote!(.created(#name))
    });
    let tag = look_up.tag.as_ref().map(|tag| {
        let most = |limit: Option<u32>| Literal::u32_unsuffixed(limit.unwrap_or(u32::MAX));
        let (name, items, total) =
            (&tag.field.name, most(tag.list.max_items), most(tag.list.max_total_length));
        quote!(.tag(#name, #items, #total))
    });
    let unique = look_up.unique.then(|| quote!(.unique()));
    let found = (!look_up.found.is_empty()).then(|| {
        let paths = look_up.found.iter().map(|path| {
            let names = path.iter().map(|field| &field.name);
            quote!(&[#(#names),*])
        });
        quote!(.found(&[#(#paths),*]))
    });
    quote! {
        .look_up(&_ota::LookUp::by(#action, #parameters)
            .items(#items, &[#(#wrappers),*]) #inside #get #qps #pages #same #fixed #created #tag #unique #found)
    }
}

/// The structs that lead to the items, to their number and to the next token, where there are any.
fn inside(look_up: &LookUp) -> Option<TokenStream> {
    let ways = look_up.ways();
    ways.iter().any(|way| !way.is_empty()).then(|| {
        let ways = ways.map(|way| {
            let names = way.iter().map(|field| &field.name);
            quote!(&[#(#names),*])
        });
        quote!(.inside([#(#ways),*]))
    })
}
