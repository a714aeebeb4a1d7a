//! The operations, each under a path of its own.

use std::sync::Arc;

use ota_spec::model::{Example, Field, Idempotency, Method, Operation, Place, Style};
use ota_spec::{Value, names};

use super::dependencies::chinese;
use super::sample::{Sample, keyed, sent};
use super::schema::{At, described, least_members, typed, wire_names};
use super::sides::Side;
use super::unsaid::{CHINESE, Scope, Topic, extension};
use super::writer::{Writer, reference};
use crate::object::{Object, list, number, object, text, texts};

impl Writer<'_> {
    /// The path of an operation and what stands there.
    pub(super) fn path(&mut self, operation: &Operation) -> (String, Value) {
        let scope = Scope::Operation(operation.action.clone());
        let (mut written, unsaid) = self.within(scope, |writer| writer.operation(operation));
        written.put_filled("x-not-expressed", extension(&unsaid));
        self.unsaid.extend(unsaid);
        // The first method is the one to send.
        let method = operation.methods.first().copied().unwrap_or(Method::Post);
        let method = method.as_str().to_ascii_lowercase();
        (format!("/{}", operation.action), object([(&method, written.finish())]))
    }

    fn operation(&mut self, operation: &Operation) -> Object {
        let Operation {
            action,
            // Signatures are described for people, in the introduction.
            anonymous,
            // Identifiers of Rust are made from the names.
            idents: _,
            group,
            // What it is called on a command line.
            command: _,
            summary,
            zh,
            doc,
            zh_doc,
            qps,
            methods,
            idempotency,
            parameters,
            // The responses are written below.
            response: _,
            envelope: _,
            bare: _,
            errors,
            // Parts of how it is sent.
            gone: _,
            look_up: _,
            notes,
            sources,
            deprecated,
            // What connects parameters and calls is noted below.
            rules: _,
            choices: _,
            page: _,
            split: _,
            waits: _,
            examples,
        } = operation;
        let mut written = Object::new();
        written.put("tags", list([text(group)]));
        written.put("summary", text(summary));
        let doc = described(doc, deprecated.as_deref());
        written.put_some("description", (!doc.is_empty()).then(|| text(doc)));
        written.put_some(CHINESE, zh.as_ref().map(text));
        written.put_some("x-zh-doc", zh_doc.as_ref().map(text));
        written.put_filled("x-zh-notes", texts(&chinese(operation)));
        written.put("operationId", text(names::snake(action)));
        let is_page =
            |source: &&String| source.starts_with("https://") || source.starts_with("http://");
        let page = sources.iter().find(is_page);
        written.put_some("externalDocs", page.map(|url| object([("url", text(url))])));
        let (body, query): (Vec<&Field>, Vec<&Field>) =
            parameters.iter().map(Arc::as_ref).partition(|field| is_in_body(field.place));
        let query: Vec<Value> =
            query.into_iter().map(|field| self.parameter(operation, field)).collect();
        written.put_filled("parameters", list(query));
        written.put_some("requestBody", self.body(operation, &body));
        written.put("responses", self.responses(operation));
        written.put_flag("deprecated", deprecated.is_some());
        // None of the schemes that stand at the top.
        written.put_some("security", anonymous.then(|| list([])));
        let codes: Vec<String> = errors.iter().map(|error| error.code.clone()).collect();
        written.put_filled("x-error-codes", texts(&codes));
        written.put_filled("x-requests", list(examples.iter().filter_map(request)));
        written.put_filled("x-notes", texts(notes));
        written.put_filled(
            "x-sources",
            list(sources.iter().filter(|url| Some(*url) != page).map(text)),
        );
        for method in methods.iter().skip(1) {
            self.note(Topic::Method, "", format!("`{}` is accepted as well", method.as_str()));
        }
        if let Some(qps) = qps {
            self.note(Topic::Qps, "", format!("{qps}, of one account with all its users"));
        }
        self.note(Topic::Idempotency, "", again(*idempotency));
        self.connections(operation);
        written
    }

    /// A parameter of a query, or a reference to one that every operation takes.
    fn parameter(&mut self, operation: &Operation, field: &Field) -> Value {
        let samples = samples(operation, field);
        if field.is_inherited() {
            for (title, value) in samples {
                let says = format!("`{}` is `{value}` in it", field.name);
                self.note(Topic::Sample, title, says);
            }
            return reference("parameters", &field.name);
        }
        let at = At::new(Side::Request, &operation.action, "").member(&field.name);
        self.query_parameter(field, &at, samples)
    }

    /// A parameter of a query.
    pub(super) fn query_parameter(
        &mut self,
        field: &Field,
        at: &At,
        samples: Vec<Sample<'_>>,
    ) -> Value {
        let Field {
            name,
            ident: _,
            ty,
            required,
            default,
            example,
            doc,
            zh,
            // Whoever asks knows whether it is written for one operation or for all.
            origin: _,
            secret,
            deprecated,
            place: _,
            style,
            // What clients do by themselves is not part of an interface.
            fill: _,
            boxed: _,
        } = field;
        self.wire_form(field, at);
        let schema = self.schema(ty, at);
        let mut more = Object::new();
        let default = default.as_ref().filter(|_| !secret);
        more.put_some("default", default.map(|value| sent(ty, value)));
        more.put_some("minProperties", least_members(ty, *required).map(number));
        self.secret(*secret, ty, at, &mut more);
        let mut written = Object::new();
        written.put("name", text(name));
        written.put("in", text("query"));
        written.put("description", text(described(doc, deprecated.as_deref())));
        written.put_some(CHINESE, zh.as_ref().map(text));
        written.put_flag("required", *required);
        written.put_flag("deprecated", deprecated.is_some());
        if *style != Style::Json
            && (*style == Style::Comma || wire_names(name, ty) != [name.as_str()])
        {
            written.put("style", text("form"));
            written.put("explode", Value::Bool(*style == Style::Flat));
        }
        let mut media = Object::new();
        media.put("schema", schema.with(more));
        let example = example.as_ref().filter(|_| !secret).map(|value| sent(ty, value));
        if samples.is_empty() {
            media.put_some("example", example)
        } else {
            let first = example.map(|value| ("example", value));
            media.put("examples", keyed(first.into_iter().chain(samples)));
        }
        match style {
            Style::Json => {
                written.put("content", object([("application/json", media.finish())]));
            }
            Style::Flat | Style::Comma => written.append(media),
        }
        written.finish()
    }

    /// A form in the body.
    fn body(&mut self, operation: &Operation, fields: &[&Field]) -> Option<Value> {
        if fields.is_empty() {
            return None;
        }
        let at = At::new(Side::Request, &operation.action, "");
        let mut properties = Object::new();
        let mut forms: Vec<(&str, Object)> = Vec::new();
        for field in fields {
            let at = at.member(&field.name);
            self.wire_form(field, &at);
            properties.put(&field.name, self.member(field, &at));
            for (title, value) in samples(operation, field) {
                match forms.iter_mut().find(|(known, _)| *known == title) {
                    Some((_, form)) => form.put(&field.name, value),
                    None => {
                        let mut form = Object::new();
                        form.put(&field.name, value);
                        forms.push((title, form));
                    }
                }
            }
        }
        let required: Vec<Value> =
            fields.iter().filter(|field| field.required).map(|field| text(&field.name)).collect();
        let is_required = !required.is_empty();
        let mut schema = typed("object", None);
        schema.put("properties", properties.finish());
        schema.put_filled("required", list(required));
        let mut media = Object::new();
        media.put("schema", schema.finish());
        let mut encoding = Object::new();
        for field in fields {
            match field.style {
                Style::Flat => {}
                Style::Json => {
                    let kind = object([("contentType", text("application/json"))]);
                    encoding.put(&field.name, kind);
                }
                Style::Comma => {
                    let form = object([("style", text("form")), ("explode", Value::Bool(false))]);
                    encoding.put(&field.name, form);
                }
            }
        }
        media.put_filled("encoding", encoding.finish());
        media.put_filled(
            "examples",
            keyed(forms.into_iter().map(|(title, form)| (title, form.finish()))),
        );
        let mut body = Object::new();
        body.put_flag("required", is_required);
        body.put("content", object([("application/x-www-form-urlencoded", media.finish())]));
        Some(body.finish())
    }

    /// Notes how a list, map or struct is flattened.
    fn wire_form(&mut self, field: &Field, at: &At) {
        if field.style != Style::Flat {
            return;
        }
        let names = wire_names(&field.name, &field.ty);
        if names != [field.name.as_str()] {
            let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            let counted =
                if names.iter().any(|name| name.contains(".N")) { ", N from 1" } else { "" };
            self.note(Topic::WireForm, &at.place, format!("{}{counted}", quoted.join(", ")));
        }
    }
}

