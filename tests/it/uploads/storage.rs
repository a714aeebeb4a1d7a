//! Storages that refuse, lie, break off or stand still.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ota_api::mock::{Failure, Mock};
use ota_api::{Client, RetryPolicy, Upload, UploadForm};
use tokio::sync::Notify;
use tokio::time::Instant;

use super::stub::{Plan, Stub, response, status};
use super::{at_once, builder, bytes, file, upload_to};
use crate::hooks::Spans;

fn once() -> Client {
    builder("http://127.0.0.1:1").retry(RetryPolicy::off()).build().unwrap()
}

/// Far more bytes than the buffers of the system take on their way.
const LARGE: usize = 8_000_000;

const ERROR: &str = "<?xml version=\"1.0\"?><Error><Code>InternalError</Code><Message>We failed.</Message>\
                     <RequestId>5F3D</RequestId><HostId>h</HostId></Error>";

#[tokio::test]
async fn only_an_empty_success_is_one() {
    let client = once();
    let (_folder, path) = file("lamp.bin", &bytes(20_000));
    for plan in [status(200, ""), status(204, ""), response(200, "text/plain", "\r\n")] {
        let stub = Stub::start(Plan::Respond(plan)).await;
        assert_eq!(upload_to(&client, &path, &stub.host).await.unwrap().size(), 20_000);
    }
    let elsewhere = Stub::start(Plan::Respond(status(200, ""))).await;
    let location = format!("location: {}\r\n", elsewhere.host);
    let long = "HTTP/1.1 200 Stub\r\ncontent-length: 16777216\r\n\r\n";
    let chunked = "HTTP/1.1 200 Stub\r\ntransfer-encoding: chunked\r\n\r\n";
    let xml = "application/xml";
    for (name, plan, says) in [
        ("error", Plan::Respond(response(200, xml, ERROR)), "refused with `InternalError`"),
        ("created", Plan::Respond(status(201, "")), "cannot be read"),
        ("redirect", Plan::Respond(status(302, &location)), "redirects"),
        (
            "page",
            Plan::Respond(response(200, "text/html", "<html><title>Sign in</title>")),
            "`Sign in`",
        ),
        ("text", Plan::Respond(response(200, "text/plain", "fine")), "neither JSON nor XML"),
        (
            "cut",
            Plan::Respond(b"HTTP/1.1 200 Stub\r\ncontent-length: 9\r\n\r\nab".to_vec()),
            "incomplete",
        ),
        ("long", Plan::Endless(long.into(), vec![b' '; 65_536]), "cannot be read"),
        (
            "endless",
            Plan::Endless(chunked.into(), [b"10000\r\n", &[b'x'; 65_536][..], b"\r\n"].concat()),
            "65536",
        ),
        ("closed", Plan::Respond(Vec::new()), "broke"),
        (
            "refusal",
            Plan::Respond(response(403, xml, "<Error><Code>EntityTooSmall</Code></Error>")),
            "the storage refused",
        ),
    ] {
        let stub = Stub::start(plan).await;
        let error = upload_to(&client, &path, &stub.host).await.unwrap_err();
        let text = error.to_string();
        assert!(text.contains(says), "{name}: {text}");
        assert!(text.contains("lamp.bin") && text.len() < 1500, "{name}: {text}");
        assert!(error.body().unwrap_or_default().len() <= 65_536, "{name}");
        assert_eq!((stub.uploads(), error.path()), (1, Some(&*path)), "{name}");
    }
    assert_eq!(elsewhere.uploads(), 0);
}

#[tokio::test]
async fn a_success_before_the_whole_file_is_none() {
    let (_folder, path) = file("lamp.bin", &bytes(LARGE));
    let client = once();
    let stub = Stub::start(Plan::Early(status(200, ""))).await;
    let error = upload_to(&client, &path, &stub.host).await.unwrap_err();
    assert!(!error.is_usage(), "{error}");
}

