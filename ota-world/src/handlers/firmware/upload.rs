//! `GenerateOTAUploadURL` and `GenerateDeviceNameListURL`.

use ota_spec::Value;

use crate::handlers::call::Call;
use crate::handlers::fields::string;
use crate::handlers::known::illegal;
use crate::handlers::urls::{FileUrls, Purpose, Upload, UploadForm};
use crate::refusal::{Fields, Refusal};
use crate::world::World;

/// `GenerateOTAUploadURL`: a form to upload a file of a package, good for a minute.
///
/// Only calls for the same instance can create a package from the file.
pub(crate) fn upload_form(
    world: &World,
    call: &Call<'_>,
    urls: &dyn FileUrls,
) -> Result<Fields, Refusal> {
    let suffix = call.optional_string("FileSuffix").unwrap_or("bin");
    let form = form(world, call, urls, (Purpose::Package, suffix))?;
    Ok(response(world, urls, form, ("OSSAccessKeyId", "FirmwareUrl")))
}

/// `GenerateDeviceNameListURL`: a form to upload a list of devices, good for a minute.
///
/// Only calls for the same instance can create a job from it.
pub(crate) fn device_list_form(
    world: &World,
    call: &Call<'_>,
    urls: &dyn FileUrls,
) -> Result<Fields, Refusal> {
    let form = form(world, call, urls, (Purpose::List, "csv"))?;
    Ok(response(world, urls, form, ("AccessKeyId", "FileUrl")))
}

fn form(
    world: &World,
    call: &Call<'_>,
    urls: &dyn FileUrls,
    (purpose, suffix): (Purpose, &str),
) -> Result<UploadForm, Refusal> {
    call.instance(world)?;
    let upload = Upload { purpose, instance: call.instance, suffix };
    urls.upload_form(upload, world.now)
        .ok_or_else(|| illegal("files cannot be uploaded here; add them as `objects` of a seed"))
}

fn response(
    world: &World,
    urls: &dyn FileUrls,
    form: UploadForm,
    (key_id, url): (&str, &str),
) -> Fields {
    let data = vec![
        string("Host", form.host),
        string(url, urls.url(&form.key)),
        string("Key", form.key),
        string("Policy", form.policy),
        string(key_id, form.key_id),
        string("Signature", form.signature),
        string("ObjectStorage", "OSS"),
        string("UtcCreate", world.now.to_string()),
    ];
    vec![("Data".to_owned(), Value::Object(data))]
}
