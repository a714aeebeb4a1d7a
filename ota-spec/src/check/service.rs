//! Checks `service.json`.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::envelope;
use super::field::{self, require_examples};
use super::scope::{Scope, Side};
use super::types::Types;
use crate::diagnostic::{Diagnostic, File, Report};
use crate::json::Node;
use crate::keys;
use crate::model::{Central, Endpoints, Envelope, Field, Region, Service};
use crate::names;
use crate::raw::{self, Object, Spanned};

/// A service whose parameters are not resolved yet.
#[derive(Debug)]
pub(super) struct Unresolved {
    file: Arc<File>,
    service: Service,
    parameters: Vec<raw::Field>,
    valid: bool,
}

impl Unresolved {
    /// Resolves the parameters; `false` if there are mistakes anywhere in the file.
    pub(super) fn finish(
        self,
        types: &Types,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> (Service, bool) {
        let mut report = Report::new(self.file);
        require_examples(&self.parameters, &mut report);
        let mut service = self.service;
        let scope = Scope { owner: names::SERVICE, side: Side::Request, types };
        let fields = field::fields(self.parameters, scope, &mut report).all();
        let valid = self.valid && fields.is_some() && report.is_empty();
        let inherited =
            |field: &Arc<Field>| Arc::new(Field { inherited: true, ..(**field).clone() });
        service.parameters = fields.unwrap_or_default().iter().map(inherited).collect();
        diagnostics.append(&mut report.finish());
        (service, valid)
    }
}

pub(super) fn check(node: Node, file: &Arc<File>, report: &mut Report) -> Option<Unresolved> {
    let mut object = Object::open(node, &keys::SERVICE, report)?;
    let product = object.filled("product", report);
    let version = object.filled("version", report);
    let summary = object.filled("summary", report);
    let endpoints = object.take("endpoints", report);
    let endpoints = endpoints.and_then(|node| check_endpoints(node, report));
    let envelope = object.take("envelope", report);
    let envelope = envelope.and_then(|node| envelope::check(node, report));
    let parameters = object.array("parameters", report);
    let parameters = raw::fields(parameters, "a parameter", report);
    let text = |text: Option<Spanned<String>>| text.map(|text| text.value);
    let fallback = placeholder();
    let service = Service {
        product: text(product).unwrap_or_default(),
        version: text(version).unwrap_or_default(),
        summary: text(summary).unwrap_or_default(),
        endpoints: endpoints.unwrap_or(fallback.endpoints),
        envelope: envelope.map_or(fallback.envelope, Arc::new),
        parameters: Vec::new(),
    };
    Some(Unresolved { file: file.clone(), service, parameters, valid: report.is_empty() })
}

fn check_endpoints(node: Node, report: &mut Report) -> Option<Endpoints> {
    let mut object = Object::open(node, &keys::ENDPOINTS, report)?;
    let public = object.filled("public", report);
    let public = public.and_then(|text| host(text, true, report));
    let vpc = object.string("vpc", report).and_then(|text| host(text, true, report));
    let mut seen = BTreeSet::new();
    let mut regions = Vec::new();
    for item in object.array("regions", report) {
        let Some(mut region) = Object::open(item, &keys::REGION, report) else {
            continue;
        };
        let id = region.filled("id", report);
        let name = region.filled("name", report);
        let id = id.filter(|id| region_id(id, &mut seen, report));
        if let (Some(id), Some(name)) = (id, name) {
            let ident = names::constant(&id.value);
            regions.push(Region { id: id.value, ident, name: name.value });
        }
    }
    let central = object.take("central", report).and_then(|node| {
        let mut object = Object::open(node, &keys::CENTRAL, report)?;
        let central = object.filled("host", report);
        let mut regions = object.strings("regions", report);
        regions.retain(|id| region_id(id, &mut seen, report));
        let regions = regions.into_iter().map(|region| region.value).collect();
        Some(Central { host: host(central?, false, report)?, regions })
    });
    Some(Endpoints { public: public?, vpc, regions, central })
}

/// Whether a region has a new ID that is valid in a host name and as a Rust name.
fn region_id(id: &Spanned<String>, seen: &mut BTreeSet<String>, report: &mut Report) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !id.value.starts_with(|c: char| c.is_ascii_lowercase()) || !id.value.chars().all(plain) {
        let message = format!("`{}` cannot be the ID of a region", id.value);
        report.at(id.span, message, "use a small letter, then small letters, digits and `-`");
        return false;
    }
    let new = seen.insert(names::constant(&id.value));
    if !new {
        let message = format!("region `{}` is listed twice", id.value);
        report.at(id.span, message, "remove one of them");
    }
    new
}

fn is_host(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    text.chars().all(allowed)
}

/// A host name, with exactly one `{region}` in it where it is a pattern.
fn host(text: Spanned<String>, pattern: bool, report: &mut Report) -> Option<String> {
    let places = text.value.matches("{region}").count();
    let valid = is_host(&text.value.replace("{region}", "r"));
    if !valid || places != usize::from(pattern) {
        let help = if pattern {
            "write a host with one `{region}` in it, without a scheme"
        } else {
            "write a host without a scheme"
        };
        report.at(text.span, format!("`{}` is not a host", text.value), help);
        return None;
    }
    Some(text.value)
}

/// Stands in for a service whose file has mistakes; nothing generated from it is ever run.
pub(super) fn placeholder() -> Service {
    Service {
        product: String::new(),
        version: String::new(),
        summary: String::new(),
        endpoints: Endpoints {
            public: String::new(),
            vpc: None,
            regions: Vec::new(),
            central: None,
        },
        envelope: Arc::new(Envelope {
            request_id: "RequestId".to_owned(),
            success: Some("Success".to_owned()),
            success_codes: Vec::new(),
            code: "Code".to_owned(),
            message: "ErrorMessage".to_owned(),
        }),
        parameters: Vec::new(),
    }
}
