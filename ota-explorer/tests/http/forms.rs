//! Forms: what is filled in is what is sent, and mistakes stand at their fields.

use ota_spec::{Spec, Value, wire};
use serde_json::json;

use crate::support::{Browser, Page, encode, folders, reader, spec, unescape};

/// What the server understands of a form: the query of the link to it.
fn link(page: &Page) -> String {
    let at = page.text.find("<a id=\"link\" href=\"").unwrap();
    let link = unescape(page.text[at + 19..].split('"').next().unwrap());
    link.split_once('?').unwrap().1.to_owned()
}

fn pairs(query: &str) -> Vec<(String, String)> {
    let pairs = form_urlencoded::parse(query.as_bytes());
    let mut pairs: Vec<(String, String)> = pairs.into_owned().collect();
    pairs.sort();
    pairs
}

/// The flat parameters of an example, without secrets.
fn flat(spec: &Spec, action: &str, request: &Value) -> Vec<(String, String)> {
    let operation = spec.operation(action).unwrap();
    let flat = wire::flatten(&operation.parameters, request);
    let mut flat: Vec<(String, String)> = flat
        .into_iter()
        .filter(|(name, _)| !wire::is_secret(&operation.parameters, name))
        .collect();
    flat.sort();
    flat
}

/// Whether every parameter has a field of its own in the form; those with free keys are typed as JSON.
fn is_flat(spec: &Spec, action: &str, request: &Value) -> bool {
    let parameters = &spec.operation(action).unwrap().parameters;
    parameters.iter().filter(|field| request.get(&field.name).is_some()).all(|field| {
        use ota_spec::model::{Style, Type};
        field.style == Style::Flat
            && !matches!(field.ty.innermost(), Type::Any)
            && !matches!(field.ty, Type::Map(_))
    })
}

