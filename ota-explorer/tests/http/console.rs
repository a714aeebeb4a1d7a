//! The console, with an emulator behind it and with a service.

use std::time::{Duration, Instant};

use ota_emulator::{Emulator, Seed, embedded_specs};
use ota_explorer::Explorer;

use crate::support::{Browser, Page, caller, unescape};

/// The first address on a page that begins so.
fn link(page: &Page, start: &str) -> String {
    let start = format!("href=\"{start}");
    let at = page.text.find(&start).unwrap_or_else(|| panic!("no {start}: {}", page.text));
    unescape(page.text[at + 6..].split('"').next().unwrap())
}

#[tokio::test]
async fn one_goes_from_the_overview_to_the_history_of_a_device() {
    let browser = caller().await;
    let overview = browser.get("/console").await;
    assert_eq!(overview.status, 200);
    assert!(overview.text.contains("IotInstanceId") && overview.text.contains("data-events"));
    let products = browser.get(&link(&overview, "/console/products")).await;
    let devices = browser.get(&link(&products, "/console/devices")).await;
    let device = browser.get(&link(&devices, "/console/device?")).await;
    assert_eq!(device.status, 200);
    assert!(device.text.contains("ModuleVersion") && device.text.contains("History"));
    let packages = browser.get("/console/packages").await;
    let package = browser.get(&link(&packages, "/console/package?")).await;
    assert!(package.text.contains("Firmware Details") && package.text.contains("Batches"));
}

/// Operations that list what there is, as short as they can be.
const LISTS: [(&str, &str); 2] = [
    (
        "QueryProductList",
        r#""parameters": [
            { "name": "CurrentPage", "type": "Integer", "required": true, "example": 1, "doc": "Which page." },
            { "name": "PageSize", "type": "Integer", "required": true, "example": 50, "doc": "How many." } ],
        "response": [ { "name": "Data", "type": "Struct", "doc": "The page.", "fields": [
            { "name": "Total", "type": "Integer", "doc": "How many." },
            { "name": "List", "type": "List", "wrapper": "ProductInfo", "doc": "The products.", "items": { "type": "Struct", "fields": [
                { "name": "ProductKey", "type": "ProductKey", "doc": "The product." },
                { "name": "ProductName", "type": "String", "doc": "Its name." },
                { "name": "DeviceCount", "type": "Integer", "doc": "Its devices." } ] } } ] } ],
        "examples": [ { "title": "one", "request": { "CurrentPage": 1, "PageSize": 50 }, "json": { "RequestId": "R", "Success": true,
            "Data": { "Total": 1, "List": { "ProductInfo": [ { "ProductKey": "lamp", "ProductName": "<b>", "DeviceCount": 120 } ] } } } } ]"#,
    ),
    (
        "QueryDevice",
        r#""parameters": [
            { "name": "ProductKey", "type": "ProductKey", "required": true, "example": "lamp", "doc": "The product." },
            { "name": "CurrentPage", "type": "Integer", "doc": "Which page." },
            { "name": "PageSize", "type": "Integer", "doc": "How many." } ],
        "response": [ { "name": "Total", "type": "Integer", "doc": "How many." },
            { "name": "Data", "type": "List", "wrapper": "DeviceInfo", "doc": "The devices.", "items": { "type": "Struct", "fields": [
                { "name": "DeviceName", "type": "DeviceName", "doc": "Its name." },
                { "name": "DeviceSecret", "type": "String", "secret": true, "doc": "Its secret." },
                { "name": "DeviceStatus", "type": "String", "doc": "Whether it is connected." } ] } } ],
        "examples": [ { "title": "one", "request": { "ProductKey": "lamp" }, "json": { "RequestId": "R", "Success": true, "Total": 120,
            "Data": { "DeviceInfo": [ { "DeviceName": "d1", "DeviceSecret": "sesame-7", "DeviceStatus": "ONLINE" } ] } } } ]"#,
    ),
];

