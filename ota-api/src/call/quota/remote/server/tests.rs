use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

use redis::{ErrorKind, RedisError};
use tokio::time::{Instant, sleep};

use super::{ASK, ASKED, Reach, Server, lock};

/// A server that was lost, and that nobody can find.
fn lost() -> Arc<Server> {
    // Nothing listens there, and nobody else has the same name.
    let url = format!("redis://127.0.0.1:1/{}", number());
    let server = Server::of(&redis::Client::open(url).unwrap());
    server.lose(&RedisError::from((ErrorKind::Client, "a test")));
    server
}

/// A number that no other test has.
fn number() -> u32 {
    static NUMBERS: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(1);
    NUMBERS.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
}

/// When somebody who looks for it last gave a sign.
fn searched(server: &Server) -> Option<Instant> {
    match &*lock(&server.reach) {
        Reach::Lost(lost) => lost.searched,
        Reach::There(_) => panic!("it was found"),
    }
}

#[test]
fn a_runtime_that_has_ended_leaves_the_search_to_another_one() {
    let (say, said) = channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let handle = runtime.handle().clone();
        drop(runtime);
        let server = lost();
        let _inside = handle.enter();
        assert!(server.lost().is_some());
        say.send(searched(&server).is_some()).unwrap();
    });
    assert!(!said.recv_timeout(Duration::from_secs(20)).unwrap());
}

#[tokio::test(start_paused = true)]
async fn a_server_is_looked_for_as_long_as_somebody_waits_for_it() {
    let server = lost();
    let waits = tokio::spawn({
        let server = server.clone();
        async move { server.back().await }
    });
    let began = Instant::now();
    while began.elapsed() < 3 * ASKED {
        sleep(Duration::from_secs(1)).await;
        let searched = searched(&server).map(|last| last.elapsed());
        assert!(searched.is_some_and(|ago| ago < ASK), "{searched:?} after {:?}", began.elapsed());
    }
    assert!(!waits.is_finished());
    server.find();
    waits.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_search_that_nobody_drives_is_made_by_another_one() {
    let server = lost();
    // This one takes on the search, and is then left alone.
    let stuck = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (handle, lost) = (stuck.handle().clone(), server.clone());
    std::thread::spawn(move || drop((handle.enter(), lost.lost()))).join().unwrap();
    assert!(searched(&server).is_some());
    let waits = tokio::spawn({
        let server = server.clone();
        async move { server.back().await }
    });
    sleep(4 * ASK).await;
    let searched = searched(&server).map(|last| last.elapsed());
    assert!(searched.is_some_and(|ago| ago < ASK), "{searched:?}");
    waits.abort();
    stuck.shutdown_background();
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_at_once_after_a_server_was_found() {
    let server = lost();
    server.find();
    // Whether this process has sent something or not: others may have.
    let quiet = server.quiet().unwrap() - Instant::now();
    assert!(quiet > Duration::from_secs(3), "{quiet:?}");
}

#[test]
fn what_a_server_says_is_told_in_part() {
    let server = lost();
    server.find();
    let words = "x\u{1b}[2J\n".repeat(10_000);
    server.lose(&RedisError::from((ErrorKind::Client, "a test", words)));
    let trouble = server.trouble().unwrap();
    assert!(trouble.len() < 300 && !trouble.contains(char::is_control), "{trouble}");
}
