//! Changes to devices from outside: how they behave, and versions that they report by themselves.

use crate::refusal::Refusal;
use crate::time::Moment;
use crate::world::account::World;
use crate::world::device::{DeviceStatus, OwnBehaviour};
use crate::world::instance::Instance;
use crate::world::model::{Behaviour, Model};
use crate::world::product::DEFAULT_MODULE;

/// The address of a device: the ID of its instance, the key of its product, its name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DeviceName<'a> {
    pub(crate) instance: &'a str,
    pub(crate) product_key: &'a str,
    pub(crate) device_name: &'a str,
}

impl World {
    /// Sets how devices behave from now on. Running updates end as they would have.
    ///
    /// Devices that were offline by the model are looked at again.
    pub(crate) fn set_model(&mut self, model: &Model) -> Result<(), Refusal> {
        model.check().map_err(|message| refused(format!("model: {message}")))?;
        self.model = model.clone();
        let now = self.now;
        for instance in self.instances.values_mut() {
            instance.look_at_all_again(now);
        }
        Ok(())
    }

    /// Sets how a device behaves from now on. A running update ends as it would have.
    pub(crate) fn set_behaviour(
        &mut self,
        name: DeviceName<'_>,
        behaviour: &Behaviour,
    ) -> Result<(), Refusal> {
        let device = name.device_name;
        behaviour.check().map_err(|message| refused(format!("device `{device}`: {message}")))?;
        let now = self.now;
        // The instance borrows from the world, so the model has to be cloned.
        let model = self.model.clone();
        let (instance, place) = self.find(name)?;
        let (product, device) = place;
        let before = instance.device_state(place, now, &model);
        let Some((_, product)) = instance.products.get_index_mut(product as usize) else {
            return Ok(());
        };
        let Some(before) = before else { return Ok(()) };
        // When it came back is known only from what it did before.
        if before.status == DeviceStatus::Online
            && before.last_online > Some(product.arrivals(device).last)
        {
            product.come_online(device, before.since);
        }
        let Some((_, known)) = product.devices.get_index_mut(device as usize) else {
            return Ok(());
        };
        known.behaviour = (*behaviour != Behaviour::default())
            .then(|| Box::new(OwnBehaviour { behaviour: behaviour.clone(), since: now }));
        let after = instance.device_state(place, now, &model).map(|state| state.status);
        if before.status == DeviceStatus::Offline
            && after == Some(DeviceStatus::Online)
            && let Some((_, product)) = instance.products.get_index_mut(place.0 as usize)
        {
            product.come_online(device, now);
        }
        instance.look_again_for(place, now);
        Ok(())
    }

    /// A device reports by itself what it runs in a module.
    pub(crate) fn report_version(
        &mut self,
        name: DeviceName<'_>,
        module: &str,
        version: &str,
    ) -> Result<(), Refusal> {
        if version.is_empty() {
            return Err(refused("a device cannot report an empty version".to_owned()));
        }
        let module = if module.is_empty() { DEFAULT_MODULE } else { module };
        let now = self.now;
        // The instance borrows from the world, so the model has to be cloned.
        let model = self.model.clone();
        let (instance, device) = self.find(name)?;
        instance.device_reports(device, module, version, now, &model);
        Ok(())
    }

    /// The instance of a device, and the numbers of product and device.
    fn find(&mut self, name: DeviceName<'_>) -> Result<(&mut Instance, (u32, u32)), Refusal> {
        let DeviceName { instance, product_key, device_name } = name;
        let instance = self.instance_mut(instance)?;
        let number = instance.product_number(product_key);
        let found = number.and_then(|number| Some((number, instance.products.get(product_key)?)));
        let (number, product) = found.ok_or_else(|| no_product(product_key))?;
        let device = product.device(device_name).ok_or_else(|| {
            let message = format!("product `{product_key}` has no device `{device_name}`");
            Refusal::new("iot.device.NotExistedDevice", message)
        })?;
        Ok((instance, (number, device)))
    }

    /// The instance with an ID, to be changed, or the refusal.
    pub(crate) fn instance_mut(&mut self, id: &str) -> Result<&mut Instance, Refusal> {
        self.instances.get_mut(id).ok_or_else(|| {
            let message =
                format!("there is no instance `{id}`; leave it out or name one that exists");
            Refusal::new("iot.system.InstanceNotFound", message)
        })
    }
}

impl Instance {
    /// Looks again at every task that waits for its device.
    fn look_at_all_again(&mut self, now: Moment) {
        self.agenda.forget_waiting();
        for number in 0..u32::try_from(self.jobs.len()).unwrap_or(u32::MAX) {
            if let Some(job) = self.job_at_mut(number)
                && job.unfinished() > 0
            {
                job.pacing.start_over();
                self.fill_agenda(number, now);
            }
        }
    }
}

/// The refusal of a change that cannot be made.
pub(crate) fn refused(message: String) -> Refusal {
    Refusal::new("iot.system.IllegalRequest", message)
}

/// The refusal of a change to a product that does not exist.
pub(crate) fn no_product(product_key: &str) -> Refusal {
    let message = format!("there is no product `{product_key}`; add it by `POST /_ota/seed`");
    Refusal::new("iot.prod.NotExistedProduct", message)
}