#[tokio::test]
async fn a_service_lists_its_products_and_devices_where_the_specs_have_operations_for_it() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    let mut files = ota_spec::read_folder(&folder).unwrap();
    files.retain(|file| !LISTS.iter().any(|(action, _)| file.path == format!("ops/{action}.json")));
    let behind = async |files: Vec<ota_spec::Source>| {
        // Another version, of which the emulator knows nothing but the examples.
        let mut spec = ota_spec::load("specs", files).unwrap();
        let emulator = {
            spec.service.version = "2000-01-01".to_owned();
            Emulator::builder().specs(spec.clone()).start().await.unwrap()
        };
        let key = ota_api::Credentials::new(emulator.key_id(), emulator.key_secret());
        let endpoint = Some(emulator.endpoint().to_owned());
        let builder = Explorer::builder(spec).service(endpoint, None, false, key);
        (Browser::enter(builder.start().await.unwrap()).await, emulator)
    };
    let (browser, _emulator) = behind(files.clone()).await;
    assert_eq!(browser.get("/console/products").await.status, 404);
    for (action, rest) in LISTS {
        let text = format!(
            r#"{{ "action": "{action}", "group": "device", "summary": "Lists.", "idempotency": "readOnly", {rest} }}"#
        );
        files.push(ota_spec::Source { path: format!("ops/{action}.json"), bytes: text.into() });
    }
    let (browser, _emulator) = behind(files).await;
    let products = browser.get("/console/products").await;
    assert!(!products.text.contains("<b>"));
    let shown = unescape(&products.text);
    assert!(shown.contains("><b></td>") && shown.contains(">120</td>"), "{shown}");
    let devices = browser.get(&link(&products, "/console/devices?")).await;
    assert!(devices.text.contains("ONLINE") && devices.text.contains("1–50 / 120"));
    assert!(!devices.text.contains("sesame"), "no column has a secret");
    assert_eq!(link(&devices, "/console/device?"), "/console/device?product=lamp&name=d1");
    let next = "href=\"/console/devices?product=lamp&page=2\"";
    assert!(unescape(&devices.text).contains(next), "{}", devices.text);
}

#[tokio::test]
async fn a_batch_is_followed_to_its_tasks() {
    let browser = caller().await;
    let packages = browser.get("/console/packages").await;
    let mut job = None;
    for part in packages.text.split("href=\"/console/package?").skip(1) {
        let query = unescape(part.split('"').next().unwrap());
        let package = browser.get(&format!("/console/package?{query}")).await;
        if package.text.contains("href=\"/console/job?") {
            job = Some(link(&package, "/console/job?"));
        }
    }
    let page = browser.get(&job.unwrap()).await;
    assert!(page.text.contains("<polygon class=\"succeeded\""), "{}", page.text);
    let tasks = browser.get(&link(&page, "/console/tasks?")).await;
    assert_eq!(tasks.status, 200);
    assert!(
        tasks.text.contains("<option value=\"QUEUED\">QUEUED: It has not been pushed"),
        "{}",
        tasks.text
    );
    let all = browser.get("/console/tasks?job=none").await;
    assert_eq!(all.status, 404);
    assert!(all.text.contains("iot.system.IllegalRequest"), "{}", all.text);
}

#[tokio::test]
async fn time_and_faults_are_set_and_every_look_leaves_no_trace() {
    let browser = caller().await;
    let time = |page: &Page| {
        let after = page.text.split("Time of the world</dt><dd translate=\"no\">").nth(1).unwrap();
        after.split('<').next().unwrap().to_owned()
    };
    let before = time(&browser.get("/console").await);
    let back =
        browser.post("/console/advance", &[("seconds", "86400"), ("back", "/console")]).await;
    assert_eq!(browser.follow(&back).await.status, 200);
    let after = time(&browser.get("/console").await);
    assert!(after > before, "{before} {after}");
    assert_eq!(browser.post("/console/advance", &[("seconds", "-1")]).await.status, 422);
    assert_eq!(browser.post("/console/speed", &[("speed", "NaN")]).await.status, 422);
    assert_eq!(browser.post("/console/speed", &[("speed", "60")]).await.status, 303);
    let away = browser.post("/console/advance", &[("seconds", "0"), ("back", "//evil.test")]).await;
    assert_eq!(away.headers["location"], "/");
    let fault = [("effect", "throttled"), ("operation", "QueryOTAJob"), ("times", "3")];
    let page = browser.post("/console/faults", &fault).await;
    let page = browser.follow(&page).await;
    assert!(page.text.contains(">throttled</td>"), "{}", page.text);
    let removed = browser.post("/console/faults/remove/1", &[]).await;
    assert!(!browser.follow(&removed).await.text.contains(">throttled</td>"));
    assert_eq!(browser.post("/console/faults", &[("effect", "none")]).await.status, 422);
    let ledger = browser.get("/console/ledger").await;
    assert!(ledger.text.contains(">advance</td>"), "{}", ledger.text);
    assert!(!browser.get("/console/requests").await.text.contains(">ListOTA"));
}

