//! Checks parameters, fields and members, and their types.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::allowed::{strings, whole_numbers};
use super::bounds::{double_limits, item_limits, text_limits, total_length, whole_limits};
use super::known::{Known, places};
use super::named::named;
use super::naming::{identifier, refuse_overlaps};
use super::rules;
use super::scalar::field_name;
use super::scope::{Scope, Side};
use super::shape_keys::{BUILT_IN, has, refuse_foreign};
use super::writing::{check_fill, check_place, check_style, fits_style};
use crate::diagnostic::{Report, Span};
use crate::json::Node;
use crate::limits;
use crate::model::{
    Field, Handle, List, NamedKind, NamedType, Origin, Range, Rule, StringLimits, Struct, Style,
    Type,
};
use crate::names;
use crate::raw::{self, Shape, Spanned};

/// Fields of one place.
#[derive(Debug)]
pub(super) struct Fields {
    /// Those without mistakes.
    pub(super) valid: Vec<Arc<Field>>,
    /// Whether these are all fields of the file.
    complete: bool,
}

impl Fields {
    /// All of them; `None` if one has a mistake.
    pub(super) fn all(self) -> Option<Vec<Arc<Field>>> {
        self.complete.then_some(self.valid)
    }
}

/// Checks fields.
pub(super) fn fields(raw: Vec<raw::Field>, scope: Scope<'_>, report: &mut Report) -> Fields {
    let side = scope.side;
    let mut fields: Vec<Arc<Field>> = Vec::new();
    // The wire names by the identifiers.
    let mut taken: BTreeMap<String, String> = BTreeMap::new();
    let mut spans = BTreeMap::new();
    let mut complete = true;
    for field in raw {
        let Some(name) = field.name.clone() else {
            complete = false;
            continue;
        };
        let what = if side.is_request() { "parameter" } else { "field" };
        complete &= field_name(&name, what, report);
        let Some(ident) = identifier(&name, field.ident.as_ref(), what, report) else {
            complete = false;
            continue;
        };
        if let Some(twin) = taken.get(&ident) {
            let (message, help) = if *twin == name.value {
                (format!("{what} `{}` is listed twice", name.value), "remove one of them")
            } else {
                (
                    format!("{what} `{}` has the same Rust name as `{twin}`", name.value),
                    "give one of them an `ident`",
                )
            };
            report.at(name.span, message, help);
            complete = false;
            continue;
        }
        let span = name.span;
        match check_field(name.value, ident, field, scope, report) {
            Some(field) => {
                spans.insert(field.name.clone(), span);
                taken.insert(field.ident.clone(), field.name.clone());
                fields.push(Arc::new(field));
            }
            None => complete = false,
        }
    }
    if side != Side::Response {
        let what = if side.is_request() { "parameter" } else { "field" };
        complete &= refuse_overlaps(&fields, &spans, what, report);
    }
    Fields { valid: fields, complete }
}

/// Checks the members of a struct and the rules between them; `None` if there is a mistake.
pub(super) fn members(
    raw: Vec<raw::Field>,
    raw_rules: Vec<raw::Rule>,
    scope: Scope<'_>,
    report: &mut Report,
) -> Option<(Vec<Arc<Field>>, Vec<Rule>)> {
    let complete = raw.iter().all(|field| field.name.is_some());
    let declared = raw::names(&raw);
    let fields = fields(raw, scope, report);
    let before = report.count();
    let places = places(&fields.valid);
    let known = Known {
        what: "member",
        fields: &fields.valid,
        places: &places,
        declared: &declared,
        complete,
    };
    let rules = rules::check(raw_rules, known, report);
    let valid = report.count() == before;
    fields.all().filter(|_| valid).zip(Some(rules))
}

