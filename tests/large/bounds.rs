//! Whatever a server sends, it costs little memory and gives a short error. Every limit is tested at it and beyond.

#![allow(clippy::print_stdout, reason = "the figures, shown by `--nocapture`")]

use std::io::{Read, Write};
use std::net::TcpListener;

use dhat::{HeapStats, Profiler};
use ota_api::__private::stages::{Received, decode};
use ota_api::{Client, Credentials, Error, Quota, RetryPolicy};
use ota_credentials::{CredentialsUri, Provider};

use crate::all_types::ShipBoxes;
use crate::turn;

/// What a response that is refused may cost, in bytes.
const MOST: usize = 8 * 1024 * 1024;

/// The longest `Display` of an error, in bytes.
const LONGEST: usize = 1024;

const BIG: usize = 96 * 1024 * 1024;

/// A server that sends a head once, and then a piece many times, as long as somebody listens. It runs in a thread, so
/// that it takes no part of the runtime of the client.
fn server(head: impl Into<Vec<u8>>, piece: impl Into<Vec<u8>>, times: usize) -> String {
    let (head, piece) = (head.into(), piece.into());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let (mut request, mut buffer) = (Vec::new(), [0; 4096]);
        while !request.windows(4).any(|end| end == b"\r\n\r\n") {
            let count = stream.read(&mut buffer).unwrap();
            request.extend_from_slice(&buffer[..count]);
        }
        // The client may hang up early; that is its right.
        let _ = stream.write_all(&head);
        for _ in 0..times {
            if stream.write_all(&piece).is_err() {
                break;
            }
        }
    });
    address
}

fn head(status: u16, more: &str) -> String {
    format!("HTTP/1.1 {status} Canned\r\nconnection: close\r\n{more}\r\n")
}

/// A piece of a body without a length.
fn chunk(text: &str) -> String {
    format!("{:x}\r\n{text}\r\n", text.len())
}

fn client(address: &str) -> Client {
    let builder = Client::builder().endpoint(address).retry(RetryPolicy::off()).quota(Quota::off());
    builder.credentials(Credentials::new("testid", "testsecret")).build().unwrap()
}

/// A call, and the most memory that there was at a time beyond what there was before.
fn call(address: &str) -> (Result<(), Error>, usize) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let client = client(address);
    let profiler = Profiler::builder().testing().build();
    let before = HeapStats::get().curr_bytes;
    let result = runtime.block_on(client.delete_ota_firmware().firmware_id("f").send());
    let cost = HeapStats::get().max_bytes - before;
    drop(profiler);
    (result.map(|_| ()), cost)
}

#[track_caller]
fn refused(what: &str, address: &str) -> Error {
    let (result, cost) = call(address);
    let error = result.unwrap_err();
    let (display, debug) = (error.to_string(), format!("{error:?}"));
    println!("{what}: {} KiB, {} bytes of message", cost / 1024, display.len());
    assert!(cost <= MOST, "{what}: {cost} bytes");
    assert!(display.len() <= LONGEST && debug.len() <= 2 * LONGEST, "{what}: {display} {debug}");
    let strings = [error.code(), error.message(), error.request_id(), error.body()];
    assert!(strings.into_iter().flatten().all(|text| text.len() <= 64 * 1024), "{what}");
    error
}

#[test]
fn long_bodies_are_refused_for_little_memory() {
    let _turn = turn();
    let text = "no such thing ".repeat(4096);
    let times = BIG / text.len();
    let announced = format!("content-length: {BIG}\r\n");
    let chunked = "transfer-encoding: chunked\r\n";
    refused("96 MB of error text", &server(head(500, &announced), text.as_str(), times));
    refused("the same in chunks", &server(head(500, chunked), chunk(&text), times));
    refused("until the connection ends", &server(head(500, ""), text.as_str(), times));
    let json = r#"{"Code":"Bad","Message":""#;
    let message = head(400, chunked) + &chunk(json);
    refused("a long message", &server(message, chunk(&text), times));
    let wide = head(400, chunked) + &chunk(json);
    refused("a message of wide characters", &server(wide, chunk(&"😀".repeat(9999)), 2500));
    refused("96 MB with a success status", &server(head(200, &announced), text.as_str(), times));
    let success = head(200, chunked);
    refused("the same in chunks", &server(success.clone(), chunk(&text), times));
    refused("until the connection ends", &server(head(200, ""), text.as_str(), times));
    // As long as it may be, and then it is none: of a page, of bytes that are no text, of a secret again and again.
    for (what, piece) in [
        ("a long page", "<html><title>no</title>".to_owned().into_bytes()),
        ("bytes that are no text", vec![0xff; 1000]),
        ("a secret again and again", b"testsecret ".repeat(100)),
    ] {
        let pieces = piece.repeat(6_000_000 / piece.len());
        let more = format!("content-length: {}\r\n", pieces.len());
        let error = refused(what, &server(head(200, &more), pieces, 1));
        assert!(!error.body().unwrap_or_default().contains("testsecret"), "{error}");
    }
    let zeros = vec![0; 64 * 1024];
    let gzip = |status, length: usize| {
        let head = head(status, &format!("content-encoding: gzip\r\ncontent-length: {length}\r\n"));
        server(
            [head.as_bytes(), b"\x1f\x8b\x08\0\0\0\0\0\0\x03"].concat(),
            zeros.clone(),
            length.div_ceil(zeros.len()),
        )
    };
    // As long as 64 MB are when they are compressed; they are never decompressed.
    let error = refused("a compressed success", &gzip(200, 286 * 1024));
    assert!(error.to_string().contains("compressed with `gzip`"), "{error}");
    refused("a compressed refusal", &gzip(500, 286 * 1024));
    refused("96 MB of a compressed refusal", &gzip(500, BIG));
}

