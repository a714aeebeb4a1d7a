//! Every example of every spec, in every direction: the request encodes to the documented query,
//! the documented answers decode, and the emulator accepts the call in both schemes and formats.
//!
//! `build.rs` writes a test for each example; each one calls [`check`].

use std::fmt::Debug;

use ota_api::sign::{Format, Scheme};
use ota_api::{Client, Credentials, Operation, Reply};
use ota_emulator::Emulator;
use ota_spec::model::{Envelope, Example};
use ota_spec::{Value, wire};

use crate::canned::Canned;
use crate::specs;

include!(concat!(env!("OUT_DIR"), "/contract.rs"));

/// Checks one example with the request that was built from it.
pub(crate) fn check<O: Operation>(action: &str, index: usize, request: &O)
where
    O::Response: Debug,
{
    let spec = specs::repository();
    let example = &spec.operation(action).unwrap().examples[index];
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    encodes(example, request);
    runtime.block_on(async {
        if let Some(json) = &example.json {
            let canned = Canned::answer(200, "application/json", json.to_string()).await;
            let reply = canned.client().send(request).await.unwrap();
            decodes(json, &spec.service.envelope, &reply);
        }
        if let Some(xml) = &example.xml {
            let canned = Canned::answer(200, "text/xml;charset=utf-8", xml).await;
            let reply = canned.builder().format(Format::Xml).build().unwrap();
            let reply = reply.send(request).await.unwrap();
            assert!(xml.contains(&format!(">{}<", reply.request_id())));
        }
        for scheme in [Scheme::V3, Scheme::V1] {
            for format in [Format::Json, Format::Xml] {
                let emulator = Emulator::start().await.unwrap();
                let client = Client::builder()
                    .endpoint(emulator.endpoint())
                    .credentials(Credentials::new(emulator.key_id(), emulator.key_secret()))
                    .scheme(scheme)
                    .format(format)
                    .build()
                    .unwrap();
                let reply = client.send(request).await.unwrap();
                assert!(!reply.request_id().is_empty());
                emulator.stop().await;
            }
        }
    });
}

/// What is sent is the documented query, in canonical order.
fn encodes<O: Operation>(example: &Example, request: &O) {
    let client = Client::builder()
        .endpoint("http://127.0.0.1:9")
        .credentials(Credentials::new("testid", "testsecret"))
        .build()
        .unwrap();
    let sent = client.dry_run(request).unwrap();
    let sent = wire::parse_query(sent.signed().query()).unwrap();
    let mut expected = wire::flatten(&example.request);
    expected.sort();
    assert_eq!(sent, expected);
    if let Some(query) = &example.query {
        let mut documented = wire::parse_query(query).unwrap();
        documented.retain(|(name, _)| name != "Action");
        documented.sort();
        assert_eq!(sent, documented);
    }
}

/// Everything that the sample says is in the reply.
fn decodes<T: Debug>(sample: &Value, envelope: &Envelope, reply: &Reply<T>) {
    let id = sample.get(&envelope.request_id).and_then(Value::scalar).unwrap();
    assert_eq!(reply.request_id(), id);
    let shown = format!("{:?}", **reply);
    let own =
        sample.members().iter().filter(|(name, _)| !envelope.names().contains(&name.as_str()));
    for (name, value) in own {
        for text in scalars(value) {
            assert!(shown.contains(&text), "`{text}` of `{name}` is missing in {shown}");
        }
    }
}

fn scalars(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(scalars).collect(),
        Value::Object(members) => members.iter().flat_map(|(_, value)| scalars(value)).collect(),
        scalar => scalar.scalar().into_iter().collect(),
    }
}
