//! Lines of several processes, as far as one process can play them.

#![cfg(unix)]

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::{Line, Place};
use crate::call::quota::host::{Shared, folder};
use crate::call::quota::meeting::Meeting;

const SECOND: Duration = Duration::from_secs(1);

/// A folder in which lines meet, removed at the end of a test.
struct Room(PathBuf);

impl Room {
    fn new() -> Self {
        static ROOMS: AtomicU64 = AtomicU64::new(0);
        let number = ROOMS.fetch_add(1, Ordering::Relaxed);
        let room = format!("ota-line-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(room);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// A line of another process.
    fn line(&self) -> Arc<Line> {
        Arc::new(Line::new(Some(Meeting::new(vec![self.0.clone()], "line".to_owned()))))
    }

    fn file(&self) -> PathBuf {
        folder(std::slice::from_ref(&self.0)).unwrap().join("line")
    }

    /// The file as another process has it open.
    fn open(&self) -> Shared {
        Shared::open(&folder(std::slice::from_ref(&self.0)).unwrap(), "line").unwrap()
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Takes a place that is free.
async fn take(line: &Arc<Line>, limit: u32) -> Place {
    line.take(limit, None, true).await.unwrap()
}

/// Whether there is no place.
fn is_full(line: &Arc<Line>, limit: u32) -> bool {
    line.wait(limit) > SECOND / 10
}

#[tokio::test]
async fn processes_share_the_places() {
    let room = Room::new();
    let [one, two] = [(); 2].map(|()| room.line());
    take(&one, 2).await.accepted();
    let second = take(&two, 2).await;
    let wait = one.take(2, None, true).await.unwrap_err();
    assert!(wait > SECOND / 2 && wait <= SECOND, "{wait:?}");
    second.unsent();
    take(&one, 2).await.throttled(Some(3 * SECOND));
    assert!(two.wait(100) > 2 * SECOND, "a pause is for all");
    assert_eq!((one.trouble(), two.trouble()), (None, None));
}

#[tokio::test]
async fn processes_are_served_in_the_order_in_which_they_came() {
    let room = Room::new();
    let lines = [(); 4].map(|()| room.line());
    take(&lines[3], 1).await.accepted();
    let mut calls = Vec::new();
    let (say, mut said) = tokio::sync::mpsc::unbounded_channel();
    for (number, line) in lines.iter().enumerate() {
        let (line, say) = (line.clone(), say.clone());
        calls.push(tokio::spawn(async move {
            let place = line.take(1, None, false).await.unwrap();
            say.send(number).unwrap();
            // It is as if it had not been sent, so that the next one need not wait for a second.
            place.unsent();
        }));
        // Each one is in the line before the next one comes.
        tokio::task::yield_now().await;
    }
    for call in calls {
        call.await.unwrap();
    }
    let order: Vec<usize> = std::iter::from_fn(|| said.try_recv().ok()).collect();
    assert_eq!(order, [0, 1, 2, 3]);
}

#[tokio::test]
async fn a_process_that_died_in_the_line_holds_nobody_up() {
    let room = Room::new();
    let (dead, line) = (room.line(), room.line());
    take(&line, 1).await.accepted();
    let mut waiting = Box::pin(dead.take(1, None, false));
    let polled = std::future::poll_fn(|context| {
        std::task::Poll::Ready(waiting.as_mut().poll(context).is_pending())
    });
    assert!(polled.await);
    // Neither its call nor its line does anything from here on.
    let began = tokio::time::Instant::now();
    line.take(1, None, false).await.unwrap();
    assert!(began.elapsed() < SECOND * 3 / 2, "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_file_that_was_spoilt_or_removed_is_made_anew() {
    let room = Room::new();
    let [one, two] = [(); 2].map(|()| room.line());
    take(&one, 1).await.accepted();
    fs::write(room.file(), "garbage").unwrap();
    assert!(is_full(&two, 1) && is_full(&one, 1), "nobody knows what was in it");
    fs::remove_file(room.file()).unwrap();
    let own = room.line();
    take(&own, 5).await.accepted();
    fs::remove_file(room.file()).unwrap();
    assert!(own.take(1, None, true).await.is_err(), "it knows of its own call");
    assert!(two.take(1, None, true).await.is_err(), "and has told it");
    assert_eq!(own.trouble(), None);
}

#[tokio::test]
async fn where_processes_cannot_meet_each_counts_for_itself_and_says_so() {
    // Nobody can make a folder there, not even the superuser.
    let nowhere = Meeting::new(vec![PathBuf::from("/proc")], "line".to_owned());
    let line = Arc::new(Line::new(Some(nowhere)));
    take(&line, 1).await.accepted();
    assert!(line.take(1, None, true).await.is_err());
    let trouble = line.trouble().unwrap();
    assert!(trouble.starts_with("`/proc`: "), "{trouble}");
}

#[tokio::test]
async fn a_process_that_stopped_with_the_file_is_left_alone_until_it_goes_on() {
    let room = Room::new();
    let line = room.line();
    take(&line, 2).await.accepted();
    let stopped = room.open();
    let locked = stopped.lock(0).unwrap().unwrap();
    let began = tokio::time::Instant::now();
    let deadline = Some(began + SECOND / 10);
    assert!(line.take(2, deadline, false).await.is_err(), "a deadline is kept meanwhile");
    let place = line.take(2, None, true).await.unwrap();
    assert!(began.elapsed() < SECOND * 2);
    let trouble = line.trouble().unwrap();
    assert_eq!(trouble, "another process has the file and does not go on");
    place.accepted();
    drop(locked);
    let other = room.line();
    assert!(is_full(&line, 1) && line.trouble().is_none());
    assert!(is_full(&other, 1), "what was sent meanwhile is told");
}