#[tokio::test]
async fn a_page_that_waits_is_told_of_a_change() {
    let browser = caller().await;
    let mut events = browser
        .request(reqwest::Method::GET, "/console/events")
        .header("cookie", &browser.cookie)
        .send()
        .await
        .unwrap();
    assert_eq!(events.headers()["content-type"], "text/event-stream");
    assert!(events.chunk().await.unwrap().unwrap().starts_with(b": same"));
    browser.post("/console/advance", &[("seconds", "60")]).await;
    let told = events.chunk().await.unwrap().unwrap();
    assert!(told.starts_with(b"event: change"), "{told:?}");
}

#[tokio::test]
async fn with_a_service_behind_it_the_console_reads_by_its_lists_and_changes_nothing() {
    let emulator = Emulator::builder().without_quota().start().await.unwrap();
    let key = ota_api::Credentials::new(emulator.key_id(), emulator.key_secret());
    let endpoint = Some(emulator.endpoint().to_owned());
    let builder = Explorer::builder(embedded_specs().unwrap()).service(endpoint, None, false, key);
    let browser = Browser::enter(builder.start().await.unwrap()).await;
    let packages = browser.get("/console/packages").await;
    assert_eq!(packages.status, 200, "{}", packages.text);
    assert!(!packages.text.contains("data-events"));
    let package = browser.get(&link(&packages, "/console/package?")).await;
    assert!(package.text.contains("FirmwareName"), "{}", package.text);
    // Products and devices are listed as well, without what is secret.
    let overview = browser.get("/console").await;
    let products = browser.get(&link(&overview, "/console/products")).await;
    assert!(products.text.contains(">WIFIdevice</td>"), "{}", products.text);
    let devices = browser.get("/console/devices?product=aldafD****").await;
    assert!(
        devices.text.contains(">UNACTIVE</td>") && devices.text.contains(">SensorInShanghai</td>"),
        "{}",
        devices.text
    );
    let listed = emulator.look("QueryDevice", [("ProductKey", "aldafD****")]).unwrap();
    let secret = listed.to_string().split("\"DeviceSecret\":\"").nth(1).unwrap()[..32].to_owned();
    assert!(!devices.text.contains(&secret));
    let device = browser.get(&link(&devices, "/console/device?")).await;
    assert_eq!(device.status, 200, "{}", device.text);
    let nowhere = browser.get("/console/devices?product=nowhere").await;
    assert!(nowhere.text.contains("iot.prod.NotExistedProduct"), "{}", nowhere.text);
    for path in ["/console/advance", "/console/speed", "/console/faults", "/console/faults/clear"] {
        assert_eq!(browser.post(path, &[("seconds", "1")]).await.status, 409, "{path}");
    }
    assert_eq!(browser.get("/console/events").await.status, 404);
    assert!(emulator.ledger().is_empty());
    let actions = emulator.requests().requests.into_iter().filter_map(|received| received.action);
    assert!(
        actions.into_iter().all(|action| action.starts_with("List") || action.starts_with("Query"))
    );
}

