//! Credentials are kept and refreshed in time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use ota_api::{Credentials, ProvideCredentials};
use ota_credentials::{Cached, Clock, Error, Loaded, Loading, Oidc, Provider, Role};

use crate::support::{Home, ManualClock};

/// A provider that counts: its keys are numbered and live for a while.
#[derive(Debug)]
struct Numbers {
    clock: ManualClock,
    lifetime: Option<Duration>,
    asked: Arc<AtomicU32>,
    is_broken: Arc<AtomicBool>,
    /// Whether each key is like the first.
    is_stuck: bool,
    /// Lets those who ask wait until it is opened.
    gate: Option<Arc<tokio::sync::Semaphore>>,
}

impl Numbers {
    fn new(clock: &ManualClock, lifetime: Option<u64>) -> Self {
        Self {
            clock: clock.clone(),
            lifetime: lifetime.map(Duration::from_secs),
            asked: Arc::default(),
            is_broken: Arc::default(),
            is_stuck: false,
            gate: None,
        }
    }
}

impl Provider for Numbers {
    fn load(&self) -> Loading<'_> {
        Box::pin(async {
            let number = self.asked.fetch_add(1, Ordering::SeqCst);
            if let Some(gate) = &self.gate {
                gate.acquire().await.unwrap().forget();
            }
            if self.is_broken.load(Ordering::SeqCst) {
                return Err(error().await);
            }
            let number = if self.is_stuck { 0 } else { number };
            let key = Credentials::new(format!("id-{number}"), "secret");
            let key = match self.lifetime {
                Some(lifetime) => key.with_expiration(self.clock.now() + lifetime),
                None => key,
            };
            Ok(Loaded::new(key, "numbers"))
        })
    }
}

/// Some error: those of the crate cannot be made outside of it.
async fn error() -> Error {
    let home = Home::new();
    let oidc = Oidc::new(home.environment(&[]), "p", "/gone", Role::new("r"));
    oidc.load().await.unwrap_err()
}

async fn id<P: Provider>(cached: &Cached<P>) -> String {
    cached.credentials().await.unwrap().key_id().to_owned()
}

#[tokio::test]
async fn a_key_is_refreshed_a_quarter_of_its_life_ahead_and_at_most_a_quarter_of_an_hour() {
    for (lifetime, refreshed_after) in
        [(900, 675), (3600, 2700), (43_200, 42_300), (240, 180), (120, 60), (60, 30), (10, 5)]
    {
        let clock = ManualClock::new();
        let numbers = Numbers::new(&clock, Some(lifetime));
        let asked = numbers.asked.clone();
        let cached = Cached::with_clock(numbers, clock.clone());
        assert!(cached.at_hand().is_none());
        assert_eq!(id(&cached).await, "id-0");
        clock.advance(Duration::from_secs(refreshed_after) - Duration::from_millis(1));
        for _ in 0..100 {
            assert_eq!(id(&cached).await, "id-0", "{lifetime}");
        }
        assert_eq!(cached.at_hand().unwrap().key_id(), "id-0");
        clock.advance(Duration::from_millis(1));
        assert!(cached.at_hand().is_none());
        assert_eq!(id(&cached).await, "id-1", "{lifetime}");
        assert_eq!(asked.load(Ordering::SeqCst), 2);
    }
}

#[tokio::test]
async fn a_key_without_an_end_is_kept_until_the_service_refuses_it() {
    let clock = ManualClock::new();
    let cached = Cached::with_clock(Numbers::new(&clock, None), clock.clone());
    let first = cached.credentials().await.unwrap();
    clock.advance_seconds(1_000_000_000);
    assert_eq!(id(&cached).await, "id-0");
    cached.refused(&Credentials::new("another", "key"));
    assert_eq!(id(&cached).await, "id-0");
    cached.refused(&first);
    assert!(cached.at_hand().is_none());
    assert_eq!(id(&cached).await, "id-1");
    // An answer to an old call says nothing about the new key.
    cached.refused(&first);
    assert_eq!(id(&cached).await, "id-1");
}

