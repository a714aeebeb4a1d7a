//! Pages, parts and waits. Each is a small impl that tells the runtime which fields to use, and a
//! delegating method of the builder.

use ota_spec::model::{Field, FieldPath, Handle, Operation, Page, PageBy, Split, Wait};
use ota_spec::names::wait_constant;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use crate::docs;
use crate::item_writer::ItemWriter;
use crate::names;
use crate::slots::Slots;
use crate::types;

/// The impls.
pub(crate) fn expand(operation: &Operation, items: &mut ItemWriter) {
    if let Some(page) = &operation.page {
        items.push(paged(operation, page));
    }
    if let Some(split) = &operation.split {
        items.push(split_impl(operation, split));
    }
}

fn split_impl(operation: &Operation, split: &Split) -> TokenStream {
    let name = names::ident(&operation.idents.request);
    let (over, item) = (&split.over.field, types::rust(&split.over.list.items));
    let (wire, target) = (&over.name, names::ident(&over.ident));
    let most = Literal::u32_unsuffixed(split.most);
    quote! {
        #[automatically_derived]
        impl _ota::Split for #name {
            type Item = #item;
            const OVER: &'static _ota::str = #wire;
            const MOST: _ota::usize = #most;
            #[inline]
            fn list(&mut self) -> &mut _ota::Vec<#item> {
                &mut self.#target
            }
        }
    }
}

