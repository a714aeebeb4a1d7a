//! A web page cannot drive the emulator, and a person who looks at it is helped.

use ota_emulator::Emulator;

use crate::call::{Scheme, cancel, delete, start, start_with};
use crate::http::{self, Response};

async fn get(emulator: &Emulator, target: &str, headers: &[(&str, &str)]) -> Response {
    let headers: Vec<_> =
        headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    http::send(emulator.address(), "GET", target, &headers, b"").await
}

#[tokio::test]
async fn it_listens_on_this_machine_only() {
    let (emulator, _) = start().await;
    assert!(emulator.address().ip().is_loopback());
}

#[tokio::test]
async fn a_browser_is_told_what_this_is() {
    let (emulator, _) = start().await;
    let host = emulator.address().to_string();
    let response = get(&emulator, "/", &[("host", &host), ("accept", "text/html")]).await;
    assert_eq!(response.status, 400);
    assert!(response.body.contains("<Code>MissingParameter.Action</Code>"), "{response:?}");
    assert!(response.body.contains("/_ota/health"), "{response:?}");
}

#[tokio::test]
async fn health_says_what_is_served() {
    let (emulator, _) = start().await;
    let host = emulator.address().to_string();
    let response = get(&emulator, "/_ota/health", &[("host", &host)]).await;
    assert_eq!(response.status, 200);
    let json = response.json();
    assert_eq!((&json["version"], &json["status"]), (&1.into(), &"ok".into()));
    let product = &json["products"][0];
    assert_eq!(product["product"], "Iot");
    assert_eq!(product["apiVersion"], "2018-01-20");
    assert_eq!(product["world"], true);
    assert!(product["operations"].as_u64() >= Some(2));
}

#[tokio::test]
async fn names_of_this_machine_are_served() {
    let (emulator, _) = start().await;
    let port = emulator.address().port();
    for host in [
        "127.0.0.1".to_owned(),
        "localhost".to_owned(),
        format!("LocalHost:{port}"),
        "[::1]".to_owned(),
        format!("[::1]:{port}"),
        format!("localhost:{port}"),
    ] {
        let response = get(&emulator, "/_ota/health", &[("host", &host)]).await;
        assert_eq!(response.status, 200, "{host}");
    }
}

#[tokio::test]
async fn other_hosts_are_refused() {
    let (emulator, _) = start().await;
    for headers in [
        &[("host", "attacker.example")][..],
        &[("host", "127.0.0.1.attacker.example")],
        &[("host", "attacker.example:80")],
        &[("host", "127.0.0.1@attacker.example")],
        &[("host", "")],
        &[("host", "localhost"), ("host", "attacker.example")],
    ] {
        for target in ["/", "/_ota/health"] {
            let response = get(&emulator, target, headers).await;
            assert_eq!(response.status, 403, "{headers:?} {response:?}");
            assert!(response.body.contains("the emulator serves the hosts"));
            assert!(response.body.contains("--allow-host NAME"));
        }
    }
}

#[tokio::test]
async fn a_request_with_an_origin_is_refused_even_if_signed() {
    let (emulator, _) = start().await;
    let before = emulator.tasks();
    for origin in ["https://attacker.example", "null", emulator.endpoint()] {
        for scheme in [Scheme::V1, Scheme::V3] {
            let response = cancel(scheme).header("Origin", origin).send(&emulator).await;
            response.assert_refused(403, "Forbidden");
        }
    }
    assert_eq!(emulator.tasks(), before);
}

#[tokio::test]
async fn a_request_from_another_site_is_refused() {
    let (emulator, _) = start().await;
    for site in ["cross-site", "same-site", ""] {
        let response = cancel(Scheme::V1).header("Sec-Fetch-Site", site).send(&emulator).await;
        response.assert_refused(403, "Forbidden");
    }
    for site in ["none", "same-origin"] {
        let response = cancel(Scheme::V1).header("Sec-Fetch-Site", site).send(&emulator).await;
        response.assert_success();
    }
}

/// Whether a call in a link acts, with further headers of whoever follows it.
async fn follows(emulator: &Emulator, path: &str, headers: &[(&str, &str)]) -> u16 {
    let call = String::from_utf8(delete(Scheme::V1).get().bytes(emulator)).unwrap();
    let target = call.split(' ').nth(1).unwrap().replacen('/', path, 1);
    let host = emulator.address().to_string();
    let mut all = vec![("host", host.as_str())];
    all.extend(headers);
    get(emulator, &target, &all).await.status
}

