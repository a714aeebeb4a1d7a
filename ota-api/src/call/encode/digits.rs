//! The numbers of items, written at compile time.

/// Up to `N` bytes.
#[derive(Clone, Copy)]
pub(crate) struct Block<const N: usize> {
    bytes: [u8; N],
    length: usize,
}

impl<const N: usize> Block<N> {
    const EMPTY: Self = Self { bytes: [0; N], length: 0 };

    /// Appends a byte if there is room.
    const fn with(mut self, byte: u8) -> Self {
        if self.length < N {
            self.bytes[self.length] = byte;
            self.length += 1;
        }
        self
    }

    /// The bytes as a block, if they fit.
    pub(crate) fn of(bytes: &[u8]) -> Option<Self> {
        let mut block = Self { bytes: [0; N], length: bytes.len() };
        block.bytes.get_mut(..bytes.len())?.copy_from_slice(bytes);
        Some(block)
    }

    #[inline(always)]
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let end = out.len() + self.length;
        out.extend_from_slice(&self.bytes);
        out.truncate(end);
    }
}

/// The number of an item and the separator before its value.
pub(crate) type Number = Block<8>;

/// The count of prepared numbers; no documented list is longer.
const NUMBERS: usize = 256;

/// The numbers from 0, each followed by `behind`.
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
