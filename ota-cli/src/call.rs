//! `ota call`: one subcommand per operation, made from the specs when the program starts.

use std::io::Write;

use clap::{ArgMatches, Command};
use ota_api::{Client, Idempotency, Method, Untyped};
use ota_spec::model::{self, Operation};
use ota_spec::{Spec, Value, wire};

use crate::failure::Failure;
use crate::output::Output;
use crate::{dry_run, flags, request, response, runtime, settings};

pub(crate) fn command(spec: &Spec) -> Command {
    let arguments = settings::arguments();
    let reserved: Vec<&str> = arguments.iter().filter_map(|setting| setting.get_long()).collect();
    let operations = spec.operations.iter().map(|operation| {
        let command = flags::subcommand(operation, &reserved);
        let alias = flags::kebab(&operation.action);
        let is_free = |known: &Operation| {
            known.action != alias
                && (known.action == operation.action || flags::kebab(&known.action) != alias)
        };
        if spec.operations.iter().all(is_free) { command.alias(alias) } else { command }
    });
    let operations: Vec<Command> = operations.collect();
    Command::new("call")
        .about("Calls an operation of the service")
        .after_help(
            "The key is read from the environment variables ALIBABA_CLOUD_ACCESS_KEY_ID and\n\
             ALIBABA_CLOUD_ACCESS_KEY_SECRET, and ALIBABA_CLOUD_SECURITY_TOKEN for a temporary key.\n\n\
             `ota call <Action> --help` shows the parameters of an operation.",
        )
        // An operation may be called `help`.
        .disable_help_subcommand(true)
        .subcommand_value_name("Action")
        .subcommand_help_heading("Operations")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .args(arguments)
        .subcommands(operations)
}

pub(crate) fn run(spec: &Spec, matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let Some((action, matches)) = matches.subcommand() else {
        return Ok(());
    };
    let Some(operation) = spec.operation(action) else {
        return Err(Failure::usage(format!("no operation `{action}`")));
    };
    let output = Output::of(matches);
    call(operation, matches, output, out).map_err(|failure| failure.shown_as(output))
}

fn call(
    operation: &Operation,
    matches: &ArgMatches,
    output: Output,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let request = request::read(operation, matches)
        .map_err(|violations| Failure::limits(&operation.action, &violations))?;
    let client = settings::client(matches)?;
    let call = untyped(&client, operation, &request);
    if matches.get_flag("dry-run") {
        let unsent = call.dry_run().map_err(|error| Failure::api(&error))?;
        return Ok(dry_run::print(&unsent, &operation.parameters, output, out)?);
    }
    let response = runtime::run(call.send())?.map_err(|error| Failure::api(&error))?;
    response::print(operation, &response, output, out)
}

/// The call with what the spec says about it. The client knows no specs and has types of its own for
/// this; here is the one place where those of the specs become those of the client.
fn untyped<'c>(client: &'c Client, operation: &Operation, request: &Value) -> Untyped<'c> {
    let mut call = client
        .call(operation.action.as_str())
        .method(match operation.methods.first() {
            Some(model::Method::Get) => Method::Get,
            _ => Method::Post,
        })
        .idempotency(match operation.idempotency {
            model::Idempotency::ReadOnly => Idempotency::ReadOnly,
            model::Idempotency::Idempotent => Idempotency::Idempotent,
            model::Idempotency::NotIdempotent => Idempotency::NotIdempotent,
        });
    for (name, value) in wire::flatten(request) {
        let first = name.split('.').next().unwrap_or_default();
        call = match operation.parameter(first).map(|parameter| parameter.place) {
            Some(model::Place::Body) => call.body_parameter(name, value),
            _ => call.parameter(name, value),
        };
    }
    call
}
