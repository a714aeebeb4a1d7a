//! What a watch knows about the rows of a list.

use std::collections::BTreeMap;

use ring::digest::{SHA256, digest};

use crate::flow::watch::watched::Row;

/// The most rows that a watch knows.
pub(crate) const MOST_ROWS: usize = 4_000_000;

/// The most names of states that are kept. Further ones are one state without a name.
const MOST_STATES: usize = 200;

/// The most bytes of the name of a state that are kept.
const LONGEST_STATE: usize = 64;

/// The code of a state whose name is not kept.
const OTHER: u8 = u8::MAX;

/// No progress that can be read.
const NO_PROGRESS: u16 = u16::MAX;

/// The start of the SHA-256 of a key.
pub(crate) type Key = [u8; 16];

/// What is known about a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    /// When it was last changed, as its digits; 0 if that is not known.
    pub(crate) modified: u64,
    /// The last look that saw it.
    pub(crate) look: u32,
    /// Hundredths of percent.
    pub(crate) progress: u16,
    /// The code of its state.
    pub(crate) state: u8,
    /// Whether the last look that saw it showed it older than it is known.
    pub(crate) is_doubted: bool,
}

/// What is known about the rows.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) rows: BTreeMap<Key, Entry>,
    /// The names of states; their codes are their places.
    pub(crate) states: Vec<String>,
}

/// What a sight of a row means.
#[derive(Debug, PartialEq)]
pub(crate) struct Sight {
    /// Whether this is the first sight of it in this look.
    pub(crate) is_first: bool,
    /// What is to be told.
    pub(crate) news: Option<News>,
}

/// A change that is to be told.
#[derive(Debug, PartialEq)]
pub(crate) struct News {
    /// The state before; `None` if it is new.
    pub(crate) from: Option<String>,
    pub(crate) progress_before: Option<f64>,
    pub(crate) progress: Option<f64>,
}

impl Known {
    /// Takes in a row as a look shows it; `None` if there is no room for it. A change of progress alone is told if
    /// `tells_progress`.
    pub(crate) fn see(
        &mut self,
        row: &Row<'_>,
        look: u32,
        is_end: bool,
        tells_progress: bool,
    ) -> Option<Sight> {
        let now = Entry {
            modified: row.modified.and_then(time).unwrap_or_default(),
            look,
            progress: row.progress.and_then(hundredths).unwrap_or(NO_PROGRESS),
            state: self.code(row.state),
            is_doubted: false,
        };
        let key = key(row.key);
        let Some(entry) = self.rows.get_mut(&key) else {
            if self.rows.len() >= MOST_ROWS {
                return None;
            }
            self.rows.insert(key, now);
            let news = News { from: None, progress_before: None, progress: percent(now.progress) };
            return Some(Sight { is_first: true, news: Some(news) });
        };
        let before = *entry;
        let is_first = before.look != look;
        let is_older = now.modified != 0 && now.modified < before.modified;
        // A page from before, or a clock that went back: two looks in a row tell which.
        if is_older && !(is_first && before.is_doubted) {
            *entry = Entry { look, is_doubted: is_first || before.is_doubted, ..before };
            return Some(Sight { is_first, news: None });
        }
        *entry = now;
        let ended_again = is_end && now.modified > before.modified && before.modified != 0;
        let has_moved = tells_progress && now.progress != before.progress;
        let news = (now.state != before.state || ended_again || has_moved).then(|| News {
            from: Some(self.name(before.state).to_owned()),
            progress_before: percent(before.progress),
            progress: percent(now.progress),
        });
        Some(Sight { is_first, news })
    }

    /// Forgets the rows that a look has not seen, and returns how many they were.
    pub(crate) fn forget_unseen(&mut self, look: u32) -> u64 {
        let before = self.rows.len();
        self.rows.retain(|_, entry| entry.look == look);
        u64::try_from(before - self.rows.len()).unwrap_or(u64::MAX)
    }

