//! Jobs that wait for their `ScheduleTime`.

use ota_emulator::{Emulator, JobStatus, TaskStatus};

use crate::rollout::{create, done, fleet, in_minutes, pass, status, task_id, tasks};

const CANCEL: &str = "CancelOTATaskByJob";

/// A job for `a` and `b` that starts in ten minutes.
async fn scheduled(emulator: &Emulator, more: &[(&str, &str)]) -> String {
    let start = in_minutes(emulator, 10);
    let mut pairs = vec![
        ("TargetSelection", "GROUP"),
        ("GroupId", "fixed"),
        ("GroupType", "LINK_PLATFORM"),
        ("ScheduleTime", start.as_str()),
    ];
    pairs.extend(more);
    let job = create(emulator, "full", &pairs).await;
    assert_eq!(status(emulator, &job), JobStatus::Planned);
    job
}

/// Such a job that lost its tasks, and is cancelled for that.
async fn cancelled(emulator: &Emulator, more: &[(&str, &str)]) -> String {
    let job = scheduled(emulator, more).await;
    done(emulator, CANCEL, &[("JobId", &job), ("CancelScheduledTask", "true")]).await;
    assert_eq!(status(emulator, &job), JobStatus::Canceled);
    job
}

/// Lets the task of a device go on.
async fn again(emulator: &Emulator, job: &str, device: &str) {
    let task = task_id(emulator, job, device);
    done(emulator, "ReupgradeOTATask", &[("JobId", job), ("TaskId.1", &task)]).await;
}

fn states(emulator: &Emulator, job: &str) -> Vec<TaskStatus> {
    tasks(emulator, job).into_iter().map(|(_, status)| status).collect()
}

#[tokio::test]
async fn a_planned_job_whose_devices_update_by_themselves_waits_for_its_start() {
    let emulator = fleet().await;
    let job = scheduled(&emulator, &[]).await;
    for device in ["a", "b"] {
        emulator.report_version("p", device, "default", "2.0.0").unwrap();
    }
    assert_eq!(states(&emulator, &job), [TaskStatus::Succeeded, TaskStatus::Succeeded]);
    assert_eq!(status(&emulator, &job), JobStatus::Planned);
    pass(&emulator, 600);
    assert_eq!(status(&emulator, &job), JobStatus::Completed);
}

#[tokio::test]
async fn a_planned_job_with_a_task_that_succeeded_is_not_cancelled_with_the_others() {
    let emulator = fleet().await;
    let job = scheduled(&emulator, &[]).await;
    emulator.report_version("p", "a", "default", "2.0.0").unwrap();
    let by_device = [("ProductKey", "p"), ("FirmwareId", "full"), ("DeviceName.1", "b")];
    done(&emulator, "CancelOTATaskByDevice", &by_device).await;
    assert_eq!(states(&emulator, &job), [TaskStatus::Succeeded, TaskStatus::Canceled]);
    assert_eq!(status(&emulator, &job), JobStatus::Planned);
    pass(&emulator, 600);
    assert_eq!(status(&emulator, &job), JobStatus::Completed);
}

#[tokio::test]
async fn queued_tasks_are_cancelled_as_such_before_the_start() {
    let emulator = fleet().await;
    let job = scheduled(&emulator, &[]).await;
    done(&emulator, CANCEL, &[("JobId", &job), ("CancelQueuedTask", "true")]).await;
    assert_eq!(states(&emulator, &job), [TaskStatus::Canceled, TaskStatus::Canceled]);
    assert_eq!(status(&emulator, &job), JobStatus::Canceled);
}

