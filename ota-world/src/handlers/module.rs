//! Operations on the modules of a product.
//!
//! `default` stands for the device as a whole. Every product has it, it is not a custom module, and
//! these operations neither create, change, delete nor list it; only the versions of a device
//! include it. Names are compared without letter case.

use ota_spec::Value;

use super::call::Call;
use super::fields::string;
use super::known::{illegal, no_product};
use super::paging;
use crate::refusal::{Fields, Refusal};
use crate::world::product::DEFAULT_MODULE;
use crate::world::{Module, Product, World};

/// The most custom modules of a product.
const MOST: usize = 10;

/// `CreateOTAModule`: adds a custom module to the product.
///
/// Refused, checked in this order: a product that does not exist (`iot.prod.NotExistedProduct`);
/// the name `default`, a name that the product has, and an eleventh module (all
/// `iot.system.IllegalRequest`).
pub(super) fn create(world: &mut World, call: &Call<'_>) -> Result<Fields, Refusal> {
    let now = world.now;
    let instance = call.instance_mut(world)?;
    let (key, product) = call.product(instance)?;
    let name = call.string("ModuleName")?;
    if name.eq_ignore_ascii_case(DEFAULT_MODULE) {
        return Err(illegal("every product has the module `default`; choose another `ModuleName`"));
    }
    if let Some(known) = find(product, name) {
        return Err(illegal(format!(
            "product `{key}` has module `{known}`; names that differ in case only are the same"
        )));
    }
    if product.modules.len() >= MOST {
        return Err(illegal(format!(
            "product `{key}` has {MOST} custom modules, which is the most"
        )));
    }
    let module = Module {
        alias: call.optional_string("AliasName").map(str::to_owned),
        description: call.optional_string("Desc").map(str::to_owned),
        created: now,
        modified: now,
    };
    if let Some(product) = instance.products.get_mut(key) {
        product.modules.insert(name.to_owned(), module);
    }
    Ok(Fields::new())
}

/// `UpdateOTAModule`: sets the alias and the description that are sent, and keeps the rest.
///
/// Refused, checked in this order: a product that does not exist (`iot.prod.NotExistedProduct`);
/// a custom module that the product does not have (`iot.system.IllegalRequest`).
pub(super) fn update(world: &mut World, call: &Call<'_>) -> Result<Fields, Refusal> {
    let now = world.now;
    let instance = call.instance_mut(world)?;
    let (key, product) = call.product(instance)?;
    let name = call.string("ModuleName")?;
    let known = find(product, name).ok_or_else(|| no_module(key, name))?.to_owned();
    let product = instance.products.get_mut(key);
    if let Some(module) = product.and_then(|product| product.modules.get_mut(&known)) {
        let given = |name: &str| call.optional_string(name).map(str::to_owned);
        module.alias = given("AliasName").or(module.alias.take());
        module.description = given("Desc").or(module.description.take());
        module.modified = now;
    }
    Ok(Fields::new())
}

/// `DeleteOTAModule`: deletes the custom module. The versions that devices reported for it stay.
///
/// Refused, checked in this order: a product that does not exist (`iot.prod.NotExistedProduct`);
/// the module `default`, a custom module that the product does not have, and one that packages of
/// the product are for (all `iot.system.IllegalRequest`).
pub(super) fn delete(world: &mut World, call: &Call<'_>) -> Result<Fields, Refusal> {
    let instance = call.instance_mut(world)?;
    let (key, product) = call.product(instance)?;
    let name = call.string("ModuleName")?;
    if name.eq_ignore_ascii_case(DEFAULT_MODULE) {
        return Err(illegal("the module `default` is the device as a whole and cannot be removed"));
    }
    let known = find(product, name).ok_or_else(|| no_module(key, name))?.to_owned();
    let in_use = instance.packages.iter().find(|(_, package)| {
        package.product_key.as_deref() == Some(key) && package.module.eq_ignore_ascii_case(name)
    });
    if let Some((id, _)) = in_use {
        return Err(illegal(format!(
            "package `{id}` is for module `{known}`; delete the packages of a module first"
        )));
    }
    if let Some(product) = instance.products.get_mut(key) {
        product.modules.shift_remove(&known);
    }
    Ok(Fields::new())
}

/// `ListOTAModuleByProduct`: the custom modules of a product, the newest first.
///
/// A product that does not exist is refused (`iot.prod.NotExistedProduct`).
pub(super) fn list_by_product(world: &World, call: &Call<'_>) -> Result<Fields, Refusal> {
    let (key, product) = call.product(call.instance(world)?)?;
    let row = |(name, module): (&String, &Module)| {
        let mut fields = vec![
            string("ModuleName", name),
            string("ProductKey", key),
            string("GmtCreate", module.created.to_minute()),
            string("GmtModified", module.modified.to_minute()),
        ];
        fields.extend(module.alias.as_ref().map(|alias| string("AliasName", alias)));
        fields.extend(module.description.as_ref().map(|text| string("Desc", text)));
        Value::Object(fields)
    };
    let rows = product.modules.iter().rev().map(row).collect();
    Ok(vec![("Data".to_owned(), Value::Array(rows))])
}

/// `ListOTAModuleVersionsByDevice`: what a device runs, `default` first, then its modules in the
/// order of their first report.
///
/// Refused, checked in this order: an `IotId` of no device (`iot.device.InvalidIoTId`), or
/// without one a product that does not exist (`iot.prod.NotExistedProduct`) and a device that it
/// does not have (`iot.device.NotExistedDevice`); an invalid page
/// (`iot.common.InvalidPageParams`).
pub(super) fn list_versions(world: &World, call: &Call<'_>) -> Result<Fields, Refusal> {
    let instance = call.instance(world)?;
    let (number, device) = call.device(instance)?;
    let Some((key, product)) = instance.products.get_index(number as usize) else {
        return Err(no_product(call.optional_string("ProductKey").unwrap_or_default()));
    };
    let modules = product.devices.get_index(device as usize);
    let modules = modules.map_or(&[][..], |(_, device)| &device.modules);
    let modules = modules
        .iter()
        .filter_map(|(module, _)| product.module_names.get_index(*module as usize))
        .map(|name| &**name);
    // A device that was never online has reported nothing.
    let whole = product.version(device, DEFAULT_MODULE).map(|_| DEFAULT_MODULE);
    let names = whole.into_iter().chain(modules);
    let (names, mut fields) = paging::page(call, names)?;
    let iot_id = instance.device_id(number, device);
    let row = |name: &str| {
        let version = product.version(device, name)?;
        Some(Value::Object(vec![
            string("IotId", &iot_id),
            string("ProductKey", key),
            string("DeviceName", product.device_name(device)),
            string("ModuleName", product.module_name(name)),
            string("ModuleVersion", version),
        ]))
    };
    let rows = names.filter_map(row).collect();
    fields.push(("Data".to_owned(), Value::Array(rows)));
    Ok(fields)
}

/// The name of a custom module as it was created.
fn find<'p>(product: &'p Product, name: &str) -> Option<&'p str> {
    product.modules.keys().map(String::as_str).find(|known| known.eq_ignore_ascii_case(name))
}

fn no_module(product_key: &str, name: &str) -> Refusal {
    illegal(format!("product `{product_key}` has no custom module `{name}`; check `ModuleName`"))
}
