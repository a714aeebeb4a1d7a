//! What a watch knows, as bytes.
//!
//! A line that says what this is, the host, the digest of the request, the number of the last look, the state of the owner, the names
//! of states, 27 bytes for each row, sorted by key, and a digest of all of it. Numbers are little-endian.

use ring::digest::{SHA256, digest};

use crate::flow::watch::known::{Entry, Key, Known, MOST_ROWS};

/// What saved states begin with.
const START: &[u8] = b"ota-api watch 2\n";

/// What those began with that had no host.
const START_WITHOUT_HOST: &[u8] = b"ota-api watch 1\n";

/// The bytes of a row.
const ROW: usize = 27;

/// What is saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Saved {
    /// The host of the list, if it was saved.
    pub(crate) host: Option<String>,
    /// The digest of the request.
    pub(crate) request: Key,
    /// The number of the last look.
    pub(crate) look: u32,
    /// The state of the owner that was told last.
    pub(crate) owner: Option<String>,
    pub(crate) known: Known,
}

/// The start of the SHA-256 of bytes.
pub(crate) fn short_digest(bytes: &[u8]) -> Key {
    digest(&SHA256, bytes).as_ref().first_chunk().copied().unwrap_or_default()
}

/// Writes a watch.
pub(crate) fn write(
    host: &str,
    request: &Key,
    look: u32,
    owner: Option<&str>,
    known: &Known,
) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(256 + known.rows.len() * ROW);
    bytes.extend_from_slice(START);
    text(&mut bytes, host);
    bytes.extend_from_slice(request);
    bytes.extend_from_slice(&look.to_le_bytes());
    bytes.push(u8::from(owner.is_some()));
    text(&mut bytes, owner.unwrap_or_default());
    bytes.push(u8::try_from(known.states.len()).unwrap_or(u8::MAX));
    known.states.iter().for_each(|state| text(&mut bytes, state));
    for (key, entry) in &known.rows {
        bytes.extend_from_slice(key);
        bytes.extend_from_slice(&entry.modified.to_le_bytes());
        bytes.extend_from_slice(&entry.progress.to_le_bytes());
        bytes.push(entry.state);
    }
    let end = short_digest(&bytes);
    bytes.extend_from_slice(&end);
    bytes
}

/// Writes the length of a string, and what of it fits.
fn text(bytes: &mut Vec<u8>, text: &str) {
    let text = text.get(..text.floor_char_boundary(u16::MAX.into())).unwrap_or_default();
    bytes.extend_from_slice(&u16::try_from(text.len()).unwrap_or_default().to_le_bytes());
    bytes.extend_from_slice(text.as_bytes());
}

/// Reads what [`write`] wrote.
///
/// # Errors
///
/// What is wrong with it.
pub(crate) fn read(bytes: &[u8]) -> Result<Saved, &'static str> {
    const CUT: &str = "it is damaged: it was cut off or changed";
    const OTHER: &str = "it is no saved state, or one of another version";
    let without_host = bytes.strip_prefix(START_WITHOUT_HOST);
    let rest = without_host.or_else(|| bytes.strip_prefix(START)).ok_or(OTHER)?;
    let (_, end) = bytes.split_last_chunk::<16>().ok_or(CUT)?;
    let body = bytes.get(..bytes.len() - end.len()).ok_or(CUT)?;
    if short_digest(body) != *end {
        return Err(CUT);
    }
    let mut rest = Rest(rest.get(..rest.len().saturating_sub(end.len())).ok_or(CUT)?);
    let mut read = || {
        let host = if without_host.is_some() { None } else { Some(rest.text()?) };
        let request = rest.take()?;
        let look = u32::from_le_bytes(rest.take()?);
        let [has_owner] = rest.take()?;
        let owner = Some(rest.text()?).filter(|_| has_owner == 1);
        let [count] = rest.take()?;
        let states = (0..count).map(|_| rest.text()).collect::<Option<Vec<_>>>()?;
        let mut known = Known { states, ..Known::default() };
        while !rest.0.is_empty() && known.rows.len() < MOST_ROWS {
            let key = rest.take()?;
            let modified = u64::from_le_bytes(rest.take()?);
            let progress = u16::from_le_bytes(rest.take()?);
            let [state] = rest.take()?;
            known.rows.insert(key, Entry { modified, look, progress, state, is_doubted: false });
        }
        rest.0.is_empty().then_some(Saved { host, request, look, owner, known })
    };
    read().ok_or(CUT)
}

/// The bytes that are not read yet.
struct Rest<'b>(&'b [u8]);

impl Rest<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*taken)
    }

    fn text(&mut self) -> Option<String> {
        let length = u16::from_le_bytes(self.take()?);
        let (text, rest) = self.0.split_at_checked(length.into())?;
        self.0 = rest;
        String::from_utf8(text.to_vec()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::{Saved, read, short_digest, write};
    use crate::flow::watch::known::Known;
    use crate::flow::watch::watched::Row;

    fn known(rows: u32) -> Known {
        let mut known = Known::default();
        for number in 0..rows {
            let state = if number % 3 == 0 { "QUEUED" } else { "IN_PROGRESS" };
            let key = format!("task{number}");
            let row = Row::new(&key, state).progress(Some("7.5"));
            let row = row.modified(Some("2026-01-02T03:04:05.678Z"));
            known.see(&row, 7, false, true).unwrap();
        }
        known
    }

    #[test]
    fn what_is_saved_is_read_back() {
        let request = short_digest(b"request");
        for (owner, rows) in [(None, 0), (Some(""), 1), (Some("IN_PROGRESS"), 1000)] {
            let known = known(rows);
            let bytes = write("host", &request, 7, owner, &known);
            let old = without_host(&bytes, "host");
            let owner = owner.map(str::to_owned);
            let saved = Saved { host: Some("host".to_owned()), request, look: 7, owner, known };
            assert_eq!(read(&bytes).as_ref(), Ok(&saved));
            assert_eq!(read(&old), Ok(Saved { host: None, ..saved }));
        }
    }

    /// The same as the first version wrote it.
    fn without_host(bytes: &[u8], host: &str) -> Vec<u8> {
        let rest = &bytes[super::START.len() + 2 + host.len()..bytes.len() - 16];
        let mut old = [super::START_WITHOUT_HOST, rest].concat();
        let end = short_digest(&old);
        old.extend_from_slice(&end);
        old
    }

    #[test]
    fn a_row_takes_27_bytes() {
        let length = |rows| write("host", &[0; 16], 1, None, &known(rows)).len();
        assert_eq!(length(1010) - length(10), 27_000);
    }

    #[test]
    fn bytes_that_are_cut_off_or_changed_are_refused() {
        let bytes = write("host", &[1; 16], 7, Some("IN_PROGRESS"), &known(3));
        for length in 0..bytes.len() {
            assert!(read(&bytes[..length]).is_err(), "{length}");
        }
        for place in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[place] ^= 1;
            assert!(read(&changed).is_err(), "{place}");
        }
        assert!(read(&[bytes, vec![0; 27]].concat()).is_err());
    }

    #[test]
    fn lengths_that_lead_nowhere_are_refused() {
        for middle in [&[][..], &[255; 40], &[0; 20], &[0; 24], &[0; 25]] {
            for start in [super::START, super::START_WITHOUT_HOST] {
                let mut bytes = [start, middle].concat();
                let end = short_digest(&bytes);
                bytes.extend_from_slice(&end);
                let _ = read(&bytes);
            }
        }
    }
}
