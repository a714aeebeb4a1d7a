//! Where the processes of a host meet to share a window, and what a process does when they cannot.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::call::quota::host::{self, Locked, Shared};
use crate::call::quota::window::LONGEST;
use crate::call::quota::window::stored::MOST_BYTES;

/// How long another process may have the file before it is taken for stopped.
const STOPPED: Duration = Duration::from_secs(1);

/// How often it has to have been tried in vain until then: one that is always seen at work may just be busy.
const TRIES: u32 = 20;

/// How often a file is looked for that could not be opened.
const AGAIN: Duration = Duration::from_secs(1);

/// How far the clock may be from where it should be, in microseconds, before it was set.
const SET: u64 = 50_000;

/// The place where processes meet.
#[derive(Debug)]
pub(crate) struct Meeting {
    parents: Vec<PathBuf>,
    name: String,
    shared: Option<Shared>,
    /// When it was last looked for.
    opened: Option<Instant>,
    /// The file is no longer the one that others find.
    is_gone: bool,
    /// The tries in a row that found another process with it.
    busy: Option<Busy>,
    /// Whether this process knows of sends that are not in the file.
    strayed: bool,
    clock: Clock,
    trouble: Trouble,
}

/// Tries in vain.
#[derive(Debug)]
struct Busy {
    since: Instant,
    last: Instant,
    tries: u32,
}

impl Busy {
    /// One more try, which says whether the other process has stopped. What was long ago says nothing.
    fn again(busy: &mut Option<Self>) -> bool {
        let now = Instant::now();
        if busy.as_ref().is_some_and(|busy| now.duration_since(busy.last) >= STOPPED) {
            *busy = None;
        }
        let busy = busy.get_or_insert(Self { since: now, last: now, tries: 0 });
        (busy.last, busy.tries) = (now, busy.tries.saturating_add(1));
        busy.tries >= TRIES && now.duration_since(busy.since) >= STOPPED
    }
}

/// What a process finds at the meeting.
#[derive(Debug)]
pub(crate) enum Entered<'a> {
    Together(Visit<'a>),
    /// Nobody can be met at this time.
    Alone(u64),
    /// Another process is there, for a moment.
    Busy,
}

/// The visit of one process, while the others wait.
#[derive(Debug)]
pub(crate) struct Visit<'a> {
    pub(crate) locked: Locked<'a>,
    pub(crate) now: u64,
    /// Whether this process knows of sends that the others do not know.
    pub(crate) strayed: bool,
    /// When sends are over that a clock which was set ahead hides; 0 if it was not.
    pub(crate) hidden: u64,
}

impl Meeting {
    /// A meeting in the first of these folders that can be used.
    pub(crate) fn new(parents: Vec<PathBuf>, name: String) -> Self {
        Self {
            parents,
            name,
            shared: None,
            opened: None,
            is_gone: false,
            busy: None,
            strayed: false,
            clock: Clock::default(),
            trouble: Trouble::default(),
        }
    }

    pub(crate) fn enter(&mut self) -> Entered<'_> {
        if let Err(error) = self.open() {
            self.trouble.begin(&error.to_string());
        }
        let Some(shared) = &self.shared else {
            self.strayed = true;
            return Entered::Alone(self.clock.read().0);
        };
        match shared.lock(MOST_BYTES) {
            Ok(Some(locked)) => {
                self.busy = None;
                let (now, hidden) = self.clock.read();
                return Entered::Together(Visit { locked, now, strayed: self.strayed, hidden });
            }
            Ok(None) => {
                if !Busy::again(&mut self.busy) && !self.trouble.is_there() {
                    return Entered::Busy;
                }
                self.trouble.begin("another process has the file and does not go on");
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                (self.is_gone, self.strayed) = (true, true);
                return Entered::Busy;
            }
            Err(error) => {
                self.trouble.begin(&error.to_string());
            }
        }
        self.strayed = true;
        Entered::Alone(self.clock.read().0)
    }

    /// Ends a visit: says whether the others can read what this process has left.
    pub(crate) fn leave(&mut self, written: std::io::Result<()>) {
        match written {
            Ok(()) => {
                self.strayed = false;
                self.trouble.end();
            }
            Err(error) => {
                self.strayed = true;
                self.trouble.begin(&error.to_string());
            }
        }
    }

    /// Why this process is alone.
    pub(crate) fn trouble(&self) -> Option<&str> {
        self.trouble.0.as_deref()
    }

    fn open(&mut self) -> std::io::Result<()> {
        if self.is_gone {
            (self.shared, self.opened, self.is_gone) = (None, None, false);
        }
        if self.shared.is_some() || self.opened.is_some_and(|opened| opened.elapsed() < AGAIN) {
            return Ok(());
        }
        self.opened = Some(Instant::now());
        let folder = host::folder(&self.parents)?;
        host::tidy(&folder);
        self.shared = Some(Shared::open(&folder, &self.name)?);
        Ok(())
    }
}