#[tokio::test]
async fn a_refusal_is_final_and_a_failure_gets_a_fresh_form() {
    let client = builder("http://127.0.0.1:1").retry(at_once()).build().unwrap();
    let (_folder, path) = file("lamp.bin", &bytes(20_000));
    let refused = "<Error><Code>EntityTooLarge</Code><Message>m</Message></Error>";
    let skewed = "<Error><Code>RequestTimeTooSkewed</Code><Message>m</Message></Error>";
    for (plan, uploads) in [
        (response(400, "application/xml", refused), 1),
        (status(302, "location: /\r\n"), 1),
        (response(403, "application/xml", skewed), 5),
        (response(503, "application/xml", ERROR), 5),
        (Vec::new(), 5),
    ] {
        let stub = Stub::start(Plan::Respond(plan)).await;
        let error = upload_to(&client, &path, &stub.host).await.unwrap_err();
        assert_eq!((stub.uploads(), error.attempts()), (uploads, uploads as u32), "{error}");
    }
}

#[tokio::test]
async fn an_upload_that_stands_still_ends() {
    let client = once();
    let (_folder, small) = file("small.bin", b"x");
    let (_folder, large) = file("large.bin", &bytes(LARGE));
    let limit = Duration::from_millis(100);
    for (plan, path) in [(Plan::Silent, &small), (Plan::Hold(Arc::new(Notify::new())), &large)] {
        let stub = Stub::start(plan).await;
        let error = upload_to(&client, path, &stub.host).stall_limit(limit).await.unwrap_err();
        assert!(error.is_timeout() && error.is_retryable(), "{error}");
        assert!(
            error.to_string().contains("no byte of the upload was accepted for 0.1 s"),
            "{error}"
        );
    }
    let stub = Stub::start(Plan::Silent).await;
    let error = upload_to(&client, &small, &stub.host).deadline(limit).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert_eq!(error.path(), Some(&*small));
}

#[tokio::test]
async fn a_link_that_is_too_slow_is_told_early_and_not_refused() {
    let client = once();
    let (_folder, path) = file("lamp.bin", &bytes(LARGE));
    let go = Arc::new(Notify::new());
    let stub = Stub::start(Plan::Hold(go.clone())).await;
    let slow = Mutex::new(Vec::new());
    let spans = Spans::default();
    let _second = tracing::Dispatch::new(Spans::default());
    let guard = tracing::subscriber::set_default(spans.clone());
    let upload = upload_to(&client, &path, &stub.host).measure_every(Duration::from_millis(20));
    let upload = upload.on_slow(|told| {
        slow.lock().unwrap().push(told);
        go.notify_one();
    });
    let uploaded = upload.await.unwrap();
    drop(guard);
    assert_eq!(uploaded.size(), LARGE as u64);
    let slow = slow.into_inner().unwrap();
    assert_eq!(slow.len(), 1);
    assert!(slow[0].accepted() < LARGE as u64 && slow[0].left() <= Duration::from_secs(60));
    assert!(slow[0].needed().is_none_or(|needed| needed > slow[0].left()), "{slow:?}");
    let text = format!("{:?}", spans.0.lock().unwrap());
    assert!(text.contains("will take longer than its form is good"), "{text}");
    assert!(text.contains("upload.bytes_per_second"), "{text}");
}

#[tokio::test]
async fn no_secret_of_the_form_is_shown() {
    let client = builder("http://127.0.0.1:1").retry(at_once().attempts(2)).build().unwrap();
    let (_folder, path) = file("lamp.bin", &bytes(20_000));
    let stub = Stub::start(Plan::Echo).await;
    let spans = Spans::default();
    let _second = tracing::Dispatch::new(Spans::default());
    let guard = tracing::subscriber::set_default(spans.clone());
    let upload = upload_to(&client, &path, &stub.host);
    let shown = format!("{upload:?}");
    let error = upload.await.unwrap_err();
    drop(guard);
    assert_eq!(error.code(), Some("Echo"), "{error}");
    let source = std::error::Error::source(&error).map(|source| format!("{source:?}"));
    let spans = format!("{:?}", spans.0.lock().unwrap());
    assert!(spans.contains("\"upload\"") && spans.contains("\"attempt\""), "{spans}");
    for text in
        [shown, error.to_string(), format!("{error:?} {:?} {source:?}", error.body()), spans]
    {
        assert!(!text.contains("canary"), "{text}");
        assert!(!text.contains("testsecret"), "{text}");
    }
}

