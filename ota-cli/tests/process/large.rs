//! Responses as long as the client takes them, in little memory.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};
use std::thread::spawn;

/// The memory that the program may take, in KB; nothing is kept of a response but its text.
const MEMORY: usize = 300 * 1024;

const BYTES: usize = 8 * 1024 * 1024;

/// A server that responds to one request with this body.
fn serve(body: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    spawn(move || {
        let (mut connection, _) = listener.accept().unwrap();
        let mut request = Vec::new();
        let mut buffer = [0; 4096];
        while !request.windows(4).any(|end| end == b"\r\n\r\n") {
            let length = connection.read(&mut buffer).unwrap();
            request.extend_from_slice(&buffer[..length]);
        }
        let length = body.len();
        let head =
            format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
        connection.write_all(head.as_bytes()).unwrap();
        connection.write_all(body.as_bytes()).unwrap();
    });
    endpoint
}

/// Runs `ota call` within the memory.
fn call(body: String, output: &str) -> Output {
    let program = env!("CARGO_BIN_EXE_ota");
    let call = "call DeleteOTAFirmware --FirmwareId fw --timeout 300";
    let script = format!("ulimit -v {MEMORY}; exec '{program}' {call} --output {output}");
    Command::new("sh")
        .args(["-c", &script])
        .env_clear()
        // Each thread would reserve room of its own.
        .env("MALLOC_ARENA_MAX", "1")
        .env("OTA_ATTEMPTS", "1")
        .env("OTA_ENDPOINT_URL", serve(body))
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid")
        .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

#[test]
fn a_long_list_of_small_items_is_printed_without_being_kept() {
    let items = BYTES / 2;
    for output in ["text", "json"] {
        let body = format!(r#"{{"Success":true,"Other":[{}1]}}"#, "1,".repeat(items - 1));
        let ran = call(body, output);
        let error = String::from_utf8_lossy(&ran.stderr);
        assert_eq!((ran.status.code(), &*error), (Some(0), ""), "{output}");
        let lines = ran.stdout.iter().filter(|byte| **byte == b'\n').count();
        assert!(lines > items, "{output}: {lines} lines");
    }
}

#[test]
fn elements_with_many_names_are_told_apart_without_looking_through_all() {
    let names: String = (0..300_000).map(|number| format!("<a{number}/>")).collect();
    let ran = call(format!("<R><Success>true</Success>{names}</R>"), "json");
    assert_eq!(ran.status.code(), Some(0), "{}", String::from_utf8_lossy(&ran.stderr));
}

#[test]
fn deep_nesting_is_refused_in_both_forms() {
    for output in ["text", "json"] {
        let ran = call(format!("<R>{}", "<a>".repeat(BYTES / 3)), output);
        let error = String::from_utf8_lossy(&ran.stderr);
        assert_eq!(ran.status.code(), Some(3), "{error}");
        assert!(error.contains("nested more than 128 deep"), "{error}");
        assert!(error.len() < 20_000, "{} bytes", error.len());
    }
}
