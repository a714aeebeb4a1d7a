//! What callers see of each attempt: hooks, headers, bodies, spans.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use ota_api::hook::{Attempt, Headers, Hook, Outcome};
use ota_api::{Client, Credentials, RetryPolicy};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::canned::Canned;

fn response(status: u16, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    let kind = "content-type: application/json\r\n";
    format!("HTTP/1.1 {status} Canned\r\n{kind}{headers}content-length: {length}\r\n\r\n{body}")
        .into_bytes()
}

const DONE: &str = r#"{"RequestId":"0D-2","Success":true}"#;

/// A service that fails once with each of these, and then does what it is asked.
async fn server(failures: Vec<Vec<u8>>) -> Canned {
    let left = Mutex::new(failures);
    Canned::with(move |_| match left.lock().unwrap().pop() {
        Some(failure) => failure,
        None => response(200, "x-rate: 7\r\n", DONE),
    })
    .await
}

#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

impl Seen {
    fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

impl Hook for Seen {
    fn before(&self, attempt: &Attempt<'_>, headers: &mut Headers) {
        let line = format!("{} {} {}", attempt.product(), attempt.action(), attempt.number());
        headers.set("x-trace", &format!("t{}", attempt.number())).unwrap();
        assert!(headers.set("x-acs-action", "other").unwrap_err().is_usage());
        self.0.lock().unwrap().push(line);
    }

    fn after(&self, attempt: &Attempt<'_>, outcome: &Outcome<'_>) {
        let (status, rate) = (outcome.http_status(), outcome.header("X-Rate"));
        let code = outcome.error().and_then(|error| error.code().map(str::to_owned));
        let id = outcome.request_id();
        let line = format!("{} {status:?} {rate:?} {code:?} {id:?}", attempt.number());
        assert!(outcome.elapsed().as_secs() < 10);
        self.0.lock().unwrap().push(line);
    }
}

fn builder(canned: &Canned) -> ota_api::ClientBuilder {
    canned.builder().retry(RetryPolicy::default().base_pause(std::time::Duration::ZERO))
}

async fn delete(
    client: &Client,
) -> Result<ota_api::Response<ota_api::operations::DeleteOtaFirmwareResponse>, ota_api::Error> {
    client.delete_ota_firmware().firmware_id("f").send().await
}

#[tokio::test]
async fn hooks_see_each_attempt_and_may_add_headers() {
    let busy = r#"{"Code":"Throttling","Message":"slow","RequestId":"T"}"#;
    let canned = server(vec![response(429, "x-rate: 9\r\n", busy), Vec::new()]).await;
    let seen = Seen::default();
    let client = builder(&canned).header("X-Proxy", "p").hook(seen.clone()).build().unwrap();
    let client = client.with_header("x-call", "c").unwrap();
    let response = delete(&client).await.unwrap();
    assert_eq!((response.header("x-rate"), response.header("x-none")), (Some("7"), None));
    assert_eq!(
        seen.lines(),
        [
            "Iot DeleteOTAFirmware 1",
            "1 None None None None",
            "Iot DeleteOTAFirmware 2",
            "2 Some(429) Some(\"9\") Some(\"Throttling\") Some(\"T\")",
            "Iot DeleteOTAFirmware 3",
            "3 Some(200) Some(\"7\") None Some(\"0D-2\")",
        ]
    );
    for (request, number) in canned.requests().iter().zip(1..) {
        for header in
            [format!("x-trace: t{number}"), "x-proxy: p".to_owned(), "x-call: c".to_owned()]
        {
            assert!(request.contains(&header), "{header} in {request}");
        }
        assert_eq!(request.matches("x-acs-action:").count(), 1);
    }
}

#[tokio::test]
async fn refusals_have_their_headers_and_their_body_without_secrets() {
    let body = r#"{"Code":"iot.x","ErrorMessage":"no","RequestId":"R","Success":false,"More":"testsecret","Echo":"canary"}"#;
    let canned = server(vec![response(200, "x-echo: a testsecret b\r\nx-rate: 1\r\n", body)]).await;
    let client = canned.client().with_header("x-key", "canary").unwrap();
    let error = delete(&client).await.unwrap_err();
    assert_eq!((error.header("X-Rate"), error.header("x-echo")), (Some("1"), Some("a *** b")));
    assert!(error.body().unwrap().contains(r#""More":"***""#), "{:?}", error.body());
    let shown = format!("{error:?}{error}{:?}", error.body());
    assert!(!shown.contains("testsecret") && !shown.contains("canary"), "{shown}");
}

#[tokio::test]
async fn a_call_can_have_credentials_of_its_own() {
    let canned = server(Vec::new()).await;
    let client = canned.client();
    let other = client.with_credentials(Credentials::new("otherid", "othersecret")).unwrap();
    delete(&other).await.unwrap();
    delete(&client).await.unwrap();
    let keys: Vec<bool> =
        canned.requests().iter().map(|request| request.contains("Credential=otherid")).collect();
    assert_eq!(keys, [true, false]);
    assert!(client.with_credentials(Credentials::new("", "s")).unwrap_err().is_usage());
    let wrong = canned.builder().header("host", "x").build().unwrap_err();
    assert!(wrong.to_string().contains("`host` is set by the client"), "{wrong}");
}

/// Keeps the spans that this crate makes, with their fields.
#[derive(Clone, Default)]
pub(crate) struct Spans(pub(crate) Arc<Mutex<Vec<BTreeMap<String, String>>>>);

struct Fields<'a>(&'a mut BTreeMap<String, String>);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.to_owned());
    }
}

