//! Commits that fail, and those of many calls at once.

use std::time::Duration;

use ota_spec::Value;
use ota_world::files::NoHost;
use ota_world::{Change, Seed, SeedProduct};
use tempfile::TempDir;

use crate::emulator::Emulator;
use crate::rejection::Rejection;
use crate::service::Service;

const PRODUCTS: usize = 40;

async fn start(folder: &TempDir) -> Emulator {
    let product =
        |number| SeedProduct { product_key: format!("p{number}"), ..SeedProduct::default() };
    let seed = Seed { products: (0..PRODUCTS).map(product).collect(), ..Seed::default() };
    Emulator::builder().data(folder.path()).seed(seed).start().await.unwrap()
}

/// Makes a module of its own.
fn create(service: &Service, number: usize) -> Result<(), Rejection> {
    let (product, module) = (number / 10, number % 10);
    let description = "d".repeat(100);
    let request = format!(
        r#"{{"ProductKey": "p{product}", "ModuleName": "m{module}", "Desc": "{description}"}}"#
    );
    let change = Change::Call {
        instance: String::new(),
        action: "CreateOTAModule".to_owned(),
        request: Value::from_json(&request).unwrap(),
    };
    let done = service.change(&format!("request {number}"), change)?;
    done.map(drop).map_err(|refusal| Rejection::unavailable(refusal.message))
}

/// How many modules there are, by what the world says.
fn modules(service: &Service) -> usize {
    let operation =
        service.gateway.products.all()[0].spec.operation("ListOTAModuleByProduct").unwrap();
    let total = |number| {
        let request = Value::from_json(&format!(r#"{{"ProductKey": "p{number}"}}"#)).unwrap();
        let mut state = service.state();
        let fields = state.simulation.perform(operation, request, "look", &NoHost).unwrap();
        match Value::Object(fields.unwrap()).get("Data") {
            Some(Value::Array(modules)) => modules.len(),
            other => panic!("no list of modules: {other:?}"),
        }
    };
    (0..PRODUCTS).map(total).sum()
}

#[tokio::test]
async fn a_full_disk_refuses_writes_and_takes_them_back() {
    let folder = tempfile::tempdir().unwrap();
    let emulator = start(&folder).await;
    let service = emulator.service();
    create(service, 0).unwrap();
    service.store().unwrap().fill_disk(true);
    let mut done = 1;
    let rejection = loop {
        match create(service, done) {
            Ok(()) => done += 1,
            Err(rejection) => break rejection,
        }
    };
    assert_eq!((rejection.status, rejection.code.as_str()), (503, "ServiceUnavailable"));
    assert!(rejection.message.contains("there is no room for"), "{}", rejection.message);
    assert_eq!((modules(service), emulator.ledger().len()), (done, done));

    // Time passes as often as there was room to say so.
    let time = emulator.time();
    for _ in 0..100 {
        emulator.advance(Duration::from_secs(60));
    }
    let passed = u32::try_from(emulator.ledger().len() - done).unwrap();
    assert!(passed < 100);
    assert_eq!(emulator.time(), time + Duration::from_secs(60) * passed);

    service.store().unwrap().fill_disk(false);
    let before = emulator.ledger().len();
    create(service, done).unwrap();
    emulator.stop().await;
    let emulator = start(&folder).await;
    assert_eq!((modules(emulator.service()), emulator.ledger().len()), (done + 1, before + 1));
}

/// Some of many threads are refused; what they did is gone, and what the others did is there.
#[tokio::test]
async fn calls_at_once_learn_what_became_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let emulator = start(&folder).await;
    let service = emulator.service();
    service.store().unwrap().fill_disk(true);
    let work = |thread: usize| {
        let number = move |step| thread * 40 + step;
        (0..40).map(number).filter(|number| create(service, *number).is_ok()).collect::<Vec<_>>()
    };
    let mut done: Vec<usize> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|thread| scope.spawn(move || work(thread))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    done.sort_unstable();
    let check = |emulator: &Emulator| {
        let known = emulator.ledger().into_iter().map(|entry| entry.request_id);
        let mut known: Vec<usize> =
            known.map(|id| id["request ".len()..].parse().unwrap()).collect();
        known.sort_unstable();
        assert_eq!(known, done);
        assert_eq!(modules(emulator.service()), done.len());
    };
    assert!(done.len() < 320, "the disk was never full");
    assert!(!done.is_empty(), "the disk was full from the start");
    check(&emulator);
    emulator.stop().await;
    check(&start(&folder).await);
}
