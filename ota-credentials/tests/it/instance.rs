//! The metadata of an instance.

use ota_credentials::{Environment, Error, InstanceRole, Loaded, Provider};

use crate::support::{ManualClock, Seen, Server, key};

const LIST: &str = "/latest/meta-data/ram/security-credentials/";

/// An environment whose metadata is that of a server.
fn at(server: &Server, variables: &[(&str, &str)]) -> Environment {
    Environment::fixed(variables.iter().copied())
        .with_metadata_at(&server.url)
        .with_clock(ManualClock::new())
}

/// Metadata with a token, a role and its key, unless a function says something else.
async fn metadata(
    other: impl Fn(&Seen) -> Option<(u16, String)> + Send + Sync + 'static,
) -> Server {
    Server::new(move |seen| {
        other(seen).unwrap_or_else(|| match seen.line.as_str() {
            "PUT /latest/api/token" => (200, "metadata-token".to_owned()),
            line if line.ends_with(LIST) => (200, "worker\n".to_owned()),
            _ => (200, key("ecs")),
        })
    })
    .await
}

async fn load(server: &Server, variables: &[(&str, &str)]) -> Result<Loaded, Error> {
    InstanceRole::new(at(server, variables)).load().await
}

#[tokio::test]
async fn a_token_is_asked_for_first_and_sent_with_all_that_follows() {
    let server = metadata(|_| None).await;
    let loaded = load(&server, &[]).await.unwrap();
    assert_eq!(loaded.provider(), "ecs_ram_role");
    assert_eq!(loaded.credentials().key_id(), "ecs");
    assert!(loaded.credentials().expiration().is_some());
    let seen = server.seen();
    let role = format!("GET {LIST}worker");
    assert_eq!(server.lines(), ["PUT /latest/api/token", &format!("GET {LIST}"), &role]);
    assert_eq!(seen[0].header("x-aliyun-ecs-metadata-token-ttl-seconds"), Some("21600"));
    assert_eq!(seen[0].header("x-aliyun-ecs-metadata-token"), None);
    for seen in &seen[1..] {
        assert_eq!(seen.header("x-aliyun-ecs-metadata-token"), Some("metadata-token"));
    }
}

#[tokio::test]
async fn a_role_that_is_named_is_not_asked_for() {
    let server = metadata(|_| None).await;
    load(&server, &[("ALIBABA_CLOUD_ECS_METADATA", "named")]).await.unwrap();
    InstanceRole::new(at(&server, &[])).with_role("set").load().await.unwrap();
    let lines = server.lines();
    assert_eq!(lines[1], format!("GET {LIST}named"));
    assert_eq!(lines[3], format!("GET {LIST}set"));
}

#[tokio::test]
async fn metadata_without_tokens_is_asked_without_one_unless_that_is_forbidden() {
    let old = || metadata(|seen| seen.line.starts_with("PUT").then(|| (404, String::new())));
    let server = old().await;
    load(&server, &[]).await.unwrap();
    assert!(server.seen().iter().all(|seen| seen.header("x-aliyun-ecs-metadata-token").is_none()));
    let server = old().await;
    let error = load(&server, &[("ALIBABA_CLOUD_IMDSV1_DISABLED", "TRUE")]).await.unwrap_err();
    assert!(error.to_string().contains("HTTP 404"), "{error}");
    assert_eq!(server.lines().len(), 1);
}

#[tokio::test]
async fn no_redirect_is_followed() {
    let server = metadata(|seen| seen.line.ends_with("worker").then(|| (302, String::new()))).await;
    let error = load(&server, &[]).await.unwrap_err().to_string();
    assert!(error.contains("redirects to another address"), "{error}");
    assert_eq!(server.lines().len(), 3);
}

