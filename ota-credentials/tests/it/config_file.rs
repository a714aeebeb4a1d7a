//! The file of profiles.

use std::fs;

use ota_credentials::{ConfigFile, Environment, Error, Loaded, Provider};
use serde_json::{Value, json};

use crate::support::{Home, Server, key, sts};

async fn load(home: &Home, variables: &[(&str, &str)]) -> Result<Loaded, Error> {
    ConfigFile::new(home.environment(variables)).load().await
}

fn ak(name: &str) -> Value {
    json!({"name": name, "mode": "AK", "access_key_id": format!("id-{name}"), "access_key_secret": "s"})
}

#[tokio::test]
async fn the_profile_is_the_one_asked_for_else_that_of_the_variable_else_the_current_one() {
    let home = Home::with_profiles(&[ak("first"), ak("second"), ak("third")]);
    let id = async |file: ConfigFile| file.load().await.unwrap().credentials().key_id().to_owned();
    let variable = [("ALIBABA_CLOUD_PROFILE", "second")];
    assert_eq!(id(ConfigFile::new(home.environment(&[]))).await, "id-first");
    assert_eq!(id(ConfigFile::new(home.environment(&variable))).await, "id-second");
    let asked = ConfigFile::new(home.environment(&variable)).with_profile("third");
    assert_eq!(id(asked).await, "id-third");
    let error = load(&home, &[("ALIBABA_CLOUD_PROFILE", "fourth")]).await.unwrap_err();
    let error = error.to_string();
    assert!(error.contains("no profile `fourth`; it has `first`, `second`, `third`"), "{error}");
}

#[tokio::test]
async fn another_file_can_be_named() {
    let home = Home::new();
    let file = json!({"current": "a", "profiles": [ak("a")]}).to_string();
    let path = home.write("elsewhere.json", file);
    let loaded = load(&home, &[("ALIBABA_CLOUD_CONFIG_FILE", path.to_str().unwrap())]).await;
    assert_eq!(loaded.unwrap().provider(), "cli_profile/static_ak");
    let loaded = ConfigFile::new(home.environment(&[])).with_path(path).load().await;
    assert_eq!(loaded.unwrap().credentials().key_id(), "id-a");
}

#[tokio::test]
async fn each_mode_gives_its_key() {
    let server = Server::always(200, &key("uri")).await;
    let sts = sts().await;
    let home = Home::new();
    let token_file = home.write("token", "header.claims.signature\n");
    let role = "acs:ram::1:role/r";
    let both = json!({"access_key_id": "id", "access_key_secret": "s", "sts_token": "t"});
    let mut profiles = [
        (json!({"mode": "AK"}), "id", "static_ak"),
        (json!({"mode": "StsToken"}), "id", "static_sts"),
        (json!({"mode": "ststoken"}), "id", "static_sts"),
        (json!({"mode": "RamRoleArn", "ram_role_arn": role}), "AssumeRole", "ram_role_arn"),
        (
            json!({"mode": "ChainableRamRoleArn", "ram_role_arn": role, "source_profile": "p0"}),
            "AssumeRole",
            "ram_role_arn",
        ),
        (
            json!({"mode": "OIDC", "ram_role_arn": role, "oidc_provider_arn": "acs:ram::1:oidc-provider/p", "oidc_token_file": token_file}),
            "AssumeRoleWithOIDC",
            "oidc_role_arn",
        ),
        (json!({"mode": "CredentialsURI", "credentials_uri": server.url}), "uri", "credential_uri"),
        // Guessed, as the command line does.
        (json!({}), "id", "static_sts"),
    ];
    let all: Vec<Value> = profiles
        .iter_mut()
        .enumerate()
        .map(|(index, (profile, ..))| {
            let mut whole = both.clone();
            whole.as_object_mut().unwrap().append(profile.as_object_mut().unwrap());
            whole["name"] = json!(format!("p{index}"));
            whole
        })
        .collect();
    home.write(".aliyun/config.json", json!({"profiles": all}).to_string());
    let environment = home.environment(&[("OTA_ENDPOINT_URL_STS", &sts.url)]);
    for (index, (_, id, provider)) in profiles.iter().enumerate() {
        let file = ConfigFile::new(environment.clone()).with_profile(format!("p{index}"));
        let loaded = file.load().await.unwrap();
        assert_eq!(loaded.credentials().key_id(), *id, "{index}");
        assert_eq!(loaded.provider(), format!("cli_profile/{provider}"));
        let is_lent = loaded.credentials().expiration().is_some();
        assert_eq!(is_lent, !id.starts_with("id"), "{index}");
    }
    // The key of the profile signs, with its token; the token of the pod goes in the body.
    let seen = sts.seen();
    assert_eq!(seen[0].header("x-acs-security-token"), Some("t"));
    assert!(seen[0].line.contains("RoleArn=acs%3Aram%3A%3A1%3Arole%2Fr"), "{seen:?}");
    assert!(seen[2].body.contains("OIDCToken=header.claims.signature&"), "{seen:?}");
    assert!(!seen[2].line.contains("header.claims"), "{seen:?}");
    assert_eq!(seen[2].header("authorization"), None);
}

