//! `ota spec list`: the operations as a table.

use std::io::Write;

use clap::{ArgMatches, Command};
use ota_authoring::list::{Entry, list};
use ota_spec::{Spec, visible};
use serde_json::json;
use unicode_width::UnicodeWidthStr;

use super::arguments::{specs, with_specs};
use crate::failure::Failure;
use crate::output::Output;
use crate::screen;
use crate::specs::count;
use crate::table::{self, cut};

/// Fewest columns that are worth a summary.
const LEAST: usize = 16;

pub(super) fn command() -> Command {
    Command::new("list")
        .about("Lists the operations")
        .after_help(
            "Example:\n  ota spec list\n\n\
             PARAMETERS counts those of the operation itself, and in brackets how many of them are\n\
             required. On a terminal the summaries are cut to its width.",
        )
        .arg(specs())
        .arg(Output::argument())
}

pub(super) fn run(
    built_in: &Spec,
    matches: &ArgMatches,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let output = Output::of(matches);
    let listed = with_specs(built_in, matches, output, |spec| match output {
        Output::Json => {
            let operations: Vec<_> = list(spec).iter().map(described).collect();
            let shown = format!("{:#}", json!({ "operations": operations }));
            Ok(writeln!(out, "{}", visible::json(&shown))?)
        }
        Output::Text | Output::Table => {
            table::write(out, 0, &rows(spec, screen::style().columns))?;
            Ok(writeln!(out, "{}", count(spec.operations.len(), "operation"))?)
        }
    });
    listed.map_err(|failure| failure.shown_as(output))
}

fn described(entry: &Entry<'_>) -> serde_json::Value {
    let operation = entry.operation;
    json!({
        "action": operation.action,
        "group": operation.group,
        "summary": operation.summary,
        "methods": entry.methods(),
        "qps": operation.qps,
        "idempotency": operation.idempotency.as_str(),
        "parameters": entry.parameters,
        "required": entry.required,
        "deprecated": operation.deprecated,
    })
}

fn rows(spec: &Spec, columns: Option<usize>) -> Vec<Vec<String>> {
    let head = ["ACTION", "GROUP", "METHODS", "QPS", "IDEMPOTENCY", "PARAMETERS", "SUMMARY"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(list(spec).iter().map(|entry| {
        let operation = entry.operation;
        vec![
            operation.action.clone(),
            operation.group.clone(),
            entry.methods().join(","),
            operation.qps.map_or_else(|| "-".to_owned(), |qps| qps.to_string()),
            operation.idempotency.as_str().to_owned(),
            format!("{} ({})", entry.parameters, entry.required),
            visible::line(&operation.summary).into_owned(),
        ]
    }));
    if let Some(columns) = columns {
        fit(&mut rows, columns);
    }
    rows
}

/// Cuts the last column so that the rows fit, or leaves it out where that would leave nothing.
fn fit(rows: &mut [Vec<String>], columns: usize) {
    let others = rows.first().map_or(0, |head| head.len() - 1);
    let widest = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.width() + 2).max().unwrap_or_default()
    };
    let used: usize = (0..others).map(widest).sum();
    let room = columns.saturating_sub(used);
    for row in rows {
        if room < LEAST {
            row.truncate(others);
        } else if let Some(last) = row.get_mut(others) {
            *last = cut(last, room);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::rows;
    use crate::fixture::wall;

    #[test]
    fn summaries_are_cut_to_the_terminal_and_go_where_there_is_no_room() {
        let mut spec = wall();
        spec.operations.retain(|operation| operation.action == "PaintWall");
        spec.operations[0].summary = "Paints a wall that is far away.".to_owned();
        let last = |columns| rows(&spec, columns)[1].last().unwrap().clone();
        assert_eq!(last(None), "Paints a wall that is far away.");
        assert_eq!(last(Some(80)), "Paints a wall that i…");
        assert_eq!(last(Some(60)), "10 (2)");
    }
}
