//! The speed of the emulator: the time it needs to start, and the calls per second it serves.
//!
//!     cargo bench --package ota-tests --bench emulator -- [CALLS]
//!
//! Calls are signed before they are counted and go over raw connections, one and 64 at once, to a
//! process of its own; beside it stands a server that responds to every request with the same bytes.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on stops")]
#![expect(clippy::print_stdout, reason = "what was measured goes there")]

mod server;

use std::time::{Duration, Instant};

use ota_api::operations::QueryOtaFirmware;
use ota_api::sign::Scheme;
use ota_api::{Client, Credentials};
use ota_emulator::Emulator;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use server::Server;

/// The argument that makes the program an emulator.
const EMULATOR: &str = "emulator";

/// How many connections there are.
const AT_ONCE: [usize; 2] = [1, 64];

/// How often the contenders take turns, and how often the emulator is started.
const ROUNDS: usize = 5;
const STARTS: usize = 25;

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.first().map(String::as_str) {
        Some(server::MODE) => return server::serve(),
        Some(EMULATOR) => return emulate(),
        _ => {}
    }
    let calls = arguments.first().map_or(8000, |number| number.parse().unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    println!("start: {:.2} ms (median of {STARTS})", millis(runtime.block_on(start())));
    let fixed = Server::start();
    println!("\n| calls per second | connections | emulator | fixed bytes | ratio |");
    println!("|---|---:|---:|---:|---:|");
    for (what, scheme) in [("signed by headers", Scheme::V3), ("signed by query", Scheme::V1)] {
        for connections in AT_ONCE {
            let (mut ours, mut theirs) = (Vec::new(), Vec::new());
            for _ in 0..ROUNDS {
                // The emulator remembers nonces, so each turn has one of its own.
                let emulator = Server::start_as(EMULATOR);
                let requests = signed(emulator.address(), scheme, calls);
                ours.push(runtime.block_on(send(emulator.address(), connections, &requests)));
                theirs.push(runtime.block_on(send(fixed.address(), connections, &requests)));
            }
            let (ours, theirs) = (rate(calls, &mut ours), rate(calls, &mut theirs));
            let ratio = ours / theirs;
            println!("| {what} | {connections} | {ours:.0} | {theirs:.0} | {ratio:.2} |");
        }
    }
}

/// How long it takes until an emulator listens.
async fn start() -> Duration {
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let begin = Instant::now();
        let emulator = Emulator::start().await.unwrap();
        times.push(begin.elapsed());
        emulator.stop().await;
    }
    median(&mut times)
}

/// Serves until standard input ends.
fn emulate() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    server::end_with_input();
    runtime.block_on(async {
        let emulator = Emulator::builder().without_quota().start().await.unwrap();
        println!("{}", emulator.address());
        std::future::pending::<()>().await;
    });
}

/// Calls as they go over the wire.
fn signed(address: &str, scheme: Scheme, count: usize) -> Vec<Vec<u8>> {
    let client = Client::builder()
        .endpoint(format!("http://{address}"))
        .credentials(Credentials::new("testid", "testsecret"))
        .scheme(scheme)
        .build()
        .unwrap();
    let call = QueryOtaFirmware::builder().firmware_id("T0F5b5tpFnHQrgfk030100").build();
    let one = || {
        let unsent = client.dry_run(&call).unwrap();
        let (method, query) = (unsent.method().as_str(), unsent.signed().query());
        let mut text = format!("{method} /?{query} HTTP/1.1\r\nhost: {address}\r\n");
        for (name, value) in unsent.signed().headers().filter(|(name, _)| *name != "host") {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str("content-length: 0\r\n\r\n");
        text.into_bytes()
    };
    (0..count).map(|_| one()).collect()
}

/// Sends all of them, shared out among the connections, and says how long that took.
async fn send(address: &str, connections: usize, requests: &[Vec<u8>]) -> Duration {
    let begin = Instant::now();
    let share = requests.len().div_ceil(connections);
    let mut sending = tokio::task::JoinSet::new();
    for share in requests.chunks(share) {
        let (address, share) = (address.to_owned(), share.to_vec());
        sending.spawn(async move {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.set_nodelay(true).unwrap();
            let mut response = Vec::with_capacity(4096);
            for request in share {
                stream.write_all(&request).await.unwrap();
                receive(&mut stream, &mut response).await;
            }
        });
    }
    sending.join_all().await;
    begin.elapsed()
}

/// Reads one response, which must be a success.
async fn receive(stream: &mut TcpStream, response: &mut Vec<u8>) {
    response.clear();
    loop {
        assert_ne!(stream.read_buf(response).await.unwrap(), 0, "the connection was closed");
        let Some(end) = response.windows(4).position(|bytes| bytes == b"\r\n\r\n") else {
            continue;
        };
        let head = std::str::from_utf8(&response[..end]).unwrap().to_ascii_lowercase();
        assert!(head.starts_with("http/1.1 200"), "{head}");
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
        if response.len() >= end + 4 + length.parse::<usize>().unwrap() {
            let body = String::from_utf8_lossy(&response[end + 4..]);
            assert!(body.contains("\"Success\":true"), "{body}");
            return;
        }
    }
}

fn rate(calls: usize, times: &mut [Duration]) -> f64 {
    f64::from(u32::try_from(calls).unwrap()) / median(times).as_secs_f64()
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
