//! The worlds in which the examples of the specs work.
//!
//! The documentation names the same task, package or module in examples that need it in different
//! states, and shows times of years ago. Everything else is as in the sample state.

use ota_emulator::{Seed, SeedJob, SeedPackage, SeedPackageStatus, TaskStatus};
use ota_spec::Value;

/// A state in which an example works.
pub(crate) fn world_for(action: &str, request: &Value) -> Seed {
    let mut seed = Seed::sample();
    if let Some(Value::Number(start)) = request.get("ScheduleTime") {
        let start: i64 = start.parse().unwrap();
        let an_hour_before = jiff::Timestamp::from_millisecond(start - 3_600_000).unwrap();
        seed.time = Some(an_hour_before);
    }
    match action {
        // Other examples take the task as one that failed.
        "ConfirmOTATask" => {
            let job = job(&mut seed, "7glPHmaDYLAYMD1HHutT02****");
            job.need_confirm = true;
            job.tasks[0].status = TaskStatus::Confirm;
        }
        // Other examples deliver the package, so it is verified and belongs to another product.
        "CreateOTAVerifyJob" => {
            let mut package = remove_package(&mut seed, "nx3xxVvFdwvn6dim50PY03****");
            package.status = SeedPackageStatus::Unverified;
            let products = &mut seed.products;
            let product = products.iter_mut().find(|one| one.product_key == "a1VJwBw****").unwrap();
            product.packages.push(package);
        }
        // Another example changes the module.
        "CreateOTAModule" => {
            for product in seed.products.iter_mut().filter(|one| one.product_key == "a1Le6d0****") {
                product.modules.clear();
            }
        }
        // The same job is static in the other example of the operation.
        "UpdateOTAJob" => {
            let is_dynamic = request.get("UpgradeType") == Some(&Value::from("DYNAMIC"));
            job(&mut seed, "7glPHmaDYLAYMD1HHutT02****").dynamic = is_dynamic;
        }
        // What is shown has everything that a job can have, also an end.
        "QueryOTAJob" => {
            let job = job(&mut seed, "wahVIzGkCMuAUE2gDERM02****");
            job.src_versions = vec!["1.0.0".to_owned()];
            (job.timeout_in_minutes, job.retry_interval) = (Some(500), Some(60));
            end(job);
        }
        "ListOTAJobByFirmware" => end(job(&mut seed, "HvKuBpuk3rdk6E92CPQN02****")),
        _ => {}
    }
    seed
}

fn job<'s>(seed: &'s mut Seed, id: &str) -> &'s mut SeedJob {
    let packages = seed.products.iter_mut().flat_map(|product| &mut product.packages);
    packages.flat_map(|package| &mut package.jobs).find(|job| job.job_id == id).unwrap()
}

fn end(job: &mut SeedJob) {
    for task in &mut job.tasks {
        task.status = TaskStatus::Succeeded;
    }
}

fn remove_package(seed: &mut Seed, id: &str) -> SeedPackage {
    for product in &mut seed.products {
        if let Some(found) = product.packages.iter().position(|one| one.firmware_id == id) {
            return product.packages.remove(found);
        }
    }
    panic!("no package `{id}`")
}
