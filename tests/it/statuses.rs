//! The HTTP status decides what happened; the body only explains it.

use std::time::Duration;

use ota_api::{Error, Idempotency};

use crate::canned::Canned;

/// The error of a call that must not act twice.
async fn refused(canned: &Canned) -> Error {
    canned.client().call("CreateSomething").send().await.unwrap_err()
}

/// The error of a call that only reads.
async fn unread(canned: &Canned) -> Error {
    let client = canned.client();
    let call = client.call("QuerySomething").idempotency(Idempotency::ReadOnly);
    call.send().await.unwrap_err()
}

#[tokio::test]
async fn too_many_calls_are_known_by_the_status_alone() {
    for body in ["slow down", "", "<html><title>Slow</title>", "[1]", r#"{"Message":{"a":1}}"#] {
        for (name, value, pause) in [
            ("retry-after", "3", 3000),
            ("retry-after", "Sun, 06 Nov 1994 08:49:47 GMT", 10_000),
            ("x-acs-retry-after", "250", 250),
        ] {
            let headers = [(name, value), ("date", "Sun, 06 Nov 1994 08:49:37 GMT")];
            let error = refused(&Canned::with_headers(429, &headers, body).await).await;
            assert!(error.is_throttled() && error.is_retryable(), "{error}");
            assert!(!error.outcome_unknown(), "{error}");
            assert_eq!(error.retry_after(), Some(Duration::from_millis(pause)), "{error}");
            assert!(error.to_string().contains("wait before the next call"), "{error}");
        }
    }
}

#[tokio::test]
async fn a_pause_has_an_end() {
    let headers = [("retry-after", "18446744073709551615")];
    let error = refused(&Canned::with_headers(503, &headers, "no").await).await;
    assert_eq!(error.retry_after(), Some(Duration::from_secs(24 * 60 * 60)));
}

#[tokio::test]
async fn a_page_of_an_error_counts_whatever_its_size() {
    for size in [80, 80 * 1024] {
        let page = format!("<html><title>Down</title>{}", "x".repeat(size));
        let canned = Canned::respond(503, "text/html", page).await;
        let error = unread(&canned).await;
        assert!(error.is_retryable() && error.outcome_unknown(), "{error}");
        assert!(error.to_string().contains("a web page titled `Down`"), "{error}");
        assert!(!refused(&canned).await.is_retryable());
    }
}

#[tokio::test]
async fn a_request_that_was_too_long_did_nothing_and_says_what_to_do() {
    for status in [413, 414, 431] {
        let error = refused(&Canned::respond(status, "text/html", "<html>no").await).await;
        assert!(!error.outcome_unknown() && !error.is_retryable(), "{error}");
        assert!(error.to_string().contains("the request is too long"), "{error}");
        assert!(!error.to_string().contains("endpoint"), "{error}");
    }
}

#[tokio::test]
async fn a_refusal_keeps_its_code_whatever_else_it_says() {
    for body in [
        r#"{"RequestId":"r1","Message":{"text":"no"},"Code":"Throttling.Api"}"#,
        r#"{"Code":"Throttling.Api","Message":["no"],"RequestId":"r1"}"#,
        r#"{"Code":"Throttling.Api","RequestId":"r1","Message":"cut of"#,
        "<R><RequestId>r1</RequestId><Message><p>no</p></Message><Code>Throttling.Api</Code></R>",
        "<R><Code>Throttling.Api</Code><RequestId>r1</RequestId><Message>cut",
    ] {
        let error = refused(&Canned::respond(400, "application/json", body).await).await;
        assert_eq!(error.code(), Some("Throttling.Api"), "{body}");
        assert_eq!(error.request_id(), Some("r1"), "{body}");
        assert!(error.is_throttled() && error.is_refusal(), "{body}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_as_a_whole_is_no_success_and_no_refusal() {
    for body in [
        r#"{"Success":true,"Code":"X","Message":"cut of"#,
        r#"{"Code":"X","Message":"cut of"#,
        r#"{"Success":"perhaps","Code":"X"}"#,
    ] {
        let error = refused(&Canned::respond(200, "application/json", body).await).await;
        assert!(error.outcome_unknown() && !error.is_refusal(), "{body}: {error}");
    }
}

#[tokio::test]
async fn a_page_is_told_by_its_title() {
    let page = "<!DOCTYPE html>\n<html><head><title>502 Bad\nGateway</title></head></html>";
    for status in [200, 403, 502] {
        let error = refused(&Canned::respond(status, "text/html", page).await).await;
        let shown = error.to_string();
        assert!(shown.contains("it is a web page titled `502 Bad Gateway`"), "{shown}");
        assert!(!shown.contains("DOCTYPE"), "{shown}");
        assert_eq!(error.outcome_unknown(), status != 403, "{shown}");
    }
}

#[tokio::test]
async fn a_response_may_have_many_headers() {
    let many = "x-more: 1\r\n".repeat(99);
    let body = r#"{"Success":true}"#;
    let raw = format!("HTTP/1.1 200 OK\r\n{many}content-length: {}\r\n\r\n{body}", body.len());
    let canned = Canned::raw(raw).await;
    assert!(canned.client().call("Anything").send().await.is_ok());
}

#[tokio::test]
async fn a_compressed_response_says_so_and_none_is_asked_for() {
    let body = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0];
    let headers = [("content-encoding", "gzip")];
    for status in [200, 429, 503] {
        let canned = Canned::with_headers(status, &headers, body).await;
        let error = refused(&canned).await;
        assert!(error.to_string().contains("compressed with `gzip`"), "{error}");
        assert_eq!(error.is_throttled(), status == 429);
        assert!(canned.requests()[0].to_lowercase().contains("\r\naccept-encoding: identity\r\n"));
    }
}

#[tokio::test]
async fn a_status_counts_even_if_its_body_never_arrives() {
    let raw = "HTTP/1.1 429 No\r\nretry-after: 3\r\ncontent-length: 500\r\n\r\nslow";
    let error = refused(&Canned::raw(raw).await).await;
    assert!(error.is_throttled() && !error.outcome_unknown(), "{error}");
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3)));
    assert!(error.to_string().contains("incomplete"), "{error}");
}

#[tokio::test]
async fn throttling_at_a_status_of_a_fault_did_nothing() {
    let body = r#"{"Code":"Throttling.User","Message":"no"}"#;
    let error = refused(&Canned::respond(503, "application/json", body).await).await;
    assert!(error.is_throttled() && error.is_retryable() && !error.outcome_unknown(), "{error}");
    let headers = [("retry-after", "3")];
    let body = r#"{"Code":"Unheard","Message":"no"}"#;
    let error = refused(&Canned::with_headers(503, &headers, body).await).await;
    assert!(!error.is_throttled() && error.outcome_unknown(), "{error}");
}

#[tokio::test]
async fn a_wrong_clock_is_told_by_the_date_of_the_response() {
    let headers = [("date", "Sun, 06 Nov 1994 08:49:37 GMT")];
    for code in ["InvalidTimeStamp.Expired", "IllegalTimestamp"] {
        let body = format!(r#"{{"Code":"{code}","Message":"no"}}"#);
        let error = refused(&Canned::with_headers(400, &headers, body).await).await;
        assert!(!error.outcome_unknown());
        let shown = error.to_string();
        assert!(shown.contains("days ahead of that of the server"), "{shown}");
    }
}