    /// How many rows are in each state.
    pub(crate) fn counts(&self) -> Vec<(String, u64)> {
        let mut counts = vec![0; self.states.len() + 1];
        for entry in self.rows.values() {
            let place = usize::from(entry.state).min(self.states.len());
            if let Some(count) = counts.get_mut(place) {
                *count += 1;
            }
        }
        let names = self.states.iter().cloned().chain([String::new()]);
        names.zip(counts).filter(|(_, count)| *count > 0).collect()
    }

    /// The name of a state.
    fn name(&self, code: u8) -> &str {
        self.states.get(usize::from(code)).map_or("", String::as_str)
    }

    /// The code of a state.
    fn code(&mut self, state: &str) -> u8 {
        let name = state.get(..state.floor_char_boundary(LONGEST_STATE)).unwrap_or_default();
        let found = self.states.iter().position(|known| known == name).or_else(|| {
            (self.states.len() < MOST_STATES).then(|| self.states.push(name.to_owned()))?;
            Some(self.states.len() - 1)
        });
        found.and_then(|place| u8::try_from(place).ok()).unwrap_or(OTHER)
    }
}

/// The name under which a row is known.
fn key(key: &str) -> Key {
    digest(&SHA256, key.as_bytes()).as_ref().first_chunk().copied().unwrap_or_default()
}

/// The digits of a time in UTC down to the millisecond, as a number that grows with it.
fn time(text: &str) -> Option<u64> {
    let text = text.strip_suffix('Z').filter(|text| (19..=32).contains(&text.len()))?;
    let is_date_and_time = text.bytes().take(19).enumerate().all(|(place, byte)| match place {
        4 | 7 => byte == b'-',
        10 => byte == b'T',
        13 | 16 => byte == b':',
        _ => byte.is_ascii_digit(),
    });
    let rest = text.get(19..)?;
    let fraction = if rest.is_empty() { rest } else { rest.strip_prefix('.')? };
    if !is_date_and_time || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let whole = text.bytes().take(19).filter(u8::is_ascii_digit);
    let digits = whole.chain(fraction.bytes().chain(*b"000").take(3));
    Some(digits.fold(0, |number, digit| number * 10 + u64::from(digit - b'0')))
}

/// A number of percent in hundredths.
fn hundredths(text: &str) -> Option<u16> {
    let percent: f64 = text.parse().ok().filter(|percent| (0.0..=100.0).contains(percent))?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is from 0 to 10000"
    )]
    Some((percent * 100.0).round() as u16)
}

/// Hundredths as percent.
fn percent(hundredths: u16) -> Option<f64> {
    (hundredths != NO_PROGRESS).then(|| f64::from(hundredths) / 100.0)
}

#[cfg(test)]
mod tests {
    use super::{Known, LONGEST_STATE, MOST_STATES, News, Sight, hundredths, time};
    use crate::flow::watch::watched::Row;

    const EARLY: &str = "2026-01-02T03:04:05.000Z";
    const LATE: &str = "2026-01-02T03:04:06.000Z";

    fn see(known: &mut Known, look: u32, state: &str, modified: &str) -> Option<Option<String>> {
        let row = Row::new("t1", state).modified(Some(modified));
        known.see(&row, look, state == "FAILED", true).unwrap().news.map(|news| news.from)
    }

    #[test]
    fn times_grow_as_they_are_written() {
        assert_eq!(time("2019-11-04T03:38:22.000Z"), Some(20_191_104_033_822_000));
        assert_eq!(time("2019-11-04T03:38:22Z"), Some(20_191_104_033_822_000));
        assert_eq!(time("2019-11-04T03:38:22.1Z"), Some(20_191_104_033_822_100));
        assert_eq!(time("2019-11-04T03:38:22.123456789Z"), Some(20_191_104_033_822_123));
        for odd in [
            "",
            "Z",
            "2019-11-04 03:38:22Z",
            "2019-11-04T03:38:22+08:00",
            "now",
            "2019-11-04T03:38:22.x1Z",
        ] {
            assert_eq!(time(odd), None, "{odd}");
        }
        let long = format!("2019-11-04T03:38:22.{}Z", "9".repeat(1000));
        assert_eq!(time(&long), None);
    }

