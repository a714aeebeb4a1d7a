//! Lists inside of structs: their pages, waits and look-ups.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ota_api::sign::Format;
use ota_api::{Credentials, Error, RetryPolicy, WaitError};
use ota_emulator::Emulator;

use crate::canned::Canned;
use crate::contract::nested::{AisleState, Client, RentAisle};
use crate::specs;

fn client(canned: &Canned) -> Client {
    canned.builder_of::<Client>().build().unwrap()
}

/// The value of a parameter in a request; empty if it is not there.
fn value<'r>(request: &'r str, name: &str) -> &'r str {
    let rest =
        request.split([' ', '?', '&']).find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    rest.unwrap_or_default()
}

/// A page with these aisles, of so many in all, and the rest of the response.
fn page(aisles: &str, total: usize, rest: &str) -> String {
    format!(
        r#"{{"CallId":"p","Done":true,"Walk":{{"Total":{total},"Inner":{{"Aisles":{{"Aisle":[{aisles}]}}}}}}{rest}}}"#
    )
}

/// The part of a response that names the next page.
fn next(cursor: &str) -> String {
    format!(r#","Place":{{"Next":{{"Cursor":"{cursor}"}}}}"#)
}

/// The names of all aisles, and the error at the end.
async fn names(client: &Client) -> (Vec<String>, Option<Error>) {
    let mut items = client.walk_aisles().items();
    let mut names = Vec::new();
    loop {
        match items.next().await {
            Some(Ok(item)) => names.push(item.name.unwrap()),
            end => return (names, end.and_then(Result::err)),
        }
    }
}

#[tokio::test]
async fn pages_are_walked_wherever_their_parts_stand() {
    let canned = Canned::json(|request| match value(request, "Cursor") {
        "" => page(r#"{"Name":"a"},{"Name":"b"}"#, 3, &next("2")),
        _ => page(r#"{"Name":"c"}"#, 3, ""),
    })
    .await;
    let (found, error) = names(&client(&canned)).await;
    assert_eq!((found.join(" ").as_str(), error.map(|error| error.to_string())), ("a b c", None));
    assert!(canned.requests()[0].contains("Most=50"), "the largest size");
    assert_eq!(value(&canned.requests()[1], "Cursor"), "2");
}

#[tokio::test]
async fn a_list_that_is_not_whole_is_told() {
    let canned = Canned::json(|_| page(r#"{"Name":"a"}"#, 2, "")).await;
    let (found, error) = names(&client(&canned)).await;
    let list = error.unwrap().incomplete_list().unwrap();
    assert_eq!((found.len(), list.rows(), list.total()), (1, 1, 2));
}

#[tokio::test]
async fn without_a_struct_on_the_way_a_page_is_empty() {
    for empty in ["", r#","Walk":null"#, r#","Walk":{}"#, r#","Walk":{"Inner":null}"#] {
        let canned = Canned::json(move |request| match value(request, "Cursor") {
            "" => format!(r#"{{"CallId":"p","Done":true{empty}{}}}"#, next("2")),
            _ => page(r#"{"Name":"a"}"#, 1, r#","Place":null"#),
        })
        .await;
        let (found, error) = names(&client(&canned)).await;
        assert_eq!((found.join(" ").as_str(), error.map(|error| error.to_string())), ("a", None));
        let canned = Canned::json(move |_| format!(r#"{{"CallId":"p","Done":true{empty}}}"#)).await;
        let (found, error) = names(&client(&canned)).await;
        assert_eq!((found.len(), error.is_none()), (0, true));
    }
}

#[tokio::test]
async fn a_token_in_a_struct_that_cannot_be_read_is_no_end() {
    // Without its outermost struct nothing of a response is taken.
    for (place, came, path) in [
        (r#""gone""#, 0, "`Place`: expected"),
        (r#"{"Next":"gone"}"#, 1, "`Place.Next`: expected"),
        (r#"{"Next":{"Cursor":[1]}}"#, 1, "`Place.Next.Cursor`: expected"),
    ] {
        let rest = format!(r#","Place":{place}"#);
        let canned = Canned::json(move |_| page(r#"{"Name":"a"}"#, 1, &rest)).await;
        let (found, error) = names(&client(&canned)).await;
        let error = error.unwrap().to_string();
        assert!(error.contains(path), "{error}");
        assert_eq!(found.len(), came, "what came is not lost: {error}");
    }
}

#[tokio::test]
async fn lists_of_examples_have_an_end() {
    let emulator = Emulator::builder().specs(specs::fixture("nested")).start().await.unwrap();
    for format in [Format::Json, Format::Xml] {
        let key = Credentials::new(emulator.key_id(), emulator.key_secret());
        let client = Client::builder().endpoint(emulator.endpoint()).credentials(key);
        let client = client.format(format).build().unwrap();
        let (found, error) = names(&client).await;
        let found = found.join(" ");
        assert_eq!(
            (found.as_str(), error.map(|error| error.to_string())),
            ("north south north south", None)
        );
        let last = client.walk_aisles().cursor("page-2").send().await.unwrap();
        assert_eq!(last.walk.as_ref().unwrap().total, Some(4));
        assert_eq!(
            last.place.as_ref().and_then(|place| place.next.as_ref()?.cursor.as_ref()),
            None
        );
        let all = client.walk_aisles().wait_until_clear().await.unwrap();
        let inner = all.walk.as_ref().unwrap().inner.as_ref().unwrap();
        assert_eq!(inner.aisles.len(), 4, "the aisles of all pages");
    }
}

#[tokio::test]
async fn a_wait_looks_at_all_pages() {
    let canned = Canned::json(|request| match value(request, "Cursor") {
        "" => format!(r#"{{"CallId":"p","Done":true{}}}"#, next("2")),
        "2" => page(r#"{"State":"CLEAR"}"#, 2, &next("3")),
        _ => page(r#"{"State":"LOST"}"#, 2, ""),
    })
    .await;
    let error = client(&canned).walk_aisles().wait_until_clear().await.unwrap_err();
    assert!(matches!(&error, WaitError::Failed { state, .. } if state == "LOST"), "{error:?}");
    assert_eq!(canned.requests().len(), 3);
}

/// The bytes of a response.
fn http(body: &str) -> Vec<u8> {
    let head = "x-acs-request-id: L\r\n";
    format!("HTTP/1.1 200 Canned\r\n{head}content-length: {}\r\n\r\n{body}", body.len())
        .into_bytes()
}

/// The aisles on the second page of a list, in JSON and in XML.
fn second_page(name: &str, since: u128) -> [String; 2] {
    let aisle = format!(r#"{{"Name":"{name}","State":"FULL","Since":{since}}}"#);
    let xml = format!(
        "<R><CallId>L</CallId><Done>true</Done><Walk><Total>2</Total><Inner><Aisles><Aisle><Name>{name}</Name>\
         <State>FULL</State><Since>{since}</Since></Aisle></Aisles></Inner></Walk></R>"
    );
    [page(&aisle, 2, ""), xml]
}

#[tokio::test]
async fn what_a_call_made_is_found_in_a_list_inside_of_structs() {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis();
    let firsts = [
        page(r#"{"Name":"old","Since":1}"#, 2, &next("2")),
        "<R><CallId>L</CallId><Done>true</Done><Walk><Total>2</Total><Inner><Aisles><Aisle><Name>old</Name>\
         <Since>1</Since></Aisle></Aisles></Inner></Walk><Place><Next><Cursor>2</Cursor></Next></Place></R>"
            .to_owned(),
    ];
    for (name, since, creates) in
        [("north", now, 1), ("south", now, 2), ("north", now - 120_000, 2)]
    {
        for (first, second) in firsts.clone().into_iter().zip(second_page(name, since)) {
            let canned = Canned::with(move |request| {
                match (request.contains("WalkAisles"), value(request, "Cursor")) {
                    (true, "") => http(&first),
                    (true, _) => http(&second),
                    (false, _) => Vec::new(),
                }
            })
            .await;
            let retry = RetryPolicy::default().attempts(2).base_pause(Duration::ZERO);
            let client = canned.builder_of::<Client>().retry(retry).build().unwrap();
            let sent = client.send(&RentAisle::builder().name("north").build()).await;
            let requests = canned.requests();
            let sends = requests.iter().filter(|request| request.contains("RentAisle"));
            assert_eq!(sends.count(), creates, "{name}");
            match sent {
                Ok(response) => assert_eq!(response.state, Some(AisleState::Full)),
                Err(error) => assert!(creates == 2 && error.outcome_unknown(), "{error}"),
            }
        }
    }
}

#[tokio::test]
async fn a_look_up_does_not_take_a_list_for_whole_that_it_cannot_read() {
    let canned = Canned::with(|request| match request.contains("WalkAisles") {
        true => http(r#"{"CallId":"L","Done":true,"Walk":"busy"}"#),
        false => Vec::new(),
    })
    .await;
    let retry = RetryPolicy::default().attempts(3).base_pause(Duration::ZERO);
    let client = canned.builder_of::<Client>().retry(retry).build().unwrap();
    let sent = client.send(&RentAisle::builder().name("north").build()).await;
    assert!(sent.unwrap_err().outcome_unknown());
    let requests = canned.requests();
    let sends = requests.iter().filter(|request| request.contains("RentAisle"));
    assert_eq!(sends.count(), 1, "it is not sent again");
}