#[test]
fn long_heads_are_refused_for_little_memory() {
    let _turn = turn();
    let line = format!("x-a: {}\r\n", "a".repeat(1000));
    refused("96 MB of headers", &server("HTTP/1.1 400 Bad\r\n", line, BIG / 1000));
    let value = "a".repeat(1000);
    let hint = format!("HTTP/1.1 103 Early\r\nx-a: {}\r\n\r\n", "a".repeat(8000));
    refused("96 MB of hints before the response", &server("", hint, BIG / 8000));
    refused("a header of 96 MB", &server("HTTP/1.1 400 Bad\r\nx-a: ", value.as_str(), BIG / 1000));
    refused("96 MB of a reason", &server("HTTP/1.1 400 ", value, BIG / 1000));
}

#[test]
fn long_strings_give_short_errors() {
    let _turn = turn();
    let long = "😀\u{202e}".repeat(5000);
    for (status, body) in [
        (400, format!(r#"{{"RequestId":"{long}","Code":"{long}","Message":"{long}"}}"#)),
        (
            200,
            format!(
                r#"{{"RequestId":"{long}","Success":false,"Code":"{long}","ErrorMessage":"{long}"}}"#
            ),
        ),
        (200, format!(r#"{{"RequestId":"{long}","Success":"{long}"}}"#)),
        (200, format!(r#"{{"RequestId":"{long}","Success":true"{long}"}}"#)),
        (200, format!("<R><Success>{long}</Success><{long}></R>")),
        (502, format!("<html><title>{long}</title>{long}")),
        (200, format!("<html><h1>{long}</h1>{long}")),
        (500, long.clone()),
        (200, String::new()),
    ] {
        let more =
            format!("x-acs-request-id: {}\r\ncontent-length: {}\r\n", "a".repeat(9000), body.len());
        refused(&body.chars().take(40).collect::<String>(), &server(head(status, &more), body, 1));
    }
}

#[test]
fn nesting_is_refused_however_deep() {
    let _turn = turn();
    let deep = 200_000;
    for body in [
        "[".repeat(deep),
        "{\"a\":".repeat(deep),
        format!("{{\"Data\":{}", "[".repeat(deep)),
        format!("{{\"Success\":true,\"Data\":{}", "{\"a\":".repeat(deep)),
        "<a>".repeat(deep),
        format!("<R><Success>true</Success>{}", "<a>".repeat(deep)),
        format!("{}{}", "<a>".repeat(deep), "</a>".repeat(deep)),
    ] {
        let more = format!("content-length: {}\r\n", body.len());
        refused("200,000 deep", &server(head(200, &more), body, 1));
    }
    for declared in
        ["<!DOCTYPE a [<!ENTITY b \"c\">]>", "<!DOCTYPE a SYSTEM \"file:///etc/hostname\">"]
    {
        let body = format!("{declared}<R><Success>true</Success><RequestId>&b;</RequestId></R>");
        let more = format!("content-length: {}\r\n", body.len());
        let error = refused("a DOCTYPE", &server(head(200, &more), body, 1));
        assert!(error.to_string().contains("a DOCTYPE is not allowed"), "{error}");
    }
}

#[test]
fn every_limit_is_where_it_is_said_to_be() {
    let _turn = turn();
    let success = r#"{"RequestId":"9B7BF858-7686-496E-B8B0-BF9E5D7F86CE","Success":true}"#;
    let respond = |status: u16, more: &str, body: &str| {
        let more = format!("{more}content-length: {}\r\n", body.len());
        call(&server(head(status, &more), body, 1)).0
    };
    let padded = |length: usize| success.to_owned() + &" ".repeat(length - success.len());
    // A success has 6 MiB, in whatever pieces it comes.
    const LARGEST: usize = 6 * 1024 * 1024;
    assert!(respond(200, "", &padded(LARGEST)).is_ok());
    let error = respond(200, "", &padded(LARGEST + 1)).unwrap_err();
    assert!(error.to_string().contains("larger than 6291456 bytes"), "{error}");
    let in_chunks = |length: usize| {
        let body = padded(length);
        let pieces: String = body
            .as_bytes()
            .chunks(1 << 20)
            .map(|piece| chunk(str::from_utf8(piece).unwrap()))
            .collect();
        call(&server(head(200, "transfer-encoding: chunked\r\n"), pieces + "0\r\n\r\n", 1)).0
    };
    assert!(in_chunks(LARGEST).is_ok());
    let error = in_chunks(LARGEST + 1).unwrap_err();
    assert!(error.to_string().contains("larger than 6291456 bytes"), "{error}");
    // A refusal has 64 KiB; what there is beyond is left.
    let refusal = |length: usize| {
        let start = r#"{"Code":"Bad","Message":""#;
        let body = format!("{start}{}\"}}", "x".repeat(length - start.len() - 2));
        respond(400, "", &body).unwrap_err()
    };
    assert_eq!(refusal(64 * 1024).message().map(str::len), Some(64 * 1024 - 27));
    let error = refusal(64 * 1024 + 2);
    assert_eq!(error.message(), None);
    assert_eq!(error.body().map(str::len), Some(64 * 1024));
    // Headers: 100 of them.
    let headers = |count: usize| respond(200, &"x-a: b\r\n".repeat(count - 2), success);
    assert!(headers(100).is_ok());
    assert!(headers(101).is_err());
    // Values inside of values: 128 elements, and 127 objects and arrays.
    let nested = |open: &str, close: &str, depth: usize| {
        format!("{}{}", open.repeat(depth), close.repeat(depth))
    };
    let xml = |depth: usize| {
        let inner = nested("<a>", "</a>", depth - 1);
        respond(200, "", &format!("<R><RequestId>1</RequestId><Success>true</Success>{inner}</R>"))
    };
    assert!(xml(128).is_ok());
    assert!(xml(129).unwrap_err().to_string().contains("nested more than 128 deep"));
    let json = |depth: usize| {
        let inner = nested("[", "]", depth - 1);
        let body = format!(r#"{{"RequestId":"1","Success":true,"Raw":{inner}}}"#);
        decode::<ShipBoxes>(&Received::new(body.into_bytes())).map(drop)
    };
    assert!(json(127).is_ok());
    assert!(json(128).unwrap_err().to_string().contains("recursion limit"));
    // What nobody asks for is passed over without going into it.
    let inner = nested("[", "]", 200_000);
    let body = format!(r#"{{"RequestId":"1","Success":true,"More":{inner}}}"#);
    assert!(respond(200, "", &body).is_ok());
}

#[test]
fn servers_of_keys_cost_little_as_well() {
    let _turn = turn();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let text = "canary ".repeat(8192);
    let times = BIG / text.len();
    let zeros = vec![0; 64 * 1024];
    let key = |length: usize| {
        let start = r#"{"AccessKeyId":"id","AccessKeySecret":"secret","SecurityToken":"token","Expiration":"2999-01-01T00:00:00Z","Code":"Success"}"#;
        let body = start.to_owned() + &" ".repeat(length - start.len());
        server(head(200, &format!("content-length: {length}\r\n")), body, 1)
    };
    let cases = [
        ("a key in 64 KiB", key(64 * 1024), true),
        ("a key in one byte more", key(64 * 1024 + 1), false),
        (
            "96 MB",
            server(head(200, &format!("content-length: {BIG}\r\n")), text.as_str(), times),
            false,
        ),
        (
            "96 MB of a refusal",
            server(head(500, "transfer-encoding: chunked\r\n"), chunk(&text), times),
            false,
        ),
        (
            "a compressed key",
            server(head(200, "content-encoding: gzip\r\ncontent-length: 292864\r\n"), zeros, 5),
            false,
        ),
        ("96 MB of headers", server("HTTP/1.1 200 OK\r\n", "x-a: b\r\n", BIG / 8), false),
        ("deep JSON", server(head(200, ""), "[".repeat(60_000), 1), false),
    ];
    for (what, address, is_good) in cases {
        let provider = CredentialsUri::new(address);
        let profiler = Profiler::builder().testing().build();
        let before = HeapStats::get().curr_bytes;
        let found = runtime.block_on(provider.load());
        let cost = HeapStats::get().max_bytes - before;
        drop(profiler);
        println!("{what}: {} KiB", cost / 1024);
        assert!(cost <= MOST, "{what}: {cost} bytes");
        assert_eq!(found.is_ok(), is_good, "{what}");
        if let Err(error) = found {
            let shown = format!("{error} {error:?}");
            assert!(shown.len() <= 2 * LONGEST && !shown.contains("canary"), "{shown}");
        }
    }
}
