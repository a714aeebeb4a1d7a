//! Who waits in a line, and the window that they wait for.

use std::collections::VecDeque;
use std::hash::{BuildHasher, RandomState};
use std::sync::OnceLock;
use std::time::Duration;

use tokio::time::Instant;

use crate::call::quota::meeting::{Entered, Meeting, Visit, wall};
use crate::call::quota::window::Window;
use crate::call::quota::window::stored::{Front, Stored};

/// How long a process waits for another one whose turn it is.
const GRACE: u64 = 100_000;

/// How often the first in a line looks, since other processes cannot wake it: a place may have been given back.
const LOOK: u64 = 200_000;

/// The bits of a ticket that are the number of the process.
const HALF: u32 = 32;

/// A line of calls.
#[derive(Debug)]
pub(crate) struct State {
    window: Window,
    /// The first of other processes.
    fronts: Vec<Front>,
    waiting: VecDeque<Waiting>,
    /// The number of this line among all processes, in the upper half of its tickets.
    process: u64,
    tickets: u64,
    /// What became of calls, as long as another process has the window.
    left: Vec<Left>,
    /// Whether other processes have the same window.
    is_shared: bool,
    /// Where they meet.
    meeting: Option<Meeting>,
}

#[derive(Debug)]
struct Waiting {
    ticket: u64,
    limit: u32,
    since: u64,
    /// When it looks again.
    look: u64,
}

/// What a call finds when it looks.
#[derive(Debug)]
pub(crate) enum Turn {
    Now,
    /// It is not its turn before, and it looks again after some time.
    In {
        wait: Duration,
        look: Duration,
    },
}

/// A call that left its place.
#[derive(Debug)]
pub(crate) struct Left {
    pub(crate) ticket: u64,
    pub(crate) at: u64,
    pub(crate) outcome: Outcome,
}

/// What became of a call.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Outcome {
    /// It was not sent.
    Unsent,
    /// It was sent, and no more is known.
    Sent,
    /// The service took it.
    Accepted,
    /// The service refused it as one too many, and asked for a pause in microseconds.
    Throttled(Option<u64>),
}

impl State {
    /// A line of this process, or of all that come to a meeting.
    pub(crate) fn new(meeting: Option<Meeting>) -> Self {
        Self {
            window: Window::new(),
            fronts: Vec::new(),
            waiting: VecDeque::new(),
            // Never zero, and as good as never that of another line.
            process: (RandomState::new().hash_one(std::process::id()) >> HALF) | 1,
            tickets: 0,
            left: Vec::new(),
            is_shared: meeting.is_some(),
            meeting,
        }
    }

    /// The time by the clock of the line.
    pub(crate) fn now(&self) -> u64 {
        if self.is_shared { wall() } else { now() }
    }

    /// Does something with the window, unless another process has it just now.
    pub(crate) fn visit<T>(&mut self, act: impl FnOnce(&mut Self, u64) -> T) -> Option<T> {
        let Some(mut meeting) = self.meeting.take() else {
            self.settle();
            return Some(act(self, now()));
        };
        let (acted, written) = match meeting.enter() {
            Entered::Together(Visit { locked, now, strayed, hidden }) => {
                let acted = self.together(&locked.bytes, now, strayed, hidden, act);
                let written = locked.write(&Stored::write(&self.window, &self.fronts(now)));
                (Some(acted), Some(written))
            }
            Entered::Alone(now) => {
                self.window.settle(now);
                self.fronts.clear();
                self.settle();
                (Some(act(self, now)), None)
            }
            Entered::Busy => (None, None),
        };
        if let Some(written) = written {
            meeting.leave(written);
        }
        self.meeting = Some(meeting);
        acted
    }

    fn together<T>(
        &mut self,
        bytes: &[u8],
        now: u64,
        strayed: bool,
        hidden: u64,
        act: impl FnOnce(&mut Self, u64) -> T,
    ) -> T {
        let Stored { window, fronts } = Stored::read(bytes, now);
        let known = std::mem::replace(&mut self.window, window);
        if strayed {
            self.window.keep(known, |ticket| ticket >> HALF == self.process);
        }
        self.window.pause(hidden);
        self.fronts = fronts;
        self.settle();
        act(self, now)
    }

    /// The first ones of all processes, with that of this one.
    fn fronts(&self, now: u64) -> Vec<Front> {
        let mut fronts = self.fronts.clone();
        fronts.retain(|front| front.process != self.process);
        if let Some(first) = self.waiting.front() {
            let until = first.look.max(now).saturating_add(GRACE);
            // A clock that was set back makes nobody the last one.
            fronts.push(Front { process: self.process, since: first.since.min(now), until });
        }
        fronts
    }

