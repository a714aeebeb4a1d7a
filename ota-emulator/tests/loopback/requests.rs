//! The record of what was received, and that nothing secret is in it.

use ota_emulator::{Effect, Emulator, Fault};

use crate::admin::get;
use crate::call::{Call, Scheme, cancel, delete, start, start_with};
use crate::form::{Form, load};
use crate::http;

#[tokio::test]
async fn a_call_is_recorded_with_what_became_of_it() {
    let (emulator, _) = start().await;
    let first = cancel(Scheme::V3).send(&emulator).await;
    cancel(Scheme::V1).with("ProductKey", "none").form().send(&emulator).await;
    let fault = emulator.add_fault(Fault::new(Effect::Close { acts: true }).times(1)).unwrap();
    http::whole(emulator.address(), &delete(Scheme::V1).bytes(&emulator)).await;
    cancel(Scheme::V1).secret("wrong").send(&emulator).await;
    let record = emulator.requests();
    assert_eq!(record.dropped, 0);
    let [one, two, three, four] = record.requests.as_slice() else { panic!("{record:?}") };
    assert_eq!((one.number, one.method.as_str(), one.path.as_str()), (1, "POST", "/"));
    assert_eq!(Some(one.request_id.as_str()), first.header("x-acs-request-id"));
    assert_eq!(one.time.to_string(), "2026-01-02T03:04:05Z");
    assert_eq!(one.action.as_deref(), Some("CancelOTATaskByDevice"));
    assert_eq!((one.scheme, one.key_id.as_deref()), (Some("v3"), Some("testid")));
    assert_eq!(one.parameters["DeviceName.1"], "device1");
    assert_eq!((one.status, one.code.as_deref()), (Some(200), None));
    assert_eq!((two.scheme, two.parameters["ProductKey"].as_str()), (Some("v1"), "none"));
    assert_eq!(two.parameters["RegionId"], "cn-shanghai");
    assert_eq!((two.status, two.code.as_deref()), (Some(200), Some("iot.prod.NotExistedProduct")));
    let hit = three.fault.as_ref().map(|hit| (hit.id, hit.kind));
    assert_eq!((three.status, hit), (None, Some((fault, "close"))));
    assert_eq!((four.status, four.code.as_deref()), (Some(400), Some("SignatureDoesNotMatch")));
    // Over HTTP it is the same, and later ones alone can be had.
    let over_http = get(&emulator, "requests").await.json();
    assert_eq!(over_http, serde_json::to_value(&record).unwrap());
    let later = get(&emulator, "requests?after=3").await.json();
    assert_eq!(later["requests"].as_array().unwrap().len(), 1);
    assert_eq!(later["requests"][0]["number"], 4);
    assert_eq!(get(&emulator, "requests?after=x").await.status, 400);
}

#[tokio::test]
async fn nothing_secret_is_kept_or_shown() {
    const SECRETS: [&str; 8] = [
        "tok3n-of-the-key",
        "n0nce-of-the-call",
        "wr0ng-secret",
        "k3y-that-is-none",
        "sign3d-address",
        "misplac3d",
        "s3ssion",
        "testsecret",
    ];
    let token = SECRETS[0];
    let builder = Emulator::builder().security_token(token);
    let (emulator, _) = start_with(builder).await;
    for scheme in [Scheme::V1, Scheme::V3] {
        let (name, nonce, key) = match scheme {
            Scheme::V1 => ("SecurityToken", "SignatureNonce", "AccessKeyId"),
            Scheme::V3 => ("x-acs-security-token", "x-acs-signature-nonce", "x-acs-accesskey-id"),
        };
        let call = || {
            cancel(scheme)
                .common(name, token)
                .common(nonce, &format!("{}-{scheme:?}", SECRETS[1]))
                .header("cookie", SECRETS[6])
                .header("x-more", SECRETS[6])
                .with("AccessKeySecret", SECRETS[5])
                .with("JobId", &format!("https://host/file?Signature={}", SECRETS[4]))
        };
        call().send(&emulator).await.assert_failure("iot.system.IllegalRequest");
        call().send(&emulator).await.assert_refused(400, "SignatureNonceUsed");
        call().secret(SECRETS[2]).common(key, SECRETS[3]).send(&emulator).await;
        call().method(SECRETS[5]).send(&emulator).await;
    }
    let authorization = format!(
        "ACS3-HMAC-SHA256 Credential={},SignedHeaders={},Signature={}",
        SECRETS[3], SECRETS[6], SECRETS[2]
    );
    let call = Call::v3(SECRETS[5]).common("authorization", &authorization);
    call.send(&emulator).await;
    let host = [("host".to_owned(), "localhost".to_owned())];
    let target = format!("/{}?{}={}", SECRETS[5], SECRETS[5], SECRETS[5]);
    http::send(emulator.address(), "GET", &target, &host, b"").await;
    let shown = shown(&emulator).await;
    assert!(emulator.requests().requests.len() >= 10);
    assert!(shown.contains("https://host/file"), "{shown}");
    for secret in SECRETS {
        assert!(!shown.contains(secret), "{secret}: {shown}");
    }
    // The signature of a call that was accepted.
    let bytes = String::from_utf8(cancel(Scheme::V1).bytes(&emulator)).unwrap();
    let signature = bytes.split("Signature=").nth(1).unwrap().split('&').next().unwrap();
    assert!(signature.len() > 20);
    let call = cancel(Scheme::V1).common("Signature", "s1gnature");
    call.send(&emulator).await;
    assert!(!get(&emulator, "requests").await.body.contains("s1gnature"));
    assert!(!get(&emulator, "requests").await.body.contains("Signature="));
}

