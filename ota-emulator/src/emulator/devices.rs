//! Changes to the devices of a running emulator.

use ota_world::{Behaviour, Change, Model, Numbered, SeedAddition, SeedDevice};

use super::{Contents, Emulator};

impl Emulator {
    /// Sets how devices behave from now on; devices with a behaviour of their own follow the model
    /// where that leaves something open. Running updates end as they would have.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// use ota_emulator::{Emulator, Model};
    ///
    /// let emulator = Emulator::start().await?;
    /// emulator.set_model(Model { failure_rate: 0.05, ..Model::default() })?;
    /// let error = emulator.set_model(Model { failure_rate: 5.0, ..Model::default() });
    /// assert!(error.unwrap_err().contains("`failureRate` is 5"));
    /// # Ok(())
    /// # })
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// A model that is out of range; a data folder that cannot be written, as with everything that
    /// changes something. Nothing has changed then.
    pub fn set_model(&self, model: Model) -> Result<(), String> {
        self.change(Change::SetModel { model })
    }

    /// Sets how a device of the instance without an ID behaves from now on, in place of any earlier
    /// behaviour; [`Behaviour::default`] makes it ordinary again. A running update ends as it would
    /// have.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// use ota_emulator::{Behaviour, DeviceFailure, Emulator, TaskStatus};
    /// use std::time::Duration;
    ///
    /// let emulator = Emulator::start().await?;
    /// let flashing = Behaviour { fails: Some(DeviceFailure::FlashFailed), ..Behaviour::default() };
    /// emulator.set_behaviour("a1V4kdeAbCd", "deviceName1", flashing)?;
    /// emulator.advance(Duration::from_secs(600));
    /// let tasks = emulator.tasks();
    /// let task = tasks.iter().find(|task| task.device_name == "deviceName1").unwrap();
    /// assert_eq!(task.status, TaskStatus::Failed);
    /// assert_eq!(task.description, "device reported -4: flashing failed");
    /// # Ok(())
    /// # })
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// A product or device that does not exist, a behaviour that is out of range. Nothing has
    /// changed then.
    pub fn set_behaviour(
        &self,
        product_key: &str,
        device_name: &str,
        behaviour: Behaviour,
    ) -> Result<(), String> {
        self.instance("").set_behaviour(product_key, device_name, behaviour)
    }

    /// A device of the instance without an ID reports by itself which version a module of it runs;
    /// `default` is the device as a whole.
    ///
    /// An unfinished task that was to bring that version has succeeded, one in progress that was
    /// to bring another has failed, and dynamic jobs take the device in if it matches.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// use ota_emulator::{Emulator, TaskStatus};
    ///
    /// let emulator = Emulator::start().await?;
    /// emulator.report_version("a1V4kdeAbCd", "deviceName1", "default", "2.0.0")?;
    /// let tasks = emulator.tasks();
    /// let task = tasks.iter().find(|task| task.device_name == "deviceName1").unwrap();
    /// assert_eq!(task.status, TaskStatus::Succeeded);
    /// # Ok(())
    /// # })
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// A product or device that does not exist, an empty version. Nothing has changed then.
    pub fn report_version(
        &self,
        product_key: &str,
        device_name: &str,
        module_name: &str,
        version: &str,
    ) -> Result<(), String> {
        self.instance("").report_version(product_key, device_name, module_name, version)
    }

    /// Adds devices to a product of the instance without an ID. Dynamic jobs take in those that
    /// they are for. A device can be given by its name or as a [`SeedDevice`].
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// use ota_emulator::Emulator;
    ///
    /// let emulator = Emulator::start().await?;
    /// emulator.add_devices("a1V4kdeAbCd", ["lamp", "bell"])?;
    /// assert!(emulator.add_devices("a1V4kdeAbCd", ["gate", "bell"]).is_err());
    /// # Ok(())
    /// # })
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// A product that does not exist, a device that does already. None has been added then.
    pub fn add_devices<D: Into<SeedDevice>>(
        &self,
        product_key: &str,
        devices: impl IntoIterator<Item = D>,
    ) -> Result<(), String> {
        self.instance("").add_devices(product_key, devices)
    }

