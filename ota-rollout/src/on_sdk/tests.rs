use ota_api::mock::Mock;
use ota_api::operations::{
    ListOtaFirmware, ListOtaFirmwareResponse, ListOtaFirmwareResponseFirmwareInfo,
    ListOtaJobByFirmware, ListOtaJobByFirmwareResponse, ListOtaTaskByJob, ListOtaTaskByJobResponse,
    ListOtaTaskByJobResponseData, SimpleOtaJobInfo,
};
use ota_world::TaskStatus;

use super::SdkService;
use crate::service::{Fault, Request, Response};

/// What the three lists say that a rollout decides by, for a page with so many rows of so many in all.
async fn lists(page: u32, rows: usize, total: Option<i32>) -> Vec<Result<bool, Fault>> {
    let mock = Mock::new();
    let (mut packages, mut jobs, mut tasks) = (
        ListOtaFirmwareResponse::default(),
        ListOtaJobByFirmwareResponse::default(),
        ListOtaTaskByJobResponse::default(),
    );
    let mut package = ListOtaFirmwareResponseFirmwareInfo::default();
    package.firmware_id = Some("fw".into());
    let mut job = SimpleOtaJobInfo::default();
    job.job_id = Some("job".into());
    // A row that cannot be read is a row all the same.
    let mut task = ListOtaTaskByJobResponseData::default();
    task.task_desc = Some("of nobody".to_owned());
    packages.firmware_info = vec![package; rows];
    jobs.data = vec![job; rows];
    tasks.data = vec![task; rows];
    (packages.total, jobs.total, tasks.total) = (total, total, total);
    mock.on::<ListOtaFirmware>().respond(packages);
    mock.on::<ListOtaJobByFirmware>().respond(jobs);
    mock.on::<ListOtaTaskByJob>().respond(tasks);
    let service = SdkService::new(mock.client().unwrap(), "lamp");
    let requests = [
        Request::Packages { version: "2".to_owned(), page },
        Request::Jobs { firmware_id: "fw".to_owned(), page },
        Request::Tasks { job_id: "job".to_owned(), status: TaskStatus::Failed, page },
    ];
    let mut found = Vec::new();
    for request in &requests {
        found.push(service.perform(request).await.map(|response| match response {
            Response::Packages(_, goes_on)
            | Response::Jobs(_, goes_on)
            | Response::Tasks(_, goes_on) => goes_on,
            other => panic!("{other:?}"),
        }));
    }
    found
}

/// A job that is on no page that was read would be created a second time.
#[tokio::test]
async fn a_list_ends_where_its_total_says_and_nowhere_else() {
    for (page, rows, total, goes_on) in [
        (1, 0, 0, false),
        (1, 30, 30, false),
        (1, 100, 100, false),
        (1, 100, 130, true),
        (2, 30, 130, false),
    ] {
        for found in lists(page, rows, Some(total)).await {
            assert_eq!(found, Ok(goes_on), "page {page}: {rows} of {total}");
        }
    }
    // A service that caps its pages, one that leaves rows out, and one that says nothing of the end.
    for (page, rows, total) in
        [(1, 50, Some(130)), (2, 0, Some(130)), (1, 0, Some(1)), (1, 30, None), (1, 1, Some(-1))]
    {
        for found in lists(page, rows, total).await {
            assert!(
                matches!(found, Err(Fault::Later(_))),
                "page {page}: {rows} of {total:?}: {found:?}"
            );
        }
    }
    // One whose list has no end.
    for found in lists(1000, 100, Some(i32::MAX)).await {
        assert!(matches!(found, Err(Fault::Unsendable(_))), "{found:?}");
    }
}
