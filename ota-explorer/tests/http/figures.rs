//! How long a browser waits: `cargo xtask bench explorer` prints it.

use std::time::{Duration, Instant};

use crate::support::{reader, spec};

/// How often each is measured; the median counts.
const TIMES: usize = 51;

/// Prints the first page with its files, and the check of a long form after a key was pressed. Run by
/// `cargo xtask bench explorer`.
#[tokio::test]
#[ignore = "it measures time"]
async fn figures() {
    let browser = reader(spec("specs")).await;
    let (mut first, mut bytes) = (Vec::new(), 0);
    for _ in 0..TIMES {
        let start = Instant::now();
        bytes = 0;
        for path in ["/", "/static/style.css", "/static/script.js", "/static/icon.svg"] {
            bytes += browser.get(path).await.text.len();
        }
        first.push(start.elapsed());
    }
    let names: Vec<String> = (1..=200).map(|number| format!("device{number}")).collect();
    let mut form = vec![("FirmwareId".to_owned(), "fw".to_owned())];
    let rows = (1..).zip(&names);
    form.extend(rows.map(|(number, name)| (format!("DeviceName.{number}"), name.clone())));
    let mut checks = Vec::new();
    for _ in 0..TIMES {
        let start = Instant::now();
        let page = browser.post_all("/check/CancelOTATaskByDevice", &form).await;
        assert_eq!(page.status, 200);
        checks.push(start.elapsed());
    }
    println!("first page with its files   {:8.2} ms, {bytes} bytes", median(first));
    println!("check of a key, 200 devices {:8.2} ms", median(checks));
}

fn median(mut all: Vec<Duration>) -> f64 {
    all.sort();
    all[all.len() / 2].as_secs_f64() * 1000.0
}
