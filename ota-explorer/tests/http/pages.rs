//! What the pages show.

use std::collections::BTreeSet;

use ota_spec::words;

use crate::support::{Browser, folders, reader, spec, unescape};

#[tokio::test]
async fn every_operation_of_every_folder_has_a_page_that_says_what_its_spec_says() {
    for (name, spec) in folders() {
        let browser = reader(spec.clone()).await;
        for operation in &spec.operations {
            let page = browser.get(&format!("/operation/{}", operation.action)).await;
            assert_eq!(page.status, 200, "{name} {}", operation.action);
            let shown = unescape(&page.text.replace("<code>", "`").replace("</code>", "`"));
            let mut said = vec![operation.summary.clone(), words::sending(operation)];
            said.extend(operation.rules.iter().map(words::rule));
            said.extend(operation.notes.iter().cloned());
            said.extend(operation.sources.iter().cloned());
            said.extend(operation.parameters.iter().map(|field| field.doc.clone()));
            said.extend(operation.parameters.iter().flat_map(|field| words::limits(&field.ty)));
            said.extend(operation.errors.iter().flat_map(|error| {
                [error.code.clone(), error.meaning.clone(), error.advice.clone()]
            }));
            said.extend(
                operation
                    .choices
                    .iter()
                    .flat_map(|choice| choice.options.iter().map(|option| option.doc.clone())),
            );
            for text in said {
                let text = ota_spec::visible::lines(&text).into_owned();
                assert!(shown.contains(&text), "{name} {}: {text}", operation.action);
            }
            no_id_is_there_twice(&page.text);
        }
    }
}

/// An ID that is there twice ties labels and mistakes to the wrong field; a label without its field says nothing.
fn no_id_is_there_twice(html: &str) {
    let values = |attribute: &str| -> Vec<String> {
        let start = format!(" {attribute}=\"");
        let values = html.split(&start).skip(1).map(|rest| rest.split('"').next().unwrap());
        values.flat_map(|list| list.split(' ')).map(str::to_owned).collect()
    };
    let mut ids = BTreeSet::new();
    for id in values("id") {
        assert!(ids.insert(id.clone()), "`{id}` is there twice");
    }
    for attribute in ["for", "aria-describedby", "data-into"] {
        for id in values(attribute) {
            assert!(ids.contains(&id), "`{attribute}` names `{id}`, which is not there");
        }
    }
    let fields = html.matches("<input").count()
        + html.matches("<select").count()
        + html.matches("<textarea").count();
    let labels = html.matches(" for=\"").count();
    let unlabelled =
        html.matches("type=\"hidden\"").count() + html.matches("datetime-local").count();
    assert_eq!(fields, labels + unlabelled);
}

#[tokio::test]
async fn a_search_finds_names_parameters_codes_and_words() {
    let browser = reader(spec("specs")).await;
    let found = |query: &'static str| {
        let browser: &Browser = &browser;
        async move {
            let page = browser.get(&format!("/?q={query}")).await;
            let links = page.text.split("<li><a href=\"/operation/").skip(1);
            let names = links.map(|rest| rest.split('"').next().unwrap().to_owned());
            names.collect::<Vec<String>>()
        }
    };
    assert_eq!(found("").await.len(), 33);
    assert_eq!(found("deleteotafirmware").await, ["DeleteOTAFirmware"]);
    assert!(found("GrayPercent").await.contains(&"CreateOTAStaticUpgradeJob".to_owned()));
    assert!(found("iot.ota.FirmwareNotFound").await.contains(&"QueryOTAFirmware".to_owned()));
    assert!(found("cancel+device").await.contains(&"CancelOTATaskByDevice".to_owned()));
    assert!(found("nothing-has-this-name").await.is_empty());
    assert!(found("%3Cscript%3E").await.is_empty());
}

#[tokio::test]
async fn the_language_is_switched_and_kept() {
    let browser = reader(spec("specs")).await;
    assert!(browser.get("/").await.text.contains("lang=\"en\""));
    let switched = browser.post("/language", &[("to", "zh"), ("back", "/history")]).await;
    assert_eq!(switched.headers["location"], "/history");
    let cookie = switched.headers["set-cookie"].to_str().unwrap();
    let cookies = format!("{}; {}", browser.cookie, cookie.split(';').next().unwrap());
    let browser = Browser { cookie: cookies, ..browser };
    let page = browser.get("/").await;
    assert!(page.text.contains("<html lang=\"zh\"") && page.text.contains("搜索接口"));
}

#[tokio::test]
async fn what_is_not_there_is_said() {
    let browser = reader(spec("specs")).await;
    for path in ["/operation/Nothing", "/nowhere", "/operation/%3Cscript%3E"] {
        let page = browser.get(path).await;
        assert_eq!(page.status, 404, "{path}");
        assert!(page.text.contains("no such page") && !page.text.contains("<script>"));
    }
}

#[tokio::test]
async fn the_first_page_with_its_files_is_small() {
    let browser = reader(spec("specs")).await;
    let mut bytes = 0;
    for path in ["/", "/static/style.css", "/static/script.js", "/static/icon.svg"] {
        bytes += browser.get(path).await.text.len();
    }
    assert!(bytes <= 100 * 1024, "{bytes}");
}

#[tokio::test]
async fn in_chinese_the_texts_of_a_spec_are_its_chinese_ones() {
    let mut spec = spec("specs");
    let operation = spec.operations.iter_mut().find(|one| one.action == "DeleteOTAFirmware");
    // One that has no Chinese text stands in for all that have none.
    operation.unwrap().zh_doc = None;
    let known = spec.clone();
    let browser = reader(spec).await;
    let get = async |path: &str| {
        let request = browser.request(reqwest::Method::GET, path).header("cookie", &browser.cookie);
        crate::support::Page::of(request.header("accept-language", "zh")).await.text
    };
    for operation in &known.operations {
        let html = get(&format!("/operation/{}", operation.action)).await;
        let shown = unescape(&html.replace("<code>", "`").replace("</code>", "`"));
        let fields = operation.parameters.iter().chain(&operation.response);
        let texts = fields
            .map(|field| (&field.doc, &field.zh))
            .chain([(&operation.summary, &operation.zh), (&operation.doc, &operation.zh_doc)]);
        let errors = operation
            .errors
            .iter()
            .flat_map(|error| [(&error.meaning, &error.zh), (&error.advice, &error.zh_advice)]);
        for (english, chinese) in texts.chain(errors) {
            let english = ota_spec::visible::lines(english).into_owned();
            match chinese {
                Some(chinese) => assert!(shown.contains(chinese.as_str()), "{chinese}"),
                None => assert!(shown.contains(&format!("lang=\"en\">{english}")), "{english}"),
            }
        }
        no_id_is_there_twice(&html);
    }
    let list = get("/").await;
    assert!(list.contains("阿里云物联网平台的 OTA 升级。") && list.contains("删除升级包。"));
    assert!(get("/?q=创建升级包").await.contains("CreateOTAFirmware"));
    assert!(get("/codes?q=实名认证").await.contains("RealNameAuthenticationError"));
    let form = get("/operation/CreateOTAStaticUpgradeJob").await;
    assert!(form.contains("HTTPS：通过 HTTPS。") && form.contains("一定比例的设备"));
}
