//! Shows the response of the service.

mod events;
mod fields;
mod form;
mod pretty;

use std::io::{self, Write};

use ota_api::Response;
use ota_spec::model::{Envelope, Operation};
use ota_spec::{Value, read_typed_xml, visible};

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
    let list = operation.look_up.as_ref().filter(|_| response.is_looked_up());
    let done = match list {
        // Its own ID is lost.
        Some(list) => format!("done (found with `{}`, as the response was lost)", list.action),
        None if id.is_empty() => "done".to_owned(),
        None => format!("done (request {id})"),
    };
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
        read_typed_xml(operation, text).map(Self::Value)
    }

    fn each(&self, each: events::Each<'_>) -> io::Result<()> {
        match self {
            Self::Json(text) => events::json(text, each),
            Self::Value(value) => events::value(value, each),
        }
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
