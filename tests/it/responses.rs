//! Bad responses are errors: typed, with the HTTP status and the request ID where there is one, and
//! never a success.

use std::time::Duration;

use ota_api::{Client, Credentials, Error};
use ota_spec::protocol;
use ota_spec::visible::is_unsafe;
use tokio::net::TcpListener;

use crate::canned::Canned;

const ID: &str = "9B7BF858-7686-496E-B8B0-BF9E5D7F86CE";

async fn call(client: &Client) -> Result<String, Error> {
    let response = client.delete_ota_firmware().firmware_id("f1").send().await?;
    Ok(response.request_id().to_owned())
}

/// The error of a call to this server; a success fails the test.
async fn refused(canned: &Canned) -> Error {
    call(&canned.client()).await.unwrap_err()
}

#[tokio::test]
async fn success_true_is_a_success() {
    let body = format!(r#"{{"RequestId":"{ID}","Success":true}}"#);
    let canned = Canned::respond(200, "application/json", body).await;
    assert_eq!(call(&canned.client()).await.unwrap(), ID);
}

#[tokio::test]
async fn an_envelope_in_small_letters_is_read() {
    let body = format!(r#"{{"requestId":"{ID}","success":"True","code":"","errorMessage":null}}"#);
    let canned = Canned::respond(200, "application/json", body).await;
    assert_eq!(call(&canned.client()).await.unwrap(), ID);
}

#[tokio::test]
async fn success_false_is_an_error_of_the_service() {
    let body = format!(
        r#"{{"RequestId":"{ID}","Success":false,"Code":"iot.ota.FirmwareNotFound","ErrorMessage":"gone"}}"#
    );
    let error = refused(&Canned::respond(200, "application/json", body).await).await;
    assert!(error.is_refusal() && !error.is_retryable() && !error.outcome_unknown());
    assert_eq!(error.operation(), Some("DeleteOTAFirmware"));
    assert_eq!(error.http_status(), Some(200));
    assert_eq!(error.code(), Some("iot.ota.FirmwareNotFound"));
    assert_eq!(error.message(), Some("gone"));
    assert_eq!(error.request_id(), Some(ID));
    assert!(error.hint().is_some());
}

#[tokio::test]
async fn success_false_without_a_code_is_an_error() {
    let body = format!(r#"{{"RequestId":"{ID}","Success":false}}"#);
    let error = refused(&Canned::respond(200, "application/json", body).await).await;
    assert!(error.is_refusal());
    assert_eq!((error.code(), error.request_id()), (None, Some(ID)));
}

#[tokio::test]
async fn success_true_with_an_error_status_is_an_error() {
    let body = format!(r#"{{"RequestId":"{ID}","Success":true}}"#);
    let error = refused(&Canned::respond(500, "application/json", body).await).await;
    assert_eq!(error.http_status(), Some(500));
    assert!(error.outcome_unknown());
}

#[tokio::test]
async fn a_success_that_is_taken_back_is_no_success() {
    for (one, two) in [("true", "false"), ("false", "true")] {
        let body = format!(r#"{{"RequestId":"{ID}","Success":{one},"Success":{two}}}"#);
        let error = refused(&Canned::respond(200, "application/json", body).await).await;
        assert!(error.outcome_unknown(), "{error}");
        let body = format!("<R><Success>{one}</Success><Success>{two}</Success></R>");
        let error = refused(&Canned::respond(200, "text/xml", body).await).await;
        assert!(error.outcome_unknown(), "{error}");
    }
}

#[tokio::test]
async fn an_empty_message_does_not_hide_the_other() {
    let body = r#"{"Code":"X","Message":"real","ErrorMessage":null}"#;
    let error = refused(&Canned::respond(400, "application/json", body).await).await;
    assert_eq!(error.message(), Some("real"));
}

#[tokio::test]
async fn a_byte_order_mark_is_passed_over() {
    let body = format!("\u{feff}{{\"RequestId\":\"{ID}\",\"Success\":true}}");
    let canned = Canned::respond(200, "application/json", body).await;
    assert_eq!(call(&canned.client()).await.unwrap(), ID);
    let body = format!("\u{feff}<R><RequestId>{ID}</RequestId><Success>true</Success></R>");
    let canned = Canned::respond(200, "text/xml", body).await;
    assert_eq!(call(&canned.client()).await.unwrap(), ID);
}

#[tokio::test]
async fn a_refusal_that_is_known_to_be_final_is_not_retryable_whatever_its_status() {
    let body = r#"{"Code":"InvalidParameter","Message":"no"}"#;
    let error = refused(&Canned::respond(500, "application/json", body).await).await;
    assert!(!error.is_retryable());
    let error = refused(&Canned::respond(404, "text/html", "<p>no").await).await;
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn a_create_that_may_have_acted_is_never_called_retryable() {
    let body = r#"{"Code":"InternalError","Message":"no"}"#;
    let canned = Canned::respond(500, "application/json", body).await;
    let client = canned.client();
    let error = client.call("CreateSomething").send().await.unwrap_err();
    assert!(error.outcome_unknown() && !error.is_retryable());
    assert!(error.hint().unwrap().contains("check the state"), "{error}");
}

#[tokio::test]
async fn a_gateway_error_in_json_keeps_code_message_and_id() {
    let body = format!(
        r#"{{"RequestId":"{ID}","HostId":"iot","Code":"MissingParameter.Action","Message":"no Action"}}"#
    );
    let error = refused(&Canned::respond(400, "application/json", body).await).await;
    assert_eq!(error.http_status(), Some(400));
    assert_eq!(error.code(), Some("MissingParameter.Action"));
    assert_eq!(error.message(), Some("no Action"));
    assert_eq!(error.request_id(), Some(ID));
    assert!(!error.outcome_unknown());
}

#[tokio::test]
async fn a_gateway_error_in_xml_is_read_although_json_was_asked_for() {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><RequestId>{ID}</RequestId><HostId>iot</HostId>\
         <Code>InvalidParameter</Code><Message>a &lt;b&gt; <![CDATA[& c]]></Message></Error>"
    );
    let error = refused(&Canned::respond(400, "text/xml;charset=utf-8", body).await).await;
    assert_eq!(error.code(), Some("InvalidParameter"));
    assert_eq!(error.message(), Some("a <b> & c"));
    assert_eq!(error.request_id(), Some(ID));
}

#[tokio::test]
async fn a_fault_inside_the_service_leaves_the_outcome_unknown() {
    let body =
        format!(r#"{{"RequestId":"{ID}","Success":false,"Code":"iot.system.SystemException"}}"#);
    let error = refused(&Canned::respond(200, "application/json", body).await).await;
    assert!(error.outcome_unknown() && error.is_retryable() && !error.is_throttled());
    let body = r#"{"Success":false,"Code":"Throttling.Something"}"#;
    let error = refused(&Canned::respond(200, "application/json", body).await).await;
    assert!(error.is_throttled() && !error.outcome_unknown(), "the family speaks for its members");
}

#[tokio::test]
async fn throttling_says_so_and_how_long_to_wait() {
    let body = format!(r#"{{"RequestId":"{ID}","Code":"Throttling.Api","Message":"too many"}}"#);
    let headers = [("content-type", "application/json"), ("x-acs-retry-after", "250")];
    let error = refused(&Canned::with_headers(400, &headers, body).await).await;
    assert!(error.is_throttled() && error.is_retryable());
    assert_eq!(error.retry_after(), Some(Duration::from_millis(250)));
    let shown = error.to_string();
    assert!(shown.contains("; try again in 250 ms. Wait"), "{shown}");
}

#[tokio::test]
async fn whatever_is_not_a_response_of_the_service_is_unreadable() {
    let bodies: [(u16, &str, &[u8]); 17] = [
        (200, "text/html", b"<html><head><title>Sign in</title></head><body><p>x</body></html>"),
        (502, "text/html", b"<html><body><h1>502 Bad Gateway</h1></body></html>"),
        (200, "application/json", b""),
        (204, "application/json", b""),
        (200, "application/json", b"   "),
        (200, "application/json", b"{\"RequestId\":\"x\",\"Success\":tr"),
        (200, "application/json", b"{\"RequestId\":\"x\",\"Success\":true} and more"),
        (200, "application/json", b"[1,2]"),
        (200, "application/json", b"\"Success\""),
        (200, "application/json", b"null"),
        (200, "application/json", b"{}"),
        (200, "application/json", b"{\"Success\":[true]}"),
        (200, "application/json", b"{\"Success\":\"perhaps\"}"),
        (200, "text/xml", b"<R><RequestId>x</RequestId><Success>true</Success>"),
        (200, "text/xml", b"<R><Success>true</Success></R><R/>"),
        (200, "text/xml", b"<!DOCTYPE r [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><R><Success>true</Success></R>"),
        (200, "application/json", b"\xff\xfe\x00\x01"),
    ];
    for (status, content_type, body) in bodies {
        let headers = [("content-type", content_type), ("x-acs-request-id", ID)];
        let error = refused(&Canned::with_headers(status, &headers, body).await).await;
        let shown = String::from_utf8_lossy(body);
        assert_eq!(error.http_status(), Some(status), "{shown}");
        assert_eq!(error.request_id(), Some(ID), "{shown}");
        assert!(error.outcome_unknown() && !error.is_refusal(), "{shown}: {error}");
        assert!(error.to_string().len() < 1000);
    }
}

#[tokio::test]
async fn deep_nesting_is_refused_without_using_up_the_stack() {
    let json = format!("{{\"X\":{}", "[".repeat(200_000));
    let error = refused(&Canned::respond(200, "application/json", json).await).await;
    assert!(error.outcome_unknown());
    let xml = format!("<R><Success>true</Success>{}", "<a>".repeat(200_000));
    let error = refused(&Canned::respond(200, "text/xml", xml).await).await;
    assert!(error.outcome_unknown());
}

#[tokio::test]
async fn a_response_cut_off_by_the_connection_is_lost() {
    let raw = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{\"Success\":true";
    let error = refused(&Canned::raw(raw).await).await;
    assert_eq!(error.http_status(), Some(200));
    assert!(error.outcome_unknown() && error.is_retryable());
}

#[tokio::test]
async fn no_response_at_all_is_lost() {
    let error = refused(&Canned::raw("").await).await;
    assert_eq!(error.http_status(), None);
    assert!(error.outcome_unknown());
}

#[tokio::test]
async fn an_announced_flood_is_not_read() {
    let raw = "HTTP/1.1 200 OK\r\ncontent-length: 100000000000\r\n\r\n{";
    let error = refused(&Canned::raw(raw).await).await;
    assert!(error.to_string().contains("larger than 6291456 bytes"), "{error}");
}

#[tokio::test]
async fn a_flood_without_an_announced_length_is_cut_at_the_limit() {
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
    let raw = format!("HTTP/1.1 400 Bad\r\ntransfer-encoding: chunked\r\n\r\n{}", chunk.repeat(4));
    let error = refused(&Canned::raw(raw).await).await;
    assert_eq!(error.http_status(), Some(400));
    assert!(error.to_string().contains("larger than 65536 bytes"), "{error}");
}

/// Ten ways to be sent elsewhere, each of which gives the caller's request to somebody else if it is followed.
fn redirects(elsewhere: &str) -> Vec<(u16, Vec<(&'static str, String)>)> {
    let port = elsewhere.rsplit(':').next().unwrap().to_owned();
    let location = |location: String| vec![("location", location)];
    vec![
        (301, location(elsewhere.to_owned())),
        (302, location(format!("//127.0.0.1:{port}/"))),
        (303, location(elsewhere.to_owned())),
        (307, location(elsewhere.to_owned())),
        (308, location(format!("http://testid:secret@127.0.0.1:{port}/?Action=Other"))),
        // To itself, by a path and by nothing but a query.
        (302, location("/again".to_owned())),
        (307, location("?Action=DeleteOTAFirmware".to_owned())),
        // Choices of a browser, and headers that are none of a redirect's.
        (300, location(elsewhere.to_owned())),
        (200, vec![("refresh", format!("0; url={elsewhere}"))]),
        (201, vec![("location", elsewhere.to_owned()), ("content-location", elsewhere.to_owned())]),
    ]
}

#[tokio::test]
async fn a_redirect_is_refused_and_not_followed() {
    let elsewhere = Canned::respond(200, "application/json", r#"{"Success":true}"#).await;
    let kinds = redirects(elsewhere.client().endpoint());
    assert_eq!(kinds.len(), 10);
    for (status, headers) in kinds {
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let canned = Canned::with_headers(status, &headers, "").await;
        let error = refused(&canned).await;
        assert_eq!(error.http_status(), Some(status), "{headers:?}");
        assert_eq!(canned.requests().len(), 1, "{headers:?}");
        assert!(elsewhere.requests().is_empty(), "{headers:?}");
    }
}

#[tokio::test]
async fn nobody_listening_means_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = Client::builder().endpoint(address).credentials(Credentials::new("a", "b"));
    let error = call(&client.build().unwrap()).await.unwrap_err();
    assert!(error.is_retryable() && !error.outcome_unknown());
    assert_eq!(error.http_status(), None);
}

#[tokio::test]
async fn a_call_has_its_own_deadline_if_it_sets_one() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let client = Client::builder().endpoint(address).credentials(Credentials::new("a", "b"));
    let client = client.deadline(Duration::MAX).build().unwrap();
    let brief = Duration::from_millis(1);
    let error = call(&client.with_deadline(brief)).await.unwrap_err();
    assert!(error.is_timeout() && error.to_string().contains("within 0.001 s"), "{error}");
    let error = client.call("QueryOTAJob").deadline(brief).send().await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    let error = call(&client.with_deadline(Duration::ZERO)).await.unwrap_err();
    assert!(error.is_usage() && error.to_string().contains("deadline is 0"), "{error}");
}

#[tokio::test]
async fn a_server_that_never_answers_is_left_at_the_deadline() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let client = Client::builder().endpoint(address).credentials(Credentials::new("a", "b"));
    let client = client.deadline(Duration::from_millis(1)).build().unwrap();
    let error = call(&client).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert_eq!(error.operation(), Some("DeleteOTAFirmware"));
}

#[tokio::test]
async fn control_characters_of_a_server_do_not_reach_the_terminal() {
    let body =
        r#"{"RequestId":"a\nb","Code":"X\u001b[31m","Message":"\u001b]0;x\u0007\r\n\u202eevil"}"#;
    let error = refused(&Canned::respond(400, "application/json", body).await).await;
    for shown in [error.to_string(), format!("{error:?}")] {
        assert!(!shown.contains(|c: char| c.is_control() || c == '\u{202e}'), "{shown:?}");
    }
}

#[tokio::test]
async fn the_client_and_the_specs_hold_the_same_characters_unsafe() {
    let is_near = |c: &char| *c < '\u{3200}' || *c > '\u{fd00}' && *c < '\u{e1010}';
    let all: Vec<char> = ('\0'..=char::MAX).filter(is_near).collect();
    let suspects = all.chunks(16).filter(|chunk| chunk.iter().any(|c| is_unsafe(*c)));
    let suspects: Vec<char> = suspects.flatten().copied().collect();
    // A message is cut at 500 bytes; these have 402 at most, and the last one shows that none is cut off.
    for chunk in suspects.chunks(100) {
        let text: String = chunk.iter().collect();
        let body = serde_json::json!({ "Code": "X", "Message": format!("<{text}>") });
        let canned = Canned::respond(400, "application/json", body.to_string()).await;
        let shown = refused(&canned).await.to_string();
        let safe = text.replace(is_unsafe, " ");
        assert!(shown.contains(&format!("<{safe}>")), "{text:?}: {shown:?}");
    }
}

#[tokio::test]
async fn nothing_outside_the_limits_is_sent() {
    let canned = Canned::respond(200, "application/json", r#"{"Success":true}"#).await;
    let client = canned.client();
    let names: Vec<String> = (0..201).map(|number| format!("device{}", number.min(199))).collect();
    let error = client
        .cancel_ota_task_by_device()
        .product_key("p1")
        .firmware_id("")
        .device_name(names)
        .send()
        .await
        .unwrap_err();
    let shown: Vec<String> = error.violations().iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "`DeviceName` must have at most 200 items, not 201",
            "`DeviceName.201` repeats item 200; every item must be unique",
            "`FirmwareId` is required but not set",
        ]
    );
    assert!(error.is_usage());
    assert!(canned.requests().is_empty());
}

#[tokio::test]
async fn a_deadline_of_any_length_is_taken_but_none_at_all_is_not() {
    let canned = Canned::respond(200, "application/json", r#"{"Success":true}"#).await;
    let client = canned.builder().deadline(Duration::MAX).build().unwrap();
    call(&client).await.unwrap();
    assert!(canned.builder().deadline(Duration::ZERO).build().unwrap_err().is_usage());
}

#[tokio::test]
async fn a_call_without_a_spec_is_still_a_call() {
    let canned = Canned::respond(200, "application/json", r#"{"Success":true}"#).await;
    let client = canned.builder().parameter("IotInstanceId", "iot-1").build().unwrap();
    client.call("Anything").parameter("A", "1").send().await.unwrap();
    assert!(canned.requests()[0].contains("/?A=1&IotInstanceId=iot-1 "), "{:?}", canned.requests());
    for refused in [
        client.call(""),
        client.call("Foo\nBar"),
        client.call("X").parameter("A", "1").parameter("A", "2"),
        client.call("X").parameter("Signature", "1"),
    ] {
        assert!(refused.send().await.unwrap_err().is_usage());
    }
    for name in protocol::PARAMETERS {
        // Operations may have parameters of two of these names.
        let own = [protocol::FORMAT, protocol::REGION].contains(&name);
        let call = client.call("X").parameter(name, "1");
        assert_eq!(call.dry_run().is_err_and(|error| error.is_usage()), !own, "{name}");
    }
    assert_eq!(canned.requests().len(), 1);
}

#[tokio::test]
async fn a_misspelt_shared_parameter_is_refused() {
    let canned = Canned::respond(200, "application/json", r#"{"Success":true}"#).await;
    let error = canned.builder().parameter("IotInstanceID", "iot-1").build().unwrap_err();
    assert!(error.to_string().contains("allowed: `IotInstanceId`"), "{error}");
}

#[tokio::test]
async fn a_parameter_set_on_the_client_is_sent_unless_the_request_has_its_own() {
    let canned = Canned::respond(200, "application/json", r#"{"Success":true}"#).await;
    let client = canned.builder().parameter("IotInstanceId", "iot-1").build().unwrap();
    call(&client).await.unwrap();
    client.delete_ota_firmware().firmware_id("f1").iot_instance_id("iot-2").send().await.unwrap();
    let requests = canned.requests();
    assert!(requests[0].contains("IotInstanceId=iot-1"), "{}", requests[0]);
    assert!(requests[1].contains("IotInstanceId=iot-2"), "{}", requests[1]);
}
