//! No source and no failure shows a secret: not in `Debug`, not in `Display`, and not in what is logged.

use std::fmt::{Debug, Write};
use std::sync::{Mutex, Once};

use ota_credentials::{Cached, Chain, Environment, ProvideCredentials, sts};
use serde_json::{Value, json};
use tracing::field::{Field, Visit};
use tracing::span;

use crate::support::{Home, LATER, ManualClock, Server};

/// All that was logged, by either of the two ways that are usual.
static LOGGED: Mutex<String> = Mutex::new(String::new());

struct Logger;

impl log::Log for Logger {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        writeln!(LOGGED.lock().unwrap(), "{}: {}", record.target(), record.args()).unwrap();
    }

    fn flush(&self) {}
}

impl tracing::Subscriber for Logger {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &span::Attributes<'_>) -> span::Id {
        span.record(&mut Fields);
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        values.record(&mut Fields);
    }

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut Fields);
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

struct Fields;

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        writeln!(LOGGED.lock().unwrap(), "{field}={value:?}").unwrap();
    }
}

/// Keeps what this process logs from now on.
fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        log::set_logger(&Logger).unwrap();
        log::set_max_level(log::LevelFilter::Trace);
        tracing::subscriber::set_global_default(Logger).unwrap();
    });
}

/// What a hostile or broken server responds.
async fn servers() -> Vec<Server> {
    let mut all = vec![
        // It repeats the request in every field.
        Server::new(|seen| {
            let all = format!("{} {} {}", seen.line, seen.headers, seen.body)
                .replace(['\r', '\n', '"', '\\'], " ");
            let after = |mark: &str, text: &str| {
                let found = text.split(mark).nth(1).unwrap_or_default();
                found.split(['&', '\r', ' ', '?']).next().unwrap_or_default().to_owned()
            };
            let found = [
                after("OIDCToken=", &seen.body),
                after("refresh_token=CANARY", &seen.body),
                after("Bearer ", &seen.headers),
                after("SecurityToken=", &seen.line),
                after("GET /CANARY", &seen.line),
            ];
            let secret = found.iter().find(|found| !found.is_empty());
            let secret = secret.map_or("Refused", String::as_str);
            let body =
                json!({"RequestId": secret, "Code": secret, "Message": all, "error": secret});
            (400, body.to_string())
        })
        .await,
    ];
    let canary_key = json!({
        "Code": "Success", "AccessKeyId": "i", "AccessKeySecret": "CANARY-1", "SecurityToken": "CANARY-2",
        "Expiration": LATER,
    });
    let with = |name: &str, value: Value| {
        let mut key = canary_key.clone();
        key[name] = value;
        json!({"RequestId": "r", "Credentials": key, "CloudCredential": key, "Code": key["Code"],
            "AccessKeyId": key["AccessKeyId"], "AccessKeySecret": key["AccessKeySecret"],
            "SecurityToken": key["SecurityToken"], "Expiration": key["Expiration"],
            "accessKeyId": key["AccessKeyId"], "accessKeySecret": key["AccessKeySecret"],
            "securityToken": key["SecurityToken"], "expiration": key["Expiration"]})
        .to_string()
    };
    for (status, body) in [
        // A success, so that the key itself is in what is shown.
        (200, with("AccessKeyId", json!("i"))),
        (200, with("Expiration", json!("CANARY-3"))),
        (200, with("Expiration", json!(7))),
        (200, with("SecurityToken", json!(null))),
        (200, with("AccessKeySecret", json!("CANARY with spaces"))),
        (200, with("SecurityToken", json!("CANARY\nline"))),
        (200, with("Code", json!("not today"))),
        (200, "{\"AccessKeySecret\":\"CANARY".to_owned()),
        (200, "CANARY".to_owned()),
        (200, String::new()),
        (200, format!("{{\"a\":\"CANARY{}\"}}", "x".repeat(70_000))),
        (302, "CANARY".to_owned()),
        (401, "{\"error\":\"CANARY words\"}".to_owned()),
        (
            403,
            "{\"Code\":\"NoPermission\",\"Message\":\"CANARY\",\"HostId\":\"CANARY\"}".to_owned(),
        ),
        (500, "<html>CANARY".to_owned()),
    ] {
        all.push(Server::always(status, &body).await);
    }
    all.push(Server::raw(|_| b"CANARY".to_vec()).await);
    all.push(
        Server::raw(|_| b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nCANARY".to_vec()).await,
    );
    all.push(Server::raw(|_| Vec::new()).await);
    all
}

/// An environment for each source, whose servers are this one.
fn sources(home: &Home, url: &str) -> Vec<(String, Environment)> {
    let token = home.write("token", "CANARY-header.CANARY-claims.CANARY-signature");
    let token = token.to_str().unwrap();
    let key = |mode: &str, more: Value| {
        let mut profile = json!({
            "name": mode, "mode": mode, "access_key_id": "id", "access_key_secret": "CANARY-secret",
            "sts_token": "CANARY-token", "ram_role_arn": "acs:ram::1:role/r", "policy": "CANARY-policy",
            "external_id": "CANARY-external", "oidc_provider_arn": "acs:ram::1:oidc-provider/p",
            "oidc_token_file": token, "ram_role_name": "worker", "source_profile": "StsToken",
            "cloud_sso_sign_in_url": format!("{url}/CANARY"), "cloud_sso_account_id": "1",
            "cloud_sso_access_config": "ac", "access_token": "CANARY-access",
            "oauth_access_token": "CANARY-oauth", "oauth_refresh_token": "CANARY-refresh",
            "credentials_uri": format!("{url}/CANARY?CANARY"),
            "process_command": "printf '{\"CANARY\":\"CANARY\"} CANARY'",
        });
        for (name, value) in more.as_object().unwrap() {
            profile[name] = value.clone();
        }
        profile
    };
    let profiles = [
        key("AK", json!({})),
        key("AK", json!({"name": "space", "access_key_secret": "CANARY with spaces"})),
        key("StsToken", json!({})),
        key("RamRoleArn", json!({})),
        key("RamRoleArn", json!({"name": "long policy", "policy": "CANARY".repeat(500)})),
        key("ChainableRamRoleArn", json!({})),
        key("EcsRamRole", json!({})),
        key("RamRoleArnWithRoleName", json!({})),
        key("OIDC", json!({})),
        key("CredentialsURI", json!({})),
        key(
            "CredentialsURI",
            json!({"name": "plain", "credentials_uri": "http://10.0.0.1/CANARY"}),
        ),
        key(
            "CredentialsURI",
            json!({"name": "password", "credentials_uri": "https://u:CANARY@10.0.0.1/"}),
        ),
        key("External", json!({})),
        key("External", json!({"name": "gone", "process_command": "/gone/CANARY CANARY"})),
        key("External", json!({"name": "quotes", "process_command": "'CANARY"})),
        key("CloudSSO", json!({})),
        key("CloudSSO", json!({"name": "over", "cloud_sso_access_token_expire": 1})),
        key("OAuth", json!({})),
        key("OAuth", json!({"name": "refresh", "oauth_access_token_expire": 1})),
        key("BearerToken", json!({"bearer_token": "CANARY"})),
        key("CANARY-unknown", json!({"name": "unknown", "mode": "Unknown"})),
    ];
    let names = profiles.iter().map(|profile| profile["name"].as_str().unwrap().to_owned());
    let names: Vec<String> = names.collect();
    home.write(".aliyun/config.json", json!({"profiles": profiles}).to_string());
    let ini = home.write(
        "ini",
        format!(
            "[access_key]\ntype=access_key\naccess_key_id=id\naccess_key_secret=CANARY\n[half]\ntype=access_key\n\
             access_key_secret=CANARY\n[role]\ntype=ram_role_arn\naccess_key_id=id\naccess_key_secret=CANARY\n\
             role_arn=r\npolicy=CANARY\n[pod]\ntype=oidc_role_arn\nrole_arn=r\noidc_provider_arn=p\n\
             oidc_token_file_path={token}\n[instance]\ntype=ecs_ram_role\n"
        ),
    );
    let ini = ini.to_str().unwrap();
    let broken_ini = home.write("broken-ini", "[default]\n=CANARY\n");
    let broken_json = home.write("broken-json", "{\"access_key_secret\":\"CANARY\" \"CANARY\"}");

    let base = |variables: &[(&str, &str)]| {
        let sts = [("OTA_ENDPOINT_URL_STS", url)];
        let variables = sts.iter().chain(variables).copied();
        let environment = Environment::fixed(variables).with_clock(ManualClock::new());
        environment.with_home(home.path()).with_metadata_at(url).with_oauth_at(url)
    };
    let no_file = ("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true");
    let uri = format!("{url}/CANARY?CANARY");
    let mut all = vec![
        (
            "env".to_owned(),
            base(&[
                ("ALIBABA_CLOUD_ACCESS_KEY_ID", "id"),
                ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "CANARY"),
                ("ALIBABA_CLOUD_SECURITY_TOKEN", "CANARY"),
            ]),
        ),
        ("half".to_owned(), base(&[("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "CANARY")])),
        (
            "oidc".to_owned(),
            base(&[
                ("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "p"),
                ("ALIBABA_CLOUD_OIDC_TOKEN_FILE", token),
                ("ALIBABA_CLOUD_ROLE_ARN", "r"),
            ]),
        ),
        ("instance".to_owned(), base(&[no_file])),
        ("named".to_owned(), base(&[no_file, ("ALIBABA_CLOUD_ECS_METADATA", "worker")])),
        (
            "uri".to_owned(),
            base(&[
                no_file,
                ("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true"),
                ("ALIBABA_CLOUD_CREDENTIALS_URI", &uri),
            ]),
        ),
        (
            "broken ini".to_owned(),
            base(&[no_file, ("ALIBABA_CLOUD_CREDENTIALS_FILE", broken_ini.to_str().unwrap())]),
        ),
        (
            "broken json".to_owned(),
            base(&[("ALIBABA_CLOUD_CONFIG_FILE", broken_json.to_str().unwrap())]),
        ),
    ];
    all.extend(names.iter().map(|name| (name.clone(), base(&[("ALIBABA_CLOUD_PROFILE", name)]))));
    for name in ["access_key", "half", "role", "pod", "instance"] {
        let variables =
            [no_file, ("ALIBABA_CLOUD_CREDENTIALS_FILE", ini), ("ALIBABA_CLOUD_PROFILE", name)];
        all.push((format!("ini {name}"), base(&variables)));
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_source_and_no_failure_shows_a_secret() {
    listen();
    let servers = servers().await;
    // Most of the time goes by in waiting for servers that say nothing.
    let mut all = tokio::task::JoinSet::new();
    for server in &servers {
        all.spawn(sources_of(server.url.clone(), servers[0].url.clone()));
    }
    let (mut worked, mut failed) = (0, 0);
    for (found, missed) in all.join_all().await {
        worked += found;
        failed += missed;
    }
    assert!(worked > 50 && failed > 200, "{worked} {failed}");
    let logged = LOGGED.lock().unwrap();
    assert!(!logged.contains("CANARY"), "{}", *logged);
}

/// Tries every source at a server, and then calls a service that is `good`. Returns how many gave a key, and how many
/// did not.
async fn sources_of(url: String, good: String) -> (usize, usize) {
    let (mut worked, mut failed) = (0, 0);
    let home = Home::new();
    for (name, environment) in sources(&home, &url) {
        let chain = Chain::of(environment.clone());
        let mut shown = format!("{environment:?}\n{chain:?}\n{chain:#?}\n");
        let explanation = chain.explain().await;
        writeln!(shown, "{explanation}\n{explanation:?}\n{explanation:#?}").unwrap();
        match chain.find().await {
            Ok(found) => {
                worked += 1;
                writeln!(shown, "{found:?}\n{found:#?}").unwrap();
            }
            Err(error) => {
                failed += 1;
                writeln!(shown, "{error}\n{error:?}\n{error:#?}").unwrap();
            }
        }
        // And what a client makes of it, whose requests are repeated.
        let cached = Cached::new(chain);
        let builder = sts::Client::builder().endpoint(&good).credentials(cached.clone());
        writeln!(shown, "{builder:?}").unwrap();
        let client = builder.build().unwrap();
        match client.get_caller_identity().send().await {
            Ok(response) => writeln!(shown, "{response:?}").unwrap(),
            Err(error) => {
                let source = std::error::Error::source(&error).map(ToString::to_string);
                let again = cached.provide().await.map_err(|error| format!("{error} {error:?}"));
                writeln!(shown, "{error}\n{error:?}\n{source:?}\n{again:?}").unwrap();
            }
        }
        writeln!(shown, "{cached:?}\n{client:?}").unwrap();
        // What a profile is called is no secret, nor is what a server says of a call that worked.
        assert!(!shown.contains("CANARY"), "{name}: {shown}");
    }
    (worked, failed)
}

#[test]
fn what_is_logged_is_heard() {
    listen();
    log::trace!("said by one way");
    tracing::trace!(field = "said by the other");
    let logged = LOGGED.lock().unwrap();
    assert!(logged.contains("said by one way") && logged.contains("said by the other"));
}
