//! `ListOTAFirmware` and `QueryOTAFirmware`.

use ota_spec::Value;

use super::super::{Call, no_package, no_product, paging};
use super::{numbered, texted};
use crate::answer::{Failure, Fields};
use crate::time::moment::Moment;
use crate::uploads::Site;
use crate::world::{File, Instance, JobKind, Package, PackageStatus, World};

/// `ListOTAFirmware`: the packages of the instance, the newest first, page by page.
///
/// `ProductKey` and `DestVersion` leave out packages of other products and versions. A product
/// that does not exist is `iot.prod.NotExistedProduct`. As in the samples `FirmwareUrl` is there
/// and opens nothing, and `SrcVersion` is empty where there is none. What a package with several
/// files has for each of them is left out.
///
/// The documentation calls `SrcVersion` empty for a full package here, and says that
/// `QueryOTAFirmware` has it only for differential ones; yet `CreateOTAFirmware` takes it for full
/// ones, and a sample here shows one with it. Both show it as it was given, for either type, so
/// that `Type` alone says what a package is.
pub(in crate::handlers) fn list(
    world: &World,
    call: &Call<'_>,
    site: &Site,
) -> Result<Fields, Failure> {
    let instance = call.instance(world)?;
    let product_key = call.optional_text("ProductKey");
    let dest_version = call.optional_text("DestVersion");
    if let Some(key) = product_key
        && !instance.products.contains_key(key)
    {
        return Err(no_product(key));
    }
    let packages = instance.packages.iter().rev().filter(|(_, package)| {
        product_key.is_none_or(|key| package.product_key.as_deref() == Some(key))
            && dest_version.is_none_or(|version| package.dest_version == version)
    });
    let (packages, mut fields) = paging::page(call, packages)?;
    let packages = packages.map(|(id, package)| {
        let mut members = common(instance, id, package);
        if let Some(file) = only_file(package) {
            members.extend(described(file));
            members.push(texted("FirmwareUrl", site.address(&file.key)));
        }
        Value::Object(members)
    });
    fields.push(("FirmwareInfo".to_owned(), Value::Array(packages.collect())));
    Ok(fields)
}

/// `QueryOTAFirmware`: everything about a package; `iot.ota.FirmwareNotFound` if there is none.
///
/// `FirmwareUrl`, or `Url` of each file, loads the file and is good for a day, as in the sample.
/// While the package is being verified, `VerifyProgress` is how far the devices of that batch are
/// on average. It stays there if the verification fails, and is below 100.
pub(in crate::handlers) fn query(
    world: &World,
    call: &Call<'_>,
    site: &Site,
) -> Result<Fields, Failure> {
    let id = call.text("FirmwareId")?;
    let instance = call.instance(world)?;
    let package = instance.packages.get(id).ok_or_else(|| no_package(id))?;
    let mut members = common(instance, id, package);
    if let Some(udi) = &package.udi {
        members.push(texted("Udi", udi));
    }
    members.push(numbered("VerifyProgress", progress(instance, id, package, world.now)));
    match only_file(package) {
        Some(file) => {
            members.extend(described(file));
            members.push(texted("FirmwareUrl", site.signed_address(&file.key, world.now)));
        }
        None => {
            let files = package.files.iter().map(|file| {
                Value::Object(vec![
                    texted("Name", file.name.as_deref().unwrap_or_default()),
                    numbered("Size", file.size),
                    texted("FileMd5", &file.md5),
                    texted("SignValue", &file.sign),
                    texted("Url", site.signed_address(&file.key, world.now)),
                ])
            });
            members.push(("MultiFiles".to_owned(), Value::Array(files.collect())));
        }
    }
    Ok(vec![("FirmwareInfo".to_owned(), Value::Object(members))])
}

/// What both operations say of any package.
fn common(instance: &Instance, id: &str, package: &Package) -> Fields {
    let mut members = vec![
        texted("FirmwareId", id),
        texted("FirmwareName", &package.name),
        texted("DestVersion", &package.dest_version),
        texted("SrcVersion", package.src_version.as_deref().unwrap_or_default()),
        texted("ModuleName", &package.module),
        texted("SignMethod", &package.sign_method),
        numbered("Type", u8::from(package.is_differential)),
        numbered("Status", package.status.number()),
        texted("UtcCreate", package.created.to_string()),
        texted("UtcModified", package.modified.to_string()),
    ];
    if let Some(description) = &package.description {
        members.push(texted("FirmwareDesc", description));
    }
    if let Some(key) = &package.product_key {
        members.push(texted("ProductKey", key));
        if let Some(product) = instance.products.get(key) {
            members.push(texted("ProductName", &product.name));
        }
    }
    members
}

/// The file of a package that has one and not a list.
fn only_file(package: &Package) -> Option<&File> {
    package.files.first().filter(|_| !package.is_multi_file)
}

fn described(file: &File) -> Fields {
    vec![texted("FirmwareSign", &file.sign), numbered("FirmwareSize", file.size)]
}

/// How far the verification is, in percent.
fn progress(instance: &Instance, id: &str, package: &Package, now: Moment) -> u64 {
    let known = u64::from(package.verify_progress);
    if package.status != PackageStatus::Verifying {
        return known;
    }
    let mut jobs = instance.jobs.values().rev();
    let Some(job) = jobs.find(|job| job.kind == JobKind::Verify && job.firmware_id == id) else {
        return known;
    };
    u64::from(job.progress_at(now))
}
