//! Shows the response of the service.

mod fields;

use std::io::{self, Write};

use ota_api::Response;
use ota_dynamic::response::{Form, Pretty, Read};
use ota_spec::model::{Envelope, Operation};
use ota_spec::visible;

use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::response::fields::Fields;

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
