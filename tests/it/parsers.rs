//! No bytes make a parser panic, overflow the stack or break what must hold: noise, damaged seeds, and what is nested
//! deep. The targets and the seeds are those of `fuzz/`, where libFuzzer goes on for as long as one likes.

use std::path::Path;

#[allow(unreachable_pub, reason = "another crate has this file as well")]
#[path = "../../fuzz/src/targets.rs"]
mod targets;

use targets::TARGETS;

/// The inputs of each kind for each parser in every run of the tests.
const FEW: u32 = 200;

/// The inputs of each kind for each parser in [`many_inputs`].
const MANY: u32 = 10_000;

/// A generator of numbers that are the same each time.
struct Random(u64);

impl Random {
    /// A number below an end.
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end.max(1)).unwrap()).unwrap()
    }

    fn of<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        choices[self.below(choices.len())]
    }
}

/// What means something to one of the parsers.
const WORDS: [&[u8]; 44] = [
    b"{",
    b"}",
    b"[",
    b"]",
    b"\"",
    b":",
    b",",
    b"\\",
    b"\\u0000",
    b"\\ud800",
    b"\\\"",
    b"null",
    b"true",
    b"false",
    b"0",
    b"-1",
    b"1e400",
    b"9223372036854775808",
    b"0.1",
    b"{}",
    b"[]",
    b"\"\"",
    b"<",
    b">",
    b"</",
    b"/>",
    b"<a>",
    b"</a>",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"]]>",
    b"<!DOCTYPE a>",
    b"<?a?>",
    b"&",
    b"&amp;",
    b"&#0;",
    b"&#x1F600;",
    b"%",
    b"%2e",
    b".1=",
    b"\n",
    b"\xff",
    "\u{202e}😀".as_bytes(),
];

/// A seed with up to eight damages, or one of another parser.
fn damaged(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut bytes = seeds[random.below(seeds.len())].clone();
    for _ in 0..=random.below(8) {
        let (at, to) = (random.below(bytes.len() + 1), random.below(bytes.len() + 1));
        let (from, to) = (at.min(to), at.max(to));
        match random.below(7) {
            0 => drop(bytes.drain(from..to)),
            1 => bytes.truncate(at),
            2 => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << random.below(8)),
            3 => {
                let piece = bytes[from..to.min(from + 64)].to_vec();
                bytes.splice(at..at, piece);
            }
            4 => {
                let other = &seeds[random.below(seeds.len())];
                let start = random.below(other.len());
                bytes.splice(from..to, other[start..].iter().copied().take(64));
            }
            _ => {
                bytes.splice(at..at, random.of(&WORDS).iter().copied());
            }
        }
    }
    bytes
}

/// Up to 64 bytes or words.
fn noise(random: &mut Random) -> Vec<u8> {
    let mut bytes = Vec::new();
    let is_text = random.below(2) == 0;
    for _ in 0..random.below(64) {
        match is_text {
            true => bytes.extend_from_slice(random.of(&WORDS)),
            false => bytes.push(u8::try_from(random.below(256)).unwrap()),
        }
    }
    bytes
}

fn seeds(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds").join(name);
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

fn run(name: &str, inputs: u32) {
    let (_, parse) = TARGETS.into_iter().find(|(known, _)| *known == name).unwrap();
    let seeds = seeds(name);
    assert!(seeds.len() > 1, "`{name}` has seeds");
    seeds.iter().for_each(|seed| parse(seed));
    let mut random = Random(0x5eed);
    for number in 0..inputs {
        for input in [noise(&mut random), damaged(&seeds, &mut random)] {
            let shown = String::from_utf8_lossy(&input).into_owned();
            let parsed = std::panic::catch_unwind(|| parse(&input));
            assert!(parsed.is_ok(), "`{name}`, number {number}: {shown:?}");
        }
    }
    for part in [
        "[",
        "{\"a\":",
        "<a>",
        "<a",
        "a.1.",
        "\\",
        "&amp;",
        "(",
        "{\"Data\":{\"Item\":",
        "<Data><Item>",
    ] {
        parse(part.repeat(200_000).as_bytes());
    }
    let valid = [("[", "]"), ("{\"a\":[", "]}"), ("<a>", "</a>")];
    for (open, close) in valid {
        parse(format!("{}{}", open.repeat(200_000), close.repeat(200_000)).as_bytes());
    }
}

macro_rules! parsers {
    ($($name:ident),*) => {
        /// The parsers that have a test.
        const TESTED: &[&str] = &[$(stringify!($name)),*];

        $(
            #[test]
            fn $name() {
                run(stringify!($name), FEW);
            }
        )*
    };
}

parsers!(spec, json, xml, flatten, signing, seed, credentials);

/// A minute of the same: `cargo test -p ota-tests --test it -- --ignored parsers`.
#[test]
#[ignore = "takes a minute"]
fn many_inputs() {
    TESTED.iter().for_each(|name| run(name, MANY));
}

#[test]
fn every_target_has_a_test_seeds_and_a_program() {
    assert_eq!(TARGETS.map(|(name, _)| name).as_slice(), TESTED);
    let manifest = include_str!("../../fuzz/Cargo.toml");
    for (name, _) in TARGETS {
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name}");
        assert!(!seeds(name).is_empty(), "{name}");
    }
}