    /// The number of other processes whose turn is before that of a call which waits since this time.
    fn before(&self, since: u64) -> usize {
        let own = (since, self.process);
        let others = self.fronts.iter().filter(|front| front.process != self.process);
        others.filter(|front| (front.since, front.process) < own).count()
    }

    /// Lets calls leave.
    fn settle(&mut self) {
        let mut left = std::mem::take(&mut self.left);
        for Left { ticket, at, outcome } in left.drain(..) {
            match outcome {
                Outcome::Unsent => {
                    self.window.give_back(ticket);
                    continue;
                }
                Outcome::Sent => {}
                Outcome::Accepted => self.window.accept(ticket),
                Outcome::Throttled(asked) => self.window.throttle(ticket, asked, at),
            }
            self.window.end(ticket, at);
        }
        self.left = left;
    }

    /// Puts a call into the line, and returns its ticket.
    pub(crate) fn wait(&mut self, limit: u32) -> u64 {
        self.tickets += 1;
        let ticket = self.process << HALF | self.tickets & (u64::MAX >> HALF);
        let since = self.now();
        self.waiting.push_back(Waiting { ticket, limit, since, look: since });
        ticket
    }

    /// Lets a call leave the line or the window.
    pub(crate) fn leave(&mut self, left: Left) {
        if matches!(left.outcome, Outcome::Unsent) {
            self.waiting.retain(|waiting| waiting.ticket != left.ticket);
        }
        self.left.push(left);
    }

    /// Hands out the places that are free.
    pub(crate) fn serve(&mut self, now: u64) {
        self.window.advance(now);
        while let Some(Waiting { ticket, limit, since, .. }) = self.waiting.front()
            && self.window.has_place(self.before(*since.min(&now)), *limit, now)
        {
            self.window.start(*ticket, now);
            self.waiting.pop_front();
        }
    }

    /// Whether it is the turn of a call.
    pub(crate) fn look(&mut self, ticket: u64, limit: u32, now: u64) -> Turn {
        loop {
            self.serve(now);
            let found = self.waiting.iter().position(|waiting| waiting.ticket == ticket);
            if let Some(index) = found {
                let since = self.waiting[index].since.min(now);
                let turn = self.window.turn(index + self.before(since), limit, now);
                // Times are as coarse as the timers are.
                let turn = turn.max(now + 1000);
                let is_first = index == 0 && self.is_shared;
                let look = if is_first { turn.min(now + LOOK) } else { turn };
                self.waiting[index].look = look;
                let time = |until: u64| Duration::from_micros(until - now);
                return Turn::In { wait: time(turn), look: time(look) };
            }
            if self.window.restart(ticket, now) {
                return Turn::Now;
            }
            // It did not come for its place in time.
            let since = self.waiting.front().map_or(now, |next| next.since);
            self.waiting.push_front(Waiting { ticket, limit, since, look: now });
        }
    }

    /// How long a call would have to wait that comes now.
    pub(crate) fn foretell(&mut self, limit: u32, now: u64) -> Duration {
        self.serve(now);
        let before = self.waiting.len() + self.before(u64::MAX);
        let is_now = before == 0 && self.window.has_place(0, limit, now);
        let turn = if is_now { now } else { self.window.turn(before, limit, now) };
        Duration::from_micros(turn - now)
    }

    /// Whether nothing would be lost with it.
    pub(crate) fn is_idle(&mut self) -> bool {
        let now = self.now();
        self.window.advance(now);
        self.waiting.is_empty() && self.left.is_empty() && self.window.is_idle(now)
    }

    /// Why this process counts alone.
    pub(crate) fn trouble(&self) -> Option<&str> {
        self.meeting.as_ref().and_then(Meeting::trouble)
    }
}

/// A time in microseconds, by a clock that does not go back.
fn now() -> u64 {
    static START: OnceLock<Instant> = OnceLock::new();
    let now = Instant::now();
    let start = *START.get_or_init(|| now);
    let micros = |time: Duration| u64::try_from(time.as_micros()).unwrap_or(FIRST);
    match now.checked_duration_since(start) {
        Some(since) => FIRST.saturating_add(micros(since)),
        // The clocks of tests differ from each other.
        None => FIRST.saturating_sub(micros(start.saturating_duration_since(now))),
    }
}

/// The time of the first call of the process.
const FIRST: u64 = 1 << 50;
