//! The operations of a vendor's document, read for what a request needs and for nothing else.
//!
//! This reads the document a second time, with none of the importer's code: what both make of it is compared.

use serde_json::Value;

/// A document of metadata.
pub(super) struct Document {
    root: Value,
}

/// An operation with its parameters; of several with one name, the first counts.
pub(super) struct Operation<'d> {
    pub(super) action: &'d str,
    /// The method to send: `POST` wherever it may be.
    pub(super) method: &'static str,
    pub(super) parameters: Vec<Parameter<'d>>,
}

/// A parameter.
pub(super) struct Parameter<'d> {
    pub(super) name: &'d str,
    pub(super) place: &'d str,
    pub(super) style: &'d str,
    pub(super) schema: &'d Value,
}

/// What the protocol has parameters for itself; an operation cannot have its own.
const COMMON: [&str; 9] = [
    "AccessKeyId",
    "Action",
    "SecurityToken",
    "Signature",
    "SignatureMethod",
    "SignatureNonce",
    "SignatureVersion",
    "Timestamp",
    "Version",
];

impl Document {
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let text = text.trim_start_matches('\u{feff}');
        Ok(Self { root: serde_json::from_str(text).map_err(|error| error.to_string())? })
    }

    pub(super) fn version(&self) -> &str {
        self.root["info"]["version"].as_str().unwrap_or_default()
    }

    /// The operation with this action.
    pub(super) fn operation<'d>(&'d self, action: &str) -> Option<Operation<'d>> {
        let (action, api) = self.root["apis"].as_object()?.get_key_value(action)?;
        let methods = api["methods"].as_array().map(Vec::as_slice).unwrap_or_default();
        let methods: Vec<String> =
            methods.iter().filter_map(Value::as_str).map(str::to_ascii_uppercase).collect();
        let mut parameters: Vec<Parameter<'_>> = Vec::new();
        for found in api["parameters"].as_array().into_iter().flatten() {
            let text = |key: &str| found[key].as_str().unwrap_or_default();
            let (name, place) = (text("name"), text("in"));
            let twice = parameters.iter().any(|known| known.name == name);
            if !twice && !COMMON.contains(&name) {
                let schema = &found["schema"];
                parameters.push(Parameter { name, place, style: text("style"), schema });
            }
        }
        // Each of them may be sent; only `POST` has a body, so it comes first.
        let method = if methods.iter().any(|method| method == "GET")
            && !methods.iter().any(|method| method == "POST")
        {
            "GET"
        } else {
            "POST"
        };
        Some(Operation { action, method, parameters })
    }

    /// The schema that is meant: itself, or the component that it names.
    pub(super) fn resolve<'d>(&'d self, schema: &'d Value) -> &'d Value {
        let name = schema["$ref"].as_str().and_then(|text| text.rsplit('/').next());
        match name.map(|name| &self.root["components"]["schemas"][name]) {
            Some(component) if component.is_object() => component,
            _ => schema,
        }
    }
}

/// The type of a schema; what it says nothing about can be anything.
pub(super) fn kind(schema: &Value) -> &str {
    match schema["type"].as_str() {
        Some("long" | "int") => "integer",
        Some("float" | "double") => "number",
        Some("map") => "object",
        Some(kind) => kind,
        None if schema["properties"].is_object() || is_free(schema) => "object",
        None if schema["items"].is_object() => "array",
        None => "any",
    }
}

/// Whether an object has members that are not named.
pub(super) fn is_free(schema: &Value) -> bool {
    schema["additionalProperties"].is_object()
        || schema["additionalProperties"] == Value::Bool(true)
}