/// The clock that all processes of a host have.
#[derive(Debug, Default)]
struct Clock {
    /// What it said last, and a time before that by a clock that is never set.
    last: Option<(u64, Instant)>,
}

impl Clock {
    /// The time; and, if the clock was set ahead since it was last read, when sends from before are over.
    fn read(&mut self) -> (u64, u64) {
        let before = Instant::now();
        let now = wall();
        let last = self.last.replace((now, before));
        let Some((said, since)) = last else { return (now, 0) };
        // However long the thread was held up between two readings, it is within this.
        let passed = micros(since.elapsed());
        // After that time no send is left that could be hidden.
        let is_ahead = passed < 2 * LONGEST && now > said.saturating_add(passed + SET);
        (now, if is_ahead { now.saturating_add(LONGEST) } else { 0 })
    }
}

/// Why a process is alone, if it is.
#[derive(Debug, Default)]
struct Trouble(Option<String>);

/// Whether it was said that processes do not share their calls.
static SAID: AtomicBool = AtomicBool::new(false);

impl Trouble {
    fn is_there(&self) -> bool {
        self.0.is_some()
    }

    fn begin(&mut self, why: &str) {
        if !SAID.swap(true, Ordering::Relaxed) {
            tracing::warn!(why, "calls per second are counted by this process alone");
        }
        self.0 = Some(why.to_owned());
    }

    fn end(&mut self) {
        if self.0.take().is_some() && SAID.swap(false, Ordering::Relaxed) {
            tracing::info!("calls per second are counted together with other processes again");
        }
    }
}

/// The time in microseconds since 1970.
pub(crate) fn wall() -> u64 {
    micros(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default())
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{Busy, Clock, LONGEST, STOPPED, TRIES, wall};

    #[test]
    fn a_process_that_is_seen_at_work_now_and_then_has_not_stopped() {
        let Some(long_ago) = Instant::now().checked_sub(2 * STOPPED) else { return };
        let mut busy = None;
        assert!(!Busy::again(&mut busy));
        let once = |last, tries| Some(Busy { since: long_ago, last, tries });
        assert!(!Busy::again(&mut once(long_ago, TRIES)), "nobody knows what was meanwhile");
        assert!(!Busy::again(&mut once(Instant::now(), 1)), "these are few");
        assert!(Busy::again(&mut once(Instant::now(), TRIES)));
    }

    #[test]
    fn a_clock_that_was_set_ahead_is_noticed() {
        let mut clock = Clock::default();
        assert_eq!(clock.read().1, 0);
        assert_eq!(clock.read().1, 0, "time that passes is none");
        let hour = 3_600_000_000;
        clock.last = Some((wall() - hour, Instant::now()));
        let (now, hidden) = clock.read();
        assert_eq!(hidden, now + LONGEST);
        // It was set back; or nobody was here for an hour.
        clock.last = Some((wall() + hour, Instant::now()));
        assert_eq!(clock.read().1, 0);
        if let Some(long_ago) = Instant::now().checked_sub(Duration::from_secs(60)) {
            clock.last = Some((wall() - hour, long_ago));
            assert_eq!(clock.read().1, 0);
        }
    }
}
