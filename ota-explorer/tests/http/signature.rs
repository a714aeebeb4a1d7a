//! The signature, step by step.

use ota_emulator::{Emulator, embedded_specs};
use ota_explorer::Explorer;

use crate::support::{Browser, Page, caller, unescape};

/// The texts of the steps.
fn steps(page: &Page) -> Vec<String> {
    assert_eq!(page.status, 200, "{}", page.text);
    let list = page.text.split("<ol class=\"steps\">").nth(1).unwrap();
    let parts = list.split("<pre><code>").skip(1);
    parts.map(|part| unescape(part.split("</code>").next().unwrap())).collect()
}

#[tokio::test]
async fn the_steps_follow_the_form_and_the_scheme() {
    let browser = caller().await;
    let time = [("@time", "2026-01-02T03:04:05Z"), ("@nonce", "once"), ("JobId", "a b")];
    let v3 = browser.post("/signature/QueryOTAJob", &time).await;
    let shown = steps(&v3);
    assert_eq!(shown.len(), 9);
    assert_eq!(shown[0], "JobId=a%20b");
    assert!(shown[8].starts_with("authorization: ACS3-HMAC-SHA256 Credential=testid,"));
    let v1 =
        browser.post("/signature/QueryOTAJob", &[&time[..], &[("@scheme", "v1")]].concat()).await;
    let shown = steps(&v1);
    assert_eq!(shown.len(), 5);
    assert!(shown[1].starts_with("POST&%2F&AccessKeyId%3Dtestid%26Action%3DQueryOTAJob"));
    for page in [v3, v1] {
        assert!(!page.text.contains("testsecret"));
    }
}

#[tokio::test]
async fn a_pasted_text_shows_the_first_difference() {
    let browser = caller().await;
    let form = [("@time", "2026-01-02T03:04:05Z"), ("@nonce", "once"), ("@scheme", "v1")];
    let page =
        browser.post("/signature/QueryOTAJob", &[&form[..], &[("JobId", "a")]].concat()).await;
    let theirs = steps(&page).remove(1);
    let pasted = format!("server string to sign is:{theirs}");
    // Its time and nonce are taken over.
    let same =
        browser.post("/signature/QueryOTAJob", &[("JobId", "a"), ("@pasted", &pasted)]).await;
    assert!(same.text.contains("The texts are the same"), "{}", same.text);
    let other =
        browser.post("/signature/QueryOTAJob", &[("JobId", "b"), ("@pasted", &pasted)]).await;
    assert!(other.text.contains("The first difference: Parameter JobId"), "{}", other.text);
    assert!(
        other.text.contains("<code>JobId=b</code>") && other.text.contains("<code>JobId=a</code>")
    );
}

#[tokio::test]
async fn with_a_key_of_an_account_neither_signature_nor_token_nor_secret_is_shown() {
    let emulator = Emulator::start().await.unwrap();
    let key = ota_api::Credentials::new("STS.mine", "s3cret").with_security_token("t0k3n");
    let endpoint = Some(emulator.endpoint().to_owned());
    let builder = Explorer::builder(embedded_specs().unwrap()).service(endpoint, None, false, key);
    let browser = Browser::enter(builder.start().await.unwrap()).await;
    for scheme in ["v1", "v3"] {
        let page = browser.post("/signature/QueryOTAJob", &[("@scheme", scheme)]).await;
        assert!(!page.text.contains("s3cret") && !page.text.contains("t0k3n"), "{}", page.text);
        assert!(
            page.text.contains("STS.mine") && page.text.contains("&lt;redacted&gt;")
                || page.text.contains("&#60;redacted&#62;")
        );
    }
}
