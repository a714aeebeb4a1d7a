//! Adds devices to a product: those of a seed, and new ones later.

use std::collections::BTreeSet;
use std::iter;
use std::ops::Range;

use super::{bounds, names};
use crate::refusal::Refusal;
use crate::seed::{Numbered, SeedDevice};
use crate::time::Moment;
use crate::world::fleet::changes::{no_product, refused};
use crate::world::product::DEFAULT_MODULE;
use crate::world::{Behaviour, Device, Instance, OwnBehaviour, Product, World};

impl World {
    /// Adds devices to a product, all or none. Dynamic jobs take in those that they are for.
    pub(crate) fn add_devices(
        &mut self,
        instance: &str,
        product_key: &str,
        devices: &[SeedDevice],
        numbered: Option<&Numbered>,
    ) -> Result<(), Refusal> {
        bounds::check_devices(self, devices, numbered).map_err(refused)?;
        let now = self.now;
        let instance = self.instance_mut(instance)?;
        let number = instance.product_number(product_key).ok_or_else(|| no_product(product_key))?;
        let added = instance.add_devices(number, devices, numbered, now).map_err(refused)?;
        if instance.agenda.strategies.is_empty() {
            return Ok(());
        }
        let product = instance.products.get_index(number as usize);
        let modules = product.into_iter().flat_map(|(_, product)| &product.module_names);
        let modules: Vec<String> = iter::once(DEFAULT_MODULE.to_owned())
            .chain(modules.map(|name| name.to_string()))
            .collect();
        for device in added {
            for module in &modules {
                instance.join_strategy((number, device), module, true, now);
            }
        }
        Ok(())
    }
}

impl Instance {
    /// Adds devices to a product, all or none, and gives their numbers.
    pub(crate) fn add_devices(
        &mut self,
        number: u32,
        devices: &[SeedDevice],
        numbered: Option<&Numbered>,
        now: Moment,
    ) -> Result<Range<u32>, String> {
        self.check_devices(number, devices, numbered)?;
        let Some((_, product)) = self.products.get_index_mut(number as usize) else {
            return Ok(0..0);
        };
        let count = |product: &Product| u32::try_from(product.devices.len()).unwrap_or(u32::MAX);
        let first = count(product);
        if product.additions.last().is_none_or(|(_, time)| *time < now) {
            product.additions.push((first, now));
        }
        for device in devices {
            let position = count(product);
            product.devices.insert(device.name().into(), Device::default());
            let SeedDevice::Detailed(details) = device else { continue };
            for (module, version) in &details.versions {
                product.report_version(position, module, version);
            }
            if let Some(nickname) = &details.nickname {
                product.nicknames.insert(position, nickname.as_str().into());
            }
            if let Some((_, device)) = product.devices.get_index_mut(position as usize) {
                device.unactive = details.unactive;
                device.behaviour = details
                    .behaviour
                    .clone()
                    .map(|behaviour| Box::new(OwnBehaviour { behaviour, since: now }));
            }
            if let Some(id) = &details.iot_id {
                self.device_names.add(id, (number, position));
            }
        }
        if let Some(numbered) = numbered {
            product.devices.reserve(numbered.count as usize);
            for name in numbered.names() {
                product.devices.insert(name, Device::default());
            }
        }
        Ok(first..count(product))
    }

    /// Whether devices can be added to a product.
    fn check_devices(
        &self,
        number: u32,
        devices: &[SeedDevice],
        numbered: Option<&Numbered>,
    ) -> Result<(), String> {
        let Some((key, product)) = self.products.get_index(number as usize) else { return Ok(()) };
        names::check_devices(key, devices, numbered)?;
        let exists = |name: &str| Err(format!("product `{key}` has device `{name}` already"));
        let mut names = BTreeSet::new();
        let mut ids = BTreeSet::new();
        for device in devices {
            let name = device.name();
            if product.device(name).is_some() {
                return exists(name);
            }
            if !names.insert(name) {
                return Err(format!("product `{key}` has device `{name}` twice"));
            }
            let SeedDevice::Detailed(details) = device else { continue };
            if let Some(id) = &details.iot_id
                && (self.device_names.get(id).is_some() || !ids.insert(id))
            {
                return Err(format!("the `iotId` `{id}` belongs to another device already"));
            }
            if details.unactive && !details.versions.is_empty() {
                return Err(format!(
                    "device `{name}` of product `{key}` is `unactive` and has `versions`; one that was never online has not reported any, leave one of the two out"
                ));
            }
            let mut modules = BTreeSet::new();
            let mut reported = details.versions.keys();
            if let Some(twice) = reported.find(|name| !modules.insert(name.to_ascii_lowercase())) {
                return Err(format!(
                    "device `{name}` of product `{key}` runs module `{twice}` twice; names that differ in letter case only are the same"
                ));
            }
            let check = details.behaviour.as_ref().map_or(Ok(()), Behaviour::check);
            check.map_err(|message| format!("device `{name}` of product `{key}`: {message}"))?;
        }
        let mut numbered = numbered.into_iter().flat_map(Numbered::names);
        let is_taken = |name: &str| product.device(name).is_some() || names.contains(name);
        match numbered.find(|name| is_taken(name)) {
            Some(name) if names.contains(&*name) => {
                Err(format!("product `{key}` has device `{name}` twice"))
            }
            Some(name) => exists(&name),
            None => Ok(()),
        }
    }
}
