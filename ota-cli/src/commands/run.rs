//! One command: what it sends, and what it shows.

use std::io::Write;

use clap::ArgMatches;
use ota_api::Response;
use ota_spec::model::{Idempotency, Operation};
use ota_spec::{Spec, Value, visible};

use super::{input, pages, parts, waiting};
use crate::caller::{self, Caller};
use crate::columns::{self, Listed};
use crate::failure::Failure;
use crate::flags::Style;
use crate::output::Output;
use crate::query::Query;
use crate::{grid, permit, request, response, runtime, screen};

/// Runs the command of an operation.
pub(super) fn run(
    spec: &Spec,
    operation: &Operation,
    matches: &ArgMatches,
    output: Option<Output>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let Some(command) = &operation.command else { return Ok(()) };
    let query = matches.get_one::<String>("query").map(|text| Query::parse(text)).transpose()?;
    let style = Style::command(operation, command);
    let request = input::read(operation, &style, matches)?;
    let caller = Caller::new(spec, operation, matches)?;
    let count = request::beyond(operation, &request);
    if matches.get_flag("dry-run") {
        let first = request::first_part(operation, &request);
        let output = output.unwrap_or(Output::Text);
        caller.dry_run(first.as_ref().unwrap_or(&request), output, out)?;
        if let (Some(count), Some(split), Output::Text) = (count, &operation.split, output) {
            let calls = count.div_ceil(split.most.max(1) as usize);
            writeln!(out, "This is the first of {calls} calls, for {count} items in all.")?;
        }
        return Ok(());
    }
    permit::ask(&caller, &request, &command.to_string(), true, matches)?;
    if count.is_some() {
        return parts::send(&caller, &request, matches, output.unwrap_or(Output::Text), out);
    }
    let listed = columns::listed(operation);
    let found = runtime::run(find(&caller, listed.as_ref(), &request, matches))??;
    let shown =
        Shown { operation, noun: &command.noun, listed: listed.as_ref(), request: &request };
    shown.write(&found, query.as_ref(), output, out)
}

/// What a command got.
enum Found {
    Response(Box<Response<()>>),
    /// The items of all pages.
    Items(Vec<Value>),
}

async fn find(
    caller: &Caller<'_>,
    listed: Option<&Listed>,
    request: &Value,
    matches: &ArgMatches,
) -> Result<Found, Failure> {
    let operation = caller.operation;
    let is_all = matches.try_get_one::<bool>("all").ok().flatten() == Some(&true);
    let response = match waiting::asked(operation, matches) {
        Some(wait) => Some(waiting::until(caller, wait, listed, request, matches).await?),
        None => None,
    };
    if let (true, Some(page), Some(listed)) = (is_all, &operation.page, listed) {
        return Ok(Found::Items(pages::all(caller, page, listed, request).await?));
    }
    let response = match response {
        Some(response) => response,
        None => caller.send(request).await?,
    };
    Ok(Found::Response(Box::new(response)))
}

/// How a result is shown.
struct Shown<'a> {
    operation: &'a Operation,
    noun: &'a str,
    listed: Option<&'a Listed>,
    request: &'a Value,
}

impl Shown<'_> {
    fn write(
        &self,
        found: &Found,
        query: Option<&Query>,
        output: Option<Output>,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        let operation = self.operation;
        if let Some(query) = query {
            let value = match found {
                Found::Response(response) => caller::value(operation, response)?,
                Found::Items(items) => Value::Array(items.clone()),
            };
            return response::queried(&query.of(&value)?, output, out);
        }
        let is_list = self.listed.is_some() && operation.idempotency == Idempotency::ReadOnly;
        let output = output.unwrap_or(if is_list { Output::Table } else { Output::Text });
        match (found, output, self.listed) {
            (Found::Response(response), Output::Table, Some(listed)) => {
                let value = caller::value(operation, response)?;
                let items = listed.items(&value);
                self.table(listed, &items, out)?;
                Ok(self.rest(&value, items.len(), out)?)
            }
            (Found::Response(response), Output::Table, None) => {
                response::print(operation, response, Output::Text, out)
            }
            (Found::Response(response), output, _) => {
                response::print(operation, response, output, out)
            }
            (Found::Items(items), Output::Table, Some(listed)) => self.table(listed, items, out),
            (Found::Items(items), _, _) => {
                let items = Value::Array(items.clone()).pretty();
                Ok(writeln!(out, "{}", visible::json(&items))?)
            }
        }
    }

    fn table(&self, listed: &Listed, items: &[Value], out: &mut dyn Write) -> Result<(), Failure> {
        if items.is_empty() {
            return Ok(writeln!(out, "none")?);
        }
        let (columns, rows) = listed.table(self.noun, self.request, items);
        Ok(grid::write(out, &columns, &rows, screen::fitting())?)
    }

    /// How many there are on other pages.
    fn rest(&self, value: &Value, shown: usize, out: &mut dyn Write) -> std::io::Result<()> {
        let Some(page) = &self.operation.page else { return Ok(()) };
        let total = page.total.as_ref();
        let total = total.and_then(|field| pages::whole(field.value(value)?));
        match total {
            Some(total) if total > shown as u64 => {
                writeln!(out, "{shown} of {}; `--all` shows all", permit::grouped(total))
            }
            _ => Ok(()),
        }
    }
}