/// Whether a request carries a parameter in its body, and not in its query.
fn is_in_body(place: Place) -> bool {
    match place {
        Place::Body => true,
        Place::Query => false,
    }
}

/// The effect of a second send of the same call.
fn again(class: Idempotency) -> &'static str {
    match class {
        Idempotency::ReadOnly => "readOnly: it only reads",
        Idempotency::Idempotent => "idempotent: the end state is the same",
        Idempotency::NotIdempotent => {
            "notIdempotent: it may act twice; look at the state before sending again"
        }
    }
}

/// The request of a sample as documentation shows it on the wire.
fn request(example: &Example) -> Option<Value> {
    let Example { title, zh, request: _, query, json: _, xml: _ } = example;
    let query = query.as_ref()?.replace(['\n', '\r'], "");
    let mut written = Object::new();
    written.put("title", text(title));
    written.put_some(CHINESE, zh.as_ref().map(text));
    written.put("query", text(query));
    Some(written.finish())
}

/// The values that samples have for a parameter, unless they must not be shown.
fn samples<'a>(operation: &'a Operation, field: &Field) -> Vec<Sample<'a>> {
    let one = |example: &'a Example| {
        let value = example.request.get(&field.name).filter(|value| **value != Value::Null)?;
        Some((example.title.as_str(), sent(&field.ty, value)))
    };
    operation.examples.iter().filter(|_| !field.secret).filter_map(one).collect()
}
