//! Calls: what is sent, and what is shown of it.

use ota_emulator::{Effect, Emulator, Fault, embedded_specs};
use ota_explorer::Explorer;

use crate::support::{Browser, Page, caller, reader, spec, ticket};

pub(crate) const FIRMWARE: &str = "s8SSHiKjpBfrM3BSN0z803";

#[tokio::test]
async fn a_call_that_reads_is_sent_at_once_and_shown_with_its_facts() {
    let browser = caller().await;
    let page = browser.send("QueryOTAFirmware", &[("FirmwareId", FIRMWARE)]).await;
    for shown in ["Done", "HTTP status", "Request ID", FIRMWARE, "FirmwareInfo"] {
        assert!(page.text.contains(shown), "{shown}");
    }
    // The form is as it was.
    assert!(page.fields("call-form").contains(&("FirmwareId".to_owned(), FIRMWARE.to_owned())));
}

#[tokio::test]
async fn a_refusal_is_explained() {
    let browser = caller().await;
    let page = browser.send("QueryOTAFirmware", &[("FirmwareId", "nothing")]).await;
    let spec = embedded_specs().unwrap();
    let error = spec.error("iot.ota.FirmwareNotFound").unwrap();
    let shown = crate::support::unescape(&page.text.replace("<code>", "`").replace("</code>", "`"));
    for text in ["Not done", &error.code, &error.meaning, &error.advice] {
        assert!(shown.contains(text), "{text}");
    }
}

#[tokio::test]
async fn what_changes_something_is_asked_first_and_sent_once() {
    let browser = caller().await;
    let deleted = || async {
        browser.get("/history").await.text.matches("DeleteOTAFirmware</a></th>").count()
    };
    let asked = browser.ask("DeleteOTAFirmware", &[("FirmwareId", FIRMWARE)]).await;
    assert_eq!(asked.status, 200);
    assert!(asked.text.contains("changes something") && asked.text.contains(FIRMWARE));
    assert_eq!(deleted().await, 0, "nothing was sent");
    let ticket = ticket(&asked);
    // The question has an address: loaded again, or come back to, it asks the same.
    let again = browser.get(&ticket).await;
    assert_eq!((again.status, &again.text), (200, &asked.text));
    assert_eq!(deleted().await, 0, "nothing was sent");
    let done = browser.post(&ticket, &[]).await;
    let page = browser.follow(&done).await;
    assert!(page.text.contains("Done"), "{}", page.text);
    assert_eq!(deleted().await, 1);
    // A second click, a page that is loaded again.
    assert_eq!(browser.post(&ticket, &[]).await.status, 409);
    assert_eq!(browser.get(&ticket).await.status, 409);
    assert_eq!(browser.get(page_of(&done)).await.status, 200);
    assert_eq!(deleted().await, 1);
}

#[tokio::test]
async fn what_is_asked_says_whom_it_reaches() {
    let browser = caller().await;
    let form = [("FirmwareId", FIRMWARE), ("ProductKey", "lamp"), ("NeedPush", "true")];
    let action = "CreateOTAStaticUpgradeJob";
    let all = [&form[..], &[("TargetSelection", "ALL"), ("OverwriteMode", "2")]].concat();
    let asked = browser.ask(action, &all).await.text;
    // By its option, and by the value.
    assert!(
        asked.contains("Target: <strong>All</strong> – All devices of the product, or"),
        "{asked}"
    );
    // The option says it: what its value means elsewhere is not told as well.
    assert!(!asked.contains("Dynamic jobs"), "{asked}");
    assert!(asked.contains("The new task takes the place of the earlier one."));
    assert!(!asked.contains("one thing"));
    let some =
        [("TargetSelection", "SPECIFIC"), ("TargetDeviceName.1", "a"), ("TargetDeviceName.2", "b")];
    let asked = browser.ask(action, &[&form[..], &some].concat()).await.text;
    assert!(asked.contains("2 × <code>TargetDeviceName</code>"), "{asked}");
    assert!(asked.contains("Target: <strong>Devices</strong> – The named devices."));
    // What has no choice claims nothing.
    let asked = browser.ask("DeleteOTAFirmware", &[("FirmwareId", FIRMWARE)]).await.text;
    assert!(!asked.contains("<strong>All") && asked.contains("Deletes an update package."));
    // What that means is told, and the button is not pressed by a key that was meant for the form.
    assert!(asked.contains("The package is gone afterwards."), "{asked}");
    assert!(
        asked.contains("<h1 tabindex=\"-1\" autofocus>")
            && !asked.contains("<button class=\"main\" autofocus>")
    );
    // A meaning that only repeats the value is none.
    let form = [
        ("DestVersion", "2"),
        ("FirmwareName", "fw"),
        ("FirmwareUrl", "https://a.test/fw.bin"),
        ("FirmwareSign", "93230c3bde425a9d7984a594ac55ea1e"),
        ("FirmwareSize", "900"),
        ("SignMethod", "MD5"),
        ("ProductKey", "a1V4kdeAbCd"),
    ];
    let asked = browser.ask("CreateOTAFirmware", &form).await.text;
    assert!(asked.contains("<td translate=\"no\">MD5</td>"), "{asked}");
}

