//! Processes that play hosts: they share a Redis server, which is killed, stopped and started again.

mod server;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ota_api::{Quota, Redis};
use ota_emulator::Emulator;
use tokio::time::{Instant, sleep};

use crate::canned::Canned;

use server::Server;

use super::processes::{Said, end, start};
use super::{client, emulator, most, times, used};

/// How long a test waits for what has to happen.
const LIMIT: Duration = Duration::from_secs(20);

/// Waits until something is as a test needs it, which is an error if it takes too long.
async fn until(is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < LIMIT, "that takes too long");
        sleep(Duration::from_millis(10)).await;
    }
}

/// Waits for the first request, from which the others are counted.
async fn first(emulator: &Emulator) -> Instant {
    until(|| !times(emulator).is_empty()).await;
    Instant::now()
}

fn quota(server: &Server, limit: u32, hosts: u32) -> Quota {
    let redis = Redis::new(&server.url(), hosts).unwrap();
    Quota::default().limit("Ping", limit).in_process().redis(redis)
}

/// The calls between two times, in seconds since the first one.
fn between(emulator: &Emulator, from: f64, to: f64) -> usize {
    let times = times(emulator);
    let since = |time: &i128| (time - times[0]) as f64 / 1e9;
    times.iter().filter(|time| (from..to).contains(&since(time))).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hosts_share_what_an_operation_takes() {
    let Some(server) = Server::old().await else { return };
    let emulator = emulator(20).await;
    let hosts = [(); 8].map(|()| start(&emulator, 20, 5, Some((&server.url(), 8))));
    for host in hosts {
        assert_eq!(end(host).await, Said::nothing());
    }
    assert!(most(&emulator) <= 20, "{}", most(&emulator));
    assert!(used(&emulator, 20, 4) >= 97, "{}", used(&emulator, 20, 4));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_killed_leaves_each_host_its_share_until_it_is_back() {
    let Some(mut server) = Server::old().await else { return };
    let emulator = emulator(20).await;
    let hosts = [(); 8].map(|()| start(&emulator, 20, 18, Some((&server.url(), 8))));
    let began = first(&emulator).await;
    let until = async |second| tokio::time::sleep_until(began + Duration::from_secs(second)).await;
    until(3).await;
    server.kill();
    until(9).await;
    server.start_again().await;
    for host in hosts {
        let said = end(host).await;
        assert_eq!((said.warnings, said.trouble.as_str()), (1, "trouble: None"));
    }
    assert!(most(&emulator) <= 20, "{}", most(&emulator));
    // 16 calls per second are what is left to eight hosts.
    let alone = between(&emulator, 5.5, 8.5);
    assert!((40..=51).contains(&alone), "{alone}");
    let again = between(&emulator, 15.5, 17.5);
    assert!(again >= 36, "{again}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it takes a minute: `cargo test -p ota-tests --test it minute -- --ignored --nocapture`"]
async fn eight_hosts_keep_to_ten_calls_per_second_for_a_minute_in_which_the_server_is_killed() {
    let Some(mut server) = Server::old().await else { return };
    let emulator = emulator(10).await;
    let hosts = [(); 8].map(|()| start(&emulator, 10, 60, Some((&server.url(), 8))));
    tokio::time::sleep_until(first(&emulator).await + Duration::from_secs(30)).await;
    server.kill();
    for host in hosts {
        assert_eq!(end(host).await.warnings, 1);
    }
    let (most, with, without) =
        (most(&emulator), used(&emulator, 10, 29), between(&emulator, 35.0, 55.0));
    println!(
        "8 hosts, 60 s, 10 calls per second, Redis killed after 30 s: at most {most} in a second, {with} % used with Redis, \
         {} % without",
        without / 2
    );
    assert!(most <= 10 && with >= 90 && without >= 150);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_does_not_respond_is_lost_and_found_again() {
    let Some(server) = Server::old().await else { return };
    let emulator = emulator(20).await;
    let client = client(&emulator, quota(&server, 20, 2));
    let trouble = || client.call("Ping").quota_trouble();
    client.call("Ping").send().await.unwrap();
    assert_eq!(trouble(), None);
    server.signal("-STOP");
    let began = Instant::now();
    client.call("Ping").send().await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
    assert!(trouble().unwrap().starts_with("the Redis server is lost: "), "{:?}", trouble());
    let brief = client.call("Ping").deadline(Duration::from_secs(1));
    brief.send().await.unwrap();
    server.signal("-CONT");
    until(|| trouble().is_none()).await;
    let refused = client.with_quota(
        Quota::refuse().limit("Ping", 20).in_process().redis(Redis::new(&server.url(), 2).unwrap()),
    );
    assert!(refused.call("Ping").send().await.unwrap_err().is_quota(), "others may have sent");
    client.call("Ping").send().await.unwrap();
    assert_eq!(trouble(), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_of_many_hosts_are_served_in_the_order_in_which_they_came() {
    let Some(server) = Server::old().await else { return };
    let emulator = emulator(20).await;
    let client = client(&emulator, quota(&server, 4, 2));
    let (say, mut said) = tokio::sync::mpsc::unbounded_channel();
    let calls: Vec<_> = (0..16)
        .map(|number| {
            let (client, say) = (client.clone(), say.clone());
            std::thread::spawn(move || {
                // A runtime and a connection of its own, as on a host of its own.
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                runtime.unwrap().block_on(async {
                    // Those of a group come together, and the groups far enough from each other.
                    sleep(Duration::from_millis(200 * (number / 4))).await;
                    client.call("Ping").send().await.unwrap();
                    say.send(number / 4).unwrap();
                });
            })
        })
        .collect();
    for call in calls {
        tokio::task::spawn_blocking(move || call.join().unwrap()).await.unwrap();
    }
    let order: Vec<u64> = std::iter::from_fn(|| said.try_recv().ok()).collect();
    assert!(order.is_sorted() && order.len() == 16, "{order:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_server_a_host_takes_its_share_and_nothing_if_there_is_none() {
    let Some(mut server) = Server::new().await else { return };
    server.kill();
    let emulator = emulator(20).await;
    let with = |quota: Quota| client(&emulator, quota);
    let hasty = Quota::refuse().limit("Ping", 4).in_process();
    let hasty = with(hasty.redis(Redis::new(&server.url(), 4).unwrap()));
    let error = hasty.call("Ping").send().await.unwrap_err();
    assert!(error.is_quota() && error.retry_after().unwrap() <= Duration::from_secs(2), "{error}");
    sleep(Duration::from_millis(2100)).await;
    hasty.call("Ping").send().await.unwrap();
    assert!(hasty.call("Ping").send().await.unwrap_err().is_quota(), "one of four");
    let many = with(quota(&server, 4, 5));
    let error = many.call("Ping").deadline(Duration::from_millis(300)).send().await.unwrap_err();
    assert!(error.is_quota(), "{error}");
    assert_eq!(times(&emulator).len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_there_and_gives_no_places_is_lost() {
    let Some(mut server) = Server::new().await else { return };
    server.start_useless().await;
    let emulator = emulator(20).await;
    let client = client(&emulator, quota(&server, 20, 2));
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(5) {
        client.call("Ping").send().await.unwrap();
    }
    assert!(times(&emulator).len() >= 20, "{}", times(&emulator).len());
    assert!(most(&emulator) <= 10, "{}", most(&emulator));
    let trouble = client.call("Ping").quota_trouble().unwrap();
    assert!(trouble.contains("evalsha"), "{trouble}");
    server.kill();
    server.start_again().await;
    until(|| client.call("Ping").quota_trouble().is_none()).await;
    client.call("Ping").send().await.unwrap();
    assert_eq!(client.call("Ping").quota_trouble(), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_server_says_of_a_password_is_not_told() {
    let Some(mut server) = Server::new().await else { return };
    server.start_with(&["--requirepass", "right"]).await;
    let emulator = emulator(20).await;
    let url = format!("redis://canary:wrong@127.0.0.1:{}/", server.port);
    let quota = Quota::default().limit("Ping", 20).in_process();
    let client = client(&emulator, quota.redis(Redis::new(&url, 1).unwrap()));
    client.call("Ping").send().await.unwrap();
    let trouble = client.call("Ping").quota_trouble().unwrap();
    let kind = "the Redis server is lost: it does not let this client in - AuthenticationFailed";
    assert_eq!(trouble, kind);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_has_just_started_lets_pass_what_was_sent_without_it() {
    let Some(server) = Server::new().await else { return };
    let emulator = emulator(20).await;
    let redis = Redis::new(&server.url(), 2).unwrap();
    let hasty = client(&emulator, Quota::refuse().limit("Ping", 20).in_process().redis(redis));
    let error = hasty.call("Ping").send().await.unwrap_err();
    let wait = error.retry_after().unwrap();
    assert!(wait > Duration::from_secs(4) && wait <= Duration::from_secs(6), "{wait:?}");
    assert_eq!(hasty.call("Ping").quota_trouble(), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_that_says_too_many_is_left_alone_by_all_hosts() {
    let Some(server) = Server::old().await else { return };
    let calls = AtomicUsize::new(0);
    let canned = Canned::with(move |_| {
        let (status, body) = match calls.fetch_add(1, Ordering::Relaxed) {
            0 => (429, r#"{"Code":"Throttling","RequestId":"R"}"#),
            _ => (200, r#"{"RequestId":"R","Success":true}"#),
        };
        let (length, wait) = (body.len(), "x-acs-retry-after: 1500");
        format!("HTTP/1.1 {status} -\r\n{wait}\r\ncontent-length: {length}\r\n\r\n{body}")
            .into_bytes()
    })
    .await;
    let redis = || Redis::new(&server.url(), 2).unwrap();
    let client = canned.builder().quota(Quota::default().redis(redis())).build().unwrap();
    let query = client.query_ota_job().job_id("j").build();
    assert!(client.send(&query).await.unwrap_err().is_throttled());
    // What is left of the call is told in passing.
    let hasty = client.with_quota(Quota::refuse().redis(redis()));
    let began = Instant::now();
    let wait = loop {
        assert!(began.elapsed() < LIMIT, "it is never told");
        match hasty.send(&query).await {
            Err(error) => break error.retry_after().unwrap(),
            Ok(_) => sleep(Duration::from_millis(1)).await,
        }
    };
    assert!(wait > Duration::from_millis(500) && wait <= Duration::from_millis(1500), "{wait:?}");
    assert!(hasty.quota_wait(&query) > Duration::from_millis(400));
    client.send(&query).await.unwrap();
    assert!(client.quota_wait(&query) < Duration::from_secs(2));
}
