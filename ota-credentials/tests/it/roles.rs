//! Roles that are taken on with a key or with a token.

use std::time::Duration;

use ota_api::Credentials;
use ota_credentials::{AccessKey, AssumeRole, Environment, Error, Loaded, Oidc, Provider, Role};

use crate::support::{Home, Server, sts};

const ROLE: &str = "acs:ram::1000000000000001:role/updater";

async fn take_on(home: &Home, variables: &[(&str, &str)], role: Role) -> Result<Loaded, Error> {
    let key =
        AccessKey::new(Credentials::new("id", "CANARY-secret").with_security_token("CANARY-token"));
    AssumeRole::new(home.environment(variables), key, role).load().await
}

async fn oidc(home: &Home, url: &str, token: impl AsRef<[u8]>) -> Result<Loaded, Error> {
    let file = home.write("token", token);
    let file = file.to_str().unwrap();
    let environment = home.environment(&[
        ("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "acs:ram::1:oidc-provider/p"),
        ("ALIBABA_CLOUD_OIDC_TOKEN_FILE", file),
        ("ALIBABA_CLOUD_ROLE_ARN", ROLE),
        ("OTA_ENDPOINT_URL_STS", url),
    ]);
    Oidc::from_environment(environment)?.load().await
}

#[tokio::test]
async fn the_token_of_a_pod_is_read_again_each_time_and_travels_in_the_body() {
    let (home, sts) = (Home::new(), sts().await);
    let loaded = oidc(&home, &sts.url, "first.claims.signature\n").await.unwrap();
    assert_eq!(loaded.provider(), "oidc_role_arn");
    oidc(&home, &sts.url, "second.claims.signature").await.unwrap();
    let seen = sts.seen();
    for (seen, token) in seen.iter().zip(["first", "second"]) {
        assert!(seen.body.contains(&format!("OIDCToken={token}.claims.signature&")), "{seen:?}");
        assert!(!format!("{}{}", seen.line, seen.headers).contains("claims"), "{seen:?}");
        for header in ["authorization", "x-acs-accesskey-id", "x-acs-security-token"] {
            assert_eq!(seen.header(header), None);
        }
    }
}

#[tokio::test]
async fn a_token_that_cannot_be_one_is_not_sent() {
    let (home, sts) = (Home::new(), sts().await);
    let long = "CANARY".repeat(4_000);
    for (token, says) in [
        (&b"  \n"[..], "is empty"),
        (b"abc", "STS could not be asked"),
        (long.as_bytes(), "larger than 20002 bytes"),
        (b"\xff\xfeCANARY", "is not UTF-8"),
    ] {
        let error = oidc(&home, &sts.url, token).await.unwrap_err();
        let text = error.to_string();
        assert!(text.contains(says) && !text.contains("CANARY"), "{text}");
        assert_eq!(error.provider(), Some("oidc_role_arn"));
    }
    assert!(sts.lines().is_empty());
}

#[tokio::test]
async fn a_refusal_is_said_with_its_code_and_what_to_do_and_without_its_message() {
    let home = Home::new();
    for (status, body, says, is_temporary) in [
        (
            403,
            r#"{"RequestId":"R-1","Code":"NoPermission","Message":"CANARY"}"#,
            "`NoPermission` (HTTP 403, request R-1): Call as a user",
            false,
        ),
        (
            404,
            r#"{"RequestId":"R-1","Code":"EntityNotExist.Role","Message":"CANARY"}"#,
            "`EntityNotExist.Role`",
            false,
        ),
        (
            500,
            r#"{"RequestId":"R-1","Code":"InternalError","Message":"CANARY"}"#,
            "`InternalError`",
            true,
        ),
        (
            400,
            r#"{"RequestId":"CANARY-token","Code":"CANARY-secret"}"#,
            "`no code` (HTTP 400)",
            false,
        ),
        (200, r#"{"RequestId":"R-1"}"#, "has no `Credentials`", true),
        (200, "CANARY", "HTTP 200 and nothing that can be read", true),
        (502, "<html>CANARY", "HTTP 502 and nothing that can be read", true),
        (302, "CANARY", "HTTP 302 and nothing that can be read", false),
    ] {
        let server = Server::always(status, body).await;
        let variables = [("OTA_ENDPOINT_URL_STS", server.url.as_str())];
        let error = take_on(&home, &variables, Role::new(ROLE)).await.unwrap_err();
        assert_eq!(error.is_temporary(), is_temporary, "{error}");
        let text = error.to_string();
        assert!(text.contains(says) && !text.contains("CANARY"), "{says}: {text}");
    }
    // A gateway that repeats the token of a pod.
    let echo = Server::new(|seen| {
        let token = seen.body.split("OIDCToken=").nth(1).unwrap_or_default();
        let token = token.split('&').next().unwrap_or_default();
        (400, format!(r#"{{"RequestId":"{token}","Code":"{token}","Message":"{token}"}}"#))
    })
    .await;
    let error = oidc(&home, &echo.url, "CANARY.claims.signature").await.unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(text.contains("HTTP 400") && !text.contains("claims"), "{text}");
}

#[tokio::test]
async fn limits_of_a_role_are_checked_before_anything_is_sent() {
    let (home, sts) = (Home::new(), sts().await);
    let variables = [("OTA_ENDPOINT_URL_STS", sts.url.as_str())];
    let role = || Role::new(ROLE);
    for (role, says) in [
        (Role::new(""), "the ARN of the role is missing"),
        (role().duration(Duration::from_secs(899)), "DurationSeconds"),
        (role().duration(Duration::MAX), "DurationSeconds"),
        (role().session_name("x"), "RoleSessionName"),
        (role().session_name("two words"), "RoleSessionName"),
        (role().policy("x".repeat(2049)), "Policy"),
        (role().external_id("x"), "ExternalId"),
    ] {
        let error = take_on(&home, &variables, role).await.unwrap_err();
        assert!(!error.is_temporary() && error.to_string().contains(says), "{error}");
    }
    assert!(sts.lines().is_empty());
}

#[tokio::test]
async fn the_host_of_the_service_follows_region_network_and_endpoint() {
    let home = Home::new();
    // Nothing is sent: the name of the session is refused before, or the host is.
    for region in ["cn_shanghai", "evil.example.com/", "a@b", "CN", "a b", "x:1"] {
        let role = Role::new(ROLE).sts_region(region);
        let error = take_on(&home, &[], role).await.unwrap_err().to_string();
        assert!(error.contains("the STS region") && error.contains("is none"), "{error}");
        let variables = [("ALIBABA_CLOUD_STS_REGION", region)];
        let error = take_on(&home, &variables, Role::new(ROLE)).await.unwrap_err().to_string();
        assert!(error.contains("the STS region"), "{error}");
    }
    for endpoint in ["evil.example.com/path", "user@example.com", "2130706433", ""] {
        let role = Role::new(ROLE).sts_endpoint(endpoint);
        let error = take_on(&home, &[], role).await.unwrap_err();
        assert!(!error.is_temporary(), "{error}");
    }
}

#[tokio::test]
async fn a_key_that_cannot_be_had_is_the_error_of_its_own_provider() {
    let home = Home::new();
    let base = AccessKey::new(Credentials::new("", ""));
    let role = AssumeRole::new(home.environment(&[]), base, Role::new(ROLE));
    let error = role.load().await.unwrap_err();
    assert!(error.to_string().contains("the key ID is empty"), "{error}");
    let missing = Oidc::from_environment(Environment::fixed([("A", "b")])).unwrap_err();
    assert!(missing.to_string().contains("ALIBABA_CLOUD_OIDC_TOKEN_FILE"), "{missing}");
}
