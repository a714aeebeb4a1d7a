//! Adds the packages of a seed, with the jobs and tasks that deliver them.

use crate::seed::{SeedJob, SeedPackage, SeedPackageStatus};
use crate::time::Moment;
use crate::world::product::DEFAULT_MODULE;
use crate::world::{
    File, Instance, Job, JobKind, JobStatus, Model, Package, PackageStatus, Retry, Settings, Task,
    TaskRef,
};

/// How many bytes the files of packages have.
pub(super) const SIZE: u64 = 1024;

/// The key of the file of a package.
pub(super) fn file_key(firmware_id: &str) -> String {
    format!("ota/seed/{firmware_id}.bin")
}

impl Instance {
    pub(super) fn add_seeded_package(
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
            return Err(format!("job `{id}` occurs twice"));
        }
        let kind =
            if seed.dynamic { JobKind::Dynamic { with_present: true } } else { JobKind::Static };
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
                    "job `{id}` has a task for `{name}`, which product `{product_key}` does not have"
                ));
            };
            let source = product.version_number(device, &package.module);
            let made = Task::new(device, source, task.status, now);
            let Some(position) = job.add(made) else {
                return Err(format!("job `{id}` has two tasks for `{name}`"));
            };
            let place = TaskRef { job: number, position };
            if let Some(task_id) = &task.task_id
                && !self.task_names.add(task_id, place)
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
