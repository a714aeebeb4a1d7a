//! `CancelOTATaskByJob`, `ConfirmOTATask` and `ReupgradeOTATask`.

use ota_emulator::{Emulator, JobStatus, TaskStatus};

use crate::rollout::{
    FLEET, create, done, fleet, fleet_of, in_minutes, pass, refused, status, task_id, tasks,
};

const CANCEL: &str = "CancelOTATaskByJob";
const CONFIRM: &str = "ConfirmOTATask";
const AGAIN: &str = "ReupgradeOTATask";
const ILLEGAL: &str = "iot.system.IllegalRequest";

/// A job whose tasks are in all states, in the order of [`TaskStatus::ALL`], and a queued one.
async fn all_states() -> Emulator {
    let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    let states = TaskStatus::ALL.into_iter().chain([TaskStatus::Queued]);
    let tasks: Vec<serde_json::Value> = names
        .iter()
        .zip(states)
        .map(|(name, status)| serde_json::json!({ "deviceName": name, "status": status }))
        .collect();
    let jobs = serde_json::json!([{ "jobId": "j", "tasks": tasks }]);
    let package = r#"{ "firmwareId": "full", "firmwareName": "Full""#;
    fleet_of(&FLEET.replace(package, &format!(r#"{package}, "jobs": {jobs}"#))).await
}

fn states(emulator: &Emulator, job: &str) -> Vec<TaskStatus> {
    tasks(emulator, job).into_iter().map(|(_, status)| status).collect()
}

#[tokio::test]
async fn each_flag_cancels_the_tasks_of_its_states() {
    use TaskStatus::{Confirm, InProgress, Notified, Queued};
    let queued = "CancelQueuedTask";
    let unconfirmed = "CancelUnconfirmedTask";
    for (flags, expected) in [
        (vec![(queued, "true")], vec![Confirm, Queued]),
        (vec![(queued, "true"), (unconfirmed, "true")], vec![Confirm, Queued]),
        (vec![(queued, "true"), (unconfirmed, "false")], vec![Queued]),
        (vec![(queued, "false")], vec![]),
        (vec![(queued, "false"), (unconfirmed, "true")], vec![Confirm]),
        (vec![(unconfirmed, "true")], vec![Confirm]),
        (vec![(unconfirmed, "false")], vec![]),
        (vec![("CancelNotifiedTask", "true")], vec![Notified]),
        (vec![("CancelInProgressTask", "true")], vec![InProgress]),
        (vec![("CancelScheduledTask", "true")], vec![]),
        (
            vec![
                (queued, "true"),
                ("CancelNotifiedTask", "true"),
                ("CancelInProgressTask", "true"),
            ],
            vec![Confirm, Queued, Notified, InProgress],
        ),
    ] {
        let emulator = all_states().await;
        let before = states(&emulator, "j");
        done(&emulator, CANCEL, &[&[("JobId", "j")][..], &flags].concat()).await;
        let after = before
            .iter()
            .map(|status| if expected.contains(status) { TaskStatus::Canceled } else { *status });
        assert_eq!(states(&emulator, "j"), after.collect::<Vec<_>>(), "{flags:?}");
    }
}

#[tokio::test]
async fn a_job_without_an_open_task_is_complete() {
    let emulator = all_states().await;
    let pairs = [
        ("JobId", "j"),
        ("CancelQueuedTask", "true"),
        ("CancelNotifiedTask", "true"),
        ("CancelInProgressTask", "true"),
    ];
    done(&emulator, CANCEL, &pairs).await;
    assert_eq!(status(&emulator, "j"), JobStatus::Completed);
    done(&emulator, CANCEL, &pairs).await;
    refused(&emulator, CANCEL, &[("JobId", "x"), ("CancelQueuedTask", "true")], ILLEGAL).await;
    let none = "iot.common.InvalidFormattedParameter";
    refused(&emulator, CANCEL, &[("JobId", "j")], none).await;
}

#[tokio::test]
async fn nothing_happens_at_the_start_of_a_cancelled_job() {
    let emulator = fleet().await;
    let start = in_minutes(&emulator, 10);
    let job = create(&emulator, "full", &[("ScheduleTime", &start)]).await;
    done(&emulator, CANCEL, &[("JobId", &job), ("CancelScheduledTask", "true")]).await;
    assert!(states(&emulator, &job).iter().all(|status| *status == TaskStatus::Canceled));
    assert_eq!(status(&emulator, &job), JobStatus::Canceled);
    pass(&emulator, 1000);
    assert!(states(&emulator, &job).iter().all(|status| *status == TaskStatus::Canceled));
    assert_eq!(status(&emulator, &job), JobStatus::Canceled);
}

#[tokio::test]
async fn a_planned_job_whose_devices_are_all_cancelled_is_cancelled() {
    let emulator = fleet().await;
    let start = in_minutes(&emulator, 10);
    let group =
        [("TargetSelection", "GROUP"), ("GroupId", "fixed"), ("GroupType", "LINK_PLATFORM")];
    let job = create(&emulator, "full", &[&group[..], &[("ScheduleTime", &start)]].concat()).await;
    let by_device = [("ProductKey", "p"), ("FirmwareId", "full"), ("DeviceName.1", "a")];
    done(&emulator, "CancelOTATaskByDevice", &by_device).await;
    assert_eq!(status(&emulator, &job), JobStatus::Planned);
    let by_device = [("ProductKey", "p"), ("FirmwareId", "full"), ("DeviceName.1", "b")];
    done(&emulator, "CancelOTATaskByDevice", &by_device).await;
    assert_eq!(status(&emulator, &job), JobStatus::Canceled);
}

#[tokio::test]
async fn approved_tasks_are_queued_and_carried_out() {
    let emulator = fleet().await;
    let job = create(&emulator, "full", &[("NeedConfirm", "true")]).await;
    assert!(states(&emulator, &job).iter().all(|status| *status == TaskStatus::Confirm));
    pass(&emulator, 600);
    assert!(states(&emulator, &job).iter().all(|status| *status == TaskStatus::Confirm));
    let (a, b) = (task_id(&emulator, &job, "a"), task_id(&emulator, &job, "b"));
    done(&emulator, CONFIRM, &[("TaskId.1", &a), ("TaskId.2", &b), ("TaskId.3", &a)]).await;
    assert_eq!(
        states(&emulator, &job)[..3],
        [TaskStatus::Queued, TaskStatus::Queued, TaskStatus::Confirm]
    );
    pass(&emulator, 60);
    assert_eq!(states(&emulator, &job)[0], TaskStatus::Succeeded);
}

#[tokio::test]
async fn approval_is_all_or_nothing() {
    let emulator = fleet().await;
    let job = create(&emulator, "full", &[("NeedConfirm", "true")]).await;
    let (a, b) = (task_id(&emulator, &job, "a"), task_id(&emulator, &job, "b"));
    done(&emulator, CONFIRM, &[("TaskId.1", &a)]).await;
    for other in [a.as_str(), "nothing"] {
        refused(&emulator, CONFIRM, &[("TaskId.1", &b), ("TaskId.2", other)], ILLEGAL).await;
    }
}

#[tokio::test]
async fn tasks_of_a_scheduled_job_are_approved_within_its_time() {
    let emulator = fleet().await;
    let (start, end) = (in_minutes(&emulator, 10), in_minutes(&emulator, 70));
    let pairs =
        [("NeedConfirm", "true"), ("ScheduleTime", start.as_str()), ("ScheduleFinishTime", &end)];
    let job = create(&emulator, "full", &pairs).await;
    let (a, b) = (task_id(&emulator, &job, "a"), task_id(&emulator, &job, "b"));
    refused(&emulator, CONFIRM, &[("TaskId.1", &a)], ILLEGAL).await;
    pass(&emulator, 600);
    done(&emulator, CONFIRM, &[("TaskId.1", &a)]).await;
    pass(&emulator, 3600);
    refused(&emulator, CONFIRM, &[("TaskId.1", &b)], ILLEGAL).await;
    // Past its end nothing is started again either.
    assert_eq!(tasks(&emulator, &job)[1], ("b".to_owned(), TaskStatus::Canceled));
    refused(&emulator, AGAIN, &[("JobId", &job), ("TaskId.1", &b)], ILLEGAL).await;
}

#[tokio::test]
async fn ended_tasks_are_carried_out_again() {
    let emulator = all_states().await;
    // `f` failed and `g` was cancelled.
    let (f, g) = (task_id(&emulator, "j", "f"), task_id(&emulator, "j", "g"));
    done(&emulator, AGAIN, &[("JobId", "j"), ("TaskId.1", &f), ("TaskId.2", &g)]).await;
    assert_eq!(states(&emulator, "j")[5..7], [TaskStatus::Queued, TaskStatus::Queued]);
    pass(&emulator, 60);
    assert_eq!(states(&emulator, "j")[5..7], [TaskStatus::Succeeded, TaskStatus::Succeeded]);
}

#[tokio::test]
async fn only_ended_tasks_of_the_job_are_carried_out_again() {
    let emulator = all_states().await;
    let other = create(&emulator, "free", &[]).await;
    let f = task_id(&emulator, "j", "f");
    // Unfinished, and done.
    for name in ["a", "b", "c", "d", "e"] {
        let task = task_id(&emulator, "j", name);
        let pairs = [("JobId", "j"), ("TaskId.1", f.as_str()), ("TaskId.2", &task)];
        refused(&emulator, AGAIN, &pairs, ILLEGAL).await;
    }
    for (job, task) in [("j", "nothing"), (other.as_str(), f.as_str()), ("nothing", &f)] {
        refused(&emulator, AGAIN, &[("JobId", job), ("TaskId.1", task)], ILLEGAL).await;
    }
    // The device waits for an update of the other job.
    let message = refused(&emulator, AGAIN, &[("JobId", "j"), ("TaskId.1", &f)], ILLEGAL).await;
    assert!(message.contains("another job"), "{message}");
}

#[tokio::test]
async fn a_complete_job_goes_on_and_tasks_that_need_approval_need_it_again() {
    let emulator = fleet().await;
    let only = [("TargetSelection", "SPECIFIC"), ("TargetDeviceName.1", "a")];
    let job = create(&emulator, "full", &[&only[..], &[("NeedConfirm", "true")]].concat()).await;
    done(&emulator, CANCEL, &[("JobId", &job), ("CancelUnconfirmedTask", "true")]).await;
    assert_eq!(status(&emulator, &job), JobStatus::Completed);
    let a = task_id(&emulator, &job, "a");
    done(&emulator, AGAIN, &[("JobId", &job), ("TaskId.1", &a)]).await;
    assert_eq!(states(&emulator, &job), [TaskStatus::Confirm]);
    assert_eq!(status(&emulator, &job), JobStatus::InProgress);
    done(&emulator, CONFIRM, &[("TaskId.1", &a)]).await;
    pass(&emulator, 60);
    assert_eq!(states(&emulator, &job), [TaskStatus::Succeeded]);
    assert_eq!(status(&emulator, &job), JobStatus::Completed);
}

#[tokio::test]
async fn a_task_that_is_carried_out_again_starts_from_what_the_device_runs_now() {
    let emulator = fleet().await;
    let only = [("TargetSelection", "SPECIFIC"), ("TargetDeviceName.1", "a")];
    let job = create(&emulator, "full", &only).await;
    let task = task_id(&emulator, &job, "a");
    let source = async |status: TaskStatus| {
        let pairs = [("JobId", job.as_str()), ("TaskStatus", status.as_str())];
        let list = done(&emulator, "ListOTATaskByJob", &pairs).await;
        list["Data"]["SimpleOTATaskInfo"][0]["SrcVersion"].as_str().map(str::to_owned)
    };
    pass(&emulator, 3);
    emulator.report_version("p", "a", "default", "1.9.9").unwrap();
    assert_eq!(source(TaskStatus::Failed).await.as_deref(), Some("1.0.0"));
    done(&emulator, AGAIN, &[("JobId", &job), ("TaskId.1", &task)]).await;
    assert_eq!(source(TaskStatus::Queued).await.as_deref(), Some("1.9.9"));
    pass(&emulator, 3);
    emulator.report_version("p", "a", "default", "1.9.9").unwrap();
    assert_eq!(source(TaskStatus::InProgress).await.as_deref(), Some("1.9.9"));
    pass(&emulator, 60);
    assert_eq!(source(TaskStatus::Succeeded).await.as_deref(), Some("1.9.9"));
}