    #[test]
    fn progress_is_a_number_of_percent_or_nothing() {
        assert_eq!(hundredths("0.00"), Some(0));
        assert_eq!(hundredths("33.34"), Some(3334));
        assert_eq!(hundredths("100"), Some(10_000));
        for odd in ["", "-1", "100.1", "NaN", "inf", "1e9", "half"] {
            assert_eq!(hundredths(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_row_is_told_once_for_each_change() {
        let mut known = Known::default();
        assert_eq!(see(&mut known, 1, "QUEUED", EARLY), Some(None));
        assert_eq!(see(&mut known, 1, "QUEUED", EARLY), None, "a page that came twice");
        assert_eq!(see(&mut known, 2, "QUEUED", EARLY), None);
        assert_eq!(see(&mut known, 2, "FAILED", EARLY), Some(Some("QUEUED".to_owned())));
        assert_eq!(see(&mut known, 3, "FAILED", EARLY), None);
        assert_eq!(see(&mut known, 4, "FAILED", LATE), Some(Some("FAILED".to_owned())), "again");
        assert_eq!(known.counts(), [("FAILED".to_owned(), 1)]);
    }

    #[test]
    fn an_older_row_is_believed_when_two_looks_show_it() {
        let mut known = Known::default();
        see(&mut known, 1, "SUCCEEDED", LATE);
        for _ in 0..3 {
            assert_eq!(see(&mut known, 2, "QUEUED", EARLY), None);
        }
        assert_eq!(see(&mut known, 3, "QUEUED", EARLY), Some(Some("SUCCEEDED".to_owned())));
    }

    #[test]
    fn a_page_from_before_beside_a_new_one_never_counts() {
        let mut known = Known::default();
        see(&mut known, 1, "SUCCEEDED", LATE);
        for look in 2..9 {
            let (one, other) = if look % 2 == 0 { (EARLY, LATE) } else { (LATE, EARLY) };
            for modified in [one, other, one] {
                let state = if modified == LATE { "SUCCEEDED" } else { "QUEUED" };
                assert_eq!(see(&mut known, look, state, modified), None, "{look}");
            }
        }
    }

    #[test]
    fn progress_is_told_or_not() {
        for tells in [true, false] {
            let mut known = Known::default();
            let row = |percent| Row::new("t1", "IN_PROGRESS").progress(Some(percent));
            known.see(&row("1"), 1, false, tells).unwrap();
            let sight = known.see(&row("2.5"), 1, false, tells).unwrap();
            let news = News {
                from: Some("IN_PROGRESS".to_owned()),
                progress_before: Some(1.0),
                progress: Some(2.5),
            };
            assert_eq!(sight, Sight { is_first: false, news: tells.then_some(news) });
        }
    }

    #[test]
    fn names_of_states_take_no_room_without_end() {
        let mut known = Known::default();
        for number in 0..1000 {
            let state = format!("{}{number}", "ä".repeat(number));
            known.see(&Row::new(&number.to_string(), &state), 1, false, true).unwrap();
        }
        assert!(known.states.len() <= MOST_STATES);
        assert!(known.states.iter().all(|name| name.len() <= LONGEST_STATE));
        assert_eq!(known.counts().iter().map(|(_, count)| count).sum::<u64>(), 1000);
    }

    /// What a million rows take:
    ///
    ///     cargo test --release -p ota-api memory_of_rows -- --ignored --nocapture
    #[test]
    #[ignore = "prints a figure"]
    fn memory_of_rows() {
        let memory = || -> usize {
            let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
            pages.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
        };
        let mut known = Known::default();
        let before = memory();
        for number in 0..1_000_000 {
            let key = format!("y3tOmCDNgpR8F9jn{number}");
            known.see(&Row::new(&key, "QUEUED").modified(Some(EARLY)), 1, false, true).unwrap();
        }
        println!("{} bytes per row", (memory() - before) / known.rows.len());
    }
}
