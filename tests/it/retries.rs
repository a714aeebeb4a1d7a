//! What is sent again after a failure, when, and what never is.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};

use ota_api::{Client, ClientBuilder, Error, RetryPolicy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::canned::Canned;
use crate::contract::all_types;

/// The usual policy without its pauses.
fn at_once() -> RetryPolicy {
    RetryPolicy::default().base_pause(Duration::ZERO)
}

fn builder(canned: &Canned) -> ClientBuilder {
    canned.builder().retry(at_once())
}

fn client(canned: &Canned) -> Client {
    builder(canned).build().unwrap()
}

/// A response with a status and a body.
fn http(status: u16, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status} Canned\r\n{headers}content-length: {length}\r\n\r\n{body}")
        .into_bytes()
}

fn done() -> Vec<u8> {
    http(200, "content-type: application/json\r\n", r#"{"RequestId":"R","Success":true}"#)
}

/// Failures after which nobody knows whether the service acted.
fn unknown() -> [Vec<u8>; 6] {
    let whole = String::from_utf8(done()).unwrap();
    [
        Vec::new(),
        whole.as_bytes()[..whole.len() - 9].to_vec(),
        http(503, "", r#"{"Code":"ServiceUnavailable","Message":"down","RequestId":"R"}"#),
        http(502, "content-type: text/html\r\n", "<html><title>Bad gateway</title></html>"),
        http(200, "content-type: text/html\r\n", "<html><title>Sign in</title></html>"),
        http(200, "content-type: application/json\r\n", ""),
    ]
}

/// Failures after which nothing can have happened.
fn refused() -> [Vec<u8>; 2] {
    [
        http(429, "", r#"{"Code":"Throttling.User","Message":"slow","RequestId":"R"}"#),
        http(400, "", r#"{"Code":"Throttling","Message":"slow","RequestId":"R"}"#),
    ]
}

/// A server that fails so many times with each of these, then does what it is asked.
async fn fails(times: usize, failures: Vec<Vec<u8>>) -> Canned {
    let calls = AtomicUsize::new(0);
    Canned::with(move |_| {
        let call = calls.fetch_add(1, Ordering::Relaxed);
        if call < times { failures[call % failures.len()].clone() } else { done() }
    })
    .await
}

/// The value of a header.
fn header<'r>(request: &'r str, name: &str) -> &'r str {
    let line = request.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    line.unwrap_or_else(|| panic!("no `{name}` in {request}"))
}

#[tokio::test]
async fn reads_survive_up_to_four_failures_of_each_kind() {
    for failure in unknown().into_iter().chain(refused()) {
        let canned = fails(4, vec![failure.clone()]).await;
        let response = client(&canned).query_ota_job().job_id("j").send().await.unwrap();
        assert_eq!(response.attempts(), 5);
        let canned = fails(5, vec![failure]).await;
        let error = client(&canned).query_ota_job().job_id("j").send().await.unwrap_err();
        assert_eq!((error.attempts(), canned.requests().len()), (5, 5));
        assert!(error.to_string().contains("5 attempts"), "{error}");
    }
}

#[tokio::test]
async fn a_thousand_reads_survive_where_three_of_ten_attempts_fail() {
    // Which attempts fail looks random and is the same each time; never more than four in a row.
    let (mut state, mut row) = (42_u64, 0);
    let mut fails = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        row = if (state >> 33) % 10 < 3 && row < 4 { row + 1 } else { 0 };
        row > 0
    };
    let plan: Vec<bool> = (0..5000).map(|_| fails()).collect();
    let calls = AtomicUsize::new(0);
    let failures = unknown();
    let canned = Canned::with(move |_| {
        let call = calls.fetch_add(1, Ordering::Relaxed);
        if plan[call] { failures[call % failures.len()].clone() } else { done() }
    })
    .await;
    let client = client(&canned);
    let mut attempts = 0;
    for _ in 0..1000 {
        let response = client.query_ota_job().job_id("j").send().await.unwrap();
        assert!(response.attempts() <= 5);
        attempts += response.attempts() as usize;
    }
    assert_eq!(attempts, canned.requests().len());
    assert!(attempts > 1300, "{attempts}");
}

#[tokio::test]
async fn a_service_that_is_down_gets_no_storm_of_attempts() {
    let canned = fails(usize::MAX, vec![unknown()[2].clone()]).await;
    let client = client(&canned);
    let strict = client.with_retry(at_once().attempts(50));
    for call in 0..1000 {
        let client = if call % 2 == 0 { &client } else { &strict };
        assert!(client.query_ota_job().job_id("j").send().await.is_err());
    }
    assert_eq!(canned.requests().len(), 1100);
}

#[tokio::test]
async fn what_could_act_twice_is_not_sent_again() {
    for failure in unknown() {
        let canned = fails(1, vec![failure]).await;
        let error = create(&client(&canned)).await.unwrap_err();
        assert!(error.outcome_unknown() && !error.is_retryable(), "{error}");
        assert_eq!((error.attempts(), canned.requests().len()), (1, 1), "{error}");
    }
}

async fn create(client: &Client) -> Result<(), Error> {
    // With a label it would be looked up.
    client
        .with_run_id_tags(false)
        .create_ota_verify_job()
        .firmware_id("f")
        .product_key("p")
        .target_device_name(["d"])
        .send()
        .await
        .map(drop)
}

#[tokio::test]
async fn what_was_refused_or_not_sent_is_sent_again_whatever_it_does() {
    for failure in refused() {
        let canned = fails(2, vec![failure]).await;
        create(&client(&canned)).await.unwrap();
        assert_eq!(canned.requests().len(), 3);
    }
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let canned = fails(0, vec![Vec::new()]).await;
    let client = builder(&canned).endpoint(address).build().unwrap();
    let error = create(&client).await.unwrap_err();
    assert_eq!((error.attempts(), error.outcome_unknown()), (5, false), "{error}");
}

#[tokio::test]
async fn what_would_be_refused_again_is_not_sent_again() {
    for (status, code) in
        [(400, "iot.system.InstanceNotFound"), (403, "Forbidden.RAM"), (404, "No")]
    {
        let body = format!(r#"{{"Code":"{code}","Message":"no","RequestId":"R"}}"#);
        let canned = fails(1, vec![http(status, "", &body)]).await;
        let error = client(&canned).query_ota_job().job_id("j").send().await.unwrap_err();
        assert_eq!((error.attempts(), canned.requests().len()), (1, 1), "{error}");
    }
}

/// A refusal by the service.
fn business(code: &str) -> Vec<u8> {
    let body =
        format!(r#"{{"RequestId":"R","Success":false,"Code":"{code}","ErrorMessage":"no"}}"#);
    http(200, "content-type: application/json\r\n", &body)
}

#[tokio::test]
async fn what_is_gone_after_a_lost_response_was_done() {
    for lost in unknown() {
        let canned = replies(vec![lost, business("iot.ota.FirmwareNotFound")]).await;
        let response = client(&canned).delete_ota_firmware().firmware_id("f").send().await.unwrap();
        assert_eq!((response.attempts(), response.request_id()), (2, "R"));
        assert!(String::from_utf8_lossy(response.raw()).contains("FirmwareNotFound"));
        let call = client(&canned);
        let untyped = call.call("DeleteOTAFirmware").parameter("FirmwareId", "f");
        assert!(untyped.send().await.is_err(), "an operation that nobody knows");
    }
    // At once, after a refusal, or for another operation it is what it says.
    let gone = || business("iot.ota.FirmwareNotFound");
    let canned = replies(vec![gone()]).await;
    let error = client(&canned).delete_ota_firmware().firmware_id("f").send().await.unwrap_err();
    assert!(!error.outcome_unknown(), "{error}");
    let canned = replies(vec![refused()[0].clone(), gone()]).await;
    let error = client(&canned).delete_ota_firmware().firmware_id("f").send().await.unwrap_err();
    assert_eq!((error.attempts(), error.outcome_unknown()), (2, false), "{error}");
    let canned = replies(vec![unknown()[0].clone(), gone()]).await;
    let error = client(&canned).query_ota_firmware().firmware_id("f").send().await.unwrap_err();
    assert_eq!((error.attempts(), error.outcome_unknown()), (2, false), "{error}");
}

#[tokio::test]
async fn a_refusal_does_not_hide_that_an_attempt_before_may_have_acted() {
    let canned = replies(vec![unknown()[0].clone(), business("iot.system.InstanceNotFound")]).await;
    let error = client(&canned).delete_ota_firmware().firmware_id("f").send().await.unwrap_err();
    assert_eq!((error.attempts(), error.outcome_unknown()), (2, true), "{error}");
    assert_eq!(error.code(), Some("iot.system.InstanceNotFound"));
}

/// A server that responds with these one after the other, and with the last of them from then on.
async fn replies(replies: Vec<Vec<u8>>) -> Canned {
    let calls = AtomicUsize::new(0);
    Canned::with(move |_| {
        let call = calls.fetch_add(1, Ordering::Relaxed);
        replies[call.min(replies.len() - 1)].clone()
    })
    .await
}

#[tokio::test]
async fn a_token_makes_a_create_safe_to_repeat() {
    let canned = fails(3, unknown().to_vec()).await;
    let builder = canned.builder_of::<all_types::Client>().region("cn-shanghai").retry(at_once());
    let client = builder.build().unwrap();
    let route = all_types::ShipBoxesRoute::default().from("Here");
    client.ship_boxes().route(route).carrier_name("Slow").send().await.unwrap();
    let requests = canned.requests();
    let tokens: BTreeSet<&str> = requests
        .iter()
        .map(|request| {
            let (_, rest) = request.split_once("Token=").unwrap();
            rest.split(['&', ' ']).next().unwrap()
        })
        .collect();
    assert_eq!((requests.len(), tokens.len()), (4, 1), "{tokens:?}");
}

#[tokio::test]
async fn each_attempt_has_its_number_and_a_nonce_of_its_own() {
    let canned = fails(4, unknown().to_vec()).await;
    client(&canned).query_ota_job().job_id("j").send().await.unwrap();
    let requests = canned.requests();
    let numbers: Vec<&str> = requests.iter().map(|text| header(text, "x-ota-attempt")).collect();
    assert_eq!(numbers, ["1", "2", "3", "4", "5"]);
    for name in ["x-acs-signature-nonce", "authorization"] {
        let values: BTreeSet<&str> = requests.iter().map(|text| header(text, name)).collect();
        assert_eq!(values.len(), 5, "{name}");
    }
}

#[tokio::test]
async fn a_policy_is_replaced_for_a_client_or_a_call() {
    let failing = || fails(usize::MAX, vec![unknown()[0].clone()]);
    let canned = failing().await;
    let client = canned.builder().retry(RetryPolicy::off()).build().unwrap();
    assert!(client.query_ota_job().job_id("j").send().await.is_err());
    assert_eq!(canned.requests().len(), 1);
    let once = client.with_retry(at_once().attempts(3));
    assert!(once.query_ota_job().job_id("j").send().await.is_err());
    assert_eq!(canned.requests().len(), 4);
    let seen = std::sync::Arc::new(AtomicUsize::new(0));
    let seen_too = seen.clone();
    let own = client.with_retry(RetryPolicy::default().attempts(9).decide(move |failed| {
        assert!(failed.error().is_retryable());
        seen_too.store(failed.number() as usize, Ordering::Relaxed);
        (failed.number() < 4).then_some(Duration::ZERO)
    }));
    assert_eq!(own.query_ota_job().job_id("j").send().await.unwrap_err().attempts(), 4);
    assert_eq!(seen.load(Ordering::Relaxed), 4);
}

#[tokio::test]
async fn a_pause_that_the_service_asks_for_is_kept() {
    let asked = http(
        503,
        "x-acs-retry-after: 300\r\n",
        r#"{"Code":"ServiceUnavailable","Message":"later","RequestId":"R"}"#,
    );
    let canned = fails(1, vec![asked]).await;
    let began = Instant::now();
    client(&canned).query_ota_job().job_id("j").send().await.unwrap();
    assert!(began.elapsed() >= Duration::from_millis(300));
}

#[tokio::test]
async fn a_pause_beyond_the_deadline_is_not_begun() {
    let asked = http(
        429,
        "x-acs-retry-after: 3600000\r\n",
        r#"{"Code":"Throttling","Message":"later","RequestId":"R"}"#,
    );
    let canned = fails(1, vec![asked]).await;
    let error = client(&canned).query_ota_job().job_id("j").send().await.unwrap_err();
    assert_eq!((error.attempts(), error.is_throttled()), (1, true));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
}

#[tokio::test]
async fn an_attempt_that_hangs_leaves_time_for_another() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (silent, _) = listener.accept().await.unwrap();
        let (mut stream, _) = listener.accept().await.unwrap();
        let _ = stream.read(&mut [0; 4096]).await;
        stream.write_all(&done()).await.unwrap();
        drop(silent);
    });
    let canned = fails(0, vec![Vec::new()]).await;
    let builder = builder(&canned).endpoint(address).attempt_limit(Duration::from_millis(200));
    let client = builder.build().unwrap();
    let response = client.query_ota_job().job_id("j").send().await.unwrap();
    assert_eq!(response.attempts(), 2);
}

