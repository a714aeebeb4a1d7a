//! Nothing that a caller could show or log has a secret of the call: not after any fault of the emulator, and not after
//! any response of a server that repeats what it was sent, in any spelling, wherever it can.
//!
//! The contract tests call [`walk`] for every operation of every spec. The operations share the faults and the responses
//! out among them, since all of them for each takes minutes: `LEAKS=all cargo test -p ota-tests --test it contract`.

mod heard;
mod hostile;
mod needles;

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ota_api::hook::{Attempt, Hook, Outcome};
use ota_api::product::{ClientBuilder, Core};
use ota_api::sign::{Format, Scheme};
use ota_api::{ClientBuilder as OtaBuilder, Credentials, Error, Method, Quota, RetryPolicy};
use ota_emulator::{Effect, Emulator, Fault, ResponseFormat};
use ota_spec::model::{self, Example, Operation};
use ota_spec::{Spec, wire};

use crate::canned::Canned;
use crate::contract::Sent;
use crate::example_worlds::world_for;
use heard::Heard;
use hostile::{PLACES, SPELLINGS, respond};
use needles::Needles;

/// With characters that JSON, XML and queries each spell in their own way.
const SECRET: &str = "canary-secret/5f1c+<&>%25==";
const TOKEN: &str = "canary-token\\9ab2/+&amp;<x>==";
const HEADER: &str = "Bearer canary-header/77+e=";

/// What the emulator does wrong, each once.
fn effects() -> Vec<Effect> {
    let status = |status, format, acts| {
        let (code, message) = ("ServiceUnavailable".to_owned(), "not now".to_owned());
        Effect::Status { status, code, message, format, acts }
    };
    vec![
        Effect::Close { acts: false },
        Effect::Close { acts: true },
        Effect::Reset { acts: false },
        Effect::Reset { acts: true },
        Effect::Cut { reset: false },
        Effect::Cut { reset: true },
        Effect::Slow { milliseconds: 1 },
        Effect::Drip { bytes: 512, milliseconds: 1 },
        status(503, None, false),
        status(500, Some(ResponseFormat::Xml), true),
        status(200, Some(ResponseFormat::Json), false),
        Effect::Throttled { retry_after: 1 },
        Effect::Page { status: 502, acts: false },
        Effect::Page { status: 200, acts: true },
        Effect::Huge { bytes: 100_000 },
        Effect::WrongType { member: "Success".to_owned() },
        Effect::WrongType { member: "Data".to_owned() },
        Effect::WrongType { member: "RequestId".to_owned() },
        Effect::Malformed {},
        Effect::Empty {},
        Effect::SkewedDate { seconds: 100_000 },
        Effect::ContentType { content_type: "text/html".to_owned() },
        Effect::Redirect { location: "https://example.com/".to_owned(), status: 302 },
    ]
}

/// Notes all that a hook is told of attempts that failed.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<String>>);

impl Told {
    fn take(&self) -> String {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

impl Hook for Told {
    fn after(&self, attempt: &Attempt<'_>, outcome: &Outcome<'_>) {
        let mut told = self.0.lock().unwrap();
        writeln!(told, "{attempt:?} {outcome:?} {:?}", outcome.request_id()).unwrap();
        if let Some(error) = outcome.error() {
            let headers = HEADERS.map(|name| outcome.header(name));
            writeln!(told, "{error} {error:?} {headers:?}").unwrap();
        }
    }
}

/// The headers in which a server may repeat something.
const HEADERS: [&str; 5] =
    ["x-acs-request-id", "x-echo", "location", "set-cookie", "www-authenticate"];

/// Everything that an error shows.
fn shown(error: &Error) -> String {
    let mut text = format!("{error}\n{error:?}\n");
    let strings =
        [error.operation(), error.code(), error.message(), error.request_id(), error.body()];
    writeln!(text, "{:?}", error.unknown_outcome()).unwrap();
    strings.into_iter().flatten().for_each(|string| writeln!(text, "{string}").unwrap());
    let headers = HEADERS.map(|name| error.header(name).unwrap_or_default());
    writeln!(text, "{}", headers.join("\n")).unwrap();
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        writeln!(text, "{inner} {inner:?}").unwrap();
        source = inner.source();
    }
    text
}

/// What an operation takes of the whole.
#[derive(Clone, Copy)]
struct Share {
    /// A number that is another for most other operations.
    own: usize,
    all: bool,
}

impl Share {
    fn of(operation: &Operation) -> Self {
        let own = operation.action.bytes().map(usize::from).sum();
        Self { own, all: std::env::var("LEAKS").is_ok_and(|value| value == "all") }
    }

