//! The addresses in responses are those by which the caller reaches the emulator.

use ota_emulator::{Emulator, StartError};

use crate::call::{Call, start_with};
use crate::http::{self, Response};

/// Sends a call to the emulator under another host.
async fn send_to(emulator: &Emulator, host: &str, call: &Call) -> Response {
    let bytes = String::from_utf8(call.bytes(emulator)).unwrap();
    let own = format!("host: {}\r\n", emulator.address());
    assert!(bytes.contains(&own), "{bytes}");
    let bytes = bytes.replace(&own, &format!("host: {host}\r\n"));
    http::read(&http::exchange(emulator.address(), bytes.as_bytes(), false).await)
}

async fn addresses(emulator: &Emulator, host: &str) -> Vec<String> {
    let package = send_to(emulator, host, &Call::v1("GenerateOTAUploadURL")).await;
    package.assert_success();
    let list = send_to(emulator, host, &Call::v1("GenerateDeviceNameListURL")).await;
    list.assert_success();
    let query = Call::v1("QueryOTAFirmware").with("FirmwareId", "T0F5b5tpFnHQrgfk030100");
    let query = send_to(emulator, host, &query).await;
    query.assert_success();
    let (package, list, query) = (package.json(), list.json(), query.json());
    [
        &package["Data"]["Host"],
        &package["Data"]["FirmwareUrl"],
        &list["Data"]["Host"],
        &list["Data"]["FileUrl"],
        &query["FirmwareInfo"]["FirmwareUrl"],
    ]
    .map(|address| address.as_str().unwrap().to_owned())
    .to_vec()
}

#[tokio::test]
async fn addresses_begin_with_the_host_that_the_caller_used() {
    let (emulator, _) = start_with(Emulator::builder().allow_host("box.test")).await;
    let own = emulator.address().to_string();
    let local = format!("localhost:{}", emulator.address().port());
    for host in [own.as_str(), &local, "box.test:8080", "box.test"] {
        for address in addresses(&emulator, host).await {
            let rest = address.strip_prefix(&format!("http://{host}"));
            assert!(rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')), "{address}");
        }
    }
}

#[tokio::test]
async fn addresses_begin_with_the_public_url_if_one_is_set() {
    for url in ["https://ota.test", "https://ota.test/"] {
        let (emulator, _) = start_with(Emulator::builder().public_url(url)).await;
        let own = emulator.address().to_string();
        for host in [own.as_str(), "ota.test"] {
            for address in addresses(&emulator, host).await {
                let rest = address.strip_prefix("https://ota.test").unwrap();
                assert!(rest.is_empty() || rest.starts_with("/ota/"), "{address}");
            }
        }
    }
}

#[tokio::test]
async fn a_public_url_is_scheme_and_host() {
    for url in
        ["", "ota.test", "ftp://ota.test", "http://", "http://a/b", "http://a?b", "http://a@b"]
    {
        let error = Emulator::builder().public_url(url).start().await.unwrap_err();
        assert!(matches!(&error, StartError::PublicUrl(_)), "{url}: {error}");
    }
}