/// A mock whose storage does this with each upload but the last.
fn mock(failures: impl IntoIterator<Item = Failure>) -> Mock {
    let mock = Mock::new();
    failures.into_iter().fold(mock.on_upload(), |rule, failure| rule.fail(failure)).accept();
    mock
}

const ANY: &str = "http://127.0.0.1:1";

#[tokio::test(start_paused = true)]
async fn an_upload_waits_an_hour_at_most_and_not_beyond_its_deadline() {
    let (_folder, path) = file("lamp.bin", b"x");
    let busy = || {
        let day = Duration::from_secs(24 * 3600);
        mock([Failure::refused("Busy").status(503).retry_after(day)])
    };
    let first = busy();
    let client: Client = first.client().unwrap();
    let began = Instant::now();
    upload_to(&client, &path, ANY).await.unwrap();
    let hour = Duration::from_secs(3600);
    assert!((hour..hour * 2).contains(&began.elapsed()), "{:?}", began.elapsed());
    let second = busy();
    let client: Client = second.client().unwrap();
    let began = Instant::now();
    let error = upload_to(&client, &path, ANY).deadline(hour / 2).await.unwrap_err();
    assert_eq!((error.http_status(), error.attempts()), (Some(503), 1), "{error}");
    assert_eq!(error.retry_after(), Some(24 * hour), "what the storage said");
    assert!(began.elapsed() < hour / 2 && second.calls().len() == 1);
}

#[tokio::test(start_paused = true)]
async fn what_failed_before_the_deadline_is_told_at_it() {
    let (_folder, path) = file("lamp.bin", b"x");
    let over = || Failure::refused("AccessDenied").message("Policy expired.");
    let mock = mock([over(), over(), over(), over(), over()]);
    let pause = Duration::from_millis(700);
    let retry = RetryPolicy::default().attempts(1000).decide(move |_| Some(pause));
    let client: Client = mock.builder().retry(retry).build().unwrap();
    let two = Duration::from_secs(2);
    let error = upload_to(&client, &path, ANY).deadline(two).await.unwrap_err();
    assert_eq!((error.code(), error.attempts()), (Some("AccessDenied"), 3), "{error}");
    // An attempt that is under way then.
    let asked = AtomicUsize::new(0);
    let upload = Upload::new(&client, &path, 1 << 20, || async {
        if asked.fetch_add(1, Ordering::Relaxed) > 0 {
            std::future::pending::<()>().await;
        }
        Ok(UploadForm::new(ANY, "u").field("key", "canary-key"))
    });
    let error = upload.deadline(two).await.unwrap_err();
    assert!(error.is_timeout() && error.attempts() == 2, "{error}");
    let text = error.to_string();
    assert!(text.contains("the attempt before it failed: the storage refused"), "{text}");
    assert!(!text.contains("canary"), "{text}");
}

#[tokio::test]
async fn limits_of_no_time_are_refused_as_those_of_a_client() {
    let client = once();
    let (_folder, path) = file("lamp.bin", b"x");
    let upload = || upload_to(&client, &path, ANY);
    for (upload, name) in [
        (upload().deadline(Duration::ZERO), "deadline"),
        (upload().stall_limit(Duration::ZERO), "stall limit"),
    ] {
        let error = upload.await.unwrap_err();
        assert!(error.is_usage() && error.attempts() == 0, "{error}");
        assert!(
            error.to_string().contains(&format!("the {name} is 0; set a longer one")),
            "{error}"
        );
    }
}
