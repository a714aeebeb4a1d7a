//! What decides whether a call worked, where operations have different envelopes.

use ota_api::Error;

use crate::canned::Canned;
use crate::contract::envelopes::Client;

async fn client(status: u16, body: &str) -> Client {
    let canned = Canned::respond(status, "application/json", body).await;
    canned.builder_of::<Client>().build().unwrap()
}

/// Reads a letter where a code comes with errors only.
async fn plain(status: u16, body: &str) -> Result<Option<String>, Error> {
    let response = client(status, body).await.read_letter().letter("L1").send().await?;
    Ok(response.into_inner().place)
}

/// Tracks a letter where a code comes either way.
async fn coded(status: u16, body: &str) -> Result<Option<String>, Error> {
    let response = client(status, body).await.track_letter().letter("L1").send().await?;
    Ok(response.into_inner().place)
}

/// Weighs a letter where a flag comes either way.
async fn flagged(status: u16, body: &str) -> Result<Option<i32>, Error> {
    let response = client(status, body).await.weigh_letter().letter("L1").send().await?;
    Ok(response.into_inner().weight)
}

#[tokio::test]
async fn without_a_flag_a_response_without_a_code_is_a_success() {
    let place = plain(200, r#"{"RequestId":"R","Place":"here"}"#).await.unwrap();
    assert_eq!(place.as_deref(), Some("here"));
    for body in [r#"{"requestId":"R","place":null}"#, r#"{"Code":"","RequestId":"R","Place":null}"#]
    {
        assert_eq!(plain(200, body).await.unwrap(), None, "{body}");
    }
}

#[tokio::test]
async fn without_a_flag_a_code_is_a_refusal() {
    let body = r#"{"RequestId":"R","Code":"Letter.Lost","Message":"gone","Place":"?"}"#;
    for status in [200, 404, 500] {
        let error = plain(status, body).await.unwrap_err();
        assert_eq!(
            (error.code(), error.message()),
            (Some("Letter.Lost"), Some("gone")),
            "{status}"
        );
        assert_eq!(error.outcome_unknown(), status == 500, "{status}");
    }
    // Success codes of one operation are errors of another.
    assert_eq!(plain(200, r#"{"Code":"OK"}"#).await.unwrap_err().code(), Some("OK"));
}

#[tokio::test]
async fn without_a_flag_an_error_status_is_no_success() {
    for body in [r#"{"RequestId":"R","Place":"here"}"#, "{}", "", "[]"] {
        let error = plain(500, body).await.unwrap_err();
        assert!(error.outcome_unknown() && !error.is_refusal(), "{body}: {error}");
    }
}

#[tokio::test]
async fn without_a_flag_only_a_whole_object_of_the_service_is_a_success() {
    for body in [
        "",
        "[]",
        "null",
        "\"fine\"",
        "{}",
        "<html><body>Sign in</body></html>",
        r#"{"RequestId":"R","Place":"he"#,
        r#"{"RequestId":"R"} and more"#,
        // Of a network that asks for a login.
        r#"{"login":"https://example.com"}"#,
        "<AccessGateway><Redirect>1</Redirect></AccessGateway>",
    ] {
        let error = plain(200, body).await.unwrap_err();
        assert!(error.outcome_unknown() && !error.is_refusal(), "{body}: {error}");
    }
}

#[tokio::test]
async fn a_success_code_is_a_success_as_a_string_or_a_number() {
    for code in [r#""OK""#, "200", r#""200""#] {
        let body = format!(r#"{{"RequestId":"R","Code":{code},"Message":"fine","Place":"here"}}"#);
        assert_eq!(coded(200, &body).await.unwrap().as_deref(), Some("here"), "{code}");
        // The status decides.
        let error = coded(503, &body).await.unwrap_err();
        assert!(error.outcome_unknown(), "{code}: {error}");
    }
    for code in [r#""ok""#, "500", r#""OK.""#, "true"] {
        let body = format!(r#"{{"Code":{code},"Place":"here"}}"#);
        assert!(coded(200, &body).await.unwrap_err().is_refusal(), "{code}");
    }
}

#[tokio::test]
async fn what_is_said_to_come_and_does_not_is_no_success() {
    let error = coded(200, r#"{"RequestId":"R","Place":"here"}"#).await.unwrap_err();
    assert!(error.outcome_unknown() && error.to_string().contains("no `Code`"), "{error}");
    let error = flagged(200, r#"{"RequestId":"R","Weight":20}"#).await.unwrap_err();
    assert!(error.outcome_unknown() && error.to_string().contains("`Success`"), "{error}");
    assert_eq!(flagged(200, r#"{"Success":"true","Weight":20}"#).await.unwrap(), Some(20));
}

#[tokio::test]
async fn a_text_has_the_name_that_the_operation_says() {
    let error = flagged(200, r#"{"Success":false,"ErrorMessage":"heavy"}"#).await.unwrap_err();
    assert_eq!(error.message(), Some("heavy"));
}

/// A response of the service with this body.
async fn bare(status: u16, head: &[(&str, &str)], body: &str) -> Client {
    let canned = Canned::with_headers(status, head, body).await;
    canned.builder_of::<Client>().build().unwrap()
}

const ID: (&str, &str) = ("x-acs-request-id", "R");

#[tokio::test]
async fn a_response_without_an_object_around_it_is_read() {
    let json = ("content-type", "application/json");
    let client = bare(200, &[ID, json], r#"[{"Town":"Ulm","Day":1},7,{"Town":"Bern"}]"#).await;
    let stops = client.list_stops().letter("L1").send().await.unwrap();
    assert_eq!((stops.stops.len(), stops.request_id()), (2, "R"));
    assert_eq!(stops.unreadable()[0].path(), "Stops[1]");
    let client = bare(200, &[ID, json], " 7 ").await;
    assert_eq!(client.count_stops().letter("L1").send().await.unwrap().count, Some(7));
    for (body, shown) in
        [("", None), ("null", None), ("[1,\"a\"]", Some("[1,\"a\"]")), ("true", Some("true"))]
    {
        let client = bare(200, &[ID, json], body).await;
        let response = client.describe_letter().letter("L1").send().await.unwrap();
        assert_eq!(response.body.as_ref().map(ToString::to_string).as_deref(), shown, "{body}");
    }
}

#[tokio::test]
async fn a_response_without_an_object_around_it_can_still_be_a_refusal() {
    let refused = r#"{"Code":"Letter.Lost","Message":"gone","RequestId":"R2"}"#;
    for status in [200, 404, 500] {
        for client in [bare(status, &[ID], refused).await, bare(status, &[], refused).await] {
            let listed = client.list_stops().letter("L1").send().await.unwrap_err();
            let described = client.describe_letter().letter("L1").send().await.unwrap_err();
            for error in [listed, described] {
                assert_eq!((error.code(), error.request_id()), (Some("Letter.Lost"), Some("R2")));
            }
        }
    }
}

#[tokio::test]
async fn what_is_not_from_the_service_is_no_bare_success() {
    for body in ["[]", "7", "", "<html><title>Sign in</title></html>", "{}", "\"text\""] {
        let client = bare(200, &[], body).await;
        assert!(client.describe_letter().letter("L1").send().await.is_err(), "{body}");
        assert!(client.list_stops().letter("L1").send().await.is_err(), "{body}");
        for status in [302, 404, 500] {
            let client = bare(status, &[ID], body).await;
            assert!(client.describe_letter().letter("L1").send().await.is_err(), "{body}");
        }
    }
    for body in ["[1", "plain text", "[] []", "{\"a\":", "7 8"] {
        let client = bare(200, &[ID], body).await;
        let error = client.describe_letter().letter("L1").send().await.unwrap_err();
        assert!(error.to_string().contains("cannot be read"), "{error}");
    }
    let client = bare(200, &[ID], "7").await;
    let stops = client.list_stops().letter("L1").send().await.unwrap();
    assert_eq!((stops.stops.len(), stops.unreadable()[0].path()), (0, "Stops[0]"));
}
