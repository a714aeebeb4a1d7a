//! What the spec says about behaviour: pages, parts, waiting. Each is a small impl that tells the
//! runtime where things are, and a delegating method of the builder.

use ota_spec::model::{Field, List, NamedKind, Operation, Page, Type, Wait};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::Items;
use crate::builder::Slots;
use crate::docs;
use crate::names;
use crate::types;

/// The impls.
pub(crate) fn expand(operation: &Operation, items: &mut Items) {
    if let Some(page) = &operation.page {
        items.push(paged(operation, page));
    }
    if let Some((over, list)) = operation.split.as_ref().and_then(|over| split(operation, over)) {
        let name = names::type_name(&operation.action);
        let item = types::rust(&operation.action, &over.name, &list.items);
        let (wire, target) = (&over.name, names::field(&over.name));
        let most = Literal::u32_unsuffixed(list.max_items.unwrap_or(u32::MAX));
        items.push(quote! {
            impl _ota::Split for #name {
                type Item = #item;
                const OVER: &'static str = #wire;
                const MOST: usize = #most;
                #[inline]
                fn list(&mut self) -> &mut _ota::Vec<#item> {
                    &mut self.#target
                }
            }
        });
    }
}

/// The list that can be sent in parts.
fn split<'a>(operation: &'a Operation, over: &str) -> Option<(&'a Field, &'a List)> {
    let field = operation.parameter(over)?;
    match &field.ty {
        Type::List(list) => Some((field, list)),
        _ => None,
    }
}

fn paged(operation: &Operation, page: &Page) -> TokenStream {
    let action = &operation.action;
    let (name, response) = (names::type_name(action), names::response(action).to_string());
    let items = names::field(&page.items);
    let item = operation.response.iter().find(|field| field.name == page.items);
    let item = item.and_then(|field| match &field.ty {
        Type::List(list) => Some(types::rust(&response, &field.name, &list.items)),
        _ => None,
    });
    let total = match &page.total {
        Some(total) => {
            let total = names::field(total);
            quote!(response.#total.map(_ota::From::from))
        }
        None => quote!(_ota::None),
    };
    let largest = operation.parameter(&page.size).and_then(|size| match &size.ty {
        Type::Integer(range) => range.maximum,
        _ => None,
    });
    let largest = Literal::i64_unsuffixed(largest.unwrap_or(100));
    let window = match page.window.map(Literal::u32_unsuffixed) {
        Some(window) => quote!(_ota::Some(#window)),
        None => quote!(_ota::None),
    };
    let (number, size) = (names::field(&page.number), names::field(&page.size));
    quote! {
        impl _ota::Paged for #name {
            type Item = #item;
            const LARGEST: i32 = #largest;
            const PAGE_LIMIT: _ota::Option<i64> = #window;
            #[inline]
            fn page(&mut self) -> [&mut dyn _ota::PageNumber; 2] {
                [&mut self.#number, &mut self.#size]
            }
            #[inline]
            fn list(response: &mut Self::Response) -> (&mut _ota::Vec<#item>, _ota::Option<i64>) {
                (&mut response.#items, #total)
            }
        }
    }
}

/// The methods of the builder.
pub(crate) fn methods(operation: &Operation, slots: &Slots) -> TokenStream {
    let name = names::type_name(&operation.action);
    let inline = slots.inline();
    let pages = operation.page.as_ref().map(|page| {
        let bounds = slots.all_set(&[&page.number, &page.size]);
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
    let split = operation.split.as_ref().and_then(|over| split(operation, over));
    let split = split.map(|(over, list)| {
        let bounds = slots.all_set(&[]);
        let most = list.max_items.unwrap_or(u32::MAX);
        let doc = docs::attribute(&format!(
            "Sends a list of any length as calls of at most {most} items of `{}`, one after the \
             other, no faster than the operation allows, and reports what became of each.\n\n\
             # Errors\n\nThe request breaks another limit; nothing was sent.",
            over.name
        ));
        quote! {
            #doc
            #inline
            pub fn send_parts(self) -> _ota::SendingParts<'c, #name> #bounds {
                self.0.send_parts()
            }
        }
    });
    let waits = operation.waits.iter().map(|wait| waiter(operation, wait, slots));
    quote!(#pages #split #(#waits)*)
}

fn waiter(operation: &Operation, wait: &Wait, slots: &Slots) -> TokenStream {
    let name = names::type_name(&operation.action);
    let method = names::raw(&ota_spec::names::wait_until(&wait.name));
    let bounds = slots.all_set(&[]);
    let doc = docs::attribute(&docs::wait(wait));
    let (until, fail) = (&wait.until, &wait.fail);
    let interval = Literal::u32_unsuffixed(wait.interval);
    let timeout = Literal::u32_unsuffixed(wait.timeout);
    let (states, inline) = (states(operation, wait), slots.inline());
    quote! {
        #doc
        #inline
        pub fn #method(self) -> _ota::Wait<'c, #name> #bounds {
            self.0.wait(_ota::WaitInfo {
                states: |response| #states,
                until: &[#(#until),*],
                fail: &[#(#fail),*],
                interval: #interval,
                timeout: #timeout,
            })
        }
    }
}

/// The states of an answer as texts: options and lists on the path are iterated alike.
fn states(operation: &Operation, wait: &Wait) -> TokenStream {
    let mut path = quote!(_ota::once(response));
    let mut fields = operation.response.as_slice();
    for name in &wait.state {
        let ident = names::field(name);
        path = quote!(#path.flat_map(|value| value.#ident.iter()));
        let field = fields.iter().find(|field| field.name == *name);
        fields = field.map_or(&[], |field| inner(&field.ty));
    }
    quote!(#path.map(_ota::ToString::to_string).collect())
}

/// The fields inside a field: of a struct or of the items of a list.
fn inner(ty: &Type) -> &[Field] {
    match ty {
        Type::Struct(fields) => fields,
        Type::Named(named) => match &named.kind {
            NamedKind::Struct(fields) => fields,
            NamedKind::Id(_) | NamedKind::Enum(_) => &[],
        },
        Type::List(list) => inner(&list.items),
        _ => &[],
    }
}
