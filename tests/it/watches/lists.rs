//! Watching lists that are longer than their window, and lists that lie.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use ota_api::Client;
use ota_api::watch::{Event, Look, Row, Watch, Watched};

use crate::canned::Canned;
use crate::contract::outside::{self, ListCrates, ListCratesResponse, ListCratesResponseCrates};

/// A list of another product whose service gives out six rows: the label of a crate says what it is called, how
/// far it is, and its state, by which the shelf picks.
impl Watched for ListCrates {
    type Owner = Self;
    const STATES: &'static [&'static str] = &["LOADED", "SENT", "DONE"];
    const ENDS: &'static [&'static str] = &["DONE"];
    const OWNER_ENDS: &'static [&'static str] = &[];

    fn row(item: &ListCratesResponseCrates) -> Row<'_> {
        let (key, state) = item.label.as_deref().unwrap_or_default().split_once('/').unwrap();
        Row::new(key, state)
    }

    fn only(&mut self, state: &'static str) -> bool {
        let is_free = self.shelf == "ALL";
        self.shelf = state.into();
        is_free
    }

    fn owner(&self) -> Option<Self> {
        None
    }

    fn owner_state(_: &ListCratesResponse) -> Option<String> {
        None
    }
}

/// The value of a parameter in a request.
fn value<'r>(request: &'r str, name: &str) -> &'r str {
    let rest =
        request.split([' ', '?', '&']).find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    rest.unwrap_or_default()
}

/// The shelves, which a test changes.
type Shelves = Arc<Mutex<Vec<(&'static str, &'static str)>>>;

