//! Where a response leads to.

use crate::calls::{FIRMWARE, upload};
use crate::support::{Page, caller, unescape};

#[tokio::test]
async fn a_response_leads_to_the_operations_that_take_its_ids() {
    let browser = caller().await;
    let page = browser.follow(&upload(&browser, &[], "fw.bin", b"firmware").await).await;
    let link = page.text.split("href=\"/operation/CreateOTAFirmware?").nth(1).unwrap();
    let link = unescape(link.split('"').next().unwrap());
    let form =
        browser.get(&format!("/operation/CreateOTAFirmware?{link}")).await.fields("call-form");
    let mut form: Vec<(&str, &str)> =
        form.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let own = [("DestVersion", "9"), ("FirmwareName", "fw"), ("ProductKey", "a1V4kdeAbCd")];
    form.retain(|(name, _)| own.iter().all(|(known, _)| known != name));
    form.extend(own);
    let links = |page: &Page| -> Vec<String> {
        let steps = page.text.split("class=\"steps\"").nth(1).unwrap_or_default();
        let steps = steps.split("</p>").next().unwrap();
        let links = steps.split("href=\"").skip(1).map(|link| link.split('"').next().unwrap());
        links.map(unescape).collect()
    };
    let page = browser.send("CreateOTAFirmware", &form).await;
    let made = links(&page);
    let next = made.iter().find(|link| link.contains("/CreateOTAStaticUpgradeJob?"));
    let next = next.unwrap_or_else(|| panic!("{made:?}: {}", page.text));
    let form = browser.get(next.split('#').next().unwrap()).await.fields("call-form");
    let text = |name: &str| form.iter().find(|(known, _)| known == name).unwrap().1.clone();
    assert_eq!(text("ProductKey"), "a1V4kdeAbCd", "what the call named goes with it");
    let id = text("FirmwareId");
    assert!(page.text.contains(&id) && !id.is_empty());
    // What needs more IDs than there are is not offered, nor what was just done.
    for missing in ["CreateOTAFirmware", "QueryOTAJob", "QueryDeviceDetail"] {
        assert!(!made.iter().any(|link| link.contains(&format!("/{missing}?"))), "{made:?}");
    }
    // Every form that is filled in fits a form: it has no parameter outside of its option.
    for link in &made {
        let page = browser.get(link.split('#').next().unwrap()).await;
        assert!(!page.text.contains("value=\"@free\""), "{link}");
    }
    // A refusal leads nowhere, and neither does a list.
    let page = browser.send("QueryOTAFirmware", &[("FirmwareId", "nothing")]).await;
    assert!(links(&page).is_empty());
    let page = browser.send("ListOTAFirmware", &[("CurrentPage", "1"), ("PageSize", "10")]).await;
    assert!(links(&page).is_empty());
    let page = browser.send("QueryOTAFirmware", &[("FirmwareId", FIRMWARE)]).await;
    let asked = links(&page);
    assert!(asked.iter().any(|link| link.contains("/CreateOTAStaticUpgradeJob?")), "{asked:?}");
    // It was asked for a package, so it is not about the module that this is of.
    assert!(!asked.iter().any(|link| link.contains("/DeleteOTAModule?")), "{asked:?}");
}
