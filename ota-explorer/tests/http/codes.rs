//! The page of error codes.

use crate::support::{caller, spec};

#[tokio::test]
async fn every_code_is_on_the_page_with_its_operations() {
    let browser = caller().await;
    let page = browser.get("/codes").await;
    assert_eq!(page.status, 200);
    for error in spec("specs").errors {
        assert!(page.text.contains(&format!("<code>{}</code>", error.code)), "{}", error.code);
    }
    let found = browser.get("/codes?q=CreateOTAStaticUpgradeJob").await;
    assert!(found.text.contains("<code>iot.ota.FirmwareNotFound</code>"));
    assert!(found.text.contains("href=\"/operation/CreateOTAStaticUpgradeJob\""));
    assert!(!found.text.contains("<code>SignatureDoesNotMatch</code>"));
}

#[tokio::test]
async fn a_pasted_error_is_looked_up() {
    let browser = caller().await;
    let text = r#"{"Code":"iot.system.InstanceNotFound","Message":"<script>"}"#;
    let page = browser.post("/codes", &[("text", text)]).await;
    let answer = page.text.split("id=\"answer\"").nth(1).unwrap();
    let answer = answer.split("</section>").next().unwrap();
    assert!(answer.contains("<code>iot.system.InstanceNotFound</code>"), "{answer}");
    assert_eq!(answer.matches("<article").count(), 1);
    assert!(!page.text.contains("\"<script>"));
    let page = browser.post("/codes", &[("text", "nothing of the kind")]).await;
    assert!(page.text.contains("No known code."));
}