#[tokio::test]
async fn every_example_is_filled_in_posted_and_still_the_same_request() {
    let mut count = 0;
    for (name, spec) in folders() {
        let browser = reader(spec.clone()).await;
        for operation in &spec.operations {
            let action = operation.action.as_str();
            let page = browser.get(&format!("/operation/{action}")).await;
            for example in &operation.examples {
                let of = format!("{name} {action}: {}", example.title);
                let expected = flat(&spec, action, &example.request);
                // The link that fills it in is on the page.
                let start = format!("<a href=\"/operation/{action}?");
                let mut links = page.text.split(&start).skip(1);
                let title = format!(">{}</a>", example.title);
                let link_of = links.find(|rest| {
                    let rest = rest.replace("<code>", "`").replace("</code>", "`");
                    unescape(rest.split_once('"').unwrap().1).contains(&title)
                });
                let query = unescape(link_of.unwrap().split("#call\"").next().unwrap());
                let filled = browser.get(&format!("/operation/{action}?{query}")).await;
                assert!(!filled.text.contains("value=\"@free\""), "{of} fits no option");
                let fields = filled.fields("call-form");
                let checked = browser.post_all(&format!("/check/{action}"), &fields).await;
                let secret =
                    wire::flatten(&operation.parameters, &example.request).len() > expected.len();
                if !secret {
                    let is_right = checked.text.starts_with(r#"{"mistakes":[],"#);
                    assert!(is_right, "{of}: {}: {fields:?}", checked.text);
                }
                if is_flat(&spec, action, &example.request) {
                    let posted = browser.submit(action, &fields).await;
                    assert_eq!(pairs(&link(&posted)), expected, "{of}: {fields:?}");
                    count += 1;
                }
            }
        }
    }
    assert!(count > 50, "{count}");
}

#[tokio::test]
async fn a_mistake_stands_at_its_field_in_the_words_of_every_judge() {
    let spec = spec("specs");
    let browser = reader(spec.clone()).await;
    let action = "CreateOTAStaticUpgradeJob";
    let form = [
        ("ProductKey", ""),
        ("FirmwareId", "fw"),
        ("@choice.Target", "Gray"),
        ("@Target/Gray/GrayPercent", "33.3333"),
        ("MaximumPerMinute", "many"),
        ("RetryCount", "3"),
        ("Tag.2.Key", ""),
        ("Tag.4.Key", "k"),
        ("TimeoutInMinutes", "0"),
    ];
    let page = browser.submit(action, &form).await;
    let request = json!({
        "FirmwareId": "fw", "TargetSelection": "GRAY", "GrayPercent": "33.3333", "MaximumPerMinute": 1,
        "RetryCount": 3, "Tag": [{ "Key": "k" }], "TimeoutInMinutes": 0,
    });
    let request = Value::from_json(&request.to_string()).unwrap();
    let said = ota_spec::limits::check_request(spec.operation(action).unwrap(), &request);
    for (path, id) in [
        ("ProductKey", "f-ProductKey"),
        ("GrayPercent", "f-_40_Target_2f_Gray_2f_GrayPercent"),
        ("RetryCount", "f-RetryCount"),
        ("Tag.1.Value", "f-Tag-4-Value"),
        ("TimeoutInMinutes", "f-TimeoutInMinutes"),
    ] {
        let said = said.iter().find(|found| found.parameter() == path).unwrap().to_string();
        let shown = page.mistake(id).replace("<code>", "`").replace("</code>", "`");
        let shown = unescape(&shown);
        assert!(shown.contains(&said), "{path}: {shown} {said}");
        let field = format!("id=\"{id}\"");
        let tag = page.text.split(&field).nth(1).unwrap().split('>').next().unwrap();
        assert!(tag.contains("aria-invalid") && tag.contains(&format!("m-{id}")), "{tag}");
    }
    assert!(page.mistake("f-MaximumPerMinute").contains("whole number of 32 bits"));
    assert_eq!(page.mistake("f-FirmwareId"), "");
    // What was typed is still there.
    let fields = page.fields("call-form");
    assert!(fields.contains(&("MaximumPerMinute".to_owned(), "many".to_owned())));

    // The script is told the same.
    let checked = browser.post(&format!("/check/{action}"), &form).await;
    let checked: serde_json::Value = serde_json::from_str(&checked.text).unwrap();
    let mistakes = checked["mistakes"].as_array().unwrap();
    assert_eq!(mistakes.len(), 6, "{mistakes:?}");
    let product = mistakes.iter().find(|found| found["id"] == "f-ProductKey").unwrap();
    assert_eq!(product["message"], "`ProductKey` is required but not set");
    assert_eq!(product["missing"], true);
}

#[tokio::test]
async fn that_one_of_several_is_needed_stands_at_their_choice() {
    let browser = reader(spec("specs")).await;
    let form = [("DestVersion", "2"), ("FirmwareName", "fw")];
    let page = browser.submit("CreateOTAFirmware", &form).await;
    let said = "must set exactly one of <code>FirmwareUrl</code> or <code>MultiFiles</code>";
    assert!(page.mistake("f-_40_choice-Files").contains(said), "{}", page.text);
    assert!(!page.mistake("").contains(said) && page.mistake("").contains("It was not sent"));
    // And before anything is wrong.
    let page = browser.get("/operation/CreateOTAFirmware").await;
    let about = page.text.split("id=\"d-f-_40_choice-Files\">").nth(1).unwrap();
    let about = about.split("</div>").next().unwrap();
    assert!(
        about.contains("Set exactly one of <code>FirmwareUrl</code> or <code>MultiFiles</code>"),
        "{about}"
    );
    // Where no choice has all of them, it is told of the request.
    let form = [("JobId", "job")];
    let page = browser.submit("CancelOTATaskByJob", &form).await;
    assert!(page.mistake("").contains("must set at least one of"), "{}", page.mistake(""));
}

#[tokio::test]
async fn what_is_in_an_option_that_is_not_chosen_is_not_sent() {
    let browser = reader(spec("specs")).await;
    let form = [
        ("FirmwareId", "fw"),
        ("ProductKey", "pk"),
        ("@choice.Target", "Devices"),
        ("@Target/Devices/TargetDeviceName.1", "d1"),
        ("@Target/Gray/GrayPercent", "5"),
        ("@Target/All/SrcVersion.1", "v1"),
        ("GrayPercent", "6"),
        ("TargetSelection", "ALL"),
    ];
    let page = browser.submit("CreateOTAStaticUpgradeJob", &form).await;
    assert_eq!(page.mistake(""), "");
    let expected = "FirmwareId=fw&ProductKey=pk&TargetDeviceName.1=d1&TargetSelection=SPECIFIC";
    assert_eq!(link(&page), expected);
    // Nothing was typed in vain: choosing the other option brings it back.
    assert!(
        page.fields("call-form").contains(&("@Target/Gray/GrayPercent".to_owned(), "5".to_owned()))
    );
}

#[tokio::test]
async fn rows_are_added_and_removed_by_buttons_without_script() {
    let browser = reader(spec("specs")).await;
    let path = "/operation/CancelOTATaskByDevice";
    let mut fields = browser.get(path).await.fields("call-form");
    let names = |fields: &[(String, String)]| {
        let rows = fields.iter().filter(|(name, _)| name.starts_with("DeviceName."));
        rows.cloned().collect::<Vec<_>>()
    };
    assert_eq!(names(&fields), [("DeviceName.1".to_owned(), String::new())]);
    for (number, name) in [(1, "a"), (2, "b"), (3, "<c>")] {
        let row = format!("DeviceName.{number}");
        fields.iter_mut().find(|(known, _)| *known == row).unwrap().1 = name.to_owned();
        fields.push(("@do".to_owned(), "add:DeviceName".to_owned()));
        fields = browser.submit("CancelOTATaskByDevice", &fields).await.fields("call-form");
    }
    fields.push(("@do".to_owned(), "remove:DeviceName.2".to_owned()));
    let page = browser.submit("CancelOTATaskByDevice", &fields).await;
    assert!(!page.text.contains("<c>"));
    let fields = page.fields("call-form");
    let texts: Vec<String> = names(&fields).into_iter().map(|(_, text)| text).collect();
    assert_eq!(texts, ["a", "<c>", ""]);
    assert!(link(&page).contains("DeviceName.1=a&DeviceName.3=%3Cc%3E"));
}

#[tokio::test]
async fn a_check_says_that_nothing_is_wrong_and_what_a_link_to_the_form_is() {
    let browser = reader(spec("specs")).await;
    let form = [("FirmwareId", "a&b"), ("@do", "check")];
    let said = |page: &Page| page.text.contains(">No mistakes: the form can be sent.</p>");
    let page = browser.submit("QueryOTAFirmware", &form).await;
    assert!(said(&page), "{}", page.text);
    let page = browser.submit("QueryOTAFirmware", &form[1..]).await;
    assert!(!said(&page) && page.text.contains("It was not sent"), "{}", page.text);
    assert!(!said(&browser.get("/operation/QueryOTAFirmware").await));
    let checked = browser.post("/check/QueryOTAFirmware", &form).await;
    let checked: serde_json::Value = serde_json::from_str(&checked.text).unwrap();
    assert_eq!(checked["link"], "FirmwareId=a%26b");
}

#[tokio::test]
async fn hostile_texts_stay_texts() {
    let browser: Browser = reader(spec("specs")).await;
    for text in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onfocus='alert(1)",
        "</textarea><script>alert(1)</script>",
        "javascript:alert(1)",
        "{{7*7}}",
        "\u{202e}\u{0}\u{1b}[2J",
    ] {
        let form = [("FirmwareId", text), ("JobDesc", text), (text, text)]
            .map(|(name, text)| (name.to_owned(), text.to_owned()));
        let query = encode(&form);
        for page in [
            browser.get(&format!("/operation/DeleteOTAFirmware?{query}")).await,
            browser.submit("DeleteOTAFirmware", &form).await,
            browser.get(&format!("/?{}", encode(&[("q".to_owned(), text.to_owned())]))).await,
        ] {
            let bare = page.text.replace("<script src=\"/static/script.js\" defer></script>", "");
            for bad in ["<script", "<img", " onfocus='", "onerror=alert(1)>", "49"] {
                assert!(bad == "49" || !bare.contains(bad), "{text}: {bad}");
            }
            assert!(!page.text.contains("href=\"javascript:"));
        }
    }
}

