//! Servers that respond with something else than the service would.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread::{JoinHandle, spawn};

use crate::bad_answers::bad_answers;
use crate::support::{json, ota_at};

const DELETE: [&str; 4] = ["call", "DeleteOTAFirmware", "--FirmwareId", "fw"];

/// Responds to one request with this body.
fn serve_once(content_type: &str, body: String) -> (String, JoinHandle<()>) {
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    serve(vec![[head.as_bytes(), body.as_bytes()].concat()])
}

/// Responds to one request after another with these bytes.
fn serve(responses: Vec<Vec<u8>>) -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let server = spawn(move || {
        for response in responses {
            let (mut connection, _) = listener.accept().unwrap();
            let mut request = Vec::new();
            let mut buffer = [0; 1024];
            while !request.windows(4).any(|end| end == b"\r\n\r\n") {
                let length = connection.read(&mut buffer).unwrap();
                request.extend_from_slice(&buffer[..length]);
            }
            // The client may hang up early; that is its right.
            let _ = connection.write_all(&response);
        }
    });
    (endpoint, server)
}

/// Whether a terminal would print the text and do nothing else.
fn is_harmless(text: &str) -> bool {
    let hides = |c| {
        matches!(
            c,
            '\u{ad}'
                | '\u{61c}'
                | '\u{200b}'
                | '\u{202e}'
                | '\u{3164}'
                | '\u{fe00}'
                | '\u{feff}'
                | '\u{e0041}'
                | '\u{e0100}'
        )
    };
    text.chars().all(|c| c == '\n' || (!c.is_control() && !hides(c)))
}

#[test]
fn a_refusal_cannot_move_the_cursor() {
    let body = "{\"RequestId\":\"r\u{9b}2J\",\"Success\":false,\"Code\":\"c\\u001b[2J\",\
                \"ErrorMessage\":\"gone\\u001b]0;x\\u0007\\r\u{202e}\
                \u{ad}\u{61c}\u{200b}\u{3164}\u{fe00}\u{feff}\u{e0041}\u{e0100}\"}";
    for output in ["text", "json"] {
        let (endpoint, server) = serve_once("application/json", body.to_owned());
        let words = [&DELETE[..], &["--output", output]].concat();
        let error = ota_at(&endpoint, &words).failed(1);
        server.join().unwrap();
        assert!(is_harmless(&error) && error.contains("gone"), "{error:?}");
    }
}

#[test]
fn a_response_cannot_move_the_cursor() {
    let body = "{\"RequestId\":\"r\",\"Success\":true,\"Ne\u{9b}w\":\"x\\u001b[2J\u{7f}\u{202e}\
                \u{ad}\u{61c}\u{200b}\u{3164}\u{fe00}\u{feff}\u{e0041}\u{e0100}\"}";
    for output in ["text", "json"] {
        let (endpoint, server) = serve_once("application/json", body.to_owned());
        let words = [&DELETE[..], &["--output", output]].concat();
        let out = ota_at(&endpoint, &words).done();
        server.join().unwrap();
        assert!(is_harmless(&out) && out.contains("[2J"), "{out:?}");
        if output == "json" {
            let hidden = "\u{ad}\u{61c}\u{200b}\u{3164}\u{fe00}\u{feff}\u{e0041}\u{e0100}";
            let whole = ["x\u{1b}[2J\u{7f}\u{202e}", hidden].concat();
            assert_eq!(json(&out)["Ne\u{9b}w"], whole.as_str());
        }
    }
}

#[test]
fn fields_that_the_spec_does_not_know_are_shown() {
    let body = r#"{"RequestId":"r","Success":true,"Data":{"Names":["a","b"],"Total":2}}"#;
    let (endpoint, server) = serve_once("application/json", body.to_owned());
    let out = ota_at(&endpoint, &DELETE).done();
    server.join().unwrap();
    let expected = "DeleteOTAFirmware: done (request r)\n  \
                    Data.Names.1  a\n  Data.Names.2  b\n  Data.Total    2\n";
    assert_eq!(out, expected);
}

#[test]
fn a_response_without_a_request_id_shows_none() {
    let (endpoint, server) = serve_once("application/json", r#"{"Success":true}"#.to_owned());
    let shown = ota_at(&endpoint, &DELETE).done();
    server.join().unwrap();
    assert!(shown.contains("DeleteOTAFirmware: done\n") && !shown.contains("request"), "{shown}");
}

#[test]
fn a_response_that_cannot_be_read_exits_with_3() {
    let (endpoint, server) = serve_once("text/html", "<html>\u{1b}[2Jwelcome".to_owned());
    let error = ota_at(&endpoint, &DELETE).failed(3);
    server.join().unwrap();
    assert!(is_harmless(&error) && error.contains("cannot be read"), "{error:?}");
}

#[test]
fn what_is_no_success_never_exits_with_0() {
    let (names, responses) = bad_answers(r#"{"RequestId":"r","Success":true}"#).into_iter().unzip();
    let names: Vec<String> = names;
    let (endpoint, server) = serve(responses);
    for what in names {
        let ran = ota_at(&endpoint, &[&DELETE[..], &["--attempts", "1"]].concat());
        assert!(matches!(ran.exit, 1 | 3), "{what} exits with {}: {}", ran.exit, ran.out);
        assert!(is_harmless(&ran.err) && ran.err.len() < 2000, "{what}: {}", ran.err);
    }
    server.join().unwrap();
}

#[test]
fn nobody_there_exits_with_3_and_says_that_nothing_was_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = ota_at(&endpoint, &[&DELETE[..], &["--output", "json"]].concat()).failed(3);
    assert_eq!(json(&error)["error"]["outcomeUnknown"], false);
}

#[test]
fn no_response_in_time_exits_with_3() {
    // It accepts connections, since the system does, and never responds.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", silent.local_addr().unwrap());
    let error = ota_at(&endpoint, &[&DELETE[..], &["--timeout", "0.05"]].concat()).failed(3);
    assert!(error.contains("within 0.05 s"), "{error}");
}
