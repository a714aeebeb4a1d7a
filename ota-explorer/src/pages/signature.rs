//! The signature of a call, step by step, and the text of a gateway beside it.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use jiff::Timestamp;
use ota_api::sign::{Format, Scheme, Unsigned};
use ota_api::{Credentials, Method};
use ota_spec::model::{self, Place};
use ota_spec::wire;

use super::frame::Frame;
use super::subject::Subject;
use crate::backend::Backend;
use crate::form::Form;
use crate::html::Inline;
use crate::language::Labels;
use crate::respond;
use crate::signature::difference::{self, Place as Where};
use crate::signature::{Kind, steps};
use crate::state::Shared;

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/signature/{action}", get(page).post(page))
}

/// The names of the fields of the page itself.
const SCHEME: &str = "@scheme";
const TIME: &str = "@time";
const NONCE: &str = "@nonce";
const PASTED: &str = "@pasted";

#[derive(Template)]
#[template(path = "signature.html")]
struct Page {
    frame: Frame,
    action: String,
    link: String,
    /// The form, without secrets.
    texts: Vec<(String, String)>,
    is_v1: bool,
    time: String,
    nonce: String,
    pasted: String,
    /// What is said of the key.
    key: Inline,
    steps: Vec<Step>,
    /// What is said of the pasted text, if there is one.
    verdict: Option<Verdict>,
}

struct Step {
    title: &'static str,
    text: Inline,
    value: String,
}

struct Verdict {
    /// The place of the difference; without one the texts are the same.
    place: Option<String>,
    ours: String,
    pasted: String,
}

/// The key to sign with; one of the documentation where there is none.
async fn key(state: &Shared, t: &'static Labels) -> (Arc<Credentials>, &'static str) {
    let sample = || Arc::new(Credentials::new("testid", "testsecret"));
    match &state.backend {
        Backend::Nowhere => (sample(), t.signature_key_sample),
        Backend::Emulator { emulator, .. } => {
            let key = Credentials::new(emulator.key_id(), emulator.key_secret());
            (Arc::new(key), t.signature_key_emulator)
        }
        Backend::Service { clients, .. } => match clients.credentials.provide().await {
            Ok(key) => (key, t.signature_key_hidden),
            Err(_) => (sample(), t.signature_key_sample),
        },
    }
}

