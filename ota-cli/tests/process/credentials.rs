//! Where the key of a call comes from.

use std::fs;
use std::net::TcpListener;

use ota_emulator::Emulator;
use serde_json::json;
use tempfile::TempDir;

use crate::support::{Ran, command, json, ota, run};

const DELETE: [&str; 4] = ["call", "DeleteOTAFirmware", "--FirmwareId", "s8SSHiKjpBfrM3BSN0z803"];

/// A home folder with one profile, which is the current one.
fn home(profile: serde_json::Value) -> TempDir {
    let home = TempDir::new().unwrap();
    fs::create_dir(home.path().join(".aliyun")).unwrap();
    let file = json!({ "current": "work", "profiles": [profile] });
    fs::write(home.path().join(".aliyun/config.json"), file.to_string()).unwrap();
    home
}

fn ak(secret: &str) -> serde_json::Value {
    json!({"name": "work", "mode": "AK", "access_key_id": "testid", "access_key_secret": secret})
}

/// Runs `ota` with this home folder and this endpoint.
fn at_home(home: &TempDir, endpoint: &str, words: &[&str]) -> Ran {
    run(command(words).env("HOME", home.path()).env("OTA_ENDPOINT_URL", endpoint))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_signed_with_the_key_of_a_profile() {
    let emulator = Emulator::start().await.unwrap();
    at_home(&home(ak("testsecret")), emulator.endpoint(), &DELETE).done();
    let error = at_home(&home(ak("another")), emulator.endpoint(), &DELETE).failed(1);
    assert!(error.contains("SignatureDoesNotMatch"), "{error}");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_signed_with_the_key_that_a_process_prints() {
    let emulator = Emulator::start().await.unwrap();
    let print =
        r#"printf '{"mode":"AK","access_key_id":"testid","access_key_secret":"testsecret"}'"#;
    let profile = json!({"name": "work", "mode": "External", "process_command": print});
    let mut call = command(&DELETE);
    let home = home(profile);
    call.env("HOME", home.path()).env("OTA_ENDPOINT_URL", emulator.endpoint());
    run(call.env("PATH", "/usr/bin:/bin")).done();
    let error = run(call.env("ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS", "1")).failed(2);
    assert!(error.contains("forbids processes"), "{error}");
}

#[test]
fn a_call_goes_to_the_region_of_the_profile_unless_another_is_set() {
    let region = |name: &str, region: &str| json!({"name": name, "mode": "AK", "access_key_id": "k", "access_key_secret": "s", "region_id": region});
    let home = home(region("work", "cn-beijing"));
    let file = home.path().join(".aliyun/config.json");
    let profiles = [region("work", "cn-beijing"), region("east", "ap-northeast-1"), ak("s")];
    let text = json!({ "current": "work", "profiles": profiles }).to_string();
    fs::write(&file, &text).unwrap();
    let shown = |more: &[&str]| {
        let words = [&DELETE[..], &["--dry-run"], more].concat();
        run(command(&words).env("HOME", home.path()))
    };
    assert!(shown(&[]).done().contains("iot.cn-beijing.aliyuncs.com"));
    assert!(shown(&["--profile", "east"]).done().contains("iot.ap-northeast-1.aliyuncs.com"));
    assert!(shown(&["--region", "cn-shanghai"]).done().contains("iot.cn-shanghai.aliyuncs.com"));
    // A profile without one, and one that there is not.
    fs::write(&file, json!({ "current": "work", "profiles": [ak("s")] }).to_string()).unwrap();
    assert!(shown(&[]).failed(2).contains("no region or endpoint set"));
    let mut off = command(&[&DELETE[..], &["--dry-run"]].concat());
    fs::write(&file, text).unwrap();
    off.env("HOME", home.path()).env("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true");
    assert!(run(&mut off).failed(2).contains("no region or endpoint set"));
}

#[test]
fn a_dry_run_and_a_signature_take_the_same_key() {
    let home = home(ak("testsecret"));
    let dry = [&DELETE[..], &["--dry-run"]].concat();
    let shown = at_home(&home, "http://127.0.0.1:1", &dry).done();
    assert!(shown.contains("testid"), "{shown}");
    let sign = ["sign", "--scheme=v1", "--action=Ping", "--timestamp=t", "--nonce=n"];
    let shown = at_home(&home, "", &sign).done();
    assert!(shown.contains("AccessKeyId=testid"), "{shown}");
}

#[test]
fn without_a_key_the_message_says_what_to_set() {
    let empty = TempDir::new().unwrap();
    for words in [&DELETE[..], &[&DELETE[..], &["--dry-run"]].concat()] {
        let error = at_home(&empty, "http://127.0.0.1:1", words).failed(2);
        for part in [
            "no credentials: no source of credentials is set up",
            "set `ALIBABA_CLOUD_ACCESS_KEY_ID` and `ALIBABA_CLOUD_ACCESS_KEY_SECRET`",
            ".aliyun/config.json` does not exist",
        ] {
            assert!(error.contains(part), "{part}: {error}");
        }
    }
}

#[test]
fn the_sources_are_explained_one_by_one() {
    let home = home(ak("CANARY"));
    let shown = at_home(&home, "", &["credentials", "explain"]).done();
    assert!(shown.contains("1. env: not there: "), "{shown}");
    assert!(
        shown.contains("3. cli_profile: taken, key `testid` of `cli_profile/static_ak`\n"),
        "{shown}"
    );
    assert!(shown.contains("6. credential_uri: not reached\n"), "{shown}");
    let words = ["credentials", "explain", "--output", "json"];
    let shown = json(&at_home(&home, "", &words).done());
    assert_eq!(shown["steps"][2]["keyId"], "testid");
    assert_eq!(shown["steps"][3], json!({"name": "profile", "outcome": "notReached"}));
    assert!(!shown.to_string().contains("CANARY"));

    fs::write(home.path().join(".aliyun/config.json"), "{").unwrap();
    let ran = at_home(&home, "", &["credentials", "explain"]);
    assert_eq!((ran.exit, ran.err.as_str()), (1, ""));
    assert!(ran.out.contains("3. cli_profile: failed: "), "{}", ran.out);
    assert!(ota(&["credentials"]).err.contains("explain"));
}

#[test]
fn a_server_of_keys_on_this_machine_is_asked_without_a_proxy() {
    // Neither of the two responds; only one may be asked.
    let (proxy, server) =
        ["127.0.0.1:0"; 2].map(|address| TcpListener::bind(address).unwrap()).into();
    let url = |listener: &TcpListener| format!("http://{}", listener.local_addr().unwrap());
    let accepted = std::thread::spawn({
        let server = server.try_clone().unwrap();
        move || drop(server.accept().unwrap())
    });
    proxy.set_nonblocking(true).unwrap();
    let mut explain = command(&["credentials", "explain"]);
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"] {
        explain.env(name, url(&proxy));
    }
    let ran = run(explain.env("ALIBABA_CLOUD_CREDENTIALS_URI", url(&server)));
    assert_eq!(ran.exit, 1);
    assert!(ran.out.contains("6. credential_uri: failed: "), "{}", ran.out);
    accepted.join().unwrap();
    assert!(proxy.accept().is_err());
}
