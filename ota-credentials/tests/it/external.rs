//! Processes that print a key.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;

use ota_credentials::{Error, External, Loaded, Provider};

use crate::support::{Home, LATER};

/// Runs a script with these arguments.
async fn run(script: &str, arguments: &str) -> Result<Loaded, Error> {
    let home = Home::new();
    let path = home.write("a folder/key.sh", format!("#!/bin/sh\n{script}\n"));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    let command = format!("'{}' {arguments}", path.display());
    External::new(home.environment(&[]), command).load().await
}

#[tokio::test]
async fn the_words_of_the_command_reach_the_process_as_a_shell_would_split_them() {
    let script =
        r#"printf '{"mode":"AK","access_key_id":"%s","access_key_secret":"%s"}' "$1" "$2""#;
    let loaded = run(script, r#"i\d'-'"1" 'two words $HOME'"#).await.unwrap();
    let key = loaded.credentials();
    assert_eq!((key.key_id(), key.key_secret()), ("id-1", "two words $HOME"));
    assert_eq!(loaded.provider(), "external");
    assert!(key.security_token().is_none() && key.expiration().is_none());
}

#[tokio::test]
async fn a_temporary_key_has_its_token_and_its_end() {
    let script = format!(
        r#"echo CANARY >&2; cat; echo '{{"mode":"ststoken","access_key_id":"i","access_key_secret":"s","sts_token":"t","expiration":"{LATER}"}}'"#
    );
    let loaded = run(&script, "").await.unwrap();
    assert_eq!(loaded.credentials().security_token(), Some("t"));
    assert!(loaded.credentials().expiration().is_some());
}

#[tokio::test]
async fn a_process_that_gives_no_key_is_an_error_that_repeats_nothing() {
    for (script, says) in [
        ("echo CANARY", "is not JSON at line 1"),
        ("true", "is not JSON at line 1"),
        ("echo '{\"CANARY\":1}'", "has no `access_key_id`"),
        ("echo CANARY; exit 3", "the exit code 3"),
        ("kill -9 $$", "the process was killed"),
        (
            r#"echo '{"mode":"CANARY","access_key_id":"i","access_key_secret":"s"}'"#,
            "a `mode` other than",
        ),
        (r#"echo '{"access_key_id":"i","access_key_secret":"CANARY"}'"#, "has no `mode`"),
        (
            r#"echo '{"mode":"StsToken","access_key_id":"i","access_key_secret":"CANARY"}'"#,
            "has no `sts_token`",
        ),
        (
            r#"echo '{"mode":"AK","access_key_id":"i","access_key_secret":"s","expiration":"CANARY"}'"#,
            "`expiration` is no time",
        ),
        // Without end: it is stopped when it has printed too much.
        (
            "while :; do echo CANARYCANARYCANARYCANARYCANARYCANARYCANARY; done",
            "more than 65536 bytes",
        ),
    ] {
        let error = run(script, "CANARY").await.unwrap_err().to_string();
        assert!(error.contains(says) && !error.contains("CANARY"), "{script}: {error}");
    }
}

#[tokio::test]
async fn a_command_that_cannot_be_run_is_not_repeated() {
    let home = Home::new();
    for (command, says) in [
        ("", "the command is empty"),
        ("'CANARY", "ends inside of quotes"),
        ("/gone/CANARY", "cannot be started: entity not found"),
    ] {
        let external = External::new(home.environment(&[]), command);
        let shown = format!("{external:?}");
        let error = external.load().await.unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
        assert!(!error.contains("CANARY") && !shown.contains("CANARY"), "{error} {shown}");
    }
    for value in ["1", "true", "TRUE"] {
        let environment = home.environment(&[("ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS", value)]);
        let error = External::new(environment, "touch ran").load().await.unwrap_err().to_string();
        assert!(error.contains("forbids processes"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_process_that_does_not_end_is_killed_after_a_minute() {
    let home = Home::new();
    let pid = home.path().join("pid");
    let command = format!("sh -c 'echo $$ > {}; exec sleep 600'", pid.display());
    let external = External::new(home.environment(&[]), command);
    let start = tokio::time::Instant::now();
    let error = external.load().await.unwrap_err();
    assert!(error.is_temporary() && error.to_string().contains("within 60 s"), "{error}");
    assert_eq!(start.elapsed().as_secs(), 60);
}
