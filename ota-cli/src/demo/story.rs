//! The story: new firmware for 200 lamps, from the file on.

use std::collections::BTreeMap;

use ota_api::operations::{
    CancelOtaTaskByDevice, CreateOtaFirmware, CreateOtaStaticUpgradeJob,
    CreateOtaStaticUpgradeJobTarget, CreateOtaVerifyJob, DeleteOtaFirmware, DeviceName, FirmwareId,
    GenerateOtaUploadUrl, JobId, ListOtaTaskByJobResponseData as Task, QueryOtaFirmware,
    QueryOtaJob, ReupgradeOtaTask, TaskStatus,
};
use ota_emulator::{Builder, DeviceFailure, Emulator, Model, Numbered, Seed, SeedProduct};

use super::surprise::surprise;
use super::teller::Teller;
use super::{progress, upload};
use crate::failure::Failure;

/// The product, and how many lamps there are: some to try the package on, and those to update.
const PRODUCT: &str = "a1LampKeAbC";
const TRIED: usize = 2;
const UPDATED: usize = 200;

/// The seed of the fates of the lamps.
const CHANCE: u64 = 7;

/// The bytes of the new firmware. What is in them does not matter.
static FILE: [u8; 65_536] = [0x0f; 65_536];

/// Most tasks that `ReupgradeOTATask` takes at once.
const AT_ONCE: usize = 10;

/// The emulator that the story is played on. Its chance is always the same.
pub(super) fn emulator() -> Builder {
    let lamps = SeedProduct {
        product_key: PRODUCT.to_owned(),
        product_name: Some("lamp".to_owned()),
        numbered: u32::try_from(TRIED + UPDATED)
            .ok()
            .map(|count| Numbered { count, ..Numbered::default() }),
        ..SeedProduct::default()
    };
    let model = Model {
        failure_rate: 0.06,
        failure: DeviceFailure::FlashFailed,
        offline_share: 0.02,
        ..Model::default()
    };
    let seed = Seed { seed: CHANCE, model, products: vec![lamps], ..Seed::default() };
    // Nobody waits for the minutes of this story, so its calls come faster than the service allows.
    Emulator::builder().seed(seed).without_quota()
}

/// Tells it to the end, or to the first outcome that is not what the step is about.
pub(super) async fn tell(teller: &mut Teller<'_>) -> Result<(), Failure> {
    let endpoint = teller.emulator.endpoint();
    let lamps = TRIED + UPDATED;
    writeln!(teller.out, "An emulator of the service runs at {endpoint} as long as this takes.")?;
    writeln!(
        teller.out,
        "It has {lamps} simulated lamps, `device1` to `device{lamps}`, with version 1.0.0."
    )?;
    writeln!(teller.out, "Every arrow below is a signed HTTP request to it, or its response.")?;
    writeln!(teller.out, "Minutes pass in its world only.")?;

    let firmware = package(teller).await?;
    verify(teller, &firmware).await?;
    let job = roll_out(teller, &firmware).await?;
    repeat_failed(teller, &job).await?;
    cancel_waiting(teller, &firmware, &job).await?;
    delete(teller, &firmware).await?;

    writeln!(
        teller.out,
        "\nTo try it by hand, run `ota emulator`, then `ota call` in another terminal."
    )?;
    Ok(())
}

async fn package(teller: &mut Teller<'_>) -> Result<FirmwareId, Failure> {
    teller.chapter("1. Upload the new firmware")?;
    let form = teller.call(&GenerateOtaUploadUrl::builder().build()).await?;
    let form = form.data.ok_or_else(|| surprise("there is no form for the upload"))?;
    upload::send(&form, &FILE).await?;
    teller.say(&format!(
        "uploaded {} bytes by the form, to {}",
        FILE.len(),
        form.host.as_deref().unwrap_or_default()
    ))?;

    teller.chapter("2. Make a package of it")?;
    let url = form.firmware_url.unwrap_or_default();
    let request = CreateOtaFirmware::builder()
        .firmware_name("lamp")
        .dest_version("2.0.0")
        .product_key(PRODUCT)
        .firmware_url(url)
        .firmware_size(i32::try_from(FILE.len()).unwrap_or(i32::MAX))
        .build();
    let made = teller.call(&request).await?;
    let firmware = made.data.and_then(|data| data.firmware_id);
    let firmware = firmware.ok_or_else(|| surprise("the new package has no ID"))?;
    teller.say(&format!("package {firmware}"))?;
    Ok(firmware)
}

