//! The items of a list. An operation can name two hundred devices, which then make up nearly all that
//! is sent and signed.
//!
//! Copying a few bytes takes one instruction if their count is known at compile time, and a call
//! otherwise. So the parts that items share are copied as blocks of fixed length and then truncated.

use std::marker::PhantomData;

use crate::call::encode::digits::Block;
use crate::call::encode::percent::{Level, encode, push_encoded};

/// Room for the number and the value of a typical item.
const USUAL: usize = 32;

/// Items under construction.
pub(crate) struct Items<L> {
    bytes: Vec<u8>,
    /// The start of every item, also as a block if it fits into one.
    start: Vec<u8>,
    block: Option<Block<32>>,
    level: PhantomData<L>,
}

impl<L: Level> Items<L> {
    /// Continues `bytes` with `count` items.
    pub(crate) fn new(mut bytes: Vec<u8>, path: &str, count: usize) -> Self {
        let mut start = L::AND.to_vec();
        encode::<L>(path, &mut start);
        bytes.reserve(count * (start.len() + USUAL));
        Self { bytes, block: Block::of(&start), start, level: PhantomData }
    }

    /// Writes an item; `plain` if its value needs no encoding.
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

    /// Returns the bytes with the items.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.bytes
    }
}
