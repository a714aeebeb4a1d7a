//! Whatever happens to spec files, the reader survives and points into them.
//!
//! Those of the repository are changed, and those of the tests, which use every word.

#![allow(clippy::unwrap_used, reason = "this is a test")]

use std::collections::BTreeSet;
use std::path::Path;

use ota_spec::diagnostic::Diagnostic;
use ota_spec::{Source, Value, load, read_folder};

/// How many changes are tried, of each kind.
const ROUNDS: u64 = 1200;

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

/// Changes the JSON and not its spelling, so that all work is for the checks behind the parser.
fn rearrange(root: &mut Value, dice: &mut Dice) {
    let mut words = Vec::new();
    collect(root, &mut words);
    let word = words.get(dice.below(words.len())).cloned().unwrap_or_default();
    let target = dice.below(size(root));
    let Some(found) = nth(root, &mut { target }) else { return };
    match (dice.below(3), found) {
        (0, Value::Object(members)) if !members.is_empty() => {
            let (at, other) = (dice.below(members.len()), dice.below(members.len()));
            match dice.below(5) {
                0 => drop(members.remove(at)),
                1 => members.push(members[at].clone()),
                2 => drop(members[at].0.pop()),
                3 => members[at].0 = word,
                _ => members[at].1 = members[other].1.clone(),
            }
        }
        (0, Value::Array(items)) if !items.is_empty() => {
            let at = dice.below(items.len());
            match dice.below(3) {
                0 => drop(items.remove(at)),
                1 => items.push(items[at].clone()),
                _ => items.clear(),
            }
        }
        (1, found) => *found = Value::String(word),
        (_, found) => {
            let numbers = ["0", "-1", "2.5", "2147483648", "1e999", "-9223372036854775808"];
            *found = match dice.below(7) {
                0 => Value::Null,
                1 => Value::Bool(dice.below(2) == 0),
                2 | 3 => Value::Number(numbers[dice.below(numbers.len())].to_owned()),
                4 => Value::Array(vec![found.clone()]),
                5 => Value::Object(vec![(word, found.clone())]),
                _ => Value::from(" "),
            };
        }
    }
}

/// Every key and string, so that one can replace another.
fn collect(value: &Value, words: &mut Vec<String>) {
    match value {
        Value::String(text) => words.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| collect(item, words)),
        Value::Object(members) => {
            for (key, member) in members {
                words.push(key.clone());
                collect(member, words);
            }
        }
        _ => {}
    }
}

fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Object(members) => 1 + members.iter().map(|(_, value)| size(value)).sum::<usize>(),
        _ => 1,
    }
}

/// The value with this number, counted from the root down.
fn nth<'a>(value: &'a mut Value, left: &mut usize) -> Option<&'a mut Value> {
    if *left == 0 {
        return Some(value);
    }
    *left -= 1;
    match value {
        Value::Array(items) => items.iter_mut().find_map(|item| nth(item, left)),
        Value::Object(members) => members.iter_mut().find_map(|(_, value)| nth(value, left)),
        _ => None,
    }
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

/// Tries `change` on an operation or a shared file, again and again. Gives how many results were
/// refused, and the messages without names.
fn tried(change: impl Fn(&mut Vec<u8>, &mut Dice)) -> (u64, BTreeSet<String>) {
    let folders = ["/../specs", "/tests/base"].map(|folder| {
        let folder = format!("{}{folder}", env!("CARGO_MANIFEST_DIR"));
        let sources = read_folder(Path::new(&folder)).unwrap();
        sources.into_iter().partition::<Vec<_>, _>(|source| source.path.starts_with("ops/"))
    });
    let (mut refused, mut messages) = (0, BTreeSet::new());
    for seed in 1..=ROUNDS {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let (operations, shared) = &folders[dice.below(2)];
        let mut sources = shared.clone();
        sources.push(operations[dice.below(operations.len())].clone());
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
                // Without the names in backticks.
                messages.insert(found.message.split('`').step_by(2).collect::<Vec<_>>().join("_"));
            }
        }
    }
    (refused, messages)
}

#[test]
fn changed_spec_files_never_panic_and_mistakes_lie_in_them() {
    let (refused, messages) = tried(change);
    assert!(refused > ROUNDS / 2, "only {refused} changes were mistakes");
    assert!(messages.len() > 20, "only these mistakes occurred: {messages:?}");
}

#[test]
fn changed_keys_and_values_never_panic_and_mistakes_lie_in_them() {
    let (refused, messages) = tried(|bytes, dice| {
        // An earlier change may have given a key twice, which is no value any more.
        if let Ok(mut value) = Value::from_json(std::str::from_utf8(bytes).unwrap()) {
            rearrange(&mut value, dice);
            *bytes = value.pretty().into_bytes();
        }
    });
    assert!(refused > ROUNDS / 2, "only {refused} changes were mistakes");
    assert!(messages.len() > 100, "only these mistakes occurred: {messages:?}");
}