fn page_of(page: &Page) -> &str {
    page.headers["location"].to_str().unwrap().split('#').next().unwrap()
}

#[tokio::test]
async fn how_much_a_call_changes_is_counted() {
    let browser = caller().await;
    let form = [
        ("FirmwareId", FIRMWARE),
        ("ProductKey", "a1V4kdeAbCd"),
        ("DeviceName.1", "a"),
        ("DeviceName.2", ""),
        ("DeviceName.7", "b"),
        ("DeviceName.9", "c"),
    ];
    let asked = browser.ask("CancelOTATaskByDevice", &form).await;
    assert!(asked.text.contains("3 × <code>DeviceName</code>"), "{}", asked.text);
}

#[tokio::test]
async fn a_form_with_mistakes_is_not_sent() {
    let browser = caller().await;
    let page = browser.submit("DeleteOTAFirmware", &[("@do", "send")]).await;
    assert!(page.mistake("f-FirmwareId").contains("is required"));
    assert!(browser.get("/history").await.text.contains("Nothing was sent"));
}

#[tokio::test]
async fn what_was_typed_after_a_call_stays_beside_its_response() {
    let browser = caller().await;
    browser.send("QueryOTAFirmware", &[("FirmwareId", FIRMWARE)]).await;
    let page = browser.get("/operation/QueryOTAFirmware?%40call=1&FirmwareId=next").await;
    assert!(page.text.contains("id=\"answer\"") && page.text.contains("FirmwareInfo"));
    assert!(page.fields("call-form").contains(&("FirmwareId".to_owned(), "next".to_owned())));
}

#[tokio::test]
async fn what_was_sent_reaches_the_ledger_as_it_was_typed() {
    let emulator = Emulator::start().await.unwrap();
    let (endpoint, key) = (emulator.endpoint().to_owned(), emulator.key_id().to_owned());
    let key = ota_api::Credentials::new(key, emulator.key_secret());
    let builder = Explorer::builder(embedded_specs().unwrap());
    let explorer = builder.service(Some(endpoint), None, false, key).start().await.unwrap();
    let browser = Browser::enter(explorer).await;
    let name = "<b>\"module\"</b> & 条";
    let form =
        [("ProductKey", "a1V4kdeAbCd"), ("ModuleName", "wifi"), ("AliasName", "w"), ("Desc", name)];
    let page = browser.send("CreateOTAModule", &form).await;
    assert!(page.text.contains("Done") && !page.text.contains("<b>"), "{}", page.text);
    let ledger = emulator.ledger();
    let entry = format!("{:?}", ledger.last().unwrap());
    assert!(entry.contains("CreateOTAModule") && entry.contains("条"), "{entry}");
}

