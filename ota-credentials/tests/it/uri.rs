//! A server that hands out keys.

use ota_credentials::{CredentialsUri, Environment, Provider};

use crate::support::{LATER, Server, key};

#[tokio::test]
async fn the_server_is_asked_with_its_path_and_query() {
    let server = Server::always(200, &key("uri")).await;
    let loaded = CredentialsUri::new(format!("{}/keys?for=me", server.url)).load().await.unwrap();
    assert_eq!((loaded.credentials().key_id(), loaded.provider()), ("uri", "credential_uri"));
    assert_eq!(server.lines(), ["GET /keys?for=me"]);
    let named = Environment::fixed([("ALIBABA_CLOUD_CREDENTIALS_URI", server.url.as_str())]);
    CredentialsUri::from_environment(&named).unwrap().load().await.unwrap();
    assert!(CredentialsUri::from_environment(&Environment::fixed([("A", "b")])).is_err());
}

#[tokio::test]
async fn addresses_that_are_neither_encrypted_nor_of_this_machine_are_refused() {
    for uri in [
        "http://10.0.0.1/CANARY",
        "http://example.com/CANARY",
        "http://2130706433/CANARY",
        "http://0177.0.0.1/CANARY",
        "http://127.0.0.1.example.com/CANARY",
        "http://localhost@example.com/CANARY",
        "http://user:CANARY@127.0.0.1/",
        "http://127.0.0.1\\@example.com/CANARY",
        "http://[::ffff:10.0.0.1]/CANARY",
        "http://１２７.0.0.1/CANARY",
        "http://0.0.0.0/CANARY",
        "http://100.100.100.200/CANARY",
        "ftp://127.0.0.1/CANARY",
        "file:///etc/CANARY",
        "127.0.0.1/CANARY",
        "http://127.0.0.1/CANARY\r\nx: y",
        "http:///CANARY",
        "CANARY",
    ] {
        let error = CredentialsUri::new(uri).load().await.unwrap_err();
        assert!(!error.is_temporary(), "{uri}: {error}");
        assert!(!error.to_string().contains("CANARY"), "{error}");
    }
}

#[tokio::test]
async fn what_is_no_key_is_an_error_that_repeats_nothing() {
    for (status, body, says) in [
        (302, key("CANARY"), "redirects to another address"),
        (201, key("CANARY"), "HTTP 201"),
        (200, key("i").replace("Success", "CANARY"), "there is no key now"),
        (200, r#"{"AccessKeySecret":"CANARY"}"#.to_owned(), "has no `AccessKeyId`"),
        (
            200,
            r#"{"AccessKeyId":"i","AccessKeySecret":"CANARY"}"#.to_owned(),
            "has no `SecurityToken`",
        ),
        (200, key("i").replace(LATER, "CANARY"), "`Expiration` is no time"),
        (
            403,
            r#"{"Code":"NoSuchKey","Message":"CANARY"}"#.to_owned(),
            "HTTP 403 and the code `NoSuchKey`",
        ),
        (403, r#"{"Code":"two words"}"#.to_owned(), "HTTP 403"),
        (200, "x".repeat(70_000), "larger than 65536 bytes"),
    ] {
        let server = Server::always(status, &body).await;
        let error = CredentialsUri::new(&server.url).load().await.unwrap_err().to_string();
        assert!(error.contains(says) && !error.contains("CANARY"), "{status} {says}: {error}");
        assert_eq!(server.lines().len(), 1);
    }
}

#[tokio::test]
async fn a_key_without_code_or_end_is_taken() {
    let body = key("i").replace(r#""Code":"Success","#, "");
    let server = Server::always(200, &body).await;
    let loaded = CredentialsUri::new(&server.url).load().await.unwrap();
    assert!(loaded.credentials().expiration().is_some());
    let body = r#"{"AccessKeyId":"i","AccessKeySecret":"s","SecurityToken":"t"}"#;
    let server = Server::always(200, body).await;
    let loaded = CredentialsUri::new(&server.url).load().await.unwrap();
    assert!(loaded.credentials().expiration().is_none());
}
