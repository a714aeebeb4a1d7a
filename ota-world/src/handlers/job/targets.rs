//! The devices that a job reaches.

use std::collections::BTreeSet;

use crate::handlers::call::Call;
use crate::handlers::known::{no_device, unusable};
use crate::refusal::Refusal;
use crate::time::Moment;
use crate::world::ids::draw;
use crate::world::{Group, Instance, Job, JobKind, Package, Product, TargetSelection, World};

/// The number of parts in 100 %, for shares with up to three decimals.
const ALL: u64 = 100_000;

/// The devices of a static job, in the order of their numbers.
pub(super) fn of_static(
    world: &World,
    instance: &Instance,
    call: &Call<'_>,
    product: &Product,
    package: &Package,
) -> Result<(TargetSelection, Vec<u32>), Refusal> {
    let product_key = call.string("ProductKey")?;
    let versions = call.strings("SrcVersion");
    let suits = |device: &u32| {
        let version = product.version(*device, &package.module);
        suits(package, version) && (versions.is_empty() || is_one_of(version, &versions))
    };
    let count = u32::try_from(product.devices.len()).unwrap_or(u32::MAX);
    Ok(match call.string("TargetSelection")? {
        "SPECIFIC" => {
            let devices = match call.optional_string("DnListFileUrl") {
                Some(url) => listed(world, url, call.instance, product_key, product)?,
                None => named(call, product_key, product, package)?,
            };
            (TargetSelection::Specific, devices.into_iter().filter(suits).collect())
        }
        "GRAY" => {
            let share = share(call.string("GrayPercent")?)?;
            let all: Vec<u32> = (0..count).filter(suits).collect();
            let salt = draw(instance.salt, &[instance.jobs.len() as u64]);
            (TargetSelection::Gray, some(all, share, salt))
        }
        "GROUP" => {
            let group = group(instance, call.string("GroupId")?, false)?;
            let members = members(group, product_key);
            (TargetSelection::Group, members.into_iter().filter(suits).collect())
        }
        _ => (TargetSelection::All, (0..count).filter(suits).collect()),
    })
}

/// The devices that match a dynamic job now, in the order of their numbers.
pub(super) fn matching(instance: &Instance, job: &Job) -> Vec<u32> {
    let Some(product) = instance.products.get(&job.product_key) else { return Vec::new() };
    match job.settings.group_id.as_ref().and_then(|id| instance.groups.get(id)) {
        Some(group) => members(group, &job.product_key)
            .into_iter()
            .filter(|device| instance.has_use(job, product, *device))
            .collect(),
        None => {
            let count = u32::try_from(product.devices.len()).unwrap_or(u32::MAX);
            (0..count).filter(|device| instance.matches(job, product, *device)).collect()
        }
    }
}

/// Lets the devices that match a dynamic job now join it, if it takes those in.
pub(super) fn join_present(instance: &mut Instance, number: u32, now: Moment) {
    let devices = match instance.job_at(number) {
        Some((_, job)) if job.kind == (JobKind::Dynamic { with_present: true }) => {
            matching(instance, job)
        }
        _ => Vec::new(),
    };
    for device in devices {
        instance.start_task(number, device, now);
    }
}

/// The devices of `TargetDeviceName`; those of a differential package run what it starts from.
pub(super) fn named(
    call: &Call<'_>,
    product_key: &str,
    product: &Product,
    package: &Package,
) -> Result<Vec<u32>, Refusal> {
    let mut devices = BTreeSet::new();
    for name in call.strings("TargetDeviceName") {
        let device = product.device(name);
        let device = device.ok_or_else(|| no_device(product_key, name, "TargetDeviceName"))?;
        let version = product.version(device, &package.module);
        if version != Some(&package.dest_version) && !starts_from(package, version) {
            return Err(unusable(format!(
                "device `{name}` runs {}, but the differential package starts from {}; check `TargetDeviceName`",
                shown(version),
                shown(package.src_version.as_deref()),
            )));
        }
        devices.insert(device);
    }
    Ok(devices.into_iter().collect())
}

