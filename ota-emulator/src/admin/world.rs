//! What is emulated, and how much there is of it.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use super::{Call, Denied, time};
use crate::server::Server;
use crate::world::Instance;

/// How much there is in the world. See [`Emulator::world`](crate::Emulator::world).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WorldCounts {
    /// The world's time, such as `2026-01-02T03:04:05.000Z`.
    pub time: String,
    /// How many files were uploaded.
    pub objects: usize,
    /// By `IotInstanceId`; the one without a name is that of calls that name none.
    pub instances: BTreeMap<String, InstanceCounts>,
}

/// How much there is in an instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct InstanceCounts {
    /// Products.
    pub products: usize,
    /// Devices of all products.
    pub devices: usize,
    /// Groups of devices.
    pub groups: usize,
    /// Update packages.
    pub packages: usize,
    /// Batches by their state, such as `IN_PROGRESS`; states without any are left out.
    pub jobs: BTreeMap<&'static str, usize>,
    /// Tasks by their state, such as `QUEUED`; states without any are left out.
    pub tasks: BTreeMap<&'static str, usize>,
}

impl InstanceCounts {
    fn of(instance: &Instance) -> Self {
        let mut jobs: BTreeMap<&str, usize> = BTreeMap::new();
        let mut tasks: BTreeMap<&str, usize> = BTreeMap::new();
        for job in instance.jobs.values() {
            *jobs.entry(job.status.as_str()).or_default() += 1;
            for task in job.tasks() {
                *tasks.entry(task.status.as_str()).or_default() += 1;
            }
        }
        Self {
            products: instance.products.len(),
            devices: instance.products.values().map(|product| product.devices.len()).sum(),
            groups: instance.groups.len(),
            packages: instance.packages.len(),
            jobs,
            tasks,
        }
    }
}

impl Server {
    /// How much there is in the world now.
    pub(crate) fn counts(&self) -> WorldCounts {
        let mut inner = self.inner();
        inner.settle();
        let instances = inner.world.instances.iter();
        WorldCounts {
            time: inner.world.now.to_string(),
            objects: inner.world.objects.len(),
            instances: instances
                .map(|(id, instance)| (id.clone(), InstanceCounts::of(instance)))
                .collect(),
        }
    }
}

pub(super) fn counts(call: &Call<'_>) -> Result<Value, Denied> {
    Ok(json!(call.server.counts()))
}

pub(super) fn health(call: &Call<'_>) -> Result<Value, Denied> {
    let spec = &call.server.gateway.spec;
    let mut health = json!({
        "version": 1,
        "status": "ok",
        "product": spec.service.product,
        "apiVersion": spec.service.version,
        "operations": spec.operations.len(),
    });
    if let (Value::Object(health), Value::Object(times)) = (&mut health, time::times(call.server)) {
        health.extend(times);
    }
    Ok(health)
}
