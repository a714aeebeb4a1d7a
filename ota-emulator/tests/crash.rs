//! Everything that was confirmed survives when the process is killed, wherever that happens.
//!
//! `cargo test -p ota-emulator --test crash -- --nocapture` shows the figures.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![allow(clippy::print_stdout, reason = "it tells its figures, and the child its address")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;
use hmac::{Hmac, KeyInit as _, Mac as _};
use ota_emulator::{Emulator, Seed, SeedProduct};
use sha1::Sha1;

/// The folder that the child is to use.
const FOLDER: &str = "OTA_EMULATOR_CRASH_FOLDER";

const KILLS: usize = 50;
const WRITES_BETWEEN: usize = 20;

/// A product can have so many modules.
const MODULES: usize = 10;

#[test]
fn every_answered_write_survives_fifty_kills() {
    let folder = tempfile::tempdir().unwrap();
    let mut longest = Duration::ZERO;
    let mut answered = BTreeMap::new();
    let mut found_done = BTreeSet::new();
    let mut unanswered: Vec<usize> = Vec::new();
    let mut next = 0;
    for round in 0..KILLS {
        let (mut child, address, started) = start(folder.path());
        longest = longest.max(started);
        for write in unanswered.drain(..) {
            let response = exchange(address, write).unwrap();
            match &response["Success"] {
                serde_json::Value::Bool(true) => {
                    answered.insert(write, id(&response));
                }
                // It was done before the kill, though nobody was told.
                _ => {
                    assert!(
                        response["ErrorMessage"].to_string().contains("has module"),
                        "{response}"
                    );
                    found_done.insert(write);
                }
            }
        }
        for _ in 0..WRITES_BETWEEN {
            let response = exchange(address, next).unwrap();
            assert_eq!(response["Success"], true, "{response}");
            answered.insert(next, id(&response));
            next += 1;
        }
        // From none to all of these are done when the kill comes.
        let under_way: Vec<(usize, TcpStream)> =
            (next..=next + round % 8).map(|write| (write, send(address, write))).collect();
        next += under_way.len();
        child.kill().unwrap();
        child.wait().unwrap();
        for (write, connection) in under_way {
            match read(connection) {
                Some(response) => {
                    assert_eq!(response["Success"], true, "{response}");
                    answered.insert(write, id(&response));
                }
                None => unanswered.push(write),
            }
        }
    }

    let (mut child, address, started) = start(folder.path());
    longest = longest.max(started);
    let known: BTreeSet<usize> = (0..next).filter(|write| exists(address, *write)).collect();
    child.kill().unwrap();
    child.wait().unwrap();

    let runtime = tokio::runtime::Runtime::new().unwrap();
    let emulator = runtime.block_on(Emulator::builder().data(folder.path()).start()).unwrap();
    let ledger = emulator.ledger();
    let times = |id: &String| ledger.iter().filter(|entry| entry.request_id == *id).count();
    let lost = answered.values().filter(|id| times(id) == 0).count();
    let twice = answered.values().filter(|id| times(id) > 1).count();
    println!(
        "{KILLS} kills; {} writes answered, {lost} of them lost, {twice} there twice; {} done and \
         not answered; longest start {longest:?}",
        answered.len(),
        known.len() - answered.len(),
    );
    assert!(answered.len() >= KILLS * WRITES_BETWEEN);
    assert_eq!((lost, twice), (0, 0));
    assert!(answered.keys().chain(&found_done).all(|write| known.contains(write)));
    // Each write makes a module of its own, so none can have been done twice.
    assert_eq!(ledger.len(), known.len());
}

/// The process that is killed. It is not run as a test of its own.
#[test]
#[ignore = "it is started by the other test"]
fn an_emulator_to_be_killed() {
    let folder = std::env::var_os(FOLDER).unwrap();
    let product = |number| SeedProduct { product_key: key(number), ..SeedProduct::default() };
    let count = KILLS * (WRITES_BETWEEN + 8) / MODULES + 1;
    let seed = Seed { products: (0..count).map(product).collect(), ..Seed::default() };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let builder = Emulator::builder().data(folder).seed(seed).without_quota();
    let emulator = runtime.block_on(builder.start()).unwrap();
    println!("listening {}", emulator.address());
    // If the other test ends, so does this.
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
}

fn start(folder: &Path) -> (Child, SocketAddr, Duration) {
    let before = Instant::now();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "an_emulator_to_be_killed", "--nocapture"])
        .env(FOLDER, folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let address = lines
        .map_while(Result::ok)
        .find_map(|line| line.split_once("listening ")?.1.trim().parse().ok());
    (child, address.unwrap(), before.elapsed())
}

fn key(number: usize) -> String {
    format!("product{number}")
}

fn id(response: &serde_json::Value) -> String {
    response["RequestId"].as_str().unwrap().to_owned()
}

fn exchange(address: SocketAddr, write: usize) -> Option<serde_json::Value> {
    read(send(address, write))
}

/// Sends the call that makes a module of its own.
fn send(address: SocketAddr, write: usize) -> TcpStream {
    let (product, module) = (key(write / MODULES), format!("module{}", write % MODULES));
    let action = ("Action", "CreateOTAModule");
    call(address, "POST", &[action, ("ModuleName", &module), ("ProductKey", &product)])
}

/// Whether the module of a write is there.
fn exists(address: SocketAddr, write: usize) -> bool {
    let action = ("Action", "ListOTAModuleByProduct");
    let response =
        read(call(address, "GET", &[action, ("ProductKey", &key(write / MODULES))])).unwrap();
    assert_eq!(response["Success"], true, "{response}");
    response["Data"].to_string().contains(&format!("\"module{}\"", write % MODULES))
}

fn call(address: SocketAddr, method: &str, parameters: &[(&str, &str)]) -> TcpStream {
    let now = jiff::Timestamp::now();
    let nonce = now.as_nanosecond().to_string();
    let time = now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let mut all: BTreeMap<&str, &str> = parameters.iter().copied().collect();
    all.extend([
        ("Version", "2018-01-20"),
        ("Format", "JSON"),
        ("AccessKeyId", "testid"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureVersion", "1.0"),
        ("SignatureNonce", nonce.as_str()),
        ("Timestamp", time.as_str()),
    ]);
    let pairs: Vec<String> =
        all.iter().map(|(name, value)| format!("{name}={}", value.replace(':', "%3A"))).collect();
    let pairs = pairs.join("&");
    let signed = pairs.replace('%', "%25").replace('=', "%3D").replace('&', "%26");
    let mut mac = Hmac::<Sha1>::new_from_slice(b"testsecret&").unwrap();
    mac.update(format!("{method}&%2F&{signed}").as_bytes());
    let signature = base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes());
    let signature = signature.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let mut connection = TcpStream::connect(address).unwrap();
    let head = format!("{method} /?{pairs}&Signature={signature} HTTP/1.1\r\nhost: {address}\r\n");
    write!(connection, "{head}content-length: 0\r\nconnection: close\r\n\r\n").unwrap();
    connection
}

/// The response, if a whole one comes.
fn read(mut connection: TcpStream) -> Option<serde_json::Value> {
    let mut text = Vec::new();
    connection.read_to_end(&mut text).ok()?;
    let text = String::from_utf8(text).ok()?;
    serde_json::from_str(text.split_once("\r\n\r\n")?.1).ok()
}