    /// Adds devices to a product of the instance without an ID, named by a prefix and a number.
    ///
    /// # Errors
    ///
    /// Those of [`Emulator::add_devices`].
    pub fn add_numbered(&self, product_key: &str, numbered: Numbered) -> Result<(), String> {
        self.instance("").add_numbered(product_key, numbered)
    }

    /// Adds products with their devices and packages, groups, instances and files.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// use ota_emulator::{Emulator, SeedAddition};
    ///
    /// let emulator = Emulator::start().await?;
    /// let more: SeedAddition = serde_json::from_str(
    ///     r#"{ "products": [{ "productKey": "a1Lock", "numbered": { "count": 500 } }] }"#,
    /// )?;
    /// let before = emulator.world().instances[""].devices;
    /// emulator.add_seed(more)?;
    /// assert_eq!(emulator.world().instances[""].devices, before + 500);
    /// # Ok(())
    /// # })
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// An addition that contradicts itself, or has something that there is already. Nothing has
    /// been added then.
    pub fn add_seed(&self, more: SeedAddition) -> Result<(), String> {
        self.change(Change::Seed { more: Box::new(more) })
    }

    fn change(&self, change: Change) -> Result<(), String> {
        let id = self.service.request_ids.next();
        let done = self.service.change(&id, change).map_err(|rejection| rejection.message)?;
        done.map(drop).map_err(|failure| failure.message)
    }
}

impl Contents<'_> {
    /// As [`Emulator::set_behaviour`].
    ///
    /// # Errors
    ///
    /// Those of [`Emulator::set_behaviour`], and an instance that the account does not have.
    pub fn set_behaviour(
        &self,
        product_key: &str,
        device_name: &str,
        behaviour: Behaviour,
    ) -> Result<(), String> {
        self.emulator.change(Change::SetBehaviour {
            instance: self.instance.to_owned(),
            product_key: product_key.to_owned(),
            device_name: device_name.to_owned(),
            behaviour,
        })
    }

    /// As [`Emulator::report_version`].
    ///
    /// # Errors
    ///
    /// Those of [`Emulator::report_version`], and an instance that the account does not have.
    pub fn report_version(
        &self,
        product_key: &str,
        device_name: &str,
        module_name: &str,
        version: &str,
    ) -> Result<(), String> {
        self.emulator.change(Change::ReportVersion {
            instance: self.instance.to_owned(),
            product_key: product_key.to_owned(),
            device_name: device_name.to_owned(),
            module_name: module_name.to_owned(),
            version: version.to_owned(),
        })
    }

    /// As [`Emulator::add_devices`].
    ///
    /// # Errors
    ///
    /// Those of [`Emulator::add_devices`], and an instance that the account does not have.
    pub fn add_devices<D: Into<SeedDevice>>(
        &self,
        product_key: &str,
        devices: impl IntoIterator<Item = D>,
    ) -> Result<(), String> {
        let devices = devices.into_iter().map(Into::into).collect();
        self.add(product_key, devices, None)
    }

    /// As [`Emulator::add_numbered`].
    ///
    /// # Errors
    ///
    /// Those of [`Emulator::add_devices`], and an instance that the account does not have.
    pub fn add_numbered(&self, product_key: &str, numbered: Numbered) -> Result<(), String> {
        self.add(product_key, Vec::new(), Some(numbered))
    }

    fn add(
        &self,
        product_key: &str,
        devices: Vec<SeedDevice>,
        numbered: Option<Numbered>,
    ) -> Result<(), String> {
        self.emulator.change(Change::AddDevices {
            instance: self.instance.to_owned(),
            product_key: product_key.to_owned(),
            devices,
            numbered,
        })
    }
}
