//! From a seed to the world that it describes.

mod names;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::fleet::{Behaviour, Model};
use crate::seed::{
    Numbered, Seed, SeedAddition, SeedDevice, SeedGroup, SeedJob, SeedObject, SeedPackage,
    SeedPackageStatus, SeedProduct,
};
use crate::time::moment::Moment;
use crate::uploads::{Content, Object, Origin, content};

use super::ids::draw;
use super::instance::Instance;
use super::job::{Job, JobKind, JobStatus, Retry, Settings};
use super::package::{File, Package, PackageStatus};
use super::product::{DEFAULT_MODULE, Group, Module, Product};
use super::task::{Task, TaskRef};
use super::{Device, OwnBehaviour, World};

/// How many bytes the files of packages have.
const SIZE: u64 = 1024;

/// The key of the file of a package.
fn file_key(firmware_id: &str) -> String {
    format!("ota/seed/{firmware_id}.bin")
}

pub(super) fn world(seed: &Seed, now: Moment) -> Result<World, String> {
    let now = seed.time.map_or(now, |time| Moment(time.as_millisecond()));
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

/// Adds what a running world gets beside what it has; on an error the world is half done.
pub(super) fn extend(world: &mut World, more: &SeedAddition) -> Result<(), String> {
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

/// A file as a seed describes it. Without digests its content is made up, and they are of that.
fn seeded_object(seed: &SeedObject, uploaded: Moment) -> Object {
    let (size, names) = (seed.size, seed.names.clone());
    let (mut md5, mut sha256) = (seed.md5.clone(), seed.sha256.clone());
    let mut content = Content::Unknown;
    if md5.is_empty() && sha256.is_empty() {
        (md5, sha256) = content::digests(&seed.key, size);
        content = Content::MadeUp;
    }
    let origin = Origin::Seed;
    Object { size, md5, sha256, uploaded, origin, names, content, uses: 0 }
}

/// What the IDs and draws of an instance are made from.
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
                let (md5, sha256) = content::digests(key, SIZE);
                let (origin, names, content) = (Origin::Seed, Vec::new(), Content::MadeUp);
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
        for device in devices {
            let position = count(product);
            product.devices.insert(device.name().into(), Device::default());
            let SeedDevice::Detailed(details) = device else { continue };
            for (module, version) in &details.versions {
                product.report_version(position, module, version);
            }
            if let Some((_, device)) = product.devices.get_index_mut(position as usize) {
                device.behaviour = details
                    .behaviour
                    .clone()
                    .map(|behaviour| Box::new(OwnBehaviour { behaviour, since: now }));
            }
            if let Some(id) = &details.iot_id {
                self.device_names.insert(id.clone(), (number, position));
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
        if let Some(numbered) = numbered
            && numbered.count > Numbered::MOST
        {
            let (count, most) = (numbered.count, Numbered::MOST);
            return Err(format!("{count} devices at once are too many; {most} are most"));
        }
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
                && (self.device_names.contains_key(id) || !ids.insert(id))
            {
                return Err(format!("the `iotId` `{id}` belongs to another device already"));
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

    fn add_group(&mut self, seed: &SeedGroup) -> Result<(), String> {
        let (id, key) = (&seed.group_id, &seed.product_key);
        let product = self
            .products
            .get(key)
            .ok_or_else(|| format!("group `{id}` is for product `{key}`, which does not exist"))?;
        let member = |name: &String| {
            product.device(name).ok_or_else(|| {
                format!("group `{id}` has device `{name}`, which product `{key}` does not have")
            })
        };
        let members = seed.devices.iter().map(member).collect::<Result<_, String>>()?;
        let group = Group {
            name: seed.group_name.clone().unwrap_or_else(|| id.clone()),
            is_dynamic: seed.dynamic,
            members: BTreeMap::from([(key.clone(), members)]),
        };
        match self.groups.insert(id.clone(), group) {
            Some(_) => Err(format!("group `{id}` occurs twice")),
            None => Ok(()),
        }
    }

    fn add_seeded_package(
        &mut self,
        product_key: &str,
        seed: &SeedPackage,
        now: Moment,
        model: &Model,
    ) -> Result<(), String> {
        let id = &seed.firmware_id;
        if self.packages.contains_key(id) {
            return Err(format!("package `{id}` occurs twice"));
        }
        let status = match seed.status {
            SeedPackageStatus::NotNeeded => PackageStatus::NotNeeded,
            SeedPackageStatus::Unverified => PackageStatus::Unverified,
            SeedPackageStatus::Verified => PackageStatus::Verified,
            SeedPackageStatus::Failed => PackageStatus::Failed,
        };
        let module = seed.module_name.as_deref().unwrap_or(DEFAULT_MODULE);
        let product = self.products.get(product_key);
        let module = product.map_or(module, |product| product.module_name(module));
        // Its digests follow when the file is made up.
        let (md5, sign) = (String::new(), String::new());
        let file = File { name: None, key: file_key(id), size: SIZE, md5, sign };
        let package = Package {
            name: seed.firmware_name.clone().unwrap_or_else(|| id.clone()),
            product_key: Some(product_key.to_owned()),
            module: module.to_owned(),
            dest_version: seed.dest_version.clone().unwrap_or_else(|| "2.0.0".to_owned()),
            src_version: seed.src_version.clone(),
            is_differential: seed.src_version.is_some(),
            description: seed.firmware_desc.clone(),
            sign_method: "MD5".to_owned(),
            udi: None,
            files: vec![file],
            is_multi_file: false,
            status,
            verify_progress: if status == PackageStatus::Verified { 100 } else { 0 },
            created: now,
            modified: now,
        };
        for job in &seed.jobs {
            self.add_seeded_job(product_key, id, &package, job, now, model)?;
        }
        self.packages.insert(id.clone(), package);
        Ok(())
    }

    fn add_seeded_job(
        &mut self,
        product_key: &str,
        firmware_id: &str,
        package: &Package,
        seed: &SeedJob,
        now: Moment,
        model: &Model,
    ) -> Result<(), String> {
        let id = &seed.job_id;
        if self.jobs.contains_key(id) {
            return Err(format!("batch `{id}` occurs twice"));
        }
        let kind = match seed.dynamic {
            true => JobKind::Dynamic { with_present: true },
            false => JobKind::Static,
        };
        let retry = seed.retry_interval.map(|interval_minutes| Retry {
            interval_minutes,
            count: seed.retry_count.unwrap_or(1),
        });
        let settings = Settings {
            need_confirm: seed.need_confirm,
            src_versions: seed.src_versions.clone(),
            timeout_minutes: seed.timeout_in_minutes,
            retry,
            ..Settings::default()
        };
        let mut job = Job::new(kind, firmware_id, package, product_key, settings, now);
        let number = u32::try_from(self.jobs.len()).unwrap_or(u32::MAX);
        for task in &seed.tasks {
            let name = &task.device_name;
            let product = self.products.get(product_key);
            let Some((product, device)) =
                product.and_then(|product| Some((product, product.device(name)?)))
            else {
                return Err(format!(
                    "batch `{id}` has a task for `{name}`, which product `{product_key}` does not have"
                ));
            };
            let source = product.version_number(device, &package.module);
            let made = Task::new(device, source, task.status, now);
            let Some(position) = job.add(made) else {
                return Err(format!("batch `{id}` has two tasks for `{name}`"));
            };
            let place = TaskRef { job: number, position };
            if let Some(task_id) = &task.task_id
                && self.task_names.insert(task_id.clone(), place).is_some()
            {
                return Err(format!("task `{task_id}` occurs twice"));
            }
            if task.status.is_unfinished()
                && let Some(product) = self.products.get_mut(product_key)
                && let Some((_, device)) = product.devices.get_index_mut(device as usize)
            {
                device.open.push(place);
            }
        }
        if !seed.dynamic && !seed.tasks.is_empty() && job.unfinished() == 0 {
            (job.status, job.ended) = (JobStatus::Completed, Some(now));
        }
        self.jobs.insert(id.clone(), job);
        self.fill_agenda(number, now);
        self.go_on(number, now, model);
        Ok(())
    }
}
