//! What looks like a success and is none, in response to each call.

use std::any::type_name;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::bad_answers::bad_answers;
use crate::canned::Canned;
use crate::contract::Sent;

/// Sends a request to a server that gives each of the bad answers in turn.
pub(crate) async fn never<O: Sent>(request: &O, sample: &str) {
    let answers = Arc::new(bad_answers(sample));
    let (next, all) = (AtomicUsize::new(0), answers.clone());
    let canned =
        Canned::with(move |_| all[next.fetch_add(1, Ordering::Relaxed) % all.len()].1.clone())
            .await;
    let client = canned.builder_of::<O::Client>().build().unwrap();
    for (sent, (what, _)) in answers.iter().enumerate() {
        let error = client.send(request).await.err();
        let error = error.unwrap_or_else(|| panic!("{}: {what} is a success", type_name::<O>()));
        assert_eq!(canned.requests().len(), sent + 1, "{what}: {error}");
        assert!(error.to_string().len() < 1500, "{what}: {error}");
    }
    assert!(answers.len() >= 40);
}
