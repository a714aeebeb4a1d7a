//! What surrounds the data of a response: which field is the flag, which the code, which the message.

use std::collections::BTreeSet;

use ota_spec::{Value, names};

use super::log::Log;
use super::schema::Schema;
use super::text;
use crate::object::{Object, list, text as string};

/// The envelope of an operation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Envelope {
    request_id: String,
    success: Option<String>,
    code: String,
    /// The codes after a call that worked, as JSON.
    success_codes: BTreeSet<String>,
    message: String,
}

/// Codes that are known from calls that worked.
const WORKED: [&str; 8] =
    ["ok", "success", "succeed", "succeeded", "successful", "successfully", "0", "200"];

/// All spellings of them, where nothing says which one comes.
const ANY: [&str; 8] =
    ["\"OK\"", "\"Ok\"", "\"ok\"", "\"Success\"", "\"success\"", "\"SUCCESS\"", "200", "0"];

impl Default for Envelope {
    fn default() -> Self {
        Self {
            request_id: "RequestId".to_owned(),
            success: None,
            code: "Code".to_owned(),
            success_codes: BTreeSet::new(),
            message: "Message".to_owned(),
        }
    }
}

impl Envelope {
    /// Whether a field of this name is a part of it.
    pub(super) fn has(&self, name: &str) -> bool {
        let ident = names::field(name);
        let parts = [&self.request_id, &self.code, &self.message].into_iter().chain(&self.success);
        parts.into_iter().any(|part| names::field(part) == ident || part.eq_ignore_ascii_case(name))
    }

    /// As a spec writes it.
    pub(super) fn value(&self) -> Value {
        let mut object = Object::new();
        object.put("requestId", string(&self.request_id));
        object.put_some("success", self.success.as_ref().map(string));
        object.put("code", string(&self.code));
        let codes = self.success_codes.iter().filter_map(|code| Value::from_json(code).ok());
        object.put_filled("successCodes", list(codes));
        object.put("message", string(&self.message));
        object.finish()
    }
}

/// The envelope of a response with these fields, of which `sample` is one.
pub(super) fn of(fields: &[(String, Schema)], sample: Option<&Value>, log: &mut Log) -> Envelope {
    let mut envelope = Envelope::default();
    let find = |wanted: &[&str], types: &[&str]| {
        let fits = |(name, schema): &&(String, Schema)| {
            let ty = schema.ty.as_deref().unwrap_or("string");
            schema.reference.is_none() && types.contains(&ty) && !name.is_empty()
        };
        let find = |wanted: &&str| {
            fields.iter().filter(fits).find(|(name, _)| name.eq_ignore_ascii_case(wanted))
        };
        wanted.iter().find_map(find)
    };
    let scalar = ["string", "integer", "number", "boolean"];
    if let Some((name, _)) = find(&["RequestId"], &["string"]) {
        envelope.request_id.clone_from(name);
    }
    if let Some((name, schema)) = find(&["Success"], &["boolean", "string"]) {
        let said = schema.example.as_ref().and_then(Value::scalar).unwrap_or_default();
        let sampled = sample.and_then(|sample| sample.get(name)).and_then(Value::scalar);
        let flag =
            |text: &str| ["", "true", "false"].contains(&text.trim().to_lowercase().as_str());
        if schema.ty.as_deref() == Some("boolean")
            || flag(&said) && flag(&sampled.unwrap_or_default())
        {
            envelope.success = Some(name.clone());
        } else {
            log.judged(
                "success flag",
                name,
                "the field holds no flag, so it is one of the response",
            );
        }
    }
    if let Some((name, _)) = find(&["Message", "ErrorMessage", "ErrMessage", "Msg"], &scalar[..1]) {
        envelope.message.clone_from(name);
    }
    if let Some((name, schema)) = find(&["Code"], &scalar) {
        envelope.code.clone_from(name);
        if envelope.success.is_none() {
            envelope.success_codes = codes(name, schema, sample, log);
        }
    } else if let Some((name, _)) = find(&["ErrorCode", "ErrCode"], &scalar)
        && envelope.success.is_some()
    {
        envelope.code.clone_from(name);
    }
    // What is no string cannot be a part of the envelope, and nothing may be called like one.
    let foreign = |name: &str| {
        let found = fields.iter().find(|(field, _)| field.eq_ignore_ascii_case(name));
        found.is_some_and(|(_, schema)| !scalar.contains(&schema.ty.as_deref().unwrap_or("any")))
    };
    if foreign(&envelope.code) {
        envelope.code = "ErrorCode".to_owned();
    }
    if foreign(&envelope.message) {
        envelope.message = "ErrorMessage".to_owned();
    }
    envelope
}

/// The values of the code after a call that worked.
fn codes(name: &str, schema: &Schema, sample: Option<&Value>, log: &mut Log) -> BTreeSet<String> {
    let sampled = sample.and_then(|sample| sample.get(name));
    let mut found = BTreeSet::new();
    for value in schema.example.iter().chain(sampled) {
        let text = value.scalar().unwrap_or_default();
        if WORKED.contains(&text.trim().to_lowercase().as_str()) {
            found.insert(code(text.trim()));
        }
    }
    let described = text::first([schema.description.as_deref()]).unwrap_or_default();
    for word in described.split(|c: char| !c.is_ascii_alphanumeric()) {
        if WORKED.contains(&word.to_lowercase().as_str()) && word != "0" {
            found.insert(code(word));
        }
    }
    let text = if found.is_empty() {
        found.extend(ANY.map(str::to_owned));
        "nothing says which code comes after a call that worked; the known ones are taken"
            .to_owned()
    } else {
        let found: Vec<&str> = found.iter().map(String::as_str).collect();
        format!("examples and texts say that {} comes after a call that worked", found.join(", "))
    };
    log.judged("success codes", name, text);
    found
}

/// A code as JSON: those of digits as numbers, which stand for strings of the same digits, too.
fn code(text: &str) -> String {
    match text.parse::<i64>() {
        Ok(number) => number.to_string(),
        Err(_) => Value::from(text).to_string(),
    }
}
