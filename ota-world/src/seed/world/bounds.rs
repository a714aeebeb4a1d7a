//! How much a seed and its additions can make, so that no document asks for work without end.

use std::collections::BTreeSet;

use crate::seed::{
    Numbered, Seed, SeedAddition, SeedDevice, SeedGroup, SeedInstance, SeedObject, SeedProduct,
};
use crate::world::object::content::Content;
use crate::world::{Instance, World};

/// The most of each kind of thing that is listed one by one: products, groups, packages and so on.
const MOST: usize = 100_000;

/// The most modules of a product, created and reported ones alike.
const MOST_MODULES: usize = 1000;

/// The most devices of a world.
const MOST_DEVICES: usize = 2 * Numbered::MOST as usize;

/// The largest file, in bytes: that of an upload.
const LARGEST_FILE: u64 = 1000 * 1024 * 1024;

/// The longest prefix of numbered devices, in bytes.
const LONGEST_PREFIX: usize = 64;

/// The counts of what a world has and is to get.
#[derive(Default)]
struct Counts {
    instances: usize,
    products: usize,
    devices: usize,
    groups: usize,
    packages: usize,
    jobs: usize,
    objects: usize,
    /// The bytes of made-up contents.
    made_up: u64,
}

/// Whether a world can be made from a seed.
pub(super) fn check_seed(seed: &Seed) -> Result<(), String> {
    let mut counts = Counts::default();
    counts.add(&seed.products, &seed.groups, &seed.instances, &seed.objects)?;
    counts.check()
}

/// Whether a world has room for an addition.
pub(super) fn check_addition(world: &World, more: &SeedAddition) -> Result<(), String> {
    let mut counts = Counts::of(world);
    counts.add(&more.products, &more.groups, &more.instances, &more.objects)?;
    counts.check()
}

/// Whether a world has room for devices of a product.
pub(super) fn check_devices(
    world: &World,
    devices: &[SeedDevice],
    numbered: Option<&Numbered>,
) -> Result<(), String> {
    let mut counts = Counts::of(world);
    counts.add_devices(devices, numbered)?;
    counts.check()
}

impl Counts {
    fn of(world: &World) -> Self {
        let sum = |count: fn(&Instance) -> usize| world.instances.values().map(count).sum();
        let objects = world.objects.values();
        let made_up = objects.filter(|object| object.content == Content::MadeUp);
        Self {
            instances: world.instances.len(),
            products: sum(|instance| instance.products.len()),
            devices: sum(|instance| instance.products.values().map(|one| one.devices.len()).sum()),
            groups: sum(|instance| instance.groups.len()),
            packages: sum(|instance| instance.packages.len()),
            jobs: sum(|instance| instance.jobs.len()),
            objects: world.objects.len(),
            made_up: made_up.fold(0, |sum, object| sum.saturating_add(object.size)),
        }
    }

    fn add(
        &mut self,
        products: &[SeedProduct],
        groups: &[SeedGroup],
        instances: &[SeedInstance],
        objects: &[SeedObject],
    ) -> Result<(), String> {
        self.add_products(products)?;
        self.groups += groups.len();
        self.instances += instances.len();
        for instance in instances {
            self.add_products(&instance.products)?;
            self.groups += instance.groups.len();
        }
        self.objects += objects.len();
        for object in objects {
            if object.size > LARGEST_FILE {
                return Err(format!(
                    "file `{}` has {} bytes; {LARGEST_FILE} are most",
                    object.key, object.size
                ));
            }
            if object.is_made_up() {
                self.made_up = self.made_up.saturating_add(object.size);
            }
        }
        Ok(())
    }

    fn add_products(&mut self, products: &[SeedProduct]) -> Result<(), String> {
        self.products += products.len();
        for product in products {
            self.packages += product.packages.len();
            self.jobs += product.packages.iter().map(|package| package.jobs.len()).sum::<usize>();
            let modules = product.modules.len();
            most(&format!("modules of product `{}`", product.product_key), modules, MOST_MODULES)?;
            self.add_devices(&product.devices, product.numbered.as_ref())?;
        }
        Ok(())
    }