#[tokio::test]
async fn a_key_that_comes_again_although_it_was_refused_is_not_asked_for_with_every_call() {
    let clock = ManualClock::new();
    let mut numbers = Numbers::new(&clock, None);
    numbers.is_stuck = true;
    let asked = numbers.asked.clone();
    let cached = Cached::with_clock(numbers, clock.clone());
    for _ in 0..50 {
        let key = cached.credentials().await.unwrap();
        cached.refused(&key);
    }
    assert_eq!(asked.load(Ordering::SeqCst), 2);
    clock.advance_seconds(1);
    for _ in 0..50 {
        let key = cached.credentials().await.unwrap();
        cached.refused(&key);
    }
    assert_eq!(asked.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn a_refresh_that_fails_is_nobodys_error_until_the_key_ends_and_is_tried_after_pauses() {
    let clock = ManualClock::new();
    let numbers = Numbers::new(&clock, Some(3600));
    let (asked, is_broken) = (numbers.asked.clone(), numbers.is_broken.clone());
    let cached = Cached::with_clock(numbers, clock.clone());
    assert_eq!(id(&cached).await, "id-0");
    is_broken.store(true, Ordering::SeqCst);
    clock.advance_seconds(2700);
    let mut tries = Vec::new();
    for second in 0..899 {
        let before = asked.load(Ordering::SeqCst);
        for _ in 0..3 {
            assert_eq!(id(&cached).await, "id-0");
        }
        if asked.load(Ordering::SeqCst) > before {
            tries.push(second);
        }
        clock.advance_seconds(1);
    }
    assert_eq!(tries[..8], [0, 1, 3, 7, 15, 31, 63, 123]);
    assert_eq!(asked.load(Ordering::SeqCst) - 1, u32::try_from(tries.len()).unwrap());
    clock.advance_seconds(1);
    let error = cached.credentials().await.unwrap_err();
    assert!(error.to_string().contains("`/gone` does not exist"), "{error}");
    is_broken.store(false, Ordering::SeqCst);
    assert!(id(&cached).await.starts_with("id-"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_callers_are_one_question_for_each_end() {
    let clock = ManualClock::new();
    let numbers = Numbers::new(&clock, Some(900));
    let asked = numbers.asked.clone();
    let cached = Cached::with_clock(numbers, clock.clone());
    for round in 1..=5 {
        let calls: Vec<_> = (0..32)
            .map(|_| {
                let cached = cached.clone();
                tokio::spawn(async move { cached.credentials().await.map(drop) })
            })
            .collect();
        for call in calls {
            call.await.unwrap().unwrap();
        }
        assert_eq!(asked.load(Ordering::SeqCst), round);
        clock.advance_seconds(900);
    }
}

#[tokio::test]
async fn while_one_asks_the_others_get_the_old_key_or_wait_for_the_same_result() {
    let clock = ManualClock::new();
    let mut numbers = Numbers::new(&clock, Some(3600));
    let gate = Arc::new(tokio::sync::Semaphore::new(1));
    numbers.gate = Some(gate.clone());
    let (asked, is_broken) = (numbers.asked.clone(), numbers.is_broken.clone());
    let cached = Cached::with_clock(numbers, clock.clone());
    assert_eq!(id(&cached).await, "id-0");

    // The key is good and due: one asks, and nobody waits.
    clock.advance_seconds(3000);
    let (one, asking) = (cached.clone(), asked.clone());
    let refresh = tokio::spawn(async move { id(&one).await });
    while asking.load(Ordering::SeqCst) < 2 {
        tokio::task::yield_now().await;
    }
    for _ in 0..10 {
        assert_eq!(id(&cached).await, "id-0");
    }
    gate.add_permits(1);
    assert_eq!(refresh.await.unwrap(), "id-1");

    // The key has ended, and there is no other: all get the error of one try.
    clock.advance_seconds(3600);
    is_broken.store(true, Ordering::SeqCst);
    let calls: Vec<_> = (0..10)
        .map(|_| {
            let cached = cached.clone();
            tokio::spawn(async move { cached.credentials().await.unwrap_err().to_string() })
        })
        .collect();
    while asked.load(Ordering::SeqCst) < 3 {
        tokio::task::yield_now().await;
    }
    // All of them run until they wait.
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    gate.add_permits(1);
    for call in calls {
        assert!(call.await.unwrap().contains("does not exist"));
    }
    assert_eq!(asked.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn a_caller_that_is_dropped_while_it_asks_leaves_the_way_free() {
    let clock = ManualClock::new();
    let mut numbers = Numbers::new(&clock, Some(3600));
    let gate = Arc::new(tokio::sync::Semaphore::new(0));
    numbers.gate = Some(gate.clone());
    let cached = Cached::with_clock(numbers, clock.clone());
    for _ in 0..3 {
        let mut call = Box::pin(cached.credentials());
        tokio::select! {
            biased;
            _ = &mut call => panic!("nobody opened the gate"),
            () = tokio::task::yield_now() => {}
        }
    }
    gate.add_permits(1);
    assert_eq!(id(&cached).await, "id-3");
}
