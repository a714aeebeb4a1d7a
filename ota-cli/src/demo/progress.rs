//! How far the lamps are, read from the lists of the service.

use ota_api::operations::{JobId, ListOtaTaskByJobResponseData as Task, TaskStatus};

use super::teller::Teller;
use crate::failure::Failure;
use crate::table;

/// The states that are counted.
const COLUMNS: [(&str, TaskStatus); 6] = [
    ("queued", TaskStatus::Queued),
    ("notified", TaskStatus::Notified),
    ("in progress", TaskStatus::InProgress),
    ("succeeded", TaskStatus::Succeeded),
    ("failed", TaskStatus::Failed),
    ("cancelled", TaskStatus::Canceled),
];

/// All tasks of a job, page after page.
pub(super) async fn tasks(teller: &Teller<'_>, job: &JobId) -> Result<Vec<Task>, Failure> {
    let mut pages = teller.client.list_ota_task_by_job().job_id(job.clone()).items();
    let mut tasks = Vec::new();
    while let Some(task) = pages.next().await {
        tasks.push(task.map_err(|error| Failure::api(&error))?);
    }
    Ok(tasks)
}

/// The tasks of a job that are in a state.
pub(super) async fn tasks_in(
    teller: &Teller<'_>,
    job: &JobId,
    status: TaskStatus,
) -> Result<Vec<Task>, Failure> {
    let mut tasks = tasks(teller, job).await?;
    tasks.retain(|task| task.task_status.as_ref() == Some(&status));
    Ok(tasks)
}

/// Lets time pass minute by minute, and shows at these minutes how many lamps are in each state.
pub(super) async fn watch(
    teller: &mut Teller<'_>,
    job: &JobId,
    minutes: &[u64],
) -> Result<(), Failure> {
    let mut rows = vec![vec!["minute".to_owned()]];
    rows[0].extend(COLUMNS.map(|(name, _)| name.to_owned()));
    let mut passed = 0;
    for minute in minutes {
        teller.pass(minute - passed);
        passed = *minute;
        let tasks = tasks(teller, job).await?;
        let count = |status: &TaskStatus| {
            tasks.iter().filter(|task| task.task_status.as_ref() == Some(status)).count()
        };
        let mut row = vec![minute.to_string()];
        row.extend(COLUMNS.iter().map(|(_, status)| count(status).to_string()));
        rows.push(row);
    }
    Ok(table::write(teller.out, 3, &rows)?)
}
