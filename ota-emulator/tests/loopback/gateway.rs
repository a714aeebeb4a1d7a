//! Rejections of the gateway, in the scheme that puts everything into parameters, and those that
//! both schemes have in common.

use ota_emulator::Emulator;

use crate::call::{ABSENT, Call, Scheme, cancel, delete, start, start_with};

const BOTH: [Scheme; 2] = [Scheme::V1, Scheme::V3];

#[tokio::test]
async fn a_missing_common_parameter_is_named() {
    let (emulator, _) = start().await;
    for name in [
        "Action",
        "Version",
        "AccessKeyId",
        "SignatureMethod",
        "SignatureVersion",
        "SignatureNonce",
        "Timestamp",
        "Signature",
    ] {
        for call in [cancel(Scheme::V1).common(name, ABSENT), cancel(Scheme::V1).common(name, "")] {
            let response = call.send(&emulator).await;
            response.assert_refused(400, &format!("MissingParameter.{name}"));
            assert!(response.message().contains(&format!("`{name}`")), "{response:?}");
        }
    }
}

#[tokio::test]
async fn a_region_and_a_format_are_not_needed() {
    let (emulator, _) = start().await;
    let call = cancel(Scheme::V1).without("RegionId").without("Format");
    assert!(call.send(&emulator).await.body.contains("<Success>true</Success>"));
}

#[tokio::test]
async fn headers_of_the_other_scheme_beside_signed_parameters_say_nothing() {
    let (emulator, _) = start().await;
    let call = cancel(Scheme::V1)
        .header("x-acs-action", "Other")
        .header("x-acs-version", "2018-01-20")
        .header("x-acs-signature-nonce", "n")
        .header("authorization", "Basic dGVzdA==");
    call.send(&emulator).await.assert_success();
}

#[tokio::test]
async fn another_way_of_signing_is_refused() {
    let (emulator, _) = start().await;
    for (name, value) in [("SignatureMethod", "HMAC-SHA256"), ("SignatureVersion", "2.0")] {
        let response = cancel(Scheme::V1).common(name, value).send(&emulator).await;
        response.assert_refused(400, "InvalidParamater");
        assert!(response.message().contains(value));
    }
}

#[tokio::test]
async fn an_unknown_format_is_refused_in_xml() {
    let (emulator, _) = start().await;
    let response = cancel(Scheme::V1).common("Format", "YAML").send(&emulator).await;
    assert_eq!(response.status, 400);
    assert!(response.body.contains("<Code>InvalidParameter.Format</Code>"), "{response:?}");
}

#[tokio::test]
async fn an_unknown_key_is_refused() {
    let (emulator, _) = start().await;
    let call = cancel(Scheme::V1).common("AccessKeyId", "nobody");
    call.send(&emulator).await.assert_refused(404, "InvalidAccessKeyId.NotFound");
    let authorization = "ACS3-HMAC-SHA256 Credential=nobody,SignedHeaders=host;x-acs-action;x-acs-content-sha256;\
         x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=00";
    let call = cancel(Scheme::V3).common("authorization", authorization);
    call.send(&emulator).await.assert_refused(404, "InvalidAccessKeyId.NotFound");
}

#[tokio::test]
async fn a_wrong_signature_shows_what_the_server_signed() {
    let (emulator, _) = start().await;
    for scheme in BOTH {
        for call in [cancel(scheme), cancel(scheme).form(), cancel(scheme).get()] {
            let call = call.secret("another");
            let response = call.send(&emulator).await;
            response.assert_refused(400, "SignatureDoesNotMatch");
            let message = response.message();
            let (_, shown) = message.split_once(':').unwrap();
            assert_eq!(shown, call.text(&emulator));
            assert!(!message.contains("testsecret"));
        }
    }
}

#[tokio::test]
async fn what_is_no_signature_is_refused_and_nothing_is_changed() {
    let (emulator, _) = start().await;
    let before = emulator.tasks();
    for signature in ["AAAA", "%%%", "bm90IGEgc2lnbmF0dXJl"] {
        let call = cancel(Scheme::V1).common("Signature", signature);
        call.send(&emulator).await.assert_refused(400, "SignatureDoesNotMatch");
    }
    assert_eq!(emulator.tasks(), before);
}

#[tokio::test]
async fn another_version_is_refused() {
    let (emulator, _) = start().await;
    for (scheme, name) in [(Scheme::V1, "Version"), (Scheme::V3, "x-acs-version")] {
        let call = |version: &str| cancel(scheme).common(name, version);
        // The first is the version of another API of this product, the second of another product.
        for version in ["2022-01-01", "2014-05-26"] {
            let response = call(version).send(&emulator).await;
            response.assert_refused(400, "NoSuchVersion");
            assert!(response.message().contains("`2018-01-20`"), "{response:?}");
        }
        for version in ["latest", "2018-1-20", "2018-13-20"] {
            call(version).send(&emulator).await.assert_refused(400, "InvalidVersion");
        }
    }
}

