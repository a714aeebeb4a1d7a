//! The INI file of profiles.

use ota_credentials::{Error, IniFile, Loaded, Provider};

use crate::support::{Home, Server, key, sts};

async fn load(text: &str, variables: &[(&str, &str)]) -> Result<Loaded, Error> {
    let home = Home::new();
    home.write(".alibabacloud/credentials", text);
    IniFile::new(home.environment(variables)).load().await
}

#[tokio::test]
async fn each_type_gives_its_key() {
    let sts = sts().await;
    let home = Home::new();
    let token = home.write("token", "header.claims.signature");
    let text = format!(
        "; a comment\n# another\n[default]\ntype = access_key\naccess_key_id=id-1 # mine\n\
         access_key_secret = a=b:c\n\n[Role]\ntype=ram_role_arn\naccess_key_id=i\n\
         access_key_secret=s\nrole_arn=acs:ram::1:role/r\nrole_session_name=nightly\n\
         [pod]\ntype=oidc_role_arn\nrole_arn=acs:ram::1:role/p\n\
         oidc_provider_arn=acs:ram::1:oidc-provider/c\noidc_token_file_path={}\n",
        token.display()
    );
    let variables =
        |name| [("ALIBABA_CLOUD_PROFILE", name), ("OTA_ENDPOINT_URL_STS", sts.url.as_str())];
    let loaded = load(&text, &[]).await.unwrap();
    let key = loaded.credentials();
    assert_eq!((key.key_id(), key.key_secret()), ("id-1", "a=b:c"));
    assert_eq!(loaded.provider(), "profile/static_ak");
    let loaded = load(&text, &variables("Role")).await.unwrap();
    assert_eq!(loaded.provider(), "profile/ram_role_arn");
    let loaded = load(&text.replace('\n', "\r\n"), &variables("pod")).await.unwrap();
    assert_eq!(loaded.provider(), "profile/oidc_role_arn");
    let lines = sts.lines();
    assert!(lines[0].contains("RoleSessionName=nightly"), "{lines:?}");
    // Names of sections have their case.
    let error = load(&text, &variables("role")).await.unwrap_err().to_string();
    assert!(error.contains("has no section `[role]`"), "{error}");
}

#[tokio::test]
async fn the_role_of_the_instance_can_stand_in_the_file() {
    let server = Server::new(|seen| {
        (200, if seen.line.starts_with("PUT") { "t".to_owned() } else { key("ecs") })
    })
    .await;
    let home = Home::new();
    home.write(".alibabacloud/credentials", "[default]\ntype=ecs_ram_role\nrole_name=worker\n");
    let environment = home.environment(&[("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "")]);
    let loaded = IniFile::new(environment.with_metadata_at(&server.url)).load().await.unwrap();
    assert_eq!(loaded.provider(), "profile/ecs_ram_role");
    assert!(server.lines()[1].ends_with("/security-credentials/worker"));
}

#[tokio::test]
async fn both_names_of_the_file_are_known_and_another_can_be_named() {
    let text =
        |id: &str| format!("[default]\ntype=access_key\naccess_key_id={id}\naccess_key_secret=s\n");
    let home = Home::new();
    let id = async |variables: &[(&str, &str)]| {
        let loaded = IniFile::new(home.environment(variables)).load().await;
        loaded.unwrap().credentials().key_id().to_owned()
    };
    home.write(".alibabacloud/credentials.ini", text("dotted"));
    assert_eq!(id(&[]).await, "dotted");
    home.write(".alibabacloud/credentials", text("plain"));
    assert_eq!(id(&[]).await, "plain");
    let other = home.write("other", text("other"));
    assert_eq!(id(&[("ALIBABA_CLOUD_CREDENTIALS_FILE", other.to_str().unwrap())]).await, "other");
}

#[tokio::test]
async fn what_is_wrong_is_said_without_what_is_written() {
    for (text, says) in [
        ("", "has no section `[default]`"),
        ("type=access_key\naccess_key_secret=CANARY\n", "has no section `[default]`"),
        ("[default\nCANARY", "is not an INI file: line 1"),
        ("[default]\n=CANARY", "is not an INI file: line 2"),
        ("[default]\nCANARY", "`type` is missing"),
        ("[default]\ntype\naccess_key_secret=CANARY", "`type` is missing"),
        ("[default]\ntype=access_key\naccess_key_secret=CANARY", "`access_key_id` is missing"),
        ("[default]\ntype=ram_role_arn\naccess_key_secret=CANARY", "`role_arn` is missing"),
        (
            "[default]\ntype=rsa_key_pair\nprivate_key_file=CANARY",
            "the type `rsa_key_pair` is not supported",
        ),
    ] {
        let error = load(text, &[]).await.unwrap_err().to_string();
        assert!(error.contains(says), "{text}: {error}");
        assert!(!error.contains("CANARY"), "{error}");
    }
}

#[tokio::test]
async fn a_damaged_file_is_read_or_refused_and_never_repeated() {
    let home = Home::new();
    let whole =
        "[default]\ntype = access_key\naccess_key_id = id\naccess_key_secret = CANARY\n[x]\ny\n";
    for at in 0..whole.len() {
        for byte in [b'[', b']', b'=', b'#', b'\n', b' ', b'\r', 0, 0xff] {
            let mut bytes = whole.as_bytes().to_vec();
            bytes[at] = byte;
            for bytes in [&bytes[..], &bytes[..=at]] {
                home.write(".alibabacloud/credentials", bytes);
                let shown = match IniFile::new(home.environment(&[])).load().await {
                    Ok(loaded) => format!("{loaded:?}"),
                    Err(error) => format!("{error} {error:?}"),
                };
                let shows = shown.contains("CANARY");
                assert!(!shows, "{}: {shown}", String::from_utf8_lossy(bytes));
            }
        }
    }
}
