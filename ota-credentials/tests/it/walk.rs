//! The chain: its order, who joins, and what it says about itself.

use ota_credentials::{Chain, Environment, Outcome, Provider};
use serde_json::json;

use crate::support::{Home, ManualClock, Server, key, sts};

const ENV: [(&str, &str); 2] =
    [("ALIBABA_CLOUD_ACCESS_KEY_ID", "env-id"), ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "CANARY")];

fn profile() -> serde_json::Value {
    json!({"name": "a", "mode": "AK", "access_key_id": "file-id", "access_key_secret": "CANARY"})
}

const INI: &str = "[default]\ntype=access_key\naccess_key_id=ini-id\naccess_key_secret=CANARY\n";

#[tokio::test]
async fn the_first_step_that_joins_decides_in_the_official_order() {
    let (sts, uri) = (sts().await, Server::always(200, &key("uri")).await);
    let metadata = Server::new(|seen| {
        (200, if seen.line.ends_with('r') { key("ecs") } else { "r".to_owned() })
    })
    .await;
    let home = Home::with_profiles(&[profile()]);
    home.write(".alibabacloud/credentials", INI);
    let token = home.write("token", "header.claims.signature");
    let mut variables = vec![
        ("ALIBABA_CLOUD_CREDENTIALS_URI", uri.url.as_str()),
        ("OTA_ENDPOINT_URL_STS", sts.url.as_str()),
        ("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "acs:ram::1:oidc-provider/p"),
        ("ALIBABA_CLOUD_OIDC_TOKEN_FILE", token.to_str().unwrap()),
        ("ALIBABA_CLOUD_ROLE_ARN", "acs:ram::1:role/r"),
        ENV[0],
        ENV[1],
    ];
    let find = async |variables: &[(&str, &str)]| {
        let environment = Environment::fixed(variables.iter().copied());
        let environment = environment.with_home(home.path()).with_clock(ManualClock::new());
        let loaded = Chain::of(environment.with_metadata_at(&metadata.url)).find().await.unwrap();
        (loaded.provider().to_owned(), loaded.credentials().key_id().to_owned())
    };
    let pair = |provider: &str, id: &str| (provider.to_owned(), id.to_owned());
    assert_eq!(find(&variables).await, pair("env", "env-id"));
    variables.truncate(5);
    assert_eq!(find(&variables).await, pair("oidc_role_arn", "AssumeRoleWithOIDC"));
    variables.remove(3);
    assert_eq!(find(&variables).await, pair("cli_profile/static_ak", "file-id"));
    variables.push(("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "True"));
    assert_eq!(find(&variables).await, pair("profile/static_ak", "ini-id"));
    std::fs::remove_file(home.path().join(".alibabacloud/credentials")).unwrap();
    assert_eq!(find(&variables).await, pair("ecs_ram_role", "ecs"));
    variables.push(("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true"));
    assert_eq!(find(&variables).await, pair("credential_uri", "uri"));
}

#[tokio::test]
async fn a_step_that_joins_and_fails_ends_the_walk_with_its_own_error() {
    let home = Home::with_profiles(&[profile()]);
    let chain = Chain::of(home.environment(&[ENV[0]]));
    let error = chain.find().await.unwrap_err();
    assert_eq!(error.to_string(), "`env`: `ALIBABA_CLOUD_ACCESS_KEY_SECRET` is missing; set it");

    home.write(".aliyun/config.json", "{");
    home.write(".alibabacloud/credentials", INI);
    let error = Chain::of(home.environment(&[])).find().await.unwrap_err();
    assert_eq!(error.provider(), Some("cli_profile"));

    let refused = Server::always(403, r#"{"Code":"NoPermission","RequestId":"r"}"#).await;
    let token = home.write("token", "header.claims.signature");
    let error = Chain::of(home.environment(&[
        ("OTA_ENDPOINT_URL_STS", &refused.url),
        ("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "p"),
        ("ALIBABA_CLOUD_OIDC_TOKEN_FILE", token.to_str().unwrap()),
        ("ALIBABA_CLOUD_ROLE_ARN", "acs:ram::1:role/r"),
    ]));
    let error = error.find().await.unwrap_err();
    assert_eq!(error.provider(), Some("oidc_role_arn"));
    assert!(error.to_string().contains("`NoPermission`"), "{error}");
}

#[tokio::test]
async fn without_any_source_the_error_lists_all_reasons() {
    let home = Home::new();
    let chain = Chain::of(home.environment(&[("ALIBABA_CLOUD_ROLE_ARN", "r")]));
    let error = chain.find().await.unwrap_err().to_string();
    for part in [
        "no source of credentials is set up",
        "env: `ALIBABA_CLOUD_ACCESS_KEY_ID` and `ALIBABA_CLOUD_ACCESS_KEY_SECRET` are not set",
        "oidc_role_arn: `ALIBABA_CLOUD_OIDC_PROVIDER_ARN`, `ALIBABA_CLOUD_OIDC_TOKEN_FILE` are not set",
        ".aliyun/config.json` does not exist",
        "credentials.ini` exists",
        "ecs_ram_role: `ALIBABA_CLOUD_ECS_METADATA_DISABLED` turns it off",
        "credential_uri: `ALIBABA_CLOUD_CREDENTIALS_URI` is not set",
    ] {
        assert!(error.contains(part), "{part}: {error}");
    }
}

#[tokio::test]
async fn a_profile_that_only_the_other_file_has_is_found_there_and_one_that_none_has_is_an_error() {
    let home = Home::with_profiles(&[profile()]);
    let ini = [("ALIBABA_CLOUD_PROFILE", "default")];
    let error = Chain::of(home.environment(&ini)).find().await.unwrap_err().to_string();
    assert!(error.contains("has no profile `default`; it has `a`"), "{error}");
    home.write(".alibabacloud/credentials", INI);
    let found = Chain::of(home.environment(&ini)).find().await.unwrap();
    assert_eq!(found.credentials().key_id(), "ini-id");
    let neither = [("ALIBABA_CLOUD_PROFILE", "typo")];
    let error = Chain::of(home.environment(&neither)).find().await.unwrap_err().to_string();
    assert!(error.contains("has no section `[typo]`"), "{error}");
}

#[tokio::test]
async fn after_a_walk_that_failed_the_next_one_starts_from_the_first_step() {
    let home = Home::new();
    let chain = Chain::of(home.environment(&[]));
    chain.find().await.unwrap_err();
    home.write(".alibabacloud/credentials", INI);
    assert_eq!(chain.find().await.unwrap().credentials().key_id(), "ini-id");
    // The step that gave a key is asked from then on.
    home.write(".aliyun/config.json", json!({"current": "a", "profiles": [profile()]}).to_string());
    assert_eq!(chain.find().await.unwrap().credentials().key_id(), "ini-id");
    home.write(".alibabacloud/credentials", "[default]\n");
    assert_eq!(chain.load().await.unwrap_err().provider(), Some("profile"));
}

#[tokio::test]
async fn metadata_that_names_no_role_leaves_the_way_to_the_next_step() {
    let uri = Server::always(200, &key("uri")).await;
    let without_role = Server::new(|seen| {
        if seen.line.starts_with("PUT") { (200, "t".to_owned()) } else { (404, String::new()) }
    })
    .await;
    for metadata in [without_role.url.as_str(), "http://127.0.0.1:1"] {
        let variables = [("ALIBABA_CLOUD_CREDENTIALS_URI", uri.url.as_str())];
        let environment = Environment::fixed(variables).with_metadata_at(metadata);
        let chain = Chain::of(environment);
        assert_eq!(chain.find().await.unwrap().credentials().key_id(), "uri");
        // A role that was asked for by name is no guess.
        let variables = [variables[0], ("ALIBABA_CLOUD_ECS_METADATA", "worker")];
        let chain = Chain::of(Environment::fixed(variables).with_metadata_at(metadata));
        assert_eq!(chain.find().await.unwrap_err().provider(), Some("ecs_ram_role"));
    }
}

#[tokio::test]
async fn a_profile_that_wants_the_role_of_an_instance_is_no_guess_either() {
    let uri = Server::always(200, &key("uri")).await;
    let home = Home::with_profiles(&[json!({"name": "a", "mode": "EcsRamRole"})]);
    let variables = [("ALIBABA_CLOUD_CREDENTIALS_URI", uri.url.as_str())];
    let environment = Environment::fixed(variables).with_home(home.path());
    let chain = Chain::of(environment.clone().with_metadata_at("http://127.0.0.1:1"));
    let error = chain.find().await.unwrap_err();
    assert_eq!(error.provider(), Some("cli_profile/ecs_ram_role"));
    std::fs::remove_file(home.path().join(".aliyun/config.json")).unwrap();
    home.write(".alibabacloud/credentials", "[default]\ntype=ecs_ram_role\n");
    let chain = Chain::of(environment.with_metadata_at("http://127.0.0.1:1"));
    assert_eq!(chain.find().await.unwrap_err().provider(), Some("profile/ecs_ram_role"));
    assert!(uri.lines().is_empty());
}

#[tokio::test]
async fn an_explanation_says_of_each_step_what_came_of_it() {
    let home = Home::with_profiles(&[
        json!({"name": "a", "mode": "RamRoleArn", "access_key_id": "i", "access_key_secret": "CANARY", "ram_role_arn": "acs:ram::1:role/r"}),
    ]);
    let sts = sts().await;
    let environment = home.environment(&[("OTA_ENDPOINT_URL_STS", &sts.url)]);
    let explanation = Chain::of(environment).explain().await;
    let text = explanation.to_string();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 6);
    assert!(lines[0].starts_with("1. env: not there: "), "{text}");
    assert_eq!(
        lines[2],
        "3. cli_profile: taken, key `AssumeRole` of `cli_profile/ram_role_arn`, good until 2026-01-02T04:04:05Z"
    );
    assert_eq!(lines[3], "4. profile: not reached");
    let taken = explanation.taken().unwrap();
    assert_eq!(taken.name(), "cli_profile");
    assert!(matches!(taken.outcome(), Outcome::Taken { expiration: Some(_), .. }));
    assert!(!format!("{text} {explanation:?}").contains("CANARY"));

    home.write(".aliyun/config.json", "{");
    let explanation = Chain::of(home.environment(&[])).explain().await;
    assert!(explanation.taken().is_none());
    let text = explanation.to_string();
    assert!(
        text.contains("3. cli_profile: failed: ") && text.contains("4. profile: not reached"),
        "{text}"
    );
    assert!(matches!(explanation.steps()[2].outcome(), Outcome::Failed(_)));
}

#[tokio::test]
async fn variables_that_are_empty_or_not_text_are_told_apart() {
    let home = Home::new();
    let empty = [("ALIBABA_CLOUD_ACCESS_KEY_ID", ""), ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "")];
    let error = Chain::of(home.environment(&empty)).find().await.unwrap_err().to_string();
    assert!(error.contains("no source of credentials"), "{error}");
    #[cfg(unix)]
    {
        use std::ffi::OsString;
        use std::os::unix::ffi::OsStringExt;
        let broken = OsString::from_vec(b"CANARY\xff".to_vec());
        let variables = [("ALIBABA_CLOUD_ACCESS_KEY_ID", broken)];
        let error = Chain::of(Environment::fixed(variables)).find().await.unwrap_err().to_string();
        assert!(error.contains("`ALIBABA_CLOUD_ACCESS_KEY_ID` is not UTF-8"), "{error}");
        assert!(!error.contains("CANARY"), "{error}");
    }
}
