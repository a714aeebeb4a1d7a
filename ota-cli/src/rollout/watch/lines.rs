//! What happens, as lines: for files, pipes and terminals that can do no more.

use std::io::Write;
use std::pin::pin;
use std::time::Duration;

use clap::ArgMatches;
use ota_rollout::{Event, Halt, Rollout};
use ota_spec::visible;

use crate::failure::Failure;
use crate::output::Output;
use crate::rollout::arguments::{self, stored};
use crate::rollout::{carry, shown};
use crate::{runtime, stop};

/// How often the file of rollouts is looked into.
const LOOK: Duration = Duration::from_secs(1);

/// Writes what happens until the rollout is over.
pub(super) fn run(matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let output = Output::of(matches);
    let id = arguments::id_of(matches);
    let store = arguments::read(matches)?;
    let events = store.events(&id).map_err(stored)?;
    let mut seen = events.len() as u64;
    let mut rollout = Rollout::of(events.first());
    let mut new = events;
    let mut pending = None;
    let halt = runtime::run(async {
        let mut stop = pin!(stop::signal()?);
        loop {
            for (at, event) in &new {
                let Some(rollout) = &mut rollout else { continue };
                rollout.apply(*at, event);
                if output == Output::Json {
                    writeln!(out, "{}", visible::json(&shown::json(*at, event)))?;
                    continue;
                }
                let line = match event {
                    Event::Stopped { why } => Some(format!("waits: {why}")),
                    event => shown::line(event, rollout),
                };
                let time = shown::moment(*at);
                for line in line.into_iter().chain(shown::news(&mut pending, *at, event, rollout)) {
                    writeln!(out, "{time}  {}", visible::line(&line))?;
                }
            }
            out.flush()?;
            if let Some(end) = rollout.as_ref().and_then(|rollout| rollout.ended.clone()) {
                return Ok::<Halt, Failure>(Halt::End(end));
            }
            tokio::select! {
                biased;
                () = &mut stop => return Ok(Halt::Interrupted),
                () = tokio::time::sleep(LOOK) => {}
            }
            // It is opened anew: who may not write reads it as it was when it was opened, if nobody was at work then.
            new = arguments::read(matches)?.events_after(&id, seen).map_err(stored)?;
            seen += new.len() as u64;
        }
    })??;
    match halt {
        Halt::Interrupted => Ok(()),
        halt => carry::said(&id, halt, rollout.map_or(0, |rollout| rollout.left_out())),
    }
}
