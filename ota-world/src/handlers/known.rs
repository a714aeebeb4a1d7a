//! Finds the things that a call names, or refuses it.
//!
//! No codes are documented for jobs, tasks, groups and modules that do not exist. The choice is
//! `iot.system.IllegalRequest`, "one of its parameters cannot be used", with a message that says
//! which one. The same code stands for things whose state rules the operation out.

use super::call::Call;
use crate::refusal::Refusal;
use crate::world::{Instance, Job, Package, Product, World};

/// A parameter that names something that does not exist, or that the operation cannot act on.
pub(super) fn illegal(message: impl Into<String>) -> Refusal {
    Refusal::new("iot.system.IllegalRequest", message)
}

/// A parameter whose value is well formed but does not go with what the world is like.
pub(super) fn unusable(message: impl Into<String>) -> Refusal {
    Refusal::new("iot.common.InvalidParam", message)
}

impl Call<'_> {
    /// The product of `ProductKey` with its key.
    pub(super) fn product<'i>(
        &self,
        instance: &'i Instance,
    ) -> Result<(&str, &'i Product), Refusal> {
        let key = self.string("ProductKey")?;
        instance.products.get(key).map(|product| (key, product)).ok_or_else(|| no_product(key))
    }

    /// The package of `FirmwareId` with its ID. One of another product is not found; one that was
    /// created for no product fits all of them.
    pub(super) fn package_of<'i>(
        &self,
        instance: &'i Instance,
        product_key: &str,
    ) -> Result<(&str, &'i Package), Refusal> {
        let id = self.string("FirmwareId")?;
        let fits = |package: &&Package| {
            package.product_key.as_deref().is_none_or(|owner| owner == product_key)
        };
        let package = instance.packages.get(id).filter(fits).ok_or_else(|| no_package(id))?;
        Ok((id, package))
    }

    /// The number, the ID and the data of the job of `JobId`.
    pub(super) fn job<'i>(
        &self,
        instance: &'i Instance,
    ) -> Result<(u32, &'i str, &'i Job), Refusal> {
        let id = self.string("JobId")?;
        let found = instance
            .job_number(id)
            .and_then(|number| instance.job_at(number).map(|(id, job)| (number, id, job)));
        found.ok_or_else(|| illegal(format!("there is no job `{id}`; check `JobId`")))
    }

    /// The numbers of product and device of `IotId`, else of `ProductKey` and `DeviceName`.
    ///
    /// `IotId` wins where all are sent, also if it names no device (`iot.device.InvalidIoTId`).
    pub(super) fn device(&self, instance: &Instance) -> Result<(u32, u32), Refusal> {
        if let Some(id) = self.optional_string("IotId") {
            return instance.find_device(id).ok_or_else(|| no_device_id(id));
        }
        let (key, product) = self.product(instance)?;
        let name = self.string("DeviceName")?;
        let device = product.device(name).ok_or_else(|| no_device(key, name, "DeviceName"))?;
        let number = instance.product_number(key).ok_or_else(|| no_product(key))?;
        Ok((number, device))
    }
}

/// The refusal of a device that the product does not have.
pub(super) fn no_device(product_key: &str, name: &str, parameter: &str) -> Refusal {
    let message = format!(
        "product `{product_key}` has no device `{name}`; nothing was done, check `{parameter}`"
    );
    Refusal::new("iot.device.NotExistedDevice", message)
}

/// The refusal of an `IotId` that names no device.
pub(super) fn no_device_id(id: &str) -> Refusal {
    let message = format!("there is no device with the ID `{id}`; check `IotId`");
    Refusal::new("iot.device.InvalidIoTId", message)
}

/// The refusal of a package that does not exist.
pub(super) fn no_package(firmware_id: &str) -> Refusal {
    let message = format!("there is no package `{firmware_id}`; check `FirmwareId`");
    Refusal::new("iot.ota.FirmwareNotFound", message)
}

/// The refusal of a product that does not exist.
pub(super) fn no_product(product_key: &str) -> Refusal {
    let message = format!("there is no product `{product_key}`; check `ProductKey`");
    Refusal::new("iot.prod.NotExistedProduct", message)
}

/// Refuses a name that a package of the account has, in whatever instance.
pub(super) fn check_name(world: &World, name: &str) -> Result<(), Refusal> {
    let packages = world.instances.values().flat_map(|instance| instance.packages.values());
    if packages.into_iter().any(|package| package.name == name) {
        Err(illegal(format!(
            "a package of the account is named `{name}` already; choose another `FirmwareName`"
        )))
    } else {
        Ok(())
    }
}
