//! Limits and behaviour in words, for rustdoc and the help of commands alike.

mod dependencies;

use std::fmt::Display;

pub use dependencies::{condition, pages, rule, tested};
pub use ota_violation::words::{Test, code};

use crate::model::{Idempotency, NamedKind, Operation, Range, StringLimits, Type};

/// The limits of a value: `1 to 200 items`, `no item twice`, `each not empty`.
pub fn limits(ty: &Type) -> Vec<String> {
    match ty {
        Type::String(text) => text_limits(text),
        Type::Integer(range) | Type::Long(range) => range_limits(range),
        Type::Double(range) => range_limits(range),
        Type::Named(named) => match &named.kind {
            NamedKind::Id(text) => text_limits(text),
            NamedKind::Enum(_) | NamedKind::Struct(_) => Vec::new(),
        },
        Type::List(list) => {
            let mut found = between(list.min_items, list.max_items, " items");
            found.extend(list.unique.then(|| "no item twice".to_owned()));
            let total = list.max_total_length;
            found.extend(total.map(|most| format!("at most {most} characters in all items")));
            found.extend(limits(&list.items).into_iter().map(|limit| format!("each {limit}")));
            found
        }
        Type::Map(values) => {
            limits(values).into_iter().map(|limit| format!("each value {limit}")).collect()
        }
        Type::Boolean | Type::Struct(_) | Type::Any => Vec::new(),
    }
}

fn text_limits(text: &StringLimits) -> Vec<String> {
    let mut found = match (text.min_length, text.max_length) {
        (Some(1), None) => vec!["not empty".to_owned()],
        (least, most) => between(least, most, " characters"),
    };
    found.extend(text.max_bytes.map(|most| format!("at most {most} bytes")));
    found.extend(one_of(&text.allowed));
    found.extend(text.format.map(|format| format.to_string()));
    found.extend(text.pattern.as_ref().map(|pattern| format!("matching {}", code(pattern))));
    found
}

fn range_limits<N: Display>(range: &Range<N>) -> Vec<String> {
    let (least, most) = (range.minimum.as_ref(), range.maximum.as_ref());
    let mut found = match range.exclusive {
        [false, false] => between(least, most, ""),
        [above, below] => {
            let least = least.map(|least| {
                if above { format!("more than {least}") } else { format!("at least {least}") }
            });
            let most = most.map(|most| {
                if below { format!("less than {most}") } else { format!("at most {most}") }
            });
            let both: Vec<String> = least.into_iter().chain(most).collect();
            vec![both.join(" and ")]
        }
    };
    found.extend(one_of(&range.allowed));
    found
}

/// A closed list.
fn one_of<T: Display>(allowed: &[T]) -> Option<String> {
    let quoted: Vec<String> = allowed.iter().map(|value| code(&value.to_string())).collect();
    (!quoted.is_empty()).then(|| format!("one of {}", quoted.join(", ")))
}

fn between<N: Display>(least: Option<N>, most: Option<N>, unit: &str) -> Vec<String> {
    match (least, most) {
        (Some(least), Some(most)) => vec![format!("{least} to {most}{unit}")],
        (Some(least), None) => vec![format!("at least {least}{unit}")],
        (None, Some(most)) => vec![format!("at most {most}{unit}")],
        (None, None) => Vec::new(),
    }
}

/// Whether an operation needs a key, the effect of calling it twice, and its rate limit.
pub fn sending(operation: &Operation) -> String {
    let again = match operation.idempotency {
        Idempotency::ReadOnly => "It only reads.",
        Idempotency::Idempotent => "Sending it twice leaves the same state as sending it once.",
        Idempotency::NotIdempotent => {
            "Sending it twice may act twice: look at the state before sending again."
        }
    };
    let key = operation.anonymous.then_some("It is sent without a key and a signature.");
    let pace = operation.qps.map(|qps| {
        let often =
            if qps == 1 { "once a second".to_owned() } else { format!("{qps} times a second") };
        format!("One account, its RAM users included, may call it {often}.")
    });
    let gone: Vec<&str> = operation.gone.iter().map(|gone| gone.code.as_str()).collect();
    let gone = (!gone.is_empty()).then(|| {
        let codes = ota_violation::words::any_of(&gone);
        format!("After an attempt whose outcome is unknown, {codes} means that it is done.")
    });
    let look = operation.look_up.as_ref().map(|look| {
        let list = code(&look.action);
        format!("After an attempt whose outcome is unknown, a client looks with {list} for what it made.")
    });
    let look = look.as_deref();
    let sentences = key.into_iter().chain([again]).chain(gone.as_deref()).chain(look);
    let sentences = sentences.chain(pace.as_deref());
    let sentences: Vec<&str> = sentences.collect();
    sentences.join(" ")
}