impl Subscriber for Spans {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut fields = BTreeMap::from([
            ("target".to_owned(), span.metadata().target().to_owned()),
            ("name".to_owned(), span.metadata().name().to_owned()),
        ]);
        span.record(&mut Fields(&mut fields));
        let mut spans = self.0.lock().unwrap();
        spans.push(fields);
        Id::from_u64(spans.len() as u64)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let place = usize::try_from(span.into_u64()).unwrap() - 1;
        values.record(&mut Fields(&mut self.0.lock().unwrap()[place]));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut fields = BTreeMap::new();
        event.record(&mut Fields(&mut fields));
        self.0.lock().unwrap().push(fields);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn calls_and_attempts_have_spans_with_the_usual_names_and_no_secret() {
    let busy = r#"{"Code":"Throttling","Message":"testsecret","RequestId":"7E-1"}"#;
    let canned = server(vec![response(429, "", busy)]).await;
    let spans = Spans::default();
    // As long as there is only one, a span that another test reaches first is off for all.
    let _second = tracing::Dispatch::new(Spans::default());
    let guard = tracing::subscriber::set_default(spans.clone());
    let client = builder(&canned)
        .credentials(Credentials::new("testid", "testsecret").with_security_token("testtoken"));
    delete(&client.build().unwrap()).await.unwrap();
    drop(guard);
    let spans = spans.0.lock().unwrap().clone();
    let text = format!("{spans:?}");
    assert!(!text.contains("testsecret") && !text.contains("testtoken"), "{text}");
    let own = spans.iter().filter(|span| span.get("target").is_some_and(|name| name == "ota_api"));
    let field = |name: &str| {
        own.clone().map(|span| span.get(name).cloned().unwrap_or_default()).collect::<Vec<_>>()
    };
    assert_eq!(field("name"), ["call", "attempt", "attempt"]);
    assert_eq!(field("rpc.method"), ["DeleteOTAFirmware", "", ""]);
    assert_eq!(field("http.request.method"), ["", "POST", "POST"]);
    assert_eq!(field("http.request.resend_count"), ["", "0", "1"]);
    assert_eq!(field("http.response.status_code"), ["", "429", "200"]);
    assert_eq!(field("error.type"), ["", "Throttling", ""]);
    assert_eq!(field("ota.request_id"), ["0D-2", "7E-1", "0D-2"]);
    assert_eq!(field("ota.attempts")[0], "2");
}