#[tokio::test]
async fn a_secret_is_neither_shown_again_nor_in_a_link() {
    let folders = folders();
    let mut count = 0;
    for (name, spec) in &folders {
        for operation in &spec.operations {
            let secret =
                operation.parameters.iter().find(|field| field.secret && field.ty.is_single());
            let Some(secret) = secret else { continue };
            let browser = reader(spec.clone()).await;
            let form = [(secret.name.as_str(), "sesame-7"), ("@do", "check")];
            let page = browser.submit(&operation.action, &form).await;
            assert!(!page.text.contains("sesame-7"), "{name} {}", operation.action);
            let check = format!("/check/{}", operation.action);
            let checked = browser.post(&check, &[(&secret.name, "sesame-7")]).await;
            assert!(checked.text.contains("\"link\"") && !checked.text.contains("sesame-7"));
            assert!(page.text.contains("type=\"password\""));
            count += 1;
        }
    }
    assert!(count > 0);
}

#[tokio::test]
async fn what_was_posted_has_an_address_and_nothing_is_asked_again() {
    let browser = reader(spec("specs")).await;
    let form = [("FirmwareId", "a b"), ("Tag.1.Key", "k"), ("@do", "send")];
    let posted = browser.post("/operation/CreateOTAStaticUpgradeJob", &form).await;
    assert_eq!(posted.status, 303);
    let place = posted.headers["location"].to_str().unwrap();
    let (place, anchor) = place.split_once('#').unwrap();
    let page = browser.get(place).await;
    assert!(page.status == 200 && page.text.contains(&format!("id=\"{anchor}\"")), "{}", page.text);
    assert!(page.mistake("f-ProductKey").contains("is required"), "{}", page.text);
    assert!(page.fields("call-form").contains(&("FirmwareId".to_owned(), "a b".to_owned())));
    // Loaded again, and in the other language, it is the same form.
    assert_eq!(browser.get(place).await.text, page.text);
    let back = format!("name=\"back\" value=\"{place}\"");
    assert!(unescape(&page.text).contains(&back), "{}", page.text);
    let cookie = format!("{}; ota-language=zh", browser.cookie);
    let browser = Browser { cookie, ..browser };
    let page = browser.get(place).await;
    assert!(page.mistake("f-ProductKey").contains("为必填项"), "{}", page.text);
    // It is that of one operation, and is forgotten after others.
    let other = browser.get(&place.replace("CreateOTAStaticUpgradeJob", "DeleteOTAFirmware")).await;
    assert!(other.text.contains("此前填写的内容已不再保留") && !other.text.contains("a b"));
    for _ in 0..64 {
        browser.post("/operation/QueryOTAFirmware", &form).await;
    }
    assert!(browser.get(place).await.text.contains("此前填写的内容已不再保留"));
}
