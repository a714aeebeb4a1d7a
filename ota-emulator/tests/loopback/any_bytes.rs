//! Whatever comes in, a response goes out and the emulator lives on.

use ota_emulator::Emulator;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::call::{Scheme, cancel, start, start_with};
use crate::http;

const LARGEST: usize = 8 * 1024 * 1024;

#[test]
fn any_query_headers_and_body_get_a_response() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let (emulator, _) = runtime.block_on(start_with(Emulator::builder().without_quota()));
    let mut runner = TestRunner::new(Config { cases: 128, ..Config::default() });
    let form = prop::bool::ANY;
    let strategy = (
        "(GET|POST|HEAD|OPTIONS|PUT|X)",
        "[!-~&&[^#]]{0,40}",
        "[ -~]{0,60}",
        "[ -~]{0,60}",
        prop::collection::vec(any::<u8>(), 0..80),
        form,
    );
    let result = runner.run(&strategy, |(method, query, authorization, date, body, form)| {
        let mut headers = vec![
            ("host".to_owned(), "localhost".to_owned()),
            ("authorization".to_owned(), format!("ACS3-HMAC-SHA256 {authorization}")),
            ("x-acs-date".to_owned(), date),
        ];
        if form {
            let kind = "application/x-www-form-urlencoded".to_owned();
            headers.push(("content-type".to_owned(), kind));
        }
        let target = format!("/?{query}");
        for kept in [headers.len(), 1] {
            let sent = &headers[..kept];
            let send = http::send(emulator.address(), &method, &target, sent, &body);
            let response = runtime.block_on(send);
            prop_assert!((400..500).contains(&response.status), "{:?}", response);
        }
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
    runtime.block_on(cancel(Scheme::V1).send(&emulator)).assert_success();
}

#[test]
fn any_bytes_at_all_leave_it_running() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let (emulator, _) = runtime.block_on(start_with(Emulator::builder().without_quota()));
    let mut runner = TestRunner::new(Config { cases: 64, ..Config::default() });
    let bytes = prop::collection::vec(any::<u8>(), 1..200);
    let result = runner.run(&bytes, |bytes| {
        runtime.block_on(http::exchange(emulator.address(), &bytes, true));
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
    runtime.block_on(cancel(Scheme::V1).send(&emulator)).assert_success();
}

#[tokio::test]
async fn names_and_values_that_are_not_utf_8_are_refused() {
    let (emulator, _) = start().await;
    let host = [("host".to_owned(), "localhost".to_owned())];
    for target in ["/?Format=JSON&A=%FF", "/?Format=JSON&%C3%28=a"] {
        let response = http::send(emulator.address(), "GET", target, &host, b"").await;
        response.assert_refused(400, "InvalidParameter.Encoding");
    }
}

fn form_of(length: usize) -> Vec<u8> {
    let mut body = b"Format=JSON&Filler=".to_vec();
    body.resize(length, b'a');
    body
}

fn form_headers() -> [(String, String); 2] {
    [
        ("host".to_owned(), "localhost".to_owned()),
        ("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()),
    ]
}

#[tokio::test]
async fn a_body_may_have_eight_mebibytes_and_no_more() {
    let (emulator, _) = start().await;
    let body = form_of(LARGEST);
    let response = http::send(emulator.address(), "POST", "/", &form_headers(), &body).await;
    response.assert_refused(400, "MissingParameter.Action");
    let body = form_of(LARGEST + 1);
    let response = http::send(emulator.address(), "POST", "/", &form_headers(), &body).await;
    assert_eq!(response.status, 413, "{response:?}");
    assert!(response.body.contains("8388608 bytes"), "{response:?}");
}

#[tokio::test]
async fn a_name_with_a_million_dots_does_no_harm() {
    let (emulator, _) = start().await;
    let name = format!("DeviceName.1{}", ".1".repeat(500_000));
    let call = cancel(Scheme::V1).with(&name, "x").form();
    call.send(&emulator).await.assert_success();
}

#[tokio::test]
async fn a_list_far_too_long_is_refused_in_no_time() {
    let (emulator, _) = start().await;
    let call = (1..=50_000).fold(cancel(Scheme::V1).form(), |call, number| {
        call.with(&format!("DeviceName.{number}"), &format!("name{number}"))
    });
    call.send(&emulator).await.assert_failure("iot.common.InvalidFormattedParameter");
}
