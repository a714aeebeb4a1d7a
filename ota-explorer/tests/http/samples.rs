//! Sample code for what is in a form.

use crate::support::{caller, folders, reader, unescape};

#[tokio::test]
async fn the_samples_have_what_is_filled_in_and_where_calls_go() {
    let browser = caller().await;
    let page = browser.get("/samples/QueryOTAJob?JobId=j%22%3Cb%3E").await;
    assert_eq!(page.status, 200);
    assert!(!page.text.contains("<b>"));
    let text = unescape(&page.text);
    for part in [
        ".job_id(\"j\\\"<b>\")",
        "job_id=\"j\\\"<b>\"",
        "jobId: 'j\"<b>'",
        "JobId=j%22%3Cb%3E",
        "--JobId 'j\"<b>'",
        "http://127.0.0.1:",
    ] {
        assert!(text.contains(part), "{part}");
    }
}

#[tokio::test]
async fn every_operation_of_every_folder_has_samples() {
    for (name, spec) in folders() {
        let browser = reader(spec.clone()).await;
        for operation in &spec.operations {
            let page = browser.get(&format!("/samples/{}", operation.action)).await;
            assert_eq!(page.status, 200, "{name} {}", operation.action);
            assert_eq!(page.text.matches("<details id=\"sample-").count(), 5);
        }
        browser.explorer.stop().await;
    }
}

#[tokio::test]
async fn a_secret_parameter_is_not_in_a_sample() {
    let spec = crate::support::spec("specs-sts");
    let browser = reader(spec).await;
    let form = [("OIDCToken", "t0psecret"), ("RoleArn", "acs:ram::1:role/r")];
    let page = browser.post("/samples/AssumeRoleWithOIDC", &form).await;
    assert!(!page.text.contains("t0psecret"));
    assert!(page.text.contains("SECRET_OIDC_TOKEN"), "{}", page.text);
}