#[tokio::test]
async fn pages_follow_each_other_and_the_last_has_none() {
    let browser = caller().await;
    let form = [("CurrentPage", "1"), ("PageSize", "1")];
    for action in ["ListOTAFirmware", "QueryProductList"] {
        let mut page = browser.send(action, &form).await;
        let mut pages = 1;
        while let Some(at) = page.text.find("/next\"") {
            let start = page.text[..at].rfind("/history/").unwrap();
            let path = page.text[start..at + 5].to_owned();
            page = browser.follow(&browser.post(&path, &[]).await).await;
            pages += 1;
            let current = ("CurrentPage".to_owned(), pages.to_string());
            assert!(page.fields("call-form").contains(&current));
            assert!(pages < 100);
        }
        assert!(pages > 1, "{action}: {}", page.text);
    }
}

#[tokio::test]
async fn a_state_that_is_there_already_ends_the_waiting() {
    let browser = caller().await;
    let page = browser.send("QueryOTAFirmware", &[("FirmwareId", FIRMWARE)]).await;
    let at = page.text.find("/wait/Verified").unwrap();
    let start = page.text[..at].rfind("/history/").unwrap();
    let path = page.text[start..at + 14].to_owned();
    let page = browser.follow(&browser.post(&path, &[]).await).await;
    assert!(page.text.contains("<code>Verified</code> is "), "{}", page.text);
}

#[tokio::test]
async fn a_call_is_sent_again_and_linked_from_the_history() {
    let browser = caller().await;
    browser.send("QueryOTAFirmware", &[("FirmwareId", FIRMWARE)]).await;
    let again = browser.post("/history/1/again", &[]).await;
    browser.follow(&again).await;
    let history = browser.get("/history").await;
    assert_eq!(history.text.matches("QueryOTAFirmware</a></th>").count(), 2);
    assert!(history.text.contains(&format!("/operation/QueryOTAFirmware?FirmwareId={FIRMWARE}")));
    assert_eq!(browser.post("/history/9/again", &[]).await.status, 404);
    assert_eq!(browser.post("/history/1/wait/Nothing", &[]).await.status, 404);
    let gone = browser.get("/operation/QueryOTAFirmware?%40call=999").await;
    assert!(gone.text.contains("The response to this call is not kept any more."), "{}", gone.text);
    let kept = browser.get("/operation/QueryOTAFirmware?%40call=1").await;
    assert!(!kept.text.contains("not kept any more"));
}

#[tokio::test]
async fn secret_fields_of_responses_are_blanked() {
    let browser = caller().await;
    let page = browser.send("GenerateOTAUploadURL", &[]).await;
    let shown = crate::support::unescape(&page.text);
    // What the example of the operation has is no response.
    let answer = shown.split("id=\"answer\"").nth(1).unwrap().split("</section>").next().unwrap();
    for field in ["Policy", "Signature"] {
        assert!(answer.contains(&format!("\"{field}\": \"***\"")), "{answer}");
    }
    // The address is signed elsewhere, and bare here.
    assert!(answer.contains("\"FirmwareUrl\": \"http"), "{answer}");
    assert!(shown.contains("secret: it is not shown") && !shown.contains("never shown again"));
    let page = browser.send("QueryOTAFirmware", &[("FirmwareId", FIRMWARE)]).await;
    let shown = crate::support::unescape(&page.text);
    let answer = shown.split("id=\"answer\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(answer.contains("\"FirmwareUrl\": \"***\""), "{answer}");
}

