//! What a journal says of earlier runs.
//!
//! A journal is a header and lines, each with a check of its own:
//!
//! | line | says |
//! |---|---|
//! | `ota-parts 1 ACTION HOST MOST DIGEST` | which request it is about, with so many items per part |
//! | `start NUMBER ITEMS CHAIN` | this part is about to be sent |
//! | `unsent NUMBER ITEMS CHAIN` | it was not even tried |
//! | `done NUMBER`, `failed NUMBER`, `unknown NUMBER` | what became of one that was started |
//!
//! A chain is a digest of all items up to the end of the part.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Read as _};

use ring::digest::{SHA256, digest};

use crate::call::ascii::{as_str, hex};

/// The digest of a request, or of all items up to the end of a part.
pub(crate) type Chain = [u8; 16];

/// The digest of these bytes.
pub(crate) fn chain(bytes: &[u8]) -> Chain {
    digest(&SHA256, bytes).as_ref().first_chunk().copied().unwrap_or_default()
}

/// A digest as it is written.
pub(crate) fn written(chain: Chain) -> String {
    as_str(hex(chain).as_flattened()).to_owned()
}

/// A line with its check.
pub(crate) fn line(content: &str) -> String {
    format!("{content} {}\n", check(content))
}

fn check(content: &str) -> String {
    let [a, b, c, d, ..] = chain(content.as_bytes());
    as_str(hex([a, b, c, d]).as_flattened()).to_owned()
}

/// What is known of a part that is not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Open {
    pub(crate) chain: Chain,
    /// Whether it may be done all the same.
    pub(crate) is_unknown: bool,
}

/// What earlier runs did.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Past {
    /// The number of the last part that was begun.
    pub(crate) last: u32,
    /// Its chain.
    pub(crate) chain: Chain,
    /// The parts up to it that are not done.
    pub(crate) open: BTreeMap<u32, Open>,
}

/// What was found in a journal.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) past: Past,
    /// The bytes up to the end of the last whole line; 0 if even the header is still to be written.
    pub(crate) length: u64,
    /// Whether there is more behind them: a line that was not written to its end.
    pub(crate) is_torn: bool,
}

/// The longest line: names of hosts have at most 253 bytes.
const LONGEST: usize = 1024;

/// Reads a journal that begins with this header, a line with its check.
///
/// # Errors
///
/// It cannot be read; it is about something else; or it is damaged beyond the end that a run leaves which was cut off.
pub(crate) fn read(from: &mut dyn BufRead, header: &str) -> io::Result<Found> {
    let mut found = Found { past: Past::default(), length: 0, is_torn: false };
    let mut bytes = Vec::new();
    for number in 1_u64.. {
        bytes.clear();
        (&mut *from).take(LONGEST as u64).read_until(b'\n', &mut bytes)?;
        if bytes.is_empty() {
            break;
        }
        let is_whole = bytes.ends_with(b"\n");
        if bytes.len() == LONGEST && !is_whole {
            return Err(damaged(number, "is longer than any that is written there"));
        }
        if number == 1 {
            match compare(&bytes, header) {
                Ok(true) => {}
                Ok(false) => {
                    found.is_torn = true;
                    break;
                }
                Err(why) => return Err(io::Error::other(why)),
            }
        } else {
            let content = if is_whole { content(&bytes) } else { None };
            let Some(content) = content else {
                // Only the last line can be one that was not written to its end.
                if is_whole && !from.fill_buf()?.is_empty() {
                    return Err(damaged(number, "is damaged"));
                }
                found.is_torn = true;
                break;
            };
            found.past.add(content).map_err(|why| damaged(number, why))?;
        }
        found.length += bytes.len() as u64;
    }
    Ok(found)
}

fn damaged(number: u64, why: &str) -> io::Error {
    io::Error::other(format!(
        "line {number} {why}; find out what was done from its other lines, and begin a new journal with the items that \
         are left"
    ))
}

/// What a journal begins with.
const START: &str = "ota-parts ";

/// Whether the first line is this header; `false` if it is only its beginning.
fn compare(first: &[u8], header: &str) -> Result<bool, String> {
    if first == header.as_bytes() {
        return Ok(true);
    }
    if header.as_bytes().starts_with(first) {
        // A few bytes can be the beginning of anything.
        return match first.starts_with(START.as_bytes()) {
            true => Ok(false),
            false => Err(
                "it holds too little to tell whether it is a journal; name another file, or remove this one".to_owned(),
            ),
        };
    }
    let Some(found) = content(first).filter(|found| found.starts_with(START)) else {
        return Err("it is no journal; name another file".to_owned());
    };
    let names = ["kind of file", "version", "operation", "host", "size of a part", "request"];
    let pairs = found.split(' ').zip(header.split(' ')).zip(names);
    let other = pairs.into_iter().find(|((found, own), _)| found != own);
    Err(match other {
        Some(((found, own), name)) if name != "request" => {
            format!(
                "it is about another {name}: `{found}`, where this list has `{own}`; name another file"
            )
        }
        _ => "it is about a request with other parameters; name another file".to_owned(),
    })
}

/// The content of a line whose check is right.
fn content(bytes: &[u8]) -> Option<&str> {
    let text = str::from_utf8(bytes).ok()?.strip_suffix('\n')?;
    let (content, found) = text.rsplit_once(' ')?;
    (check(content) == found).then_some(content)
}

impl Past {
    /// Adds what a line says.
    fn add(&mut self, content: &str) -> Result<(), &'static str> {
        const BAD: &str = "says what no run writes";
        let mut words = content.split(' ');
        let (kind, number) = (words.next(), words.next().and_then(|word| word.parse().ok()));
        let number: u32 = number.ok_or(BAD)?;
        let rest = [words.next(), words.next(), words.next()];
        match (kind, rest) {
            (Some(kind @ ("start" | "unsent")), [Some(_items), Some(chain), None]) => {
                let chain = parse(chain).ok_or(BAD)?;
                let open = Open { chain, is_unknown: kind == "start" };
                match self.open.get_mut(&number) {
                    Some(known) if known.chain == chain => *known = open,
                    None if Some(number) == self.last.checked_add(1) => {
                        self.open.insert(number, open);
                        (self.last, self.chain) = (number, chain);
                    }
                    _ => return Err("begins a part that cannot begin there"),
                }
                Ok(())
            }
            (Some("done"), [None, ..]) => self.open.remove(&number).map(|_| ()).ok_or(BAD),
            (Some(kind @ ("failed" | "unknown")), [None, ..]) => {
                self.open.get_mut(&number).ok_or(BAD)?.is_unknown = kind == "unknown";
                Ok(())
            }
            _ => Err(BAD),
        }
    }
}

fn parse(text: &str) -> Option<Chain> {
    let number = u128::from_str_radix(text, 16).ok().filter(|_| text.len() == 32)?;
    Some(number.to_be_bytes())
}

#[cfg(test)]
mod tests;
