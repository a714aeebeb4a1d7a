//! Events and rollouts, as they are shown.

use ota_rollout::plan::Target;
use ota_rollout::{Counts, End, Event, Moment, Order, Pending, Plan, Rollout};
use ota_spec::visible;
use serde_json::{Value, json};

/// An event as a line of JSON.
pub(super) fn json(at: Moment, event: &Event) -> String {
    let mut line = json!({ "time": at.to_string() });
    // An event can always be written as JSON.
    if let (Some(line), Ok(Value::Object(event))) =
        (line.as_object_mut(), serde_json::to_value(event))
    {
        line.extend(event);
    }
    line.to_string()
}

/// A time for people.
pub(super) fn moment(at: Moment) -> String {
    at.timestamp().strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// A length of time for people, in its two largest units.
pub(super) fn lasted(millis: i64) -> String {
    let seconds = millis.max(0) / 1000;
    let parts = [
        (seconds / 86_400, "d"),
        (seconds / 3600 % 24, "h"),
        (seconds / 60 % 60, "min"),
        (seconds % 60, "s"),
    ];
    let parts = parts.into_iter().skip_while(|(count, _)| *count == 0).take(2);
    let parts: Vec<String> = parts
        .filter(|(count, _)| *count > 0)
        .map(|(count, unit)| format!("{count} {unit}"))
        .collect();
    if parts.is_empty() { "0 s".to_owned() } else { parts.join(" ") }
}

/// The names of the waves of a plan, as they are shown.
pub(super) fn wave_names(plan: &Plan) -> Vec<String> {
    plan.waves.iter().map(|wave| visible::line(&wave.name).into_owned()).collect()
}

/// A stage by its number and the name of its wave.
pub(super) fn stage_name(stage: usize, waves: &[String]) -> String {
    let Some(number) = stage.checked_sub(1) else { return "verification".to_owned() };
    let name = waves.get(number).map_or("", String::as_str);
    let plain = format!("wave {stage}");
    // A wave without a name is called by its number.
    match name.is_empty() || name == plain || name == stage.to_string() {
        true => plain,
        false => format!("{plain} ({name})"),
    }
}

/// An event as a line for people; nothing for what they need not know.
pub(super) fn line(event: &Event, rollout: &Rollout) -> Option<String> {
    let name = |stage: &usize| match stage {
        0 => "verification".to_owned(),
        number => format!("wave {number} of {}", rollout.plan.waves.len()),
    };
    Some(match event {
        Event::Planned { .. }
        | Event::Creating { .. }
        | Event::Again { .. }
        | Event::Listed { .. } => return None,
        Event::TakenOn { by } => format!("rollout `{}`: {by} carries it out", rollout.id),
        Event::Ordered { order, by, .. } => {
            format!("{} wants it to {}", by.as_deref().unwrap_or("a person"), order_name(*order))
        }
        Event::CallFailed { action, message, unsure, again } => {
            let next = match unsure {
                true => "whether it was carried out is found out first".to_owned(),
                false => format!("the next call is made at {}", moment(*again)),
            };
            format!("`{action}` did not go well: {message}; {next}")
        }
        Event::Publishing { name } => format!("package `{name}` is being published"),
        Event::PackageKnown { firmware_id, version, .. } => {
            format!("package `{firmware_id}` with version {version}")
        }
        Event::Created { stage, job_id, found: true } => {
            format!("{}: found its job `{job_id}`", name(stage))
        }
        Event::Created { stage, job_id, .. } => format!("{}: started job `{job_id}`", name(stage)),
        Event::Counted { stage, counts } => format!("{}: {}", name(stage), self::counts(counts)),
        Event::Stopping { stage, .. } => format!("{}: goes no further", name(stage)),
        Event::Canceled { stage } => format!("{}: cancelled what could be", name(stage)),
        Event::Silent { stage, devices } => {
            format!("{}: {} silent devices count as failed", name(stage), devices.len())
        }
        Event::Finished { stage, failures } if failures.is_empty() => {
            format!("{}: all devices are through", name(stage))
        }
        Event::Finished { stage, failures } => {
            format!("{}: all devices are through, {} failed", name(stage), failures.len())
        }
        Event::AgainDone { stage } => format!("{}: tries failed devices again", name(stage)),
        Event::Passed { stage: 0 } => return None,
        Event::Passed { stage } => format!("{}: passed", name(stage)),
        Event::Stopped { .. } => return None,
        Event::Ended { end: End::Done } => rollout.state(),
        Event::Ended { end: End::Aborted { .. } } => return None,
    })
}

/// What a rollout lets time pass for, as a line for people.
pub(super) fn pending(pending: &Pending, rollout: &Rollout) -> String {
    let stage = stage_name(rollout.stage, &wave_names(&rollout.plan));
    match pending {
        Pending::Settling { until } if rollout.package.is_none() => {
            format!("the package is published, or looked for until {}", moment(*until))
        }
        Pending::Settling { until } => {
            format!("{stage}: its job is created, or looked for until {}", moment(*until))
        }
        Pending::Paused => "paused: what was told goes on, and nothing new begins".to_owned(),
        Pending::Calendar { until } => {
            let began =
                rollout.stages.get(rollout.stage).is_some_and(|stage| stage.began.is_some());
            let what = if began { "more devices begin" } else { "begins" };
            format!("{stage}: {what} at {}, by the calendar", moment(*until))
        }
        Pending::Gate => format!("{stage}: its program is asked"),
        Pending::Soaking { until } => format!("{stage}: left alone until {}", moment(*until)),
    }
}

/// How many devices an end has not reached.
pub(super) fn running(count: u64) -> String {
    match count {
        0 => "no device is at it any more".to_owned(),
        1 => "1 device is at it and cannot be stopped".to_owned(),
        count => format!("{count} devices are at it and cannot be stopped"),
    }
}

/// The last call of a rollout that did not go well, if nothing has happened since.
pub(super) fn trouble(rollout: &Rollout) -> Option<String> {
    let (at, trouble) = rollout.trouble.as_ref()?;
    let has_ended = rollout.stopped.is_some() || rollout.ended.is_some();
    (!has_ended).then(|| visible::line(&format!("at {}: {trouble}", moment(*at))).into_owned())
}

/// What a rollout lets time pass for after an event, if that is something else than before.
pub(super) fn news(
    before: &mut Option<Pending>,
    at: Moment,
    event: &Event,
    rollout: &Rollout,
) -> Option<String> {
    // What was noted is done now.
    let is_made = matches!(event, Event::Creating { .. } | Event::Publishing { .. });
    let after = rollout.pending(at).filter(|_| !is_made);
    let is_new = after != *before;
    *before = after;
    let pending = before.as_ref().filter(|_| is_new)?;
    Some(self::pending(pending, rollout))
}

pub(super) fn order_name(order: Order) -> &'static str {
    match order {
        Order::Pause => "pause",
        Order::Resume => "go on",
        Order::Approve => "go on after its wave",
        Order::Abort => "end",
        Order::RetryFailed => "try failed devices again",
    }
}