#[tokio::test]
async fn a_file_goes_to_the_storage_and_its_address_into_the_next_form() {
    let browser = caller().await;
    let page = browser.get("/operation/GenerateOTAUploadURL").await;
    assert!(page.text.contains("formaction=\"/upload/GenerateOTAUploadURL\""));
    let upload = async |name: &str, bytes: Vec<u8>| upload(&browser, &[], name, &bytes).await;
    let page = browser.follow(&upload("lamp.bin", vec![7; 5000]).await).await;
    assert!(page.text.contains("\"Size\"") || page.text.contains("Size"), "{}", page.text);
    let at =
        page.text.find("/operation/CreateOTAFirmware?").unwrap_or_else(|| panic!("{}", page.text));
    let link = crate::support::unescape(page.text[at..].split('"').next().unwrap());
    let form = browser.get(&link).await;
    let fields = form.fields("call-form");
    let url = fields.iter().find(|(name, _)| name.ends_with("FirmwareUrl")).unwrap();
    assert!(url.1.starts_with("http") && url.1.ends_with(".bin"), "{fields:?}");
    // What the upload fills in is right: only what nobody could know is missing.
    let checked = browser.post_all("/check/CreateOTAFirmware", &fields).await;
    let checked: serde_json::Value = serde_json::from_str(&checked.text).unwrap();
    let missing = checked["mistakes"].as_array().unwrap();
    assert!(missing.iter().all(|found| found["missing"] == true), "{missing:?}");
    // What cannot be uploaded is explained, and nothing is sent.
    let page = browser.follow(&upload("lamp.nothing", vec![7; 10]).await).await;
    assert!(page.text.contains("no known suffix"), "{}", page.text);
    assert!(page.text.contains("<code>lamp.nothing</code>") && page.text.contains("FileSuffix"));
    assert!(!page.text.contains("upload_firmware_as"), "{}", page.text);
    let page = browser.follow(&upload("lamp.bin", Vec::new()).await).await;
    assert!(page.text.contains("lamp.bin") && !page.text.contains("/file-"), "{}", page.text);
    let none = upload("", Vec::new()).await;
    assert!(none.status == 400 && none.text.contains("choose one"), "{}", none.text);
}

/// Uploads a file by the form of a page, with what is filled in.
pub(crate) async fn upload(
    browser: &Browser,
    form: &[(&str, &str)],
    name: &str,
    bytes: &[u8],
) -> Page {
    let part = |head: &str, bytes: &[u8]| {
        let head = format!("--x\r\nContent-Disposition: form-data; {head}\r\n\r\n");
        [head.as_bytes(), bytes, b"\r\n"].concat()
    };
    let mut body = Vec::new();
    for (name, text) in form {
        body.extend(part(&format!("name=\"{name}\""), text.as_bytes()));
    }
    body.extend(part(&format!("name=\"file\"; filename=\"{name}\""), bytes));
    body.extend(b"--x--\r\n");
    let post = browser.request(reqwest::Method::POST, "/upload/GenerateOTAUploadURL");
    let post = post.header("cookie", &browser.cookie);
    let post = post.header("content-type", "multipart/form-data; boundary=x");
    Page::of(post.header("origin", browser.explorer.url()).body(body)).await
}

#[tokio::test]
async fn an_upload_goes_by_the_form_above_it() {
    let seed = r#"{ "instances": [{ "iotInstanceId": "iot-1", "products": [{ "productKey": "lamp" }] }] }"#;
    let seed = ota_emulator::Seed::from_json(seed).unwrap();
    let emulator = Emulator::builder().seed(seed).start().await.unwrap();
    let (endpoint, key) = (emulator.endpoint().to_owned(), emulator.key_id().to_owned());
    let key = ota_api::Credentials::new(key, emulator.key_secret());
    let builder = Explorer::builder(embedded_specs().unwrap());
    let explorer = builder.service(Some(endpoint), None, false, key).start().await.unwrap();
    let browser = Browser::enter(explorer).await;
    let form = [("IotInstanceId", "iot-1"), ("FileSuffix", "apk")];
    let page = browser.follow(&upload(&browser, &form, "lamp", b"lamp").await).await;
    assert!(page.text.contains(".apk"), "{}", page.text);
    // It cannot be sent again: the file is not kept.
    let history = browser.get("/history").await;
    assert!(!history.text.contains("/again\""), "{}", history.text);
    // It is still filled in, and goes on into the next form.
    let fields = page.fields("call-form");
    for (name, text) in form {
        assert!(fields.contains(&(name.to_owned(), text.to_owned())), "{fields:?}");
    }
    let next = page.text.split("/operation/CreateOTAFirmware?").nth(1).unwrap();
    assert!(next.split('"').next().unwrap().contains("IotInstanceId=iot-1"), "{next}");
    let asked = emulator.requests();
    let asked =
        asked.requests.iter().find(|one| one.action.as_deref() == Some("GenerateOTAUploadURL"));
    let asked = format!("{:?}", asked.unwrap().parameters);
    assert!(asked.contains("iot-1") && asked.contains("apk"), "{asked}");
    // What is wrong there is not sent, and stands at its field.
    let wrong = upload(&browser, &[("FileSuffix", "nothing")], "lamp.bin", b"lamp").await;
    let wrong = browser.follow(&wrong).await;
    assert!(
        wrong.mistake("f-FileSuffix").contains("must not be <code>nothing</code>"),
        "{}",
        wrong.text
    );
    let history = browser.get("/history").await;
    assert_eq!(history.text.matches("GenerateOTAUploadURL</a></th>").count(), 1);
}