#[tokio::test]
async fn the_progress_of_a_job_of_a_service_is_what_was_seen_of_it() {
    let seed = r#"{ "model": { "duration": { "from": 60, "to": 600 } }, "products": [{ "productKey": "lamp",
        "numbered": { "count": 40 }, "packages": [{ "firmwareId": "fw", "destVersion": "2.0.0" }] }] }"#;
    let seed = Seed::from_json(seed).unwrap();
    let emulator = Emulator::builder().seed(seed).without_quota().start().await.unwrap();
    let key = ota_api::Credentials::new(emulator.key_id(), emulator.key_secret());
    let endpoint = Some(emulator.endpoint().to_owned());
    let builder = Explorer::builder(embedded_specs().unwrap()).service(endpoint, None, false, key);
    let browser = Browser::enter(builder.start().await.unwrap()).await;
    let form = [("ProductKey", "lamp"), ("FirmwareId", "fw"), ("@choice.Target", "All")];
    browser.send("CreateOTAStaticUpgradeJob", &form).await;
    let package = browser.get("/console/package?id=fw").await;
    let job = link(&package, "/console/job?");
    let first = browser.get(&job).await;
    assert!(
        first.text.contains("data-every=\"15\"") && !first.text.contains("<svg"),
        "one look is no progress"
    );
    emulator.advance(Duration::from_secs(300));
    let second = browser.get(&job).await;
    assert!(second.text.contains("<polygon class=\"succeeded\""), "{}", second.text);
    assert!(second.text.contains("a service says nothing of before"), "{}", second.text);
    // What it shows is what the states say.
    let count = |label: &str| -> u32 {
        let after = second.text.split(&format!("</span> {label}: ")).nth(1).unwrap();
        after.split('<').next().unwrap().parse().unwrap()
    };
    let labels = ["succeeded", "failed", "cancelled", "in progress", "waiting"];
    assert_eq!(labels.map(count).iter().sum::<u32>(), 40);
    assert!(count("succeeded") > 0);
    // Another job is another picture, and what cannot be read is none.
    let none = browser.get("/console/job?id=none").await;
    assert!(none.status == 404 && !none.text.contains("data-every"), "{}", none.text);
}

#[tokio::test]
async fn names_of_devices_are_only_text() {
    let name = "<img src=x onerror=alert(1)>";
    let seed = Seed::from_json(&format!(
        r#"{{ "products": [{{ "productKey": "p", "productName": {name:?}, "packages": [{{ "firmwareId": "f", "firmwareName": {name:?} }}] }}] }}"#
    ));
    let emulator = Emulator::builder().seed(seed.unwrap()).start().await.unwrap();
    let builder = Explorer::builder(embedded_specs().unwrap()).emulator(emulator);
    let browser = Browser::enter(builder.start().await.unwrap()).await;
    for path in ["/console/products", "/console/packages", "/console/package?id=f"] {
        let page = browser.get(path).await;
        assert!(!page.text.contains("<img"), "{path}");
    }
    let page = browser.get("/console/device?product=p&name=%3Cimg%3E&instance=%3Cimg%3E").await;
    assert!(!page.text.contains("<img"));
}

#[tokio::test]
async fn what_is_not_there_is_told_from_what_is_empty() {
    let seed = r#"{ "products": [{ "productKey": "lamp" }] }"#;
    let emulator = Emulator::builder().seed(Seed::from_json(seed).unwrap()).start().await.unwrap();
    let builder = Explorer::builder(embedded_specs().unwrap()).emulator(emulator);
    let browser = Browser::enter(builder.start().await.unwrap()).await;
    for list in ["products", "packages", "devices?product=lamp", "packages?product=lamp"] {
        let page = browser.get(&format!("/console/{list}")).await;
        assert_eq!(page.status, 200, "{list}: {}", page.text);
        let by = if list.contains('?') { '&' } else { '?' };
        let page = browser.get(&format!("/console/{list}{by}instance=nothing")).await;
        assert_eq!(page.status, 404, "{list}");
        // Where the service is asked, it says so in its own words.
        let is_told = ["There is no instance with this ID.", "iot.system.InstanceNotFound"];
        assert!(is_told.iter().any(|told| page.text.contains(told)), "{}", page.text);
        assert!(!page.text.contains("Nothing."), "{}", page.text);
    }
    for list in ["devices", "packages"] {
        let page = browser.get(&format!("/console/{list}?product=nothing")).await;
        assert_eq!(page.status, 404, "{list}");
        let is_told = ["There is no such product in this instance.", "iot.prod."];
        assert!(is_told.iter().any(|told| page.text.contains(told)), "{}", page.text);
        assert!(!page.text.contains("Nothing."), "{}", page.text);
    }
}

