//! Percent-encoding as the signatures require it: letters, digits and `-_.~` stay, every other byte of
//! the UTF-8 becomes `%XY` with capital digits.

use crate::call::encode::digits::{Number, numbers};

/// The number of times a string is encoded, which decides how separators are written.
pub(crate) trait Level {
    /// The percent sign before two digits.
    const PERCENT: &'static [u8];
    /// The separator between a name and its value.
    const EQUALS: &'static [u8];
    /// The separator between two pairs.
    const AND: &'static [u8];
    /// The numbers of items, each with the separator before its value.
    const NUMBERS: &'static [Number] = &numbers(Self::EQUALS);
}

/// Names and values are encoded: the query to send.
pub(crate) enum Once {}

/// The query as a whole is encoded once more: the query that V1 signs.
pub(crate) enum Twice {}

impl Level for Once {
    const PERCENT: &'static [u8] = b"%";
    const EQUALS: &'static [u8] = b"=";
    const AND: &'static [u8] = b"&";
}

impl Level for Twice {
    const PERCENT: &'static [u8] = b"%25";
    const EQUALS: &'static [u8] = b"%3D";
    const AND: &'static [u8] = b"%26";
}

/// Writes a string, encoded.
pub(crate) fn encode<L: Level>(text: &str, out: &mut Vec<u8>) {
    push_encoded::<L>(text, is_plain(text), out);
}

/// The same, given the result of [`is_plain`].
#[inline]
pub(crate) fn push_encoded<L: Level>(text: &str, plain: bool, out: &mut Vec<u8>) {
    if plain {
        out.extend_from_slice(text.as_bytes());
    } else {
        escape::<L>(text, out);
    }
}

/// Writes a string, encoded: runs that stay in one piece, everything else byte by byte.
fn escape<L: Level>(text: &str, out: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut rest = text.as_bytes();
    while let Some(at) = rest.iter().position(|byte| !STAYS[usize::from(*byte)]) {
        let byte = usize::from(rest[at]);
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(L::PERCENT);
        out.extend_from_slice(&[DIGITS[byte >> 4], DIGITS[byte & 15]]);
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
}

/// Whether each byte stays as it is.
const STAYS: [bool; 256] = {
    let mut stays = [false; 256];
    let mut byte = u8::MAX;
    while byte > 0 {
        stays[byte as usize] =
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
        byte -= 1;
    }
    stays
};

/// Whether a string stays as it is, as most do, so eight bytes are tested at once. It may be `false` for
/// a string with a rare character that stays.
#[inline(always)]
pub(crate) fn is_plain(text: &str) -> bool {
    let text = text.as_bytes();
    match (text.first_chunk(), text.last_chunk()) {
        (Some(start), Some(end)) if text.len() <= 16 => odd_bytes(start) | odd_bytes(end) == 0,
        (_, Some(end)) => {
            let (words, _) = text.as_chunks();
            words.iter().fold(odd_bytes(end), |odd, word| odd | odd_bytes(word)) == 0
        }
        (_, None) => match (text.first_chunk(), text.last_chunk()) {
            (Some([a, b, c, d]), Some([e, f, g, h])) => {
                odd_bytes(&[*a, *b, *c, *d, *e, *f, *g, *h]) == 0
            }
            _ => text.iter().all(|byte| STAYS[usize::from(*byte)]),
        },
    }
}

/// Sets the highest bit of each byte that is not a letter, a digit, `-` or `.`.
///
/// A byte below 128 reaches 128 when `128 - n` is added if it is `n` or more, and then nothing is
/// carried into the next byte.
#[inline(always)]
fn odd_bytes(bytes: &[u8; 8]) -> u64 {
    const fn each(byte: u8) -> u64 {
        u64::from_ne_bytes([byte; 8])
    }
    const HIGHEST: u64 = each(128);
    let word = u64::from_ne_bytes(*bytes);
    let low = word & !HIGHEST;
    let from = |word: u64, first: u8| word + each(128 - first);
    let small = low | each(b'a' - b'A');
    let letters = from(small, b'a') & !from(small, b'z' + 1);
    // One byte between `-` and `9` has to be encoded.
    let slashes = !from(low ^ each(b'/'), 1);
    let digits = from(low, b'-') & !from(low, b'9' + 1) & !slashes;
    (word | !(letters | digits)) & HIGHEST
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Level, Once, STAYS, Twice, encode, is_plain, odd_bytes};

    fn encoded<L: Level>(text: &str) -> String {
        let mut bytes = Vec::new();
        encode::<L>(text, &mut bytes);
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn every_byte_is_judged_alike_alone_and_among_others() {
        for byte in 0..=u8::MAX {
            for place in 0..8 {
                let mut word = *b"aZ09mK5.";
                word[place] = byte;
                let plain = STAYS[usize::from(byte)] && !matches!(byte, b'_' | b'~');
                assert_eq!(odd_bytes(&word) == 0, plain, "{byte} at {place}");
            }
        }
    }

    proptest! {
        #[test]
        fn nothing_that_has_to_be_encoded_is_plain(text in "[-.a-zA-Z0-9]{0,40}\\PC?[-.a-z]{0,20}") {
            let stays = text.bytes().all(|byte| STAYS[usize::from(byte)]);
            prop_assert!(!is_plain(&text) || stays);
            prop_assert!(is_plain(&text) || !stays || text.contains(['_', '~']));
        }

        #[test]
        fn twice_is_once_and_once_more(text in any::<String>()) {
            prop_assert_eq!(encoded::<Twice>(&text), encoded::<Once>(&encoded::<Once>(&text)));
        }
    }
}
