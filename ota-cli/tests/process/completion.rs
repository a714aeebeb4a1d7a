use std::process::Stdio;

use crate::support::{command, ota};

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
