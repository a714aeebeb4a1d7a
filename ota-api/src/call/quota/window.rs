//! A second that slides: how many calls may be sent in it.
//!
//! The service counts a call when it arrives, which is at some time between its start and its response. So a send
//! holds its place until a second after its response: whatever two calls took on their way, the later one arrives
//! more than a second after the earlier one whose place it has. An operation that works for long before it
//! responds would lose calls by that, hence no place is held for more than two seconds after the start.
//!
//! All times are microseconds of any clock, which the caller passes in. `stored` is the window as bytes, for those who
//! share it.

pub(crate) mod stored;

/// The length of the window.
pub(crate) const SECOND: u64 = 1_000_000;

/// The longest time that a send holds its place, from its start on.
pub(crate) const LONGEST: u64 = 2 * SECOND;

/// The first pause after too many calls, if the service does not say how long; each further one is twice as long.
const PAUSE: u64 = SECOND / 4;

/// The longest of these pauses.
const LONGEST_PAUSE: u64 = 8 * SECOND;

/// The longest pause that a service can impose on all calls of an operation.
const LONGEST_ASKED: u64 = 60 * SECOND;

/// The smallest share of the limit that is left after too many calls.
const LEAST: u32 = 64;

/// The sends that have a place.
#[derive(Debug)]
pub(crate) struct Window {
    sends: Vec<Sent>,
    /// Nothing is sent before.
    paused: u64,
    /// The share of the limit that is used, in parts of a thousand.
    share: u32,
    /// When the share was last changed.
    changed: u64,
    /// When the share was last cut.
    cut: u64,
    /// The cuts in a row.
    strikes: u32,
}

#[derive(Debug)]
struct Sent {
    ticket: u64,
    start: u64,
    /// When its place is free; unknown until the response is there.
    free: Option<u64>,
}

/// The whole limit.
const WHOLE: u32 = 1000;

impl Window {
    pub(crate) fn new() -> Self {
        Self { sends: Vec::new(), paused: 0, share: WHOLE, changed: 0, cut: 0, strikes: 0 }
    }

    /// Lets the time pass.
    pub(crate) fn advance(&mut self, now: u64) {
        self.sends.retain(|sent| sent.free.unwrap_or(sent.start.saturating_add(LONGEST)) > now);
        while self.share < WHOLE && now >= self.changed.max(self.paused) + SECOND {
            self.share = (self.share + WHOLE / 10).min(WHOLE);
            self.changed = self.changed.max(self.paused) + SECOND;
        }
    }

    /// Whether nothing is remembered.
    pub(crate) fn is_idle(&self, now: u64) -> bool {
        self.sends.is_empty() && self.share == WHOLE && self.paused <= now
    }

    /// Whether a call can be sent now that has so many others before it.
    pub(crate) fn has_place(&self, before: usize, limit: u32, now: u64) -> bool {
        self.paused <= now && self.sends.len().saturating_add(before) < self.places(limit)
    }

    /// Sends nothing before this time.
    pub(crate) fn pause(&mut self, until: u64) {
        self.paused = self.paused.max(until);
    }

    /// Takes over the sends of another window that this one does not know, of those that `are_own`.
    pub(crate) fn keep(&mut self, other: Self, are_own: impl Fn(u64) -> bool) {
        for sent in other.sends {
            if are_own(sent.ticket) && self.find(sent.ticket).is_none() {
                self.sends.push(sent);
            }
        }
    }

    /// Brings times that lie in the future back to where they can be, after a clock was set back.
    pub(crate) fn settle(&mut self, now: u64) {
        for sent in &mut self.sends {
            sent.start = sent.start.min(now);
            sent.free = sent.free.map(|free| free.min(sent.start.saturating_add(LONGEST)));
        }
        self.paused = self.paused.min(now.saturating_add(LONGEST_ASKED));
        self.changed = self.changed.min(now);
        self.cut = self.cut.min(now.saturating_add(1));
    }

    /// The earliest time at which a call can be sent that has so many others before it: it can turn out to be later,
    /// as responses arrive, but not sooner unless somebody gives a place back.
    pub(crate) fn turn(&self, before: usize, limit: u32, now: u64) -> u64 {
        let places = self.places(limit);
        let earliest = |sent: &Sent| sent.free.unwrap_or((sent.start + LONGEST).min(now + SECOND));
        let mut free: Vec<u64> = self.sends.iter().map(earliest).collect();
        free.sort_unstable();
        let excess = free.len().saturating_sub(places);
        let unused = places.saturating_sub(free.len());
        let (rounds, index) = (before / places, before % places);
        let first = match index.checked_sub(unused) {
            Some(taken) => free.get(excess + taken).copied().unwrap_or(now),
            None => now,
        };
        let rounds = u64::try_from(rounds).unwrap_or(u64::MAX).saturating_mul(SECOND);
        first.max(now).max(self.paused).saturating_add(rounds)
    }

    /// Gives a place to a call that is sent now.
    pub(crate) fn start(&mut self, ticket: u64, now: u64) {
        self.sends.push(Sent { ticket, start: now, free: None });
    }

    /// Says that the call is really sent now; `false` if its place is lost meanwhile.
    pub(crate) fn restart(&mut self, ticket: u64, now: u64) -> bool {
        let found = self.find(ticket);
        found.map(|sent| sent.start = now).is_some()
    }

    /// Says that the call is over.
    pub(crate) fn end(&mut self, ticket: u64, now: u64) {
        if let Some(sent) = self.find(ticket) {
            sent.free = Some((now + SECOND).min(sent.start + LONGEST));
        }
    }

    /// Says that the service took the call.
    pub(crate) fn accept(&mut self, ticket: u64) {
        let cut = self.cut;
        if self.strikes > 0 && self.find(ticket).is_some_and(|sent| sent.start > cut) {
            self.strikes = 0;
        }
    }

    /// Takes a call back that was not sent; `true` if its place is free again.
    pub(crate) fn give_back(&mut self, ticket: u64) -> bool {
        let before = self.sends.len();
        self.sends.retain(|sent| sent.ticket != ticket);
        self.sends.len() < before
    }

    /// Says that the service refused the call as one too many: there is a pause, for as long as it `asked` for, and
    /// then fewer calls.
    pub(crate) fn throttle(&mut self, ticket: u64, asked: Option<u64>, now: u64) {
        // Calls that were under way together are refused together, which is one sign and not many.
        let cut = self.cut;
        let is_new = self.find(ticket).is_none_or(|sent| sent.start >= cut);
        if is_new {
            self.share = (self.share / 2).max(WHOLE / LEAST);
            self.strikes = self.strikes.saturating_add(1);
            (self.cut, self.changed) = (now + 1, now);
        }
        let pause = match asked {
            Some(asked) => asked.min(LONGEST_ASKED),
            None if is_new => {
                let doubled = PAUSE.saturating_mul(1 << (self.strikes - 1).min(16));
                doubled.min(LONGEST_PAUSE)
            }
            None => 0,
        };
        self.paused = self.paused.max(now + pause);
    }

    /// The number of places, at least one.
    fn places(&self, limit: u32) -> usize {
        let places = u64::from(limit) * u64::from(self.share) / u64::from(WHOLE);
        usize::try_from(places).unwrap_or(usize::MAX).max(1)
    }

    fn find(&mut self, ticket: u64) -> Option<&mut Sent> {
        self.sends.iter_mut().find(|sent| sent.ticket == ticket)
    }
}

#[cfg(test)]
mod tests;