/// A response is read whatever holds between its fields.
fn refuse_rules(keys: &[(&'static str, Span)], side: Side, report: &mut Report) {
    for (_, span) in keys.iter().filter(|(key, _)| side == Side::Response && *key == "rules") {
        let help = "remove it: a response is read whatever its fields are";
        report.at(*span, "a `Struct` of a response has no `rules`", help);
    }
}

fn check_field(
    name: String,
    ident: String,
    field: raw::Field,
    scope: Scope<'_>,
    report: &mut Report,
) -> Option<Field> {
    let side = scope.side;
    let inner =
        names::nested(scope.owner, field.ident.as_ref().map_or(&name, |given| &given.value));
    let style = field.style.as_ref().and_then(|style| check_style(style, side, report));
    let style = style.unwrap_or_default();
    let inside = if style == Style::Flat { side } else { Side::Text };
    let ty = resolve(field.shape, Scope { owner: &inner, side: inside, ..scope }, report);
    let required = field.required.as_ref().is_some_and(|required| required.value);
    if side == Side::Response {
        if let Some(required) = &field.required {
            let message = "a field of a response cannot be `required`";
            report.at(required.span, message, "remove it: a response may lack any field");
        }
        if let Some(default) = &field.default {
            let message = "a field of a response has no `default`";
            let help = "remove it; `doc` can say what absence means";
            report.at(default.span, message, help);
        }
    } else if let (true, Some(default)) = (required, &field.default) {
        let message = format!("`{name}` is required and has a default");
        report.at(default.span, message, "remove `default` or `required`");
    }
    let place = field.place.map(|place| check_place(&place, side, report));
    let ty = ty?;
    if let Some(style_word) = &field.style {
        fits_style(style, &ty, style_word.span, report)?;
    }
    let fill = match &field.fill {
        None => None,
        Some(word) => Some(check_fill(word, &ty, side, report)?),
    };
    let secret = field.secret.is_some_and(|secret| check_secret(&secret, &ty, report));
    let mut fits = true;
    for (what, node) in [("default", &field.default), ("example", &field.example)] {
        let Some(node) = node else { continue };
        if side == Side::Shared && !ty.innermost().is_single() {
            // Its members may not be known yet.
            scope.types.check_later(what, &name, (&ty, style), node);
        } else {
            fits &= check_value(what, &name, (&ty, style), node, report);
        }
    }
    let leads_back = |named: &Handle<NamedType>| scope.leading_back.contains(&named.name);
    let boxed = matches!(&ty, Type::Named(named) if leads_back(named));
    let doc = field.doc?;
    fits.then(|| Field {
        name,
        ident,
        ty,
        required,
        default: field.default.as_ref().map(Node::to_value),
        example: field.example.as_ref().map(Node::to_value),
        doc: doc.value,
        zh: field.zh.map(|text| text.value),
        origin: Origin::Own,
        secret,
        deprecated: field.deprecated.map(|text| text.value),
        place: place.flatten().unwrap_or_default(),
        style,
        fill,
        boxed,
    })
}

/// Reports violations at the exact part of the value.
pub(super) fn check_value(
    what: &str,
    name: &str,
    (ty, style): (&Type, Style),
    node: &Node,
    report: &mut Report,
) -> bool {
    let violations = limits::check_styled(name, ty, style, &node.to_value());
    report.each(&violations, |report, violation| {
        let below = violation.parameter().strip_prefix(&format!("{name}."));
        let span: Span = below.map_or(node.span, |path| node.locate(path));
        report.at(span, format!("the {what} of `{name}` does not fit"), violation.to_string());
    });
    violations.is_empty()
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

/// A required parameter needs an example: documentation and tests are made from it.
pub(super) fn require_examples(fields: &[raw::Field], report: &mut Report) {
    for field in fields {
        let (Some(name), Some(required)) = (&field.name, &field.required) else {
            continue;
        };
        if required.value && field.example.is_none() {
            let message = format!("the required parameter `{}` has no `example`", name.value);
            let help = "add one: documentation and tests are made from it";
            report.at(name.span, message, help);
        }
    }
}

/// The type that a shape describes; `None` if it has a mistake.
fn resolve(shape: Shape, scope: Scope<'_>, report: &mut Report) -> Option<Type> {
    let Scope { side, types, .. } = scope;
    let word = shape.ty.clone()?;
    // A list of the wrong side is one mistake; its keys are checked as those of the right list.
    let label = match (word.value.as_str(), side) {
        ("List", Side::Parameter | Side::Request) => "RepeatList",
        ("RepeatList", Side::Response | Side::Text) => "List",
        (other, _) => other,
    };
    if BUILT_IN.contains(&label) || types.has(label) {
        refuse_foreign(&shape, label, report);
    }
    match word.value.as_str() {
        "String" => {
            let text =
                text_limits(&shape.limits, shape.pattern.as_ref(), shape.format.as_ref(), report)?;
            let allowed = strings(shape.allowed, &Type::String(text.clone()), report)?;
            Some(Type::String(StringLimits { allowed, ..text }))
        }
        "Integer" => {
            let range = whole_limits(&shape.limits, i32::MAX.into(), report)?;
            let allowed = whole_numbers(shape.allowed, &Type::Integer(range.clone()), report)?;
            Some(Type::Integer(Range { allowed, ..range }))
        }
        "Long" => {
            let range = whole_limits(&shape.limits, i64::MAX, report)?;
            let allowed = whole_numbers(shape.allowed, &Type::Long(range.clone()), report)?;
            Some(Type::Long(Range { allowed, ..range }))
        }
        "Double" => Some(Type::Double(double_limits(&shape.limits, report)?)),
        "Boolean" => Some(Type::Boolean),
        "RepeatList" | "List" => list(shape, &word, scope, report),
        "Map" => map(shape, &word, scope, report),
        "Struct" => match shape.fields {
            Some(raw) => {
                refuse_rules(&shape.keys, side, report);
                let (fields, rules) = members(raw, shape.rules, scope.inside(), report)?;
                let ident = scope.owner.to_owned();
                Some(Type::Struct(Arc::new(Struct { ident, fields, rules })))
            }
            None if has(&shape.keys, "fields") => None,
            None => {
                let message = "a `Struct` without `fields`";
                report.at(word.span, message, "list its members in `fields`; there may be none");
                None
            }
        },
        "Any" => Some(Type::Any),
        _ => named(&word, scope, report),
    }
}

/// The type of the items of a list or the values of a map.
fn items(
    shape: &mut Shape,
    word: &Spanned<String>,
    scope: Scope<'_>,
    report: &mut Report,
) -> Option<Type> {
    if let Some(items) = shape.items.take() {
        return resolve(*items, scope.behind_list(), report);
    }
    if !has(&shape.keys, "items") {
        let message = format!("a `{}` without `items`", word.value);
        let what = if word.value == "Map" { "value" } else { "item" };
        let help = format!("say what each {what} is: `\"items\": {{ \"type\": \"String\" }}`");
        report.at(word.span, message, help);
    }
    None
}

fn list(
    mut shape: Shape,
    word: &Spanned<String>,
    scope: Scope<'_>,
    report: &mut Report,
) -> Option<Type> {
    let side = scope.side;
    let repeat = word.value == "RepeatList";
    let mistake = match side {
        Side::Parameter | Side::Request if !repeat => {
            let help = "write `RepeatList`, or give the parameter a `style`";
            Some(("a flat parameter has no `List`", help))
        }
        Side::Text if repeat => {
            Some(("a parameter that is one text has no `RepeatList`", "write `List`"))
        }
        Side::Response if repeat => Some(("a response has no `RepeatList`", "write `List`")),
        _ => None,
    };
    if let Some((message, help)) = mistake {
        report.at(word.span, message, help);
    }
    if side == Side::Response {
        let limits = ["minItems", "maxItems", "uniqueItems", "maxTotalLength"];
        for (key, span) in shape.keys.iter().filter(|(key, _)| limits.contains(key)) {
            let message = format!("`{key}` does not go with a `List` of a response");
            report.at(*span, message, "remove it: a response is read however long its lists are");
        }
    }
    for (key, name) in [("wrapper", &shape.wrapper), ("xmlItem", &shape.xml_item)] {
        if let (Side::Text, Some(name)) = (side, name) {
            report.at(name.span, format!("a request has no `{key}`"), "remove it");
        }
    }
    if let (Some(_), Some(item)) = (&shape.wrapper, &shape.xml_item) {
        let message = "`xmlItem` stands beside `wrapper`";
        report.at(item.span, message, "remove one: a wrapper names the items in both formats");
    }
    let xml_item = shape.xml_item.take().filter(|name| field_name(name, "element", report));
    let wrapper = shape.wrapper.take().filter(|name| field_name(name, "wrapper", report));
    let counts = item_limits(&shape.limits, report);
    let max_total_length = total_length(&shape.limits, report);
    let items = items(&mut shape, word, scope, report)?;
    if let Some(Some(_)) = max_total_length
        && !scope.types.carried_by(&items).string
        && let Some((_, span)) = shape.keys.iter().find(|(key, _)| *key == "maxTotalLength")
    {
        report.at(*span, "the items have no strings to count", "remove it, or limit the items");
    }
    let (min_items, max_items) = counts?;
    Some(Type::List(Arc::new(List {
        repeat,
        items,
        wrapper: wrapper.map(|wrapper| wrapper.value),
        xml_item: xml_item.map(|item| item.value),
        min_items,
        max_items,
        unique: shape.unique.is_some_and(|unique| unique.value),
        max_total_length: max_total_length?,
    })))
}

fn map(
    mut shape: Shape,
    word: &Spanned<String>,
    scope: Scope<'_>,
    report: &mut Report,
) -> Option<Type> {
    let values = items(&mut shape, word, scope, report)?;
    Some(Type::Map(Box::new(values)))
}
