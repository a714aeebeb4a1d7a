//! Every example of every spec, in every direction: the request encodes to the documented query,
//! the documented responses decode, and the emulator accepts the call in both schemes and formats.
//!
//! Requests at and beyond every limit are sent or refused as the spec says.
//!
//! `build.rs` writes the tests; they call [`example`] and [`limit`].

use std::fmt::Debug;
use std::ops::Deref;
use std::sync::Arc;

use ota_api::product::{ClientBuilder, Core};
use ota_api::sign::{Format, Scheme};
use ota_api::{Credentials, Operation, Response};
use ota_emulator::Emulator;
use ota_spec::model::{self, EnumValue, Example, Field, NamedKind, Spec};
use ota_spec::{Value, names, wire};

use crate::canned::Canned;
use crate::example_worlds::world_for;
use crate::false_success;
use crate::leaks;
use crate::specs;

/// The service of temporary credentials.
pub(crate) mod sts {
    ota_api::operations!("../specs-sts");
}

/// A product with every word of the spec language.
pub(crate) mod all_types {
    ota_api::operations!("fixtures/all_types");
}

/// A product whose responses have different envelopes.
pub(crate) mod envelopes {
    ota_api::operations!("fixtures/envelopes");
}

/// Operations of another product.
pub(crate) mod outside {
    ota_api::operations!("fixtures/outside");
}

/// A product whose lists stand inside of structs.
pub(crate) mod nested {
    ota_api::operations!("fixtures/nested");
}

/// The tests of the repository's own specs.
#[allow(deprecated, reason = "what is deprecated is tested as well")]
mod ota {
    include!(concat!(env!("OUT_DIR"), "/contract.rs"));
}

/// The tests of `specs-sts`.
mod tokens {
    include!(concat!(env!("OUT_DIR"), "/sts.rs"));
}

/// The tests of `fixtures/all_types`.
#[allow(deprecated, reason = "what is deprecated is tested as well")]
mod everything {
    include!(concat!(env!("OUT_DIR"), "/all_types.rs"));
}

/// The tests of `fixtures/envelopes`.
mod enveloped {
    include!(concat!(env!("OUT_DIR"), "/envelopes.rs"));
}

/// The tests of `fixtures/outside`.
#[allow(deprecated, reason = "what is deprecated is tested as well")]
mod elsewhere {
    include!(concat!(env!("OUT_DIR"), "/outside.rs"));
}

/// The tests of `fixtures/nested`.
mod inside {
    include!(concat!(env!("OUT_DIR"), "/nested.rs"));
}

/// An operation with the client of its product.
pub(crate) trait Sent:
    Operation<Client: From<Core<Self::Client>> + Deref<Target = Core<Self::Client>>>
{
}

impl<O> Sent for O where
    O: Operation<Client: From<Core<O::Client>> + Deref<Target = Core<O::Client>>>
{
}

fn client<O: Sent>(endpoint: &str) -> ClientBuilder<O::Client> {
    let credentials = Credentials::new("testid", "testsecret");
    // What is sent is what the examples say.
    ClientBuilder::new().endpoint(endpoint).credentials(credentials).run_id_tags(false)
}

/// Checks that the client finds in a request what the spec finds, parameter by parameter and in the
/// same words; a request with which nothing is wrong is sent.
pub(crate) fn limit<O: Sent>(what: &str, violations: &[&str], request: &O) {
    let judged = client::<O>("http://127.0.0.1:9").build().unwrap().dry_run(request);
    let found = judged.as_ref().err().map(|error| error.violations()).unwrap_or_default();
    let mut found: Vec<String> = found.iter().map(ToString::to_string).collect();
    found.sort();
    assert_eq!(found, violations, "{what}");
    assert_eq!(judged.is_ok(), violations.is_empty(), "{what}");
}

/// Checks one example with the request that was built from it.
pub(crate) fn example<O: Sent + Debug>(folder: &str, action: &str, index: usize, request: &O)
where
    O::Response: Debug,
{
    let spec = specs::folder(folder);
    let operation = spec.operation(action).unwrap();
    let example = &operation.examples[index];
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    encodes(operation, example, request);
    runtime.block_on(async {
        if let Some(json) = &example.json {
            let canned = canned("application/json", json.to_string()).await;
            let client = canned.builder_of::<O::Client>().build().unwrap();
            decodes(json, &spec, operation, &client.send(request).await.unwrap());
            if folder == "specs" {
                false_success::never(request, &json.to_string()).await;
            }
        }
        if let Some(xml) = &example.xml {
            let canned = canned("text/xml;charset=utf-8", xml.clone()).await;
            let builder = canned.builder_of::<O::Client>().format(Format::Xml);
            let response = builder.build().unwrap().send(request).await.unwrap();
            let sample = ota_spec::read_xml(operation, xml).unwrap();
            decodes(&sample, &spec, operation, &response);
        }
        if index == 0 {
            leaks::walk(&spec, operation, example, request).await;
        }
        for scheme in [Scheme::V3, Scheme::V1] {
            for format in [Format::Json, Format::Xml] {
                let seed = world_for(action, &example.request);
                let emulator = Emulator::builder().specs(spec.clone()).seed(seed);
                let emulator = emulator.start().await.unwrap();
                let builder = client::<O>(emulator.endpoint()).scheme(scheme).format(format);
                let response = builder.build().unwrap().send(request).await.unwrap();
                assert!(!response.request_id().is_empty());
                emulator.stop().await;
            }
        }
    });
}