#[tokio::test]
async fn an_unknown_action_is_refused_with_a_near_name() {
    let (emulator, _) = start().await;
    for scheme in BOTH {
        let response = Call::new(scheme, "DeleteOTAFirmwares").send(&emulator).await;
        response.assert_refused(404, "InvalidAction.NotFound");
        assert!(response.message().contains("`DeleteOTAFirmware`"), "{response:?}");
    }
}

#[tokio::test]
async fn methods_other_than_get_and_post_are_refused() {
    let (emulator, _) = start().await;
    for scheme in BOTH {
        for method in ["PUT", "DELETE", "PATCH", "BREW"] {
            let response = cancel(scheme).method(method).send(&emulator).await;
            response.assert_refused(403, "UnsupportedHTTPMethod");
        }
    }
}

#[tokio::test]
async fn a_method_that_the_spec_does_not_list_is_refused() {
    let mut specs = ota_emulator::embedded_specs().unwrap();
    for operation in &mut specs.operations {
        operation.methods = vec![ota_spec::model::Method::Post];
    }
    let (emulator, _) = start_with(Emulator::builder().specs(specs)).await;
    let response = delete(Scheme::V1).get().send(&emulator).await;
    response.assert_refused(403, "UnsupportedHTTPMethod");
    assert!(response.message().contains("`POST`") && !response.message().contains("`GET` or"));
    delete(Scheme::V1).send(&emulator).await.assert_success();
}

#[tokio::test]
async fn get_and_post_query_and_form_all_work() {
    let (emulator, _) = start().await;
    for scheme in BOTH {
        cancel(scheme).send(&emulator).await.assert_success();
        cancel(scheme).get().send(&emulator).await.assert_success();
        cancel(scheme).form().send(&emulator).await.assert_success();
    }
}

#[tokio::test]
async fn a_space_may_be_sent_as_a_plus_sign() {
    let (emulator, _) = start().await;
    for scheme in BOTH {
        let response = cancel(scheme).with("ProductKey", "a+c").plus().send(&emulator).await;
        response.assert_failure("iot.prod.NotExistedProduct");
        assert!(response.message().contains("`a+c`"), "{response:?}");
        // No key has a space, but one with a plus sign would be looked for.
        let response = cancel(scheme).with("ProductKey", "a b").plus().send(&emulator).await;
        response.assert_failure("iot.prod.InvalidFormattedProductkey");
    }
    let form = cancel(Scheme::V1).with("ProductKey", "a b").plus().form();
    form.send(&emulator).await.assert_failure("iot.prod.InvalidFormattedProductkey");
}

#[tokio::test]
async fn every_refusal_is_in_the_format_that_was_asked_for() {
    let (emulator, _) = start().await;
    for scheme in BOTH {
        for (call, status, code) in [
            (Call::new(scheme, "Nothing"), 404, "InvalidAction.NotFound"),
            (cancel(scheme).method("PUT"), 403, "UnsupportedHTTPMethod"),
            (cancel(scheme).secret("another"), 400, "SignatureDoesNotMatch"),
            (cancel(scheme).key("nobody", "x"), 404, "InvalidAccessKeyId.NotFound"),
            (cancel(scheme).time("now"), 400, "IllegalTimestamp"),
            (cancel(scheme).time("2020-01-01T00:00:00Z"), 400, "InvalidTimeStamp.Expired"),
            (cancel(scheme).token("t"), 400, "InvalidSecurityToken"),
            (cancel(scheme).header("origin", "null"), 403, "Forbidden"),
        ] {
            let json = call.clone().format("JSON").send(&emulator).await;
            json.assert_refused(status, code);
            assert_eq!(json.header("content-type"), Some("application/json;charset=utf-8"));
            let mut in_xml = vec![call.clone().format("XML")];
            if scheme == Scheme::V1 {
                in_xml.push(call.without("Format"));
            }
            for (count, call) in in_xml.into_iter().enumerate() {
                let xml = call.nonce(&format!("{code} {scheme:?} {count}")).send(&emulator).await;
                assert_eq!(xml.status, status);
                assert_eq!(xml.header("content-type"), Some("text/xml;charset=utf-8"));
                let head = format!(
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><RequestId>{}</RequestId>\
                     <HostId>{}</HostId><Code>{code}</Code><Message>",
                    xml.header("x-acs-request-id").unwrap(),
                    emulator.address(),
                );
                assert!(xml.body.starts_with(&head), "{}", xml.body);
                assert!(xml.body.ends_with("</Message></Error>"), "{}", xml.body);
            }
        }
    }
}

