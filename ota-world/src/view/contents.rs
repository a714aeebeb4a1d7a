//! Products and devices.

use crate::world::product::DEFAULT_MODULE;
use crate::world::{DeviceStatus, Instance, World};

/// A product.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Product {
    /// Its key.
    pub product_key: String,
    /// Its name for people; may be empty.
    pub product_name: String,
    /// The number of its devices.
    pub devices: usize,
    /// The names of its custom modules.
    pub modules: Vec<String>,
}

/// A device.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Device {
    /// Its name.
    pub device_name: String,
    /// Its `IotId`.
    pub iot_id: String,
    /// The version that it runs as a whole; empty if it has never been online.
    pub version: String,
    /// The number of its unfinished tasks.
    pub unfinished: usize,
    /// Whether it is online.
    pub status: DeviceStatus,
}

impl World {
    /// The products of an instance, in the order in which they were added; nothing if the account does not
    /// have that instance.
    pub fn products(&self, instance: &str) -> Vec<Product> {
        let Some(instance) = self.instances.get(instance) else { return Vec::new() };
        let products = instance.products.iter().map(|(key, product)| Product {
            product_key: key.clone(),
            product_name: product.name.clone(),
            devices: product.devices.len(),
            modules: product.modules.keys().cloned().collect(),
        });
        products.collect()
    }

    /// Up to `most` devices of a product without the first `skipped` ones, in the order in which they were added. The
    /// time it takes does not depend on `skipped`.
    pub fn devices(
        &self,
        instance: &str,
        product_key: &str,
        skipped: usize,
        most: usize,
    ) -> Vec<Device> {
        let Some(instance) = self.instances.get(instance) else { return Vec::new() };
        let Some(product) = instance.products.get(product_key) else { return Vec::new() };
        let end = product.devices.len().min(skipped.saturating_add(most));
        (skipped..end).filter_map(|number| self.shown(instance, product_key, number)).collect()
    }

    /// What each device of a product runs in a module, `default` being the device as a whole; empty where it has said of
    /// none. In the order in which the devices were added.
    pub fn versions(
        &self,
        instance: &str,
        product_key: &str,
        module: &str,
    ) -> Vec<(String, String)> {
        let Some(instance) = self.instances.get(instance) else { return Vec::new() };
        let Some(product) = instance.products.get(product_key) else { return Vec::new() };
        let names = (0..).zip(product.devices.keys());
        names
            .map(|(number, name)| {
                let version = product.version(number, module).unwrap_or_default();
                (name.to_string(), version.to_owned())
            })
            .collect()
    }

    /// A device by its name, if the product has it.
    pub fn device(&self, instance: &str, product_key: &str, name: &str) -> Option<Device> {
        let instance = self.instances.get(instance)?;
        let number = instance.products.get(product_key)?.device(name)?;
        self.shown(instance, product_key, usize::try_from(number).ok()?)
    }

    fn shown(&self, instance: &Instance, product_key: &str, number: usize) -> Option<Device> {
        let (place, _, product) = instance.products.get_full(product_key)?;
        let (name, device) = product.devices.get_index(number)?;
        let (place, number) = (u32::try_from(place).ok()?, u32::try_from(number).ok()?);
        let version = product.version(number, DEFAULT_MODULE).unwrap_or_default();
        Some(Device {
            device_name: name.to_string(),
            iot_id: instance.device_id(place, number),
            version: version.to_owned(),
            unfinished: device.open.len(),
            status: instance.device_state((place, number), self.now, &self.model)?.status,
        })
    }
}
