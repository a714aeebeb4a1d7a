//! Operations on products, devices and groups. All of them only read.
//!
//! All products have a thing model (`iothub_senior`), speak Alink JSON and prove who they are by
//! their secret; all are in China (Shanghai) and belong to the account. Lists have what was added
//! last first. Devices do not change but for coming and going, so they were last changed when they
//! were added.

mod show;

use ota_spec::Value;

use super::call::Call;
use super::fields::number;
use super::known::{no_device, no_device_id, no_product, unusable};
use super::paging;
use crate::refusal::{Fields, Refusal};
use crate::world::{DeviceStatus, Group, Instance, Product, World};

use show::Row;

/// The shortest beginning of names that can be searched for.
const SHORTEST_PREFIX: usize = 4;

/// `QueryProductList`: all products.
///
/// `ResourceGroupId` has no effect, as the documentation says of the service. An invalid page is
/// refused (`iot.common.InvalidPageParams`).
pub(super) fn products(world: &World, call: &Call<'_>) -> Result<Fields, Refusal> {
    let instance = call.instance(world)?;
    let is_meant =
        call.optional_string("AliyunCommodityCode").is_none_or(|code| code == "iothub_senior");
    let products = instance.products.iter().rev().filter(|_| is_meant);
    let (products, mut fields) = paging::page(call, products)?;
    let products = products.map(|(key, product)| show::product(key, product)).collect();
    fields.push(("List".to_owned(), Value::Array(products)));
    Ok(vec![("Data".to_owned(), Value::Object(fields))])
}

/// `QueryDevice`: the devices of a product.
///
/// Refused, checked in this order: a product that does not exist (`iot.prod.NotExistedProduct`);
/// an invalid page, and a token that was not given out (`iot.common.InvalidPageParams`).
pub(super) fn list(world: &World, call: &Call<'_>) -> Result<Fields, Refusal> {
    let instance = call.instance(world)?;
    let (key, product) = call.product(instance)?;
    let place = instance.product_number(key).ok_or_else(|| no_product(key))?;
    let devices = (0..count(product)).rev();
    let (devices, mut fields) = paging::by_token(call, instance.salt, devices)?;
    let rows =
        devices.filter_map(|device| Some(Row::of(world, instance, (place, device))?.listed()));
    fields.push(("Data".to_owned(), Value::Array(rows.collect())));
    Ok(fields)
}

/// `QueryDeviceDetail`: a device. What a device that was never online does not have is left out.
///
/// Refused, checked in this order: an `IotId` of no device (`iot.device.InvalidIoTId`), or
/// without one a product that does not exist (`iot.prod.NotExistedProduct`) and a device that it
/// does not have (`iot.device.NotExistedDevice`).
pub(super) fn detail(world: &World, call: &Call<'_>) -> Result<Fields, Refusal> {
    let instance = call.instance(world)?;
    let device = call.device(instance)?;
    let row = Row::of(world, instance, device).map(|row| row.detailed());
    Ok(vec![("Data".to_owned(), row.unwrap_or(Value::Null))])
}

/// `QueryDeviceStatistics`: counts of the instance, a product, a group, or both.
///
/// Groups of both kinds are counted. Refused, checked in this order: a product that does not exist
/// (`iot.prod.NotExistedProduct`), a group that does not (`iot.common.InvalidParam`).
pub(super) fn statistics(world: &World, call: &Call<'_>) -> Result<Fields, Refusal> {
    let instance = call.instance(world)?;
    let only = only_product(call, instance)?;
    let group = call.optional_string("GroupId").map(|id| find_group(instance, id)).transpose()?;
    let (mut all, mut active, mut online) = (0_u64, 0_u64, 0_u64);
    let mut count_one = |device: (u32, u32)| {
        let Some(state) = instance.device_state(device, world.now, &world.model) else { return };
        all += 1;
        active += u64::from(state.status != DeviceStatus::Unactive);
        online += u64::from(state.status == DeviceStatus::Online);
    };
    match group {
        Some(group) => members(instance, group, only).into_iter().for_each(count_one),
        None => {
            for (place, (key, product)) in (0..).zip(&instance.products) {
                if only.is_none_or(|only| only == key) {
                    (0..count(product)).for_each(|device| count_one((place, device)));
                }
            }
        }
    }
    let counts =
        [number("deviceCount", all), number("activeCount", active), number("onlineCount", online)];
    Ok(vec![("Data".to_owned(), Value::Object(counts.to_vec()))])
}

/// `BatchGetDeviceState`: named devices, in the order in which they are named.
///
/// A device that does not exist makes the call fail. Refused, checked in this order: an `IotId` of
/// no device (`iot.device.InvalidIoTId`), or without any a product that does not exist
/// (`iot.prod.NotExistedProduct`) and a device that it does not have
/// (`iot.device.NotExistedDevice`).
pub(super) fn states(world: &World, call: &Call<'_>) -> Result<Fields, Refusal> {
    let instance = call.instance(world)?;
    let ids = call.strings("IotId");
    let devices: Vec<(u32, u32)> = if ids.is_empty() {
        let (key, product) = call.product(instance)?;
        let place = instance.product_number(key).ok_or_else(|| no_product(key))?;
        let device = |name: &str| {
            let device = product.device(name).ok_or_else(|| no_device(key, name, "DeviceName"))?;
            Ok((place, device))
        };
        call.strings("DeviceName").into_iter().map(device).collect::<Result<_, Refusal>>()?
    } else {
        let device = |id: &str| instance.find_device(id).ok_or_else(|| no_device_id(id));
        ids.into_iter().map(device).collect::<Result<_, Refusal>>()?
    };
    let rows = devices.into_iter();
    let rows = rows.filter_map(|device| Some(Row::of(world, instance, device)?.state())).collect();
    Ok(vec![("DeviceStatusList".to_owned(), Value::Array(rows))])
}

