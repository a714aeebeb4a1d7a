//! Who is let in, and what every response forbids.

use reqwest::Method;

use crate::support::{Page, caller, reader, spec};

#[tokio::test]
async fn an_address_lets_in_once() {
    let explorer = ota_explorer::Explorer::builder(spec("specs")).start().await.unwrap();
    let first = explorer.address();
    let browser = crate::support::Browser::enter(explorer).await;
    let again = Page::of(browser.client.get(&first)).await;
    assert_eq!(again.status, 403);
    assert!(again.text.contains("works once") && !again.headers.contains_key("set-cookie"));
    assert_ne!(browser.explorer.address(), first);
    let second = Page::of(browser.client.get(browser.explorer.address())).await;
    let cookie = second.headers["set-cookie"].to_str().unwrap();
    for part in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert_eq!(browser.get("/").await.status, 200, "the first browser stays in");
}

#[tokio::test]
async fn without_a_session_nothing_is_shown_or_done() {
    let browser = caller().await;
    for path in ["/", "/history", "/operation/DeleteOTAFirmware", "/no/such", "/?q=x"] {
        for cookie in ["", "ota-explorer=x", "ota-language=en"] {
            let page = Page::of(browser.request(Method::GET, path).header("cookie", cookie)).await;
            assert_eq!(page.status, 403, "{path}");
            assert!(!page.text.contains("OTAFirmware"), "{path}");
        }
    }
    for path in ["/operation/DeleteOTAFirmware", "/check/DeleteOTAFirmware", "/language"] {
        let post = browser.request(Method::POST, path).header("origin", browser.explorer.url());
        assert_eq!(Page::of(post).await.status, 403, "{path}");
    }
    for file in ["/static/style.css", "/static/script.js", "/static/icon.svg"] {
        assert_eq!(Page::of(browser.request(Method::GET, file)).await.status, 200);
    }
}

#[tokio::test]
async fn another_host_is_refused_whoever_asks() {
    let browser = reader(spec("specs")).await;
    let port = browser.explorer.url().rsplit_once(':').unwrap().1.to_owned();
    for host in
        ["evil.test", "127.0.0.1", "127.0.0.1:1", "localhost.evil.test", "[::1]", "", "localhost:"]
    {
        let get = browser.request(Method::GET, "/").header("cookie", &browser.cookie);
        assert_eq!(Page::of(get.header("host", host)).await.status, 421, "{host}");
    }
    let get = browser.request(Method::GET, "/").header("cookie", &browser.cookie);
    assert_eq!(Page::of(get.header("host", format!("localhost:{port}"))).await.status, 200);
}

#[tokio::test]
async fn what_comes_from_another_site_is_refused() {
    let browser = caller().await;
    for site in ["cross-site", "same-site", "nonsense"] {
        let get = browser.request(Method::GET, "/").header("cookie", &browser.cookie);
        assert_eq!(Page::of(get.header("sec-fetch-site", site)).await.status, 403, "{site}");
        let post = browser.posting("/language").header("sec-fetch-site", site);
        assert_eq!(Page::of(post).await.status, 403, "{site}");
    }
    // The address in the terminal may be opened from anywhere.
    let entry = browser.client.get(browser.explorer.address());
    assert_eq!(Page::of(entry.header("sec-fetch-site", "cross-site")).await.status, 200);
    for site in ["same-origin", "none"] {
        let get = browser.request(Method::GET, "/").header("cookie", &browser.cookie);
        assert_eq!(Page::of(get.header("sec-fetch-site", site)).await.status, 200, "{site}");
    }
}

#[tokio::test]
async fn a_form_of_another_origin_changes_nothing() {
    let browser = caller().await;
    let other = browser.explorer.url().replace("127.0.0.1", "localhost");
    for origin in ["null", "https://evil.test", "http://127.0.0.1:1", &other, ""] {
        let post = browser
            .request(Method::POST, "/operation/DeleteOTAFirmware")
            .header("cookie", &browser.cookie)
            .header("origin", origin);
        let page = Page::of(post.body("FirmwareId=x&%40do=send")).await;
        assert_eq!(page.status, 403, "{origin}");
    }
    let bare = browser.request(Method::POST, "/language").header("cookie", &browser.cookie);
    assert_eq!(Page::of(bare).await.status, 403, "without an origin");
    let bare = browser.request(Method::POST, "/language").header("cookie", &browser.cookie);
    let own = bare.header("sec-fetch-site", "same-origin");
    assert_eq!(Page::of(own).await.status, 303);
    for method in [Method::PUT, Method::DELETE, Method::OPTIONS, Method::PATCH] {
        let request = browser.request(method.clone(), "/").header("cookie", &browser.cookie);
        assert_eq!(Page::of(request).await.status, 405, "{method}");
    }
}

#[tokio::test]
async fn every_response_forbids_what_the_page_does_not_need() {
    let browser = caller().await;
    let pages = [
        browser.get("/").await,
        browser.get("/no/such").await,
        browser.get("/static/script.js").await,
        browser.get("/operation/DeleteOTAFirmware").await,
        browser.post("/check/DeleteOTAFirmware", &[]).await,
        browser.post("/language", &[("to", "zh"), ("back", "//evil.test")]).await,
        Page::of(browser.request(Method::GET, "/")).await,
    ];
    for page in pages {
        let header = |name: &str| page.headers[name].to_str().unwrap().to_owned();
        let policy = header("content-security-policy");
        for part in
            ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"]
        {
            assert!(policy.contains(part), "{policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("referrer-policy"), "same-origin");
        assert_eq!(header("cache-control"), "no-store");
        assert!(!page.headers.contains_key("access-control-allow-origin"));
        assert_ne!(
            page.headers.get("location").map(|to| to.to_str().unwrap()),
            Some("//evil.test")
        );
        // The policy would stop them; none is there to be stopped.
        for inline in [" style=\"", " onclick", "<style", "javascript:"] {
            assert!(!page.text.contains(inline), "{inline}");
        }
        assert!(!page.text.contains("<script>"));
    }
}

#[tokio::test]
async fn too_much_is_refused() {
    let browser = reader(spec("specs")).await;
    let large = format!("FirmwareId={}", "x".repeat(3 * 1024 * 1024));
    for path in ["/operation/DeleteOTAFirmware", "/check/DeleteOTAFirmware"] {
        let page = Page::of(browser.posting(path).body(large.clone())).await;
        assert_eq!(page.status, 413, "{path}");
    }
    let many: String = (0..30_000).map(|number| format!("DeviceName.{number}=a&")).collect();
    let posted = Page::of(browser.posting("/operation/CancelOTATaskByDevice").body(many)).await;
    let page = browser.follow(&posted).await;
    assert!(page.text.matches("type=\"text\"").count() < 1_100);
}

#[tokio::test]
async fn who_waits_for_browsers_misses_none_that_came_before() {
    let browser = reader(spec("specs")).await;
    // It came in already; waiting for it ends at once.
    browser.explorer.entered().await;
}