/// The steps of a form: one that a link fills in, one that is being filled in, and one with a pasted text.
async fn page(mut subject: Subject) -> Response {
    let form = &mut subject.form;
    let pasted = form.take(PASTED);
    let given = |form: &mut Form, name: &str, header: &str, parameter: &str| {
        let own = form.take(name);
        // A pasted text is made again with its own time and nonce.
        let pasted = Some(&pasted).filter(|pasted| !pasted.is_empty());
        let pasted = pasted.and_then(|pasted| difference::value_of(pasted, header, parameter));
        pasted.unwrap_or(own)
    };
    let mut time = given(form, TIME, "x-acs-date", "Timestamp");
    let mut nonce = given(form, NONCE, "x-acs-signature-nonce", "SignatureNonce");
    let is_v1 = match form.take(SCHEME).as_str() {
        _ if difference::cleaned(&pasted).contains("&%2F&") => true,
        scheme => scheme == "v1" && !difference::cleaned(&pasted).contains("\nx-acs-"),
    };
    if time.is_empty() {
        time = Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    }
    if nonce.is_empty() {
        let mut bytes = [0; 16];
        // A nonce of zeros shows the steps as well.
        let _ = getrandom::fill(&mut bytes);
        nonce = hex::encode(bytes);
    }
    let checked = subject.checked();
    let (state, operation) = (&subject.state, subject.operation());
    let t = subject.frame.t;
    let (key, key_text) = key(state, t).await;
    let shows_signature = !matches!(state.backend, Backend::Service { .. });
    let endpoint = state.backend.clients().map(|clients| clients.any.endpoint());
    let endpoint = endpoint.unwrap_or("https://iot.cn-shanghai.aliyuncs.com");
    let host = endpoint.split_once("://").map_or(endpoint, |(_, host)| host).trim_end_matches('/');
    let fields = &operation.parameters;
    let flat = wire::flatten(fields, &checked.request);
    let is_body = |name: &str| {
        let owner = wire::owner(fields, name);
        !is_v1 && owner.is_some_and(|field| field.place == Place::Body)
    };
    let mut in_body = form_urlencoded::Serializer::new(String::new());
    in_body.extend_pairs(flat.iter().filter(|(name, _)| is_body(name)));
    // A form body has `%20` for blanks, as the query does.
    let in_body = in_body.finish().replace('+', "%20");
    let call = Unsigned {
        scheme: if is_v1 { Scheme::V1 } else { Scheme::V3 },
        method: match operation.methods.first() {
            Some(model::Method::Get) => Method::Get,
            _ => Method::Post,
        },
        host,
        action: &operation.action,
        version: &state.spec.service.version,
        timestamp: &time,
        nonce: &nonce,
        region: None,
        format: Format::Json,
        credentials: &key,
        body: (!in_body.is_empty())
            .then_some(("application/x-www-form-urlencoded", in_body.as_bytes())),
    };
    let in_query = flat.iter().filter(|(name, _)| !is_body(name));
    let signed = call.sign(in_query.map(|(name, value)| (name.as_str(), value.as_str())));
    let steps = steps(&call, &signed, fields, shows_signature);
    let verdict = (!pasted.is_empty()).then(|| {
        let ours = [signed.canonical(), signed.string_to_sign()];
        match difference::first_difference(ours, &pasted, fields) {
            None => Verdict { place: None, ours: String::new(), pasted: String::new() },
            Some(found) => Verdict {
                place: Some(place(&found.place, t)),
                ours: found.ours,
                pasted: found.pasted,
            },
        }
    });
    let plain = subject.plain();
    let link = plain.query();
    let here = format!("/signature/{}?{link}", operation.action);
    let texts = plain.all().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
    let step = |step: crate::signature::Step| {
        let (title, text) = words(step.kind, t);
        Step { title, text: Inline::new(text), value: step.value }
    };
    let page = Page {
        frame: subject.frame.clone().at(here),
        action: operation.action.clone(),
        link,
        texts,
        is_v1,
        time: time.clone(),
        nonce: nonce.clone(),
        pasted,
        key: Inline::new(key_text),
        steps: steps.into_iter().map(step).collect(),
        verdict,
    };
    respond::page(StatusCode::OK, &page)
}

fn place(place: &Where, t: &Labels) -> String {
    match place {
        Where::Method => t.difference_method.to_owned(),
        Where::Path => t.difference_path.to_owned(),
        Where::Parameter(name) => format!("{} {name}", t.parameter),
        Where::Header(name) => format!("{} {name}", t.difference_header),
        Where::HeaderNames => t.difference_names.to_owned(),
        Where::BodyHash => t.difference_body.to_owned(),
        Where::RequestHash => t.difference_request.to_owned(),
        Where::Encoding => t.difference_encoding.to_owned(),
        Where::Hidden => t.difference_hidden.to_owned(),
    }
}

/// The title of a step, and what is done in it.
fn words(kind: Kind, t: &'static Labels) -> (&'static str, &'static str) {
    match kind {
        Kind::Query => (t.sign_query, t.sign_query_text),
        Kind::BodyHash => (t.sign_body, t.sign_body_text),
        Kind::Headers => (t.sign_headers, t.sign_headers_text),
        Kind::Request => (t.sign_request, t.sign_request_text),
        Kind::RequestHash => (t.sign_hash, t.sign_hash_text),
        Kind::StringToSign3 => (t.sign_string, t.sign_string_text),
        Kind::Key3 => (t.sign_key, t.sign_key_text),
        Kind::Signature3 => (t.sign_hmac, t.sign_hmac_text),
        Kind::Header => (t.sign_header, t.sign_header_text),
        Kind::Parameters => (t.sign_parameters, t.sign_parameters_text),
        Kind::StringToSign1 => (t.sign_string, t.sign_string1_text),
        Kind::Key1 => (t.sign_key, t.sign_key1_text),
        Kind::Signature1 => (t.sign_hmac, t.sign_hmac1_text),
        Kind::Parameter => (t.sign_parameter, t.sign_parameter_text),
    }
}
