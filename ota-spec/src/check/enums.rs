//! Checks the values of an enum of `types.json`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::Report;
use crate::json::{Kind, Node};
use crate::keys;
use crate::model::{Enum, EnumValue};
use crate::names;
use crate::raw::{self, Object, Spanned};
use crate::value::whole;

/// Checks `values`.
pub(super) fn check(node: Node, report: &mut Report) -> Option<Enum> {
    let span = node.span;
    let items = raw::array(node, "values", report)?;
    if items.is_empty() {
        report.at(span, "an enum without values", "list at least one");
    }
    let mut values = Vec::new();
    let mut taken = BTreeSet::new();
    let mut idents = BTreeMap::new();
    // The first value decides whether the values are strings or numbers.
    let mut numeric = None;
    // Uses of a value that could not be read are no further mistake.
    let mut complete = true;
    for item in items {
        let Some(mut object) = Object::open(item, &keys::ENUM_VALUE, report) else {
            complete = false;
            continue;
        };
        let value = object.take("value", report);
        let value = value.and_then(|node| spelling(node, "value", &mut numeric, report));
        let name = object.filled("name", report);
        let doc = object.filled("doc", report);
        let zh = object.filled("zh", report).map(|text| text.value);
        let deprecated = object.filled("deprecated", report).map(|text| text.value);
        let mut aliases = Vec::new();
        for node in object.array("aliases", report) {
            aliases.extend(spelling(node, "an entry of `aliases`", &mut numeric, report));
        }
        let (Some(value), Some(doc)) = (value, doc) else {
            complete = false;
            continue;
        };
        for spelling in [&value].into_iter().chain(&aliases) {
            if !taken.insert(spelling.value.clone()) {
                let message = format!("enum value `{}` is listed twice", spelling.value);
                report.at(spelling.span, message, "remove one of them");
            }
        }
        let Some(ident) = check_name(&value, name.as_ref(), &mut idents, report) else {
            complete = false;
            continue;
        };
        values.push(Arc::new(EnumValue {
            name: name.map_or_else(|| value.value.clone(), |name| name.value),
            ident,
            deprecated,
            value: value.value,
            doc: doc.value,
            zh,
            aliases: aliases.into_iter().map(|alias| alias.value).collect(),
        }));
    }
    complete.then(|| Enum::new(numeric.unwrap_or_default(), values))
}

/// One value: a string or a whole number, like those before it.
fn spelling(
    node: Node,
    what: &str,
    numeric: &mut Option<bool>,
    report: &mut Report,
) -> Option<Spanned<String>> {
    let span = node.span;
    let number = matches!(node.kind, Kind::Number(_));
    let value = match node.kind {
        Kind::Number(text) => match whole(&text) {
            Some(value) => Spanned { value, span },
            None => {
                let message = format!("enum value `{text}` is not a whole number of 64 bits");
                report.at(span, message, "write a whole number or a string");
                return None;
            }
        },
        // Some services write nothing for a value that has a meaning.
        Kind::String(ref text) if text.is_empty() => Spanned { value: String::new(), span },
        _ => raw::filled(node, what, report)?,
    };
    if *numeric.get_or_insert(number) != number {
        let (found, others) = if number { ("number", "strings") } else { ("string", "numbers") };
        let message = format!("enum value `{}` is a {found}", value.value);
        report.at(span, message, format!("the values before it are {others}: write all alike"));
        return None;
    }
    Some(value)
}

/// Checks the name of a value in programs: its `name`, or the value itself. `others` holds the values
/// so far by their identifiers. `None` if it is no identifier, and no code can be made of it.
fn check_name(
    value: &Spanned<String>,
    name: Option<&Spanned<String>>,
    others: &mut BTreeMap<String, String>,
    report: &mut Report,
) -> Option<String> {
    let named = name.unwrap_or(value);
    let ident = names::variant(&named.value);
    let first = others.entry(ident.clone()).or_insert_with(|| value.value.clone());
    if !names::is_wire_name(&ident) {
        let message = format!("enum value `{}` cannot be named in Rust", named.value);
        let help = match name {
            Some(_) => "start it with a letter and use ASCII letters and digits",
            None => "give it a `name` of ASCII letters and digits that starts with a letter",
        };
        report.at(named.span, message, help);
        return None;
    }
    if *first != value.value {
        let message = format!("enum value `{}` has the same Rust name as another", named.value);
        let help = "make one an alias of the other, or give it another `name`";
        report.at(named.span, message, help);
    } else if ident == "Unknown" {
        let message = format!(
            "enum value `{}` has the Rust name of the variant for unlisted values",
            named.value
        );
        report.at(named.span, message, "give it another `name`");
    }
    Some(ident)
}