fn paged(operation: &Operation, page: &Page) -> TokenStream {
    let name = names::ident(&operation.idents.request);
    let item = types::rust(&page.items.list.items);
    let mut structs = Structs::default();
    let items = structs.field(&page.items.field);
    let total = structs.number(page.total.as_ref());
    let size_used = structs.number(page.size_used.as_ref());
    let largest = page.size.as_ref().map(|_| {
        let largest = Literal::i64_unsuffixed(page.largest);
        quote!(const LARGEST: _ota::i32 = #largest;)
    });
    let limit = page.limit.map(|limit| {
        let limit = Literal::u32_unsuffixed(limit);
        quote!(const PAGE_LIMIT: _ota::Option<_ota::i64> = _ota::Some(#limit);)
    });
    let position = match &page.by {
        PageBy::Number(_) => quote!(_ota::i32),
        PageBy::Offset(_) => quote!(_ota::i64),
        PageBy::Token { .. } => quote!(_ota::String),
    };
    let list = match &page.by {
        PageBy::Token { next, .. } => {
            let (wire, token) = (next.to_string(), structs.field(next));
            let next = quote!((#wire, &#token));
            quote!(_ota::listed_with_token(&mut #items, #total, #size_used, #next))
        }
        PageBy::Number(_) | PageBy::Offset(_) => {
            quote!(_ota::listed(&mut #items, #total, #size_used))
        }
    };
    let structs = structs.bound;
    let by = names::ident(&page.by.parameter().ident);
    let fields = match page.size.as_ref().map(|size| names::ident(&size.ident)) {
        Some(size) => quote!(_ota::page(&mut self.#by, &mut self.#size)),
        None => quote!(_ota::page_without_size(&mut self.#by)),
    };
    quote! {
        #[automatically_derived]
        impl _ota::Paged for #name {
            type Item = #item;
            type Position = #position;
            #largest
            #limit
            #[inline]
            fn page(&mut self) -> _ota::PageFields<'_, #position> {
                #fields
            }
            #[inline]
            fn list(response: &mut Self::Response) -> _ota::Listed<'_, #item> {
                #structs
                #list
            }
        }
    }
}

/// The structs inside of a response that lead to the fields of a page, each bound to a variable once.
#[derive(Default)]
struct Structs<'p> {
    known: Vec<(&'p [Handle<Field>], Ident)>,
    bound: TokenStream,
}

impl<'p> Structs<'p> {
    /// The place of a field.
    fn field(&mut self, path: &'p FieldPath) -> TokenStream {
        self.place(path.steps())
    }

    /// The place of a field with a number, if there is one.
    fn number(&mut self, path: Option<&'p FieldPath>) -> TokenStream {
        match path {
            Some(path) => self.field(path),
            None => quote!(_ota::Option::<_ota::i64>::None),
        }
    }

    fn place(&mut self, steps: &'p [Handle<Field>]) -> TokenStream {
        let Some((field, outer)) = steps.split_last() else { return quote!(response) };
        let (outer, ident) = (self.variable(outer), names::ident(&field.ident));
        quote!(#outer.#ident)
    }

    /// The variable of the struct at the end of these steps; that of the response, if there are none.
    fn variable(&mut self, steps: &'p [Handle<Field>]) -> Ident {
        if steps.is_empty() {
            return format_ident!("response");
        }
        if let Some((_, variable)) = self.known.iter().find(|(known, _)| *known == steps) {
            return variable.clone();
        }
        let place = self.place(steps);
        let variable = format_ident!("inner_{}", self.known.len() + 1);
        self.bound.extend(quote!(let #variable = _ota::inside(&mut #place);));
        self.known.push((steps, variable.clone()));
        variable
    }
}

/// The methods of the builder.
pub(crate) fn methods(operation: &Operation, slots: &Slots<'_>) -> TokenStream {
    let name = names::ident(&operation.idents.request);
    let inline = slots.inline();
    let pages = operation.page.as_ref().map(|page| {
        let set: Vec<&Field> =
            page.size.iter().map(|size| &**size).chain([&**page.by.parameter()]).collect();
        let bounds = slots.all_set(&set);
        quote! {
            /// The pages of the list, one call each, as a stream. It starts with the page that is
            /// set, or the first one; without a size the pages are as large as allowed.
            #inline
            pub fn pages(self) -> _ota::Pages<#name> #bounds {
                self.0.pages()
            }
            /// The items of the list, page after page, as a stream.
            #inline
            pub fn items(self) -> _ota::PageItems<#name> #bounds {
                self.0.items()
            }
        }
    });
    let split = operation.split.as_ref().map(|split| {
        let (over, most) = (&split.over.field, split.most);
        let (bounds, state) = (slots.all_set(&[over]), slots.state(over));
        let doc = docs::attribute(&format!(
            "Sends a list of any length as calls of at most {most} items of `{over}`, no faster than the \
             operation allows, and tells what became of each. The list can also be an iterator or a file.\n\n\
             # Errors\n\nThe request breaks another limit; nothing was sent."
        ));
        quote! {
            #doc
            #inline
            pub fn send_parts(self) -> _ota::SendParts<#name, #state> #bounds {
                self.0.send_parts()
            }
        }
    });
    let waits = operation.waits.iter().map(|wait| waiter(operation, wait, slots));
    quote!(#pages #split #(#waits)*)
}

fn waiter(operation: &Operation, wait: &Wait, slots: &Slots<'_>) -> TokenStream {
    let name = names::ident(&operation.idents.request);
    let method = names::ident(&wait.method);
    let constant = names::ident(&wait_constant(&wait.method));
    let (bounds, inline) = (slots.all_set(&[]), slots.inline());
    let doc = docs::attribute(&docs::wait(wait));
    quote! {
        #doc
        #inline
        pub fn #method(self) -> _ota::Wait<'c, #name> #bounds {
            self.0.wait(#name::#constant)
        }
    }
}

/// What the waits of an operation look at, as constants of its request.
pub(crate) fn waits(operation: &Operation) -> TokenStream {
    let waits = operation.waits.iter().map(|wait| {
        let constant = names::ident(&wait_constant(&wait.method));
        let (method, builder) = (&wait.method, &operation.idents.builder);
        let doc = docs::attribute(&format!(
            "What [`{method}`]({builder}::{method}) waits for: \
             `client.prepare(request).wait({}::{constant})` does so with a request that is kept.",
            operation.idents.request
        ));
        let until = wait.until.iter().map(|state| state.wire());
        let fail = wait.fail.iter().map(|state| state.wire());
        let interval = Literal::u32_unsuffixed(wait.interval);
        let timeout = Literal::u32_unsuffixed(wait.timeout);
        let states = states(wait);
        let look = names::ident(if operation.page.is_some() { "list" } else { "response" });
        quote! {
            #doc
            pub const #constant: _ota::WaitInfo<Self> = _ota::WaitInfo {
                look: _ota::LookAt::#look(),
                states: |response| #states,
                until: &[#(#until),*],
                fail: &[#(#fail),*],
                seconds: (#interval, #timeout),
            };
        }
    });
    quote!(#(#waits)*)
}

/// The states of a response as strings: options and lists on the path are iterated alike.
fn states(wait: &Wait) -> TokenStream {
    let mut path = quote!(_ota::Values::of(response));
    for field in &wait.state {
        let ident = names::ident(&field.ident);
        path = quote!(#path.each(|value| &value.#ident));
    }
    quote!(#path.strings())
}