#[tokio::test]
async fn a_link_that_is_signed_with_the_known_key_does_not_act_in_a_browser() {
    let (emulator, _) = start().await;
    let before = emulator.packages();
    let old = "Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko";
    for headers in [
        // Followed in a mail, where no site is named.
        &[("sec-fetch-site", "none"), ("sec-fetch-mode", "navigate")][..],
        &[("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")],
        &[("upgrade-insecure-requests", "1")],
        // A picture or a script of a page, in a browser that says nothing of where it comes from.
        &[("user-agent", old), ("accept", "*/*")],
        &[("user-agent", "mozilla/4.0 (compatible; MSIE 8.0)")],
    ] {
        for path in ["/", "/ota/%ff", "/any"] {
            assert_eq!(follows(&emulator, path, headers).await, 403, "{path} {headers:?}");
        }
    }
    assert_eq!(emulator.packages(), before);
    // Java sends this `Accept` by itself, and `fetch` of Node.js this mode.
    let program = [
        ("accept", "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"),
        ("sec-fetch-mode", "cors"),
        ("user-agent", "Java/1.8.0_392"),
    ];
    assert_eq!(follows(&emulator, "/", &program).await, 200);
    assert_ne!(emulator.packages(), before);
}

#[tokio::test]
async fn a_person_may_look_with_a_browser() {
    let (emulator, _) = start().await;
    let host = emulator.address().to_string();
    for (target, status) in [("/", 400), ("/_ota/world", 200), ("/_ota/ledger?after=0", 200)] {
        let headers = [
            ("host", host.as_str()),
            (
                "user-agent",
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            ),
            ("sec-fetch-site", "none"),
            ("sec-fetch-mode", "navigate"),
            ("upgrade-insecure-requests", "1"),
        ];
        assert_eq!(get(&emulator, target, &headers).await.status, status, "{target}");
    }
}

/// Requests that a page could try to send: method, target, type of the body, body.
fn tries(emulator: &Emulator) -> Vec<(&'static str, String, &'static str, Vec<u8>)> {
    let form = "application/x-www-form-urlencoded";
    let parts = "multipart/form-data; boundary=b";
    let json = "application/json";
    let file =
        b"--b\r\ncontent-disposition: form-data; name=\"key\"\r\n\r\nx\r\n--b--\r\n".to_vec();
    let close = br#"{ "effect": { "kind": "close" } }"#.to_vec();
    // Signed properly, so that the guard alone stands in the way.
    let call = String::from_utf8(delete(Scheme::V1).bytes(emulator)).unwrap();
    let target = call.split(' ').nth(1).unwrap().to_owned();
    let mut tries = vec![
        ("POST", target.clone(), form, Vec::new()),
        ("POST", target.clone(), json, b"{}".to_vec()),
        ("GET", target.clone(), "", Vec::new()),
        ("OPTIONS", target, "", Vec::new()),
        ("POST", "/".to_owned(), parts, file),
        ("GET", "/ota/file.bin".to_owned(), "", Vec::new()),
    ];
    for (method, path) in [
        ("POST", "faults"),
        ("PUT", "faults"),
        ("DELETE", "faults"),
        ("OPTIONS", "faults"),
        ("POST", "advance"),
        ("POST", "model"),
        ("POST", "restore"),
        ("GET", "requests"),
        ("GET", ""),
    ] {
        tries.push((method, format!("/_ota/{path}"), json, close.clone()));
    }
    tries
}

#[tokio::test]
async fn no_mix_of_headers_that_a_page_can_cause_gets_through() {
    let (emulator, _) = start().await;
    let address = emulator.address();
    let (own, port) = (address.to_string(), address.port());
    let other_port = format!("127.0.0.1:{}", port.wrapping_add(1));
    let rebound = format!("attacker.example:{port}");
    let near = format!("127.0.0.1.attacker.example:{port}");
    let endpoint = emulator.endpoint().to_owned();
    let foreign: Vec<Vec<(&str, &str)>> = vec![
        vec![("host", &rebound)],
        vec![("host", "attacker.example")],
        vec![("host", &near)],
        vec![("host", &other_port)],
        vec![("host", "0.0.0.0")],
        vec![("host", "localhost.attacker.example")],
        vec![("host", "")],
        vec![],
        vec![("host", &own), ("host", "attacker.example")],
        vec![("host", &own), ("origin", "https://attacker.example")],
        vec![("host", &own), ("origin", "null")],
        vec![("host", &own), ("origin", "")],
        vec![("host", &own), ("origin", &endpoint)],
        vec![("host", &own), ("sec-fetch-site", "cross-site")],
        vec![("host", &own), ("sec-fetch-site", "same-site")],
        vec![("host", &own), ("sec-fetch-site", "Same-Origin")],
        vec![("host", &own), ("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")],
        vec![("host", &own), ("sec-fetch-site", "none"), ("origin", "https://attacker.example")],
        vec![("host", &rebound), ("sec-fetch-site", "same-origin")],
        vec![
            ("host", &own),
            ("origin", "https://attacker.example"),
            ("access-control-request-method", "POST"),
            ("access-control-request-headers", "content-type"),
        ],
    ];
    let before = (emulator.world(), emulator.tasks(), emulator.packages(), emulator.faults());
    let mut count = 0;
    for (method, target, kind, body) in tries(&emulator) {
        for headers in &foreign {
            let mut headers: Vec<(String, String)> = headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect();
            if !kind.is_empty() {
                headers.push(("content-type".to_owned(), kind.to_owned()));
            }
            // Without `Host` it is no HTTP/1.1 at all, and is refused as that.
            let has_host = headers.iter().any(|(name, _)| name == "host");
            let response = http::send(address, method, &target, &headers, &body).await;
            assert!(
                response.status == 403 || (!has_host && response.status == 400),
                "{method} {target} {headers:?}: {response:?}"
            );
            assert!(
                !response.names().any(|name| name.starts_with("access-control")),
                "{response:?}"
            );
            assert_eq!(response.header("x-content-type-options"), Some("nosniff"), "{response:?}");
            count += 1;
        }
    }
    assert!(count >= 250, "{count}");
    let after = (emulator.world(), emulator.tasks(), emulator.packages(), emulator.faults());
    assert_eq!(after, before);
    // The same call does act once the headers are those of a program.
    delete(Scheme::V1).send(&emulator).await.assert_success();
}

