//! Devices that are added to a seed.

use ota_world::{Model, Seed, SeedDevice, SeedProduct};

/// Additions to the seed, whatever seed is set before or after.
#[derive(Debug, Clone, Default)]
pub(super) struct Fleet {
    pub(super) products: Vec<SeedProduct>,
    pub(super) model: Option<Model>,
    pub(super) random_seed: Option<u64>,
}

impl Fleet {
    /// Whether nothing is added.
    pub(super) fn is_empty(&self) -> bool {
        self.products.is_empty() && self.model.is_none() && self.random_seed.is_none()
    }

    /// The seed with what is to be added.
    pub(super) fn add_to(self, mut seed: Seed) -> Seed {
        for added in self.products {
            let known =
                seed.products.iter_mut().find(|known| known.product_key == added.product_key);
            let Some(product) = known else {
                seed.products.push(added);
                continue;
            };
            product.devices.extend(added.devices);
            let Some(more) = added.numbered else { continue };
            match &mut product.numbered {
                Some(numbered) if numbered.prefix == more.prefix => {
                    numbered.count = numbered.count.saturating_add(more.count);
                }
                Some(_) => {
                    product.devices.extend(more.names().map(|name| SeedDevice::Name(name.into())));
                }
                none => *none = Some(more),
            }
        }
        seed.model = self.model.unwrap_or(seed.model);
        seed.seed = self.random_seed.unwrap_or(seed.seed);
        seed
    }
}
