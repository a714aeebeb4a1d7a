//! Draws, one after another, from one number.

use ota_world::draw;

/// Draws, one after another, from one number.
#[derive(Debug, Clone)]
pub struct Chance {
    seed: u64,
    drawn: u64,
}

impl Chance {
    /// The draws that a number gives.
    pub fn new(seed: u64) -> Self {
        Self { seed, drawn: 0 }
    }

    /// A number below `end`, or 0.
    pub fn below(&mut self, end: u64) -> u64 {
        self.drawn += 1;
        draw(self.seed, &[self.drawn]) % end.max(1)
    }

    /// Whether something happens that happens in so many of ten thousand cases.
    pub fn happens(&mut self, of_ten_thousand: u32) -> bool {
        self.below(10_000) < u64::from(of_ten_thousand)
    }

    /// One of several.
    pub fn one_of<T: Copy>(&mut self, choices: &[T]) -> Option<T> {
        let place = usize::try_from(self.below(choices.len() as u64)).unwrap_or_default();
        choices.get(place).copied()
    }
}