async fn shelves(shelves: Shelves) -> Canned {
    Canned::json(move |request| {
        let (shelf, page) = (value(request, "Shelf"), value(request, "Page"));
        let crates = shelves.lock().unwrap().clone();
        let meant: Vec<String> = crates
            .iter()
            .filter(|(_, state)| shelf == "ALL" || shelf == *state)
            .map(|(name, state)| format!(r#"{{"Label":"{name}/{state}"}}"#))
            .collect();
        let first = meant.len().min(2 * (page.parse::<usize>().unwrap() - 1));
        let rows = meant[first..meant.len().min(first + 2)].join(",");
        let total = meant.len();
        format!(r#"{{"CallId":"c","Done":true,"Crates":{{"Crate":[{rows}]}},"Total":{total}}}"#)
    })
    .await
}

/// The events of a look as text, and its sum.
async fn look<O>(watch: &mut Watch<O>) -> (Vec<String>, Look)
where
    O: Watched,
{
    let mut told = Vec::new();
    loop {
        match watch.next().await.unwrap().unwrap() {
            Event::Row(change) => {
                let key = O::row(&change.row);
                let name = format!("{key:?}").split('"').nth(1).unwrap().to_owned();
                told.push(format!("{name} {:?} {}", change.from.as_deref(), change.to));
            }
            Event::Look(look) => return (told, look),
            _ => {}
        }
    }
}

#[tokio::test]
async fn a_list_beyond_its_window_is_read_state_by_state() {
    let all = Shelves::default();
    let canned = shelves(all.clone()).await;
    let client: outside::Client = canned.builder_of().build().unwrap();
    let request = ListCrates::builder().shelf("ALL").page(1).build();
    let mut watch = Watch::new(&client, request).interval(Duration::ZERO);
    let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
    *all.lock().unwrap() = names[..6].iter().map(|name| (*name, "LOADED")).collect();
    let (told, sum) = look(&mut watch).await;
    assert_eq!((told.len(), sum.total, sum.seen, sum.beyond), (6, 6, 6, 0), "just inside");
    assert_eq!(canned.requests().len(), 3);

    *all.lock().unwrap() = names.iter().map(|name| (*name, "LOADED")).collect();
    let (told, sum) = look(&mut watch).await;
    assert_eq!(told.len(), 0, "beyond the window even of its state");
    assert_eq!((sum.total, sum.seen, sum.beyond, sum.missing), (10, 6, 4, 0));

    for place in 0..5 {
        all.lock().unwrap()[place].1 = "SENT";
    }
    let (told, sum) = look(&mut watch).await;
    assert_eq!(
        told,
        [
            // The first page of the whole list comes first.
            r#"a Some("LOADED") SENT"#,
            r#"b Some("LOADED") SENT"#,
            "g None LOADED",
            "h None LOADED",
            "i None LOADED",
            "j None LOADED",
            r#"c Some("LOADED") SENT"#,
            r#"d Some("LOADED") SENT"#,
            r#"e Some("LOADED") SENT"#,
        ]
    );
    assert_eq!((sum.total, sum.seen, sum.beyond, sum.missing), (10, 10, 0, 0));
    assert_eq!(sum.states, [("LOADED".to_owned(), 5), ("SENT".to_owned(), 5)]);

    for (_, state) in all.lock().unwrap().iter_mut() {
        *state = "DONE";
    }
    let (told, sum) = look(&mut watch).await;
    assert_eq!(
        (told.len(), sum.beyond, sum.is_last),
        (6, 4, false),
        "four are not known to be done"
    );
    all.lock().unwrap().truncate(6);
    let (_, sum) = look(&mut watch).await;
    assert!(!sum.is_last, "four are gone and were never seen to end: {sum:?}");
}

#[tokio::test]
async fn a_list_that_belongs_to_nothing_is_watched_until_its_rows_have_ended() {
    let all = Shelves::default();
    let canned = shelves(all.clone()).await;
    let client: outside::Client = canned.builder_of().build().unwrap();
    let request = ListCrates::builder().shelf("ALL").page(1).build();
    let mut watch = Watch::new(&client, request).interval(Duration::ZERO);
    assert!(!look(&mut watch).await.1.is_last, "nothing may have begun");
    *all.lock().unwrap() = vec![("a", "LOADED")];
    assert!(!look(&mut watch).await.1.is_last);
    *all.lock().unwrap() = vec![("a", "DONE")];
    assert!(look(&mut watch).await.1.is_last);
    assert!(watch.next().await.is_none());
}

/// A page of tasks: their numbers, states and times of change.
fn tasks(rows: &[(u32, &str, u32)], total: i64) -> String {
    let rows: Vec<String> = rows
        .iter()
        .map(|(number, state, second)| {
            let time = format!("2026-01-02T03:04:{second:02}.000Z");
            format!(r#"{{"TaskId":"t{number}","TaskStatus":"{state}","UtcModified":"{time}"}}"#)
        })
        .collect();
    let rows = rows.join(",");
    format!(
        r#"{{"RequestId":"R","Success":true,"Data":{{"SimpleOTATaskInfo":[{rows}]}},"Total":{total}}}"#
    )
}

/// What a service says of a page, and of a state that is asked for.
type Lie = fn(i32, &str) -> String;

/// A service that shows a whole list, then lies in some way, then shows the whole list again.
async fn lying(lie: Lie) -> (Canned, Watch<ota_api::operations::ListOtaTaskByJob>) {
    let looks = Mutex::new(0);
    let canned = Canned::json(move |request| {
        if request.contains("QueryOTAJob") {
            *looks.lock().unwrap() += 1;
            return r#"{"RequestId":"R","Success":true,"Data":{"JobStatus":"COMPLETED"}}"#
                .to_owned();
        }
        let page = value(request, "CurrentPage").parse().unwrap();
        match *looks.lock().unwrap() {
            2 => lie(page, value(request, "TaskStatus")),
            _ => truth(page),
        }
    })
    .await;
    let client: Client = canned.client();
    let watch = client.list_ota_task_by_job().job_id("j").watch().interval(Duration::ZERO);
    (canned, watch)
}

/// Three pages of a hundred, fully in one state.
fn truth(page: i32) -> String {
    let first = u32::try_from(page - 1).unwrap() * 100;
    let rows: Vec<_> = (first..first + 100).map(|number| (number, "QUEUED", 30)).collect();
    tasks(&rows, 300)
}

#[tokio::test]
async fn a_list_that_lies_makes_no_news() {
    let lies: [(&str, Lie); 9] = [
        ("a page is left out", |page, _| if page == 2 { tasks(&[], 300) } else { truth(page) }),
        ("a page is another one", |page, _| truth(if page == 2 { 1 } else { page })),
        ("all pages are the first", |_, _| truth(1)),
        ("rows moved", |page, _| {
            let first = u32::try_from(page - 1).unwrap() * 100 + 50;
            let rows: Vec<_> = (first..first + 100).map(|row| (row % 300, "QUEUED", 30)).collect();
            tasks(&rows, 300)
        }),
        ("the list is empty", |_, _| tasks(&[], 0)),
        ("fewer rows than nothing", |_, _| tasks(&[(1, "QUEUED", 30)], -7)),
        ("more rows than there can be", |page, state| match state {
            "" => truth(page.min(3)).replace(":300}", ":2147483647}"),
            _ => tasks(&[], i64::from(i32::MAX)),
        }),
        ("states from before", |_, _| tasks(&[(7, "CONFIRM", 1), (7, "CONFIRM", 1)], 2)),
        ("rows without names", |_, _| {
            r#"{"RequestId":"R","Success":true,"Data":{"SimpleOTATaskInfo":[{},7,{"TaskId":""}]},"Total":3}"#
                .to_owned()
        }),
    ];
    for (what, lie) in lies {
        let (canned, mut watch) = lying(lie).await;
        let (told, _) = look(&mut watch).await;
        assert_eq!(told.len(), 300, "{what}");
        let (told, sum) = look(&mut watch).await;
        assert_eq!((told.as_slice(), sum.changes), (&[][..], 0), "{what}");
        assert_eq!(sum.states, [("QUEUED".to_owned(), 300)], "nothing is gone: {what}");
        assert!(!sum.is_last, "{what}");
        assert!(canned.requests().len() < 30, "{what}");
        let (told, sum) = look(&mut watch).await;
        assert_eq!((told.len(), sum.seen, sum.missing), (0, 300, 0), "{what}");
    }
}

#[tokio::test]
async fn rows_that_cannot_be_read_keep_a_watch_from_its_end() {
    let canned = Canned::json(|request| {
        if request.contains("QueryOTAJob") {
            return r#"{"RequestId":"R","Success":true,"Data":{"JobStatus":"COMPLETED"}}"#
                .to_owned();
        }
        tasks(&[(1, "FAILED", 1)], 2).replace("[{", "[7,{")
    })
    .await;
    let mut watch = canned.client().list_ota_task_by_job().job_id("j").watch();
    let (told, sum) = look(&mut watch).await;
    assert_eq!((told.len(), sum.unreadable, sum.is_last), (1, 1, false));
}

#[test]
fn a_list_that_is_restricted_is_not_split() {
    let list = || ota_api::operations::ListOtaTaskByJob::builder().job_id("j");
    let mut request = list().build();
    assert!(request.only("QUEUED") && !request.only("FAILED"));
    assert_eq!(request.task_status.unwrap().to_string(), "QUEUED");
    assert!(!list().device_names(["lamp"]).build().only("QUEUED"));
}
