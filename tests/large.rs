//! Long responses: what it takes to read them, or to refuse them, grows as they do and no faster.
//!
//! The judge is the allocator: work that repeats itself shows in the bytes that are asked for.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::sync::{Mutex, MutexGuard, PoisonError};

use dhat::{Alloc, HeapStats, Profiler};
use ota_api::__private::stages::{Received, decode};

use all_types::PackBox;

#[path = "large/bounds.rs"]
mod bounds;

mod all_types {
    ota_api::operations!("fixtures/all_types");
}

#[global_allocator]
static ALLOCATOR: Alloc = Alloc;

/// Taken by each test as a whole: all memory of the process is counted, also what another test makes ready.
fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What it takes to decode a body, whether that works or not.
fn decoding(body: &str) -> HeapStats {
    let received = Received::new(body.as_bytes().to_vec());
    let profiler = Profiler::builder().testing().build();
    let result = decode::<PackBox>(&received);
    let stats = HeapStats::get();
    drop(profiler);
    drop(result);
    stats
}

/// Checks bodies of about this many bytes and of twice as many. The memory may be `multiple` times theirs.
#[track_caller]
fn grows_evenly(multiple: usize, body: impl Fn(usize) -> String) {
    const BYTES: usize = 256 * 1024;
    let (short, long) = (body(BYTES), body(2 * BYTES));
    // Once without counting, as some things are made once.
    decoding("{}");
    let (one, two) = (decoding(&short), decoding(&long));
    let about_twice = |one: u64, two: u64| two <= one * 22 / 10 + 64 * 1024;
    assert!(about_twice(one.total_blocks, two.total_blocks), "{one:?}, {two:?}");
    assert!(about_twice(one.total_bytes, two.total_bytes), "{one:?}, {two:?}");
    assert!(two.max_bytes <= multiple * long.len() + 64 * 1024, "{} in {two:?}", long.len());
}

/// As many of these as fit into so many bytes.
fn many(text: &str, bytes: usize) -> String {
    text.repeat(bytes / text.len())
}

#[test]
fn lists_of_rows() {
    let _turn = turn();
    let row = r#"{"Name":"a name as long as most","Parts":{"Part":["a","b"]}},"#;
    grows_evenly(8, |bytes| {
        format!(r#"{{"Success":true,"Data":{{"Item":[{}{{}}]}}}}"#, many(row, bytes))
    });
    let row = "<Item><Name>a name as long as most</Name><Parts><Part>a</Part></Parts></Item>";
    grows_evenly(8, |bytes| {
        format!("<R><Success>true</Success><Data>{}</Data></R>", many(row, bytes))
    });
}

#[test]
fn lists_of_small_and_empty_items() {
    let _turn = turn();
    grows_evenly(8, |bytes| format!(r#"{{"Success":true,"Codes":[{}1]}}"#, many("1,", bytes)));
    grows_evenly(8, |bytes| {
        format!("<R><Success>true</Success>{}</R>", many("<Codes>1</Codes>", bytes))
    });
    // The rows take many times the memory of their text: up to here, they are kept.
    let room = 3 * 16 * 1024 * 1024 / (256 * 1024);
    grows_evenly(room, |bytes| {
        format!(r#"{{"Success":true,"Data":{{"Item":[{}{{}}]}}}}"#, many("{},", bytes))
    });
    grows_evenly(room, |bytes| {
        format!("<R><Success>true</Success><Data>{}</Data></R>", many("<Item/>", bytes))
    });
}

#[test]
fn values_of_the_wrong_type() {
    let _turn = turn();
    grows_evenly(8, |bytes| format!(r#"{{"Success":true,"Codes":[{}1]}}"#, many("[],", bytes)));
    grows_evenly(8, |bytes| {
        format!("<R><Success>true</Success>{}</R>", many("<Codes>x</Codes>", bytes))
    });
    grows_evenly(8, |bytes| {
        format!(r#"{{"Success":true,{}"Total":1}}"#, many(r#""Total":[],"#, bytes))
    });
}

#[test]
fn fields_that_nobody_knows() {
    let _turn = turn();
    let distinct = |bytes: usize, write: &dyn Fn(usize) -> String| {
        (0..bytes / write(0).len()).map(write).collect::<String>()
    };
    grows_evenly(8, |bytes| {
        let fields = distinct(bytes, &|number| format!(r#""field{number}":[1],"#));
        format!(r#"{{{fields}"Success":true}}"#)
    });
    grows_evenly(8, |bytes| {
        let fields = distinct(bytes, &|number| format!("<field{number}>1</field{number}>"));
        format!("<R>{fields}<Success>true</Success></R>")
    });
}

#[test]
fn nesting_and_long_names() {
    let _turn = turn();
    grows_evenly(8, |bytes| format!("<R>{}", many("<a>", bytes)));
    grows_evenly(8, |bytes| {
        let half = bytes / 2;
        format!("<R><Success>true</Success>{}{}</R>", many("<a>", half), many("</a>", half))
    });
    grows_evenly(8, |bytes| format!(r#"{{"a":{}"#, many("[", bytes)));
    // The name of the root is looked at again with every element, unless care is taken.
    grows_evenly(8, |bytes| {
        let (name, codes) = ("R".repeat(bytes / 2), many("<Codes>1</Codes>", bytes / 2));
        format!("<{name}><Success>true</Success>{codes}</{name}>")
    });
}

#[test]
fn secrets_in_a_response_that_cannot_be_read() {
    let _turn = turn();
    for part in [
        r#""Policy":"x","#,
        r#"\"Policy\":\"x\","#,
        "<Policy>x</Policy>",
        "&lt;Policy>x&lt;/",
        "<Policy a='b'",
        "Policy=x&",
        "a:b:Policy:'",
        "//</</",
        "https://h?Signature=x ",
    ] {
        grows_evenly(12, |bytes| many(part, bytes));
        grows_evenly(12, |bytes| format!("{{\"a\":{}", many(part, bytes)));
    }
}
