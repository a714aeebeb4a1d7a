//! Lists that are read by tokens and by offsets.

use std::sync::atomic::{AtomicUsize, Ordering};

use ota_api::sign::Format;
use ota_api::{Credentials, Error};
use ota_emulator::Emulator;

use crate::canned::Canned;
use crate::contract::outside::{Client, FindCrates, FindCratesResponse};
use crate::specs;

/// The value of a parameter in a request; empty if it is not there.
fn value<'r>(request: &'r str, name: &str) -> &'r str {
    let rest =
        request.split([' ', '?', '&']).find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    rest.unwrap_or_default()
}

/// A page of crates with these numbers.
fn page(numbers: std::ops::Range<usize>, rest: &str) -> String {
    let crates: Vec<String> = numbers.map(|number| format!(r#"{{"Label":"c{number}"}}"#)).collect();
    format!(r#"{{"CallId":"p","Done":true,"Crates":[{}]{rest}}}"#, crates.join(","))
}

fn client(canned: &Canned) -> Client {
    canned.builder_of::<Client>().build().unwrap()
}

/// A service with pages of two crates, which names the next page by a token.
async fn tokens(total: usize) -> Canned {
    Canned::json(move |request| {
        let first = value(request, "Cursor").trim_start_matches("at-").parse().unwrap_or(0);
        let end = total.min(first + 2);
        let next = if end < total { format!(r#","NextCursor":"at-{end}""#) } else { String::new() };
        page(first..end, &next)
    })
    .await
}

/// The labels up to the end, and the error there.
macro_rules! read {
    ($items:expr) => {{
        let mut items = $items;
        let mut labels = Vec::new();
        let error: Option<Error> = loop {
            match items.next().await {
                Some(Ok(item)) => labels.push(item.label.unwrap()),
                end => break end.and_then(Result::err),
            }
        };
        assert!(items.next().await.is_none(), "and stays at its end");
        (labels, error)
    }};
}

fn labels(numbers: std::ops::Range<usize>) -> Vec<String> {
    numbers.map(|number| format!("c{number}")).collect()
}

#[tokio::test]
async fn tokens_lead_from_page_to_page() {
    for (total, calls) in [(0, 1), (1, 1), (2, 1), (5, 3)] {
        let canned = tokens(total).await;
        let (found, error) = read!(client(&canned).find_crates().items());
        assert_eq!((found, error.is_none()), (labels(0..total), true));
        assert_eq!(canned.requests().len(), calls);
        assert!(canned.requests()[0].contains("Most=50"), "the largest size");
        assert!(!canned.requests()[0].contains("Cursor"), "the first page has no token");
    }
}

#[tokio::test]
async fn reading_goes_on_from_a_token_that_was_kept() {
    let canned = tokens(5).await;
    let client = client(&canned);
    let mut pages = client.find_crates().most(2).pages();
    assert_eq!(pages.position(), Some(String::new()));
    let first = pages.next().await.unwrap().unwrap();
    assert_eq!(first.next_cursor.as_deref(), Some("at-2"), "the response keeps its token");
    let kept = pages.position().unwrap();
    assert_eq!(kept, "at-2");
    let (found, error) = read!(client.find_crates().items().resume(kept));
    assert_eq!((found, error.is_none()), (labels(2..5), true));
    let (found, _) = read!(client.find_crates().cursor("at-4").items());
    assert_eq!(found, labels(4..5));
    let whole: Vec<FindCratesResponse> = {
        let mut pages = client.find_crates().pages();
        let mut whole = Vec::new();
        while let Some(page) = pages.next().await {
            whole.push(page.unwrap().into_inner());
        }
        assert_eq!(pages.position(), None);
        whole
    };
    assert_eq!(whole.len(), 3);
}

#[tokio::test]
async fn a_service_that_names_a_next_page_forever_is_told() {
    let bodies: [fn(usize) -> String; 4] = [
        |_| page(0..1, r#","NextCursor":"same""#),
        |call| page(0..1, &format!(r#","NextCursor":"t{}""#, call % 3)),
        |call| page(0..0, &format!(r#","NextCursor":"t{call}""#)),
        |call| page(0..1, &format!(r#","NextCursor":"t{}","Total":3"#, call.min(7))),
    ];
    for body in bodies {
        let calls = AtomicUsize::new(0);
        let canned = Canned::json(move |_| body(calls.fetch_add(1, Ordering::Relaxed))).await;
        let (_, error) = read!(client(&canned).find_crates().items());
        let error = error.unwrap();
        assert!(error.is_endless_list() && !error.is_retryable(), "{error}");
        assert!(error.to_string().starts_with("`FindCrates`: the list has no end"), "{error}");
        assert!(canned.requests().len() <= 1001);
    }
}

#[tokio::test]
async fn a_token_that_cannot_be_read_is_no_end() {
    for token in ["[]", r#"{"a":1}"#] {
        let canned = Canned::json(move |_| page(0..2, &format!(r#","NextCursor":{token}"#))).await;
        let (found, error) = read!(client(&canned).find_crates().items());
        assert_eq!(found, labels(0..2), "what came is not lost");
        let error = error.unwrap().to_string();
        assert!(error.contains("`NextCursor`: expected"), "{error}");
    }
}

#[tokio::test]
async fn a_list_with_tokens_that_ends_early_is_not_whole() {
    let canned = Canned::json(|_| page(0..2, r#","Total":3"#)).await;
    let (found, error) = read!(client(&canned).find_crates().items());
    assert_eq!(found.len(), 2);
    let list = error.unwrap().incomplete_list().unwrap();
    assert_eq!((list.rows(), list.total()), (2, 3));
}

#[tokio::test]
async fn an_error_keeps_the_token_of_the_page_that_failed() {
    let canned = Canned::json(|request| match value(request, "Cursor") {
        "" => page(0..2, r#","NextCursor":"b""#),
        _ => r#"{"Done":false,"ErrorCode":"Shelf.Full"}"#.to_owned(),
    })
    .await;
    let client = client(&canned);
    let mut pages = client.find_crates().pages();
    assert!(pages.next().await.unwrap().is_ok());
    assert_eq!(pages.next().await.unwrap().unwrap_err().code(), Some("Shelf.Full"));
    assert_eq!(pages.position().as_deref(), Some("b"));
    assert!(pages.next().await.is_none());
    let again = client.find_crates().pages().resume("b".to_owned()).next().await.unwrap();
    assert!(again.is_err());
}

#[tokio::test]
async fn offsets_advance_by_what_came() {
    // The service gives out one, two or three crates at a time, as it likes.
    let canned = Canned::json(|request| {
        let first: usize = value(request, "Skip").parse().unwrap();
        page(first..(first + 1 + first % 3).min(7), r#","Total":7"#)
    })
    .await;
    let (found, error) = read!(client(&canned).scan_crates().items());
    assert_eq!((found, error.map(|error| error.to_string())), (labels(0..7), None));
    let (found, _) = read!(client(&canned).scan_crates().items().resume(5));
    assert_eq!(found, labels(5..7));
}

#[tokio::test]
async fn offsets_beyond_what_the_service_gives_out_are_not_asked_for() {
    let canned = Canned::json(|request| {
        let first: usize = value(request, "Skip").parse().unwrap();
        page(first..first + 2, r#","Total":20"#)
    })
    .await;
    let (found, error) = read!(client(&canned).scan_crates().items());
    assert_eq!((found.len(), canned.requests().len()), (8, 4));
    assert!(error.unwrap().is_page_limit());
}

#[tokio::test]
async fn an_empty_page_in_the_middle_of_offsets_is_an_error() {
    let canned = Canned::json(|request| {
        let rows = if value(request, "Skip") == "0" { 2 } else { 0 };
        page(0..rows, r#","Total":5"#)
    })
    .await;
    let (_, error) = read!(client(&canned).scan_crates().items());
    let list = error.unwrap().incomplete_list().unwrap();
    assert_eq!((list.rows(), list.total()), (2, 5));
}

#[tokio::test]
async fn offsets_without_a_total_end_with_a_short_page() {
    let canned = Canned::json(|request| {
        let first: usize = value(request, "From").parse().unwrap();
        page(first..(first + 10).min(25), "")
    })
    .await;
    let (found, error) = read!(client(&canned).skim_crates().items());
    assert_eq!((found, error.is_none()), (labels(0..25), true));
    assert_eq!(canned.requests().len(), 3);
    let ignored = Canned::json(|_| page(0..40, "")).await;
    let (found, error) = read!(client(&ignored).skim_crates().items());
    assert_eq!((found.len(), error.is_none()), (40, true), "all at once");
}

#[tokio::test]
async fn an_offset_that_its_parameter_cannot_say_is_not_sent() {
    let canned = Canned::json(|_| page(0..10, "")).await;
    let request = client(&canned).skim_crates().items().resume(i64::from(i32::MAX) - 9);
    let (found, error) = read!(request);
    assert_eq!((found.len(), canned.requests().len()), (10, 1));
    assert!(error.unwrap().is_page_limit());
}

#[tokio::test]
async fn lists_of_examples_have_an_end() {
    let specs = specs::folder("tests/fixtures/outside");
    let emulator = Emulator::builder().specs(specs).start().await.unwrap();
    for format in [Format::Json, Format::Xml] {
        let key = Credentials::new(emulator.key_id(), emulator.key_secret());
        let client = Client::builder().endpoint(emulator.endpoint()).credentials(key);
        let client = client.format(format).build().unwrap();
        let (found, error) = read!(client.find_crates().items());
        assert_eq!((found, error.map(|error| error.to_string())), (names(&["cups", "cups"]), None));
        let (found, error) = read!(client.scan_crates().items());
        assert_eq!((found, error.map(|error| error.to_string())), (names(&["cups"]), None));
        let (found, error) = read!(client.skim_crates().count(1).items());
        assert_eq!((found, error.map(|error| error.to_string())), (names(&["cups"]), None));
        let (found, error) = read!(client.list_crates().shelf("A-1").items());
        assert_eq!((found, error.map(|error| error.to_string())), (names(&["cups", "pots"]), None));
        // The example says that there are nine, and names a third page.
        let first = client.find_crates().send().await.unwrap();
        assert_eq!((first.total, first.next_cursor.as_deref()), (Some(2), Some("page-3")));
        let last = client.find_crates().cursor("page-3").send().await.unwrap();
        assert_eq!((last.total, last.next_cursor.as_deref()), (Some(2), None));
        let beyond = client.list_crates().shelf("A-1").page(2).send().await.unwrap();
        assert_eq!((beyond.total, beyond.crates.len()), (Some(2), 0));
    }
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn a_request_says_where_a_list_is_read() {
    let request = FindCrates::builder().cursor("b").build();
    assert_eq!(request.cursor.as_deref(), Some("b"));
}