    fn add_devices(
        &mut self,
        devices: &[SeedDevice],
        numbered: Option<&Numbered>,
    ) -> Result<(), String> {
        let mut modules = BTreeSet::new();
        for device in devices {
            let SeedDevice::Detailed(details) = device else { continue };
            modules.extend(details.versions.keys());
        }
        most("modules that devices of a product run", modules.len(), MOST_MODULES)?;
        self.devices = self.devices.saturating_add(devices.len());
        let Some(Numbered { prefix, count }) = numbered else { return Ok(()) };
        self.devices = self.devices.saturating_add(*count as usize);
        if *count > Numbered::MOST {
            let most = Numbered::MOST;
            return Err(format!("{count} devices at once are too many; {most} are most"));
        }
        if prefix.len() > LONGEST_PREFIX {
            return Err(format!("`prefix` has {} bytes; {LONGEST_PREFIX} are most", prefix.len()));
        }
        Ok(())
    }

    fn check(&self) -> Result<(), String> {
        most("devices", self.devices, MOST_DEVICES)?;
        for (what, count) in [
            ("instances", self.instances),
            ("products", self.products),
            ("groups", self.groups),
            ("packages", self.packages),
            ("jobs", self.jobs),
            ("files", self.objects),
        ] {
            most(what, count, MOST)?;
        }
        if self.made_up > SeedObject::MOST_MADE_UP {
            let (found, most) = (self.made_up, SeedObject::MOST_MADE_UP);
            return Err(format!(
                "files without digests have {found} bytes altogether; {most} are most, as all of \
                 them are made up and hashed; give larger ones `md5` and `sha256`"
            ));
        }
        Ok(())
    }
}

fn most(what: &str, count: usize, most: usize) -> Result<(), String> {
    if count <= most {
        Ok(())
    } else {
        Err(format!("{count} {what} are too many; {most} are most"))
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, MOST_MODULES};
    use crate::Seed;
    use crate::seed::{SeedAddition, SeedObject};
    use crate::time::Moment;
    use crate::world::World;

    #[track_caller]
    fn refused(text: &str, part: &str) {
        let seed = Seed::from_json(text).unwrap();
        let error = World::new(&seed, Moment::default()).unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    }

    #[test]
    fn every_number_of_a_seed_has_a_bound_that_is_said() {
        refused(r#"{"objects": [{"key": "a.bin", "size": 18446744073709551615}]}"#, "1048576000");
        refused(r#"{"objects": [{"key": "a.bin", "size": 1000000000}]}"#, "67108864");
        refused(
            r#"{"objects": [{"key": "a.bin", "size": 67108864}, {"key": "b.bin", "size": 1}]}"#,
            "67108865 bytes altogether",
        );
        let many = r#"{"productKey": "p", "numbered": {"count": 7000000}}"#;
        refused(
            &format!(r#"{{"products": [{many}, {many}, {many}]}}"#),
            "21000000 devices are too many; 20000000 are most",
        );
        refused(
            r#"{"products": [{"productKey": "p", "numbered": {"count": 10000001}}]}"#,
            "10000001 devices at once are too many; 10000000 are most",
        );
        let prefix = "x".repeat(65);
        refused(
            &format!(
                r#"{{"products": [{{"productKey": "p", "numbered": {{"prefix": "{prefix}"}}}}]}}"#
            ),
            "`prefix` has 65 bytes; 64 are most",
        );
        let name = "x".repeat(257);
        refused(&format!(r#"{{"products": [{{"productKey": "{name}"}}]}}"#), "256 are most");
        let groups = vec!["{}"; MOST + 1].join(",");
        refused(&format!(r#"{{"groups": [{groups}]}}"#), "100001 groups are too many");
        let modules = vec!["{}"; MOST_MODULES + 1].join(",");
        refused(
            &format!(r#"{{"products": [{{"productKey": "p", "modules": [{modules}]}}]}}"#),
            "1001 modules of product `p` are too many",
        );
    }

    #[test]
    fn additions_count_with_what_there_is() {
        let object =
            |key: &str, size| SeedObject { key: key.to_owned(), size, ..SeedObject::default() };
        let seed = Seed { objects: vec![object("a.bin", 1000)], ..Seed::default() };
        let mut world = World::new(&seed, Moment::default()).unwrap();
        let objects = vec![object("b.bin", SeedObject::MOST_MADE_UP)];
        let more = SeedAddition { objects, ..SeedAddition::default() };
        let error = world.extend(&more).unwrap_err();
        assert!(error.message.contains("67109864 bytes altogether"), "{}", error.message);
        assert!(world.object("b.bin").is_none());
    }

    #[test]
    fn a_file_with_digests_may_be_as_large_as_an_upload() {
        let text = r#"{"objects": [{"key": "a.bin", "size": 1048576000, "md5": "00"}]}"#;
        let seed = Seed::from_json(text).unwrap();
        let world = World::new(&seed, Moment::default()).unwrap();
        assert_eq!(world.object("a.bin").unwrap().size, 1_048_576_000);
    }
}
