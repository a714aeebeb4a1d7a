use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};
use std::time::Duration;

use tokio::time::{Instant, advance, sleep};

use super::Line;

const SECOND: Duration = Duration::from_secs(1);

fn line() -> Arc<Line> {
    Arc::new(Line::new(None))
}

/// Takes so many places, for calls that are over at once.
async fn fill(line: &Arc<Line>, limit: u32) {
    for _ in 0..limit {
        line.take(limit, None, true).await.unwrap().accepted();
    }
}

/// The future does not end now.
fn waits<T>(future: std::pin::Pin<&mut impl Future<Output = T>>) {
    assert!(future.poll(&mut Context::from_waker(Waker::noop())).is_pending());
}

#[tokio::test(start_paused = true)]
async fn calls_are_served_in_their_order() {
    let (line, began) = (line(), Instant::now());
    let served = Arc::new(Mutex::new(Vec::new()));
    let calls: Vec<_> = (0..35)
        .map(|number| {
            let (line, served) = (line.clone(), served.clone());
            tokio::spawn(async move {
                let place = line.take(10, None, false).await.unwrap();
                served.lock().unwrap().push((number, began.elapsed()));
                sleep(Duration::from_millis(20)).await;
                place.accepted();
            })
        })
        .collect();
    for call in calls {
        call.await.unwrap();
    }
    let served = served.lock().unwrap();
    assert!(served.iter().map(|(number, _)| *number).eq(0..35), "{served:?}");
    for (number, at) in &*served {
        let second = Duration::from_millis(1020) * (number / 10);
        assert!(*at >= second && *at < second + SECOND / 10, "{number} {at:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn who_leaves_gives_the_place_to_the_next() {
    let line = line();
    fill(&line, 1).await;
    assert!(line.wait(1) > SECOND * 9 / 10);
    let mut first = Box::pin(line.take(1, None, false));
    let mut second = Box::pin(line.take(1, None, false));
    waits(first.as_mut());
    waits(second.as_mut());
    assert!(line.wait(1) > SECOND * 29 / 10, "three are before");
    drop(first);
    let began = Instant::now();
    let place = second.await.unwrap();
    assert!(began.elapsed() <= SECOND * 11 / 10, "{:?}", began.elapsed());
    // A call that found no connection, too.
    place.unsent();
    assert_eq!(line.wait(1), Duration::ZERO);
    drop(line.take(1, None, true).await.unwrap());
    assert!(line.wait(1) > SECOND / 2, "one that was given up when it was sent does not");
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_is_too_long_is_told_at_once_and_takes_no_place() {
    let line = line();
    fill(&line, 2).await;
    let began = Instant::now();
    for (end, refuses) in [(Some(began + SECOND / 2), false), (None, true)] {
        let wait = line.take(2, end, refuses).await.unwrap_err();
        assert!(wait > SECOND / 2 && wait <= SECOND, "{wait:?}");
    }
    assert_eq!(began.elapsed(), Duration::ZERO);
    advance(SECOND * 11 / 10).await;
    fill(&line, 2).await;
}

#[tokio::test(start_paused = true)]
async fn one_that_is_not_polled_holds_nobody_up() {
    let line = line();
    fill(&line, 1).await;
    let mut sleeper = pin!(line.take(1, None, false));
    waits(sleeper.as_mut());
    let began = Instant::now();
    line.take(1, None, false).await.unwrap().accepted();
    assert!(began.elapsed() < SECOND * 42 / 10, "{:?}", began.elapsed());
    sleeper.await.unwrap().accepted();
    assert!(line.wait(1) > SECOND * 9 / 10, "it counts when it is sent");
}
