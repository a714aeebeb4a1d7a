//! Pages, parts, waiting and choices, as the spec words say: on operations of another product.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_core::Stream;
use ota_api::WaitError;

use crate::canned::Canned;
use crate::contract::outside::{
    Client, Handling, ListCrates, ShelfId, StoreCrates, StoreCratesCrates, StoreCratesPlace,
};

/// A shelf of numbered crates, two per page; the response has the total unless it is hidden.
async fn shelf(total: usize, hidden: bool) -> Canned {
    Canned::json(move |request| {
        let page = value(request, "Page").parse::<usize>().unwrap();
        let labels: Vec<String> = (2 * (page - 1)..(2 * page).min(total))
            .map(|number| format!(r#"{{"Label":"c{number}"}}"#))
            .collect();
        let total = if hidden { String::new() } else { format!(r#","Total":{total}"#) };
        format!(
            r#"{{"CallId":"p{page}","Done":true,"Crates":{{"Crate":[{}]}}{total}}}"#,
            labels.join(",")
        )
    })
    .await
}

/// The value of a parameter in a request.
fn value<'r>(request: &'r str, name: &str) -> &'r str {
    let (_, rest) = request.split_once(&format!("{name}=")).unwrap();
    rest.split(['&', ' ']).next().unwrap()
}

fn client(canned: &Canned) -> Client {
    canned.builder_of::<Client>().build().unwrap()
}

async fn next<S: Stream>(stream: &mut Pin<&mut S>) -> Option<S::Item> {
    poll_fn(|context| stream.as_mut().poll_next(context)).await
}

#[tokio::test]
async fn the_items_of_all_pages_come_one_after_the_other() {
    for (hidden, calls) in [(false, 3), (true, 3)] {
        let canned = shelf(5, hidden).await;
        let client = client(&canned);
        let mut items = pin!(client.list_crates().shelf("A-1").items());
        let mut labels = Vec::new();
        while let Some(item) = next(&mut items).await {
            labels.push(item.unwrap().label.unwrap());
        }
        assert_eq!(labels, ["c0", "c1", "c2", "c3", "c4"]);
        assert_eq!(canned.requests().len(), calls);
        assert!(canned.requests()[0].contains("Page=1&Shelf=A-1&Size=2"), "the largest size");
    }
}

#[tokio::test]
async fn pages_start_where_they_are_told_and_say_where_they_are() {
    let canned = shelf(5, false).await;
    let client = client(&canned);
    let mut pages = client.list_crates().shelf("A-1").page(2).pages();
    assert_eq!(pages.position(), Some(2));
    assert_eq!(pages.next().await.unwrap().unwrap().request_id(), "p2");
    assert_eq!(pages.position(), Some(3));
    let mut later = client.list_crates().shelf("A-1").pages().resume(3);
    assert_eq!(later.next().await.unwrap().unwrap().crates.len(), 1);
    assert!(later.next().await.is_none());
    assert!(later.next().await.is_none(), "and stays at its end");
    assert_eq!(later.position(), None);
}

#[tokio::test]
async fn an_error_ends_the_pages_at_the_page_that_failed() {
    let canned = Canned::json(|request| match value(request, "Page") {
        "1" => r#"{"Done":true,"Crates":{"Crate":[{},{"Label":"x"}]},"Total":9}"#.to_owned(),
        _ => r#"{"Done":false,"ErrorCode":"Shelf.Full"}"#.to_owned(),
    })
    .await;
    let client = client(&canned);
    let mut pages = client.list_crates().shelf("A-1").pages();
    assert!(pages.next().await.unwrap().is_ok());
    assert_eq!(pages.next().await.unwrap().unwrap_err().code(), Some("Shelf.Full"));
    assert_eq!(pages.position(), Some(2));
    assert!(pages.next().await.is_none());
}

#[tokio::test]
async fn the_page_limit_is_told_from_the_end_of_the_list() {
    for (total, cut) in [(6, false), (7, true)] {
        let canned = shelf(total, false).await;
        let client = client(&canned);
        let mut items = client.list_crates().shelf("A-1").items();
        let mut count = 0;
        let end = loop {
            match items.next().await {
                Some(Ok(_)) => count += 1,
                end => break end,
            }
        };
        assert_eq!(count, 6);
        assert_eq!(canned.requests().len(), 3);
        assert_eq!(end.is_some(), cut);
        if let Some(end) = end {
            let error = end.unwrap_err();
            assert!(error.is_page_limit() && error.to_string().contains("first 6 rows"), "{error}");
            assert!(items.next().await.is_none());
        }
    }
}

fn crates(count: usize) -> Vec<StoreCratesCrates> {
    (0..count).map(|number| StoreCratesCrates::default().label(format!("c{number}"))).collect()
}

#[tokio::test]
#[allow(deprecated, reason = "the operation is, to show that one can be")]
async fn a_long_list_goes_out_in_parts_and_each_part_has_its_outcome() {
    let calls = AtomicUsize::new(0);
    let canned = Canned::json(move |_| match calls.fetch_add(1, Ordering::SeqCst) {
        1 => r#"{"Done":false,"ErrorCode":"Shelf.Full","CallId":"C"}"#.to_owned(),
        _ => r#"{"Done":true,"CallId":"C","Stored":3}"#.to_owned(),
    })
    .await;
    let client = client(&canned);
    let call = || client.store_crates().place(StoreCratesPlace::anywhere());
    assert!(call().crates(crates(7)).send().await.unwrap_err().is_usage(), "too long for one call");
    let parts = call().crates(crates(7)).send_parts().await.unwrap();
    let sizes: Vec<usize> = parts.all().iter().map(|part| part.items().len()).collect();
    assert_eq!(sizes, [3, 3, 1]);
    assert!(!parts.is_complete());
    assert_eq!(parts.failed().count(), 1);
    assert_eq!(parts.left(), crates(7)[3..6]);
    assert_eq!(parts.all()[0].outcome().as_ref().unwrap().stored, Some(3));
    assert_eq!(parts.into_result().unwrap_err().code(), Some("Shelf.Full"));
    assert!(canned.requests()[2].contains("Crates.1.Label=c6"));
}

#[tokio::test]
#[allow(deprecated, reason = "the operation is, to show that one can be")]
async fn parts_are_not_sent_if_another_limit_is_broken() {
    let canned = Canned::json(|_| r#"{"Done":true}"#.to_owned()).await;
    let client = client(&canned);
    let call = client.store_crates().crates(crates(7)).mode("NAMED");
    let error = call.send_parts().await.unwrap_err();
    assert!(error.to_string().contains("`Shelf`"), "{error}");
    assert!(canned.requests().is_empty());
}

async fn states(states: &'static [&'static str]) -> Canned {
    let calls = AtomicUsize::new(0);
    Canned::json(move |_| {
        let call = calls.fetch_add(1, Ordering::SeqCst);
        format!(
            r#"{{"Done":true,"CallId":"C{call}","State":"{}"}}"#,
            states[call.min(states.len() - 1)]
        )
    })
    .await
}

#[tokio::test]
async fn waiting_ends_when_the_state_is_reached() {
    let canned = states(&["FILLING", "FILLING", "READY"]).await;
    let client = client(&canned);
    let wait = client.query_shelf().shelf("A-1").wait_until_ready();
    let response = wait.interval(Duration::from_millis(1)).await.unwrap();
    assert_eq!(response.request_id(), "C2");
}

#[tokio::test]
async fn waiting_ends_with_the_state_that_cannot_be_left() {
    let canned = states(&["FILLING", "BROKEN"]).await;
    let client = client(&canned);
    let wait = client.query_shelf().shelf("A-1").wait_until_ready();
    match wait.interval(Duration::from_millis(1)).await.unwrap_err() {
        WaitError::Failed { state, response, .. } => {
            assert_eq!((state.as_str(), response.request_id()), ("BROKEN", "C1"));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn waiting_ends_when_the_time_is_up() {
    let canned = states(&["FILLING"]).await;
    let client = client(&canned);
    let limit = Duration::from_millis(200);
    let wait = client.query_shelf().shelf("A-1").wait_until_ready().timeout(limit);
    let error = wait.await.unwrap_err();
    assert!(matches!(&error, WaitError::Timeout { response: Some(_), .. }), "{error:?}");
    assert_eq!((error.operation(), error.last_state()), ("QueryShelf", Some("FILLING")));
    let shown = error.to_string();
    assert!(shown.starts_with("`QueryShelf`: ") && shown.contains("`FILLING`"), "{shown}");
    assert_eq!(canned.requests().len(), 2, "the interval is longer, so there is one last look");
}

#[test]
#[allow(deprecated, reason = "the operation is, to show that one can be")]
fn a_choice_sets_what_was_chosen_and_clears_the_rest() {
    let base = || StoreCrates::builder().crates(crates(1));
    let on = base().place(StoreCratesPlace::on("A-1")).build();
    assert_eq!((on.mode.as_str(), on.shelf), ("NAMED", Some(ShelfId::from("A-1"))));
    let zone = StoreCratesPlace::Anywhere { zone: Some("north".to_owned()) };
    let any = base().place(StoreCratesPlace::on("A-1")).place(zone).build();
    assert_eq!((any.mode.as_str(), any.shelf, any.zone.as_deref()), ("ANY", None, Some("north")));
    // The plain parameters stay reachable.
    assert_eq!(base().mode("NAMED").shelf("B").build().shelf, Some(ShelfId::from("B")));
}

#[tokio::test]
async fn a_broken_rule_is_told_in_its_own_words_before_anything_is_sent() {
    let canned = shelf(1, false).await;
    let client = client(&canned);
    let call = client.list_crates().shelf("A-1").page(4).size(2).send();
    let error = call.await.unwrap_err();
    let shown: Vec<String> = error.violations().iter().map(ToString::to_string).collect();
    assert_eq!(shown.len(), 1);
    assert!(
        shown[0].contains("`Page`") && shown[0].contains("`Size`") && shown[0].contains('6'),
        "{shown:?}"
    );
    assert!(canned.requests().is_empty());
}

#[test]
fn an_optional_text_that_is_set_to_nothing_counts_as_set() {
    use ota_api::operations::CreateOtaStaticUpgradeJob;
    let request = CreateOtaStaticUpgradeJob::builder()
        .firmware_id("f")
        .product_key("p")
        .target_selection("SPECIFIC")
        .target_device_name(["device1"])
        .dn_list_file_url("")
        .build();
    let client = ota_api::Client::builder()
        .region("cn-shanghai")
        .credentials(ota_api::Credentials::new("testid", "testsecret"));
    let error = client.build().unwrap().dry_run(&request).unwrap_err();
    assert!(error.to_string().contains("`DnListFileUrl`"), "{error}");
}

#[test]
#[allow(deprecated, reason = "the operation is, to show that one can be")]
fn secrets_are_blanked_and_numbers_are_names() {
    let place = StoreCratesPlace::anywhere();
    let request = StoreCrates::builder().crates(crates(1)).place(place).key("let-me-in").build();
    assert!(!format!("{request:?}").contains("let-me-in"));
    assert_eq!(Handling::from("1"), Handling::Fragile);
    assert_eq!(Handling::Fragile.to_string(), "1");
    let page = ListCrates::builder().shelf("A-1").page(1).build();
    assert_eq!(page.size, None);
}

#[tokio::test]
async fn a_value_that_no_list_has_is_sent_where_that_is_asked_for() {
    let canned = Canned::json(|_| r#"{"RequestId":"r","Success":true,"Data":{}}"#.to_owned()).await;
    let client = canned.builder().build().unwrap();
    let refused = client.generate_ota_upload_url().file_suffix("tar.zst").send().await;
    let refused = refused.unwrap_err().to_string();
    assert!(refused.contains("`FileSuffix` must not be `tar.zst`"), "{refused}");
    assert!(canned.requests().is_empty());
    let ahead = client.with_unlisted_values();
    ahead.generate_ota_upload_url().file_suffix("tar.zst").send().await.unwrap();
    assert!(canned.requests()[0].contains("FileSuffix=tar.zst"));
    // A list that is no enum, and what holds all the same: the limits of numbers, the rules.
    let job = || {
        ota_api::operations::CreateOtaStaticUpgradeJob::builder()
            .firmware_id("f")
            .product_key("p")
            .target_selection("ALL")
            .retry_count(7)
            .retry_interval(60)
    };
    assert!(client.dry_run(&job().build()).is_err());
    ahead.dry_run(&job().build()).unwrap();
    let error = ahead.dry_run(&job().maximum_per_minute(1).build()).unwrap_err().to_string();
    assert!(error.contains("`MaximumPerMinute`") && !error.contains("RetryCount"), "{error}");
    assert!(ahead.dry_run(&job().target_selection("GRAY").build()).is_err());
}

#[test]
fn the_newest_suffixes_are_known() {
    for (suffix, text) in [
        (ota_api::operations::FileSuffix::TarXz, "tar.xz"),
        (ota_api::operations::FileSuffix::Pack, "pack"),
    ] {
        assert_eq!(ota_api::operations::FileSuffix::from(text), suffix);
    }
}
