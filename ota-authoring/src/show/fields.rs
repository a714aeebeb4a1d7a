//! The parameters of an operation and the fields of its response.

use ota_spec::model::{Field, Fill, NamedKind, Operation, Origin, Place, Spec, Style, Type};
use ota_spec::{Value, words};

use crate::page::{INDENT, Page};

/// The parameters: what every operation takes stands last.
pub(super) fn parameters(operation: &Operation, page: &mut Page) {
    page.heading("Parameters");
    if operation.parameters.is_empty() {
        page.put(INDENT, "", "none");
    }
    for field in &operation.parameters {
        let mut facts = vec![label(&field.ty)];
        facts.push(if field.required { "required" } else { "optional" }.to_owned());
        facts.extend((field.place == Place::Body).then(|| "sent in the body".to_owned()));
        facts.extend(match field.fill {
            None => None,
            Some(Fill::Region) => Some("the region of the client if not set".to_owned()),
            Some(Fill::Token) => Some("a token of the client if not set".to_owned()),
        });
        facts.extend(match field.style {
            Style::Flat => None,
            Style::Json => Some("sent as one JSON text".to_owned()),
            Style::Comma => Some("sent with commas between the items".to_owned()),
        });
        facts.extend(match field.origin {
            Origin::Own => None,
            Origin::Service => Some("as for every operation".to_owned()),
            Origin::Replaced => Some("other operations have it otherwise".to_owned()),
        });
        one(field, &facts, INDENT, &mut Vec::new(), page);
    }
}

/// The response as a tree, below what every response has.
pub(super) fn response(spec: &Spec, operation: &Operation, page: &mut Page) {
    page.heading("Response");
    let envelope: Vec<String> =
        operation.envelope.names().map(|name| format!("`{name}`")).collect();
    let around = if operation.envelope == spec.service.envelope {
        "As every response"
    } else {
        "Around the fields"
    };
    match operation.body() {
        Some(body) => page.put(INDENT, "", format!("The whole body is `{}`.", body.name)),
        None => page.put(INDENT, "", format!("{around}: {}.", envelope.join(", "))),
    }
    for field in &operation.response {
        one(field, &[label(&field.ty)], INDENT, &mut Vec::new(), page);
    }
}

/// A field with its facts, and below it what it is, its words and its members. `around` are the shared structs that
/// it is inside of.
fn one<'a>(
    field: &'a Field,
    facts: &[String],
    indent: usize,
    around: &mut Vec<&'a str>,
    page: &mut Page,
) {
    page.put(indent, "", format!("{}  ({})", field.name, facts.join(", ")));
    let below = indent + 2 * INDENT;
    if let Some(instead) = &field.deprecated {
        page.put(below, "", format!("Deprecated: {instead}"));
    }
    page.put(below, "", &field.doc);
    let limits = words::limits(&field.ty);
    if !limits.is_empty() {
        page.put(below, "- ", limits.join("; "));
    }
    if field.secret {
        page.put(below, "- ", "secret: never shown");
    }
    if let Some(default) = field.default.as_ref().filter(|_| !field.secret) {
        page.put(below, "- ", format!("default: {}", shown(default)));
    }
    if let Some(example) = field.example.as_ref().filter(|_| !field.secret) {
        page.put(below, "- ", format!("example: {}", shown(example)));
    }
    words_of(&field.ty, below, page);
    let inner = field.ty.innermost();
    let name = if let Type::Named(named) = inner { named.name.as_str() } else { "" };
    if around.contains(&name) && !name.is_empty() {
        page.put(below, "- ", format!("its members are those of the `{name}` around it"));
        return;
    }
    around.push(name);
    for member in inner.members().unwrap_or_default() {
        let mut facts = vec![label(&member.ty)];
        facts.extend(member.required.then(|| "required".to_owned()));
        one(member, &facts, below, around, page);
    }
    around.pop();
    for rule in inner.rules() {
        page.put(below, "- ", words::rule(rule));
    }
}

/// The words of an enum, each with its meaning.
fn words_of(ty: &Type, indent: usize, page: &mut Page) {
    let Type::Named(named) = ty.innermost() else {
        return;
    };
    let NamedKind::Enum(listed) = &named.kind else {
        return;
    };
    let rows: Vec<(String, String)> = listed
        .values
        .iter()
        .map(|known| {
            let mut text = known.doc.clone();
            if let Some(instead) = &known.deprecated {
                text.push_str(&format!(" Deprecated: {instead}"));
            }
            if !known.aliases.is_empty() {
                text.push_str(&format!(" Also written {}.", known.aliases.join(", ")));
            }
            let value = if listed.numeric {
                format!("{} {}", known.value, known.name)
            } else {
                known.value.clone()
            };
            (value, text)
        })
        .collect();
    page.rows(indent, rows);
}

/// `list of DeviceName`, `Integer`.
fn label(ty: &Type) -> String {
    match ty {
        Type::List(list) => match &list.wrapper {
            Some(wrapper) => format!("list of {} in `{wrapper}`", label(&list.items)),
            None => match &list.xml_item {
                Some(item) => format!("list of {}, in XML in `{item}`", label(&list.items)),
                None => format!("list of {}", label(&list.items)),
            },
        },
        Type::Map(values) => format!("map of {}", label(values)),
        plain => plain.label().to_owned(),
    }
}

/// A value as a person writes it.
fn shown(value: &Value) -> String {
    match value {
        Value::Array(items) => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        other => other.scalar().unwrap_or_else(|| other.to_string()),
    }
}
