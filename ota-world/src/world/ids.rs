//! IDs that look like those of the service and can be read back.
//!
//! An ID of a task or device is its place, shuffled, and a check of it: a million of them need no
//! table. The shuffle is a Feistel network, which can be run backwards.

use std::collections::BTreeMap;

/// The characters of an ID, after which the kind follows as two digits.
const LENGTH: usize = 20;

/// How many of them hold the number; the others check it.
const NUMBER: usize = 11;

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The kind of thing that an ID names; the two digits at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Task,
    Job,
    Package,
    Device,
    /// The place of a page in a list.
    Page,
}

impl Kind {
    fn digits(self) -> &'static str {
        match self {
            Self::Task => "01",
            Self::Job => "02",
            Self::Package => "03",
            Self::Device => "04",
            Self::Page => "05",
        }
    }
}

/// IDs that a seed chose, with the places of what they name, to be found by either.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Chosen<T> {
    places: BTreeMap<String, T>,
    names: BTreeMap<T, String>,
}

impl<T> Default for Chosen<T> {
    fn default() -> Self {
        Self { places: BTreeMap::new(), names: BTreeMap::new() }
    }
}

impl<T: Copy + Ord> Chosen<T> {
    /// Adds an ID; `false` if something else has it.
    pub(crate) fn add(&mut self, id: &str, place: T) -> bool {
        if self.places.contains_key(id) {
            return false;
        }
        self.places.insert(id.to_owned(), place);
        self.names.insert(place, id.to_owned());
        true
    }

    /// The place of what an ID names.
    pub(crate) fn get(&self, id: &str) -> Option<T> {
        self.places.get(id).copied()
    }

    /// The ID that was chosen for a place, if one was.
    pub(crate) fn name(&self, place: T) -> Option<&str> {
        self.names.get(&place).map(String::as_str)
    }
}

/// The ID of number `number` of a kind.
pub(crate) fn write(salt: u64, kind: Kind, number: u64) -> String {
    let salt = draw(salt, &[kind as u64]);
    let mut text = base62(shuffle(salt, number), NUMBER);
    text.push_str(&base62(draw(salt, &[number]), LENGTH - NUMBER));
    text.push_str(kind.digits());
    text
}

/// A secret that belongs to a number: 32 characters.
pub(crate) fn secret(salt: u64, number: u64) -> String {
    let part = |part: u64| base62(draw(salt, &[SECRETS, number, part]), 8);
    (0..4).map(part).collect()
}

/// Keeps what secrets are drawn from apart from everything else.
const SECRETS: u64 = u64::from_be_bytes(*b"secrets.");

/// The number of an ID that [`write`] gave, and of no other text.
pub(crate) fn read(salt: u64, kind: Kind, text: &str) -> Option<u64> {
    let digits = text.as_bytes().get(..NUMBER)?;
    let shuffled = digits.iter().try_fold(0_u64, |sum, digit| {
        let digit = DIGITS.iter().position(|known| known == digit)?;
        sum.checked_mul(62)?.checked_add(digit as u64)
    })?;
    let number = unshuffle(draw(salt, &[kind as u64]), shuffled);
    (write(salt, kind, number) == text).then_some(number)
}

/// A pseudo-random number that depends on nothing but the arguments.
pub fn draw(salt: u64, parts: &[u64]) -> u64 {
    parts.iter().fold(mix(salt), |sum, part| mix(sum ^ mix(*part)))
}

/// The finalizer of SplitMix64.
fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

const ROUNDS: u64 = 4;

fn shuffle(salt: u64, number: u64) -> u64 {
    let (left, right) = (0..ROUNDS)
        .fold(halves(number), |(left, right), round| (right, left ^ scramble(salt, round, right)));
    joined(left, right)
}

fn unshuffle(salt: u64, number: u64) -> u64 {
    let (left, right) = (0..ROUNDS)
        .rev()
        .fold(halves(number), |(left, right), round| (right ^ scramble(salt, round, left), left));
    joined(left, right)
}

fn scramble(salt: u64, round: u64, half: u32) -> u32 {
    halves(draw(salt, &[round, u64::from(half)])).0
}

/// Two halves as one number.
pub(crate) fn joined(left: u32, right: u32) -> u64 {
    u64::from(left) << 32 | u64::from(right)
}

/// The halves of a number.
#[allow(clippy::cast_possible_truncation, reason = "what is cut off is the other half")]
pub(crate) fn halves(number: u64) -> (u32, u32) {
    ((number >> 32) as u32, number as u32)
}

fn base62(mut number: u64, length: usize) -> String {
    let mut digits = vec![b'0'; length];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[(number % 62) as usize];
        number /= 62;
    }
    digits.into_iter().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Kind, read, write};

    #[test]
    fn an_id_has_the_form_of_the_documented_ones() {
        let id = write(7, Kind::Job, 1);
        assert_eq!(id.len(), "wahVIzGkCMuAUE2gDERM02".len());
        assert!(id.ends_with("02"), "{id}");
        assert_ne!(id, write(7, Kind::Job, 2));
        assert_ne!(id, write(8, Kind::Job, 1));
    }

    proptest! {
        #[test]
        fn an_id_is_read_back_and_by_nobody_else(salt: u64, number: u64) {
            let id = write(salt, Kind::Task, number);
            prop_assert_eq!(read(salt, Kind::Task, &id), Some(number));
            prop_assert_eq!(read(salt, Kind::Job, &id), None);
            prop_assert_eq!(read(salt.wrapping_add(1), Kind::Task, &id), None);
        }

        #[test]
        fn any_text_is_no_id(text: String) {
            prop_assert_eq!(read(7, Kind::Task, &text), None);
        }
    }
}
