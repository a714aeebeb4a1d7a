//! Whether devices are online.
//!
//! Devices with a behaviour of their own are offline as it says. By the model a device is offline
//! while a task waits for it, which is all that the model says of being offline: nobody sees it
//! go before, and it was never away once the task goes on.

use crate::time::Moment;
use crate::world::device::{DeviceStatus, OwnBehaviour};
use crate::world::ids::draw;
use crate::world::instance::Instance;
use crate::world::model::Model;
use crate::world::task::{TaskRef, TaskStatus};

use super::fate::Presence;

/// Whether a device is online, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DeviceState {
    pub(crate) status: DeviceStatus,
    /// When that began.
    pub(crate) since: Moment,
    /// When it came online for the first time.
    pub(crate) first_online: Option<Moment>,
    /// When it came online for the last time.
    pub(crate) last_online: Option<Moment>,
}

impl Instance {
    /// Whether a device is online, by the numbers of product and device.
    pub(crate) fn device_state(
        &self,
        (product, device): (u32, u32),
        now: Moment,
        model: &Model,
    ) -> Option<DeviceState> {
        let (_, known) = self.products.get_index(product as usize)?;
        let (_, of) = known.devices.get_index(device as usize)?;
        if of.unactive {
            let (status, since) = (DeviceStatus::Unactive, known.added(device));
            return Some(DeviceState { status, since, first_online: None, last_online: None });
        }
        let arrivals = known.arrivals(device);
        let away = self.away(&of.open, now, model);
        let own = of.behaviour.as_deref().filter(|own| own.behaviour.offline == Some(true));
        let (status, since) = match own {
            None => match away {
                Some(since) => (DeviceStatus::Offline, since),
                None => (DeviceStatus::Online, arrivals.last),
            },
            Some(own) => match self.back(own, (product, device)) {
                Some(back) if back <= now && away.is_none() => (DeviceStatus::Online, back),
                _ => (DeviceStatus::Offline, own.since),
            },
        };
        let last = if status == DeviceStatus::Online { since } else { arrivals.last };
        let (first_online, last_online) = (Some(arrivals.first), Some(last));
        Some(DeviceState { status, since, first_online, last_online })
    }

    /// Since when a task waits for a device that is offline.
    fn away(&self, open: &[TaskRef], now: Moment, model: &Model) -> Option<Moment> {
        let since = |place: &TaskRef| {
            let (_, task) = self.task(*place)?;
            let waits = task.status == TaskStatus::Queued
                && self.attempt(*place, model)?.presence(now) != Presence::Online;
            waits.then_some(task.modified)
        };
        open.iter().filter_map(since).min()
    }

    /// When a device that went offline by itself is back, as far as no task waits for it.
    fn back(&self, own: &OwnBehaviour, (product, device): (u32, u32)) -> Option<Moment> {
        let time = own.behaviour.offline_for?;
        let drawn = draw(self.salt, &[AWAY, u64::from(product), u64::from(device)]);
        Some(own.since.after(time.pick(drawn)))
    }
}

/// Keeps these draws apart from those for tasks.
const AWAY: u64 = u64::from_be_bytes(*b"offline.");
