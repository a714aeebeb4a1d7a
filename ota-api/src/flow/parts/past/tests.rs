use std::io::{self, BufReader, Read};

use proptest::prelude::*;

use super::{Found, LONGEST, Open, Past, chain, line, read, written};

const HEADER: &str = "ota-parts 1 Cancel host 200 00112233445566778899aabbccddeeff";

/// A part's start.
fn start(number: u32) -> String {
    format!("start {number} 200 {}", written(chain(&number.to_le_bytes())))
}

fn open(number: u32, is_unknown: bool) -> (u32, Open) {
    (number, Open { chain: chain(&number.to_le_bytes()), is_unknown })
}

fn journal(lines: &[String]) -> Vec<u8> {
    let all = [HEADER.to_owned()].into_iter().chain(lines.iter().cloned());
    all.map(|content| line(&content)).collect::<String>().into_bytes()
}

fn look(bytes: &[u8]) -> Result<Found, String> {
    read(&mut &*bytes, &line(HEADER)).map_err(|error| error.to_string())
}

fn lines(kinds: &[&str]) -> Vec<String> {
    kinds
        .iter()
        .map(|kind| match kind.strip_prefix("start ") {
            Some(number) => start(number.parse().unwrap()),
            None => (*kind).to_owned(),
        })
        .collect()
}

#[test]
fn what_earlier_runs_did_is_read_from_their_lines() {
    let unsent = format!("unsent 5 3 {}", written(chain(&5_u32.to_le_bytes())));
    let mut lines =
        lines(&["start 1", "done 1", "start 2", "start 3", "failed 2", "start 4", "unknown 4"]);
    lines.push(unsent);
    let bytes = journal(&lines);
    let past = Past {
        last: 5,
        chain: chain(&5_u32.to_le_bytes()),
        open: [open(2, false), open(3, true), open(4, true), open(5, false)].into(),
    };
    let found = Found { past, length: bytes.len() as u64, is_torn: false };
    assert_eq!(look(&bytes), Ok(found));
    // A second run.
    let more = ["start 2", "done 2", "start 3", "failed 3", "start 4"];
    lines.extend(self::lines(&more));
    let found = look(&journal(&lines)).unwrap().past;
    assert_eq!(found.open, [open(3, false), open(4, true), open(5, false)].into());
    assert_eq!(found.last, 5);
}

#[test]
fn wherever_a_journal_is_cut_the_whole_lines_before_count() {
    let whole = journal(&lines(&["start 1", "done 1", "start 2", "failed 2", "start 2"]));
    let header = line(HEADER).len();
    for length in 0..=whole.len() {
        if (1.."ota-parts ".len()).contains(&length) {
            let error = look(&whole[..length]).unwrap_err();
            assert!(error.starts_with("it holds too little"), "{error}");
            continue;
        }
        let found = look(&whole[..length]).unwrap();
        let lines =
            whole[..length].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        assert_eq!(found.length as usize, lines, "of {length} bytes");
        assert_eq!(found.is_torn, lines != length, "of {length} bytes");
        assert_eq!(found.length > 0, length >= header);
        assert_eq!(
            found,
            look(&whole[..lines]).map(|whole| Found { is_torn: found.is_torn, ..whole }).unwrap()
        );
    }
}

#[test]
fn a_last_line_that_power_left_damaged_is_dropped_and_no_other() {
    let whole = journal(&lines(&["start 1", "done 1"]));
    let kept = journal(&lines(&["start 1"])).len();
    for place in kept..whole.len() - 1 {
        let mut torn = whole.clone();
        torn[place] = 0;
        let found = look(&torn).unwrap();
        assert_eq!((found.length as usize, found.is_torn), (kept, true));
        torn.extend(line(&start(2)).into_bytes());
        assert!(look(&torn).unwrap_err().starts_with("line 3 is damaged; "));
    }
}

#[test]
fn a_journal_of_something_else_is_told_by_what_differs() {
    let of = |header: &str| look(line(header).as_bytes()).unwrap_err();
    let another = |from: &str, to: &str| of(&HEADER.replace(from, to));
    assert_eq!(
        another("Cancel", "Confirm"),
        "it is about another operation: `Confirm`, where this list has `Cancel`; name another file"
    );
    assert!(another("host", "other").starts_with("it is about another host: `other`"));
    assert!(another("200", "10").starts_with("it is about another size of a part: `10`"));
    assert!(another("s 1", "s 2").starts_with("it is about another version: `2`"));
    let parameters = "it is about a request with other parameters; name another file";
    assert_eq!(another("0011", "1100"), parameters);
    for foreign in ["device1\ndevice2\n", "ota-parts\n", "\0\0\0", "ota-parts 1 x\n", "{}\n"] {
        let error = look(foreign.as_bytes()).unwrap_err();
        assert_eq!(error, "it is no journal; name another file");
    }
    let torn = look(b"ota-parts ").unwrap();
    assert!(torn.is_torn && torn.length == 0, "it is the beginning of this header");
}

#[test]
fn lines_that_no_run_writes_are_refused_with_their_number() {
    for (bad, why) in [
        (vec!["start 2"], "line 2 begins a part that cannot begin there"),
        (vec!["start 1", "start 3"], "line 3 begins a part"),
        (vec!["start 1", "done 1", "start 1"], "line 4 begins a part"),
        (vec!["done 1"], "line 2 says what no run writes"),
        (vec!["start 1", "done 1", "done 1"], "line 4 says what no run writes"),
        (vec!["start 1", "unknown 2"], "line 3 says"),
        (vec!["start 1", "done 1 2"], "line 3 says"),
        (vec!["start 1", "end 1"], "line 3 says"),
        (vec!["failed 4294967296"], "line 2 says"),
        (vec!["start"], "line 2 says"),
        (vec!["start 1", "unsent 1 200 00"], "line 3 says"),
        (vec!["start 1", "unsent 1 200 +0112233445566778899aabbccddeeff"], "line 3 "),
    ] {
        let error = look(&journal(&lines(&bad))).unwrap_err();
        assert!(error.starts_with(why), "{bad:?}: {error}");
        assert!(error.contains("begin a new journal with the items that are left"), "{error}");
    }
}

#[test]
fn a_line_of_a_gigabyte_takes_no_more_memory_than_a_line() {
    let endless = || BufReader::with_capacity(512, io::repeat(b'x'));
    let error = read(&mut endless(), &line(HEADER)).unwrap_err().to_string();
    assert!(error.starts_with("line 1 is longer than any"), "{error}");
    let header = line(HEADER);
    let mut after = BufReader::with_capacity(512, header.as_bytes().chain(io::repeat(b'x')));
    let error = read(&mut after, &header).unwrap_err().to_string();
    assert!(error.starts_with("line 2 is longer than any"), "{error}");
    assert!(
        line(&format!("ota-parts 1 {:x>300} {:x>253} 1000000 {:032}", "", "", 0)).len() < LONGEST
    );
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), has_header: bool) {
        let mut all = if has_header { line(HEADER).into_bytes() } else { Vec::new() };
        all.extend(bytes);
        let _ = look(&all);
    }

    #[test]
    fn no_lines_make_it_panic(words in proptest::collection::vec("(start|done|failed|unknown|unsent)( [0-9]{1,3}){0,3}", 0..9)) {
        let _ = look(&journal(&words));
    }
}
