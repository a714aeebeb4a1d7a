//! Draws a plan, a world and a person.

use std::cell::Cell;

use ota_spec::Spec;
use ota_world::{
    Model, Numbered, Seconds, Seed, SeedGroup, SeedPackage, SeedPackageStatus, SeedProduct,
};

use super::chance::Chance;
use super::outcome::{Faults, TrialError};
use super::trial::Trial;
use crate::event::{Order, Why};
use crate::plan::Plan;

/// A person, who does something about so many things.
pub(super) struct Person {
    patience: Cell<u32>,
}

impl Person {
    /// What the person does about what a rollout waits for.
    pub(super) fn decide(&self, why: &Why, chance: &mut Chance) -> Option<Order> {
        let left = self.patience.get().checked_sub(1)?;
        self.patience.set(left);
        if chance.happens(500) {
            return Some(Order::Abort);
        }
        let choices: &[Order] = match why {
            Why::Approval { .. } => &[Order::Approve],
            Why::Tolerance { .. } => &[Order::Resume, Order::RetryFailed, Order::Abort],
            _ => &[Order::Resume],
        };
        chance.one_of(choices)
    }
}

/// A rollout that is drawn from a number.
pub(super) fn trial(specs: &Spec, number: u64) -> Result<(Trial<'_>, Person), TrialError> {
    let mut chance = Chance::new(number);
    let devices = u32::try_from(20 + chance.below(180)).unwrap_or(20);
    let plan = Plan::parse("drawn.toml", &plan(&mut chance, devices), &|_| Err(String::new()))?;
    let seed = seed(&mut chance, number, devices, plan.verify.is_some());
    let is_calm = chance.happens(2000);
    let mut up_to = |most: u64| match is_calm {
        true => 0,
        false => u32::try_from(chance.below(most)).unwrap_or_default(),
    };
    let faults = Faults {
        lost_before: up_to(300),
        lost_after: up_to(300),
        throttled: up_to(500),
        refused: up_to(20),
        killed: up_to(500),
        clock_set: up_to(30),
        devices_change: up_to(100),
        gate_disagrees: 1000,
        killed_everywhere: false,
    };
    let person =
        Person { patience: Cell::new(u32::try_from(chance.below(12)).unwrap_or_default()) };
    Ok((Trial::new(specs, &plan, seed, faults, chance)?, person))
}

fn plan(chance: &mut Chance, devices: u32) -> String {
    let mut text = "name = \"drawn\"\nproduct = \"lamp\"\npoll = \"1m\"\n[package]\n".to_owned();
    text.push_str(match chance.happens(1500) {
        true => "file = \"lamp.bin\"\nname = \"lamp\"\nversion = \"3.0.0\"\n",
        false => "firmware-id = \"fw2\"\n",
    });
    if chance.happens(4000) {
        text.push_str("[verify]\ndevices = [\"device19\", \"device20\"]\n");
    }
    text.push_str("[limits]\n");
    let failures = ["\"10%\"", "\"30%\"", "\"100%\"", "3", "50"];
    text.push_str(&format!("failures = {}\n", chance.one_of(&failures).unwrap_or("3")));
    text.push_str(&format!("minimum-executed = {}\n", 1 + chance.below(20)));
    if chance.happens(3000) {
        text.push_str(&format!("most-offline = {}\n", 1 + chance.below(u64::from(devices))));
    }
    text.push_str(
        chance.one_of(&["on-stall = \"ask\"\n", "on-stall = \"fail\"\n"]).unwrap_or_default(),
    );
    text.push_str(if chance.happens(7000) {
        "quarantine = true\n"
    } else {
        "quarantine = false\n"
    });
    text.push_str("stall-after = \"20m\"\n");
    if chance.happens(1000) {
        text.push_str("[calendar]\ntime-zone = \"UTC\"\nfrom = \"22:00\"\nto = \"05:00\"\n");
    }
    let waves = 1 + chance.below(4);
    for wave in 0..waves {
        text.push_str("[[wave]]\n");
        let target = match chance.below(4) {
            0 => format!("devices = [\"device{}\", \"device{}\"]\n", 2 * wave + 1, 2 * wave + 2),
            1 => "group = \"east\"\n".to_owned(),
            3 if wave + 1 == waves => "all-remaining = true\n".to_owned(),
            _ => format!("percent = {}\n", 1 + chance.below(100)),
        };
        text.push_str(&target);
        if chance.happens(3000) {
            text.push_str("soak = \"1h\"\n");
        }
        match chance.below(6) {
            0 => text.push_str("approval = true\n"),
            1 => text.push_str("gate-command = [\"check\"]\n"),
            _ => {}
        }
    }
    text
}

fn seed(chance: &mut Chance, number: u64, devices: u32, verifies: bool) -> Seed {
    let share = |chance: &mut Chance, choices: &[f64]| chance.one_of(choices).unwrap_or_default();
    let model = Model {
        failure_rate: share(chance, &[0.0, 0.02, 0.08, 0.3]),
        silent_share: share(chance, &[0.0, 0.0, 0.05]),
        offline_share: share(chance, &[0.0, 0.0, 0.1]),
        offline_for: chance.happens(5000).then_some(Seconds { from: 60, to: 1200 }),
        ..Model::default()
    };
    let status = match verifies {
        true => SeedPackageStatus::Unverified,
        false => SeedPackageStatus::Verified,
    };
    let package = SeedPackage { firmware_id: "fw2".to_owned(), status, ..SeedPackage::default() };
    let product = SeedProduct {
        product_key: "lamp".to_owned(),
        numbered: Some(Numbered { count: devices, ..Numbered::default() }),
        packages: vec![package],
        ..SeedProduct::default()
    };
    let group = SeedGroup {
        group_id: "east".to_owned(),
        product_key: "lamp".to_owned(),
        devices: (10..20).map(|number| format!("device{number}")).collect(),
        ..SeedGroup::default()
    };
    Seed { seed: number, model, products: vec![product], groups: vec![group], ..Seed::default() }
}
