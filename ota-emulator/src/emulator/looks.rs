//! Looks at a running emulator that leave no trace in its record.

use ota_spec::Value;
use ota_world::{Device, LedgerEntry, Product, Progress, Refusal, World};

use super::{Contents, Emulator};
use crate::record::Requests;

impl Emulator {
    /// What an operation that only reads would respond now: the fields of its response without the envelope, and with empty
    /// addresses of files. It is no request: it needs no signature, counts for no quota, meets no fault, and
    /// stands in no record.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// use ota_emulator::Emulator;
    ///
    /// let emulator = Emulator::start().await?;
    /// let page = [("ProductKey", "a1V4kdeAbCd"), ("CurrentPage", "1"), ("PageSize", "10")];
    /// let packages = emulator.look("ListOTAFirmware", page).map_err(|refusal| refusal.message)?;
    /// assert!(packages.get("FirmwareInfo").is_some());
    /// assert!(emulator.requests().requests.is_empty());
    /// assert!(emulator.look("DeleteOTAFirmware", [("FirmwareId", "x")]).is_err());
    /// # Ok(())
    /// # })
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// An operation that does not exist or changes something, parameters that break a limit, a refusal of
    /// the operation.
    pub fn look<'a>(
        &self,
        action: &str,
        parameters: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Value, Refusal> {
        let products = self.service.gateway.products.all();
        let Some(product) = products.iter().find(|product| product.has_world) else {
            let message =
                format!("no world is served, so nothing is known of what `{action}` does");
            return Err(Refusal { code: "InvalidAction.NotFound".to_owned(), message });
        };
        let mut state = self.service.state();
        state.settle();
        state.simulation.look(&product.spec, action, parameters)
    }

    /// The speed of the world's time relative to the clock.
    pub fn speed(&self) -> f64 {
        self.service.timeline.speed()
    }

    /// The number of entries of the [ledger](Self::ledger).
    pub fn ledger_count(&self) -> u64 {
        self.service.state().simulation.ledger().entries().len() as u64
    }

    /// The entries of the [ledger](Self::ledger) with a greater number than `after`.
    pub fn ledger_after(&self, after: u64) -> Vec<LedgerEntry> {
        self.service.ledger(after)
    }

    /// The number of requests that were received, without those under `/_ota/`.
    pub fn requests_count(&self) -> u64 {
        self.service.record().received()
    }

    /// The [requests](Self::requests) with a greater number than `after`.
    pub fn requests_after(&self, after: u64) -> Requests {
        self.service.record().list(after)
    }
}

impl Contents<'_> {
    /// The products, in the order in which they were added.
    pub fn products(&self) -> Vec<Product> {
        self.look(World::products)
    }

    /// Up to `most` devices of a product without the first `skipped` ones, in the order in which they were added.
    pub fn devices(&self, product_key: &str, skipped: usize, most: usize) -> Vec<Device> {
        self.with(|world, instance| world.devices(instance, product_key, skipped, most))
    }

    /// A device by its name, if the product has it.
    pub fn device(&self, product_key: &str, name: &str) -> Option<Device> {
        self.with(|world, instance| world.device(instance, product_key, name))
    }

    /// The progress of a job at `points` times up to now; nothing for a job that does not exist.
    pub fn progress(&self, job_id: &str, points: usize) -> Option<Progress> {
        self.with(|world, instance| world.progress(instance, job_id, points))
    }

    fn with<T>(&self, view: impl FnOnce(&World, &str) -> T) -> T {
        let mut state = self.emulator.service.state();
        state.settle();
        view(state.simulation.world(), self.instance)
    }
}
