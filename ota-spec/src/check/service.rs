//! Checks `service.json`.

use std::sync::Arc;

use super::field::{self, require_examples};
use super::scope::{NO_STRUCTS, Scope, Side};
use super::types::Types;
use super::{endpoints, envelope};
use crate::diagnostic::{Diagnostic, File, Report};
use crate::json::Node;
use crate::keys;
use crate::model::{Endpoints, Envelope, Field, Origin, Service};
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
        let leading_back = NO_STRUCTS;
        let scope = Scope { owner: names::SERVICE, side: Side::Request, types, leading_back };
        let fields = field::fields(self.parameters, scope, &mut report).all();
        let valid = self.valid && fields.is_some() && report.is_empty();
        let inherited =
            |field: &Arc<Field>| Arc::new(Field { origin: Origin::Service, ..(**field).clone() });
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
    let zh = object.filled("zh", report);
    let endpoints = object.take("endpoints", report);
    let endpoints = endpoints.and_then(|node| endpoints::check(node, report));
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
        zh: text(zh),
        endpoints: endpoints.unwrap_or(fallback.endpoints),
        envelope: envelope.map_or(fallback.envelope, Arc::new),
        parameters: Vec::new(),
    };
    Some(Unresolved { file: file.clone(), service, parameters, valid: report.is_empty() })
}

/// Stands in for a service whose file has mistakes; nothing generated from it is ever run.
pub(super) fn placeholder() -> Service {
    Service {
        product: String::new(),
        version: String::new(),
        summary: String::new(),
        zh: None,
        endpoints: Endpoints {
            public: None,
            hosts: Vec::new(),
            vpc: None,
            vpc_hosts: Vec::new(),
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
