//! Mistakes that only the scheme with headers can have.

use crate::call::{ABSENT, Scheme, cancel, start};

#[tokio::test]
async fn a_missing_header_is_named() {
    let (emulator, _) = start().await;
    for name in [
        "x-acs-action",
        "x-acs-version",
        "x-acs-date",
        "x-acs-signature-nonce",
        "x-acs-content-sha256",
    ] {
        let response = cancel(Scheme::V3).common(name, ABSENT).send(&emulator).await;
        response.assert_refused(400, &format!("MissingParameter.{name}"));
    }
    let response = cancel(Scheme::V3).common("authorization", "").send(&emulator).await;
    response.assert_refused(400, "MissingParameter.Authorization");
}

#[tokio::test]
async fn what_must_be_signed_must_be_signed() {
    let (emulator, _) = start().await;
    for name in [
        "host",
        "x-acs-action",
        "x-acs-version",
        "x-acs-date",
        "x-acs-signature-nonce",
        "x-acs-content-sha256",
        "x-acs-security-token",
    ] {
        let call = cancel(Scheme::V3).common("x-acs-security-token", "t").unsigned(name);
        let response = call.send(&emulator).await;
        response.assert_refused(400, "IncompleteSignature");
        assert!(response.message().contains(name), "{response:?}");
    }
}

#[tokio::test]
async fn any_other_header_may_be_signed_or_not() {
    let (emulator, _) = start().await;
    let call = cancel(Scheme::V3).common("x-acs-retry-attempts", "1").common("x-note", "n");
    call.send(&emulator).await.assert_success();
    let call = cancel(Scheme::V3).unsigned("accept").unsigned("user-agent");
    call.send(&emulator).await.assert_success();
    let call = cancel(Scheme::V3).common("content-type", "text/plain").unsigned("content-type");
    call.send(&emulator).await.assert_success();
}

#[tokio::test]
async fn every_header_of_the_scheme_that_is_sent_must_be_signed() {
    let (emulator, _) = start().await;
    for call in [
        cancel(Scheme::V3).common("x-acs-retry-attempts", "1").unsigned("x-acs-retry-attempts"),
        cancel(Scheme::V3).common("x-acs-accesskey-id", "a").unsigned("x-acs-accesskey-id"),
        cancel(Scheme::V3).form().unsigned("content-type"),
    ] {
        let response = call.send(&emulator).await;
        response.assert_refused(400, "IncompleteSignature");
        assert!(response.message().contains("must be signed"), "{response:?}");
    }
}

#[tokio::test]
async fn the_values_of_a_repeated_header_are_sorted_and_joined() {
    let (emulator, _) = start().await;
    // What is signed is `a,b`; what is sent is `b` and then `a`.
    let call = cancel(Scheme::V3).common("x-note", "a,b");
    let text = call.text(&emulator);
    assert!(text.contains("x-note:a,b\n"));
    let repeated = call.repeated("x-note", &["b", "a"]);
    repeated.send(&emulator).await.assert_success();
}

#[tokio::test]
async fn a_body_that_is_not_the_hashed_one_is_refused() {
    let (emulator, _) = start().await;
    let call = cancel(Scheme::V3).common("x-acs-content-sha256", &"0".repeat(64));
    let response = call.send(&emulator).await;
    response.assert_refused(400, "SignatureDoesNotMatch");
    assert!(response.message().contains("SHA-256 of the body"), "{response:?}");
}

#[tokio::test]
async fn an_authorization_of_another_form_is_refused() {
    let (emulator, _) = start().await;
    for text in [
        "Basic dGVzdA==",
        "ACS3-HMAC-SHA256",
        "ACS3-HMAC-SHA256 Credential=testid",
        "ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=host",
        "ACS3-HMAC-SHA256 Credential=,SignedHeaders=host,Signature=00",
        "ACS3-RSA-SHA256 Credential=testid,SignedHeaders=host,Signature=00",
    ] {
        let response = cancel(Scheme::V3).common("authorization", text).send(&emulator).await;
        response.assert_refused(400, "IncompleteSignature");
    }
}

#[tokio::test]
async fn a_signed_header_that_is_not_sent_is_named() {
    let (emulator, _) = start().await;
    let text = "ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=host;x-acs-action;\
                x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version;x-lost,\
                Signature=00";
    let response = cancel(Scheme::V3).common("authorization", text).send(&emulator).await;
    response.assert_refused(400, "IncompleteSignature");
    assert!(response.message().contains("`x-lost`"));
}

#[tokio::test]
async fn whoever_signs_by_headers_is_not_sent_to_the_other_way() {
    let (emulator, _) = start().await;
    let response = cancel(Scheme::V3).common("x-acs-date", "").send(&emulator).await;
    response.assert_refused(400, "MissingParameter.x-acs-date");
    assert!(response.message().contains("signed by headers"), "{}", response.message());
    assert!(!response.message().contains("either"), "{}", response.message());
}