#[tokio::test]
async fn pages_of_the_console_say_things_once_and_in_words() {
    let browser = caller().await;
    let overview = browser.get("/console").await;
    assert!(overview.text.contains("<title>Console · ota explorer</title>"), "{}", overview.text);
    for (path, heading) in [
        ("products", "Products"),
        ("ledger", "Ledger"),
        ("faults", "Faults"),
        ("packages", "Packages"),
    ] {
        let page = browser.get(&format!("/console/{path}")).await;
        assert!(page.text.contains(&format!("<h1>{heading}</h1>")), "{}", page.text);
        assert!(!page.text.contains(&format!("<h2>{heading}</h2>")), "{}", page.text);
    }
    // The way to a page has nothing behind its last step.
    let tasks = browser.get("/console/tasks?job=wahVIzGkCMuAUE2gDERM02").await;
    let crumbs =
        tasks.text.split("class=\"crumbs\"").nth(1).unwrap().split("</nav>").next().unwrap();
    assert!(crumbs.matches("</a> › <a").count() == 1 && crumbs.ends_with("</a>"), "{crumbs}");
    let requests = browser.get("/console/requests").await;
    assert!(requests.text.contains("<h1>Requests</h1>") && !requests.text.contains("Sent at"));
    browser.post("/console/advance", &[("seconds", "60")]).await;
    let ledger = browser.get("/console/ledger").await;
    assert!(ledger.text.contains("<th scope=\"col\">Time of the world</th>"), "{}", ledger.text);
    // How many packages a product has.
    let products = browser.get("/console/products").await;
    let cell = products.text.split("href=\"/console/packages?product=").nth(1).unwrap();
    let count = cell.split('>').nth(1).unwrap().split('<').next().unwrap();
    assert!(count.parse::<u32>().is_ok(), "{count}");
    let packages = browser.get("/console/packages").await;
    let package = browser.get(&link(&packages, "/console/package?")).await;
    assert!(package.text.contains("<dt>Type</dt><dd>0 – "), "{}", package.text);
    assert!(package.text.contains("<dt>Status</dt><dd>") && packages.text.contains(" – "));
}

/// What a page of the tasks of a million devices takes:
/// `cargo test --release -p ota-explorer --test http -- --ignored --nocapture million`.
#[tokio::test]
#[ignore = "takes a minute, and prints figures"]
#[allow(clippy::print_stdout, reason = "for who asked for figures")]
async fn a_million_tasks_are_paged_through() {
    let seed = r#"{ "model": { "duration": { "from": 60, "to": 36000 }, "failureRate": 0.01 }, "products": [{ "productKey": "lamp",
        "numbered": { "count": 1000000 }, "packages": [{ "firmwareId": "fw", "destVersion": "2.0.0" }] }] }"#;
    let emulator = Emulator::builder().seed(Seed::from_json(seed).unwrap()).start().await.unwrap();
    let builder = Explorer::builder(embedded_specs().unwrap()).emulator(emulator);
    let browser = Browser::enter(builder.start().await.unwrap()).await;
    let form = [("ProductKey", "lamp"), ("FirmwareId", "fw"), ("@choice.Target", "All")];
    browser.send("CreateOTAStaticUpgradeJob", &form).await;
    let package = browser.get("/console/package?id=fw").await;
    browser.post("/console/advance", &[("seconds", "18000")]).await;
    let job = link(&package, "/console/job?");
    let id = job.split("id=").nth(1).unwrap();
    for path in [
        "/console".to_owned(),
        job.clone(),
        format!("/console/tasks?job={id}"),
        format!("/console/tasks?job={id}&page=2000"),
        format!("/console/tasks?job={id}&status=FAILED&page=2"),
        format!("/console/tasks?job={id}&status=SUCCEEDED&page=2000"),
        "/console/devices?product=lamp&page=19999".to_owned(),
    ] {
        let start = Instant::now();
        let page = browser.get(&path).await;
        let took = start.elapsed();
        println!("{took:>12.1?}  {} kB  {path}", page.text.len() / 1000);
        assert_eq!(page.status, 200, "{}", page.text);
        assert!(took < Duration::from_secs(2), "{path}");
    }
}
