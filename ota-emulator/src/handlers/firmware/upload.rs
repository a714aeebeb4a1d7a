//! `GenerateOTAUploadURL` and `GenerateDeviceNameListURL`.

use ota_spec::Value;

use super::super::Call;
use super::texted;
use crate::answer::{Failure, Fields};
use crate::uploads::{Form, Purpose, Site};
use crate::world::World;

/// `GenerateOTAUploadURL`: a form to upload a file of a package, good for a minute.
///
/// Only calls for the same instance can make a package of the file.
pub(in crate::handlers) fn upload_form(
    world: &World,
    call: &Call<'_>,
    site: &Site,
) -> Result<Fields, Failure> {
    call.instance(world)?;
    let suffix = call.optional_text("FileSuffix").unwrap_or("bin");
    let form = Form::new(site, Purpose::Package, call.instance, suffix, world.now);
    Ok(answer(world, site, form, ("OSSAccessKeyId", "FirmwareUrl")))
}

/// `GenerateDeviceNameListURL`: a form to upload a list of devices, good for a minute.
///
/// Only calls for the same instance can make a batch of it.
pub(in crate::handlers) fn device_list_form(
    world: &World,
    call: &Call<'_>,
    site: &Site,
) -> Result<Fields, Failure> {
    call.instance(world)?;
    let form = Form::new(site, Purpose::List, call.instance, "csv", world.now);
    Ok(answer(world, site, form, ("AccessKeyId", "FileUrl")))
}

fn answer(world: &World, site: &Site, form: Form, (key_id, address): (&str, &str)) -> Fields {
    let data = vec![
        texted("Host", site.endpoint()),
        texted(address, site.address(&form.key)),
        texted("Key", form.key),
        texted("Policy", form.policy),
        texted(key_id, site.key_id()),
        texted("Signature", form.signature),
        texted("ObjectStorage", "OSS"),
        texted("UtcCreate", world.now.to_string()),
    ];
    vec![("Data".to_owned(), Value::Object(data))]
}
