//! Rollouts of hosts that share a Redis server: each has a file of its own.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

use ota_emulator::{Emulator, Numbered, Seed, SeedPackage, SeedProduct};
use ota_rollout::{Event, Lease, Moment, Store};
use tempfile::TempDir;

use crate::support::{Ran, command, json, ota, run};

/// A Redis server on a port of its own.
struct Server {
    port: u16,
    child: Child,
}

impl Server {
    /// Starts one; `None` where there is no program for it.
    fn new() -> Option<Self> {
        let found = Command::new("redis-server").arg("--version").stdout(Stdio::null()).status();
        if found.is_err() {
            assert!(std::env::var_os("CI").is_none(), "there is no `redis-server`: install it");
            // Not by a macro: the test runner would swallow it.
            let message = "\nSKIPPED leases of several hosts: there is no `redis-server`\n";
            std::io::stderr().write_all(message.as_bytes()).unwrap();
            return None;
        }
        for _ in 0..5 {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            let child = Command::new("redis-server")
                .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", ""])
                .args(["--appendonly", "no", "--dir", env!("CARGO_TARGET_TMPDIR")])
                .stdout(Stdio::null())
                .spawn()
                .unwrap();
            let mut server = Self { port, child };
            if server.is_there() {
                return Some(server);
            }
        }
        panic!("no Redis server starts");
    }

    /// Waits until it can be reached; it cannot if somebody else was faster to take its port.
    fn is_there(&mut self) -> bool {
        while self.child.try_wait().unwrap().is_none() {
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return self.child.try_wait().unwrap().is_none();
            }
            std::thread::yield_now();
        }
        false
    }

    fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/", self.port)
    }

    /// Sends a command as one word after another, and gives the first line of what comes back.
    fn ask(&self, words: &[&str]) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(stream, "*{}\r\n", words.len()).unwrap();
        for word in words {
            write!(stream, "${}\r\n{word}\r\n", word.len()).unwrap();
        }
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line).unwrap();
        line.trim().to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A host with a file of its own.
struct Host {
    folder: TempDir,
    endpoint: String,
    lease: String,
}

const START: [&str; 7] = ["start", "plan.toml", "--yes", "--id", "r1", "--lease-time", "3"];

impl Host {
    fn new(emulator: &Emulator, server: &Server) -> Self {
        let folder = TempDir::new().unwrap();
        let plan = "name = \"lamp\"\nproduct = \"lamp\"\npoll = \"1s\"\n[package]\nfirmware-id = \"fw2\"\n\
                    [[wave]]\npercent = 10\napproval = true\n[[wave]]\nall-remaining = true";
        fs::write(folder.path().join("plan.toml"), plan).unwrap();
        Self { folder, endpoint: emulator.endpoint().to_owned(), lease: server.url() }
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = command(&[&["rollout"], words].concat());
        command
            .current_dir(self.folder.path())
            .env("OTA_ENDPOINT_URL", &self.endpoint)
            .env("OTA_ROLLOUT_LEASE", &self.lease)
            .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid")
            .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret");
        command
    }

    fn ota(&self, words: &[&str]) -> Ran {
        run(&mut self.command(words))
    }

