//! Samples in every language make the calls of all examples of all specs: the emulator sees the same requests,
//! and has the same in its ledger, as after calls that are signed and sent by hand.
//!
//! All samples in Rust are compiled together with these tests, by `build.rs`; all in Python run in
//! one process, and all in TypeScript are compiled and run by one.

#[cfg(unix)]
mod curl;
mod names;
mod program;
mod python;
mod typescript;

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU32, Ordering};

use ota_api::sign::{Format, Scheme, Unsigned};
use ota_api::{Credentials, Method};
use ota_emulator::Emulator;
use ota_samples::{Call, Generated, Language, Target, secret_variable};
use ota_spec::model::{self, Operation, Place, Spec};
use ota_spec::{Value, wire};
use serde_json::{Value as Json, json};

use crate::example_worlds::world_for;
use crate::specs;

/// The folders of specs, and the modules with their code.
const FOLDERS: [(&str, &str); 6] = [
    ("specs", ""),
    ("specs-sts", "crate::contract::sts"),
    ("tests/fixtures/all_types", "crate::contract::all_types"),
    ("tests/fixtures/envelopes", "crate::contract::envelopes"),
    ("tests/fixtures/outside", "crate::contract::outside"),
    ("tests/fixtures/nested", "crate::contract::nested"),
];

/// The region of calls that name one.
const REGION: &str = "cn-shanghai";

/// An emulator of the service of a folder, and the examples to call it with.
struct Stage {
    spec: Spec,
    module: &'static str,
    emulator: Emulator,
}

/// An example.
#[derive(Clone, Copy)]
struct Case<'s> {
    stage: &'s Stage,
    operation: &'s Operation,
    request: &'s Value,
}

/// What an emulator saw of a call.
#[derive(Debug, PartialEq)]
struct Seen {
    requests: Vec<Json>,
    ledger: Vec<Json>,
}

/// The stages of all folders.
async fn stages() -> Vec<Stage> {
    let mut stages = Vec::new();
    for (folder, module) in FOLDERS {
        let spec = specs::folder(folder);
        let emulator = Emulator::builder().specs(spec.clone()).without_quota();
        let emulator = emulator.start().await.unwrap();
        stages.push(Stage { spec, module, emulator });
    }
    stages
}

/// All examples, those of a folder together.
fn cases(stages: &[Stage]) -> Vec<Case<'_>> {
    let mut cases = Vec::new();
    for stage in stages {
        for operation in &stage.spec.operations {
            let examples = operation.examples.iter();
            cases.extend(examples.map(|example| Case {
                stage,
                operation,
                request: &example.request,
            }));
        }
    }
    cases
}