async fn verify(teller: &mut Teller<'_>, firmware: &FirmwareId) -> Result<(), Failure> {
    teller.chapter(&format!("3. Try it on {TRIED} lamps"))?;
    let request = CreateOtaVerifyJob::builder()
        .firmware_id(firmware.clone())
        .product_key(PRODUCT)
        .target_device_name(names(UPDATED + 1, UPDATED + TRIED))
        .build();
    teller.call(&request).await?;
    let query = QueryOtaFirmware::builder().firmware_id(firmware.clone()).build();
    teller.pass(10);
    let found = teller.call(&query).await?;
    let info = found.firmware_info.ok_or_else(|| surprise("the package is gone"))?;
    let status = info.status.map_or_else(|| "unknown".to_owned(), |status| format!("{status:?}"));
    teller.say(&format!(
        "after 10 minutes its status is {status}, with {}% verified",
        info.verify_progress.unwrap_or_default()
    ))
}

async fn roll_out(teller: &mut Teller<'_>, firmware: &FirmwareId) -> Result<JobId, Failure> {
    let create = |count: usize| {
        CreateOtaStaticUpgradeJob::builder()
            .firmware_id(firmware.clone())
            .product_key(PRODUCT)
            .target(CreateOtaStaticUpgradeJobTarget::devices(names(1, count)))
            .maximum_per_minute(60)
            .build()
    };
    teller.chapter(&format!("4. Roll it out to {UPDATED} lamps, and first to one too many"))?;
    teller.unsent(&create(UPDATED + 1)).await?;
    teller.pause()?;
    let made = teller.call(&create(UPDATED)).await?;
    let job = made.data.and_then(|data| data.job_id);
    let job = job.ok_or_else(|| surprise("the new job has no ID"))?;
    teller.say(&format!("job {job}; at most 60 lamps per minute are told"))?;

    teller.chapter("5. How far the lamps are")?;
    progress::watch(teller, &job, &[0, 1, 2, 3, 4, 5, 10]).await?;
    Ok(job)
}

async fn repeat_failed(teller: &mut Teller<'_>, job: &JobId) -> Result<(), Failure> {
    teller.chapter("6. Try again where it failed")?;
    let failed = progress::tasks_in(teller, job, TaskStatus::Failed).await?;
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for task in &failed {
        *reasons.entry(task.task_desc.as_deref().unwrap_or("no reason")).or_default() += 1;
    }
    for (reason, count) in &reasons {
        teller.say(&format!("{count} x {reason}"))?;
    }
    teller.pause()?;
    if failed.is_empty() {
        return Err(surprise("no lamp failed"));
    }
    for some in failed.chunks(AT_ONCE) {
        let ids: Vec<_> = some.iter().filter_map(|task| task.task_id.clone()).collect();
        let again = ReupgradeOtaTask::builder().job_id(job.clone()).task_id(ids).build();
        teller.call(&again).await?;
    }
    teller.say("five minutes later:")?;
    teller.pause()?;
    progress::watch(teller, job, &[5]).await
}

async fn cancel_waiting(
    teller: &mut Teller<'_>,
    firmware: &FirmwareId,
    job: &JobId,
) -> Result<(), Failure> {
    teller.chapter("7. Give up on lamps that are offline")?;
    let waiting = progress::tasks_in(teller, job, TaskStatus::Queued).await?;
    let names: Vec<DeviceName> =
        waiting.into_iter().filter_map(|task: Task| task.device_name).collect();
    if names.is_empty() {
        return Err(surprise("no lamp is offline"));
    }
    let cancel = CancelOtaTaskByDevice::builder()
        .product_key(PRODUCT)
        .firmware_id(firmware.clone())
        .job_id(job.clone())
        .device_name(names)
        .build();
    teller.call(&cancel).await?;
    progress::watch(teller, job, &[0]).await?;
    teller.pause()?;
    let query = QueryOtaJob::builder().job_id(job.clone()).build();
    let found = teller.call(&query).await?;
    let status = found.data.and_then(|data| data.job_status);
    let status = status.map_or_else(|| "unknown".to_owned(), |status| format!("{status:?}"));
    teller.say(&format!("the job is {status}"))
}

async fn delete(teller: &mut Teller<'_>, firmware: &FirmwareId) -> Result<(), Failure> {
    teller.chapter("8. Delete the package, and delete it again")?;
    let request = DeleteOtaFirmware::builder().firmware_id(firmware.clone()).build();
    teller.call(&request).await?;
    teller.refused(&request).await
}

/// The names of lamps, from one number to another.
fn names(first: usize, last: usize) -> Vec<String> {
    (first..=last).map(|number| format!("device{number}")).collect()
}
