//! Shows the response of the service.

mod fields;

use std::collections::BTreeSet;
use std::io::{self, Write};

use ota_api::Response;
use ota_dynamic::response::{Form, Pretty, Read};
use ota_spec::model::Operation;
use ota_spec::{Value, visible};

use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::response::fields::Fields;
use crate::{columns, grid, screen};

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
    let form = write_fields(operation, &read, out)?;
    if let Some(note) = form.note() {
        writeln!(out, "{}", visible::line(&note))?;
    }
    Ok(())
}

/// Prints what an expression took out of a response: a string as it is, single values on a line each, the rest as JSON.
pub(crate) fn queried(
    found: &Value,
    output: Option<Output>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let lines = match (found, output) {
        (_, Some(Output::Json)) => None,
        (Value::Array(items), Some(Output::Table)) => {
            let (columns, rows) = columns::any(items);
            return Ok(grid::write(out, &columns, &rows, screen::fitting())?);
        }
        (Value::Null, _) => Some(Vec::new()),
        (Value::Array(items), Some(Output::Text)) => items.iter().map(row).collect(),
        (Value::Array(items), _) => items.iter().map(Value::scalar).collect(),
        (value, _) => value.scalar().map(|text| vec![text]),
    };
    match lines {
        Some(lines) => {
            for line in lines {
                writeln!(out, "{}", visible::line(&line))?;
            }
            Ok(())
        }
        None => Ok(writeln!(out, "{}", visible::json(&found.pretty()))?),
    }
}

/// The single values of an array on one line, as shells like them.
fn row(value: &Value) -> Option<String> {
    match value {
        Value::Array(items) => {
            let cells: Option<Vec<String>> = items.iter().map(Value::scalar).collect();
            Some(cells?.iter().map(|cell| visible::line(cell)).collect::<Vec<_>>().join("  "))
        }
        value => value.scalar(),
    }
}

/// What stands in the place of a secret.
const HIDDEN: &str = "(secret; `--output json` shows it)";

/// Writes the fields in two columns, and returns those of a form. The response is gone through twice instead
/// of kept, as it can be long. Secrets are hidden, unless they are those of a form, which is there to be filled in.
fn write_fields(operation: &Operation, read: &Read<'_>, out: &mut dyn Write) -> io::Result<Form> {
    let mut widest = 0;
    let mut form = Form::default();
    let mut walk = Fields::new(&operation.envelope);
    read.each(&mut |event| {
        if let Some((name, text)) = walk.take(&event) {
            widest = fields::width(name).max(widest);
            form.take(name, text);
        }
        Ok(())
    })?;
    let hidden = match form.note() {
        None => fields::secrets(&operation.response),
        Some(_) => BTreeSet::new(),
    };
    let is_hidden = |name: &str| {
        let last = name.rsplit('.').next().unwrap_or_default();
        hidden.contains(last)
    };
    let mut walk = Fields::new(&operation.envelope);
    read.each(&mut |event| match walk.take(&event) {
        Some((name, text)) if !text.is_empty() && is_hidden(name) => {
            fields::write(out, (name, HIDDEN), widest)
        }
        Some(field) => fields::write(out, field, widest),
        None => Ok(()),
    })?;
    Ok(form)
}
