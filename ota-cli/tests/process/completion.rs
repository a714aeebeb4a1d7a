use std::fs;
use std::net::TcpListener;
use std::process::{Command, Stdio};

use ota_emulator::{Emulator, Seed, SeedJob, SeedPackage, SeedProduct};
use tempfile::TempDir;

use crate::support::{Ran, command, ota, run};

/// A shell that asks what fits after these words, in a folder.
fn asks(folder: &TempDir, words: &[&str]) -> Command {
    let mut command = command(&[&["--", "ota"], words].concat());
    command.current_dir(folder.path()).env("COMPLETE", "fish");
    command
}

fn fits(ran: Ran) -> Vec<String> {
    let shown = ran.done();
    shown.lines().map(|line| line.split('\t').next().unwrap().to_owned()).collect()
}

#[test]
fn rollouts_are_completed_from_their_file_which_is_not_made() {
    let folder = TempDir::new().unwrap();
    assert_eq!(fits(run(&mut asks(&folder, &["rollout", "status", "la"]))), [""; 0]);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    let plan = "name = \"l\"\nproduct = \"p\"\n[package]\nfirmware-id = \"f\"\n[[wave]]\nall-remaining = true";
    fs::write(folder.path().join("plan.toml"), plan).unwrap();
    for (id, store) in [("lamp-1", "ota-rollouts.db"), ("lamp-2", "other.db")] {
        let words = ["rollout", "start", "plan.toml", "--yes", "--id", id, "--store", store];
        let mut start = command(&words);
        // Nobody is there who would carry it out, but it is written down.
        start.current_dir(folder.path()).env("OTA_ENDPOINT_URL", "http://127.0.0.1:9");
        assert_ne!(run(&mut start).exit, 0);
    }
    for command in ["status", "resume", "approve", "abort", "rollback"] {
        assert_eq!(fits(run(&mut asks(&folder, &["rollout", command, "la"]))), ["lamp-1"]);
    }
    let other = ["rollout", "--store", "other.db", "status", ""];
    assert!(fits(run(&mut asks(&folder, &other))).contains(&"lamp-2".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn packages_jobs_and_products_are_completed_from_the_service() {
    let job = |id: &str| SeedJob { job_id: id.to_owned(), ..SeedJob::default() };
    let package =
        |id: &str, jobs| SeedPackage { firmware_id: id.to_owned(), jobs, ..SeedPackage::default() };
    let product = |key: &str, packages| SeedProduct {
        product_key: key.to_owned(),
        packages,
        ..SeedProduct::default()
    };
    let packages =
        vec![package("fw-one", vec![job("job-one")]), package("fw-two", vec![job("job-two")])];
    let products = vec![product("lamp", packages), product("bell", Vec::new())];
    let seed = Seed { products, ..Seed::default() };
    let emulator = Emulator::builder().seed(seed).start().await.unwrap();
    let folder = TempDir::new().unwrap();
    let fits = |words: &[&str]| {
        let mut command = asks(&folder, words);
        command
            .env("OTA_ENDPOINT_URL", emulator.endpoint())
            .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid")
            .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret");
        let mut fits = fits(run(&mut command));
        fits.sort();
        fits
    };
    let before = emulator.ledger_count();
    assert_eq!(fits(&["firmware", "show", "fw"]), ["fw-one", "fw-two"]);
    assert_eq!(fits(&["rollout", "rollback", "r", "--firmware-id", "fw-t"]), ["fw-two"]);
    assert_eq!(fits(&["job", "show", "job"]), ["job-one", "job-two"]);
    assert_eq!(fits(&["device", "list", "l"]), ["lamp"]);
    assert_eq!(fits(&["call", "QueryOTAJob", "--JobId", "job-t"]), ["job-two"]);
    assert_eq!(emulator.ledger_count(), before, "the shell changed something");
}

#[test]
fn a_shell_is_told_nothing_where_something_is_amiss() {
    let folder = TempDir::new().unwrap();
    // No endpoint, no key, nobody there, somebody who says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = format!("http://{}", silent.local_addr().unwrap());
    for (endpoint, key) in
        [("", ""), ("http://127.0.0.1:9", ""), ("http://127.0.0.1:9", "k"), (&silent, "k")]
    {
        let mut command = asks(&folder, &["job", "show", "abc"]);
        command
            .env("OTA_ENDPOINT_URL", endpoint)
            .env("ALIBABA_CLOUD_ACCESS_KEY_ID", key)
            .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", key);
        assert_eq!(run(&mut command).done(), "", "{endpoint}");
    }
    fs::write(folder.path().join("ota-rollouts.db"), "no database").unwrap();
    assert_eq!(run(&mut asks(&folder, &["rollout", "status", "la"])).done(), "");
}

#[test]
fn every_shell_has_a_script_that_asks() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = ota(&["completion", shell, "--dynamic"]).done();
        assert!(script.contains("COMPLETE") && script.contains("ota"), "{shell}: {script}");
    }
}

#[test]
fn every_shell_completes_operations_and_their_flags() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = ota(&["completion", shell]).done();
        for word in ["CancelOTATaskByDevice", "DeviceName", "dry-run", "output-file"] {
            assert!(script.contains(word), "{shell} does not complete {word}");
        }
    }
    assert!(ota(&["completion", "dos"]).failed(2).contains("bash"));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child = command(&["completion", "bash"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &[][..]));
}
