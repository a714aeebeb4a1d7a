//! `ota error`: what an error code means and what to do about it.

use std::io::Write;

use clap::{Arg, ArgMatches, Command};
use ota_spec::model::{ErrorCode, Layer, Retry};
use ota_spec::{Spec, suggest, visible};
use serde_json::json;
use textwrap::Options;

use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::screen;

pub(crate) fn command() -> Command {
    Command::new("error")
        .about("Says what an error code means, where it comes from and what to do")
        .after_help(
            "Example:\n  ota error iot.ota.FirmwareNotFound\n\n\
             Without a code, all codes are listed. Letter case does not matter, and a part of a code will do.",
        )
        .arg(Arg::new("code").value_name("CODE").help("The code, as a failed call shows it"))
        .arg(Output::argument())
}

pub(crate) fn run(spec: &Spec, matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let output = Output::of(matches);
    let found = match matches.get_one::<String>("code") {
        Some(text) => find(spec, text).map_err(|failure| failure.shown_as(output))?,
        None => return list(spec, output, out),
    };
    if output == Output::Json {
        let all: Vec<_> = found.iter().map(|error| as_json(spec, error)).collect();
        return Ok(writeln!(out, "{}", visible::json(&format!("{:#}", json!({ "errors": all }))))?);
    }
    for (number, error) in found.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        write(spec, error, out)?;
    }
    Ok(())
}

/// The codes that a text means: the one that it is, else those that it is a part of.
fn find<'s>(spec: &'s Spec, text: &str) -> Result<Vec<&'s ErrorCode>, Failure> {
    let wanted = text.trim().trim_matches('`').to_lowercase();
    let all = spec.errors.iter().map(|error| -> &ErrorCode { error });
    let by = |fits: &dyn Fn(&str) -> bool| -> Vec<&'s ErrorCode> {
        all.clone().filter(|error: &&ErrorCode| fits(&error.code.to_lowercase())).collect()
    };
    let same = by(&|code| code == wanted);
    let found = if same.is_empty() && !wanted.is_empty() {
        by(&|code| code.contains(&wanted))
    } else {
        same
    };
    if found.is_empty() {
        let help = suggest::nearest(text, all.map(|error| error.code.as_str()));
        let help = help.map_or_else(
            || "`ota error` lists those that are known".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        let shown = visible::line(text);
        return Err(Failure::new(
            Exit::Refused,
            format!("no error code `{shown}` is known; {help}"),
        ));
    }
    Ok(found)
}

fn list(spec: &Spec, output: Output, out: &mut dyn Write) -> Result<(), Failure> {
    if output == Output::Json {
        let all: Vec<_> = spec.errors.iter().map(|error| as_json(spec, error)).collect();
        return Ok(writeln!(out, "{}", visible::json(&format!("{:#}", json!({ "errors": all }))))?);
    }
    let rows = spec.errors.iter().map(|error| {
        vec![visible::line(&error.code).into_owned(), visible::line(&error.meaning).into_owned()]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let column = |name: &str, rank| crate::grid::Column { name: name.to_owned(), rank };
    let columns = [column("code", 0), column("meaning", 1)];
    let widest = rows.iter().map(|row| row[0].len()).max().unwrap_or_default();
    let style = screen::style();
    let room = style.columns.map(|columns| columns.saturating_sub(widest + 2).max(20));
    let cut =
        |text: &str| room.map_or_else(|| text.to_owned(), |room| crate::table::cut(text, room));
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| vec![row[0].clone(), cut(&row[1])]).collect();
    Ok(crate::grid::write(out, &columns, &rows, style)?)
}

fn layer(error: &ErrorCode) -> (&'static str, &'static str) {
    match error.layer {
        Layer::Business => ("business", "the service itself"),
        Layer::Gateway => ("gateway", "the gateway in front of the service"),
        Layer::Client => ("client", "the client, before anything is sent"),
        Layer::Oss => ("oss", "the object storage that takes uploads"),
    }
}

fn retry(error: &ErrorCode) -> (&'static str, &'static str) {
    match error.retry {
        Retry::Never => ("never", "the same call is refused again"),
        Retry::Once => ("once", "the call may be sent once more after that"),
        Retry::Backoff => ("backoff", "the call may be sent again, with growing pauses"),
    }
}

/// The operations that name a code, by their commands where they have one.
fn operations(spec: &Spec, error: &ErrorCode) -> Vec<String> {
    let naming = spec.operations.iter().filter(|operation| {
        operation.errors.iter().any(|named| named.code == error.code && named.layer == error.layer)
    });
    naming
        .map(|operation| match &operation.command {
            Some(command) => format!("{} (ota {command})", operation.action),
            None => operation.action.clone(),
        })
        .collect()
}

fn as_json(spec: &Spec, error: &ErrorCode) -> serde_json::Value {
    json!({
        "code": error.code,
        "layer": layer(error).0,
        "httpStatus": error.status,
        "meaning": error.meaning,
        "advice": error.advice,
        "retry": retry(error).0,
        "throttled": error.throttled,
        "outcomeUnknown": error.outcome_unknown,
        "operations": operations(spec, error),
    })
}

fn write(spec: &Spec, error: &ErrorCode, out: &mut dyn Write) -> Result<(), Failure> {
    let style = screen::style();
    let columns = style.columns.unwrap_or(80).max(40);
    match style.bold {
        true => writeln!(out, "\u{1b}[1m{}\u{1b}[0m", visible::line(&error.code))?,
        false => writeln!(out, "{}", visible::line(&error.code))?,
    }
    let status: Vec<String> = error.status.iter().map(u16::to_string).collect();
    let mut facts = vec![("means", error.meaning.clone()), ("to do", error.advice.clone())];
    facts.push(("from", layer(error).1.to_owned()));
    if !status.is_empty() {
        facts.push(("status", format!("HTTP {}", status.join(", "))));
    }
    facts.push(("again", retry(error).1.to_owned()));
    if error.outcome_unknown {
        facts.push((
            "note",
            "the service may have acted all the same; look before you send again".to_owned(),
        ));
    }
    let operations = operations(spec, error);
    if !operations.is_empty() {
        facts.push(("calls", operations.join(", ")));
    }
    for (head, text) in facts {
        let first = format!("  {head:<8}");
        let options = Options::new(columns).initial_indent(&first).subsequent_indent("          ");
        for line in textwrap::wrap(&visible::line(&text), options) {
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}
