//! Checks parameters, fields and members.

use super::shape::resolve;
use super::types::Types;
use super::word;
use crate::diagnostic::{Report, Span};
use crate::json::Node;
use crate::limits;
use crate::model::{Field, NamedKind, Place, Type};
use crate::names;
use crate::raw::{self, Spanned};

/// Where a field stands; requests and answers write lists differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// A parameter of an operation.
    Parameter,
    /// Anything else in a request.
    Request,
    Answer,
    /// In `types.json`, for the one or the other.
    Shared,
}

impl Side {
    /// The side of what stands inside a field of this side.
    pub(super) fn inside(self) -> Self {
        match self {
            Self::Parameter => Self::Request,
            other => other,
        }
    }

    pub(super) fn is_request(self) -> bool {
        matches!(self, Self::Parameter | Self::Request)
    }
}

const PLACES: [(&str, Place); 2] = [("query", Place::Query), ("body", Place::Body)];

/// Fields of one place.
#[derive(Debug)]
pub(super) struct Fields {
    /// Those without mistakes.
    pub(super) valid: Vec<Field>,
    /// Whether there are no others.
    complete: bool,
}

impl Fields {
    /// All of them; `None` if one has a mistake.
    pub(super) fn all(self) -> Option<Vec<Field>> {
        self.complete.then_some(self.valid)
    }
}

/// Checks that a name can stand on the wire and in Rust.
pub(super) fn wire_name(name: &Spanned<String>, what: &str, report: &mut Report) -> bool {
    let valid = names::is_wire_name(&name.value);
    if !valid {
        let message = format!("`{}` is not a valid {what} name", name.value);
        report.at(name.span, message, "use a letter, then letters, digits and `_`");
    }
    valid
}

/// Checks fields.
pub(super) fn fields(
    raw: Vec<raw::Field>,
    side: Side,
    types: &Types,
    report: &mut Report,
) -> Fields {
    let mut fields: Vec<Field> = Vec::new();
    let mut complete = true;
    for field in raw {
        let Some(name) = field.name.clone() else {
            complete = false;
            continue;
        };
        let what = if side.is_request() { "parameter" } else { "field" };
        complete &= wire_name(&name, what, report);
        if let Some(twin) = fields.iter().find(|known| same_in_rust(&known.name, &name.value)) {
            let (message, help) = match twin.name == name.value {
                true => (format!("{what} `{}` is listed twice", name.value), "remove one of them"),
                false => (
                    format!("{what} `{}` has the same Rust name as `{}`", name.value, twin.name),
                    "rename one of them",
                ),
            };
            report.at(name.span, message, help);
            complete = false;
            continue;
        }
        match check_field(name.value, field, side, types, report) {
            Some(field) => fields.push(field),
            None => complete = false,
        }
    }
    Fields { valid: fields, complete }
}

/// Whether two wire names become the same name in Rust.
pub(super) fn same_in_rust(one: &str, other: &str) -> bool {
    // Most names differ in their letters already, which is far cheaper to see.
    letters(one).eq(letters(other)) && names::snake(one) == names::snake(other)
}

fn letters(name: &str) -> impl Iterator<Item = u8> {
    name.bytes().filter(|byte| *byte != b'_').map(|byte| byte.to_ascii_lowercase())
}

fn check_field(
    name: String,
    field: raw::Field,
    side: Side,
    types: &Types,
    report: &mut Report,
) -> Option<Field> {
    let ty = resolve(field.shape, side, types, report);
    let required = field.required.as_ref().is_some_and(|required| required.value);
    if side == Side::Answer {
        if let Some(required) = &field.required {
            let message = "a field of an answer cannot be `required`";
            report.at(required.span, message, "remove it: an answer may lack any field");
        }
        if let Some(default) = &field.default {
            let message = "a field of an answer has no `default`";
            let help = "remove it; `doc` can say what absence means";
            report.at(default.span, message, help);
        }
    } else if let (true, Some(default)) = (required, &field.default) {
        let message = format!("`{name}` is required and has a default");
        report.at(default.span, message, "remove `default` or `required`");
    }
    let place = field.place.map(|place| check_place(&place, side, report));
    let ty = ty?;
    let secret = field.secret.is_some_and(|secret| check_secret(&secret, &ty, report));
    let mut fits = true;
    for (what, node) in [("default", &field.default), ("example", &field.example)] {
        let Some(node) = node else { continue };
        fits &= check_value(what, &name, &ty, node, report);
    }
    let doc = field.doc?;
    fits.then(|| Field {
        name,
        ty,
        required,
        default: field.default.as_ref().map(Node::to_value),
        example: field.example.as_ref().map(Node::to_value),
        doc: doc.value,
        inherited: false,
        secret,
        deprecated: field.deprecated.map(|text| text.value),
        place: place.flatten().unwrap_or_default(),
    })
}

/// Reports what does not fit at the very part of the value.
pub(super) fn check_value(
    what: &str,
    name: &str,
    ty: &Type,
    node: &Node,
    report: &mut Report,
) -> bool {
    let violations = limits::check_value(name, ty, &node.to_value());
    for violation in &violations {
        let below = violation.parameter.strip_prefix(&format!("{name}."));
        let span: Span = below.map_or(node.span, |path| node.locate(path));
        report.at(span, format!("the {what} of `{name}` does not fit"), violation.to_string());
    }
    violations.is_empty()
}

fn check_place(place: &Spanned<String>, side: Side, report: &mut Report) -> Option<Place> {
    if side != Side::Parameter {
        let message = "`in` goes only with a parameter of an operation";
        report.at(place.span, message, "remove it");
        return None;
    }
    word(place, "place", &PLACES, report)
}

fn check_secret(secret: &Spanned<bool>, ty: &Type, report: &mut Report) -> bool {
    let is_text = match ty {
        Type::String(_) => true,
        Type::Named(named) => matches!(named.kind, NamedKind::Id(_)),
        _ => false,
    };
    let closed = matches!(ty, Type::String(text) if !text.allowed.is_empty());
    if closed {
        let help = "messages name what is allowed; remove one of them";
        report.at(secret.span, "`secret` does not go with `enum`", help);
    } else if !is_text {
        let message = format!("`secret` does not go with `{}`", ty.label());
        report.at(secret.span, message, "only a `String` or an ID can be secret");
    }
    secret.value
}
