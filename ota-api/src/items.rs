//! The items of a list: an operation can name two hundred devices, and then they are nearly all that
//! is sent and signed.
//!
//! To copy a few bytes takes one instruction if their number is known to the compiler, and a call if
//! it is not. So what is the same in many items is copied in blocks of fixed length, and what is too
//! much of a block is taken back.

use std::marker::PhantomData;

use crate::percent::{Level, encode, push_encoded};

/// Room for the number and the value of an item, if the value is of usual length.
const USUAL: usize = 32;

/// Some bytes at the start of a block.
#[derive(Clone, Copy)]
pub(crate) struct Block<const N: usize> {
    bytes: [u8; N],
    length: usize,
}

impl<const N: usize> Block<N> {
    const EMPTY: Self = Self { bytes: [0; N], length: 0 };

    /// The same with one byte more, while there is room.
    const fn with(mut self, byte: u8) -> Self {
        if self.length < N {
            self.bytes[self.length] = byte;
            self.length += 1;
        }
        self
    }

    /// A block of all these bytes, if they are not too many.
    fn of(bytes: &[u8]) -> Option<Self> {
        let mut block = Self { bytes: [0; N], length: bytes.len() };
        block.bytes.get_mut(..bytes.len())?.copy_from_slice(bytes);
        Some(block)
    }

    #[inline(always)]
    fn write(&self, out: &mut Vec<u8>) {
        let end = out.len() + self.length;
        out.extend_from_slice(&self.bytes);
        out.truncate(end);
    }
}

/// The number of an item, and what stands between it and the value.
pub(crate) type Number = Block<8>;

/// How many numbers there are as blocks; no documented list is longer.
const NUMBERS: usize = 256;

/// The numbers with what stands behind them, by themselves.
pub(crate) const fn numbers(behind: &[u8]) -> [Number; NUMBERS] {
    let mut numbers = [Number::EMPTY; NUMBERS];
    let mut number = 0;
    while number < NUMBERS {
        let mut block = Number::EMPTY;
        let mut unit = if number < 10 {
            1
        } else if number < 100 {
            10
        } else {
            100
        };
        while unit > 0 {
            block = block.with(b'0' + (number / unit % 10) as u8);
            unit /= 10;
        }
        let mut at = 0;
        while at < behind.len() {
            block = block.with(behind[at]);
            at += 1;
        }
        numbers[number] = block;
        number += 1;
    }
    numbers
}

/// Items under construction.
pub(crate) struct Items<L> {
    bytes: Vec<u8>,
    /// What every item starts with, and the same as a block if it fits into one.
    start: Vec<u8>,
    block: Option<Block<32>>,
    level: PhantomData<L>,
}

impl<L: Level> Items<L> {
    /// Continues these bytes with that many items.
    pub(crate) fn new(mut bytes: Vec<u8>, path: &str, count: usize) -> Self {
        let mut start = L::AND.to_vec();
        encode::<L>(path, &mut start);
        bytes.reserve(count * (start.len() + USUAL));
        Self { bytes, block: Block::of(&start), start, level: PhantomData }
    }

    /// Writes an item; `plain` says that its value needs no encoding.
    #[inline(always)]
    pub(crate) fn push(&mut self, number: usize, value: &str, plain: bool) {
        match &self.block {
            Some(block) => block.write(&mut self.bytes),
            None => self.bytes.extend_from_slice(&self.start),
        }
        match L::NUMBERS.get(number) {
            Some(number) => number.write(&mut self.bytes),
            None => {
                self.bytes.extend_from_slice(number.to_string().as_bytes());
                self.bytes.extend_from_slice(L::EQUALS);
            }
        }
        push_encoded::<L>(value, plain, &mut self.bytes);
    }

    /// Gives back the bytes with the items.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::{NUMBERS, numbers};

    #[test]
    fn numbers_have_their_digits_and_what_stands_behind_them() {
        for (number, block) in numbers(b"%3D").iter().enumerate() {
            let text = format!("{number}%3D");
            assert_eq!(block.bytes[..block.length], *text.as_bytes());
        }
        assert_eq!(numbers(b"").len(), NUMBERS);
    }
}
