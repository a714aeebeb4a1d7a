//! Secrets, tokens and signatures never reach a text that could be logged.

use ota_api::sign::Scheme;
use ota_api::{Client, Credentials};
use ota_emulator::Emulator;

use crate::canned::Canned;
use crate::specs::fixture;

const SECRET: &str = "canary-secret-5f1c";
const TOKEN: &str = "canary-token-9ab2";

fn credentials() -> Credentials {
    Credentials::new("canary-id", SECRET).with_security_token(TOKEN)
}

/// Fails if a text holds the secret, the token or the signature.
fn assert_clean(text: &str, signature: &str) {
    for canary in [SECRET, TOKEN, signature] {
        assert!(!text.contains(canary), "`{canary}` is in: {text}");
    }
}

#[tokio::test]
async fn neither_debug_nor_errors_show_secrets() {
    for scheme in [Scheme::V1, Scheme::V3] {
        let canned = Canned::respond(502, "text/html", "<html>no").await;
        let builder = canned.builder().credentials(credentials()).scheme(scheme);
        assert_clean(&format!("{builder:?}"), "no signature yet");
        let client = builder.build().unwrap();
        let request = client.delete_ota_firmware().firmware_id("f1").build();
        let dry = client.dry_run(&request).unwrap();
        let signature = dry.signed().signature().to_owned();
        for shown in [
            format!("{:?}", credentials()),
            format!("{client:?}"),
            format!("{client:#?}"),
            format!("{dry:?}"),
            format!("{:?}", dry.signed()),
            format!("{:?}", client.delete_ota_firmware().firmware_id("f1")),
        ] {
            assert_clean(&shown, &signature);
        }
        let unreadable = client.send(&request).await.unwrap_err();
        let lost = Canned::raw("").await;
        let lost = lost.builder().credentials(credentials()).scheme(scheme).build().unwrap();
        let lost = lost.send(&request).await.unwrap_err();
        let refused = Client::builder().endpoint("http://127.0.0.1:1").credentials(credentials());
        let refused = refused.scheme(scheme).build().unwrap().send(&request).await.unwrap_err();
        for error in [unreadable, lost, refused] {
            let source =
                std::error::Error::source(&error).map(|source| format!("{source} {source:?}"));
            for shown in [error.to_string(), format!("{error:?}"), source.unwrap_or_default()] {
                assert_clean(&shown, &signature);
                assert!(!shown.contains("Signature="), "{shown}");
            }
        }
    }
}

