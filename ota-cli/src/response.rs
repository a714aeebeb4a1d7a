//! Shows the response of the service.

mod form;

use std::fmt::{self, Write as _};
use std::io::{self, Write};
use std::sync::Arc;

use ota_api::Response;
use ota_spec::model::{Envelope, Field, Operation, Type};
use ota_spec::{Spec, Value, visible, wire};
use unicode_width::UnicodeWidthStr as _;

use crate::failure::{Exit, Failure};
use crate::output::Output;

/// Prints a response: its fields, or all of it as JSON, whatever form it came in.
pub(crate) fn print(
    spec: &Spec,
    operation: &Operation,
    response: &Response<()>,
    output: Output,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let envelope = &spec.service.envelope;
    let value = read(operation, envelope, response.raw()).map_err(|message| {
        let (action, id) = (&operation.action, visible::line(response.request_id()));
        Failure::new(
            Exit::NoResponse,
            format!(
                "`{action}` was done (request {id}), but its response cannot be shown: {message}"
            ),
        )
    })?;
    if output == Output::Json {
        return Ok(write_json(&value, out)?);
    }
    let (action, id) = (&operation.action, visible::line(response.request_id()));
    writeln!(out, "{action}: done (request {id})")?;
    write_fields(envelope, &value, out)?;
    if let Some(note) = form::note(&value) {
        writeln!(out, "{}", visible::line(&note))?;
    }
    Ok(())
}

/// Writes JSON piece by piece, as it can be long.
fn write_json(value: &Value, out: &mut dyn Write) -> io::Result<()> {
    let mut safe = Safe { out, result: Ok(()) };
    // What went wrong is in the result.
    let _ = write!(safe, "{value:#}");
    safe.result?;
    writeln!(safe.out)
}

/// Writes JSON with everything unsafe escaped.
struct Safe<'a> {
    out: &'a mut dyn Write,
    result: io::Result<()>,
}

impl fmt::Write for Safe<'_> {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        self.result = self.out.write_all(visible::json(piece).as_bytes());
        if self.result.is_ok() { Ok(()) } else { Err(fmt::Error) }
    }
}

/// Writes the fields in two columns. They are walked twice instead of kept, as there can be many.
fn write_fields(envelope: &Envelope, value: &Value, out: &mut dyn Write) -> io::Result<()> {
    let mut widest = 0;
    each_field(envelope, value, &mut |name, _| {
        widest = visible::line(name).width().max(widest);
        Ok(())
    })?;
    each_field(envelope, value, &mut |name, text| {
        let (name, text) = (visible::line(name), visible::line(text));
        let gap = " ".repeat(widest - name.width() + 2);
        writeln!(out, "{}", format!("  {name}{gap}{text}").trim_end())
    })
}

/// Goes through the scalars of a response, by their flat names.
fn each_field(
    envelope: &Envelope,
    value: &Value,
    each: &mut dyn FnMut(&str, &str) -> io::Result<()>,
) -> io::Result<()> {
    for (name, value) in value.members() {
        if value.scalar().is_none() || !is_envelope(envelope, name) {
            walk(&mut name.clone(), value, each)?;
        }
    }
    Ok(())
}

fn walk(
    name: &mut String,
    value: &Value,
    each: &mut dyn FnMut(&str, &str) -> io::Result<()>,
) -> io::Result<()> {
    let length = name.len();
    match value {
        Value::Array(items) => {
            for (number, item) in (1..).zip(items) {
                name.push_str(&format!(".{number}"));
                walk(name, item, each)?;
                name.truncate(length);
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                name.push('.');
                name.push_str(key);
                walk(name, member, each)?;
                name.truncate(length);
            }
        }
        scalar => {
            if let Some(text) = scalar.scalar() {
                each(name, &text)?;
            }
        }
    }
    Ok(())
}

fn is_envelope(envelope: &Envelope, name: &str) -> bool {
    envelope.names().iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// The response as JSON. XML has strings only, so numbers and booleans are read by their types.
fn read(operation: &Operation, envelope: &Envelope, raw: &[u8]) -> Result<Value, String> {
    let text = std::str::from_utf8(raw).map_err(|_| "it is not UTF-8".to_owned())?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if !text.trim_start().starts_with('<') {
        return Value::from_json(text);
    }
    let mut response = ota_spec::read_xml(operation, text)?;
    if let Value::Object(members) = &mut response {
        for (name, value) in members {
            let success = name.eq_ignore_ascii_case(&envelope.success);
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
    use crate::fixture::wall;

    #[test]
    fn a_response_in_xml_is_the_same_json() {
        let spec = wall();
        let operation = spec.operation("PaintWall").unwrap();
        let sample = &operation.examples[0];
        let read = |raw: &str| {
            super::read(operation, &spec.service.envelope, raw.as_bytes())
                .map(|json| json.to_string())
        };
        let json = sample.json.as_ref().unwrap().to_string();
        assert_eq!(read(sample.xml.as_deref().unwrap()).unwrap(), json);
        assert_eq!(read(&json).unwrap(), json);
    }

    #[test]
    fn what_is_neither_json_nor_xml_is_an_error() {
        let spec = wall();
        let operation = spec.operation("PaintWall").unwrap();
        let read = |raw: &[u8]| super::read(operation, &spec.service.envelope, raw);
        assert_eq!(read(b"\xff").unwrap_err(), "it is not UTF-8");
        assert_eq!(read(b"<a>").unwrap_err(), "it ends before `a` is closed");
        assert!(read(b"Success").unwrap_err().starts_with("bad JSON"));
    }
}
