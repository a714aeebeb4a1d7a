//! The table of the rules between parameters or members.

use ota_spec::model::{Condition, Count, Field, Handle, Needs, Relation, Rule, RuleKind, Test};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// The rules of an operation or a struct; nothing without any.
pub(crate) fn constant(rules: &[Rule]) -> Option<TokenStream> {
    let rows = rules.iter().map(row);
    (!rules.is_empty()).then(|| quote!(const RULES: &'static [_ota::Rule] = &[#(#rows),*];))
}

fn row(rule: &Rule) -> TokenStream {
    let kind = kind(&rule.kind);
    let when = (!rule.when.is_empty()).then(|| {
        let when = conditions(&rule.when);
        quote!(.when(#when))
    });
    quote!(_ota::Rule::#kind #when)
}

fn kind(kind: &RuleKind) -> TokenStream {
    match kind {
        RuleKind::OneOf { alternatives, count } => {
            let alternatives = alternatives.iter().map(|alternative| names(alternative));
            let kind = match count {
                Count::ExactlyOne => quote!(exactly_one_of),
                Count::AtLeastOne => quote!(at_least_one_of),
                Count::AtMostOne => quote!(at_most_one_of),
            };
            quote!(#kind(&[#(#alternatives),*]))
        }
        RuleKind::Presence { of, needs, parameters } => {
            let needs = match needs {
                Needs::All => quote!(needs_all),
                Needs::Any => quote!(needs_any),
                Needs::None => quote!(needs_none),
            };
            let (of, parameters) = (names(of), names(parameters));
            quote!(#needs(#of, #parameters))
        }
        RuleKind::Forbids(these) => {
            let these = conditions(these);
            quote!(forbids(#these))
        }
        RuleKind::Compare { one, other, relation } => {
            let (one, other) = (&one.name, &other.name);
            match relation {
                Relation::Less => quote!(less(#one, #other)),
                Relation::Differ => quote!(differ(#one, #other)),
                Relation::Product(most) => {
                    let most = Literal::i64_unsuffixed(*most);
                    quote!(product(#one, #other, #most))
                }
                Relation::Difference(least, most) => {
                    let [least, most] = [*least, *most].map(Literal::i64_unsuffixed);
                    quote!(difference(#one, #other, #least..=#most))
                }
            }
        }
    }
}

fn names(fields: &[Handle<Field>]) -> TokenStream {
    let names = fields.iter().map(|field| &field.name);
    quote!(&[#(#names),*])
}

fn conditions(these: &[Condition]) -> TokenStream {
    let rows = these.iter().map(|condition| {
        let name = &condition.parameter.name;
        match &condition.test {
            Test::Set(true) => quote!(_ota::Condition::set(#name)),
            Test::Set(false) => quote!(_ota::Condition::not_set(#name)),
            Test::OneOf { values, default } => {
                let values = values.iter().map(|value| value.wire());
                match default.as_ref().map(|default| default.wire()) {
                    Some(default) => {
                        quote!(_ota::Condition::is(#name, &[#(#values),*]).or_by_default(#default))
                    }
                    None => quote!(_ota::Condition::is(#name, &[#(#values),*])),
                }
            }
        }
    });
    quote!(&[#(#rows),*])
}
