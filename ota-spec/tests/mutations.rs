//! Whatever happens to the spec files of the repository, the reader survives and points into them.

#![allow(clippy::unwrap_used, reason = "this is a test")]

use std::collections::BTreeSet;
use std::path::Path;

use ota_spec::diagnostic::Diagnostic;
use ota_spec::{Source, load, read_folder};

/// How many changes are tried.
const ROUNDS: u64 = 3000;

/// Numbers that look random and are the same in every run (a xorshift generator).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

/// Changes bytes, not characters, so that some results are not even text.
fn change(bytes: &mut Vec<u8>, dice: &mut Dice) {
    let at = dice.below(bytes.len());
    let end = (at + 1 + dice.below(40)).min(bytes.len());
    let part = bytes[at..end].to_vec();
    let target = dice.below(bytes.len());
    match dice.below(7) {
        0 => bytes[at] ^= 1 << dice.below(8),
        1 => bytes[at] = b"{}[]:,\"\\\n0-te\x00\xff"[dice.below(15)],
        2 => drop(bytes.drain(at..end)),
        3 => drop(bytes.splice(target..target, part)),
        4 => bytes.truncate(at),
        5 => lines(bytes, dice, |lines, from, to| {
            let line = lines[from].clone();
            lines.insert(to, line);
        }),
        _ => lines(bytes, dice, |lines, from, to| lines.swap(from, to)),
    }
}

/// Changes whole lines: most results are still JSON, so that the checks behind the parser have work.
fn lines(bytes: &mut Vec<u8>, dice: &mut Dice, change: impl Fn(&mut Vec<Vec<u8>>, usize, usize)) {
    let mut lines: Vec<Vec<u8>> = bytes.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    let (from, to) = (dice.below(lines.len()), dice.below(lines.len()));
    change(&mut lines, from, to);
    *bytes = lines.join(&b'\n');
}

fn check_position(found: &Diagnostic, sources: &[Source]) {
    assert!(!found.message.contains('\n') && !found.help.contains('\n'));
    assert!(found.to_string().starts_with(&found.message));
    let Some(position) = &found.position else {
        return;
    };
    let path = found.path.strip_prefix("specs/").unwrap();
    let source = sources.iter().find(|source| source.path == path).unwrap();
    let text = String::from_utf8_lossy(&source.bytes);
    let line = text.split('\n').nth(position.line - 1).unwrap();
    assert_eq!(position.text, line.trim_end_matches('\r'));
    let length = line.chars().count();
    assert!(position.column >= 1 && position.column <= length + 1, "{found}");
    assert!(position.width >= 1, "{found}");
    assert!(position.column - 1 + position.width <= length.max(position.column), "{found}");
}

#[test]
fn changed_spec_files_never_panic_and_mistakes_lie_in_them() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../specs"));
    let original = read_folder(folder).unwrap();
    let operations = original.iter().filter(|source| source.path.starts_with("ops/"));
    let operations: Vec<&Source> = operations.collect();
    let shared = original.iter().filter(|source| !source.path.starts_with("ops/"));
    let shared: Vec<&Source> = shared.collect();
    let (mut refused, mut messages) = (0, BTreeSet::new());
    for seed in 1..=ROUNDS {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let operation = operations[dice.below(operations.len())];
        let mut sources: Vec<Source> = shared.iter().map(|source| (*source).clone()).collect();
        sources.push(operation.clone());
        // Operations are what people write, so most changes go there.
        let target = [3, 3, 3, 0, 1, 2][dice.below(6)];
        for _ in 0..=dice.below(3) {
            if !sources[target].bytes.is_empty() {
                change(&mut sources[target].bytes, &mut dice);
            }
        }
        if let Err(broken) = load("specs", sources.clone()) {
            assert!(!broken.diagnostics.is_empty());
            refused += 1;
            for found in &broken.diagnostics {
                check_position(found, &sources);
                let words = found.message.split(['`', ' ']).take(3);
                messages.insert(words.collect::<Vec<_>>().join(" "));
            }
        }
    }
    assert!(refused > ROUNDS / 2, "only {refused} changes were mistakes");
    assert!(messages.len() > 20, "only these mistakes occurred: {messages:?}");
}