/// A server whose clock is so many seconds ahead, and which tells that or not.
pub(crate) async fn clock(ahead: i64, headers: &'static str, says: bool) -> Canned {
    Canned::with(move |request| {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
        let there = now.checked_add_signed(ahead).unwrap();
        let sent = header(request, "x-acs-date").replace('Z', "+00:00");
        let sent = seconds_of(&sent);
        if sent.abs_diff(there) < 900 {
            return done();
        }
        let date = httpdate(there);
        let date = if says { format!("date: {date}\r\n") } else { String::new() };
        let body = r#"{"Code":"InvalidTimeStamp.Expired","Message":"time","RequestId":"R"}"#;
        http(400, &format!("{headers}{date}"), body)
    })
    .await
}

/// The seconds since 1970 of a time as it is sent.
fn seconds_of(text: &str) -> u64 {
    let number = |range: std::ops::Range<usize>| text[range].parse::<i64>().unwrap();
    let (year, month, day) = (number(0..4), number(5..7), number(8..10));
    // Days before a date by the civil calendar.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days =
        365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 719_469;
    let seconds = number(11..13) * 3600 + number(14..16) * 60 + number(17..19);
    u64::try_from(days * 86_400 + seconds).unwrap()
}

pub(crate) fn httpdate(seconds: u64) -> String {
    httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
}

