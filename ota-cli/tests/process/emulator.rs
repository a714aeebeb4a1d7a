use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::process::{Child, ChildStdout, Command, Stdio};

use ota_api::{Client, Credentials};

use crate::support::{command, copy_of_specs, ota, ota_at, specs_with_one_more};

/// A running `ota emulator` that ends with the test.
struct Running {
    child: Child,
    stdout: BufReader<ChildStdout>,
    /// The output until it listened.
    shown: String,
    endpoint: String,
}

impl Running {
    fn start(words: &[&str]) -> Self {
        let mut child = command(&[&["emulator", "--port", "0"], words].concat())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut shown = String::new();
        while !shown.contains("export ALIBABA_CLOUD_ACCESS_KEY_SECRET=") {
            assert_ne!(stdout.read_line(&mut shown).unwrap(), 0, "it ended: {shown}");
        }
        let endpoint = Self::exported(&shown, "OTA_ENDPOINT_URL");
        Self { child, stdout, shown, endpoint }
    }

    /// The value that a line to copy gives a variable.
    fn exported(shown: &str, variable: &str) -> String {
        let prefix = format!("export {variable}=");
        shown.lines().find_map(|line| line.strip_prefix(&prefix)).unwrap().to_owned()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn what_it_prints_is_what_a_client_needs() {
    let emulator = Running::start(&[]);
    let shown = &emulator.shown;
    for part in ["a1V4kdeAbCd", "T0F5b5tpFnHQrgfk030100", "wahVIzGkCMuAUE2gDERM02", "device1"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let mut call =
        command(&["call", "DeleteOTAFirmware", "--FirmwareId", "s8SSHiKjpBfrM3BSN0z803"]);
    for variable in
        ["OTA_ENDPOINT_URL", "ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET"]
    {
        call.env(variable, Running::exported(shown, variable));
    }
    crate::support::run(&mut call).done();
}

#[cfg(unix)]
#[test]
fn a_signal_stops_it_cleanly() {
    for signal in ["-INT", "-TERM"] {
        let mut emulator = Running::start(&[]);
        let id = emulator.child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        let mut rest = String::new();
        emulator.stdout.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "\nstopped\n");
        assert!(emulator.child.wait().unwrap().success());
    }
}

#[test]
fn a_port_in_use_is_said() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let error = ota(&["emulator", "--port", &port]).failed(2);
    assert!(error.contains(&format!("cannot listen on 127.0.0.1:{port}")), "{error}");
}

#[test]
fn another_key_is_accepted_and_its_secret_not_shown() {
    let emulator = Running::start(&["--key-id", "me", "--key-secret", "hush"]);
    assert!(!emulator.shown.contains("hush"), "{}", emulator.shown);
    let words = ["call", "DeleteOTAFirmware", "--FirmwareId", "s8SSHiKjpBfrM3BSN0z803"];
    // The key of other emulators.
    assert!(ota_at(&emulator.endpoint, &words).failed(1).contains("InvalidAccessKeyId"));
    let mine = crate::support::run(
        command(&words)
            .env("OTA_ENDPOINT_URL", &emulator.endpoint)
            .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "me")
            .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "hush"),
    );
    mine.done();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operation_whose_file_is_dropped_in_is_served() {
    let specs = specs_with_one_more();
    let emulator = Running::start(&["--specs", specs.path().to_str().unwrap()]);
    assert!(emulator.shown.contains("RetireOTAFirmware"), "{}", emulator.shown);
    let client = Client::builder()
        .endpoint(&emulator.endpoint)
        .credentials(Credentials::new("testid", "testsecret"))
        .build()
        .unwrap();
    let call = |action: &str| client.call(action).parameter("FirmwareId", "fw").send();
    call("RetireOTAFirmware").await.unwrap();
    // Its limits are checked as well, and other actions are as unknown as before.
    let error = client.call("RetireOTAFirmware").send().await.unwrap_err();
    assert_eq!(error.code(), Some("MissingFirmwareId"));
    assert!(call("RetireOTAFirmwares").await.unwrap_err().is_refusal());
}

#[test]
fn specs_with_mistakes_are_not_interpreted() {
    let specs = copy_of_specs();
    std::fs::write(specs.path().join("ops/Broken.json"), "{").unwrap();
    let folder = specs.path().to_str().unwrap();
    let error = ota(&["emulator", "--port", "0", "--specs", folder]).failed(2);
    assert!(error.contains("ops/Broken.json:1:"), "{error}");
}

const SPECS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../ota-emulator/tests/specs/");