/// A server with a documented response, and with the ID that the head has as well.
async fn canned(kind: &str, body: String) -> Canned {
    let headers = [("content-type", kind), ("x-acs-request-id", HEAD_ID)];
    Canned::with_headers(200, &headers, body).await
}

/// The ID of a request in the head of its response.
const HEAD_ID: &str = "in-the-head";

/// The client sends the documented query, in canonical order.
fn encodes<O: Sent>(operation: &model::Operation, example: &Example, request: &O) {
    let client = client::<O>("http://127.0.0.1:9").build().unwrap();
    let sent = client.dry_run(request).unwrap();
    let mut pairs = wire::parse_query(sent.signed().query()).unwrap();
    assert!(pairs.is_sorted());
    pairs.extend(wire::parse_query(sent.signed().body().unwrap_or_default()).unwrap());
    let comparable = |mut pairs: Vec<(String, String)>| {
        for (name, text) in &mut pairs {
            let is_json = |field: &Field| field.style == model::Style::Json;
            if operation.parameter(name).is_some_and(is_json) {
                // The order of members does not count.
                let value: serde_json::Value = serde_json::from_str(text).unwrap();
                *text = value.to_string();
            }
        }
        pairs.sort();
        pairs
    };
    let sent = comparable(pairs);
    let expected = wire::flatten(&operation.parameters, &example.request);
    assert_eq!(sent, comparable(expected));
    if let Some(query) = &example.query {
        let mut documented = wire::parse_query(query).unwrap();
        documented.retain(|(name, _)| name != "Action");
        assert_eq!(sent, comparable(documented));
    }
}

/// Everything that the sample says is in the response.
fn decodes<T: Debug>(
    sample: &Value,
    spec: &Spec,
    operation: &model::Operation,
    response: &Response<T>,
) {
    let envelope = &operation.envelope;
    let words: Vec<&Arc<EnumValue>> = spec
        .types
        .iter()
        .filter_map(|named| match &named.kind {
            NamedKind::Enum(listed) => Some(&listed.values),
            _ => None,
        })
        .flatten()
        .collect();
    let members = sample.members().iter();
    let mut ids = members.filter(|(name, _)| name.eq_ignore_ascii_case(&envelope.request_id));
    let id = match operation.bare {
        true => HEAD_ID.to_owned(),
        false => ids.next().unwrap().1.scalar().unwrap(),
    };
    assert_eq!(response.request_id(), id);
    let shown = format!("{:?}", **response);
    let secret = secrets(&operation.response);
    let whole = operation.body().map(|body| (body.name.clone(), sample.clone()));
    let members = sample.members().iter().filter(|_| !operation.bare);
    let own = members.filter(|(name, _)| !envelope.has(name)).chain(&whole);
    for (name, value) in own {
        for (member, text) in scalars(name, value) {
            if secret.contains(&member) {
                assert!(
                    text.is_empty() || !shown.contains(&text),
                    "`{member}` is shown in {shown}"
                );
                continue;
            }
            // The value of an enum shows its name.
            let named = |word: &&Arc<EnumValue>| word.value == text || word.aliases.contains(&text);
            let mut words = words.iter().filter(|word| named(word));
            let seen = shown.contains(&text)
                || words.any(|word| shown.contains(&names::camel(&word.name)));
            assert!(seen, "`{text}` of `{name}` is missing in {shown}");
        }
    }
}

/// The texts of a value, each with the name of the member that holds it.
fn scalars<'v>(name: &'v str, value: &'v Value) -> Vec<(&'v str, String)> {
    match value {
        Value::Array(items) => items.iter().flat_map(|item| scalars(name, item)).collect(),
        Value::Object(members) => {
            members.iter().flat_map(|(name, value)| scalars(name, value)).collect()
        }
        scalar => scalar.scalar().into_iter().map(|text| (name, text)).collect(),
    }
}

/// The names of the fields that are never shown.
fn secrets(fields: &[Arc<Field>]) -> Vec<&str> {
    let mut left: Vec<&Field> = fields.iter().map(Arc::as_ref).collect();
    let mut seen: Vec<*const Field> = Vec::new();
    let mut names = Vec::new();
    while let Some(field) = left.pop() {
        if seen.contains(&std::ptr::from_ref(field)) {
            continue;
        }
        seen.push(field);
        names.extend(field.secret.then_some(field.name.as_str()));
        let members = field.ty.innermost().members().unwrap_or_default();
        left.extend(members.iter().map(Arc::as_ref));
    }
    names
}
