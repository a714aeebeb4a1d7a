//! Keeps credentials and refreshes them before they end.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use ota_api::{Credentials, ProvideCredentials, Providing};

use crate::clock::{Clock, SystemClock};
use crate::error::Error;
use crate::provider::Provider;

/// The longest time before the end of a key at which it is refreshed.
const EARLIEST: Duration = Duration::from_secs(15 * 60);

/// The shortest such time, unless the key lives no longer than twice that.
const LATEST: Duration = Duration::from_secs(60);

/// The pause after the first failed refresh; it doubles with each.
const PAUSE: Duration = Duration::from_secs(1);

/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Keeps what a provider gave, and asks it again before the key ends: a quarter of the lifetime of the key ahead,
/// at most 15 minutes, so that a key of 15 minutes is refreshed after 11 and not with every call.
///
/// - One refresh is in flight at a time. Whoever asks meanwhile gets the old key, if that is still good, and
///   otherwise waits for the result of the one, be it an error.
/// - A refresh that fails while the old key is good is nobody's error. The next one starts after a pause: 1 second,
///   then 2, up to a minute.
/// - A key whose end is not known is kept until the service refuses it.
/// - A caller that is dropped while it refreshes leaves nothing behind; the next one starts again.
///
/// It is what [`ClientBuilder::credentials`](ota_api::product::ClientBuilder::credentials) takes, and clones are one
/// cache.
pub struct Cached<P> {
    shared: Arc<Shared<P>>,
}

struct Shared<P> {
    provider: P,
    clock: Box<dyn Clock>,
    state: Mutex<State>,
    /// Held while the provider is asked.
    asking: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    current: Option<Arc<Credentials>>,
    /// When to ask again, although the current ones are good.
    refresh_at: Option<SystemTime>,
    /// Whether the service refused the current ones.
    is_refused: bool,
    /// Whether the provider gave the current ones again after they were refused.
    came_again: bool,
    /// The pause after the last failure, or after the last key that came again although it was refused.
    pause: Duration,
    /// How often the provider was asked.
    asked: u64,
    /// The error of the last time.
    failed: Option<Error>,
}

impl State {
    /// The current ones, if they can be used.
    fn usable(&self, now: SystemTime) -> Option<&Arc<Credentials>> {
        let good = |found: &&Arc<Credentials>| found.expiration().is_none_or(|end| now < end);
        self.current.as_ref().filter(|_| !self.is_refused).filter(good)
    }

    /// The current ones, if there is no reason to ask.
    fn fresh(&self, now: SystemTime) -> Option<&Arc<Credentials>> {
        self.usable(now).filter(|_| self.refresh_at.is_none_or(|time| now < time))
    }

    fn paused(&mut self, now: SystemTime) {
        self.pause = (self.pause * 2).clamp(PAUSE, LONGEST_PAUSE);
        self.refresh_at = Some(now + self.pause);
    }

    fn keep(&mut self, now: SystemTime, new: Arc<Credentials>) {
        let is_same = self.current.as_ref().is_some_and(|old| is_same(old, &new));
        self.came_again = is_same && (self.is_refused || self.came_again);
        if self.came_again {
            // What else should it give? Asking for every call would not change that.
            self.paused(now);
        } else {
            self.pause = Duration::ZERO;
            self.refresh_at = new.expiration().map(|end| end - margin(end, now));
        }
        (self.current, self.is_refused, self.failed) = (Some(new), false, None);
    }
}

/// The time before its end at which a key is refreshed.
fn margin(end: SystemTime, now: SystemTime) -> Duration {
    let lifetime = end.duration_since(now).unwrap_or_default();
    (lifetime / 4).min(EARLIEST).max(LATEST.min(lifetime / 2))
}

fn is_same(one: &Credentials, other: &Credentials) -> bool {
    one.key_id() == other.key_id()
        && one.key_secret() == other.key_secret()
        && one.security_token() == other.security_token()
}

impl<P: Provider> Cached<P> {
    /// Keeps what this provider gives.
    pub fn new(provider: P) -> Self {
        Self::with_clock(provider, SystemClock)
    }

    /// The same with a clock.
    pub fn with_clock(provider: P, clock: impl Clock + 'static) -> Self {
        let (state, asking) = (Mutex::default(), tokio::sync::Mutex::default());
        let shared = Shared { provider, clock: Box::new(clock), state, asking };
        Self { shared: Arc::new(shared) }
    }

    /// The provider.
    pub fn provider(&self) -> &P {
        &self.shared.provider
    }

    /// Returns credentials that are good now.
    ///
    /// # Errors
    ///
    /// There are none that are good, and the provider has no others.
    pub async fn credentials(&self) -> Result<Arc<Credentials>, Error> {
        let seen = {
            let state = self.state();
            let now = self.shared.clock.now();
            if let Some(fresh) = state.fresh(now) {
                return Ok(fresh.clone());
            }
            match (state.usable(now), self.shared.asking.try_lock()) {
                // Somebody is at it.
                (Some(old), Err(_)) => return Ok(old.clone()),
                (_, Ok(_)) | (None, Err(_)) => state.asked,
            }
        };
        let _asking = self.shared.asking.lock().await;
        {
            // Another may have asked while this one waited.
            let state = self.state();
            if let Some(fresh) = state.fresh(self.shared.clock.now()) {
                return Ok(fresh.clone());
            }
            if let Some(error) = state.failed.as_ref().filter(|_| state.asked != seen) {
                return Err(error.clone());
            }
        }
        let loaded = self.shared.provider.load().await;
        let now = self.shared.clock.now();
        let mut state = self.state();
        state.asked = state.asked.wrapping_add(1);
        match loaded {
            Ok(loaded) => {
                let new = Arc::new(loaded.into_credentials());
                state.keep(now, new.clone());
                Ok(new)
            }
            Err(error) => match state.usable(now).cloned() {
                Some(old) => {
                    state.paused(now);
                    Ok(old)
                }
                None => {
                    state.failed = Some(error.clone());
                    Err(error)
                }
            },
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<P: Provider> ProvideCredentials for Cached<P> {
    fn at_hand(&self) -> Option<Arc<Credentials>> {
        self.state().fresh(self.shared.clock.now()).cloned()
    }

    fn provide(&self) -> Providing<'_> {
        Box::pin(async { Ok(self.credentials().await?) })
    }

    fn refused(&self, credentials: &Credentials) {
        let now = self.shared.clock.now();
        let mut state = self.state();
        let is_current = state.current.as_ref().is_some_and(|kept| is_same(kept, credentials));
        // While a pause runs, the same key was just given again.
        let is_paused = state.came_again && state.fresh(now).is_some();
        state.is_refused |= is_current && !is_paused;
    }
}

impl<P> Clone for Cached<P> {
    fn clone(&self) -> Self {
        Self { shared: self.shared.clone() }
    }
}

impl<P: fmt::Debug> fmt::Debug for Cached<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Cached").field(&self.shared.provider).finish()
    }
}
