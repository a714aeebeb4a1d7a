//! Connections that say nothing, or too little. Time is paused: it passes when nothing else does.

use std::time::Duration;

use ota_emulator::Emulator;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::Instant;

/// What comes back before the emulator ends the connection, and how many seconds that takes.
async fn rest(stream: &mut TcpStream) -> (String, u64) {
    let since = Instant::now();
    let mut bytes = Vec::new();
    // However it ends.
    let _ = stream.read_to_end(&mut bytes).await;
    (String::from_utf8(bytes).unwrap(), since.elapsed().as_secs())
}

async fn connect(emulator: &Emulator, bytes: &str) -> TcpStream {
    let mut stream = TcpStream::connect(emulator.address()).await.unwrap();
    stream.write_all(bytes.as_bytes()).await.unwrap();
    stream
}

const HEALTH: &str = "GET /_ota/health HTTP/1.1\r\nhost: localhost\r\n\r\n";

#[tokio::test(start_paused = true)]
async fn a_connection_without_a_request_is_ended() {
    let emulator = Emulator::start().await.unwrap();
    let (text, seconds) = rest(&mut connect(&emulator, "").await).await;
    assert_eq!(text, "");
    assert!((70..90).contains(&seconds), "{seconds}");
    // So is one after its requests.
    let (text, seconds) = rest(&mut connect(&emulator, HEALTH).await).await;
    assert!(text.starts_with("HTTP/1.1 200"), "{text}");
    assert!((70..90).contains(&seconds), "{seconds}");
}

#[tokio::test(start_paused = true)]
async fn a_head_that_comes_byte_by_byte_is_not_waited_for() {
    let emulator = Emulator::start().await.unwrap();
    let mut stream = connect(&emulator, "GET / HTTP/1.1\r\nhost: localhost\r\nx: ").await;
    let since = Instant::now();
    let mut byte = [0];
    loop {
        tokio::select! {
            read = stream.read(&mut byte) => {
                assert!(matches!(read, Ok(0) | Err(_)));
                break;
            }
            () = tokio::time::sleep(Duration::from_secs(3)) => {}
        }
        if stream.write_all(b"x").await.is_err() {
            break;
        }
    }
    let seconds = since.elapsed().as_secs();
    assert!((19..30).contains(&seconds), "{seconds}");
}

#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let emulator = Emulator::start().await.unwrap();
    for (target, kind) in [
        ("/", "application/x-www-form-urlencoded"),
        ("/", "multipart/form-data; boundary=b"),
        ("/_ota/reset", "application/json"),
    ] {
        let head = format!(
            "POST {target} HTTP/1.1\r\nhost: localhost\r\ncontent-type: {kind}\r\n\
             content-length: 100\r\nconnection: close\r\n\r\n{{"
        );
        let (text, seconds) = rest(&mut connect(&emulator, &head).await).await;
        assert!(text.starts_with("HTTP/1.1 400"), "{target} {kind}: {text}");
        assert!((29..120).contains(&seconds), "{target} {kind}: {seconds}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_response_that_is_slow_on_purpose_is_no_silence() {
    let emulator = Emulator::start().await.unwrap();
    let slow = r#"{ "effect": { "kind": "slow", "milliseconds": 600000 } }"#;
    emulator.add_fault(ota_emulator::Fault::from_json(slow).unwrap()).unwrap();
    let call = "GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    let (text, seconds) = rest(&mut connect(&emulator, call).await).await;
    assert!(text.starts_with("HTTP/1.1 400"), "{text}");
    assert!(seconds >= 600, "{seconds}");
}

#[tokio::test(start_paused = true)]
async fn silent_connections_do_not_keep_others_out() {
    let emulator = Emulator::start().await.unwrap();
    let mut silent = Vec::new();
    for _ in 0..600 {
        silent.push(connect(&emulator, "").await);
    }
    let call = HEALTH.replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n");
    let (text, seconds) = rest(&mut connect(&emulator, &call).await).await;
    assert!(text.starts_with("HTTP/1.1 200"), "{text}");
    assert!(seconds < 10, "{seconds}");
}