/// What every process needs to call an emulator: the key, and the values of secret parameters.
fn environment(cases: &[Case<'_>]) -> BTreeMap<String, String> {
    let emulator = &cases[0].stage.emulator;
    let mut variables = BTreeMap::from([
        ("ALIBABA_CLOUD_ACCESS_KEY_ID".to_owned(), emulator.key_id().to_owned()),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET".to_owned(), emulator.key_secret().to_owned()),
        ("ALIBABA_CLOUD_ECS_METADATA_DISABLED".to_owned(), "true".to_owned()),
    ]);
    for case in cases {
        let fields = &case.operation.parameters;
        for (name, value) in wire::flatten(fields, case.request) {
            if wire::is_secret(fields, &name) {
                let name = secret_variable(&name);
                let before = variables.insert(name.clone(), value.clone());
                assert!(before.is_none_or(|before| before == value), "`{name}` has two values");
            }
        }
    }
    variables
}

impl Case<'_> {
    fn sample(&self, language: Language) -> String {
        let endpoint = self.stage.emulator.endpoint();
        let call = Call {
            service: &self.stage.spec.service,
            operation: self.operation,
            request: self.request,
            target: Target::Endpoint { url: endpoint, region: Some(REGION) },
            generated: match self.stage.module {
                "" => Generated::BuiltIn,
                module => Generated::Module(module),
            },
        };
        call.sample(language)
    }

    /// What the emulator sees while this runs, in the world of the example.
    fn watch(&self, run: impl FnOnce() -> Result<(), String>) -> Seen {
        let emulator = &self.stage.emulator;
        let action = &self.operation.action;
        if self.stage.module.is_empty() {
            emulator.reset_to(world_for(action, self.request)).unwrap();
        }
        let before = emulator.requests().requests.last().map_or(0, |last| last.number);
        run().unwrap_or_else(|failed| panic!("{action}: {failed}"));
        let requests = emulator.requests().requests;
        let new = requests.into_iter().filter(|received| received.number > before);
        let requests = new.map(|received| {
            let own = received.parameters.into_iter();
            let own = own
                .filter(|(name, _)| self.operation.parameter(name).is_some() || name.contains('.'));
            let (request, violations) = wire::gather(&self.operation.parameters, own);
            assert_eq!(violations, [], "{action}");
            let mut request: Json = serde_json::from_str(&request.to_string()).unwrap();
            without_run_id(&mut request);
            json!([received.action, request, received.status, received.code])
        });
        let requests = requests.collect();
        let ledger = emulator.ledger().into_iter().map(|entry| {
            let mut request = entry.request;
            without_run_id(&mut request);
            json!([entry.action, entry.instance, request])
        });
        Seen { requests, ledger: ledger.collect() }
    }

    /// The same call, signed and sent by hand.
    fn by_hand(&self) -> Result<(), String> {
        static CALLS: AtomicU32 = AtomicU32::new(0);
        let emulator = &self.stage.emulator;
        let credentials = Credentials::new(emulator.key_id(), emulator.key_secret());
        let fields = &self.operation.parameters;
        let flat = wire::flatten(fields, self.request);
        let of = |place: Place| -> Vec<(&str, &str)> {
            let here =
                |name: &str| wire::owner(fields, name).is_some_and(|field| field.place == place);
            let pairs = flat.iter().filter(|(name, _)| here(name));
            pairs.map(|(name, value)| (name.as_str(), value.as_str())).collect()
        };
        let encode = |text: &str| {
            percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC)
                .to_string()
        };
        let form: Vec<String> = of(Place::Body)
            .into_iter()
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect();
        let form = form.join("&");
        let endpoint = emulator.endpoint();
        let number = CALLS.fetch_add(1, Ordering::Relaxed);
        let method = match self.operation.methods[0] {
            model::Method::Get => Method::Get,
            model::Method::Post => Method::Post,
        };
        let signed = Unsigned {
            scheme: Scheme::V3,
            method,
            host: endpoint.trim_start_matches("http://"),
            action: &self.operation.action,
            version: &self.stage.spec.service.version,
            timestamp: &jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            nonce: &format!("by-hand-{}-{number}", std::process::id()),
            region: None,
            format: Format::Json,
            credentials: &credentials,
            body: (!form.is_empty())
                .then_some(("application/x-www-form-urlencoded", form.as_bytes())),
        }
        .sign(of(Place::Query));
        let mut request = format!("{} /?{} HTTP/1.1\r\n", method.as_str(), signed.query());
        let mut header =
            |name: &str, value: &str| request.push_str(&format!("{name}: {value}\r\n"));
        header("host", endpoint.trim_start_matches("http://"));
        header("connection", "close");
        header("content-length", &form.len().to_string());
        signed.headers().for_each(|(name, value)| header(name, value));
        let mut stream =
            TcpStream::connect(emulator.address()).map_err(|error| error.to_string())?;
        let mut response = String::new();
        write!(stream, "{request}\r\n{form}")
            .and_then(|()| stream.read_to_string(&mut response))
            .map_err(|error| error.to_string())?;
        if response.starts_with("HTTP/1.1 200 ") { Ok(()) } else { Err(response) }
    }
}

/// Takes the label out by which a client finds what it made; samples in other languages have none.
fn without_run_id(value: &mut Json) {
    match value {
        Json::Object(members) => {
            members.values_mut().for_each(without_run_id);
            members.retain(|_, value| value.as_array().is_none_or(|items| !items.is_empty()));
        }
        Json::Array(items) => {
            items.retain(|item| item["Key"] != "ota.run.id");
            items.iter_mut().for_each(without_run_id);
        }
        _ => {}
    }
}

/// Runs each sample and a call by hand, and compares what was seen of them.
fn compare(cases: &[Case<'_>], mut run: impl FnMut(usize, &Case<'_>) -> Result<(), String>) {
    for (index, case) in cases.iter().enumerate() {
        let by_hand = case.watch(|| case.by_hand());
        let by_sample = case.watch(|| run(index, case));
        assert_eq!(by_sample, by_hand, "{} {}", case.operation.action, case.request);
        assert_eq!(by_hand.requests.len(), 1);
    }
}