#[tokio::test]
async fn a_role_is_asked_for_as_the_profile_says() {
    let sts = sts().await;
    let home = Home::with_profiles(&[json!({
        "name": "a", "mode": "RamRoleArn", "access_key_id": "id", "access_key_secret": "s",
        "ram_role_arn": "acs:ram::1:role/r", "ram_session_name": "nightly", "expired_seconds": 900,
        "external_id": "ext-1", "policy": "{\"Version\":\"1\"}",
    })]);
    load(&home, &[("OTA_ENDPOINT_URL_STS", &sts.url)]).await.unwrap();
    let line = &sts.lines()[0];
    for part in [
        "DurationSeconds=900",
        "ExternalId=ext-1",
        "RoleSessionName=nightly",
        "Policy=%7B%22Version",
    ] {
        assert!(line.contains(part), "{part}: {line}");
    }
    // What is not said comes from the environment, or from the time.
    let home = Home::with_profiles(&[json!({
        "name": "a", "mode": "RamRoleArn", "access_key_id": "id", "access_key_secret": "s", "expired_seconds": 0,
    })]);
    let role = ("ALIBABA_CLOUD_ROLE_ARN", "acs:ram::1:role/other");
    load(&home, &[("OTA_ENDPOINT_URL_STS", &sts.url), role]).await.unwrap();
    let name = ("ALIBABA_CLOUD_ROLE_SESSION_NAME", "from-outside");
    load(&home, &[("OTA_ENDPOINT_URL_STS", &sts.url), role, name]).await.unwrap();
    let lines = sts.lines();
    assert!(lines[1].contains("RoleSessionName=credentials-rust-1767323045000"), "{lines:?}");
    assert!(lines[1].contains("DurationSeconds=3600"), "{lines:?}");
    assert!(lines[1].contains("role%2Fother"), "{lines:?}");
    assert!(lines[2].contains("RoleSessionName=from-outside"), "{lines:?}");
}

#[tokio::test]
async fn a_chain_of_roles_goes_through_each_and_a_circle_is_found() {
    let sts = sts().await;
    let link = |name: &str, source: &str| json!({"name": name, "mode": "ChainableRamRoleArn", "ram_role_arn": format!("acs:ram::1:role/{name}"), "source_profile": source});
    let home = Home::with_profiles(&[link("a", "b"), link("b", "c"), ak("c")]);
    let loaded = load(&home, &[("OTA_ENDPOINT_URL_STS", &sts.url)]).await.unwrap();
    assert_eq!(loaded.provider(), "cli_profile/ram_role_arn");
    let lines = sts.lines();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].contains("role%2Fb") && lines[1].contains("role%2Fa"), "{lines:?}");

    for (profiles, says) in [
        (vec![link("a", "b"), link("b", "c"), link("c", "b")], "`a` → `b` → `c` → `b`"),
        (vec![link("a", "a")], "`a` → `a`"),
        (vec![link("a", "gone")], "there is no profile `gone`"),
    ] {
        let error = load(&Home::with_profiles(&profiles), &[]).await.unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
    let long: Vec<Value> =
        (0..40).map(|number| link(&format!("p{number}"), &format!("p{}", number + 1))).collect();
    let error = load(&Home::with_profiles(&long), &[]).await.unwrap_err().to_string();
    assert!(error.contains("through more than 16 profiles"), "{error}");
    assert_eq!(sts.lines().len(), 2);
}

