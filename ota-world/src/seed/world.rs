//! From a seed to the world that it describes.

mod bounds;
mod devices;
mod names;
mod packages;

use std::collections::{BTreeMap, BTreeSet};
use std::iter;

use crate::refusal::Refusal;
use crate::seed::{Seed, SeedAddition, SeedError, SeedGroup, SeedObject, SeedProduct};
use crate::time::Moment;
use crate::world::fleet::changes::refused;
use crate::world::ids::draw;
use crate::world::object::content::{Content, digests};
use crate::world::object::{Object, ObjectOrigin};
use crate::world::product::DEFAULT_MODULE;
use crate::world::{Group, Instance, Model, Module, Product, World};

use packages::{SIZE, file_key};

impl World {
    /// The world that a seed describes.
    pub(crate) fn new(seed: &Seed, now: Moment) -> Result<Self, SeedError> {
        world(seed, now).map_err(SeedError)
    }

    /// Adds products, groups, instances and files, all or nothing.
    pub(crate) fn extend(&mut self, more: &SeedAddition) -> Result<(), Refusal> {
        // Before anything is copied.
        bounds::check_addition(self, more).map_err(refused)?;
        let mut next = self.clone();
        extend(&mut next, more).map_err(refused)?;
        *self = next;
        Ok(())
    }
}

fn world(seed: &Seed, now: Moment) -> Result<World, String> {
    let now = seed.time.map_or(now, |time| Moment(time.as_millisecond()));
    bounds::check_seed(seed)?;
    seed.model.check().map_err(|message| format!("model: {message}"))?;
    let mut world = World {
        seed: seed.seed,
        now,
        model: seed.model.clone(),
        objects: BTreeMap::new(),
        discarded: Vec::new(),
        instances: BTreeMap::new(),
    };
    world.instances.insert(String::new(), Instance::new(salt(seed.seed, "")));
    fill(&mut world, "", &seed.products, &seed.groups)?;
    for instance in &seed.instances {
        let id = &instance.iot_instance_id;
        if world.instances.contains_key(id) {
            return Err(match id.as_str() {
                "" => "the `iotInstanceId` of an instance is empty; give it one".to_owned(),
                _ => format!("instance `{id}` occurs twice"),
            });
        }
        world.instances.insert(id.clone(), Instance::new(salt(seed.seed, id)));
        fill(&mut world, id, &instance.products, &instance.groups)?;
    }
    add_objects(&mut world, &seed.objects)?;
    Ok(world)
}

/// Adds to a running world; after an error the world is half done.
fn extend(world: &mut World, more: &SeedAddition) -> Result<(), String> {
    names::check_new(world, more)?;
    fill(world, "", &more.products, &more.groups)?;
    for instance in &more.instances {
        let id = &instance.iot_instance_id;
        let salt = salt(world.seed, id);
        world.instances.entry(id.clone()).or_insert_with(|| Instance::new(salt));
        fill(world, id, &instance.products, &instance.groups)?;
    }
    add_objects(world, &more.objects)
}

fn add_objects(world: &mut World, objects: &[SeedObject]) -> Result<(), String> {
    names::check_objects(objects)?;
    let now = world.now;
    for object in objects {
        let key = &object.key;
        if world.objects.insert(key.clone(), seeded_object(object, now)).is_some() {
            return Err(format!("object `{key}` occurs twice, or is the file of a package"));
        }
    }
    Ok(())
}

/// A file as a seed describes it. Without digests its content is made up.
fn seeded_object(seed: &SeedObject, uploaded: Moment) -> Object {
    let (size, names) = (seed.size, seed.names.clone());
    let (mut md5, mut sha256) = (seed.md5.clone(), seed.sha256.clone());
    let mut content = Content::Unknown;
    if seed.is_made_up() {
        (md5, sha256) = digests(&seed.key, size);
        content = Content::MadeUp;
    }
    let origin = ObjectOrigin::Seed;
    Object { size, md5, sha256, uploaded, origin, names, content, uses: 0 }
}

