//! The keys of people who logged in by CloudSSO and OAuth.

use ota_credentials::{ConfigFile, Environment, Error, Loaded, Provider};
use serde_json::{Value, json};

use crate::support::{Home, LATER, ManualClock, NOW, Server, key};

fn cloud_sso(url: &str, expire: u64) -> Value {
    json!({
        "name": "a", "mode": "CloudSSO", "cloud_sso_sign_in_url": format!("{url}/start?x=1"),
        "cloud_sso_account_id": "1000000000000001", "cloud_sso_access_config": "ac-1",
        "access_token": "CANARY-access", "cloud_sso_access_token_expire": expire,
        "access_key_id": "last", "access_key_secret": "CANARY-last", "sts_token": "CANARY-sts",
        "sts_expiration": NOW + 600,
    })
}

fn oauth(expire: u64, sts: u64) -> Value {
    json!({
        "name": "a", "mode": "OAuth", "oauth_site_type": "CN", "oauth_access_token": "CANARY-access",
        "oauth_refresh_token": "CANARY+refresh/", "oauth_access_token_expire": expire,
        "access_key_id": "last", "access_key_secret": "CANARY-last", "sts_token": "CANARY-sts",
        "sts_expiration": sts,
    })
}

async fn load(profile: Value) -> Result<Loaded, Error> {
    let home = Home::with_profiles(&[profile]);
    ConfigFile::new(home.environment(&[])).load().await
}

/// A server of OAuth: its tokens and keys are numbered.
async fn oauth_server() -> Server {
    let count = std::sync::atomic::AtomicU32::new(0);
    Server::new(move |seen| {
        if seen.line == "POST /v1/token" {
            let count = count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            let body = format!(
                r#"{{"access_token":"CANARY-access-{count}","refresh_token":"CANARY-refresh-{count}","expires_in":10800,"token_type":"Bearer"}}"#
            );
            return (200, body);
        }
        let body = format!(
            r#"{{"accessKeyId":"oauth","accessKeySecret":"s","securityToken":"t","expiration":"{LATER}","requestId":"r"}}"#
        );
        (200, body)
    })
    .await
}

