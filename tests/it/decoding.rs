//! Responses are read leniently where the service is known to vary.

use ota_api::sign::Format;
use ota_api::{Response, UnreadableField};

use crate::canned::Canned;
use all_types::{Client, Color, PackBoxResponse};

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
    pack(&canned.builder_of::<Client>().build().unwrap()).await.unwrap()
}

async fn xml(fields: &str) -> Response<PackBoxResponse> {
    let body = format!("<PackBoxResponse><Success>true</Success>{fields}</PackBoxResponse>");
    let canned = Canned::respond(200, "text/xml", body).await;
    let builder = canned.builder_of::<Client>().format(Format::Xml);
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
async fn a_number_that_cannot_be_kept_is_reported_instead_of_rounded() {
    let response = json(r#","Best":123456789012345678901234567890,"Total":2"#).await;
    assert_eq!((&response.best, response.total), (&None, Some(2)));
    let shown: Vec<String> = response.unreadable().iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["`Best`: a number with more digits than fit without loss"]);
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

/// The paths of unreadable fields.
fn paths(response: &Response<PackBoxResponse>) -> Vec<&str> {
    response.unreadable().iter().map(UnreadableField::path).collect()
}

#[tokio::test]
async fn a_field_of_the_wrong_type_is_reported_by_its_place_and_the_rest_is_read() {
    let response = json(r#","Extra":{"Share":"much","Ok":true},"Total":2"#).await;
    let extra = response.extra.as_ref().unwrap();
    assert_eq!((extra.share, extra.ok, response.total), (None, Some(true), Some(2)));
    let [field] = response.unreadable() else { panic!("{:?}", response.unreadable()) };
    assert_eq!(field.to_string(), "`Extra.Share`: expected a number, not `much`");
    let response = xml("<Extra><Share>much</Share><Ok>true</Ok></Extra><Total>2</Total>").await;
    assert_eq!(response.extra.as_ref().unwrap().ok, Some(true));
    assert_eq!((paths(&response), response.total), (vec!["Extra.Share"], Some(2)));
}

#[tokio::test]
async fn whatever_is_in_the_place_of_a_value_the_next_one_is_read() {
    for wrong in [
        r#"["x",{"y":[1]}]"#,
        r#"{"x":["y"],"z":{}}"#,
        r#""much""#,
        "[[[]]]",
        "true",
        "3000000000",
        "1e300",
        "-1.5",
    ] {
        let response = json(&format!(r#","Total":{wrong},"Extra":{{"Ok":true}}"#)).await;
        assert_eq!(response.extra.as_ref().unwrap().ok, Some(true), "{wrong}");
        assert_eq!((paths(&response), response.total), (vec!["Total"], None), "{wrong}");
    }
    for wrong in ["<a>1</a>", "1<a/>", "<a/>1", "<a><b>1</b></a><a/>", "much", "3000000000"] {
        let response = xml(&format!("<Total>{wrong}</Total><Extra><Ok>true</Ok></Extra>")).await;
        assert_eq!(response.extra.as_ref().unwrap().ok, Some(true), "{wrong}");
        assert_eq!((paths(&response), response.total), (vec!["Total"], None), "{wrong}");
    }
}

#[tokio::test]
async fn an_unreadable_item_leaves_the_others_in_their_places() {
    let response = json(r#","Codes":[1,"x",[2],3],"Data":[{"Name":"a"},5,{"Name":["b"]}]"#).await;
    assert_eq!(response.codes, [1, 3]);
    assert_eq!(paths(&response)[..2], ["Codes[1]", "Codes[2]"]);
    assert_eq!(response.data[0].name.as_deref(), Some("a"));
    assert_eq!(paths(&response)[2..], ["Data[1]", "Data[2].Name"]);
}

#[tokio::test]
async fn whole_numbers_may_have_zeros_after_a_dot_and_empty_arrays_are_nothing() {
    let response = json(r#","Total":"12.0","Extra":[]"#).await;
    assert_eq!((response.total, &response.extra), (Some(12), &None));
    assert_eq!(paths(&response), Vec::<&str>::new());
}

#[tokio::test]
async fn a_million_unreadable_fields_are_not_all_listed() {
    let response = json(&format!(r#","Codes":[{}1]"#, "[],".repeat(300_000))).await;
    assert_eq!((response.unreadable().len(), &response.codes[..]), (100, &[1][..]));
}

#[tokio::test]
async fn what_could_be_read_is_in_the_error_if_the_main_part_cannot() {
    let body = r#"{"Success":true,"RequestId":"R","Extra":"none","Total":2,"Best":"x"}"#;
    let canned = Canned::respond(200, "application/json", body).await;
    let error = pack(&canned.builder_of::<Client>().build().unwrap()).await.unwrap_err();
    assert!(error.to_string().contains("the call succeeded"), "{error}");
    assert!(error.to_string().contains("`Extra`: expected an object, not a string"), "{error}");
    assert_eq!((error.request_id(), error.outcome_unknown()), (Some("R"), false));
    assert_eq!(error.partial::<PackBoxResponse>().unwrap().total, Some(2));
    assert!(error.partial::<()>().is_none());
    assert_eq!(error.body(), Some(body));
}

#[tokio::test]
async fn what_could_be_read_is_in_the_error_if_the_response_breaks_off() {
    for (kind, body) in [
        ("application/json", r#"{"Success":true,"Total":2,"Extra":{"Ok":true,"Sha"#),
        ("text/xml", "<R><Success>true</Success><Total>2</Total><Extra><Ok>true</Ok><Sh"),
    ] {
        let canned = Canned::respond(200, kind, body).await;
        let error = pack(&canned.builder_of::<Client>().build().unwrap()).await.unwrap_err();
        let partial = error.partial::<PackBoxResponse>().unwrap();
        assert_eq!(partial.total, Some(2));
        assert_eq!(partial.extra.as_ref().unwrap().ok, Some(true), "{kind}");
        assert_eq!(error.body(), Some(body));
    }
}

#[tokio::test]
async fn a_job_that_was_created_has_its_id_whatever_else_cannot_be_read() {
    let body = r#"{"Success":true,"Data":{"JobId":"wahV","UtcCreate":["x"]}}"#;
    let canned = Canned::respond(200, "application/json", body).await;
    let client = canned.client();
    let call = client.create_ota_verify_job().firmware_id("f").product_key("p");
    let response = call.target_device_name(["d"]).send().await.unwrap();
    assert_eq!(response.data.as_ref().unwrap().job_id.as_ref().unwrap().as_str(), "wahV");
    assert_eq!(response.unreadable()[0].path(), "Data.UtcCreate");
}

#[tokio::test]
async fn a_refusal_does_not_hide_behind_a_field_of_the_wrong_type() {
    let body = r#"{"Total":{"x":1},"Success":false,"RequestId":"R","Code":"Box.Full"}"#;
    let canned = Canned::respond(200, "application/json", body).await;
    let error = pack(&canned.builder_of::<Client>().build().unwrap()).await.unwrap_err();
    assert_eq!(error.code(), Some("Box.Full"));
    assert_eq!(error.hint(), Some("Take a larger box."));
}

#[tokio::test]
async fn a_value_of_any_kind_is_bounded_in_depth_and_memory() {
    let deep = 100_000;
    let many = "0,".repeat(4_000_000);
    let bodies = [
        format!(
            r#"{{"Success":true,"RequestId":"R","Raw":{}1{}}}"#,
            "[".repeat(deep),
            "]".repeat(deep)
        ),
        format!(r#"{{"Success":true,"RequestId":"R","Raw":[{many}0]}}"#),
        format!(
            "<R><Success>true</Success><RequestId>R</RequestId><Raw>{}{}</Raw></R>",
            "<a>".repeat(deep),
            "</a>".repeat(deep)
        ),
    ];
    for body in bodies {
        let kind = if body.starts_with('<') { "text/xml" } else { "application/json" };
        let canned = Canned::respond(200, kind, body.clone()).await;
        let builder = canned.builder_of::<Client>().region("cn-shanghai");
        let client = builder.response_limit(16 * 1024 * 1024).build().unwrap();
        let route = all_types::ShipBoxesRoute::default().from("Here");
        let sent = client.ship_boxes().route(route).carrier_name("Slow").send().await;
        let shown = sent.unwrap_err().to_string();
        let told = if body.starts_with('<') { "nested more than" } else { "the call succeeded" };
        assert!(shown.contains(told) && shown.len() < 2000, "{shown}");
    }
}

#[tokio::test]
async fn a_key_that_comes_twice_and_what_an_empty_struct_holds_are_reported() {
    let body = "<ShipBoxesResponse><Success>true</Success><RequestId>R</RequestId>\
                <ByCity><x><y>1</y></x><x><y>2</y></x></ByCity>\
                <Empty><member/><member/></Empty></ShipBoxesResponse>";
    let canned = Canned::respond(200, "text/xml", body).await;
    let client = canned.builder_of::<Client>().region("cn-shanghai").build().unwrap();
    let route = all_types::ShipBoxesRoute::default().from("Here");
    let response = client.ship_boxes().route(route).carrier_name("Slow").send().await.unwrap();
    let unreadable: Vec<String> =
        response.unreadable().iter().map(|field| format!("{field:?}")).collect();
    assert_eq!(unreadable.len(), 2, "{unreadable:?}");
    assert!(unreadable[0].contains("ByCity") && unreadable[0].contains("twice"), "{unreadable:?}");
    assert!(unreadable[1].contains("Empty"), "{unreadable:?}");
}

#[tokio::test]
async fn the_elements_of_a_list_that_its_spec_does_not_name_are_no_empty_items() {
    let unnamed = "<RequestId>R</RequestId><Codes><Code>1</Code><Code>2</Code></Codes>\
                   <Extra><Other><Ok>true</Ok></Other></Extra>";
    let response = xml(unnamed).await;
    assert!(response.codes.is_empty());
    let unreadable: Vec<String> =
        response.unreadable().iter().map(|field| format!("{field:?}")).collect();
    assert_eq!(unreadable.len(), 2, "{unreadable:?}");
    assert!(unreadable[0].contains("Codes") && unreadable[1].contains("Extra"), "{unreadable:?}");
}