#[tokio::test]
async fn scheduled_tasks_are_those_that_no_device_knows_of_before_the_start_and_after() {
    use TaskStatus::{Canceled, Confirm, InProgress, Notified, Queued};
    let scheduled_only = [("CancelScheduledTask", "true")];
    let approved_only = [("CancelScheduledTask", "true"), ("CancelUnconfirmedTask", "false")];
    // The states after a time, and after the call.
    for (needs_approval, seconds, flags, before, after) in [
        ("false", 0, &scheduled_only[..], [Queued, Queued], [Canceled, Canceled]),
        ("false", 600, &scheduled_only, [Queued, Queued], [Canceled, Canceled]),
        ("false", 601, &scheduled_only, [Notified, Notified], [Notified, Notified]),
        ("false", 602, &scheduled_only, [InProgress, InProgress], [InProgress, InProgress]),
        ("true", 0, &scheduled_only, [Confirm, Confirm], [Canceled, Canceled]),
        ("true", 0, &approved_only, [Confirm, Confirm], [Confirm, Confirm]),
        ("true", 600, &scheduled_only, [Queued, Confirm], [Canceled, Canceled]),
        ("true", 600, &approved_only, [Queued, Confirm], [Canceled, Confirm]),
    ] {
        let emulator = fleet().await;
        let job = scheduled(&emulator, &[("NeedConfirm", needs_approval)]).await;
        pass(&emulator, seconds);
        if before == [Queued, Confirm] {
            let task = task_id(&emulator, &job, "a");
            done(&emulator, "ConfirmOTATask", &[("TaskId.1", &task)]).await;
        }
        assert_eq!(states(&emulator, &job), before);
        done(&emulator, CANCEL, &[&[("JobId", job.as_str())], flags].concat()).await;
        assert_eq!(states(&emulator, &job), after, "{seconds} {flags:?}");
    }
}

#[tokio::test]
async fn a_task_of_a_cancelled_job_is_planned_again_before_the_start() {
    let emulator = fleet().await;
    let job = cancelled(&emulator, &[]).await;
    again(&emulator, &job, "a").await;
    assert_eq!(states(&emulator, &job), [TaskStatus::Queued, TaskStatus::Canceled]);
    assert_eq!(status(&emulator, &job), JobStatus::Planned);
    pass(&emulator, 599);
    assert_eq!(status(&emulator, &job), JobStatus::Planned);
    pass(&emulator, 1);
    assert_eq!(status(&emulator, &job), JobStatus::InProgress);
    pass(&emulator, 60);
    assert_eq!(states(&emulator, &job), [TaskStatus::Succeeded, TaskStatus::Canceled]);
    assert_eq!(status(&emulator, &job), JobStatus::Completed);
}

#[tokio::test]
async fn a_task_of_a_cancelled_job_is_carried_out_at_once_after_the_start() {
    let emulator = fleet().await;
    let job = cancelled(&emulator, &[("NeedConfirm", "true")]).await;
    pass(&emulator, 1000);
    assert_eq!(status(&emulator, &job), JobStatus::Canceled);
    again(&emulator, &job, "b").await;
    assert_eq!(states(&emulator, &job), [TaskStatus::Canceled, TaskStatus::Confirm]);
    assert_eq!(status(&emulator, &job), JobStatus::InProgress);
    let task = task_id(&emulator, &job, "b");
    done(&emulator, "ConfirmOTATask", &[("TaskId.1", &task)]).await;
    pass(&emulator, 60);
    assert_eq!(states(&emulator, &job), [TaskStatus::Canceled, TaskStatus::Succeeded]);
    assert_eq!(status(&emulator, &job), JobStatus::Completed);
}

#[tokio::test]
async fn a_cancelled_job_that_goes_on_ends_when_it_was_to_end() {
    let emulator = fleet().await;
    let end = in_minutes(&emulator, 70);
    let more = [("NeedConfirm", "true"), ("ScheduleFinishTime", end.as_str())];
    let job = cancelled(&emulator, &more).await;
    again(&emulator, &job, "a").await;
    pass(&emulator, 4200);
    assert_eq!(states(&emulator, &job), [TaskStatus::Canceled, TaskStatus::Canceled]);
    assert_eq!(status(&emulator, &job), JobStatus::Completed);
}