#[tokio::test]
async fn a_login_by_cloud_sso_is_traded_for_a_key() {
    let server =
        Server::always(200, &format!(r#"{{"CloudCredential":{},"RequestId":"r"}}"#, key("sso")))
            .await;
    for expire in [NOW + 60, 0] {
        let loaded = load(cloud_sso(&server.url, expire)).await.unwrap();
        assert_eq!(
            (loaded.credentials().key_id(), loaded.provider()),
            ("sso", "cli_profile/cloud_sso")
        );
    }
    let seen = &server.seen()[0];
    assert_eq!(seen.line, "POST /cloud-credentials");
    assert_eq!(seen.header("authorization"), Some("Bearer CANARY-access"));
    let body: Value = serde_json::from_str(&seen.body).unwrap();
    assert_eq!(body, json!({"AccountId": "1000000000000001", "AccessConfigurationId": "ac-1"}));
}

#[tokio::test]
async fn after_a_login_by_cloud_sso_has_ended_the_last_key_serves_until_it_ends() {
    let server = Server::always(500, "").await;
    let loaded = load(cloud_sso(&server.url, NOW - 1)).await.unwrap();
    assert_eq!(loaded.credentials().key_id(), "last");
    let mut profile = cloud_sso(&server.url, NOW - 1);
    profile["sts_expiration"] = json!(NOW);
    let error = load(profile).await.unwrap_err().to_string();
    assert!(error.contains("log in again") && !error.contains("CANARY"), "{error}");
    assert!(server.lines().is_empty());
}

#[tokio::test]
async fn a_login_goes_to_no_server_without_encryption() {
    for url in [
        "http://signin.example.com",
        "http://signin.example.com/?x=https://a",
        "signin",
        "https://u:p@127.0.0.1:1",
    ] {
        let error = load(cloud_sso(url, 0)).await.unwrap_err();
        assert!(!error.is_temporary() && !error.to_string().contains("CANARY"), "{error}");
    }
}

#[tokio::test]
async fn a_login_by_oauth_is_traded_for_a_key_and_renewed_when_it_has_ended() {
    let server = oauth_server().await;
    let home = Home::with_profiles(&[oauth(NOW + 600, NOW)]);
    let clock = ManualClock::new();
    let environment = Environment::fixed([("A", "b")]).with_home(home.path());
    let file = ConfigFile::new(environment.with_clock(clock.clone()).with_oauth_at(&server.url));
    let loaded = file.load().await.unwrap();
    assert_eq!((loaded.credentials().key_id(), loaded.provider()), ("oauth", "cli_profile/oauth"));
    let before = std::fs::read(home.path().join(".aliyun/config.json")).unwrap();

    clock.advance_seconds(600);
    file.load().await.unwrap();
    // The new tokens are remembered, and used until they end.
    file.load().await.unwrap();
    clock.advance_seconds(10_800);
    file.load().await.unwrap();
    let seen = server.seen();
    let lines: Vec<&str> = seen.iter().map(|seen| seen.line.as_str()).collect();
    let (token, exchange) = ("POST /v1/token", "POST /v1/exchange");
    assert_eq!(lines, [exchange, token, exchange, exchange, token, exchange]);
    let bearers: Vec<_> = seen.iter().filter_map(|seen| seen.header("authorization")).collect();
    let bearer = |name: &str| format!("Bearer CANARY-access{name}");
    assert_eq!(bearers, [bearer(""), bearer("-0"), bearer("-0"), bearer("-1")]);
    assert!(
        seen[1].body.contains("refresh_token=CANARY%2Brefresh%2F&client_id=4038181954557748008&")
    );
    assert!(seen[4].body.contains("refresh_token=CANARY-refresh-0&"), "{}", seen[4].body);
    assert_eq!(std::fs::read(home.path().join(".aliyun/config.json")).unwrap(), before);

    // Somebody logged in again: the file wins.
    home.write(".aliyun/config.json", json!({"current": "a", "profiles": [{
        "name": "a", "mode": "OAuth", "oauth_access_token": "CANARY-new", "oauth_refresh_token": "r",
        "oauth_access_token_expire": NOW + 100_000,
    }]}).to_string());
    file.load().await.unwrap();
    assert_eq!(server.seen()[6].header("authorization"), Some("Bearer CANARY-new"));
}

#[tokio::test]
async fn a_key_that_is_still_good_saves_the_refresh_token_of_the_command_line() {
    let server = oauth_server().await;
    let home = Home::with_profiles(&[oauth(NOW - 1, NOW + 600)]);
    let environment = home.environment(&[]).with_oauth_at(&server.url);
    let loaded = ConfigFile::new(environment).load().await.unwrap();
    assert_eq!(loaded.credentials().key_id(), "last");
    assert!(server.lines().is_empty());
}

#[tokio::test]
async fn a_login_that_is_refused_says_how_to_log_in_again() {
    for (status, says) in [
        (400, "log in again"),
        (401, "log in again"),
        (503, "HTTP 503"),
        (302, "redirects"),
        (200, "has no `accessKeyId`"),
    ] {
        let server = Server::always(status, r#"{"error":"CANARY words","x":"CANARY"}"#).await;
        let home = Home::with_profiles(&[oauth(NOW + 600, NOW)]);
        let environment = home.environment(&[]).with_oauth_at(&server.url);
        let error = ConfigFile::new(environment).load().await.unwrap_err().to_string();
        assert!(error.contains(says) && !error.contains("CANARY"), "{error}");
    }
    let mut nothing = oauth(0, 0);
    nothing["oauth_access_token"] = json!("");
    nothing["oauth_refresh_token"] = json!("");
    let error = load(nothing).await.unwrap_err().to_string();
    assert!(error.contains("there is no login"), "{error}");
}
