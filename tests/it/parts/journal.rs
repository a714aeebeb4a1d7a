//! Journals: what they contain, which are refused, and what is done when they cannot be written.

use std::fs;
use std::path::{Path, PathBuf};

use ota_api::operations::CancelOtaTaskByDevice;
use ota_api::{Error, SendParts};
use ota_emulator::{Effect, Emulator, Fault};
use tempfile::TempDir;

use super::{CANCEL, assert_once, assert_waits, calls, cancel, client, emulator, names};

/// A service that refuses the second of three parts once, and a journal of the run.
async fn begun() -> (Emulator, TempDir, PathBuf) {
    let emulator = emulator(600).await;
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("journal");
    let mut parts = cancel(&client(&emulator), 600).journal(&path).stream();
    assert!(parts.next().await.unwrap().unwrap().outcome().is_ok());
    let (code, message) = ("Forbidden".to_owned(), "not now".to_owned());
    let fault = Effect::Status { status: 403, code, message, format: None, acts: false };
    emulator.add_fault(Fault::new(fault).times(1)).unwrap();
    assert!(parts.next().await.unwrap().unwrap().outcome().is_err());
    assert!(parts.next().await.unwrap().unwrap().outcome().is_ok());
    assert!(parts.next().await.is_none());
    (emulator, folder, path)
}

async fn refused(parts: SendParts<CancelOtaTaskByDevice>, path: &Path) -> String {
    let error: Error = parts.journal(path).await.unwrap_err();
    assert!(error.is_file() && !error.outcome_unknown() && !error.is_retryable(), "{error}");
    error.to_string().replace(&*path.to_string_lossy(), "J")
}

#[tokio::test]
async fn a_run_that_is_resumed_sends_what_failed_and_nothing_twice() {
    let (emulator, _folder, path) = begun().await;
    assert_eq!(calls(&emulator), 3);
    let mut parts = cancel(&client(&emulator), 600).journal(&path).stream();
    let part = parts.next().await.unwrap().unwrap();
    assert_eq!((part.number(), part.position(), part.outcome().is_ok()), (2, 201, true));
    assert!(parts.next().await.is_none());
    assert_eq!((parts.done_before(), calls(&emulator)), (2, 4));
    assert_once(&emulator, 600);
    let all = cancel(&client(&emulator), 600).journal(&path).await.unwrap();
    assert!(all.is_complete() && all.all().is_empty() && all.done_before() == 3);
    assert_eq!(calls(&emulator), 4);
}

