//! Lists that are read page by page: they are whole, or an error says that they are not.

use std::future::pending;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use ota_api::operations::ListOtaTaskByJob;
use ota_api::{Client, Credentials, Error, PageItems, Quota, WaitError};
use tokio::net::TcpListener;

use crate::canned::Canned;

/// The value of a parameter in a request.
fn number(request: &str, name: &str) -> usize {
    let (_, rest) = request.split_once(&format!("{name}=")).unwrap();
    rest.split(['&', ' ']).next().unwrap().parse().unwrap()
}

/// A page of tasks in these states.
fn page(states: &[&str], rest: &str) -> String {
    let tasks: Vec<String> =
        states.iter().map(|state| format!(r#"{{"TaskStatus":"{state}"}}"#)).collect();
    let tasks = tasks.join(",");
    format!(r#"{{"RequestId":"R","Success":true,"Data":{{"SimpleOTATaskInfo":[{tasks}]}}{rest}}}"#)
}

/// A service that returns at most 20 tasks per page.
async fn capped(total: usize, says: bool) -> Canned {
    Canned::json(move |request| {
        let size = number(request, "PageSize").min(20);
        let first = (number(request, "CurrentPage") - 1) * size;
        let rows = total.saturating_sub(first).min(size);
        let count = total.div_ceil(size);
        let said =
            if says { format!(r#","PageSize":{size},"PageCount":{count}"#) } else { String::new() };
        page(&vec!["FAILED"; rows], &format!(r#","Total":{total}{said}"#))
    })
    .await
}

async fn read(mut items: PageItems<ListOtaTaskByJob>) -> (usize, Option<Error>) {
    let mut count = 0;
    loop {
        match items.next().await {
            Some(Ok(_)) => count += 1,
            end => return (count, end.and_then(Result::err)),
        }
    }
}

#[tokio::test]
async fn a_service_with_smaller_pages_than_asked_for_gives_its_whole_list() {
    for says in [true, false] {
        let canned = capped(250, says).await;
        let client = canned.builder().quota(Quota::default()).build().unwrap();
        let began = Instant::now();
        let (count, error) = read(client.list_ota_task_by_job().job_id("j").items()).await;
        assert_eq!((count, error.map(|error| error.to_string())), (250, None));
        assert_eq!(canned.requests().len(), 13);
        // Ten calls per second are allowed.
        assert!(began.elapsed() >= Duration::from_secs(1), "{:?}", began.elapsed());
    }
}

#[tokio::test]
async fn an_empty_page_before_the_last_one_is_an_error() {
    for empty in [1, 2] {
        let canned = Canned::json(move |request| {
            let rows = if number(request, "CurrentPage") == empty { 0 } else { 100 };
            page(&vec!["FAILED"; rows], r#","Total":250,"PageSize":100,"PageCount":3"#)
        })
        .await;
        let (count, error) = read(canned.client().list_ota_task_by_job().job_id("j").items()).await;
        let error = error.unwrap();
        let list = error.incomplete_list().unwrap();
        assert_eq!(count, 100 * (empty - 1));
        assert_eq!((list.rows(), list.total(), list.shrank()), (count as i64, 250, false));
        assert!(error.to_string().contains("has 250 rows, but only"), "{error}");
    }
}

#[tokio::test]
async fn rows_that_vanish_while_a_list_is_read_are_told_by_type() {
    let canned = Canned::json(|request| match number(request, "CurrentPage") {
        1 => page(&["FAILED"; 100], r#","Total":150,"PageSize":100"#),
        _ => page(&["FAILED"; 49], r#","Total":149,"PageSize":100"#),
    })
    .await;
    let (count, error) = read(canned.client().list_ota_task_by_job().job_id("j").items()).await;
    assert_eq!(count, 149);
    let error = error.unwrap();
    let list = error.incomplete_list().unwrap();
    assert_eq!((list.rows(), list.total(), list.total_at_end()), (149, 150, 149));
    assert!(list.shrank() && error.is_retryable(), "{error}");
}

/// A page with three rows, of which the second is none.
async fn broken() -> Canned {
    Canned::json(|request| match number(request, "CurrentPage") {
        1 => r#"{"RequestId":"R","Success":true,"Data":{"SimpleOTATaskInfo":[{"TaskStatus":"FAILED"},7,
            {"TaskStatus":"FAILED","Progress":["x"]}]},"Total":3}"#
            .to_owned(),
        _ => page(&[], r#","Total":3"#),
    })
    .await
}

#[tokio::test]
async fn a_row_that_cannot_be_read_does_not_end_the_pages_but_is_told() {
    let canned = broken().await;
    let client = canned.client();
    let mut pages = client.list_ota_task_by_job().job_id("j").pages();
    let page = pages.next().await.unwrap().unwrap();
    assert_eq!(page.unreadable()[0].path(), "Data[1]");
    assert!(pages.next().await.is_none());
    let mut items = client.list_ota_task_by_job().job_id("j").items();
    assert!(items.next().await.unwrap().is_ok() && items.next().await.unwrap().is_ok());
    assert_eq!(items.unreadable()[1].path(), "Data[2].Progress");
    let error = items.next().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("`Data[1]`: expected an object"), "{error}");
    assert_eq!((error.request_id(), error.outcome_unknown()), (Some("R"), false));
    assert!(items.next().await.is_none());
}

#[tokio::test]
async fn a_wait_over_a_list_ends_at_a_row_that_cannot_be_read() {
    let canned = broken().await;
    let client = canned.client();
    let wait = client.list_ota_task_by_job().job_id("j").wait_until_settled();
    let WaitError::Call { error, .. } = wait.await.unwrap_err() else { panic!("no call failed") };
    assert!(error.to_string().contains("`Data[1]`"), "{error}");
}

#[tokio::test]
async fn a_wait_over_a_list_judges_all_of_its_pages() {
    let looks = AtomicUsize::new(0);
    let canned = Canned::json(move |request| {
        let number = number(request, "CurrentPage");
        let look = if number == 1 {
            looks.fetch_add(1, Ordering::SeqCst)
        } else {
            looks.load(Ordering::SeqCst) - 1
        };
        let last = if look == 0 { "QUEUED" } else { "SUCCEEDED" };
        let rest = r#","Total":150,"PageSize":100"#;
        if number == 1 { page(&["CANCELED"; 100], rest) } else { page(&[last; 50], rest) }
    })
    .await;
    let client = canned.client();
    let wait = client.list_ota_task_by_job().job_id("j").wait_until_settled();
    let response = wait.interval(Duration::from_millis(1)).await.unwrap();
    assert_eq!(response.data.len(), 150, "the tasks of all pages");
    assert_eq!(canned.requests().len(), 4);
}

#[tokio::test]
async fn a_wait_over_a_list_that_does_not_become_whole_says_so() {
    let rest = r#","Total":1499,"PageSize":100"#;
    let canned = Canned::json(|request| match number(request, "CurrentPage") {
        1 => page(&["FAILED"; 100], rest),
        _ => page(&[], rest),
    })
    .await;
    let client = canned.client();
    let wait = client.list_ota_task_by_job().job_id("j").wait_until_settled();
    match wait.timeout(Duration::from_millis(300)).await.unwrap_err() {
        WaitError::Timeout { error: Some(error), .. } => {
            assert_eq!(error.incomplete_list().unwrap().total(), 1499);
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_wait_ends_at_its_limit_although_the_server_says_nothing() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let client = Client::builder()
        .endpoint(format!("http://{}", listener.local_addr().unwrap()))
        .credentials(Credentials::new("testid", "testsecret"))
        .build()
        .unwrap();
    tokio::spawn(async move {
        let _open = listener.accept().await.unwrap();
        pending::<()>().await;
    });
    let began = Instant::now();
    let wait = client.query_ota_firmware().firmware_id("f").wait_until_verified();
    let error = wait.timeout(Duration::from_millis(50)).await.unwrap_err();
    assert!(began.elapsed() < Duration::from_secs(10), "the calls of the client may take 30 s");
    assert!(matches!(error, WaitError::Timeout { response: None, .. }), "{error:?}");
    assert_eq!((error.operation(), error.last_state()), ("QueryOTAFirmware", None));
}