    /// Whether it takes this one, if each operation takes one of so many.
    fn takes(self, number: usize, of: usize) -> bool {
        self.all || (number + self.own).is_multiple_of(of)
    }
}

/// Clients with different schemes and formats.
fn clients<O: Sent>(
    endpoint: &str,
    share: Share,
    told: &Told,
    needles: &Needles,
) -> Vec<O::Client> {
    let count = if share.all { 4 } else { 2 };
    let clients = (0..count).map(|number| {
        let builder = builder::<O>(endpoint, (share.own + number) % 4, told);
        needles.assert_none(&format!("{builder:?}"), "the builder of a client");
        let client = builder.build().unwrap();
        needles.assert_none(&format!("{:?}", *client), "a client");
        client
    });
    clients.collect()
}

fn builder<O: Sent>(endpoint: &str, number: usize, told: &Told) -> ClientBuilder<O::Client> {
    ClientBuilder::new()
        .endpoint(endpoint)
        .credentials(Credentials::new("testid", SECRET).with_security_token(TOKEN))
        .header("x-key", HEADER)
        .scheme([Scheme::V1, Scheme::V3][number % 2])
        .format([Format::Json, Format::Xml][number / 2])
        .deadline(Duration::from_secs(5))
        .retry(RetryPolicy::off())
        .quota(Quota::off())
        .hook(told.clone())
}

/// Walks through the faults and the responses of an operation with the request of an example.
pub(crate) async fn walk<O: Sent + Debug>(
    spec: &Spec,
    operation: &Operation,
    example: &Example,
    request: &O,
) where
    O::Response: Debug,
{
    let heard = Heard::begin();
    let told = Told::default();
    let flat = wire::flatten(&operation.parameters, &example.request);
    let own = flat.iter().filter(|(name, _)| wire::is_secret(&operation.parameters, name));
    let own: Vec<String> = own.map(|(_, value)| value.clone()).collect();
    let mut needles = Needles::new([SECRET, TOKEN, "canary", "77+e="]);
    own.iter().for_each(|secret| needles.add(secret));
    needles.assert_none(&format!("{request:?} {request:#?}"), "the request");

    faults(spec, operation, example, request, &told, &mut needles).await;
    echoes(operation, &flat, request, &told, &mut needles).await;

    needles.assert_none(&heard.end(), "what was logged");
}

async fn faults<O: Sent + Debug>(
    spec: &Spec,
    operation: &Operation,
    example: &Example,
    request: &O,
    told: &Told,
    needles: &mut Needles,
) where
    O::Response: Debug,
{
    let emulator = Emulator::builder().specs(spec.clone()).without_quota();
    let emulator = emulator.credentials("testid", SECRET).security_token(TOKEN);
    let emulator = emulator.seed(world_for(&operation.action, &example.request));
    let emulator = emulator.start().await.unwrap();
    let share = Share::of(operation);
    let clients = clients::<O>(emulator.endpoint(), share, told, needles);
    let own = effects().into_iter().enumerate().filter(|(number, _)| share.takes(*number, 8));
    for ((_, effect), client) in own.zip(clients.iter().cycle()) {
        let id = emulator.add_fault(Fault::new(effect.clone()).times(1)).unwrap();
        let mut text = match client.send(request).await {
            Ok(response) => format!("{response:?}"),
            Err(error) => shown(&error),
        };
        text.push_str(&told.take());
        needles.assert_none(&text, effect.kind());
        let hits = emulator.faults().iter().find(|rule| rule.id == id).map(|rule| rule.hits);
        assert_eq!(hits, Some(1), "{effect:?}");
    }
    let kept = format!("{:?} {:?}", emulator.requests(), emulator.ledger());
    needles.assert_none(&kept, "what the emulator keeps");
    emulator.stop().await;
}

async fn echoes<O: Sent + Debug>(
    operation: &Operation,
    flat: &[(String, String)],
    request: &O,
    told: &Told,
    needles: &mut Needles,
) where
    O::Response: Debug,
{
    let turn = Arc::new(Mutex::new((0, 0)));
    let (now, about) = (turn.clone(), operation.clone());
    let canned = Canned::with(move |request| {
        let (place, spelling) = *now.lock().unwrap();
        respond(&about, place, SPELLINGS[spelling].1, request)
    });
    let canned = canned.await;
    let share = Share::of(operation);
    let clients = clients::<O>(canned.endpoint(), share, told, needles);
    for (place, name) in PLACES.iter().enumerate() {
        // Each operation meets a refusal that repeats the request, and what the service itself keeps secret.
        let is_worst = place == 0 || place == PLACES.len() - 1;
        if !is_worst && !share.takes(place, 5) {
            continue;
        }
        for (spelling, (how, _)) in SPELLINGS.iter().enumerate() {
            let is_own = spelling == (place + share.own) % SPELLINGS.len();
            if !is_own && !share.all {
                continue;
            }
            *turn.lock().unwrap() = (place, spelling);
            let client = &clients[(place + spelling) % clients.len()];
            let mut text = match client.send(request).await {
                // All of the body is what was asked for.
                Ok(response) if operation.bare => {
                    format!("{:?} {:?}", response.request_id(), response.unreadable())
                }
                Ok(response) => format!("{response:?}"),
                Err(error) => shown(&error),
            };
            text.push_str(&told.take());
            needles.take_signature(canned.requests().last().unwrap());
            let what = format!("`{}`, {name}, {how}", operation.action);
            needles.assert_none(&text, &what);
            if is_own {
                let text = untyped(client, operation, flat).await + &told.take();
                needles.take_signature(canned.requests().last().unwrap());
                needles.assert_none(&text, &format!("{what}, untyped"));
            }
        }
    }
}

/// The same call without its types.
async fn untyped<C>(client: &Core<C>, operation: &Operation, flat: &[(String, String)]) -> String {
    let mut call = client.call(operation.action.as_str());
    if operation.methods.first() == Some(&model::Method::Get) {
        call = call.method(Method::Get);
    }
    if operation.anonymous {
        call = call.anonymous();
    }
    for (name, value) in flat {
        call = match wire::owner(&operation.parameters, name).map(|field| field.place) {
            Some(model::Place::Body) => call.body_parameter(name, value),
            _ => call.parameter(name, value),
        };
    }
    let mut text = format!("{call:?} {:?}", call.dry_run());
    match call.send().await {
        Ok(response) => write!(text, "{response:?}").unwrap(),
        Err(error) => text.push_str(&shown(&error)),
    }
    text
}

#[tokio::test]
async fn a_proxy_that_repeats_its_password_is_not_quoted() {
    let canned = Canned::with(|request| {
        let mut said = request.replace(['\r', '\n'], " ");
        said.push_str(" canary/proxy= and canary%2fproxy%3D");
        let body = format!(r#"{{"Code":"Proxy","Message":"{said}"}}"#);
        let head = "HTTP/1.1 407 No\r\nconnection: close\r\ncontent-length:";
        format!("{head} {}\r\n\r\n{body}", body.len()).into_bytes()
    })
    .await;
    let proxy = canned.endpoint().replace("http://", "http://user:canary%2Fproxy%3D@");
    let builder = OtaBuilder::new().endpoint("http://ota.invalid").allow_plain_http().proxy(proxy);
    let builder = builder.credentials(Credentials::new("testid", SECRET)).retry(RetryPolicy::off());
    let mut text = format!("{builder:?}");
    let client = builder.build().unwrap();
    let error = client.delete_ota_firmware().firmware_id("f1").send().await.unwrap_err();
    assert!(canned.requests()[0].to_lowercase().contains("proxy-authorization: basic "));
    text.push_str(&shown(&error));
    assert!(text.contains("***"), "{text}");
    Needles::new([SECRET, "canary", "canary/proxy="]).assert_none(&text, "the proxy");
}