#[tokio::test]
async fn a_hostile_name_of_a_role_goes_nowhere() {
    for name in [
        "../../../latest/user-data",
        "a/b",
        "a?b",
        "a#b",
        "a b",
        "a%2fb",
        "..",
        ".",
        "a\r\nx-evil: 1",
        "röle",
        "a\\b",
        "",
        "<html>login</html>",
        &"x".repeat(65),
    ] {
        let named = name.to_owned();
        let server =
            metadata(move |seen| seen.line.ends_with(LIST).then(|| (200, named.clone()))).await;
        let error = load(&server, &[]).await.unwrap_err().to_string();
        assert!(error.contains("the name of the role is none"), "{name}: {error}");
        assert_eq!(server.lines().len(), 2, "{name}");
        let set = InstanceRole::new(at(&server, &[])).with_role(name).load().await;
        assert!(set.unwrap_err().to_string().contains("the name of the role is none"), "{name}");
        assert_eq!(server.lines().len(), 3, "{name}");
    }
}

#[tokio::test]
async fn responses_that_give_no_key_are_errors() {
    for (status, body, says, is_temporary) in [
        (200, r#"{"Code":"Failed"}"#.to_owned(), "no key of the role `worker` now", true),
        (200, "CANARY".to_owned(), "is not JSON at line 1", true),
        (200, r#"{"Code":"Success","AccessKeyId":"i"}"#.to_owned(), "no `AccessKeySecret`", true),
        (200, key("i").replace(crate::support::LATER, "CANARY"), "`Expiration` is no time", true),
        (200, format!("{{\"a\":\"{}\"}}", "x".repeat(65_536)), "larger than 65536 bytes", true),
        (404, "CANARY".to_owned(), "the instance has no role `worker`", false),
        (403, "CANARY".to_owned(), "HTTP 403", false),
        (500, "CANARY".to_owned(), "HTTP 500", true),
    ] {
        let server =
            metadata(move |seen| seen.line.ends_with("worker").then(|| (status, body.clone())))
                .await;
        let error = load(&server, &[]).await.unwrap_err();
        assert_eq!(error.is_temporary(), is_temporary, "{error}");
        assert_eq!(error.provider(), Some("ecs_ram_role"));
        let text = error.to_string();
        assert!(text.contains(says) && !text.contains("CANARY"), "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn where_nobody_responds_two_seconds_are_enough() {
    // A server that takes the connection and says nothing, and one that is not there.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let silent = format!("http://{}", silent.local_addr().unwrap());
    for address in [silent.as_str(), "http://127.0.0.1:1"] {
        let start = tokio::time::Instant::now();
        let nobody = Environment::fixed([("A", "b")]).with_metadata_at(address);
        let error = InstanceRole::new(nobody).load().await.unwrap_err().to_string();
        assert!(error.contains("this is no ECS instance"), "{error}");
        assert!(start.elapsed() <= std::time::Duration::from_secs(2));
    }
}

#[tokio::test]
async fn metadata_that_is_turned_off_is_not_asked() {
    let server = metadata(|_| None).await;
    let off = [("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "True")];
    let error = InstanceRole::new(at(&server, &off)).with_role("worker").load().await.unwrap_err();
    assert!(error.to_string().contains("turns it off"), "{error}");
    assert!(server.lines().is_empty());
}

#[tokio::test]
async fn the_proxy_of_the_environment_is_not_asked() {
    const CHILD: &str = "OTA_TESTS_CHILD";
    let test = "instance::the_proxy_of_the_environment_is_not_asked";
    let server = metadata(|_| None).await;
    if std::env::var_os(CHILD).is_some() {
        // In a process whose environment names a proxy for everything.
        load(&server, &[]).await.unwrap();
        // A proxy would be asked for a host that only it may know.
        let nowhere = Environment::fixed([("A", "b")]).with_metadata_at("http://metadata.invalid");
        assert!(InstanceRole::new(nowhere).load().await.is_err());
        return;
    }
    let proxy = Server::always(200, &key("proxy")).await;
    let mut child = tokio::process::Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", test]).env(CHILD, "1");
    for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
    {
        child.env(name, &proxy.url);
    }
    let output = child.output().await.unwrap();
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && shown.contains("1 passed"), "{shown}");
    assert!(proxy.lines().is_empty());
}