#[tokio::test]
async fn a_bearer_token_is_said_to_be_unknown() {
    let (emulator, _) = start().await;
    let call = cancel(Scheme::V1).common("SignatureType", "BEARERTOKEN");
    let call = call.common("BearerToken", "t0ken").common("Signature", ABSENT);
    let response = call.send(&emulator).await;
    response.assert_refused(400, "InvalidParameter.SignatureType");
    assert!(!response.body.contains("t0ken"));
    cancel(Scheme::V1).common("SignatureType", "").send(&emulator).await.assert_success();
}

#[tokio::test]
async fn a_token_is_required_and_compared_when_there_is_one() {
    let builder = Emulator::builder().security_token("CAIS+test/token==");
    let (emulator, _) = start_with(builder).await;
    for (scheme, name) in [(Scheme::V1, "SecurityToken"), (Scheme::V3, "x-acs-security-token")] {
        let response = cancel(scheme).send(&emulator).await;
        response.assert_refused(400, "MissingParameter.SecurityToken");
        let response = cancel(scheme).common(name, "CAIS").send(&emulator).await;
        response.assert_refused(400, "InvalidSecurityToken");
        cancel(scheme).common(name, "CAIS+test/token==").send(&emulator).await.assert_success();
    }
}

#[tokio::test]
async fn a_parameter_that_occurs_twice_is_refused() {
    let (emulator, _) = start().await;
    let target = "/?Format=JSON&Action=A&Action=B";
    let host = [("host".to_owned(), emulator.address().to_string())];
    let response = crate::http::send(emulator.address(), "GET", target, &host, b"").await;
    response.assert_refused(400, "InvalidParameter.Duplicate");
    assert!(response.message().contains("`Action`"));
}

#[tokio::test]
async fn another_path_is_refused() {
    let (emulator, _) = start().await;
    let host = [("host".to_owned(), emulator.address().to_string())];
    let target = "/v1/things?Format=JSON";
    let response = crate::http::send(emulator.address(), "GET", target, &host, b"").await;
    response.assert_refused(404, "InvalidAction.NotFound");
}

#[tokio::test]
async fn the_checks_come_in_their_order() {
    let (emulator, _) = start().await;
    // Wrong in every way; each step mends the first thing that is named.
    let call = Call::v1("Nothing").secret("another").common("Version", "1").method("PUT");
    let call = call.common("Timestamp", "x").common("AccessKeyId", "nobody").without("Timestamp");
    call.send(&emulator).await.assert_refused(403, "UnsupportedHTTPMethod");
    let call = call.method("POST");
    call.send(&emulator).await.assert_refused(400, "MissingParameter.Timestamp");
    let call = call.common("Timestamp", "x");
    call.send(&emulator).await.assert_refused(404, "InvalidAccessKeyId.NotFound");
    let call = call.common("AccessKeyId", "testid");
    call.send(&emulator).await.assert_refused(400, "IllegalTimestamp");
    let call = call.common("Timestamp", "2020-01-01T00:00:00Z");
    call.send(&emulator).await.assert_refused(400, "InvalidTimeStamp.Expired");
    let call = call.common("Timestamp", crate::call::NOW);
    call.send(&emulator).await.assert_refused(400, "SignatureDoesNotMatch");
    let call = call.secret("testsecret");
    call.send(&emulator).await.assert_refused(400, "InvalidVersion");
    call.send(&emulator).await.assert_refused(400, "SignatureNonceUsed");
    let call = call.common("Version", "2018-01-20").common("SignatureNonce", "order");
    call.send(&emulator).await.assert_refused(404, "InvalidAction.NotFound");
    let call = call.common("Action", "DeleteOTAFirmware").common("SignatureNonce", "order2");
    call.send(&emulator).await.assert_failure("MissingFirmwareId");
}

#[test]
fn every_code_of_these_refusals_is_a_known_one() {
    let specs = ota_emulator::embedded_specs().unwrap();
    for (code, status) in [
        ("MissingParameter.Action", 400),
        ("InvalidParameter.Format", 400),
        ("InvalidParamater", 400),
        ("IncompleteSignature", 400),
        ("InvalidAccessKeyId.NotFound", 404),
        ("InvalidSecurityToken", 400),
        ("InvalidSecurityToken.Expired", 400),
        ("IllegalTimestamp", 400),
        ("InvalidTimeStamp.Expired", 400),
        ("SignatureDoesNotMatch", 400),
        ("SignatureNonceUsed", 400),
        ("InvalidVersion", 400),
        ("NoSuchVersion", 400),
        ("InvalidAction.NotFound", 404),
        ("UnsupportedHTTPMethod", 403),
        ("Throttling.Api", 400),
        ("Forbidden", 403),
    ] {
        let known = specs.error(code).unwrap_or_else(|| panic!("{code}"));
        assert!(known.status.is_empty() || known.status.contains(&status), "{known:?}");
    }
}