/// Everything that the admin API and `Debug` give.
async fn shown(emulator: &Emulator) -> String {
    let mut shown = format!(
        "{emulator:?} {:?} {:?} {:?} {:?}",
        emulator.requests(),
        emulator.faults(),
        emulator.ledger(),
        emulator.snapshot()
    );
    let list = get(emulator, "").await.json();
    for known in list["endpoints"].as_array().unwrap() {
        if known["method"] == "GET" {
            let path = known["path"].as_str().unwrap().trim_start_matches("/_ota/").to_owned();
            let response = get(emulator, &path).await;
            assert_eq!(response.status, 200, "{path}");
            shown.push_str(&response.body);
        }
    }
    shown
}

#[tokio::test]
async fn forms_and_signed_addresses_leave_nothing_secret() {
    let (emulator, _) = start().await;
    let form = Form::package(&emulator).await;
    let response = form.send(&emulator, b"content").await;
    assert_eq!(response.status, 200, "{response:?}");
    let create = Call::v3("CreateOTAFirmware").with_all(&[
        ("FirmwareName", "made"),
        ("DestVersion", "2.0.0"),
        ("FirmwareUrl", &format!("{}?OSSAccessKeyId=a&Signature=sign3d", form.address)),
        ("ProductKey", "a1V4kdeAbCd"),
    ]);
    let made = create.send(&emulator).await;
    made.assert_success();
    let id = made.json()["Data"]["FirmwareId"].as_str().unwrap().to_owned();
    let query = Call::v3("QueryOTAFirmware").with("FirmwareId", &id).send(&emulator).await;
    let signed = query.json()["FirmwareInfo"]["FirmwareUrl"].as_str().unwrap().to_owned();
    assert_eq!(load(&emulator, "GET", &signed, &[]).await.body, "content");
    let shown = shown(&emulator).await;
    assert!(shown.contains(&form.address), "{shown}");
    let field = |name: &str| {
        let field = form.fields.iter().find(|(known, _)| known == name);
        field.map(|(_, value)| value.clone()).unwrap()
    };
    let (_, given) = signed.split_once('?').unwrap();
    for secret in [&field("policy"), &field("Signature"), given, "sign3d", "Signature="] {
        assert!(secret.len() > 5 && !shown.contains(secret), "{secret}: {shown}");
    }
    let actions: Vec<Option<String>> =
        emulator.requests().requests.into_iter().map(|request| request.action).collect();
    let actions: Vec<&str> = actions.iter().flatten().map(String::as_str).collect();
    let expected = [
        "GenerateOTAUploadURL",
        "PostObject",
        "CreateOTAFirmware",
        "QueryOTAFirmware",
        "GetObject",
    ];
    assert_eq!(actions, expected);
}

#[tokio::test]
async fn what_the_guard_refuses_is_recorded_and_the_admin_api_is_not() {
    let (emulator, _) = start().await;
    cancel(Scheme::V1)
        .header("origin", "null")
        .send(&emulator)
        .await
        .assert_refused(403, "Forbidden");
    get(&emulator, "health").await;
    let record = emulator.requests();
    let [refused] = record.requests.as_slice() else { panic!("{record:?}") };
    assert_eq!((refused.status, refused.code.as_deref()), (Some(403), Some("Forbidden")));
    assert!(refused.parameters.is_empty());
}
