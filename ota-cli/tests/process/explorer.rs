//! `ota explorer`, up to the first request; its pages have tests of their own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use crate::support::{command, ota};

#[cfg(unix)]
#[test]
fn it_prints_an_address_that_works_once_then_the_next_and_stops_by_a_signal() {
    let mut child =
        command(&["explorer", "--emulator", "--port", "0"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut address = || {
        let mut shown = String::new();
        loop {
            shown.clear();
            assert_ne!(stdout.read_line(&mut shown).unwrap(), 0, "it ended");
            if let Some(address) = shown.trim().strip_prefix("http://") {
                break address.to_owned();
            }
        }
    };
    let first = address();
    let (host, path) = first.split_once('/').unwrap();
    assert!(host.starts_with("127.0.0.1:"), "{first}");
    let ask = || {
        let mut stream = TcpStream::connect(host).unwrap();
        let request = format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        response
    };
    assert!(ask().starts_with("HTTP/1.1 200 "));
    let second = address();
    assert!(second.starts_with(host) && second != first);
    assert!(ask().starts_with("HTTP/1.1 403 "));
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    assert!(child.wait().unwrap().success());
}

#[test]
fn an_emulator_and_an_endpoint_exclude_each_other() {
    let error = ota(&["explorer", "--emulator", "--endpoint", "http://127.0.0.1:1"]).failed(2);
    assert!(error.contains("--endpoint"), "{error}");
    let error = ota(&["explorer", "--endpoint", "http://example.com", "--port", "0"]).failed(2);
    assert!(error.contains("allow_plain_http") || error.contains("http"), "{error}");
    let error = ota(&["explorer", "--specs", "/no/such", "--port", "0"]).failed(2);
    assert!(error.contains("/no/such"), "{error}");
}
