//! Checks a file of `ops/`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::envelope;
use super::field::{self, require_examples};
use super::known::{Known, places};
use super::scalar::{count, wire_name, word};
use super::scope::{self, Side};
use super::types::Types;
use super::{behaviour, choices, command, example, inherited, methods, page, rules};
use crate::diagnostic::{Report, Span};
use crate::json::Node;
use crate::model::{
    BrokenOperation, ErrorCode, Field, Handle, Idempotency, Method, Operation, Service, Type,
};
use crate::names::{self, OperationIdents};
use crate::protocol;
use crate::raw::{self, Spanned};
use ota_violation::suggest;

/// The parts of the folder that an operation may refer to.
pub(super) struct Scope<'a> {
    pub(super) types: &'a Types,
    pub(super) service: &'a Service,
    /// `false` if `service.json` has mistakes, so that examples cannot be checked.
    pub(super) service_valid: bool,
    /// `None` if `errors.json` has mistakes.
    pub(super) errors: Option<&'a BTreeMap<&'a str, &'a Arc<ErrorCode>>>,
}

/// An operation without mistakes of its own, and its `lookUp`, which names another one.
pub(super) type Checked = (Operation, Option<raw::LookUp>);

/// Consumes the file `<stem>.json`. `Err` holds the broken operation, if it has a usable name.
pub(super) fn check(
    stem: &str,
    node: Node,
    scope: &Scope<'_>,
    report: &mut Report,
) -> Result<Checked, Option<Box<BrokenOperation>>> {
    let Some(raw) = raw::Operation::read(node, report) else {
        return Err(broken(stem, &[], scope));
    };
    let parameters = raw.parameters.iter().filter_map(|field| field.name.as_ref());
    let choices = raw.choices.iter().filter_map(|choice| choice.name.as_ref());
    let names: Vec<&str> = parameters.chain(choices).map(|name| name.value.as_str()).collect();
    let broken = broken(stem, &names, scope);
    check_raw(stem, raw, scope, report).filter(|_| report.is_empty()).ok_or(broken)
}

/// The broken operation of a file. `None` if the file name makes no Rust name.
pub(super) fn broken(
    stem: &str,
    names: &[&str],
    scope: &Scope<'_>,
) -> Option<Box<BrokenOperation>> {
    if !names::is_wire_name(stem) {
        return None;
    }
    let shared = scope.service.parameters.iter().map(|field| field.name.as_str());
    let names = names.iter().copied().chain(shared).map(names::field);
    let setters: BTreeSet<String> = names
        .filter(|ident| names::is_field_ident(ident))
        .map(|ident| names::builder_setter(&ident))
        .collect();
    Some(Box::new(BrokenOperation {
        action: stem.to_owned(),
        idents: OperationIdents::new(stem),
        setters: setters.into_iter().collect(),
    }))
}