/// The number that the IDs and draws of an instance are made from.
fn salt(seed: u64, instance: &str) -> u64 {
    let bytes: Vec<u64> = instance.bytes().map(u64::from).collect();
    draw(seed, &bytes)
}

fn fill(
    world: &mut World,
    instance: &str,
    products: &[SeedProduct],
    groups: &[SeedGroup],
) -> Result<(), String> {
    names::check(products, groups)?;
    let now = world.now;
    let model = &world.model;
    let Some(instance) = world.instances.get_mut(instance) else { return Ok(()) };
    for product in products {
        instance.add_product(product, now, model)?;
        for package in &product.packages {
            let key = file_key(&package.firmware_id);
            // Instances that have the same package have the same file.
            let object = world.objects.entry(key).or_insert_with_key(|key| {
                let (md5, sha256) = digests(key, SIZE);
                let (origin, names, content) = (ObjectOrigin::Seed, Vec::new(), Content::MadeUp);
                Object { size: SIZE, md5, sha256, uploaded: now, origin, names, content, uses: 0 }
            });
            object.uses += 1;
            if let Some(package) = instance.packages.get_mut(&package.firmware_id)
                && let Some(file) = package.files.first_mut()
            {
                object.md5.clone_into(&mut file.md5);
                object.md5.clone_into(&mut file.sign);
            }
        }
    }
    for group in groups {
        instance.add_group(group)?;
    }
    Ok(())
}

impl Instance {
    fn add_product(
        &mut self,
        seed: &SeedProduct,
        now: Moment,
        model: &Model,
    ) -> Result<(), String> {
        let key = &seed.product_key;
        if self.products.contains_key(key) {
            return Err(format!("product `{key}` occurs twice"));
        }
        let number = u32::try_from(self.products.len()).unwrap_or(u32::MAX);
        let mut product = Product {
            name: seed.product_name.clone().unwrap_or_else(|| key.clone()),
            description: seed.description.clone(),
            category: seed.category_key.clone(),
            is_gateway: seed.gateway,
            ..Product::default()
        };
        product.intern_version(seed.version.as_deref().unwrap_or("1.0.0"));
        for module in &seed.modules {
            let name = &module.module_name;
            let known = product.module_name(name);
            if known == DEFAULT_MODULE || product.modules.contains_key(known) {
                return Err(format!(
                    "product `{key}` has module `{known}`, and the seed adds `{name}`; names that differ in letter case only are the same"
                ));
            }
            let made = Module {
                alias: module.alias_name.clone(),
                description: module.desc.clone(),
                created: now,
                modified: now,
            };
            product.modules.insert(name.clone(), made);
        }
        self.products.insert(key.clone(), product);
        self.add_devices(number, &seed.devices, seed.numbered.as_ref(), now)?;
        let mut packages = seed.packages.iter();
        packages.try_for_each(|package| self.add_seeded_package(key, package, now, model))
    }

    fn add_group(&mut self, seed: &SeedGroup) -> Result<(), String> {
        let id = &seed.group_id;
        let mut members: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
        let others = seed.others.iter().map(|other| (&other.product_key, &other.devices));
        for (key, names) in iter::once((&seed.product_key, &seed.devices)).chain(others) {
            let product = self.products.get(key).ok_or_else(|| {
                format!("group `{id}` is for product `{key}`, which does not exist")
            })?;
            let known = members.entry(key.clone()).or_default();
            for name in names {
                known.insert(product.device(name).ok_or_else(|| {
                    format!("group `{id}` has device `{name}`, which product `{key}` does not have")
                })?);
            }
        }
        let name = seed.group_name.clone().unwrap_or_else(|| id.clone());
        let group = Group { name, is_dynamic: seed.dynamic, members };
        match self.groups.insert(id.clone(), group) {
            Some(_) => Err(format!("group `{id}` occurs twice")),
            None => Ok(()),
        }
    }
}
