//! Checks an envelope.

use super::scalar::wire_name;
use crate::diagnostic::Report;
use crate::json::{Kind, Node};
use crate::keys;
use crate::model::Envelope;
use crate::names;
use crate::raw::Object;

/// Checks the envelope of a service or of an operation.
pub(super) fn check(node: Node, report: &mut Report) -> Option<Envelope> {
    let mut object = Object::open(node, &keys::ENVELOPE, report)?;
    let mut seen: Vec<String> = Vec::new();
    let mut name = |key| {
        let name = object.filled(key, report)?;
        let valid = wire_name(&name, "field", report);
        if seen.contains(&names::field(&name.value)) {
            let message = format!("`{}` stands for two parts of the envelope", name.value);
            report.at(name.span, message, "name different fields");
        }
        seen.push(names::field(&name.value));
        valid.then_some(name.value)
    };
    let [request_id, success, code, message] =
        ["requestId", "success", "code", "message"].map(&mut name);
    let success_codes = success_codes(&mut object, report);
    Some(Envelope {
        request_id: request_id?,
        success,
        success_codes,
        code: code?,
        message: message?,
    })
}

/// The values of the error code that are none.
fn success_codes(object: &mut Object, report: &mut Report) -> Vec<String> {
    let mut codes = Vec::new();
    for node in object.array("successCodes", report) {
        let code = match node.kind {
            Kind::String(text) | Kind::Number(text) if !text.trim().is_empty() => Some(text),
            _ => None,
        };
        let Some(code) = code else {
            let message = "a success code is neither a string nor a number";
            report.at(node.span, message, "write a code such as `\"OK\"` or `200`");
            continue;
        };
        if codes.contains(&code) {
            let message = format!("success code `{code}` is listed twice");
            report.at(node.span, message, "remove one of them");
            continue;
        }
        codes.push(code);
    }
    codes
}
