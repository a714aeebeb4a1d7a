//! The responses of an operation.

use ota_spec::Value;
use ota_spec::markdown::line;
use ota_spec::model::{Envelope, ErrorCode, Example, Layer, Operation};

use super::sample::{keyed, received, response};
use super::schema::{At, typed};
use super::sides::Side;
use super::unsaid::Topic;
use super::writer::{Writer, reference};
use super::xml::{rewritten, root_name};
use crate::object::{Object, list, number, object, text};

/// The formats of responses, as media types.
pub(super) const JSON: &str = "application/json";
pub(super) const XML: &str = "application/xml";

/// The response that the responses of the gateway share.
pub(super) const REFUSED: &str = "RefusedByGateway";

/// Says what the element of a schema is called in XML.
fn name_element(schema: &mut Value, name: String) {
    let Value::Object(members) = schema else { return };
    let named = ("name".to_owned(), text(name));
    match members.iter_mut().find(|(key, _)| key == "xml") {
        Some((_, Value::Object(xml))) => xml.insert(0, named),
        _ => members.push(("xml".to_owned(), Value::Object(vec![named]))),
    }
}

impl Writer<'_> {
    /// The responses of an operation.
    pub(super) fn responses(&mut self, operation: &Operation) -> Value {
        let schema = self.response_schema(operation);
        let mut ok = Object::new();
        ok.put("description", text(self.described(operation)));
        ok.put("content", self.content(operation, &schema));
        let refused = reference("responses", REFUSED);
        object([("200", ok.finish()), ("4XX", refused.clone()), ("5XX", refused)])
    }

    /// Writes the schema of a response with its envelope, and gives its name.
    fn response_schema(&mut self, operation: &Operation) -> String {
        let root = root_name(operation);
        let name = self.claim(&root);
        let Envelope { request_id, success, success_codes, code, message } = &*operation.envelope;
        let comes = success_codes.first().map(|_| code);
        let required =
            list([Some(request_id), success.as_ref(), comes].into_iter().flatten().map(text));
        let code_doc = if success_codes.is_empty() {
            "The error code, if it did not."
        } else {
            "The code: of success, or of the error."
        };
        let envelope = [
            Some((
                request_id,
                field("string", "The ID of the request, for questions to the service."),
            )),
            success.as_ref().map(|success| (success, field("boolean", "Whether the call worked."))),
            Some((code, field("string", code_doc))),
            Some((message, field("string", "The message for the error code."))),
        ];
        let mut properties = Object::new();
        for (name, schema) in envelope.into_iter().flatten() {
            properties.put(name, schema);
        }
        let at = At::new(Side::Response, &name, "");
        for found in &operation.response {
            let schema = self.member(found, &at.member(&found.name));
            properties.put(&found.name, schema);
        }
        if let Some(body) = operation.body() {
            let mut schema = self.member(body, &at.member(&body.name));
            name_element(&mut schema, root);
            self.schemas.insert(name.clone(), schema);
            return name;
        }
        let mut schema = typed("object", None);
        schema.put("description", text(format!("The response of `{}`.", operation.action)));
        schema.put("properties", properties.finish());
        schema.put("required", required);
        schema.put("xml", object([("name", text(root))]));
        self.schemas.insert(name.clone(), schema.finish());
        name
    }

    fn described(&self, operation: &Operation) -> String {
        let mut described = match &operation.envelope.success {
            Some(success) => {
                format!("The response. `{success}` is `false` where the service refuses the call.")
            }
            None => format!(
                "The response. `{}` is an error code where the service refuses the call.",
                operation.envelope.code
            ),
        };
        for (index, error) in operation.errors.iter().enumerate() {
            described.push_str(if index == 0 { "\n\n" } else { "\n" });
            let from = match error.layer {
                Layer::Business => "",
                Layer::Gateway => " (from the gateway, with an HTTP status of its own)",
                Layer::Client => " (from a client library, nothing was sent)",
                Layer::Oss => " (from the object storage that takes uploads)",
            };
            described.push_str(&format!("- `{error}`{from}: {}", line(&error.meaning)));
        }
        described
    }

    fn content(&mut self, operation: &Operation, schema: &str) -> Value {
        let (mut json, mut xml) = (Vec::new(), Vec::new());
        for example in &operation.examples {
            // The request is written with the parameters.
            let Example { title, zh: _, request: _, query: _, json: in_json, xml: in_xml } =
                example;
            if let Some(found) = in_json {
                let sample = match operation.body() {
                    Some(body) => received(&body.ty, found).unwrap_or(Value::Null),
                    None => response(&operation.envelope, &operation.response, found),
                };
                if sample != *found {
                    let says = "the JSON response is written in the spelling of its schema";
                    self.note(Topic::Sample, title, says);
                }
                json.push((title.as_str(), sample));
            }
            if let Some(found) = in_xml {
                let rewritten = rewritten(operation, found);
                if rewritten.is_some() {
                    let says = "the XML response is written in the spelling of its schema";
                    self.note(Topic::Sample, title, says);
                }
                xml.push((title.as_str(), text(rewritten.as_ref().unwrap_or(found))));
            }
        }
        let media = |samples: Vec<(&str, Value)>| {
            let mut media = Object::new();
            media.put("schema", reference("schemas", schema));
            media.put_filled("examples", keyed(samples));
            media.finish()
        };
        object([(JSON, media(json)), (XML, media(xml))])
    }

    /// The response that all refusals of the gateway share; its schema is written, too.
    pub(super) fn refused(&mut self) -> Value {
        let Envelope { request_id, code, message, .. } = &*self.spec.service.envelope;
        let mut properties = Object::new();
        properties.put(request_id, field("string", "The ID of the request."));
        properties.put(code, field("string", "The error code."));
        properties.put(message, field("string", "The message for the error code."));
        if message != "Message" {
            properties.put("Message", field("string", "The same, as the gateway calls it."));
        }
        let mut schema = typed("object", None);
        schema.put("description", text("A refusal by the gateway in front of the service."));
        schema.put("properties", properties.finish());
        schema.put("xml", object([("name", text("Error"))]));
        self.schemas.insert(self.error.clone(), schema.finish());
        let media = object([("schema", reference("schemas", &self.error))]);
        object([
            (
                "description",
                text(
                    "The gateway refused the call; `x-error-codes` of the document has its codes.",
                ),
            ),
            ("content", object([(JSON, media.clone()), (XML, media)])),
        ])
    }
}

fn field(ty: &str, description: &str) -> Value {
    let mut schema = typed(ty, None);
    schema.put("description", text(description));
    schema.finish()
}

/// One entry of the catalogue of error codes.
pub(super) fn error_code(known: &ErrorCode) -> Value {
    let ErrorCode {
        code,
        layer,
        status,
        meaning,
        zh,
        advice,
        zh_advice,
        retry,
        throttled,
        outcome_unknown,
    } = known;
    let mut entry = Object::new();
    entry.put("code", text(code));
    entry.put("layer", text(layer.as_str()));
    entry.put_filled("status", list(status.iter().map(number)));
    entry.put("meaning", text(meaning));
    entry.put_some("zh", zh.as_ref().map(text));
    entry.put("advice", text(advice));
    entry.put_some("zhAdvice", zh_advice.as_ref().map(text));
    entry.put("retry", text(retry.as_str()));
    entry.put_flag("throttled", *throttled);
    entry.put_flag("outcomeUnknown", *outcome_unknown);
    entry.finish()
}