#[tokio::test]
async fn what_a_server_repeats_is_blanked_in_every_spelling() {
    let body = |text: &str| {
        [
            format!("<html>{text}"),
            format!(r#"{{"Success":"{text}"}}"#),
            format!(r#"{{"RequestId":"r-{text}","Code":"Bad.{text}","Message":"{text}"}}"#),
            format!("{}{text}", "x".repeat(50)),
        ]
    };
    for secret in [SECRET, TOKEN] {
        for body in body(secret) {
            let headers = [("x-acs-request-id", secret)];
            let canned = Canned::with_headers(400, &headers, body).await;
            let client = canned.builder().credentials(credentials()).build().unwrap();
            let call = client.delete_ota_firmware().firmware_id("f1").send();
            let error = call.await.unwrap_err();
            let texts = [
                error.to_string(),
                format!("{error:?}"),
                error.code().unwrap_or_default().to_owned(),
                error.message().unwrap_or_default().to_owned(),
                error.request_id().unwrap_or_default().to_owned(),
            ];
            for text in texts {
                assert!(!text.to_lowercase().contains("canary"), "{text}");
            }
        }
    }
}

#[tokio::test]
async fn a_signature_that_a_server_repeats_is_blanked() {
    for scheme in [Scheme::V1, Scheme::V3] {
        let canned = Canned::echo().await;
        let client = canned.builder().credentials(credentials()).scheme(scheme).build().unwrap();
        let error = client.delete_ota_firmware().firmware_id("f1").send().await.unwrap_err();
        let request = &canned.requests()[0];
        let mark = if scheme == Scheme::V1 { "&Signature=" } else { ",Signature=" };
        let signature = request.split(mark).nth(1).unwrap();
        let signature = signature.split([' ', '\r', '&']).next().unwrap();
        assert!(signature.len() > 20);
        assert!(error.message().is_some_and(|message| message.contains("***")), "{error}");
        assert_clean(&format!("{error} {error:?} {:?}", error.message()), signature);
    }
}

#[tokio::test]
async fn secret_fields_of_a_response_stay_out_of_its_error() {
    let form = r#""Key":"ota/x.bin","Policy":"CANARY-1","Signature":"CANARY/2","FirmwareUrl":"https://h/x.bin?Expires=1&Signature=CANARY""#;
    let bodies = [
        format!(r#"{{"Success":true,"Data":{{{form}}}"#),
        format!(r#"{{"Data":{{{form}}},"Success":"perhaps"}}"#),
        r#"{"Signature":"CANARY"#.to_owned(),
        r#"{"Success":true,"Data":"https://h/x.bin?Expires=1&Signature=CANARY"}"#.to_owned(),
        r#"{"Success":false,"ErrorMessage":"bad https://h/x.bin?OSSAccessKeyId=CANARY"}"#
            .to_owned(),
        "<R><Success>true</Success><Data><Policy>CANARY</Policy><Signature>CANARY".to_owned(),
        "<R><Policy>CANARY</Policy></R>".to_owned(),
    ];
    for body in bodies {
        let canned = Canned::respond(200, "application/json", &body).await;
        let client = canned.client();
        let untyped = client.call("GenerateOTAUploadURL").send().await;
        let typed = client.generate_ota_upload_url().send().await.unwrap_err();
        for error in untyped.err().into_iter().chain([typed]) {
            let shown = format!("{error} {error:?} {:?} {:?}", error.body(), error.message());
            assert!(shown.contains("***") && !shown.contains("CANARY"), "{body}: {shown}");
        }
    }
}

#[tokio::test]
async fn a_secret_parameter_stays_out_of_the_record_of_an_emulator() {
    let spec = fixture("outside");
    let emulator = Emulator::builder().specs(spec).start().await.unwrap();
    let builder = crate::contract::outside::Client::builder().endpoint(emulator.endpoint());
    let client = builder.credentials(Credentials::new("testid", "testsecret")).build().unwrap();
    // Whether it is refused or not.
    let call = client.call("StoreCrates").parameter("Key", SECRET).parameter("Old", "true");
    let _ = call.send().await;
    let record = emulator.requests();
    assert_eq!(record.requests[0].parameters["Old"], "true");
    assert_clean(&format!("{record:?}"), SECRET);
    emulator.stop().await;
}

#[test]
fn an_endpoint_with_a_password_is_refused_without_repeating_it() {
    let builder = Client::builder().endpoint(format!("https://user:{SECRET}@example.com"));
    assert_clean(&format!("{builder:?}"), SECRET);
    let error = builder.credentials(credentials()).build().unwrap_err();
    assert!(error.is_usage());
    assert_clean(&error.to_string(), SECRET);
}

#[test]
fn plain_http_beyond_this_machine_takes_a_word_of_its_own() {
    let build = |endpoint: &str, plain: bool| {
        let builder = Client::builder().endpoint(endpoint).credentials(credentials()).no_proxy();
        if plain { builder.allow_plain_http() } else { builder }.build()
    };
    for taken in [
        "http://127.0.0.1:1",
        "http://localhost:1",
        "http://localhost.:1",
        "http://[::1]:1",
        "http://[::ffff:127.0.0.1]:1",
        "https://example.com",
    ] {
        assert!(build(taken, false).is_ok(), "{taken}");
    }
    for beyond in ["http://example.com", "http://127.0.0.1.example.com", "http://10.0.0.1"] {
        let error = build(beyond, false).unwrap_err();
        assert!(error.is_usage() && error.to_string().contains("`allow_plain_http`"), "{error}");
        assert_eq!(build(beyond, true).unwrap().endpoint(), format!("{beyond}/"));
    }
    for refused in [
        "ftp://127.0.0.1",
        "127.0.0.1:80",
        "https://example.com/path",
        "https://example.com/?query",
        "http://2130706433",
        "http://１２７.0.0.1",
        "http://local\thost",
        "",
    ] {
        assert!(build(refused, true).unwrap_err().is_usage(), "{refused}");
    }
}

#[test]
fn unusable_credentials_are_refused_before_anything_is_sent() {
    for (id, secret) in [
        ("", "x"),
        ("x", ""),
        ("x", "copied \n"),
        ("x y", "z"),
        ("x", "密钥"),
        ("\"x\"", "z"),
        ("x", "'quoted'"),
    ] {
        let client =
            Client::builder().region("cn-shanghai").credentials(Credentials::new(id, secret));
        let error = client.build().unwrap_err();
        assert!(error.is_usage());
        assert!(secret.is_empty() || secret.len() < 3 || !error.to_string().contains(secret));
    }
}