fn check_raw(
    stem: &str,
    raw: raw::Operation,
    scope: &Scope<'_>,
    report: &mut Report,
) -> Option<Checked> {
    let shared = &scope.service.parameters;
    let inherited = inherited::inherited(&raw, shared, scope.service_valid, report);
    let action = raw.action.and_then(|action| check_action(stem, action, report));
    let group =
        raw.group.and_then(|group| wire_name(&group, "group", report).then_some(group.value));
    let command = raw.command.as_ref().and_then(|text| command::check(text, report));
    let qps = raw.qps.and_then(|node| count(&node, "qps", 1, report));
    let methods = match raw.methods {
        None => vec![Method::Post, Method::Get],
        Some((key, words)) => check_methods(key, &words, report),
    };
    let idempotency = raw.idempotency.and_then(|text| word(&text, "idempotency", report));
    let errors = check_errors(&raw.errors, scope.errors, report);
    let gone = check_gone(&raw.gone, &errors, idempotency, scope.errors, report);
    for field in &raw.parameters {
        refuse_common(field, report);
    }
    require_examples(&raw.parameters, report);
    // The default of one with mistakes would give more of them.
    let has_own = raw.envelope.is_some();
    let own = raw.envelope.and_then(|node| envelope::check(node, report)).map(Arc::new);
    let envelope = own.or_else(|| (!has_own).then(|| scope.service.envelope.clone()));
    let enveloped: Vec<String> =
        envelope.iter().flat_map(|envelope| envelope.names()).map(names::field).collect();
    for field in raw.response.iter().filter_map(|field| field.name.as_ref()) {
        if enveloped.contains(&names::field(&field.value)) {
            let message = format!("response field `{}` belongs to the envelope", field.value);
            report.at(field.span, message, "remove it: every response has it");
        }
    }
    let named = |fields: &[raw::Field]| fields.iter().all(|field| field.name.is_some());
    let complete = named(&raw.parameters) && scope.service_valid;
    let declared = raw::names(&raw.parameters);
    let (response_names, response_complete) = (raw::names(&raw.response), named(&raw.response));
    let posted = methods.contains(&Method::Post) || methods.is_empty();
    refuse_body(&raw.parameters, posted, report);
    let (idents, owner) = (OperationIdents::new(stem), names::camel(stem));
    let (types, leading_back) = (scope.types, scope::NO_STRUCTS);
    let fields = |side, owner| scope::Scope { owner, side, types, leading_back };
    let mut parameters = field::fields(raw.parameters, fields(Side::Parameter, &owner), report);
    let response = field::fields(raw.response, fields(Side::Response, &idents.response), report);
    inherited::mark_replaced(&mut parameters.valid, shared);
    parameters.valid.extend(inherited);
    let (by_name, response_by_name) = (places(&parameters.valid), places(&response.valid));
    let known = Known {
        what: "parameter",
        fields: &parameters.valid,
        places: &by_name,
        declared: &declared,
        complete,
    };
    if let Some(bare) = raw.bare.as_ref().filter(|bare| bare.value) {
        let only = response.valid.first().filter(|_| response_names.len() == 1);
        check_bare(bare.span, only, response_names.len(), report);
    }
    let known_response = Known {
        what: "response field",
        fields: &response.valid,
        places: &response_by_name,
        declared: &response_names,
        complete: response_complete,
    };
    let waits = raw.waits.as_ref().map(|(_, waits)| waits.as_slice()).unwrap_or_default();
    methods::check(&raw.choices, waits, known.fields, report);
    let rules = rules::check(raw.rules, known, report);
    let choices = choices::check(raw.choices, &owner, known, report);
    let page = raw.page.and_then(|page| page::check(page, known, known_response, report));
    let split = raw.split.and_then(|split| behaviour::split(split, known, report));
    let waits = raw.waits.map(|waits| behaviour::waits(waits, idempotency, known_response, report));
    let text = |text: Spanned<String>| text.value;
    let mut operation = Operation {
        action: action?,
        idents,
        group: group?,
        command,
        summary: text(raw.summary?),
        zh: raw.zh.map(text),
        doc: raw.doc.map(text).unwrap_or_default(),
        zh_doc: raw.zh_doc.map(text),
        qps,
        methods,
        idempotency: idempotency?,
        parameters: parameters.all()?,
        envelope: envelope?,
        bare: raw.bare.is_some_and(|bare| bare.value),
        response: response.all()?,
        errors,
        gone,
        notes: raw.notes.into_iter().map(text).collect(),
        sources: raw.sources.into_iter().map(text).collect(),
        anonymous: raw.anonymous.is_some_and(|anonymous| anonymous.value),
        deprecated: raw.deprecated.map(text),
        rules,
        choices,
        page,
        split,
        waits: waits.unwrap_or_default(),
        look_up: None,
        examples: Vec::new(),
    };
    // Examples can be checked only against an operation and a service without mistakes.
    if report.is_empty() && scope.service_valid {
        operation.examples = example::check(raw.examples, &operation, report);
    }
    Some((operation, raw.look_up))
}

/// Under V1 the parameters of the signature stand beside those of the operation, under names of their own.
fn refuse_common(field: &raw::Field, report: &mut Report) {
    let Some(name) = field.name.as_ref().filter(|name| protocol::is_parameter(&name.value)) else {
        return;
    };
    let fill = field.fill.as_ref().map(|fill| fill.value.as_str());
    let (message, help) = match (name.value.as_str(), fill) {
        (protocol::FORMAT, _) | (protocol::REGION, Some("region")) => return,
        (protocol::REGION, _) => (
            "parameter `RegionId` is the region of the client".to_owned(),
            "add `\"fill\": \"region\"`: the client sends its own unless the request sets it",
        ),
        (name, _) => (
            format!("parameter `{name}` belongs to the signature"),
            "remove it: the client sets it",
        ),
    };
    report.at(name.span, message, help);
}

