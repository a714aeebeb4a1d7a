//! `ota rollout status`: how far rollouts are.

use std::io::Write;

use clap::{ArgMatches, Command};
use ota_rollout::Rollout;
use ota_spec::visible;
use serde_json::json;

use super::arguments::{self, stored};
use super::{carry, shown};
use crate::failure::Failure;
use crate::output::Output;
use crate::table;

pub(super) fn command() -> Command {
    Command::new("status")
        .about("Says how far a rollout is, or lists all")
        .after_help("Example:\n  ota rollout status lamp-20260501T220000")
        .arg(arguments::id().required(false))
}

pub(super) fn run(matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let output = Output::of(matches);
    let id = arguments::id_of(matches);
    if !id.is_empty() {
        let store = arguments::read(matches)?;
        let (rollout, _) = store.rollout(&id).map_err(stored)?;
        return match output {
            Output::Json => {
                let mut shown = shown::rollout_json(&rollout);
                shown["controller"] = json!(carry::controller(&id, matches).ok().flatten());
                let shown = shown.to_string();
                Ok(writeln!(out, "{}", visible::json(&shown))?)
            }
            Output::Text | Output::Table => text(&rollout, matches, out),
        };
    }
    // Where nothing was started, there is no file yet.
    let list = match arguments::store_of(matches).exists() {
        true => arguments::read(matches)?.list().map_err(stored)?,
        false => Vec::new(),
    };
    if output == Output::Json {
        let rows = list.iter().map(|row| {
            json!({
                "id": row.id, "product": row.product, "state": row.state, "changed": row.changed.to_string(),
            })
        });
        let shown = serde_json::Value::Array(rows.collect()).to_string();
        return Ok(writeln!(out, "{}", visible::json(&shown))?);
    }
    if list.is_empty() {
        return Ok(writeln!(out, "no rollouts; `ota rollout start PLAN` begins one")?);
    }
    let rows = list.iter().map(|row| {
        let cells = [&row.id, &row.product, &row.state];
        let mut cells: Vec<String> =
            cells.into_iter().map(|cell| visible::line(cell).into_owned()).collect();
        cells.push(row.changed.to_string());
        cells
    });
    Ok(table::write(out, 0, &rows.collect::<Vec<_>>())?)
}

fn text(rollout: &Rollout, matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let id = visible::line(&rollout.id);
    writeln!(out, "rollout `{id}`: {}, last change {}", rollout.state(), rollout.at)?;
    let names = rollout.plan.waves.iter().map(|wave| wave.name.as_str());
    for (name, stage) in ["verification"].into_iter().chain(names).zip(&rollout.stages) {
        if stage.job_id.is_none() && stage.finished.is_none() {
            continue;
        }
        writeln!(out, "  {}: {}", visible::line(name), shown::counts(&stage.counts))?;
        for failed in stage.failures.iter().take(10) {
            let line = format!("{}: {}", failed.device, failed.why);
            writeln!(out, "    failed: {}", visible::line(&line))?;
        }
        for device in stage.silent.iter().take(10) {
            writeln!(out, "    silent: {}", visible::line(device))?;
        }
        let more = [stage.failures.len(), stage.silent.len()];
        let more: usize = more.iter().map(|count| count.saturating_sub(10)).sum();
        if more > 0 {
            writeln!(out, "    and {more} more; `--output json` has all")?;
        }
    }
    if let Some(why) = &rollout.stopped {
        writeln!(out, "{}", visible::line(&why.to_string()))?;
    }
    if let Some(absence) = carry::absence(rollout, matches) {
        writeln!(out, "{absence}")?;
    }
    if let Some(trouble) = shown::trouble(rollout) {
        writeln!(out, "{trouble}")?;
    }
    if let Some(pending) = rollout.pending(carry::now()) {
        writeln!(out, "{}", shown::pending(&pending, rollout))?;
    }
    Ok(())
}
