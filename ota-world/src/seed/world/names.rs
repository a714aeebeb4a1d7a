//! Names that a seed may not have: empty ones, which no call can give, and in an addition those
//! that there are already.

use crate::seed::{Numbered, SeedAddition, SeedDevice, SeedGroup, SeedObject, SeedProduct};
use crate::world::{Instance, World};

/// The longest name, in bytes: many copies are made of some.
const LONGEST: usize = 256;

/// Whether a name that was given is not empty and not too long; `whose` is what has it.
fn filled(text: Option<&str>, name: &str, whose: &str) -> Result<(), String> {
    match text {
        Some("") => Err(format!("the `{name}` of {whose} is empty; give it one")),
        Some(text) if text.len() > LONGEST => {
            let length = text.len();
            Err(format!("a `{name}` has {length} bytes; {LONGEST} are most"))
        }
        _ => Ok(()),
    }
}

/// Whether all products, with what is in them, and all groups have names.
pub(super) fn check(products: &[SeedProduct], groups: &[SeedGroup]) -> Result<(), String> {
    for product in products {
        self::product(product)?;
    }
    for group in groups {
        let whose = format!("a group of product `{}`", group.product_key);
        filled(Some(&group.group_id), "groupId", &whose)?;
        let whose = format!("group `{}`", group.group_id);
        filled(Some(&group.product_key), "productKey", &whose)?;
        filled(group.group_name.as_deref(), "groupName", &whose)?;
        for members in &group.others {
            filled(Some(&members.product_key), "productKey", &whose)?;
        }
    }
    Ok(())
}

fn product(product: &SeedProduct) -> Result<(), String> {
    let key = &product.product_key;
    filled(Some(key), "productKey", "a product")?;
    let whose = format!("product `{key}`");
    filled(product.product_name.as_deref(), "productName", &whose)?;
    filled(product.description.as_deref(), "description", &whose)?;
    filled(product.category_key.as_deref(), "categoryKey", &whose)?;
    filled(product.version.as_deref(), "version", &whose)?;
    for module in &product.modules {
        filled(Some(&module.module_name), "moduleName", &format!("a module of {whose}"))?;
    }
    for package in &product.packages {
        let id = &package.firmware_id;
        filled(Some(id), "firmwareId", &format!("a package of {whose}"))?;
        let whose = format!("package `{id}`");
        filled(package.firmware_name.as_deref(), "firmwareName", &whose)?;
        filled(package.dest_version.as_deref(), "destVersion", &whose)?;
        filled(package.src_version.as_deref(), "srcVersion", &whose)?;
        filled(package.module_name.as_deref(), "moduleName", &whose)?;
        for job in &package.jobs {
            filled(Some(&job.job_id), "jobId", &format!("a job of {whose}"))?;
            let whose = format!("job `{}`", job.job_id);
            for version in &job.src_versions {
                filled(Some(version), "srcVersions", &whose)?;
            }
            for task in &job.tasks {
                let whose = format!("the task for `{}` of {whose}", task.device_name);
                filled(task.task_id.as_deref(), "taskId", &whose)?;
            }
        }
    }
    Ok(())
}

/// Whether devices of a product have names.
pub(super) fn check_devices(
    key: &str,
    devices: &[SeedDevice],
    numbered: Option<&Numbered>,
) -> Result<(), String> {
    filled(numbered.map(|many| many.prefix.as_str()), "prefix", &format!("product `{key}`"))?;
    for device in devices {
        filled(Some(device.name()), "deviceName", &format!("a device of product `{key}`"))?;
        let SeedDevice::Detailed(details) = device else { continue };
        let whose = format!("device `{}` of product `{key}`", details.device_name);
        filled(details.iot_id.as_deref(), "iotId", &whose)?;
        filled(details.nickname.as_deref(), "nickname", &whose)?;
        for (module, version) in &details.versions {
            filled(Some(module), "versions", &format!("a module in {whose}"))?;
            filled(Some(version), "versions", &format!("module `{module}` of {whose}"))?;
        }
    }
    Ok(())
}

/// Whether all files have keys.
pub(super) fn check_objects(objects: &[SeedObject]) -> Result<(), String> {
    objects.iter().try_for_each(|object| filled(Some(&object.key), "key", "a file"))
}

/// Whether an addition has nothing that there is already.
pub(super) fn check_new(world: &World, more: &SeedAddition) -> Result<(), String> {
    let unnamed = (&String::new(), &more.products, &more.groups);
    check_new_in(world, unnamed)?;
    for instance in &more.instances {
        let id = &instance.iot_instance_id;
        filled(Some(id), "iotInstanceId", "an instance")?;
        check_new_in(world, (id, &instance.products, &instance.groups))?;
    }
    let mut objects = more.objects.iter();
    match objects.find(|object| world.objects.contains_key(&object.key)) {
        Some(object) => Err(format!("the file `{}` exists already; leave it out", object.key)),
        None => Ok(()),
    }
}

fn check_new_in(
    world: &World,
    (id, products, groups): (&String, &Vec<SeedProduct>, &Vec<SeedGroup>),
) -> Result<(), String> {
    let Some(instance) = world.instances.get(id) else { return Ok(()) };
    for product in products {
        check_new_product(instance, product)?;
    }
    match groups.iter().find(|group| instance.groups.contains_key(&group.group_id)) {
        Some(group) => Err(format!("group `{}` exists already; leave it out", group.group_id)),
        None => Ok(()),
    }
}

fn check_new_product(instance: &Instance, product: &SeedProduct) -> Result<(), String> {
    let key = &product.product_key;
    if instance.products.contains_key(key) {
        return Err(format!(
            "product `{key}` exists already; leave it out, and add devices to it by \
             `POST /_ota/devices`"
        ));
    }
    for package in &product.packages {
        let id = &package.firmware_id;
        if instance.packages.contains_key(id) {
            return Err(format!("package `{id}` exists already; give this one another ID"));
        }
        for job in &package.jobs {
            if instance.jobs.contains_key(&job.job_id) {
                let id = &job.job_id;
                return Err(format!("job `{id}` exists already; give this one another ID"));
            }
        }
    }
    Ok(())
}
