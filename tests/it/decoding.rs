//! Responses are read leniently where the service is known to vary.

use ota_api::sign::Format;
use ota_api::{Client, Response};

use crate::canned::Canned;
use all_types::{Color, Operations, PackBoxResponse, SERVICE};

/// A spec with every type.
mod all_types {
    ota_api::operations!("fixtures/all_types");
}

async fn pack(client: &Client) -> Result<Response<PackBoxResponse>, ota_api::Error> {
    client
        .pack_box()
        .box_id("b")
        .count(1)
        .tint(Color::Green)
        .sizes([all_types::Size::default().width(1)])
        .send()
        .await
}

async fn json(fields: &str) -> Response<PackBoxResponse> {
    let body = format!(r#"{{"Success":true,"RequestId":"R"{fields}}}"#);
    let canned = Canned::respond(200, "application/json", body).await;
    pack(&canned.builder().service(&SERVICE).build().unwrap()).await.unwrap()
}

async fn xml(fields: &str) -> Response<PackBoxResponse> {
    let body = format!("<PackBoxResponse><Success>true</Success>{fields}</PackBoxResponse>");
    let canned = Canned::respond(200, "text/xml", body).await;
    let builder = canned.builder().service(&SERVICE).format(Format::Xml);
    pack(&builder.build().unwrap()).await.unwrap()
}

#[tokio::test]
async fn unknown_fields_are_passed_over() {
    let response = json(r#","New":{"deep":[{"er":[1,{"x":null}]}]},"Total":2,"Other":"x""#).await;
    assert_eq!(response.total, Some(2));
    let response = xml("<New><deep><er a=\"b\"/>text</deep></New><Total>2</Total><!-- c -->").await;
    assert_eq!(response.total, Some(2));
}

#[tokio::test]
async fn numbers_and_booleans_may_be_texts_and_texts_numbers() {
    let response = json(r#","Total":"2","Best":7,"Extra":{"Ok":"True","Share":"0.5"}"#).await;
    assert_eq!(response.total, Some(2));
    assert_eq!(response.best.as_ref().map(ToString::to_string).as_deref(), Some("7"));
    let extra = response.extra.as_ref().unwrap();
    assert_eq!((extra.ok, extra.share), (Some(true), Some(0.5)));
}

#[tokio::test]
async fn null_and_empty_are_like_missing() {
    let response = json(r#","Total":null,"Best":null,"Extra":null,"Data":null,"Codes":null"#).await;
    assert_eq!(*response, PackBoxResponse::default());
    let response = json(r#","Total":"","Extra":"","Data":"","Codes":"""#).await;
    assert_eq!(*response, PackBoxResponse::default());
    let response = xml("<Total/><Extra/><Data></Data><Codes/>").await;
    assert_eq!(*response, PackBoxResponse::default());
}

#[tokio::test]
async fn empty_lists_are_read_in_every_form() {
    for list in
        [r#"{"Item":[]}"#, r#"{"Item":null}"#, r#"{"Item":""}"#, r#"{"Item":{}}"#, "{}", "[]"]
    {
        let response = json(&format!(r#","Data":{list}"#)).await;
        assert!(response.data.is_empty(), "{list}: {:?}", response.data);
    }
}

#[tokio::test]
async fn empty_elements_and_objects_are_empty_lists_of_scalars() {
    assert_eq!(json(r#","Codes":{}"#).await.codes, Vec::<i64>::new());
    assert_eq!(xml("<Codes/>").await.codes, Vec::<i64>::new());
    assert_eq!(xml("<Codes></Codes>").await.codes, Vec::<i64>::new());
}

#[tokio::test]
async fn numbers_are_read_as_they_come_with_arbitrary_precision() {
    // How serde_json hands numbers on when a crate of the program switches that feature on.
    let number = |text: &str| format!(r#"{{"$serde_json::private::Number":"{text}"}}"#);
    let response = json(&format!(r#","Extra":{{"Share":{}}}"#, number("0.50"))).await;
    assert_eq!(response.extra.as_ref().unwrap().share, Some(0.5));
    assert_eq!(json(&format!(r#","Codes":[{}]"#, number("7"))).await.codes, [7]);
}

#[tokio::test]
async fn a_number_that_cannot_be_kept_is_refused_instead_of_rounded() {
    let body = r#"{"Success":true,"Best":123456789012345678901234567890}"#;
    let canned = Canned::respond(200, "application/json", body).await;
    let error = pack(&canned.builder().service(&SERVICE).build().unwrap()).await.unwrap_err();
    assert!(error.to_string().contains("more digits than fit"), "{error}");
    assert!(!error.outcome_unknown());
}

#[tokio::test]
async fn one_entry_may_stand_without_its_brackets() {
    for list in
        [r#"{"Item":{"Name":"cup"}}"#, r#"{"Item":[{"Name":"cup"}]}"#, r#"[{"Name":"cup"}]"#]
    {
        let response = json(&format!(r#","Data":{list}"#)).await;
        let names: Vec<_> = response.data.iter().map(|item| item.name.as_deref()).collect();
        assert_eq!(names, [Some("cup")], "{list}");
    }
    assert_eq!(json(r#","Codes":7"#).await.codes, [7]);
    assert_eq!(json(r#","Codes":"7""#).await.codes, [7]);
    let response =
        xml("<Data><Item><Name>a</Name></Item></Data><Codes>7</Codes><Codes>8</Codes>").await;
    assert_eq!(response.data.len(), 1);
    assert_eq!(response.codes, [7, 8]);
}

#[tokio::test]
async fn words_that_are_not_known_survive() {
    let size = r#"{"Item":[{"Size":{"Tint":"DEEPRED"}},{"Size":{"Tint":"ULTRAVIOLET"}}]}"#;
    let response = json(&format!(r#","Data":{size}"#)).await;
    let tint = |index: usize| response.data[index].size.as_ref().unwrap().tint.clone().unwrap();
    assert_eq!(tint(0), Color::DeepRed);
    assert!(matches!(tint(1), Color::Unknown(_)));
    assert_eq!(tint(1).to_string(), "ULTRAVIOLET");
}

#[tokio::test]
async fn entities_and_cdata_are_read() {
    let response =
        xml("<Data><Item><Name>a &lt;b&gt; &#38; <![CDATA[<c>]]></Name></Item></Data>").await;
    assert_eq!(response.data[0].name.as_deref(), Some("a <b> & <c>"));
}

#[tokio::test]
async fn a_field_of_the_wrong_type_is_an_error_that_names_its_place() {
    let body = r#"{"Success":true,"RequestId":"R","Extra":{"Share":"much"}}"#;
    let canned = Canned::respond(200, "application/json", body).await;
    let error = pack(&canned.builder().service(&SERVICE).build().unwrap()).await.unwrap_err();
    let shown = error.to_string();
    assert!(shown.contains("`Extra`: `Share`: expected a number, not `much`"), "{shown}");
    assert_eq!(error.request_id(), Some("R"));
}

#[tokio::test]
async fn a_refusal_does_not_hide_behind_a_field_of_the_wrong_type() {
    let body = r#"{"Total":{"x":1},"Success":false,"RequestId":"R","Code":"Box.Full"}"#;
    let canned = Canned::respond(200, "application/json", body).await;
    let error = pack(&canned.builder().service(&SERVICE).build().unwrap()).await.unwrap_err();
    assert_eq!(error.code(), Some("Box.Full"));
    assert_eq!(error.hint(), Some("Take a larger box."));
}