#[test]
fn several_folders_are_served_at_once_beside_the_specs_built_in() {
    let (lamps, bells) = (format!("{SPECS}lamps"), format!("{SPECS}bells"));
    let emulator = Running::start(&["--specs", &lamps, "--specs", &bells, "--built-in"]);
    for part in ["Lamps 2024-05-01\n", "Bells 2018-01-20\n", "Iot 2018-01-20\n", "a1V4kdeAbCd"] {
        assert!(emulator.shown.contains(part), "{part}: {}", emulator.shown);
    }
    let call = |words: &[&str]| ota_at(&emulator.endpoint, &[&["call"], words].concat()).done();
    call(&["SwitchLamp", "--specs", &lamps, "--LampId", "lamp-1", "--Power", "on"]);
    call(&["SwitchLamp", "--specs", &bells, "--BellId", "bell-1"]);
    call(&["DeleteOTAFirmware", "--FirmwareId", "s8SSHiKjpBfrM3BSN0z803"]);
}

#[test]
fn a_folder_alone_has_no_world_and_may_come_from_the_environment() {
    let lamps = format!("{SPECS}lamps");
    let emulator = Running::start(&["--specs", &lamps]);
    assert!(emulator.shown.contains("SwitchLamp"), "{}", emulator.shown);
    assert!(!emulator.shown.contains("product "), "{}", emulator.shown);
    let mut start = command(&["emulator", "--port", "0"]);
    let error = crate::support::run(start.env("OTA_SPECS", "/no/such")).failed(2);
    assert!(error.contains("/no/such"), "{error}");
    let words = ["emulator", "--port", "0", "--specs", &lamps, "--specs", &lamps];
    let error = ota(&words).failed(2);
    assert!(error.contains("both have the operation `CountLamps` of version"), "{error}");
}

#[test]
fn a_seed_of_ones_own_and_a_fleet_are_what_it_starts_with() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seed.json");
    let seed = r#"{ "products": [{ "productKey": "bell", "devices": ["door"] }] }"#;
    std::fs::write(&file, seed).unwrap();
    let words = ["--seed", file.to_str().unwrap(), "--devices", "lamp=20", "--speed", "0"];
    let shown = &Running::start(&words).shown;
    assert!(shown.contains("product     bell\n  devices   door\n"), "{shown}");
    assert!(shown.contains("device10 and 10 more") && !shown.contains("device11"), "{shown}");
    assert!(!shown.contains("a1V4kdeAbCd"), "{shown}");
}

#[test]
fn a_seed_with_a_mistake_is_refused_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seed.json");
    let path = file.to_str().unwrap();
    let start = || ota(&["emulator", "--port", "0", "--seed", path]).failed(2);
    let error = start();
    assert!(error.contains("cannot read the seed") && error.contains(path), "{error}");
    std::fs::write(&file, "{\n  \"product\": []\n}").unwrap();
    let error = start();
    assert!(error.contains("unknown field `product`") && error.contains("seed.json:2:"), "{error}");
    assert!(error.contains("2 |   \"product\": []\n"), "{error}");
    for (bytes, expected) in [
        (&b"\xef\xbb\xbf{}"[..], "starts with a byte order mark"),
        (b"{\n\"\xff\"}", "it is not UTF-8"),
    ] {
        std::fs::write(&file, bytes).unwrap();
        let error = start();
        assert!(error.contains(expected) && error.contains("seed.json:"), "{error}");
    }
    let twice = r#"{ "products": [{ "productKey": "p", "devices": ["a", "a"] }] }"#;
    std::fs::write(&file, twice).unwrap();
    let error = start();
    assert!(error.contains("device `a` twice"), "{error}");
}

#[test]
fn fleets_and_speeds_that_make_no_sense_are_refused() {
    for words in [
        ["--devices", "lamp"],
        ["--devices", "=3"],
        ["--devices", "lamp=many"],
        ["--devices", "lamp=-1"],
        ["--devices", "lamp="],
        ["--failure-rate", "1.1"],
        ["--silent-share", "-0.1"],
        ["--offline-share", "half"],
        ["--speed", "-1"],
        ["--speed", "NaN"],
        ["--speed", "inf"],
        ["--speed", "fast"],
    ] {
        let error = ota(&[&["emulator", "--port", "0"], &words[..]].concat()).failed(2);
        assert!(error.contains(words[0]), "{error}");
    }
}

#[test]
fn another_address_and_another_host_name_have_to_be_asked_for() {
    let emulator =
        Running::start(&["--bind-beyond-loopback", "127.0.0.2", "--allow-host", "ota.test"]);
    assert!(emulator.endpoint.starts_with("http://127.0.0.2:"), "{}", emulator.shown);
    let words = ["call", "DeleteOTAFirmware", "--FirmwareId", "s8SSHiKjpBfrM3BSN0z803"];
    ota_at(&emulator.endpoint, &words).done();
    let error = ota(&["emulator", "--bind-beyond-loopback", "everywhere"]).failed(2);
    assert!(error.contains("everywhere"), "{error}");
}