/// Only a `POST` has a body.
fn refuse_body(fields: &[raw::Field], posted: bool, report: &mut Report) {
    for place in fields.iter().filter_map(|field| field.place.as_ref()) {
        if !posted && place.value == "body" {
            let message = "a parameter in the body of an operation without `POST`";
            report.at(place.span, message, "add `POST` to `methods`");
        }
    }
}

fn check_action(stem: &str, action: Spanned<String>, report: &mut Report) -> Option<String> {
    if !wire_name(&action, "operation", report) {
        return None;
    }
    if action.value != stem {
        let message = format!("action `{}` stands in a file named `{stem}.json`", action.value);
        report.at(action.span, message, format!("name the file `{}.json`", action.value));
        return None;
    }
    Some(action.value)
}

fn check_methods(key: Span, words: &[Spanned<String>], report: &mut Report) -> Vec<Method> {
    if words.is_empty() {
        report.at(key, "`methods` names no method", "list `GET`, `POST` or both");
    }
    let mut methods = Vec::new();
    for text in words {
        let Some(method) = word(text, "method", report) else {
            continue;
        };
        if methods.contains(&method) {
            report.at(
                text.span,
                format!("method `{}` is listed twice", text.value),
                "remove one of them",
            );
        }
        methods.push(method);
    }
    // POST keeps long lists out of the address, so it is the one to send where both work.
    methods.sort_by_key(|method| *method != Method::Post);
    methods
}

/// The error codes that an operation names.
fn check_errors(
    codes: &[Spanned<String>],
    known: Option<&BTreeMap<&str, &Arc<ErrorCode>>>,
    report: &mut Report,
) -> Vec<Handle<ErrorCode>> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for code in codes {
        if !seen.insert(&code.value) {
            let message = format!("error code `{}` is listed twice", code.value);
            report.at(code.span, message, "remove one of them");
        }
        let Some(known) = known else { continue };
        if let Some(error) = known.get(code.value.as_str()) {
            found.push(Handle::new(error));
        } else {
            report.lazily(code.span, || {
                let help = match suggest::nearest(&code.value, known.keys().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "describe it in `errors.json`".to_owned(),
                };
                (format!("unknown error code `{}`", code.value), help)
            });
        }
    }
    found
}

/// The error codes that mean success when an operation is repeated.
fn check_gone(
    codes: &[Spanned<String>],
    errors: &[Handle<ErrorCode>],
    idempotency: Option<Idempotency>,
    known: Option<&BTreeMap<&str, &Arc<ErrorCode>>>,
    report: &mut Report,
) -> Vec<Handle<ErrorCode>> {
    if let Some(first) = codes.first()
        && idempotency.is_some_and(|found| found != Idempotency::Idempotent)
    {
        let help = "only what leads to the same state each time can find it there already";
        report.at(first.span, "`gone` goes only with an `idempotent` operation", help);
    }
    let gone = check_errors(codes, known, report);
    for code in &gone {
        if !errors.contains(code)
            && let Some(place) = codes.iter().find(|found| found.value == code.code)
        {
            let message = format!("error code `{}` is not in `errors`", code.code);
            report.at(place.span, message, "list it there, too");
        }
    }
    gone
}

/// The only field of a response without an object around it.
fn check_bare(span: Span, only: Option<&Arc<Field>>, count: usize, report: &mut Report) {
    if count != 1 {
        let message = format!("a bare response has one field, not {count}");
        report.at(span, message, "its only field is the whole body");
        return;
    }
    match only.map(|field| &field.ty) {
        Some(Type::List(list)) if list.xml_item.is_none() && list.wrapper.is_none() => {
            let help = "say by `xmlItem` what the elements of its items are called in XML";
            report.at(span, "a bare list has no name for its items", help);
        }
        Some(ty) if ty.members().is_some() => {
            let help = "remove `bare` and write its members as fields of the response";
            report.at(span, "a bare response is a struct", help);
        }
        _ => {}
    }
}
