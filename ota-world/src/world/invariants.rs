//! The invariants of a world, whatever was done to it.

use std::collections::BTreeSet;

use super::account::World;
use super::instance::Instance;
use super::job::{Job, JobKind, JobStatus};
use super::package::PackageStatus;
use super::product::DEFAULT_MODULE;
use super::task::{TaskRef, TaskStatus};

impl World {
    /// Panics if the world contradicts itself.
    #[track_caller]
    pub(crate) fn assert_consistent(&self) {
        for instance in self.instances.values() {
            for (id, job) in &instance.jobs {
                check_tasks(id, job);
                check_status(id, job);
            }
            check_open_tasks(instance);
            check_packages(instance);
            check_modules(instance);
        }
    }
}

#[track_caller]
fn check_tasks(id: &str, job: &Job) {
    for status in TaskStatus::ALL {
        let count = job.tasks().filter(|task| task.status == status).count();
        assert_eq!(count, job.count(status) as usize, "job `{id}` miscounts {status}");
    }
    for (position, task) in (0..).zip(job.tasks()) {
        assert_eq!(job.position(task.device), Some(position), "job `{id}` misplaces a task");
        assert!(task.progress <= 100, "job `{id}` has a task with {}%", task.progress);
        assert!(job.created <= task.created && task.created <= task.modified, "job `{id}`");
        if job.status == JobStatus::Planned {
            let has_begun = matches!(
                task.status,
                TaskStatus::Notified | TaskStatus::InProgress | TaskStatus::Succeeded
            );
            // A device that reports the version by itself has done its task.
            assert!(!has_begun || task.status == TaskStatus::Succeeded, "job `{id}` is planned");
        }
    }
}

#[track_caller]
fn check_status(id: &str, job: &Job) {
    let is_dynamic = matches!(job.kind, JobKind::Dynamic { .. });
    assert_eq!(job.ended.is_some(), job.status.is_over(), "job `{id}` ended or not");
    match job.status {
        JobStatus::Planned => {
            assert!(job.settings.schedule.is_some() && job.started.is_none(), "job `{id}`");
        }
        JobStatus::InProgress => {
            assert!(job.started.is_some(), "job `{id}` has not started");
            assert!(is_dynamic || job.unfinished() > 0, "job `{id}` has nothing left to do");
        }
        JobStatus::Completed => assert_eq!(job.unfinished(), 0, "job `{id}` is not complete"),
        JobStatus::Canceled => {
            assert!(is_dynamic || job.unfinished() == 0, "job `{id}` is cancelled and goes on");
        }
    }
}

#[track_caller]
fn check_open_tasks(instance: &Instance) {
    let mut found = BTreeSet::new();
    for (key, product) in &instance.products {
        for (device, (name, known)) in (0..).zip(&product.devices) {
            for place in &known.open {
                let (job, task) = instance.task(*place).unwrap();
                assert_eq!((&job.product_key, task.device), (key, device), "open for `{name}`");
                assert!(task.status.is_unfinished(), "open for `{name}`: {task:?}");
                assert!(found.insert(*place), "open for `{name}` twice: {place:?}");
            }
            for (index, one) in known.open.iter().enumerate() {
                for other in &known.open[index + 1..] {
                    let [one, other] = [one, other].map(|place| instance.task(*place).unwrap().0);
                    let side_by_side = one.settings.multi_module || other.settings.multi_module;
                    assert!(
                        side_by_side && !one.module.eq_ignore_ascii_case(&other.module),
                        "`{name}` has two tasks"
                    );
                }
            }
        }
    }
    for (number, job) in (0..).zip(instance.jobs.values()) {
        for (position, task) in (0..).zip(job.tasks()) {
            let place = TaskRef { job: number, position };
            assert_eq!(task.status.is_unfinished(), found.contains(&place), "{place:?}: {task:?}");
            assert_eq!(instance.find_task(&instance.task_id(place)), Some(place));
        }
    }
}

#[track_caller]
fn check_packages(instance: &Instance) {
    for (id, package) in &instance.packages {
        let running = |is_meant: fn(JobKind) -> bool| {
            let jobs = instance.jobs.values().filter(|job| job.firmware_id == *id);
            jobs.filter(|job| job.status == JobStatus::InProgress && is_meant(job.kind)).count()
        };
        let is_verifying = package.status == PackageStatus::Verifying;
        assert_eq!(running(|kind| kind == JobKind::Verify), usize::from(is_verifying), "`{id}`");
        let dynamic = running(|kind| matches!(kind, JobKind::Dynamic { .. }));
        assert!(dynamic <= 1, "package `{id}` has {dynamic} running dynamic jobs");
    }
}

#[track_caller]
fn check_modules(instance: &Instance) {
    for (key, product) in &instance.products {
        let names: BTreeSet<String> =
            product.modules.keys().map(|name| name.to_ascii_lowercase()).collect();
        assert_eq!(names.len(), product.modules.len(), "`{key}` has a module twice");
        let reported: BTreeSet<String> =
            product.module_names.iter().map(|name| name.to_ascii_lowercase()).collect();
        assert_eq!(reported.len(), product.module_names.len(), "`{key}` has a module twice");
        assert!(!reported.contains(DEFAULT_MODULE), "`{key}`: {reported:?}");
        assert!(names.len() <= 10 && !names.contains(DEFAULT_MODULE), "`{key}`: {names:?}");
    }
}
