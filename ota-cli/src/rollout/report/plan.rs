//! The plan of a rollout, as rows of a table.

use ota_rollout::Plan;
use ota_rollout::plan::{Delivery, Gate, OnStall, Package, Wave};
use ota_spec::visible;

use crate::rollout::shown::{moment, target};

/// Names and values, safe to show.
pub(super) fn rows(plan: &Plan) -> Vec<(&'static str, String)> {
    let mut rows = vec![("product", plan.product.clone())];
    if let Some(instance) = &plan.instance {
        rows.push(("instance", instance.clone()));
    }
    rows.push(("package", package(&plan.package)));
    if !plan.source_versions.is_empty() {
        rows.push(("from versions", plan.source_versions.join(", ")));
    }
    if let Some(verify) = &plan.verify {
        rows.push(("verified on", verify.devices.join(", ")));
    }
    if let Some(most) = plan.most_offline {
        rows.push(("at it at once", format!("{most} devices at most")));
    }
    let on_stall = match plan.on_stall {
        OnStall::Ask => "a person is asked",
        OnStall::Fail => "they count as failed",
    };
    rows.push((
        "silent devices",
        format!("{on_stall} after {} without a change", plan.stall_after),
    ));
    let quarantine =
        if plan.quarantine { "left out of later waves" } else { "stay in later waves" };
    rows.push(("failed devices", quarantine.to_owned()));
    if plan.overwrite {
        rows.push(("other tasks", "give way if they have not begun".to_owned()));
    }
    if let Some(delivery) = delivery(&plan.delivery) {
        rows.push(("delivery", delivery));
    }
    if let Some(start) = plan.calendar.not_before {
        rows.push(("not before", moment(start)));
    }
    if let Some(window) = &plan.calendar.window {
        let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
        let days = (1_i8..).zip(days).filter(|(day, _)| window.days.contains(day));
        let days: Vec<&str> = days.map(|(_, name)| name).collect();
        let (from, to, zone) = (window.from, window.to, &window.time_zone);
        rows.push(("waves begin", format!("{}, {from} to {to}, {zone}", days.join(" "))));
    }
    rows.into_iter().map(|(name, value)| (name, visible::line(&value).into_owned())).collect()
}

fn package(package: &Package) -> String {
    match package {
        Package::Known { firmware_id } => firmware_id.clone(),
        Package::File { path, name, version, module } => {
            let module = module.as_ref().map(|module| format!(" for module {module}"));
            format!("{name} {version}{} from {path}", module.unwrap_or_default())
        }
    }
}

fn delivery(delivery: &Delivery) -> Option<String> {
    let mut parts = Vec::new();
    if let Some(rate) = delivery.push_rate {
        parts.push(format!("{rate} devices a minute"));
    }
    if let Some((count, minutes)) = delivery.retry {
        parts.push(format!("tried again {count} times after {minutes} minutes"));
    }
    if let Some(minutes) = delivery.timeout_minutes {
        parts.push(format!("a device may take {minutes} minutes"));
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// What a wave is, in words: its devices, how many may fail, and what comes after it.
pub(super) fn wave(wave: &Wave) -> String {
    let mut parts = vec![target(&wave.target), format!("up to {}", wave.tolerance)];
    if wave.soak.millis() > 0 {
        parts.push(format!("left alone for {}", wave.soak));
    }
    match &wave.gate {
        None => {}
        Some(Gate::Approval) => parts.push("then a person approves".to_owned()),
        Some(Gate::Command(command)) => {
            parts.push(format!("then `{}` agrees", command.join(" ")));
        }
    }
    visible::line(&parts.join("; ")).into_owned()
}
