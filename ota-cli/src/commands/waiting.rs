//! Waiting until a response shows a state.

use std::time::Duration;

use clap::{Arg, ArgMatches, Command};
use ota_api::Response;
use ota_spec::Value;
use ota_spec::model::{Operation, Type, Wait};
use tokio::time::Instant;

use super::pages;
use crate::caller::{self, Caller};
use crate::columns::Listed;
use crate::failure::{Exit, Failure};
use crate::flags::kebab;
use crate::settings::seconds;

/// The longest pause between two looks, unless one was asked for.
const LONGEST: Duration = Duration::from_secs(60);

/// Adds the flags of an operation that can be waited on.
pub(super) fn add(command: Command, operation: &Operation) -> Command {
    if operation.waits.is_empty() {
        return command;
    }
    let states = operation
        .waits
        .iter()
        .map(|wait| clap::builder::PossibleValue::new(kebab(&wait.name)).help(wait.doc.clone()));
    let states: Vec<_> = states.collect();
    let until: Vec<String> = operation.waits.iter().map(|wait| kebab(&wait.name)).collect();
    command
        .next_help_heading("Waiting")
        .arg(
            Arg::new("wait")
                .long("wait")
                .value_name("STATE")
                .value_parser(states)
                .help(format!("Look again and again until `{}`", until.join("` or `"))),
        )
        .arg(
            Arg::new("wait-timeout")
                .long("wait-timeout")
                .value_name("SECONDS")
                .value_parser(seconds)
                .requires("wait")
                .help("The most time to wait; left out, as long as the spec of the operation says"),
        )
        .arg(
            Arg::new("wait-interval")
                .long("wait-interval")
                .value_name("SECONDS")
                .value_parser(seconds)
                .requires("wait")
                .help("The pause between two looks; left out, that of the spec, longer and longer"),
        )
}

/// The wait that was asked for.
pub(super) fn asked<'o>(operation: &'o Operation, matches: &ArgMatches) -> Option<&'o Wait> {
    let name = matches.try_get_one::<String>("wait").ok().flatten()?;
    operation.waits.iter().find(|wait| kebab(&wait.name) == *name)
}

/// What a look has seen.
enum Seen {
    Done,
    Failed(String),
    Other(Vec<String>),
}

/// Looks until the state is there, and returns the last response.
///
/// # Errors
///
/// A state that ends the waiting badly; the time is over; or a look failed in a way that does not pass.
pub(super) async fn until(
    caller: &Caller<'_>,
    wait: &Wait,
    listed: Option<&Listed>,
    request: &Value,
    matches: &ArgMatches,
) -> Result<Response<()>, Failure> {
    let given = |id: &str| matches.get_one::<Duration>(id).copied();
    let limit = given("wait-timeout").unwrap_or(Duration::from_secs(wait.timeout.into()));
    let fixed = given("wait-interval");
    let mut pause = fixed.unwrap_or(Duration::from_secs(wait.interval.into()));
    let started = Instant::now();
    loop {
        let looked = look(caller, wait, listed, request).await;
        let states = match looked {
            Ok((Seen::Done, response)) => return Ok(response),
            Ok((Seen::Failed(state), _)) => {
                return Err(Failure::new(
                    Exit::Refused,
                    format!(
                        "`{}` will not come: the state is `{state}`. {}",
                        kebab(&wait.name),
                        wait.doc
                    ),
                ));
            }
            Ok((Seen::Other(states), _)) => states,
            // The look only reads, so another one costs nothing.
            Err(failure) if failure.passes() => Vec::new(),
            Err(failure) => return Err(failure),
        };
        if started.elapsed() + pause > limit {
            let seen = match states.is_empty() {
                true => "no state was seen".to_owned(),
                false => format!("the state is `{}`", states.join("`, `")),
            };
            return Err(Failure::new(
                Exit::NotYet,
                format!(
                    "`{}` did not come within {} s; {seen}; wait longer with `--wait-timeout`",
                    kebab(&wait.name),
                    limit.as_secs_f64()
                ),
            ));
        }
        tokio::time::sleep(pause).await;
        if fixed.is_none() {
            pause = pause.mul_f64(1.5).min(LONGEST).max(pause.min(LONGEST));
        }
    }
}

async fn look(
    caller: &Caller<'_>,
    wait: &Wait,
    listed: Option<&Listed>,
    request: &Value,
) -> Result<(Seen, Response<()>), Failure> {
    let response = caller.send(request).await?;
    let value = caller::value(caller.operation, &response)?;
    let mut states = Vec::new();
    let page = caller.operation.page.as_ref();
    let inside = page.and_then(|page| wait.state.strip_prefix(page.items.field.steps()));
    match (page, listed, inside) {
        // A state of a list is one of all its items.
        (Some(page), Some(listed), Some(inside)) => {
            let items = pages::all(caller, page, listed, request).await?;
            items.iter().for_each(|item| collect(item, inside, &mut states));
        }
        _ => collect(&value, &wait.state, &mut states),
    }
    states.sort();
    states.dedup();
    let is = |state: &String, ends: &[ota_spec::model::Constant]| {
        ends.iter().any(|end| end.wire() == state.as_str())
    };
    let failed = states.iter().find(|state| is(state, &wait.fail)).cloned();
    let seen = match failed {
        Some(state) => Seen::Failed(state),
        None if !states.is_empty() && states.iter().all(|state| is(state, &wait.until)) => {
            Seen::Done
        }
        None => Seen::Other(states),
    };
    Ok((seen, response))
}

/// The states under a way through fields; a list on it means each of its items.
fn collect(
    value: &Value,
    way: &[ota_spec::model::Handle<ota_spec::model::Field>],
    states: &mut Vec<String>,
) {
    let Some((field, rest)) = way.split_first() else {
        states.extend(value.scalar());
        return;
    };
    let Some(mut inner) = value.get(&field.name) else { return };
    if let Type::List(list) = &field.ty {
        if let Some(wrapper) = &list.wrapper {
            match inner.get(wrapper) {
                Some(wrapped) => inner = wrapped,
                None => return,
            }
        }
        match inner {
            Value::Array(items) => items.iter().for_each(|item| collect(item, rest, states)),
            Value::Object(_) => collect(inner, rest, states),
            _ => {}
        }
        return;
    }
    collect(inner, rest, states);
}