#[tokio::test]
async fn a_journal_names_the_operation_and_the_host_and_nothing_else() {
    let (emulator, _folder, path) = begun().await;
    let journal = fs::read_to_string(&path).unwrap();
    let host = emulator.endpoint().strip_prefix("http://").unwrap();
    let lines: Vec<&str> = journal.lines().collect();
    assert!(lines[0].starts_with(&format!("ota-parts 1 {CANCEL} {host} 200 ")), "{journal}");
    let kinds = lines[1..].iter().map(|line| line.split(' ').next().unwrap());
    assert_eq!(
        kinds.collect::<Vec<_>>(),
        ["start", "done", "start", "failed", "start", "done"],
        "each start before its part is sent"
    );
    for secret in ["device", "a1Lamp", "fw", "testid", "testsecret"] {
        assert!(!journal.contains(secret), "{secret}: {journal}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[tokio::test]
async fn a_journal_of_another_list_or_request_is_refused_with_nothing_sent() {
    let (emulator, _folder, path) = begun().await;
    let client = client(&emulator);
    let call = |firmware: &str| {
        let call = client.cancel_ota_task_by_device().product_key("a1Lamp");
        call.firmware_id(firmware).send_parts()
    };
    let other = refused(call("other").items(names(600)), &path).await;
    assert!(
        other.contains(
            "the journal `J` cannot be used: it is about a request with other parameters"
        ),
        "{other}"
    );
    // The first part is done, and differs; this is seen at the part that is still to be sent.
    let changed = call("fw").items(names(600).map(|name| name.replace("device7", "device8")));
    let changed = refused(changed, &path).await;
    assert!(
        changed
            .contains("the journal `J`: the list is another one: it differs in part 2 or before"),
        "{changed}"
    );
    let shorter = refused(call("fw").items(names(150)), &path).await;
    assert!(shorter.contains("it has 1 parts, and 3 were begun"), "{shorter}");
    // Of a file all is compared before anything is sent.
    let file = path.with_file_name("names");
    fs::write(&file, names(599).collect::<Vec<_>>().join("\n")).unwrap();
    let file = refused(call("fw").lines(&file), &path).await;
    assert!(file.contains("it differs in part 3 or before"), "{file}");
    assert_eq!(calls(&emulator), 3);
}

#[tokio::test]
async fn what_is_no_journal_stays_as_it_is() {
    let (emulator, folder, path) = begun().await;
    let client = client(&emulator);
    let other = folder.path().join("other");
    let whole = fs::read(&path).unwrap();
    let mut damaged = whole.clone();
    damaged[whole.len() / 2] ^= 1;
    let mut torn = whole.clone();
    torn.extend(b"start 4");
    let long = [whole.clone(), vec![b'x'; 1 << 20]].concat();
    for (bytes, why) in [
        (b"device1\n".as_slice(), "it is no journal"),
        (&damaged, "is damaged; find out what was done from its other lines"),
        (&long, "line 8 is longer than any"),
    ] {
        fs::write(&other, bytes).unwrap();
        let error = refused(cancel(&client, 600), &other).await;
        assert!(error.contains(why), "{error}");
        assert!(fs::read(&other).unwrap() == bytes, "it is not touched");
    }
    assert_eq!(calls(&emulator), 3);
    let folder = refused(cancel(&client, 600), folder.path()).await;
    assert!(folder.contains("it is a link or no plain file"), "{folder}");
    let nowhere = refused(cancel(&client, 600), Path::new("/proc/nothing/journal")).await;
    assert!(nowhere.contains("cannot be used"), "{nowhere}");
    // What was cut off is dropped, and what is empty is begun.
    for bytes in [&torn[..], b"", b"ota-parts 1 Can"] {
        fs::write(&other, bytes).unwrap();
        assert!(cancel(&client, 600).journal(&other).await.unwrap().is_complete());
    }
    assert_eq!(calls(&emulator), 3 + 1 + 3 + 3);
}

#[tokio::test]
async fn two_runs_do_not_share_a_journal() {
    let emulator = emulator(600).await;
    let client = client(&emulator);
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("journal");
    let mut first = cancel(&client, 600).journal(&path).stream();
    first.next().await.unwrap().unwrap();
    let second = refused(cancel(&client, 600), &path).await;
    assert!(second.contains("the journal `J` cannot be used: another run has it"), "{second}");
    assert_eq!(calls(&emulator), 1);
    // It is free as soon as the first one is dropped.
    drop(first);
    assert!(cancel(&client, 600).journal(&path).await.unwrap().is_complete());
    assert_once(&emulator, 600);
}

#[tokio::test]
async fn a_stream_that_is_dropped_while_it_opens_leaves_its_journal_to_the_next() {
    let emulator = emulator(600).await;
    let client = client(&emulator);
    let folder = TempDir::new().unwrap();
    let (file, path) = (folder.path().join("names"), folder.path().join("journal"));
    // It takes a while to look through.
    fs::write(&file, names(1_000_000).collect::<Vec<_>>().join("\n")).unwrap();
    let call = client.cancel_ota_task_by_device().product_key("a1Lamp").firmware_id("fw");
    let mut opening = call.send_parts().lines(&file).journal(&path).stream();
    while !path.exists() {
        assert_waits(&mut opening).await;
        tokio::task::yield_now().await;
    }
    drop(opening);
    assert!(cancel(&client, 600).journal(&path).await.unwrap().is_complete());
    assert_once(&emulator, 600);
}

#[tokio::test]
async fn a_list_is_no_journal_under_whatever_name() {
    let emulator = emulator(600).await;
    let client = client(&emulator);
    let folder = TempDir::new().unwrap();
    let (list, other) = (folder.path().join("list"), folder.path().join("other"));
    let lines = |path: &Path| {
        let call = client.cancel_ota_task_by_device().product_key("a1Lamp").firmware_id("fw");
        call.send_parts().lines(path)
    };
    for contents in ["", "o", "device1\ndevice2\n"] {
        fs::write(&list, contents).unwrap();
        let same = refused(lines(&list), &list).await;
        assert!(same.contains("the journal `J` is the file with the list"), "{same}");
        #[cfg(unix)]
        for hard in [true, false] {
            match hard {
                true => fs::hard_link(&list, &other).unwrap(),
                false => std::os::unix::fs::symlink(&list, &other).unwrap(),
            }
            let linked = refused(lines(&other), &list).await;
            assert!(linked.contains("the journal `J` is the file with the list"), "{linked}");
            fs::remove_file(&other).unwrap();
        }
        assert_eq!(fs::read_to_string(&list).unwrap(), contents, "it is not touched");
    }
    for few in ["o", "ota-parts"] {
        fs::write(&other, few).unwrap();
        let error = refused(cancel(&client, 600), &other).await;
        assert!(error.contains("it holds too little to tell whether it is a journal"), "{error}");
        assert_eq!(fs::read_to_string(&other).unwrap(), few);
    }
    assert_eq!(calls(&emulator), 0);
}

#[tokio::test]
async fn a_path_that_cannot_be_says_what_to_do() {
    let emulator = emulator(1).await;
    let client = client(&emulator);
    let folder = TempDir::new().unwrap();
    let none = folder.path().join("none").join("journal");
    let missing = refused(cancel(&client, 1), &none).await;
    assert!(
        missing.contains("its folder does not exist; make it, or name another file"),
        "{missing}"
    );
    let error = cancel(&client, 1).journal("").await.unwrap_err().to_string();
    assert!(error.contains("it has no name; give the path of a file"), "{error}");
    for (list, says) in [(Path::new(""), "give the path of a file"), (&none, "check its path")] {
        let call = client.cancel_ota_task_by_device().product_key("a1Lamp").firmware_id("fw");
        let error = call.send_parts().lines(list).await.unwrap_err();
        assert!(error.is_file() && error.to_string().contains(says), "{error}");
    }
}