#[tokio::test]
async fn a_form_of_a_page_cannot_change_anything_by_the_admin_api() {
    let (emulator, _) = start().await;
    let host = ("host".to_owned(), emulator.address().to_string());
    let body = br#"{ "effect": { "kind": "close" } }"#;
    for kind in [
        &["text/plain"][..],
        &["application/x-www-form-urlencoded"],
        &["multipart/form-data; boundary=b"],
        &["text/plain;application/json"],
        &["application/jsonp"],
        &[""],
        &["application/json", "text/plain"],
        &[],
    ] {
        for (method, path) in
            [("POST", "faults"), ("POST", "advance"), ("DELETE", "faults"), ("PUT", "faults")]
        {
            let mut headers = vec![host.clone()];
            headers.extend(kind.iter().map(|kind| ("content-type".to_owned(), (*kind).to_owned())));
            let target = format!("/_ota/{path}");
            let response = http::send(emulator.address(), method, &target, &headers, body).await;
            assert_eq!(response.status, 403, "{kind:?} {response:?}");
            assert!(response.body.contains("`Content-Type: application/json`"), "{response:?}");
        }
    }
    assert_eq!(emulator.faults(), []);
    let kind = ("content-type".to_owned(), "Application/JSON; charset=utf-8".to_owned());
    let response =
        http::send(emulator.address(), "POST", "/_ota/faults", &[host, kind], body).await;
    assert_eq!(response.status, 200, "{response:?}");
}

#[tokio::test]
async fn the_target_may_not_name_another_host() {
    let (emulator, _) = start().await;
    let own = emulator.address().to_string();
    for (target, status) in [
        ("http://attacker.example/_ota/health".to_owned(), 403),
        (format!("http://{own}/_ota/health"), 200),
    ] {
        let response = get(&emulator, &target, &[("host", &own)]).await;
        assert_eq!(response.status, status, "{response:?}");
    }
}

#[tokio::test]
async fn a_request_is_refused_before_its_body_is_there() {
    let (emulator, _) = start().await;
    for (path, kind) in [("/", "multipart/form-data; boundary=b"), ("/_ota/faults", "text/plain")] {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\norigin: null\r\ncontent-type: {kind}\r\n\
             content-length: 1000000\r\nconnection: close\r\n\r\n"
        );
        // None of the body is ever sent.
        let response =
            http::read(&http::exchange(emulator.address(), head.as_bytes(), false).await);
        assert_eq!(response.status, 403, "{response:?}");
    }
}

#[tokio::test]
async fn names_can_be_allowed() {
    let builder = Emulator::builder().allow_host("emulator.test").allow_host("Box.test:8080");
    let (emulator, _) = start_with(builder).await;
    let port = emulator.address().port();
    for (host, status) in [
        ("emulator.test".to_owned(), 200),
        (format!("EMULATOR.test:{port}"), 200),
        ("box.test:8080".to_owned(), 200),
        ("emulator.test:8080".to_owned(), 200),
        (format!("box.test:{port}"), 403),
        ("other.test".to_owned(), 403),
    ] {
        let response = get(&emulator, "/_ota/health", &[("host", &host)]).await;
        assert_eq!(response.status, status, "{host}");
    }
}

#[tokio::test]
async fn another_address_is_listened_on_only_if_told() {
    let every = "0.0.0.0".parse().unwrap();
    let (emulator, _) = start_with(Emulator::builder().bind_beyond_loopback(every)).await;
    // It is called by an address that exists.
    assert!(emulator.endpoint().starts_with("http://127.0.0.1:"));
    cancel(Scheme::V3).send(&emulator).await.assert_success();
    let host = format!("0.0.0.0:{}", emulator.address().port());
    assert_eq!(get(&emulator, "/_ota/health", &[("host", &host)]).await.status, 403);
    let named = "127.0.0.2".parse().unwrap();
    let (emulator, _) = start_with(Emulator::builder().bind_beyond_loopback(named)).await;
    assert!(emulator.endpoint().starts_with("http://127.0.0.2:"));
    cancel(Scheme::V3).send(&emulator).await.assert_success();
}
