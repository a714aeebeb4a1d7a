//! Checks `service.json`.

use std::sync::Arc;

use super::shape::{self, Place, Types};
use crate::diagnostic::{Diagnostic, File, Report};
use crate::json::Node;
use crate::model::{Central, Endpoints, Envelope, Region, Service};
use crate::raw::{self, Object, Spanned};

/// A service whose parameters still wait for the types.
#[derive(Debug)]
pub(super) struct Draft {
    file: Arc<File>,
    service: Service,
    parameters: Vec<raw::Field>,
    valid: bool,
}

impl Draft {
    /// Resolves the parameters. `Err` holds what stands in for a service with mistakes.
    pub(super) fn finish(
        self,
        types: &Types,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<Service, Service> {
        let mut report = Report::new(self.file);
        let mut service = self.service;
        let fields = shape::fields(self.parameters, Place::Request, types, &mut report);
        let valid = self.valid && fields.is_some() && report.is_empty();
        service.parameters = fields.unwrap_or_default();
        for parameter in &mut service.parameters {
            parameter.inherited = true;
        }
        diagnostics.append(&mut report.finish());
        if valid { Ok(service) } else { Err(service) }
    }
}

const KEYS: [&str; 7] = [
    "$schema",
    "product",
    "version",
    "summary",
    "endpoints",
    "envelope",
    "parameters",
];

pub(super) fn check(node: Node, file: &Arc<File>, report: &mut Report) -> Option<Draft> {
    let mut object = Object::open(node, "`service.json`", &KEYS, report)?;
    let product = object.require_string("product", report);
    let version = object.require_string("version", report);
    let summary = object.require_string("summary", report);
    let endpoints = object.require("endpoints", report);
    let endpoints = endpoints.and_then(|node| check_endpoints(node, report));
    let envelope = object.require("envelope", report);
    let envelope = envelope.and_then(|node| check_envelope(node, report));
    let parameters = object.array("parameters", report);
    let parameters = raw::fields(parameters, "a parameter", report);
    let text = |text: Option<Spanned<String>>| text.map(|text| text.value);
    let fallback = super::placeholder();
    let service = Service {
        product: text(product).unwrap_or_default(),
        version: text(version).unwrap_or_default(),
        summary: text(summary).unwrap_or_default(),
        endpoints: endpoints.unwrap_or(fallback.endpoints),
        envelope: envelope.unwrap_or(fallback.envelope),
        parameters: Vec::new(),
    };
    Some(Draft {
        file: file.clone(),
        service,
        parameters,
        valid: report.is_empty(),
    })
}

fn check_endpoints(node: Node, report: &mut Report) -> Option<Endpoints> {
    let keys = ["public", "vpc", "regions", "central"];
    let mut object = Object::open(node, "the endpoints", &keys, report)?;
    let public = object.require_string("public", report);
    let public = public.and_then(|text| host(text, true, report));
    let vpc = object
        .string("vpc", report)
        .and_then(|text| host(text, true, report));
    let mut regions = Vec::new();
    for item in object.array("regions", report) {
        let Some(mut region) = Object::open(item, "a region", &["id", "name"], report) else {
            continue;
        };
        let id = region.require_string("id", report);
        let name = region.require_string("name", report);
        if let (Some(id), Some(name)) = (id, name) {
            regions.push(Region {
                id: id.value,
                name: name.value,
            });
        }
    }
    let central = object.take("central").and_then(|node| {
        let mut object = Object::open(node, "the central endpoint", &["host", "regions"], report)?;
        let central = object.require_string("host", report);
        let regions = object.strings("regions", report);
        let regions = regions.into_iter().map(|region| region.value).collect();
        Some(Central {
            host: host(central?, false, report)?,
            regions,
        })
    });
    Some(Endpoints {
        public: public?,
        vpc,
        regions,
        central,
    })
}

/// A host name, with exactly one `{region}` in it where it is a pattern.
fn host(text: Spanned<String>, pattern: bool, report: &mut Report) -> Option<String> {
    let places = text.value.matches("{region}").count();
    let plain = text.value.replace("{region}", "r");
    let valid = plain
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.');
    if !valid || places != usize::from(pattern) {
        let help = match pattern {
            true => "write a host with one `{region}` in it, without a scheme",
            false => "write a host without a scheme",
        };
        report.at(text.span, format!("`{}` is not a host", text.value), help);
        return None;
    }
    Some(text.value)
}

fn check_envelope(node: Node, report: &mut Report) -> Option<Envelope> {
    let keys = ["requestId", "success", "code", "message"];
    let mut object = Object::open(node, "the envelope", &keys, report)?;
    let mut name = |key| object.require_string(key, report).map(|text| text.value);
    let [request_id, success, code, message] = keys.map(&mut name);
    Some(Envelope {
        request_id: request_id?,
        success: success?,
        code: code?,
        message: message?,
    })
}
