//! Processes of one host, each with a client of its own, and nothing else in common.

use std::env;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use ota_api::product::AnyClient;
use ota_api::{Credentials, Quota, Redis};
use ota_emulator::Emulator;
use tokio::time::{Instant, sleep};

use super::{PING, emulator, most, used};

/// The variables that a child reads.
const ENDPOINT: &str = "OTA_TESTS_QUOTA_ENDPOINT";
const LIMIT: &str = "OTA_TESTS_QUOTA_LIMIT";
const SECONDS: &str = "OTA_TESTS_QUOTA_SECONDS";
const REDIS: &str = "OTA_TESTS_QUOTA_REDIS";
const HOSTS: &str = "OTA_TESTS_QUOTA_HOSTS";

const CHILD: &str = "quota::processes::a_process_that_calls";

/// Prints the warnings of the client.
struct Warnings;

impl tracing::Subscriber for Warnings {
    fn enabled(&self, about: &tracing::Metadata<'_>) -> bool {
        about.target().starts_with("ota_api") && *about.level() == tracing::Level::WARN
    }
    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }
    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    #[expect(clippy::print_stdout, reason = "it is read by the test that started the process")]
    fn event(&self, event: &tracing::Event<'_>) {
        println!("warning: {event:?}");
    }
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}

/// Calls as fast as it may, from two tasks, and prints whether it counted alone.
#[tokio::test]
#[ignore = "it is started by the other tests"]
async fn a_process_that_calls() {
    let Ok(endpoint) = env::var(ENDPOINT) else { return };
    let number = |name| env::var(name).unwrap().parse::<u32>().unwrap();
    let (limit, seconds) = (number(LIMIT), number(SECONDS));
    tracing::subscriber::set_global_default(Warnings).unwrap();
    let mut quota = Quota::default().limit("Ping", limit);
    if let Ok(redis) = env::var(REDIS) {
        // It plays a host of its own.
        quota = quota.in_process().redis(Redis::new(&redis, number(HOSTS)).unwrap());
    }
    let client = AnyClient::builder(&PING)
        .endpoint(endpoint)
        .credentials(Credentials::new("testid", "testsecret"))
        .quota(quota)
        .build()
        .unwrap();
    let end = Instant::now() + Duration::from_secs(seconds.into());
    let calls = [(); 2].map(|()| {
        let client = client.clone();
        tokio::spawn(async move {
            while Instant::now() < end {
                client.call("Ping").send().await.unwrap();
            }
        })
    });
    for call in calls {
        call.await.unwrap();
    }
    println!("trouble: {:?}", client.call("Ping").quota_trouble());
}

fn command(program: &str, emulator: &Emulator, limit: u32, seconds: u32) -> Command {
    let mut command = Command::new(program);
    command
        .env(ENDPOINT, emulator.endpoint())
        .env(LIMIT, limit.to_string())
        .env(SECONDS, seconds.to_string())
        .stdout(Stdio::piped());
    command
}

/// Starts a process that calls for so long; with a Redis server, as one of so many hosts.
pub(super) fn start(
    emulator: &Emulator,
    limit: u32,
    seconds: u32,
    redis: Option<(&str, u32)>,
) -> Child {
    let this = env::current_exe().unwrap();
    let mut command = command(this.to_str().unwrap(), emulator, limit, seconds);
    if let Some((url, hosts)) = redis {
        command.env(REDIS, url).env(HOSTS, hosts.to_string());
    }
    command.args(["--ignored", "--exact", "--nocapture", CHILD]).spawn().unwrap()
}

/// What a process said.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// The number of its warnings.
    pub(super) warnings: usize,
    pub(super) trouble: String,
}

impl Said {
    /// That all is well.
    pub(super) fn nothing() -> Self {
        Self { warnings: 0, trouble: "trouble: None".to_owned() }
    }
}

/// Waits for a process, and returns what it said.
pub(super) async fn end(mut child: Child) -> Said {
    let output = BufReader::new(child.stdout.take().unwrap());
    let read = tokio::task::spawn_blocking(move || {
        let lines: Vec<String> = output.lines().map(Result::unwrap).collect();
        assert!(child.wait().unwrap().success(), "{lines:?}");
        let warnings = lines.iter().filter(|line| line.contains("warning: ")).count();
        let trouble = lines.into_iter().find(|line| line.contains("trouble: ")).unwrap();
        Said { warnings, trouble }
    });
    read.await.unwrap()
}

/// Lets eight processes call for so long, and returns the most calls in a second, and the share that was used.
async fn eight(limit: u32, seconds: u32) -> (usize, usize) {
    let emulator = emulator(limit).await;
    let children = [(); 8].map(|()| start(&emulator, limit, seconds + 1, None));
    for child in children {
        assert_eq!(end(child).await, Said::nothing());
    }
    (most(&emulator), used(&emulator, limit, seconds))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_of_a_host_share_what_an_operation_takes() {
    let (most, used) = eight(20, 4).await;
    assert!(most <= 20, "{most} calls in a second");
    assert!(used >= 97, "{used} % of the quota");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it takes a minute: `cargo test -p ota-tests --test it minute -- --ignored --nocapture`"]
async fn eight_processes_keep_to_ten_calls_per_second_for_a_minute() {
    let (most, used) = eight(10, 60).await;
    println!("8 processes, 60 s, 10 calls per second: at most {most} in a second, {used} % used");
    assert!(most <= 10 && used >= 97);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_that_are_killed_leave_the_quota_to_the_others() {
    let emulator = emulator(20).await;
    let constant = start(&emulator, 20, 5, None);
    let began = Instant::now();
    for number in 0..24_u64 {
        let mut killed = start(&emulator, 20, 60, None);
        // Whatever it does by then: times that have no common factor with those of its work.
        sleep(Duration::from_millis(37 + 29 * (number % 7))).await;
        killed.kill().unwrap();
        killed.wait().unwrap();
    }
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    assert_eq!(end(constant).await, Said::nothing());
    assert!(most(&emulator) <= 20, "{}", most(&emulator));
    assert!(used(&emulator, 20, 4) >= 85, "{}", used(&emulator, 20, 4));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_cannot_write_counts_for_itself_and_says_so_once() {
    let emulator = emulator(20).await;
    let this = env::current_exe().unwrap();
    // No file may grow, as on a full disk.
    let child = command("sh", &emulator, 20, 1)
        .args(["-c", r#"trap "" XFSZ; ulimit -f 0; exec "$0" --ignored --exact --nocapture "$1""#])
        .args([this.to_str().unwrap(), CHILD])
        .spawn()
        .unwrap();
    let Said { warnings, trouble } = end(child).await;
    assert!(trouble.contains("File too large"), "{trouble}");
    assert_eq!(warnings, 1, "it says so once");
    assert!(most(&emulator) <= 20, "{}", most(&emulator));
}
