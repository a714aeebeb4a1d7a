//! Shows the response of the service.

mod events;
mod fields;
mod form;
mod pretty;

use std::io::{self, Write};
use std::sync::Arc;

use ota_api::Response;
use ota_spec::model::{Envelope, Field, Operation, Type};
use ota_spec::{Value, visible, wire};

use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::response::fields::Fields;
use crate::response::form::Form;
use crate::response::pretty::Pretty;

/// Prints a response: its fields, or all of it as JSON, whatever form it came in.
pub(crate) fn print(
    operation: &Operation,
    response: &Response<()>,
    output: Output,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let (action, id) = (&operation.action, visible::line(response.request_id()));
    let done = if id.is_empty() { "done".to_owned() } else { format!("done (request {id})") };
    let read = match Read::of(operation, response.raw()) {
        Ok(read) => read,
        Err(message) => {
            // What it says is not lost.
            let raw = String::from_utf8_lossy(response.raw());
            writeln!(out, "{}", visible::lines(&raw))?;
            return Err(Failure::new(
                Exit::NoResponse,
                format!("`{action}` was {done}, but its response is shown as it came: {message}"),
            ));
        }
    };
    if output == Output::Json {
        let mut pretty = Pretty::new(out);
        read.each(&mut |event| pretty.write(&event))?;
        return Ok(writeln!(out)?);
    }
    writeln!(out, "{action}: {done}")?;
    let form = write_fields(&operation.envelope, &read, out)?;
    if let Some(note) = form.note() {
        writeln!(out, "{}", visible::line(&note))?;
    }
    Ok(())
}

/// Writes the fields in two columns, and returns those of a form. The response is gone through twice instead
/// of kept, as it can be long.
fn write_fields(envelope: &Envelope, read: &Read<'_>, out: &mut dyn Write) -> io::Result<Form> {
    let mut widest = 0;
    let mut form = Form::default();
    let mut walk = Fields::new(envelope);
    read.each(&mut |event| {
        if let Some((name, text)) = walk.take(&event) {
            widest = fields::width(name).max(widest);
            form.take(name, text);
        }
        Ok(())
    })?;
    let mut walk = Fields::new(envelope);
    read.each(&mut |event| match walk.take(&event) {
        Some(field) => fields::write(out, field, widest),
        None => Ok(()),
    })?;
    Ok(form)
}

/// A response that can be gone through.
enum Read<'r> {
    /// As it came.
    Json(&'r str),
    /// Made from XML.
    Value(Value),
}

impl<'r> Read<'r> {
    /// The response as JSON. XML has strings only, so numbers and booleans are read by their types.
    fn of(operation: &Operation, raw: &'r [u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(raw).map_err(|_| "it is not UTF-8".to_owned())?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if !text.trim_start().starts_with('<') {
            return Ok(Self::Json(text));
        }
        read_xml(operation, text).map(Self::Value)
    }

    fn each(&self, each: events::Each<'_>) -> io::Result<()> {
        match self {
            Self::Json(text) => events::json(text, each),
            Self::Value(value) => events::value(value, each),
        }
    }
}

fn read_xml(operation: &Operation, text: &str) -> Result<Value, String> {
    let mut response = ota_spec::read_xml(operation, text)?;
    if let Value::Object(members) = &mut response {
        for (name, value) in members {
            let success = operation.envelope.is_success(name);
            match operation.response.iter().find(|field| field.name == *name) {
                Some(field) => give_type(&field.ty, value),
                None if success => give_type(&Type::Boolean, value),
                None => {}
            }
        }
    }
    Ok(response)
}

fn give_types(fields: &[Arc<Field>], value: &mut Value) {
    if let Value::Object(members) = value {
        for (name, value) in members {
            if let Some(field) = fields.iter().find(|field| field.name == *name) {
                give_type(&field.ty, value);
            }
        }
    }
}

fn give_type(ty: &Type, value: &mut Value) {
    match (ty, value) {
        (Type::List(list), Value::Array(items)) => {
            items.iter_mut().for_each(|item| give_type(&list.items, item));
        }
        // The wrapper of a list.
        (Type::List(_), Value::Object(members)) => {
            members.iter_mut().for_each(|(_, items)| give_type(ty, items));
        }
        (_, value) => match (ty.members(), &*value) {
            (Some(fields), _) => give_types(fields, value),
            // A string that does not fit its type is shown as it is.
            (None, Value::String(text)) => {
                if let Ok(read) = wire::read_scalar(ty, text) {
                    *value = read;
                }
            }
            _ => {}
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{Pretty, Read};
    use crate::fixture::wall;

    #[test]
    fn a_response_in_xml_is_the_same_json() {
        let spec = wall();
        let operation = spec.operation("PaintWall").unwrap();
        let sample = &operation.examples[0];
        let shown = |raw: &str| {
            let read = Read::of(operation, raw.as_bytes()).unwrap();
            let mut out = Vec::new();
            let mut pretty = Pretty::new(&mut out);
            read.each(&mut |event| pretty.write(&event)).unwrap();
            String::from_utf8(out).unwrap()
        };
        let json = sample.json.as_ref().unwrap();
        assert_eq!(shown(sample.xml.as_deref().unwrap()), json.pretty());
        assert_eq!(shown(&json.to_string()), json.pretty());
        let odd = r#"{"a":[],"b":{},"c":[{"d":"\u001b\"é\u200b"},null,1.50],"e":[[1],[[]]]}"#;
        let odd = ota_spec::Value::from_json(odd).unwrap();
        assert_eq!(shown(&odd.to_string()), ota_spec::visible::json(&odd.pretty()));
    }

    #[test]
    fn what_is_not_xml_is_an_error() {
        let spec = wall();
        let operation = spec.operation("PaintWall").unwrap();
        let read = |raw: &[u8]| Read::of(operation, raw).map(|_| ());
        assert_eq!(read(b"\xff").unwrap_err(), "it is not UTF-8");
        assert_eq!(read(b"<a>").unwrap_err(), "it ends before `a` is closed");
    }
}