#[test]
fn what_was_done_is_still_done_after_it_was_killed() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("state");
    let words = ["--data", folder.to_str().unwrap()];
    let delete = ["call", "DeleteOTAFirmware", "--FirmwareId", "s8SSHiKjpBfrM3BSN0z803"];
    let emulator = Running::start(&words);
    ota_at(&emulator.endpoint, &delete).done();
    let second = ota(&["emulator", "--port", "0", words[0], words[1]]).failed(2);
    assert!(second.contains(words[1]), "{second}");
    // Dropping kills it.
    drop(emulator);
    let emulator = Running::start(&words);
    let error = ota_at(&emulator.endpoint, &delete).failed(1);
    assert!(error.contains("iot.ota.FirmwareNotFound"), "{error}");
    drop(emulator);
    let other =
        ota(&["emulator", "--port", "0", words[0], words[1], "--devices", "lamp=1"]).failed(2);
    assert!(other.contains("seed"), "{other}");
}

#[test]
fn a_temporary_key_needs_its_token_and_ends() {
    let call = |emulator: &Running, token: Option<&str>| {
        let words = ["call", "QueryOTAFirmware", "--FirmwareId", "T0F5b5tpFnHQrgfk030100"];
        let mut command = command(&words);
        command
            .env("OTA_ENDPOINT_URL", &emulator.endpoint)
            .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "STS.testid")
            .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret");
        if let Some(token) = token {
            command.env("ALIBABA_CLOUD_SECURITY_TOKEN", token);
        }
        crate::support::run(&mut command)
    };
    let emulator = Running::start(&["--temporary", "3600"]);
    call(&emulator, Some("testtoken")).done();
    assert!(call(&emulator, None).failed(1).contains("MissingParameter.SecurityToken"));
    let emulator = Running::start(&["--temporary", "0"]);
    assert!(call(&emulator, Some("testtoken")).failed(1).contains("InvalidSecurityToken.Expired"));
}

#[test]
fn too_many_devices_are_told_the_limit() {
    for count in ["10000001", "99999999999"] {
        let flag = format!("a1Lamp={count}");
        let error = ota(&["emulator", "--port", "0", "--devices", &flag]).failed(2);
        assert!(error.contains("10000000 devices at most"), "{error}");
    }
}

#[test]
fn keys_and_hosts_that_no_request_can_have_are_refused() {
    for (words, part) in [
        (["--key-secret", ""], "secret"),
        (["--key-id", ""], "empty id"),
        (["--allow-host", ""], "`` is not a host name"),
        (["--public-url", "ota.test"], "`ota.test` is not the beginning of an address"),
        (["--allow-host", "http://foo/"], "`http://foo/` is not a host name"),
        (["--bind-beyond-loopback", "192.0.2.1"], "an address of this machine"),
    ] {
        let error = ota(&[&["emulator", "--port", "0"], &words[..]].concat()).failed(2);
        assert!(error.contains(part), "{error}");
    }
}

#[test]
fn what_is_shown_fits_a_terminal_and_has_no_empty_lists() {
    let shown = &Running::start(&["--devices", "lamp=3"]).shown;
    let operations = shown.lines().skip_while(|line| !line.starts_with("operations  "));
    let operations: Vec<&str> =
        operations.take_while(|line| !line.starts_with("product")).collect();
    assert!(operations.len() > 3, "{shown}");
    assert!(operations.iter().all(|line| line.len() <= 80), "{shown}");
    assert!(!shown.lines().any(|line| line.trim() == "instances"), "{shown}");
}

#[test]
fn whoever_lets_others_call_is_told_how_they_do() {
    let everywhere = ["--bind-beyond-loopback", "0.0.0.0"];
    let emulator = Running::start(&everywhere);
    let port = emulator.endpoint.rsplit(':').next().unwrap();
    for part in ["all addresses", "--allow-host NAME", &format!("http://NAME:{port}")] {
        assert!(emulator.shown.contains(part), "{part}: {}", emulator.shown);
    }
    let emulator = Running::start(&[&everywhere[..], &["--allow-host", "ota.test"]].concat());
    let port = emulator.endpoint.rsplit(':').next().unwrap();
    let call = format!("Other machines call http://ota.test:{port} ");
    assert!(emulator.shown.contains(&call), "{}", emulator.shown);
    assert!(!emulator.shown.contains("refused"), "{}", emulator.shown);
    assert!(!Running::start(&[]).shown.contains("machines"));
}
