//! What is on the screen, as data.

use std::collections::VecDeque;

use ota_rollout::{Counts, End, Event, Moment, Rollout};
use ota_spec::visible;

use crate::rollout::pace::Pace;
use crate::rollout::shown;

/// The most events that are kept to be shown.
const LINES: usize = 200;

/// A rollout as it is shown. Every string in it is safe to show.
#[derive(Debug)]
pub(super) struct View {
    rollout: Rollout,
    names: Vec<String>,
    pace: Pace,
    /// The last events, the newest at the end: when, and what.
    pub(super) log: VecDeque<(Moment, String)>,
    /// That no controller is at work, if that is so.
    pub(super) absence: Option<String>,
    /// How many events were taken in.
    pub(super) seen: u64,
}

/// A wave.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Wave {
    pub(super) name: String,
    /// `None` if it has not begun.
    pub(super) counts: Option<Counts>,
    pub(super) is_current: bool,
}

impl View {
    /// The rollout from its first events; `None` if they do not begin with a plan.
    pub(super) fn of(events: &[(Moment, Event)]) -> Option<Self> {
        let rollout = Rollout::of(events.first())?;
        let names = shown::wave_names(&rollout.plan);
        let (pace, log) = (Pace::default(), VecDeque::new());
        let mut view = Self { rollout, names, pace, log, absence: None, seen: 1 };
        for (at, event) in events.iter().skip(1) {
            view.apply(*at, event);
        }
        Some(view)
    }

    /// Takes the next event in.
    pub(super) fn apply(&mut self, at: Moment, event: &Event) {
        self.seen += 1;
        self.rollout.apply(at, event);
        self.pace.apply(at, event);
        let line = match event {
            Event::Stopped { why } => Some(why.short().to_owned()),
            Event::Ended { end: End::Aborted { .. } } => Some("aborted".to_owned()),
            event => shown::line(event, &self.rollout),
        };
        if let Some(line) = line {
            self.log.push_back((at, visible::line(&line).into_owned()));
            if self.log.len() > LINES {
                self.log.pop_front();
            }
        }
    }

    pub(super) fn rollout(&self) -> &Rollout {
        &self.rollout
    }

    pub(super) fn id(&self) -> String {
        visible::line(&self.rollout.id).into_owned()
    }

    pub(super) fn state(&self) -> String {
        self.rollout.state()
    }

    pub(super) fn is_over(&self) -> bool {
        self.rollout.ended.is_some()
    }

    /// What is rolled out to whom, and who carries it out.
    pub(super) fn about(&self) -> String {
        let mut text = format!("product {}", self.rollout.plan.product);
        if let Some(package) = &self.rollout.package {
            text.push_str(&format!(", package {} {}", package.firmware_id, package.version));
        }
        if !self.rollout.by.is_empty() {
            text.push_str(&format!(", {}", self.rollout.by));
        }
        visible::line(&text).into_owned()
    }

    /// What a person has to know or do; empty if nothing.
    pub(super) fn waits(&self, now: Moment) -> String {
        let text = match (&self.rollout.ended, &self.rollout.stopped) {
            (Some(End::Aborted { running }), _) => shown::running(*running),
            (None, Some(why)) => why.to_string(),
            _ => {
                let pending = self.rollout.pending(now);
                let pending = pending.map(|pending| shown::pending(&pending, &self.rollout));
                let absence = self.absence.clone();
                absence.or_else(|| shown::trouble(&self.rollout)).or(pending).unwrap_or_default()
            }
        };
        visible::line(&text).into_owned()
    }

    /// The verification, if there is one, and the waves.
    pub(super) fn waves(&self) -> Vec<Wave> {
        let stages = self.rollout.stages.iter().enumerate();
        let stages = stages.filter(|(number, stage)| *number > 0 || stage.began.is_some());
        let waves = stages.map(|(number, stage)| Wave {
            name: shown::stage_name(number, &self.names),
            counts: stage.began.map(|_| stage.counts),
            is_current: number == self.rollout.stage && !self.is_over(),
        });
        waves.collect()
    }

    /// The tasks of all waves.
    pub(super) fn counts(&self) -> Counts {
        self.rollout.counts()
    }

    /// How fast the wave goes on.
    pub(super) fn pace(&self, now: Moment) -> Option<String> {
        self.pace.words(now).filter(|_| !self.is_over() && self.absence.is_none())
    }
}