/// The devices of an uploaded list.
fn listed(
    world: &World,
    url: &str,
    instance: &str,
    product_key: &str,
    product: &Product,
) -> Result<Vec<u32>, Refusal> {
    let object = world.usable_object(url, instance);
    let names = object.map_or(&[][..], |(_, object)| &object.names);
    if names.is_empty() {
        return Err(unusable(format!(
            "`{url}` is not a list of devices that was uploaded for this instance within the last hour; set `DnListFileUrl` to the `FileUrl` that `GenerateDeviceNameListURL` returned for it, and upload the list first"
        )));
    }
    let device = |name: &String| {
        product.device(name).ok_or_else(|| no_device(product_key, name, "DnListFileUrl"))
    };
    let devices: BTreeSet<u32> = names.iter().map(device).collect::<Result<_, Refusal>>()?;
    Ok(devices.into_iter().collect())
}

/// The group for jobs of this kind.
pub(super) fn group<'i>(
    instance: &'i Instance,
    id: &str,
    is_dynamic: bool,
) -> Result<&'i Group, Refusal> {
    let group = instance.groups.get(id);
    let group =
        group.ok_or_else(|| unusable(format!("there is no group `{id}`; check `GroupId`")))?;
    if group.is_dynamic == is_dynamic {
        return Ok(group);
    }
    let (is, needed) = if is_dynamic { ("static", "dynamic") } else { ("dynamic", "static") };
    Err(unusable(format!("group `{id}` is {is}; this job needs a {needed} one")))
}

fn members(group: &Group, product_key: &str) -> Vec<u32> {
    let members = group.members.get(product_key);
    members.map_or_else(Vec::new, |members| members.iter().copied().collect())
}

/// Checks that the versions named for a differential package are the one that it starts from.
pub(super) fn check_versions(
    package: &Package,
    versions: &[&str],
    parameter: &str,
) -> Result<(), Refusal> {
    match versions.iter().find(|version| !starts_from(package, Some(version))) {
        None => Ok(()),
        Some(version) => Err(unusable(format!(
            "the differential package starts from {}, not from `{version}`; check `{parameter}`",
            shown(package.src_version.as_deref()),
        ))),
    }
}

/// Whether a device on a version can use the package.
fn suits(package: &Package, version: Option<&str>) -> bool {
    version != Some(&package.dest_version) && starts_from(package, version)
}

/// Whether the package can be installed over a version.
fn starts_from(package: &Package, version: Option<&str>) -> bool {
    !package.is_differential || package.src_version.as_deref() == version
}

fn is_one_of(version: Option<&str>, versions: &[&str]) -> bool {
    version.is_some_and(|version| versions.contains(&version))
}

fn shown(version: Option<&str>) -> String {
    version.map_or_else(|| "an unknown version".to_owned(), |version| format!("`{version}`"))
}

/// How many parts of [`ALL`] a percentage such as `33.33` is.
fn share(percent: &str) -> Result<u64, Refusal> {
    let (whole, decimals) = percent.split_once('.').unwrap_or((percent, ""));
    let thousandths: Option<u64> = format!("{whole}{decimals:0<3}").parse().ok();
    thousandths.filter(|share| (1..=ALL).contains(share)).ok_or_else(|| {
        unusable(format!(
            "`GrayPercent` is `{percent}`; it must be above 0 and at most 100, with at most three decimals"
        ))
    })
}

/// A random share of the devices; at least one if there are any.
fn some(mut devices: Vec<u32>, share: u64, salt: u64) -> Vec<u32> {
    let count = (devices.len() as u64 * share / ALL).max(1);
    devices.sort_by_cached_key(|device| draw(salt, &[u64::from(*device)]));
    devices.truncate(usize::try_from(count).unwrap_or(usize::MAX));
    devices.sort_unstable();
    devices
}

#[cfg(test)]
mod tests {
    use super::{share, some};

    #[test]
    fn a_share_is_rounded_down_and_at_least_one() {
        let of = |count: u32, percent: &str| {
            some((0..count).collect(), share(percent).unwrap(), 7).len()
        };
        assert_eq!(of(10, "33.33"), 3);
        assert_eq!(of(10, "39.999"), 3);
        assert_eq!(of(10, "0.001"), 1);
        assert_eq!(of(10, "100"), 10);
        assert_eq!(of(10, "100.0"), 10);
        assert_eq!(of(0, "50"), 0);
        for wrong in ["0", "0.000", "100.001", "999"] {
            assert!(share(wrong).is_err(), "{wrong}");
        }
    }
}