#[tokio::test]
async fn an_outcome_that_nobody_knows_is_told_as_that() {
    let emulator = Emulator::start().await.unwrap();
    let lost = Fault::new(Effect::Close { acts: true }).operation("ReupgradeOTATask");
    emulator.add_fault(lost).unwrap();
    let builder = Explorer::builder(embedded_specs().unwrap()).emulator(emulator);
    let browser = Browser::enter(builder.start().await.unwrap()).await;
    let form = [("JobId", "none"), ("TaskId.1", "x")];
    let page = browser.send("ReupgradeOTATask", &form).await;
    assert!(page.text.contains("Nobody knows"), "{}", page.text);
    assert!(page.text.contains("check the state before sending again"), "{}", page.text);
}

#[tokio::test]
async fn of_what_only_reads_nothing_is_in_doubt() {
    let emulator = Emulator::start().await.unwrap();
    for _ in 0..20 {
        let lost = Fault::new(Effect::Close { acts: true }).operation("QueryOTAFirmware");
        emulator.add_fault(lost).unwrap();
    }
    let builder = Explorer::builder(embedded_specs().unwrap()).emulator(emulator);
    let browser = Browser::enter(builder.start().await.unwrap()).await;
    let page = browser.send("QueryOTAFirmware", &[("FirmwareId", FIRMWARE)]).await;
    assert!(page.text.contains("No response could be read; nothing was changed"), "{}", page.text);
    assert!(!page.text.contains("Nobody knows"), "{}", page.text);
    let history = browser.get("/history").await;
    assert!(history.text.contains("nothing was changed"), "{}", history.text);
}

#[tokio::test]
async fn a_refusal_is_told_once_and_not_offered_again_in_vain() {
    let browser = caller().await;
    let page = browser.send("QueryOTAFirmware", &[("FirmwareId", "nothing")]).await;
    let answer = page.text.split("id=\"answer\"").nth(1).unwrap();
    let answer = answer.split("</section>").next().unwrap().split("<h3>").next().unwrap();
    assert_eq!(answer.matches("iot.ota.FirmwareNotFound").count(), 1, "{answer}");
    assert!(answer.contains("does not help") && !answer.contains("/again"), "{answer}");
    // Nor by the list of what was sent.
    let history = browser.get("/history").await;
    assert!(!history.text.contains("/again"), "{}", history.text);
    // What was done can be sent again.
    let page = browser.send("QueryOTAFirmware", &[("FirmwareId", FIRMWARE)]).await;
    assert!(page.text.contains("/again\""), "{}", page.text);
}

#[tokio::test]
async fn without_a_target_everything_is_shown_and_nothing_sent() {
    let browser = reader(spec("specs")).await;
    let page = browser.get("/operation/DeleteOTAFirmware").await;
    assert!(!page.text.contains("value=\"send\"") && page.text.contains("--emulator"));
    assert!(page.text.contains("Nothing is sent:") && !page.text.contains("Calls go to"));
    let form = [("FirmwareId", FIRMWARE), ("@do", "send")];
    browser.submit("DeleteOTAFirmware", &form).await;
    assert!(browser.get("/history").await.text.contains("Nothing was sent"));
    assert_eq!(browser.post("/upload/GenerateOTAUploadURL", &[]).await.status, 404);
}
