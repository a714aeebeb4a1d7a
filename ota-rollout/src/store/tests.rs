use ota_world::Moment;

use super::{Store, StoreError, Wish};
use crate::event::{Event, Order};
use crate::lease::{Lease, LeaseError};
use crate::plan::Plan;
use crate::rollout::Rollout;

fn rollout(id: &str) -> Rollout {
    let text = "name = \"lamp\"\nproduct = \"p\"\n[package]\nfirmware-id = \"f\"\n[calendar]\ntime-zone = \"UTC\"\nfrom = \"22:00\"\nto = \"05:00\"\n[[wave]]\ndevices = [\"a\"]\nsoak = \"1h\"\nfailures = \"5%\"";
    let plan = Plan::parse("plan.toml", text, &|_| Err(String::new())).unwrap();
    let planned = Event::Planned { id: id.to_owned(), plan: Box::new(plan) };
    Rollout::of(&[(Moment(5), planned)]).unwrap()
}

fn taken_on(by: &str) -> Event {
    Event::TakenOn { by: by.to_owned() }
}

#[test]
fn a_rollout_is_read_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rollouts.db");
    let mut store = Store::open(&path).unwrap();
    let mut rollout = rollout("r1");
    store.create(&rollout).unwrap();
    assert!(matches!(store.create(&rollout), Err(StoreError::Exists(_))));
    let event = taken_on("me");
    store.append("r1", 2, Moment(7), &event, "wave 1").unwrap();
    rollout.apply(Moment(7), &event);
    drop(store);
    let store = Store::open(&path).unwrap();
    assert_eq!(store.rollout("r1").unwrap(), (rollout, 2));
    let [summary] = &store.list().unwrap()[..] else { panic!("one rollout") };
    assert_eq!((&summary.state[..], summary.changed), ("wave 1", Moment(7)));
    assert!(matches!(store.rollout("r2"), Err(StoreError::NoRollout(_))));
}

#[test]
fn what_was_written_is_neither_changed_nor_removed_and_nobody_writes_beside_another() {
    let mut store = Store::in_memory().unwrap();
    store.create(&rollout("r1")).unwrap();
    store.append("r1", 2, Moment(7), &taken_on("one"), "").unwrap();
    let second = store.append("r1", 2, Moment(8), &taken_on("two"), "");
    assert!(matches!(second, Err(StoreError::OtherWriter)));
    assert_eq!(store.events("r1").unwrap().len(), 2);
    for change in ["UPDATE event SET at = 0", "DELETE FROM event"] {
        let error = store.file.execute(change, []).unwrap_err();
        assert!(error.to_string().contains("events are not"), "{error}");
    }
}

#[test]
fn orders_are_followed_once_and_in_their_order() {
    let mut store = Store::in_memory().unwrap();
    store.create(&rollout("r1")).unwrap();
    let first = store.order("r1", Order::Pause, "kim").unwrap();
    let second = store.order("r1", Order::RetryFailed, "lee").unwrap();
    let wish = |order_id, order, by: &str| Wish { order_id, order, by: Some(by.to_owned()) };
    let (pause, retry) =
        (wish(first, Order::Pause, "kim"), wish(second, Order::RetryFailed, "lee"));
    assert_eq!(store.orders("r1", 0).unwrap(), [pause, retry.clone()]);
    assert_eq!(store.orders("r1", first).unwrap(), [retry]);
    assert!(matches!(store.order("r2", Order::Pause, "kim"), Err(StoreError::NoRollout(_))));
}

#[test]
fn a_file_of_a_later_version_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rollouts.db");
    Store::open(&path).unwrap().file.execute_batch("PRAGMA user_version = 9").unwrap();
    let error = Store::open(&path).unwrap_err();
    assert!(matches!(error, StoreError::Version(9)), "{error}");
}

#[test]
fn of_two_controllers_one_has_the_lease_and_the_other_is_told_who() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rollouts.db");
    let first = Lease::take(&path, "r1", "host 7, process 42").unwrap();
    let Err(LeaseError::Held { by }) = Lease::take(&path, "r1", "me") else { panic!("two leases") };
    assert_eq!(by, "host 7, process 42");
    // Another rollout has another lease.
    drop(Lease::take(&path, "r2", "me").unwrap());
    drop(first);
    drop(Lease::take(&path, "r1", "me").unwrap());
}

#[test]
fn events_are_read_from_where_a_reader_got_to_and_orders_of_nobody_are_read_too() {
    let mut store = Store::in_memory().unwrap();
    store.create(&rollout("r1")).unwrap();
    store.append("r1", 2, Moment(7), &taken_on("one"), "").unwrap();
    assert_eq!(store.events_after("r1", 1).unwrap(), [(Moment(7), taken_on("one"))]);
    assert_eq!(store.events_after("r1", 2).unwrap(), []);
    // As it was written before it was noted who.
    store
        .file
        .execute("INSERT INTO wish (rollout, wanted) VALUES ('r1', '\"abort\"')", [])
        .unwrap();
    assert_eq!(
        store.orders("r1", 0).unwrap(),
        [Wish { order_id: 1, order: Order::Abort, by: None }]
    );
}

#[test]
fn a_file_of_another_program_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.db");
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("CREATE TABLE customers (name TEXT)").unwrap();
    drop(other);
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(Store::open(&path), Err(StoreError::Foreign)));
    assert!(matches!(Store::read(&path), Err(StoreError::Foreign)));
    assert_eq!(std::fs::read(&path).unwrap(), before);
    // An empty file is none either, as long as nobody starts a rollout in it.
    let empty = folder.path().join("empty.db");
    std::fs::write(&empty, "").unwrap();
    assert!(matches!(Store::read(&empty), Err(StoreError::Foreign)));
    assert_eq!(std::fs::read(&empty).unwrap(), b"");
}

#[test]
fn a_file_is_read_while_another_process_writes_and_after_that() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("100% #1?.db");
    let mut store = Store::open(&path).unwrap();
    store.create(&rollout("r1")).unwrap();
    assert_eq!(Store::read(&path).unwrap().list().unwrap().len(), 1);
    drop(store);
    let before = std::fs::read(&path).unwrap();
    assert_eq!(Store::read(&path).unwrap().list().unwrap().len(), 1);
    let url = super::unchanging(&path).unwrap();
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY | rusqlite::OpenFlags::SQLITE_OPEN_URI;
    let unchanging = rusqlite::Connection::open_with_flags(url, flags).unwrap();
    assert_eq!(Store::reading(unchanging).unwrap().list().unwrap().len(), 1);
    assert_eq!(std::fs::read(&path).unwrap(), before);
}
