//! The devices of an emulator in one line, beside or instead of a seed.

use ota_world::{Model, Numbered, SeedDevice, SeedProduct};

use super::Builder;

impl Builder {
    /// Adds a product with so many devices to the seed: `device1`, `device2` and so on. A product
    /// that the seed has already gets these devices too.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// use ota_emulator::Emulator;
    ///
    /// let emulator = Emulator::builder().devices("lamps", 1000).start().await?;
    /// emulator.report_version("lamps", "device1000", "default", "1.0.1")?;
    /// # Ok(())
    /// # })
    /// # }
    /// ```
    pub fn devices(mut self, product_key: impl Into<String>, count: u32) -> Self {
        self.fleet.products.push(SeedProduct {
            product_key: product_key.into(),
            numbered: Some(Numbered { count, ..Numbered::default() }),
            ..SeedProduct::default()
        });
        self
    }

    /// Adds a product with these devices to the seed. A product that the seed has already gets
    /// them too. A device can be given by its name or as a [`SeedDevice`].
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// use ota_emulator::Emulator;
    ///
    /// let emulator = Emulator::builder().named_devices("lamps", ["hall", "attic"]).start().await?;
    /// assert_eq!(emulator.seed().products.last().unwrap().devices.len(), 2);
    /// # Ok(())
    /// # })
    /// # }
    /// ```
    pub fn named_devices<D: Into<SeedDevice>>(
        mut self,
        product_key: impl Into<String>,
        devices: impl IntoIterator<Item = D>,
    ) -> Self {
        self.fleet.products.push(SeedProduct {
            product_key: product_key.into(),
            devices: devices.into_iter().map(Into::into).collect(),
            ..SeedProduct::default()
        });
        self
    }

    /// How devices behave, in place of what the seed says.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// use ota_emulator::{Emulator, Model, Seconds};
    ///
    /// let slow = Model { duration: Seconds { from: 600, to: 1200 }, ..Model::default() };
    /// let emulator = Emulator::builder().model(slow).start().await?;
    /// assert_eq!(emulator.seed().model.duration.from, 600);
    /// # Ok(())
    /// # })
    /// # }
    /// ```
    pub fn model(mut self, model: Model) -> Self {
        self.fleet.model = Some(model);
        self
    }

    /// The number that all IDs and the fates of the devices are drawn from, in place of the seed's.
    /// With the same number the same calls at the same times have the same results.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// let emulator = ota_emulator::Emulator::builder().random_seed(7).start().await?;
    /// assert_eq!(emulator.seed().seed, 7);
    /// # Ok(())
    /// # })
    /// # }
    /// ```
    pub fn random_seed(mut self, number: u64) -> Self {
        self.fleet.random_seed = Some(number);
        self
    }
}

#[cfg(test)]
mod tests {
    use ota_world::{Numbered, Seed, SeedDevice, SeedProduct};

    #[test]
    fn devices_join_a_product_that_the_seed_has() {
        let numbered = |prefix: &str, count| Numbered { prefix: prefix.to_owned(), count };
        let product = |key: &str, numbered| SeedProduct {
            product_key: key.to_owned(),
            numbered: Some(numbered),
            ..SeedProduct::default()
        };
        let seed = Seed {
            products: vec![product("a", numbered("device", 3)), product("b", numbered("x", 1))],
            ..Seed::default()
        };
        let builder = crate::Builder::default()
            .devices("a", 2)
            .devices("b", 2)
            .named_devices("c", ["lamp"])
            .named_devices("c", ["bell"]);
        let seed = builder.fleet.add_to(seed);
        assert_eq!(seed.products[0].numbered, Some(numbered("device", 5)));
        assert_eq!(seed.products[1].numbered, Some(numbered("x", 1)));
        assert_eq!(seed.products[1].devices, ["device1", "device2"].map(SeedDevice::from));
        assert_eq!(seed.products[2].devices, ["lamp", "bell"].map(SeedDevice::from));
    }
}