#[tokio::test]
async fn a_wrong_clock_costs_one_attempt_once() {
    const HOUR: i64 = 3600;
    for ahead in [960, -960, 25 * HOUR, -25 * HOUR, 5 * 8766 * HOUR, -5 * 8766 * HOUR] {
        let canned = clock(ahead, "", true).await;
        let client = client(&canned);
        create(&client).await.unwrap();
        assert_eq!(canned.requests().len(), 2, "{ahead}");
        create(&client).await.unwrap();
        let brief = client.with_deadline(Duration::from_secs(9));
        brief.query_ota_job().job_id("j").send().await.unwrap();
        assert_eq!(canned.requests().len(), 4, "{ahead}: later calls are right at once");

        let canned = clock(ahead, "", true).await;
        let client = canned.client();
        assert!(create(&client).await.is_err());
        create(&client).await.unwrap();
        assert_eq!(canned.requests().len(), 2, "{ahead}: learnt without sending again");
    }
}

#[tokio::test]
async fn a_date_that_explains_nothing_makes_no_loop() {
    for (ahead, headers, says) in
        [(960, "", false), (960, "age: 5\r\n", true), (40 * 366 * 86_400, "", true)]
    {
        let canned = clock(ahead, headers, says).await;
        let error = create(&client(&canned)).await.unwrap_err();
        assert_eq!((error.attempts(), canned.requests().len()), (1, 1), "{error}");
    }
    // A server that refuses every time, with a date that moves on.
    let seen = AtomicUsize::new(0);
    let canned = Canned::with(move |_| {
        let date = httpdate(4_000_000_000 + 86_400 * seen.fetch_add(1, Ordering::Relaxed) as u64);
        let body = r#"{"Code":"InvalidTimeStamp.Expired","Message":"time","RequestId":"R"}"#;
        http(400, &format!("date: {date}\r\n"), body)
    })
    .await;
    let error = create(&client(&canned)).await.unwrap_err();
    assert!(
        canned.requests().len() <= 2 && error.to_string().contains("InvalidTimeStamp"),
        "{error}"
    );
}