/// A state of tasks, as bars show it.
pub(super) struct State {
    pub(super) number: fn(&Counts) -> u64,
    pub(super) sign: &'static str,
    pub(super) name: &'static str,
}

/// The states from the left end of a bar to its right.
pub(super) const STATES: [State; 5] = [
    State { number: |counts| counts.succeeded, sign: "█", name: "updated" },
    State { number: |counts| counts.failed, sign: "×", name: "failed" },
    State { number: |counts| counts.canceled, sign: "-", name: "cancelled" },
    State {
        number: |counts| counts.notified + counts.in_progress,
        sign: "▒",
        name: "told or in progress",
    },
    State { number: |counts| counts.held_back + counts.queued, sign: "·", name: "waiting" },
];

/// How many tasks of a wave have ended.
pub(super) fn ended(counts: &Counts) -> String {
    let failed = match counts.failed {
        0 => String::new(),
        failed => format!(", {failed} failed"),
    };
    format!("{} of {}{failed}", counts.all() - counts.unfinished(), counts.all())
}

/// The tasks in each state; states without any are left out.
pub(super) fn counts(counts: &Counts) -> String {
    let parts = [
        (counts.held_back, "held back"),
        (counts.queued, "queued"),
        (counts.notified, "told"),
        (counts.in_progress, "in progress"),
        (counts.succeeded, "updated"),
        (counts.failed, "failed"),
        (counts.canceled, "cancelled"),
    ];
    let parts = parts.iter().filter(|(count, _)| *count > 0);
    let parts: Vec<String> = parts.map(|(count, state)| format!("{count} {state}")).collect();
    if parts.is_empty() { "no devices".to_owned() } else { parts.join(", ") }
}

/// A rollout for programs.
pub(super) fn rollout_json(rollout: &Rollout) -> Value {
    let stages = rollout.stages.iter().enumerate().map(|(number, stage)| {
        let failures: Vec<Value> = stage
            .failures
            .iter()
            .map(|failed| json!({ "device": failed.device, "taskId": failed.task_id, "why": failed.why }))
            .collect();
        json!({
            "stage": number,
            "jobId": stage.job_id,
            "counts": stage.counts,
            "failures": failures,
            "silent": stage.silent,
            "passed": stage.passed.map(|at| at.to_string()),
        })
    });
    json!({
        "id": rollout.id,
        "state": rollout.state(),
        "product": rollout.plan.product,
        "changed": rollout.at.to_string(),
        "by": rollout.by,
        "stopped": rollout.stopped,
        "ended": rollout.ended,
        "stages": stages.collect::<Vec<Value>>(),
    })
}

/// The devices of a wave in words.
pub(super) fn target(target: &Target) -> String {
    match target {
        Target::Devices(names) if names.len() == 1 => "one device".to_owned(),
        Target::Devices(names) => format!("{} devices", names.len()),
        Target::Percent(share) => format!("{share} % of those that are left"),
        Target::Group(id) => format!("group `{id}`"),
        Target::Remaining => "all that are left".to_owned(),
    }
}
