//! Texts of others that try to run in the page.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;

use ota_api::Credentials;
use ota_emulator::{Emulator, Seed};
use ota_explorer::Explorer;
use ota_spec::Source;
use serde_json::{Value, json};

use crate::payloads::payloads;
use crate::support::{beside, run, specs};

#[test]
fn there_are_five_hundred_payloads_and_no_two_are_equal() {
    let payloads = payloads();
    assert!(payloads.len() >= 500, "{}", payloads.len());
    let different: std::collections::BTreeSet<&String> = payloads.iter().collect();
    assert_eq!(different.len(), payloads.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn names_and_descriptions_that_are_scripts_do_not_run() {
    let payloads = payloads();
    let packages: Vec<Value> = payloads
        .iter()
        .enumerate()
        .map(|(number, text)| {
            json!({ "firmwareId": format!("fw{number}"), "firmwareName": text, "firmwareDesc": text, "srcVersion": text })
        })
        .collect();
    let seed = json!({ "products": [{
        "productKey": "lamp", "productName": payloads[2], "devices": payloads,
        "packages": packages,
    }] });
    let seed = Seed::from_json(&seed.to_string()).unwrap();
    let explorer = beside(Emulator::builder().seed(seed)).await;
    run("hostile_names", &explorer, &json!(payloads));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_is_not_run() {
    run("hostile_typing", &beside(Emulator::builder()).await, &json!(payloads()));
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_of_specs_that_are_scripts_do_not_run() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    let payloads = payloads();
    let mut next = payloads.iter().cycle();
    let mut count = 0;
    let mut files = ota_spec::read_folder(&folder).unwrap();
    for Source { bytes, .. } in &mut files {
        let Ok(mut json) = serde_json::from_slice(bytes) else { continue };
        spoil(&mut json, &mut || {
            count += 1;
            next.next().unwrap().clone()
        });
        *bytes = json.to_string().into_bytes();
    }
    assert!(count >= payloads.len(), "{count}");
    let spec = ota_spec::load("specs", files).unwrap();
    let actions: Vec<String> = spec.operations.iter().map(|known| known.action.clone()).collect();
    let emulator = Emulator::builder().specs(spec.clone()).start().await.unwrap();
    let explorer = Explorer::builder(spec).emulator(emulator).start().await.unwrap();
    run("hostile_specs", &explorer, &json!(actions));
}

/// Puts other texts in the place of all that people read in a spec.
fn spoil(json: &mut Value, next: &mut impl FnMut() -> String) {
    match json {
        Value::Array(items) => items.iter_mut().for_each(|item| spoil(item, next)),
        Value::Object(members) => {
            for (name, value) in members {
                match (name.as_str(), value) {
                    (
                        "doc" | "summary" | "meaning" | "advice" | "zh" | "zhDoc" | "zhAdvice"
                        | "title",
                        Value::String(text),
                    ) => {
                        *text = next();
                    }
                    ("notes" | "sources", Value::Array(texts)) => {
                        for text in texts.iter_mut().filter(|text| text.is_string()) {
                            *text = Value::String(next());
                        }
                    }
                    (_, value) => spoil(value, next),
                }
            }
        }
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_of_a_lying_service_do_not_run() {
    let payloads = payloads();
    let answers: Vec<String> = payloads
        .chunks(25)
        .map(|some| {
            let all = some.concat();
            json!({ "Code": some[0], "Message": all, "ErrorMessage": all, "RequestId": some[0], "HostId": all, "Data": { some[2].clone(): all }, "Success": false })
                .to_string()
        })
        .collect();
    let calls = answers.len();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let mut next = answers.iter().cycle();
        for stream in listener.incoming() {
            let Ok(stream) = stream else { return };
            // Whoever is gone asks again.
            drop(lie(stream, next.next().unwrap()));
        }
    });
    let key = Credentials::new("testid", "testsecret");
    let builder = Explorer::builder(specs());
    let explorer = builder.service(Some(endpoint), None, false, key).start().await.unwrap();
    run("hostile_errors", &explorer, &json!(calls));
}

/// Reads a request and gives an answer.
fn lie(mut stream: TcpStream, body: &str) -> std::io::Result<()> {
    let mut read: Vec<u8> = Vec::new();
    let mut some = [0; 4096];
    while !read.windows(4).any(|end| end == b"\r\n\r\n") {
        let count = stream.read(&mut some)?;
        if count == 0 {
            return Ok(());
        }
        read.extend(&some[..count]);
    }
    let head = format!(
        "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(body.as_bytes())
}
