//! A window as bytes, with those who wait for it in other processes.
//!
//! All numbers are little-endian and have eight bytes: a mark, the numbers of sends and of fronts, the pause, the
//! share and its changes, then the sends and the fronts. What a window cannot be is not believed: what is left then
//! is a window without sends, and a pause for as long as there can be sends that nobody knows of.

use crate::call::quota::window::{LEAST, LONGEST, Sent, WHOLE, Window};

/// The most sends that are stored; a limit beyond that is not shared.
pub(crate) const MOST: usize = 1000;

/// The most processes whose turn is stored.
const FRONTS: usize = 64;

/// The bytes of the longest window.
pub(crate) const MOST_BYTES: usize = WORD * (HEAD + PART * (MOST + FRONTS));

const WORD: usize = 8;

/// The numbers before the sends.
const HEAD: usize = 8;

/// The numbers of a send, and of a front.
const PART: usize = 3;

const MARK: u64 = u64::from_le_bytes(*b"otaquot1");

/// The first of the calls of a process that wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Front {
    pub(crate) process: u64,
    /// When it began to wait.
    pub(crate) since: u64,
    /// When it is no longer waited for: it has looked before if its process still runs.
    pub(crate) until: u64,
}

/// A window and those who wait for it.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) window: Window,
    pub(crate) fronts: Vec<Front>,
}

impl Stored {
    /// Reads what was written, or nothing yet.
    pub(crate) fn read(bytes: &[u8], now: u64) -> Self {
        if bytes.is_empty() {
            return Self { window: Window::new(), fronts: Vec::new() };
        }
        let mut stored = Self::parse(bytes).unwrap_or_else(|| {
            let mut window = Window::new();
            window.pause(now.saturating_add(LONGEST));
            Self { window, fronts: Vec::new() }
        });
        stored.window.settle(now);
        stored.fronts.retain_mut(|front| {
            front.since = front.since.min(now);
            front.until = front.until.min(now.saturating_add(LONGEST));
            front.until > now
        });
        stored
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let (words, _) = bytes.as_chunks::<WORD>();
        let words: Vec<u64> = words.iter().map(|word| u64::from_le_bytes(*word)).collect();
        let (head, parts) = words.split_first_chunk::<HEAD>()?;
        let [mark, sends, fronts, paused, share, changed, cut, strikes] = *head;
        let (sends, fronts) = (usize::try_from(sends).ok()?, usize::try_from(fronts).ok()?);
        if mark != MARK || sends > MOST || fronts > FRONTS {
            return None;
        }
        let (parts, _) = parts.as_chunks::<PART>();
        let (sends, fronts) = parts.get(..sends + fronts)?.split_at(sends);
        let share = u32::try_from(share).ok().filter(|share| *share <= WHOLE)?;
        let sent = |[ticket, start, free]: &[u64; PART]| {
            let free = (*free > 0).then_some(*free);
            Sent { ticket: *ticket, start: *start, free }
        };
        let window = Window {
            sends: sends.iter().map(sent).collect(),
            paused,
            share: share.max(WHOLE / LEAST),
            changed,
            cut,
            strikes: u32::try_from(strikes).ok()?,
        };
        let front = |[process, since, until]: &[u64; PART]| {
            let (process, since, until) = (*process, *since, *until);
            Front { process, since, until }
        };
        Some(Self { window, fronts: fronts.iter().map(front).collect() })
    }

    /// The bytes to write.
    pub(crate) fn write(window: &Window, fronts: &[Front]) -> Vec<u8> {
        let sends = &window.sends[..window.sends.len().min(MOST)];
        let fronts = &fronts[..fronts.len().min(FRONTS)];
        let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        let head: [u64; HEAD] = [
            MARK,
            count(sends.len()),
            count(fronts.len()),
            window.paused,
            window.share.into(),
            window.changed,
            window.cut,
            window.strikes.into(),
        ];
        let sends = sends.iter().flat_map(|sent| [sent.ticket, sent.start, sent.free.unwrap_or(0)]);
        let fronts = fronts.iter().flat_map(|front| [front.process, front.since, front.until]);
        head.into_iter().chain(sends).chain(fronts).flat_map(u64::to_le_bytes).collect()
    }
}

#[cfg(test)]
mod tests;