#[tokio::test]
async fn what_a_profile_lacks_is_named_and_what_it_holds_is_not() {
    let canary = "CANARY";
    for (mut profile, says) in [
        (json!({"mode": "AK", "access_key_secret": canary}), "`access_key_id` is missing"),
        (json!({"mode": "AK", "access_key_id": "i"}), "`access_key_secret` is missing"),
        (json!({"mode": "AK"}), "`access_key_id` and `access_key_secret` is missing"),
        (
            json!({"mode": "StsToken", "access_key_id": "i", "access_key_secret": canary}),
            "`sts_token` is missing",
        ),
        (
            json!({"mode": "RamRoleArn", "access_key_id": "i", "access_key_secret": canary}),
            "the ARN of the role is missing",
        ),
        (json!({"mode": "OIDC"}), "`oidc_provider_arn` is missing"),
        (json!({"mode": "External"}), "`process_command` is missing"),
        (json!({"mode": "CloudSSO", "access_token": canary}), "`cloud_sso_sign_in_url` is missing"),
        (json!({"mode": "OAuth", "oauth_site_type": canary}), "neither `CN` nor `INTL`"),
        (
            json!({"mode": "RsaKeyPair", "private_key": canary}),
            "the mode `RsaKeyPair` is not supported",
        ),
        (
            json!({"mode": "BearerToken", "bearer_token": canary}),
            "the mode `BearerToken` is not supported",
        ),
        (json!({"access_token": canary}), "`mode` is missing"),
        (json!({"mode": 7, "access_token": canary}), "`mode` is missing"),
        (
            json!({"mode": "RamRoleArn", "access_key_id": "i", "access_key_secret": canary, "ram_role_arn": "r", "expired_seconds": -1}),
            "less than 0",
        ),
    ] {
        profile["name"] = json!("p");
        let home = Home::with_profiles(&[profile.clone()]);
        let error = load(&home, &[]).await.unwrap_err().to_string();
        assert!(
            error.contains(says) && error.contains("`p`") || says.contains("ARN"),
            "{profile}: {error}"
        );
        assert!(error.contains(says), "{profile}: {error}");
        assert!(!error.contains(canary), "{error}");
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_used_is_named_with_the_reason() {
    let home = Home::new();
    let path = home.path().join(".aliyun/config.json");
    for (bytes, says) in [
        (&b"{\"current\":\"CANARY\""[..], "is not JSON at line 1"),
        (b"", "is not JSON"),
        (b"[]", "is not a JSON object"),
        (b"{}", "has no `current` profile"),
        (b"{\"current\":\"a\"}", "has no profile `a`; it has none"),
        (b"{\"current\":\"a\",\"profiles\":{\"a\":1}}", "has no profile `a`"),
        (b"{\"current\":\"\xff\"}", "is not UTF-8"),
        (&[b' '; 1_048_577][..], "is larger than 1048576 bytes"),
    ] {
        home.write(".aliyun/config.json", bytes);
        let error = load(&home, &[]).await.unwrap_err().to_string();
        assert!(error.contains(says) && error.contains("config.json"), "{error}");
        assert!(!error.contains("CANARY"), "{error}");
    }
    fs::remove_file(&path).unwrap();
    let error = load(&home, &[]).await.unwrap_err().to_string();
    assert!(error.contains("does not exist"), "{error}");
    fs::create_dir(&path).unwrap();
    let error = load(&home, &[]).await.unwrap_err().to_string();
    assert!(error.contains("is not a file"), "{error}");
}

#[cfg(unix)]
#[tokio::test]
async fn links_are_followed_and_what_is_no_file_is_not_waited_for() {
    use std::os::unix::fs::symlink;

    let home = Home::new();
    let real = home.write("mounted/v1", json!({"current": "a", "profiles": [ak("a")]}).to_string());
    fs::create_dir(home.path().join(".aliyun")).unwrap();
    let path = home.path().join(".aliyun/config.json");
    symlink(&real, &path).unwrap();
    assert_eq!(load(&home, &[]).await.unwrap().credentials().key_id(), "id-a");
    for target in ["/dev/zero", "gone", ".aliyun/config.json"] {
        fs::remove_file(&path).unwrap();
        symlink(target, &path).unwrap();
        assert!(load(&home, &[]).await.is_err(), "{target}");
    }
    let pipe = home.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let error = ConfigFile::new(home.environment(&[])).with_path(pipe).load().await.unwrap_err();
    assert!(error.to_string().contains("is not a file"), "{error}");
}

#[tokio::test]
async fn the_file_is_read_again_and_never_written() {
    let home = Home::with_profiles(&[ak("a")]);
    let file = ConfigFile::new(home.environment(&[]));
    assert_eq!(file.load().await.unwrap().credentials().key_id(), "id-a");
    let path = home
        .write(".aliyun/config.json", json!({"current": "b", "profiles": [ak("b")]}).to_string());
    let before = (fs::read(&path).unwrap(), fs::metadata(&path).unwrap().modified().unwrap());
    assert_eq!(file.load().await.unwrap().credentials().key_id(), "id-b");
    let after = (fs::read(&path).unwrap(), fs::metadata(&path).unwrap().modified().unwrap());
    assert!(before == after);
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
}

#[tokio::test]
async fn without_a_home_folder_the_message_says_what_to_set() {
    let error = ConfigFile::new(Environment::fixed([("A", "b")])).load().await.unwrap_err();
    assert!(error.to_string().contains("set `HOME` or `ALIBABA_CLOUD_CONFIG_FILE`"), "{error}");
}

#[tokio::test]
async fn a_damaged_file_is_read_or_refused_and_never_repeated() {
    let home = Home::new();
    let whole = json!({"current": "a", "profiles": [{
        "name": "a", "mode": "StsToken", "access_key_id": "id", "access_key_secret": "CANARY-secret",
        "sts_token": "CANARY-token", "expired_seconds": 900, "enable_vpc": true,
    }]});
    let whole = whole.to_string().into_bytes();
    let cut = (0..whole.len()).map(|end| whole[..end].to_vec());
    let changed = (0..whole.len()).flat_map(|at| {
        let whole = &whole;
        [b'"', b'{', b'}', b'\\', b'9', 0, 0xff].map(|byte| {
            let mut bytes = whole.clone();
            bytes[at] = byte;
            bytes
        })
    });
    for bytes in cut.chain(changed) {
        home.write(".aliyun/config.json", &bytes);
        let shown = match load(&home, &[]).await {
            Ok(loaded) => format!("{loaded:?}"),
            Err(error) => format!("{error} {error:?}"),
        };
        // A mode, a name and the ID of a key may be shown.
        assert!(!shown.contains("CANARY"), "{}: {shown}", String::from_utf8_lossy(&bytes));
    }
}
