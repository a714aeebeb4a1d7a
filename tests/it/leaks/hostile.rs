//! A server that repeats what it was sent.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ota_spec::model::Operation;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What it does to a text, by name.
type Spelling = (&'static str, fn(&str) -> String);

/// What it puts the request through before it repeats it.
pub(crate) const SPELLINGS: [Spelling; 8] = [
    ("as it is", str::to_owned),
    ("decoded", |text| percent_decode_str(text).decode_utf8_lossy().into_owned()),
    ("percent-encoded", percent),
    ("percent-encoded twice", |text| percent(&percent(&decoded(text)))),
    ("as a JSON string", |text| json(&decoded(text))),
    ("in units of UTF-16", |text| {
        decoded(text).encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect()
    }),
    ("as XML", |text| xml(&decoded(text))),
    ("in Base64", |text| STANDARD.encode(decoded(text))),
];

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn percent(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

fn json(text: &str) -> String {
    let quoted = serde_json::to_string(text).unwrap();
    quoted[1..quoted.len() - 1].to_owned()
}

fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Where it repeats it.
pub(crate) const PLACES: [&str; 15] = [
    "a refusal of the gateway",
    "a refusal of the service",
    "a refusal in XML",
    "names of members",
    "a page of a proxy",
    "a page with a success status",
    "a sentence",
    "the head of a refusal",
    "the head of a redirect",
    "the ID of a success",
    "fields of the wrong type",
    "a success that ends early",
    "a success that is too long",
    "a success that cannot be read",
    "what the service itself keeps secret",
];

/// The response with which it repeats a request.
pub(crate) fn respond(
    operation: &Operation,
    place: usize,
    spelling: fn(&str) -> String,
    request: &str,
) -> Vec<u8> {
    let said = spelling(&request.replace(['\r', '\n'], " "));
    // What stands in a head is one line without other controls.
    let line: String = said.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').collect();
    let names = &operation.envelope;
    let (id, code, message) = (&names.request_id, &names.code, &names.message);
    let success = names.success.as_deref().unwrap_or("Success");
    let good = names.success_codes.first().map(|good| format!(r#","{code}":"{good}""#));
    let good = good.unwrap_or_default();
    let json = "content-type: application/json\r\n".to_owned();
    let heads = format!(
        "x-acs-request-id: {line}\r\nx-echo: {line}\r\nset-cookie: {line}\r\nwww-authenticate: {line}\r\n"
    );
    let all = |value: &str| -> String {
        let fields = operation.response.iter();
        fields.map(|field| format!(r#","{}":{value}"#, field.name)).collect()
    };
    let (status, head, body) = match place {
        0 => (400, json, format!(r#"{{"{id}":"{said}","Code":"Bad.{said}","Message":"{said}"}}"#)),
        1 => {
            let refusal =
                format!(r#""{success}":false,"{code}":"bad.{said}","{message}":"{said}""#);
            (200, json, format!(r#"{{"{id}":"{said}",{refusal}{}}}"#, all(&format!("\"{said}\""))))
        }
        2 => {
            let refusal = format!("<Code>{said}</Code><Message>{said}</Message>");
            (
                403,
                "content-type: text/xml\r\n".into(),
                format!("<Error>{refusal}<{id}>{said}</{id}></Error>"),
            )
        }
        3 => (400, json, format!(r#"{{"Code":"Bad","{said}":"x","Message":{{"{said}":1}}}}"#)),
        4 => (502, String::new(), format!("<html><head><title>{said}</title></head>{said}</html>")),
        5 => (200, "content-type: text/html\r\n".into(), format!("<html><h1>{said}</h1></html>")),
        6 => (500, String::new(), said),
        7 => (400, heads, String::new()),
        8 => (302, format!("location: https://example.com/?{line}\r\n{heads}"), line),
        9 => (200, json, format!(r#"{{"{id}":"{said}","{success}":true{good}}}"#)),
        10 => {
            let data = all(&format!(r#"[[{{"{said}":"{said}"}}],"{said}"]"#));
            (200, json, format!(r#"{{"{id}":"1","{success}":true{good}{data}}}"#))
        }
        11 => {
            let start = format!(r#"{{"{id}":"{said}","{success}":true,"Data":"{said}"#);
            (200, format!("{heads}content-length: {}\r\n", start.len() + 1), start)
        }
        12 => (200, format!("{heads}content-length: 99999999999\r\n"), said),
        13 => (200, heads, format!(r#"{{"{id}":"{said}","{success}":true,"Data":{said}"#)),
        _ => {
            let url = "https://h/x.bin?Expires=1&Signature=canary/address%3D";
            let form = format!(
                r#""Policy":"canary-policy","Signature":"canary+form","FirmwareUrl":"{url}""#
            );
            let location = format!("location: {url}\r\nx-oss-security-token: canary-oss\r\n");
            (
                400,
                location,
                format!(r#"{{"Code":"{url}","Message":"see {url} of {said}","Data":{{{form}}}}}"#),
            )
        }
    };
    let length = match head.contains("content-length") {
        true => String::new(),
        false => format!("content-length: {}\r\n", body.len()),
    };
    format!("HTTP/1.1 {status} Said\r\nconnection: close\r\n{head}{length}\r\n{body}").into_bytes()
}
