//! The line that shows how far a rollout is while it is carried out.

use ota_rollout::{Event, Moment, Rollout};

use super::pace::Pace;
use super::shown::{self, STATES};
use crate::bar::{Bar, WIDTH, cells};

/// The line below what happens.
#[derive(Debug)]
pub(super) struct Progress {
    bar: Bar,
    pace: Pace,
}

impl Progress {
    pub(super) fn new() -> Self {
        Self { bar: Bar::new(), pace: Pace::default() }
    }

    /// Whether numbers of tasks are on the line, so that nothing else has to say them.
    pub(super) fn is_seen(&self) -> bool {
        self.bar.is_seen()
    }

    /// Makes room for a line of output.
    pub(super) fn clear(&mut self) {
        self.bar.clear();
    }

    /// Shows how far the wave is after an event.
    pub(super) fn tell(&mut self, at: Moment, event: &Event, rollout: &Rollout) {
        self.pace.apply(at, event);
        match line(&self.pace, at, rollout) {
            Some(line) => self.bar.show(&line),
            None => self.bar.clear(),
        }
    }
}

/// How far the wave is: a bar, the tasks in each state, the rate, and the time that is left; nothing between waves.
fn line(pace: &Pace, at: Moment, rollout: &Rollout) -> Option<String> {
    let stage = rollout.stages.get(rollout.stage)?;
    stage.began.filter(|_| stage.finished.is_none() && rollout.ended.is_none())?;
    let counts = &stage.counts;
    let cells = cells(STATES.map(|state| (state.number)(counts)), WIDTH);
    let bar = STATES.iter().zip(cells).map(|(state, cells)| state.sign.repeat(cells.into()));
    let name = shown::stage_name(rollout.stage, &shown::wave_names(&rollout.plan));
    let mut text = format!("{name} [{}] {}", bar.collect::<String>(), shown::counts(counts));
    if let Some(pace) = pace.words(at) {
        text.push_str(&format!("; {pace}"));
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use ota_rollout::Rollout;

    use super::line;
    use crate::rollout::pace::Pace;
    use crate::rollout::sample::lamps;

    #[test]
    fn a_wave_has_a_line_from_its_job_to_its_last_task() {
        let events = lamps(["a", "b"]);
        let mut rollout = Rollout::of(&events[..1]).unwrap();
        let mut pace = Pace::default();
        let lines: Vec<String> = events[1..]
            .iter()
            .map(|(at, event)| {
                rollout.apply(*at, event);
                pace.apply(*at, event);
                line(&pace, *at, &rollout).unwrap_or_default()
            })
            .collect();
        insta::assert_snapshot!(lines.join("\n"));
    }
}
