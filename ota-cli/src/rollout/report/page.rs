//! A report: what is on the page.

use std::collections::BTreeMap;

use askama::Template;
use ota_rollout::{End, Event, Moment, Rollout, Why};
use ota_spec::{Spec, visible};

use super::history::{Devices, MOST};
use super::meaning;
use super::plan;
use super::plot::{HEIGHT, Plot, WIDTH};
use crate::rollout::shown::{self, lasted, moment, stage_name};

/// The most lines of the log.
const LINES: usize = 2000;

/// A report. Every string in it is safe to show; the template escapes what HTML would act on.
#[derive(Template)]
#[template(path = "report.html")]
pub(super) struct Page {
    id: String,
    name: String,
    state: String,
    /// What it waits for.
    waits: Option<String>,
    facts: Vec<(&'static str, String)>,
    /// Devices by their state: class, words and number.
    totals: Vec<(&'static str, &'static str, u64)>,
    plan: Vec<(&'static str, String)>,
    waves: Vec<Wave>,
    plot: Option<Plot>,
    reasons: Vec<Reason>,
    /// How many devices have failed in waves that are not through.
    failing: u64,
    people: Vec<(String, String, String)>,
    log: Vec<(String, String)>,
    log_left_out: usize,
    devices: Devices,
    made: String,
}

/// A wave, or the verification.
struct Wave {
    name: String,
    what: String,
    job_id: String,
    counts: String,
    began: String,
    finished: String,
    passed: String,
    approved: String,
}

/// Why devices failed.
struct Reason {
    why: String,
    count: usize,
    meaning: Option<meaning::Meaning>,
}

impl Page {
    /// The report of a rollout from its events; `None` if they do not begin with a plan.
    pub(super) fn of(events: &[(Moment, Event)], specs: &Spec, made: Moment) -> Option<Self> {
        let followed = Followed::of(events)?;
        let rollout = &followed.rollout;
        let names = shown::wave_names(&rollout.plan);
        let start = events.first().map(|(at, _)| *at).unwrap_or_default();
        let mut facts = vec![("planned", moment(start)), ("last change", moment(rollout.at))];
        let took = if rollout.ended.is_some() { "took" } else { "so far" };
        facts.push((took, lasted(rollout.at.since(start))));
        if let Some(package) = &rollout.package {
            let text = format!("{} with version {}", package.firmware_id, package.version);
            facts.push(("package", visible::line(&text).into_owned()));
        }
        facts.push(("carried out by", visible::line(&followed.controllers()).into_owned()));
        let counts = rollout.counts();
        let silent = rollout.stages.iter().map(|stage| stage.silent.len() as u64).sum();
        let totals = vec![
            ("updated", "updated", counts.succeeded),
            ("failed", "failed", counts.failed),
            ("failed", "silent", silent),
            ("cancelled", "cancelled", counts.canceled),
            ("active", "told or in progress", counts.notified + counts.in_progress),
            ("waiting", "waiting", counts.held_back + counts.queued),
        ];
        let devices = Devices::of(events, &names);
        let waves = rollout.stages.iter().enumerate();
        let waves = waves.filter(|(number, stage)| *number > 0 || stage.began.is_some());
        let waves = waves.map(|(number, _)| followed.wave(number, &names)).collect();
        let open = rollout.stages.iter().filter(|stage| stage.finished.is_none());
        let log_left_out = followed.log.len().saturating_sub(LINES);
        Some(Self {
            id: visible::line(&rollout.id).into_owned(),
            name: visible::line(&rollout.plan.name).into_owned(),
            state: rollout.state(),
            waits: waits(rollout),
            facts,
            totals: totals.into_iter().filter(|(_, _, count)| *count > 0).collect(),
            plan: plan::rows(&rollout.plan),
            waves,
            plot: Plot::of(events),
            failing: open
                .map(|stage| stage.counts.failed.saturating_sub(stage.failures.len() as u64))
                .sum(),
            reasons: reasons(&devices, rollout, specs),
            people: followed.people,
            log: followed.log.into_iter().skip(log_left_out).collect(),
            log_left_out,
            devices,
            made: moment(made),
        })
    }

    /// The width of the plot.
    fn width() -> u32 {
        WIDTH
    }

    /// The height of the plot.
    fn height() -> u32 {
        HEIGHT
    }

    /// The most histories.
    fn most() -> usize {
        MOST
    }
}

/// A rollout, and what is to be known of the way to it.
struct Followed {
    rollout: Rollout,
    /// Who took it on, and how often.
    by: BTreeMap<String, usize>,
    /// When, what and who.
    people: Vec<(String, String, String)>,
    /// Who approved a wave, and when.
    approvals: BTreeMap<usize, String>,
    log: Vec<(String, String)>,
}

impl Followed {
    fn of(events: &[(Moment, Event)]) -> Option<Self> {
        let rollout = Rollout::of(events.first())?;
        let (people, log) = (Vec::new(), Vec::new());
        let (by, approvals) = (BTreeMap::new(), BTreeMap::new());
        let mut followed = Self { rollout, by, people, approvals, log };
        for (at, event) in events.iter().skip(1) {
            followed.apply(*at, event);
        }
        Some(followed)
    }

    fn apply(&mut self, at: Moment, event: &Event) {
        match event {
            Event::TakenOn { by } => *self.by.entry(by.clone()).or_default() += 1,
            Event::Ordered { order, by, .. } => {
                let by = visible::line(by.as_deref().unwrap_or("not noted")).into_owned();
                if let (ota_rollout::Order::Approve, Some(Why::Approval { stage })) =
                    (order, &self.rollout.stopped)
                {
                    self.approvals.insert(*stage, format!("{by}, {}", moment(at)));
                }
                self.people.push((moment(at), shown::order_name(*order).to_owned(), by));
            }
            _ => {}
        }
        self.rollout.apply(at, event);
        let line = match event {
            // The plot shows them.
            Event::Counted { .. } => None,
            Event::Stopped { why } => Some(format!("waits: {why}")),
            Event::Ended { end: End::Aborted { running } } => {
                Some(format!("ended; {}", shown::running(*running)))
            }
            event => shown::line(event, &self.rollout),
        };
        if let Some(line) = line {
            self.log.push((moment(at), visible::line(&line).into_owned()));
        }
    }

    fn controllers(&self) -> String {
        let names = self.by.iter().map(|(by, count)| match count {
            1 => by.clone(),
            count => format!("{by} ({count} times)"),
        });
        let names: Vec<String> = names.collect();
        if names.is_empty() { "nobody yet".to_owned() } else { names.join(", ") }
    }

    fn wave(&self, number: usize, names: &[String]) -> Wave {
        let stage = self.rollout.stages.get(number).cloned().unwrap_or_default();
        let wave = number.checked_sub(1).and_then(|wave| self.rollout.plan.waves.get(wave));
        let time = |at: Option<Moment>| at.map(moment).unwrap_or_default();
        let text = |text: Option<&String>| {
            text.map(|text| visible::line(text).into_owned()).unwrap_or_default()
        };
        Wave {
            name: stage_name(number, names),
            what: wave.map_or_else(|| "canaries".to_owned(), plan::wave),
            job_id: text(stage.job_id.as_ref()),
            counts: stage.began.map(|_| shown::counts(&stage.counts)).unwrap_or_default(),
            began: time(stage.began),
            finished: time(stage.finished),
            passed: time(stage.passed),
            approved: text(self.approvals.get(&number)),
        }
    }
}

/// What a rollout waits for, or how it ended short.
fn waits(rollout: &Rollout) -> Option<String> {
    let text = match (&rollout.ended, &rollout.stopped) {
        (Some(End::Aborted { running }), _) => {
            format!("a person has ended it; {running} devices could not be stopped")
        }
        (None, Some(why)) => why.to_string(),
        _ => return None,
    };
    Some(visible::line(&text).into_owned())
}

/// Why devices failed, the most frequent reason first, and what the service refused.
fn reasons(devices: &Devices, rollout: &Rollout, specs: &Spec) -> Vec<Reason> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for failed in &devices.failures {
        *counts.entry(&failed.why).or_default() += 1;
    }
    let reason = |why: &str, count| Reason {
        why: if why.is_empty() { "without a word".to_owned() } else { why.to_owned() },
        count,
        meaning: meaning::of(specs, why),
    };
    let mut reasons: Vec<Reason> =
        counts.into_iter().map(|(why, count)| reason(why, count)).collect();
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.count));
    if let Some(Why::Refused { code, .. }) = &rollout.stopped {
        reasons.insert(0, reason(&visible::line(code), 0));
    }
    reasons
}
