//! `ListOTAFirmware` and `QueryOTAFirmware`.

use ota_spec::Value;

use crate::handlers::call::Call;
use crate::handlers::fields::{number, string};
use crate::handlers::known::{no_package, no_product};
use crate::handlers::paging;
use crate::handlers::urls::FileUrls;
use crate::refusal::{Fields, Refusal};
use crate::time::Moment;
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
pub(crate) fn list(world: &World, call: &Call<'_>, urls: &dyn FileUrls) -> Result<Fields, Refusal> {
    let instance = call.instance(world)?;
    let product_key = call.optional_string("ProductKey");
    let dest_version = call.optional_string("DestVersion");
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
            members.push(string("FirmwareUrl", urls.url(&file.key)));
        }
        Value::Object(members)
    });
    fields.push(("FirmwareInfo".to_owned(), Value::Array(packages.collect())));
    Ok(fields)
}

/// `QueryOTAFirmware`: everything about a package; `iot.ota.FirmwareNotFound` if there is none.
///
/// `FirmwareUrl`, or `Url` of each file, loads the file and is good for a day, as in the sample.
/// While the package is being verified, `VerifyProgress` is how far the devices of that job are
/// on average. It stays there if the verification fails, and is below 100.
pub(crate) fn query(
    world: &World,
    call: &Call<'_>,
    urls: &dyn FileUrls,
) -> Result<Fields, Refusal> {
    let id = call.string("FirmwareId")?;
    let instance = call.instance(world)?;
    let package = instance.packages.get(id).ok_or_else(|| no_package(id))?;
    let mut members = common(instance, id, package);
    if let Some(udi) = &package.udi {
        members.push(string("Udi", udi));
    }
    members.push(number("VerifyProgress", progress(instance, id, package, world.now)));
    match only_file(package) {
        Some(file) => {
            members.extend(described(file));
            members.push(string("FirmwareUrl", urls.signed_url(&file.key, world.now)));
        }
        None => {
            let files = package.files.iter().map(|file| {
                Value::Object(vec![
                    string("Name", file.name.as_deref().unwrap_or_default()),
                    number("Size", file.size),
                    string("FileMd5", &file.md5),
                    string("SignValue", &file.sign),
                    string("Url", urls.signed_url(&file.key, world.now)),
                ])
            });
            members.push(("MultiFiles".to_owned(), Value::Array(files.collect())));
        }
    }
    Ok(vec![("FirmwareInfo".to_owned(), Value::Object(members))])
}

/// The fields of a package that both operations give.
fn common(instance: &Instance, id: &str, package: &Package) -> Fields {
    let mut members = vec![
        string("FirmwareId", id),
        string("FirmwareName", &package.name),
        string("DestVersion", &package.dest_version),
        string("SrcVersion", package.src_version.as_deref().unwrap_or_default()),
        string("ModuleName", &package.module),
        string("SignMethod", &package.sign_method),
        number("Type", u8::from(package.is_differential)),
        number("Status", package.status.number()),
        string("UtcCreate", package.created.to_string()),
        string("UtcModified", package.modified.to_string()),
    ];
    if let Some(description) = &package.description {
        members.push(string("FirmwareDesc", description));
    }
    if let Some(key) = &package.product_key {
        members.push(string("ProductKey", key));
        if let Some(product) = instance.products.get(key) {
            members.push(string("ProductName", &product.name));
        }
    }
    members
}

/// The file of a package with a single one.
fn only_file(package: &Package) -> Option<&File> {
    package.files.first().filter(|_| !package.is_multi_file)
}

fn described(file: &File) -> Fields {
    vec![string("FirmwareSign", &file.sign), number("FirmwareSize", file.size)]
}

/// The progress of the verification, in percent.
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
