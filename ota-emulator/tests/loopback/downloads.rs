//! Loading files by signed addresses.

use std::time::Duration;

use md5::Digest as _;
use ota_emulator::Emulator;

use crate::call::{Call, start, start_with};
use crate::form::{assert_refused, load, upload};
use crate::http;

const CONTENT: &[u8] = b"0123456789";

/// The address from which the file of a new package is loaded.
pub(crate) async fn published(emulator: &Emulator) -> String {
    let address = upload(emulator, CONTENT).await;
    let create = Call::v3("CreateOTAFirmware").with_all(&[
        ("FirmwareName", "published"),
        ("DestVersion", "2.0.0"),
        ("FirmwareUrl", &address),
        ("ProductKey", "a1V4kdeAbCd"),
    ]);
    let response = create.send(emulator).await;
    response.assert_success();
    let id = response.json()["Data"]["FirmwareId"].as_str().unwrap().to_owned();
    let signed = signed(emulator, &id).await;
    assert!(signed.starts_with(&format!("{address}?Expires=")), "{signed}");
    signed
}

pub(crate) async fn signed(emulator: &Emulator, id: &str) -> String {
    let response = Call::v3("QueryOTAFirmware").with("FirmwareId", id).send(emulator).await;
    response.assert_success();
    response.json()["FirmwareInfo"]["FirmwareUrl"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_file_is_loaded_as_it_was_uploaded() {
    let (emulator, _) = start().await;
    let address = published(&emulator).await;
    let response = load(&emulator, "GET", &address, &[]).await;
    assert_eq!((response.status, response.body.as_bytes()), (200, CONTENT));
    assert_eq!(response.header("content-length"), Some("10"));
    assert_eq!(response.header("accept-ranges"), Some("bytes"));
    let tag = format!("\"{}\"", hex::encode_upper(md5::Md5::digest(CONTENT)));
    assert_eq!(response.header("etag"), Some(tag.as_str()));
    let response = load(&emulator, "HEAD", &address, &[]).await;
    assert_eq!((response.status, response.body.as_str()), (200, ""));
    assert_eq!(response.header("content-length"), Some("10"));
}

#[tokio::test]
async fn a_range_of_a_file_is_loaded() {
    let (emulator, _) = start().await;
    let address = published(&emulator).await;
    for (range, part, shown) in [
        ("bytes=0-3", "0123", "bytes 0-3/10"),
        ("bytes=4-", "456789", "bytes 4-9/10"),
        ("bytes=9-9", "9", "bytes 9-9/10"),
        ("bytes=8-99", "89", "bytes 8-9/10"),
        ("bytes=-2", "89", "bytes 8-9/10"),
        ("bytes=-99", "0123456789", "bytes 0-9/10"),
    ] {
        let response = load(&emulator, "GET", &address, &[("range", range)]).await;
        assert_eq!((response.status, response.body.as_str()), (206, part), "{range}");
        assert_eq!(response.header("content-range"), Some(shown), "{range}");
        assert_eq!(response.header("content-length"), Some(part.len().to_string().as_str()));
    }
    for range in ["bytes=10-", "bytes=10-12", "bytes=-0"] {
        let response = load(&emulator, "GET", &address, &[("range", range)]).await;
        assert_refused(&response, 416, "InvalidRange");
        assert_eq!(response.header("content-range"), Some("bytes */10"), "{range}");
    }
    // What is no single range gives all of it.
    for range in ["bytes=3-2", "bytes=0-1,3-4", "bytes=a-b", "lines=1-2", "bytes=-", "bytes=5"] {
        let response = load(&emulator, "GET", &address, &[("range", range)]).await;
        assert_eq!((response.status, response.body.as_bytes()), (200, CONTENT), "{range}");
    }
    let tag = load(&emulator, "GET", &address, &[]).await.header("etag").unwrap().to_owned();
    for (tag, status) in [(tag.as_str(), 206), ("\"other\"", 200)] {
        let headers = [("range", "bytes=4-"), ("if-range", tag)];
        assert_eq!(load(&emulator, "GET", &address, &headers).await.status, status);
    }
}

#[tokio::test]
async fn an_address_opens_its_own_file_for_a_day() {
    let (emulator, _) = start().await;
    let address = published(&emulator).await;
    let (plain, query) = address.split_once('?').unwrap();
    assert_refused(&load(&emulator, "GET", plain, &[]).await, 403, "AccessDenied");
    let other = upload(&emulator, b"other").await;
    let other = format!("{other}?{query}");
    assert_refused(&load(&emulator, "GET", &other, &[]).await, 403, "AccessDenied");
    let expires = query.split(['=', '&']).nth(1).unwrap();
    let later = address.replace(expires, "99999999999");
    assert_refused(&load(&emulator, "GET", &later, &[]).await, 403, "AccessDenied");
    let stranger = address.replace("OSSAccessKeyId=", "OSSAccessKeyId=0");
    assert_refused(&load(&emulator, "GET", &stranger, &[]).await, 403, "InvalidAccessKeyId");
    assert_eq!(load(&emulator, "HEAD", plain, &[]).await.status, 403);
    emulator.advance(Duration::from_secs(24 * 60 * 60));
    assert_eq!(load(&emulator, "GET", &address, &[]).await.status, 200);
    emulator.advance(Duration::from_secs(1));
    assert_refused(&load(&emulator, "GET", &address, &[]).await, 403, "AccessDenied");
}

#[tokio::test]
async fn the_file_of_a_package_that_is_gone_is_gone() {
    let (emulator, _) = start().await;
    let address = published(&emulator).await;
    emulator.advance(Duration::from_secs(3600));
    assert_eq!(load(&emulator, "GET", &address, &[]).await.status, 200);
    let id = emulator.packages().last().unwrap().firmware_id.clone();
    Call::v3("DeleteOTAFirmware").with("FirmwareId", &id).send(&emulator).await.assert_success();
    assert_refused(&load(&emulator, "GET", &address, &[]).await, 404, "NoSuchKey");
}

#[tokio::test]
async fn no_path_leads_out_of_the_uploads() {
    let (emulator, _) = start_with(Emulator::builder().without_quota()).await;
    for path in ["/ota/../Cargo.toml", "/ota/%2e%2e/%2e%2e/etc/passwd", "/ota/", "/ota//etc/passwd"]
    {
        let address =
            format!("{}{path}?Expires=1&OSSAccessKeyId=a&Signature=b", emulator.endpoint());
        let response = load(&emulator, "GET", &address, &[]).await;
        assert_refused(&response, 403, "InvalidAccessKeyId");
    }
}

#[tokio::test]
async fn the_file_of_a_seeded_package_is_made_up_and_has_the_digest_that_is_shown() {
    let (emulator, _) = start().await;
    let query = Call::v3("QueryOTAFirmware").with("FirmwareId", "T0F5b5tpFnHQrgfk030100");
    let info = query.send(&emulator).await.json()["FirmwareInfo"].clone();
    let address = info["FirmwareUrl"].as_str().unwrap();
    let target = address.strip_prefix(emulator.endpoint()).unwrap();
    let get = |range: &str| {
        format!(
            "GET {target} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n{range}\r\n",
            emulator.address()
        )
    };
    let body = |bytes: &[u8]| {
        let start = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        bytes[start + 4..].to_vec()
    };
    let whole = body(&http::exchange(emulator.address(), get("").as_bytes(), false).await);
    assert_eq!(info["FirmwareSize"], whole.len());
    assert_eq!(info["FirmwareSign"], hex::encode(md5::Md5::digest(&whole)));
    let request = get("range: bytes=1000-\r\n");
    let part = body(&http::exchange(emulator.address(), request.as_bytes(), false).await);
    assert_eq!(part, whole[1000..]);
}

#[tokio::test]
async fn a_file_outlives_its_emulator_and_what_nothing_refers_to_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let start = || start_with(Emulator::builder().data(folder.path()));
    let (emulator, _) = start().await;
    let address = published(&emulator).await;
    emulator.stop().await;
    let objects = folder.path().join("objects");
    let count = || std::fs::read_dir(&objects).unwrap().count();
    assert_eq!(count(), 1);
    for name in ["unfinished-1", &"0a".repeat(32), "notes.txt"] {
        std::fs::write(objects.join(name), "left behind").unwrap();
    }

    let (emulator, _) = start().await;
    assert_eq!(count(), 2);
    assert!(objects.join("notes.txt").exists());
    let id = emulator.packages().last().unwrap().firmware_id.clone();
    let signed = signed(&emulator, &id).await;
    let response = load(&emulator, "GET", &signed, &[]).await;
    assert_eq!((response.status, response.body.as_bytes()), (200, CONTENT));
    // The address of the earlier emulator is signed with the same key.
    let (_, query) = address.split_once('?').unwrap();
    let (path, _) = signed.split_once('?').unwrap();
    let response = load(&emulator, "GET", &format!("{path}?{query}"), &[]).await;
    assert_eq!((response.status, response.body.as_bytes()), (200, CONTENT));

    // With the package its file goes from the disk, at the latest with the next write.
    Call::v3("DeleteOTAFirmware").with("FirmwareId", &id).send(&emulator).await.assert_success();
    emulator.advance(Duration::from_secs(3600));
    upload(&emulator, b"next").await;
    emulator.stop().await;
    let (emulator, _) = start().await;
    assert_eq!(count(), 2);
    emulator.stop().await;
}