/// `QueryDynamicGroupDevices`: the devices of a dynamic group.
///
/// A state that no device of a world has (`DISABLE`) finds none. Refused, checked in this order: a
/// product that does not exist (`iot.prod.NotExistedProduct`); a group that does not exist or is
/// static, and with `FuzzyName` a name of fewer than four characters (both
/// `iot.common.InvalidParam`); an invalid page, and a token that was not given out
/// (`iot.common.InvalidPageParams`).
pub(super) fn of_dynamic_group(world: &World, call: &Call<'_>) -> Result<Fields, Refusal> {
    let instance = call.instance(world)?;
    let only = only_product(call, instance)?;
    let group = group_of_kind(instance, call.string("GroupId")?, true)?;
    let (name, status) = (call.optional_string("DeviceName"), call.optional_string("Status"));
    let is_fuzzy = call.flag("FuzzyName") == Some(true);
    if let Some(short) = name.filter(|name| is_fuzzy && name.chars().count() < SHORTEST_PREFIX) {
        return Err(unusable(format!(
            "`DeviceName` is `{short}`; with `FuzzyName` send at least {SHORTEST_PREFIX} characters"
        )));
    }
    let is_meant = |device: &(u32, u32)| {
        let fits = |wanted: &str| {
            let product = instance.products.get_index(device.0 as usize);
            let known = product.map_or("", |(_, product)| product.device_name(device.1));
            if is_fuzzy { known.starts_with(wanted) } else { known == wanted }
        };
        let is = |wanted: &str| {
            let state = instance.device_state(*device, world.now, &world.model);
            state.is_some_and(|state| state.status.as_str() == wanted)
        };
        name.is_none_or(fits) && status.is_none_or(is)
    };
    let devices: Vec<_> = members(instance, group, only).into_iter().filter(is_meant).collect();
    let (devices, mut fields) = paging::by_token(call, instance.salt, devices.into_iter())?;
    let rows =
        devices.filter_map(|device| Some(Row::of(world, instance, device)?.in_dynamic_group()));
    fields.push(("Data".to_owned(), Value::Array(rows.collect())));
    Ok(fields)
}

/// `QueryDeviceListByDeviceGroup`: the devices of a static group.
///
/// Refused, checked in this order: a group that does not exist or is dynamic
/// (`iot.common.InvalidParam`), an invalid page (`iot.common.InvalidPageParams`).
pub(super) fn of_static_group(world: &World, call: &Call<'_>) -> Result<Fields, Refusal> {
    let instance = call.instance(world)?;
    let group = group_of_kind(instance, call.string("GroupId")?, false)?;
    let devices = members(instance, group, None);
    let (devices, mut fields) = paging::numbered(call, devices.into_iter())?;
    let rows =
        devices.filter_map(|device| Some(Row::of(world, instance, device)?.in_static_group()));
    fields.push(("Data".to_owned(), Value::Array(rows.collect())));
    Ok(fields)
}

/// The product of `ProductKey` where it is optional.
fn only_product<'c>(call: &'c Call<'_>, instance: &Instance) -> Result<Option<&'c str>, Refusal> {
    match call.optional_string("ProductKey") {
        Some(key) if !instance.products.contains_key(key) => Err(no_product(key)),
        key => Ok(key),
    }
}

fn find_group<'i>(instance: &'i Instance, id: &str) -> Result<&'i Group, Refusal> {
    let group = instance.groups.get(id);
    group.ok_or_else(|| unusable(format!("there is no group `{id}`; check `GroupId`")))
}

fn group_of_kind<'i>(
    instance: &'i Instance,
    id: &str,
    is_dynamic: bool,
) -> Result<&'i Group, Refusal> {
    let group = find_group(instance, id)?;
    if group.is_dynamic == is_dynamic {
        return Ok(group);
    }
    let (is, other) = match is_dynamic {
        true => ("static", "QueryDeviceListByDeviceGroup"),
        false => ("dynamic", "QueryDynamicGroupDevices"),
    };
    Err(unusable(format!("group `{id}` is {is}; `{other}` lists its devices")))
}

/// The devices of a group, of one product or all: numbers of product and device, what was added last
/// first.
fn members(instance: &Instance, group: &Group, only: Option<&str>) -> Vec<(u32, u32)> {
    let products = group.members.iter().filter(|(key, _)| only.is_none_or(|only| only == *key));
    let devices = products.flat_map(|(key, devices)| {
        let place = instance.product_number(key);
        devices.iter().filter_map(move |device| Some((place?, *device)))
    });
    let mut devices: Vec<(u32, u32)> = devices.collect();
    devices.sort_unstable_by(|one, other| other.cmp(one));
    devices
}

fn count(product: &Product) -> u32 {
    u32::try_from(product.devices.len()).unwrap_or(u32::MAX)
}