    /// A process that carries the rollout out, once it waits for approval after its first wave.
    fn waits(&self, more: &[&str]) -> (Child, impl Iterator<Item = String> + use<>) {
        let words = [&START[..], &["--wait", "--events"], more].concat();
        let mut child =
            self.command(&words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        assert!(lines.any(|line| json(&line)["event"] == "stopped"));
        (child, lines)
    }
}

/// An emulator in which ten minutes take a second.
async fn fleet() -> Emulator {
    let product = SeedProduct {
        product_key: "lamp".to_owned(),
        numbered: Some(Numbered { count: 100, ..Numbered::default() }),
        packages: vec![SeedPackage { firmware_id: "fw2".to_owned(), ..SeedPackage::default() }],
        ..SeedProduct::default()
    };
    let seed = Seed { seed: 3, products: vec![product], ..Seed::default() };
    Emulator::builder().seed(seed).without_quota().speed(600.0).start().await.unwrap()
}

fn created(emulator: &Emulator) -> usize {
    let entries = emulator.ledger().into_iter();
    entries.filter(|entry| entry.action == "CreateOTAStaticUpgradeJob").count()
}

fn said(child: Child) -> (Option<i32>, String) {
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

const KEY: &str = "ota:rollout:{r1}:lease";

#[tokio::test(flavor = "multi_thread")]
async fn another_host_takes_over_when_the_lease_of_one_that_died_has_ended() {
    let Some(server) = Server::new() else { return };
    let emulator = fleet().await;
    let (first, second) = (Host::new(&emulator, &server), Host::new(&emulator, &server));
    let (mut child, _lines) = first.waits(&[]);
    let refused = second.ota(&START);
    assert_eq!(refused.exit, 13, "{refused:?}");
    assert!(refused.err.contains(&format!("process {}", child.id())), "{refused:?}");
    child.kill().unwrap();
    child.wait().unwrap();
    // It finds the job of the first wave by its label, and waits for approval as well.
    let waits = second.ota(&[&START[..], &["--standby"]].concat());
    assert_eq!(waits.exit, 10, "{waits:?}");
    assert!(waits.out.contains("wave 1 of 2: found its job"), "{waits:?}");
    assert_eq!(created(&emulator), 1);
    second.ota(&["approve", "r1"]).done();
    assert_eq!(created(&emulator), 2);
    // Whoever is through leaves it to others, and no lease has a number twice.
    assert_eq!(server.ask(&["EXISTS", KEY]), ":0");
    assert_eq!(server.ask(&["INCR", "ota:rollout:{r1}:number"]), ":4");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_controller_whose_lease_is_lost_stops_and_says_so() {
    let Some(server) = Server::new() else { return };
    let emulator = fleet().await;
    let host = Host::new(&emulator, &server);
    let (child, lines) = host.waits(&[]);
    // Somebody else has it, by whatever mistake.
    assert_eq!(server.ask(&["SET", KEY, "99 another host"]), "+OK");
    let (exit, message) = said(child);
    assert_eq!(exit, Some(13), "{message}");
    assert!(message.contains("the lease was lost") && message.contains("resume r1"), "{message}");
    drop(lines);
    let held = host.ota(&["resume", "r1"]).failed(13);
    assert!(held.contains("another host has rollout `r1`"), "{held}");
    assert!(held.contains("Nothing was noted"), "{held}");
    // What it had not, it does not give up.
    assert_eq!(server.ask(&["EXISTS", KEY]), ":1");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_controller_that_cannot_renew_its_lease_stops_before_it_ends() {
    let Some(mut server) = Server::new() else { return };
    let emulator = fleet().await;
    let host = Host::new(&emulator, &server);
    let (child, _lines) = host.waits(&[]);
    server.child.kill().unwrap();
    server.child.wait().unwrap();
    let (exit, message) = said(child);
    assert_eq!(exit, Some(13), "{message}");
    assert!(message.contains("it could not be renewed in time"), "{message}");
    // Without a server nobody goes on.
    let alone = host.ota(&["approve", "r1"]);
    assert_eq!(alone.exit, 3, "{alone:?}");
    assert!(alone.err.contains("the server of the lease cannot be used"), "{alone:?}");
    assert_eq!(created(&emulator), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_ended_on_one_host_no_other_goes_on_with() {
    let Some(server) = Server::new() else { return };
    let emulator = fleet().await;
    let (first, second) = (Host::new(&emulator, &server), Host::new(&emulator, &server));
    let (child, _lines) = first.waits(&[]);
    let words = [&START[..], &["--standby"]].concat();
    let standby = second.command(&words).stderr(Stdio::piped()).spawn().unwrap();
    let noted = first.ota(&["abort", "r1", "--yes"]).done();
    assert!(noted.contains("follows it if it is still at work"), "{noted}");
    let (exit, message) = said(child);
    assert_eq!(exit, Some(12), "{message}");
    let (exit, message) = said(standby);
    assert_eq!(exit, Some(13), "{message}");
    assert!(message.contains("the rollout rests: it is aborted"), "{message}");
    assert_eq!(created(&emulator), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rollout_that_waits_for_a_person_goes_on_where_that_is_written_down() {
    let Some(server) = Server::new() else { return };
    let emulator = fleet().await;
    let (first, second) = (Host::new(&emulator, &server), Host::new(&emulator, &server));
    assert_eq!(first.ota(&START).exit, 10);
    let other = second.ota(&[&START[..], &["--standby"]].concat()).failed(13);
    assert!(other.contains("the rollout rests: wave 1 is through and waits"), "{other}");
    first.ota(&["pause", "r1"]).done();
    second.ota(&START).failed(13);
    assert_eq!(first.ota(&["approve", "r1"]).exit, 14, "it is paused");
    first.ota(&["resume", "r1"]).done();
    assert_eq!(created(&emulator), 2);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_wants_holds_although_the_controller_dies_before_it_follows() {
    let Some(server) = Server::new() else { return };
    for (order, said) in
        [("abort", "a person wants it to end"), ("pause", "a person has paused it")]
    {
        server.ask(&["FLUSHALL"]);
        let emulator = fleet().await;
        let (first, second) = (Host::new(&emulator, &server), Host::new(&emulator, &server));
        let (mut child, _lines) = first.waits(&[]);
        let signal = |name: &str| {
            let id = child.id().to_string();
            assert!(Command::new("kill").args([name, &id]).status().unwrap().success());
        };
        signal("-STOP");
        first.ota(&[order, "r1", "--yes"]).done();
        signal("-KILL");
        child.wait().unwrap();
        let other = second.ota(&[&START[..], &["--standby"]].concat()).failed(13);
        assert!(other.contains(said), "{other}");
        // Another order does not undo it, and neither does a controller that is killed.
        let go_on = match order {
            "abort" => first.ota(&["resume", "r1", "--standby"]),
            _ => first.ota(&["approve", "r1", "--standby"]),
        };
        assert_eq!(go_on.exit, if order == "abort" { 12 } else { 14 }, "{go_on:?}");
        second.ota(&START).failed(13);
        assert_eq!(created(&emulator), 1);
        if order == "pause" {
            first.ota(&["resume", "r1"]).done();
            assert_eq!(server.ask(&["EXISTS", "ota:rollout:{r1}:order"]), ":0");
            assert_eq!(created(&emulator), 2);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rollout_still_rests_when_the_controller_that_would_go_on_is_killed() {
    let Some(server) = Server::new() else { return };
    let emulator = fleet().await;
    let (first, second) = (Host::new(&emulator, &server), Host::new(&emulator, &server));
    assert_eq!(first.ota(&START).exit, 10);
    first.ota(&["pause", "r1"]).done();
    let store = Store::open(&first.folder.path().join("ota-rollouts.db")).unwrap();
    let (rollout, mut written) = store.rollout("r1").unwrap();
    drop(store);
    let mut last = rollout.by.clone();
    // Each is killed when it has the lease: the first two before they have written anything down, the others after that.
    for number in 0..4 {
        let by = format!("killed {number}");
        let lease = Lease::take_shared(&server.url(), "r1", &by, &last, Lease::TIME).await.unwrap();
        drop(lease);
        if number > 1 {
            let mut store = Store::open(&first.folder.path().join("ota-rollouts.db")).unwrap();
            written += 1;
            let event = Event::TakenOn { by: by.clone() };
            store.append("r1", written, Moment(written as i64), &event, "paused").unwrap();
            last = by;
        }
        // Its time is over.
        assert_eq!(server.ask(&["DEL", KEY]), ":1");
        let other = second.ota(&[&START[..], &["--standby"]].concat()).failed(13);
        assert!(other.contains("the rollout rests: it is paused"), "{other}");
    }
    assert_eq!(first.ota(&["resume", "r1"]).exit, 10);
    assert_eq!(created(&emulator), 1);
}

#[test]
fn a_url_that_cannot_be_used_is_refused_without_showing_it() {
    let folder = TempDir::new().unwrap();
    let plan = folder.path().join("plan.toml");
    let text = "name = \"l\"\nproduct = \"p\"\n[package]\nfirmware-id = \"f\"\n[[wave]]\nall-remaining = true";
    fs::write(&plan, text).unwrap();
    let (plan, store) = (plan.to_str().unwrap(), folder.path().join("rollouts.db"));
    for url in ["rediss://:canary@h:1", "http://:canary@h", "canary"] {
        let words = ["rollout", "start", plan, "--yes", "--lease", url];
        let store = ["--store", store.to_str().unwrap()];
        let message = ota(&[&words[..], &store].concat()).failed(2);
        assert!(message.contains("URL of the lease") && !message.contains("canary"), "{message}");
    }
}
