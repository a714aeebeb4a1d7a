//! One line on standard error that shows how far something is, where somebody looks.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use ota_api::Progress;
use ota_spec::visible;

use crate::screen;
use crate::table::cut;

/// How wide a bar is.
pub(crate) const WIDTH: u16 = 24;

/// The time between two looks of an upload.
const PAUSE: Duration = Duration::from_millis(100);

/// A line that is written over itself. It is gone when this is dropped.
#[derive(Debug)]
pub(crate) struct Bar {
    is_seen: bool,
    is_shown: bool,
}

impl Bar {
    /// A line on standard error, if that is a terminal that can write over a line.
    pub(crate) fn new() -> Self {
        Self { is_seen: io::stderr().is_terminal() && !screen::is_dumb(), is_shown: false }
    }

    /// Whether anybody sees it.
    pub(crate) fn is_seen(&self) -> bool {
        self.is_seen
    }

    /// Shows a text in place of the one before.
    pub(crate) fn show(&mut self, text: &str) {
        if self.is_seen {
            let text = visible::line(text);
            let text = cut(&text, screen::error_columns().saturating_sub(1));
            // Who does not see it needs no error.
            drop(write!(io::stderr(), "\r{text}\u{1b}[K"));
            self.is_shown = true;
        }
    }

    /// Removes what is shown, so that something else can be written.
    pub(crate) fn clear(&mut self) {
        if std::mem::take(&mut self.is_shown) {
            drop(write!(io::stderr(), "\r\u{1b}[K"));
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.clear();
    }
}

/// The bar of an upload.
#[derive(Debug)]
pub(crate) struct Upload {
    name: String,
    bar: Bar,
    attempt: u32,
    start: Instant,
    told: Option<Instant>,
}

impl Upload {
    /// The bar of a file with a name.
    pub(crate) fn new(name: &str) -> Self {
        let (name, bar) = (name.to_owned(), Bar::new());
        Self { name, bar, attempt: 0, start: Instant::now(), told: None }
    }

    /// Shows how much was taken of a file, and makes room when that is all of it.
    pub(crate) fn tell_of(&mut self, name: &str, progress: Progress) {
        if self.name != name {
            (self.name, self.attempt) = (name.to_owned(), 0);
        }
        self.tell(progress);
        if progress.accepted() == progress.size() {
            self.bar.clear();
        }
    }

    /// Shows how much was taken.
    pub(crate) fn tell(&mut self, progress: Progress) {
        let now = Instant::now();
        if progress.attempt() != self.attempt {
            (self.attempt, self.start, self.told) = (progress.attempt(), now, None);
        }
        let is_due = self.told.is_none_or(|told| now.duration_since(told) >= PAUSE);
        if self.bar.is_seen() && (is_due || progress.accepted() == progress.size()) {
            self.told = Some(now);
            let elapsed = now.duration_since(self.start);
            self.bar.show(&upload(&self.name, progress.accepted(), progress.size(), elapsed));
        }
    }
}

/// How far an upload is: a bar, percent, speed, and the time that is left.
fn upload(name: &str, accepted: u64, size: u64, elapsed: Duration) -> String {
    let [full, empty] = cells([accepted, size.saturating_sub(accepted)], WIDTH);
    let bar = format!("{}{}", "#".repeat(full.into()), "-".repeat(empty.into()));
    let percent = share(accepted, 100, size).unwrap_or(100);
    let mut text = format!("{name} [{bar}] {percent:>3} %");
    let millis = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    // Before that nobody knows the speed.
    if millis < 500 || accepted == 0 {
        return text;
    }
    let Some(speed) = share(accepted, 1000, millis).filter(|speed| *speed > 0) else { return text };
    text.push_str(&format!("  {}/s", bytes(speed)));
    if accepted < size {
        let left = (size - accepted).div_ceil(speed);
        let left = match left {
            0..120 => format!("{left} s"),
            _ => format!("{} min", left.div_ceil(60)),
        };
        text.push_str(&format!(", about {left} left"));
    }
    text
}

/// `part * times / whole`.
fn share(part: u64, times: u64, whole: u64) -> Option<u64> {
    let share = (u128::from(part) * u128::from(times)).checked_div(u128::from(whole))?;
    u64::try_from(share).ok()
}

/// A number of bytes for people.
fn bytes(count: u64) -> String {
    match count {
        0..1000 => format!("{count} B"),
        1000..1_000_000 => format!("{} KB", count / 1000),
        _ => format!("{}.{} MB", count / 1_000_000, count / 100_000 % 10),
    }
}

/// How many cells of a bar each number has: by its share, and at least one if it is not 0. Together they fill the bar,
/// unless all are 0.
pub(crate) fn cells<const N: usize>(numbers: [u64; N], width: u16) -> [u16; N] {
    let all: u128 = numbers.iter().map(|number| u128::from(*number)).sum();
    let width = u128::from(width);
    let mut cells = numbers.map(|number| match (u128::from(number) * width).checked_div(all) {
        Some(cells) if number > 0 => cells.max(1),
        _ => 0,
    });
    // What is left, or too much, is that of the largest.
    let largest = (0..N).max_by_key(|place| numbers.get(*place).copied().unwrap_or_default());
    let sum: u128 = cells.iter().sum();
    if let Some(cell) = largest.and_then(|place| cells.get_mut(place)).filter(|_| all > 0) {
        *cell = (*cell + width).saturating_sub(sum);
    }
    cells.map(|cell| u16::try_from(cell).unwrap_or(u16::MAX))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{cells, upload};

    #[test]
    fn a_bar_is_as_wide_as_its_room_and_shows_whatever_there_is() {
        for (numbers, width) in [
            ([0, 0, 0], 20),
            ([1, 0, 0], 20),
            ([99_998, 1, 1], 20),
            ([3, 3, 3], 20),
            ([1, 0, 99], 7),
        ] {
            let cells = cells(numbers, width);
            let sum: u16 = cells.iter().sum();
            assert_eq!(sum, if numbers == [0; 3] { 0 } else { width }, "{numbers:?}");
            assert_eq!(cells.map(|cell| cell > 0), numbers.map(|number| number > 0));
        }
        assert_eq!(cells([u64::MAX, u64::MAX], 10), [5, 5]);
    }

    #[test]
    fn an_upload_says_how_much_how_fast_and_how_long() {
        let seconds = Duration::from_secs;
        let line = upload("lamp.bin", 25_000_000, 100_000_000, seconds(10));
        assert_eq!(line, "lamp.bin [######------------------]  25 %  2.5 MB/s, about 30 s left");
        assert_eq!(
            upload("lamp.bin", 0, 100, seconds(0)),
            format!("lamp.bin [{}]   0 %", "-".repeat(24))
        );
        let line = upload("lamp.bin", 100, 100, seconds(1));
        assert_eq!(line, format!("lamp.bin [{}] 100 %  100 B/s", "#".repeat(24)));
        // An empty file is there at once.
        assert!(upload("lamp.bin", 0, 0, seconds(9)).ends_with("100 %"));
        assert!(upload("x", 1000, 10_000_000, seconds(1)).ends_with("1 KB/s, about 167 min left"));
    }
}
