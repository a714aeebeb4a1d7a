//! The official library and ours look for a key in the same surroundings.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use ota_credentials::{Chain, Environment};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::canned::Canned;
use crate::interop::{lines, python_or_skip, run_with, script};

/// Files of a home folder, and variables.
struct Case {
    name: &'static str,
    files: Vec<(&'static str, String)>,
    variables: Vec<(&'static str, String)>,
}

/// What was found: the parts of the key and the provider; `None` if nothing was.
type Found = Option<[String; 4]>;

fn profiles(all: Value) -> (&'static str, String) {
    (".aliyun/config.json", json!({ "current": "one", "profiles": all }).to_string())
}

fn ak(name: &str) -> Value {
    let id = format!("id-{name}");
    json!({"name": name, "mode": "AK", "access_key_id": id, "access_key_secret": "s+/="})
}

fn cases(home: &Path, uri: &str) -> Vec<Case> {
    let key = |id: &str| {
        vec![
            ("ALIBABA_CLOUD_ACCESS_KEY_ID", id.to_owned()),
            ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret".to_owned()),
        ]
    };
    let ini = |text: &str| (".alibabacloud/credentials.ini", text.to_owned());
    let one = "[default]\ntype = access_key\naccess_key_id = ini-id # mine\naccess_key_secret = a=b\n\
               [two]\ntype = access_key\naccess_key_id = ini-two\naccess_key_secret = s\n";
    let external = home.join("key.sh").display().to_string();
    let case = |name, files, variables| Case { name, files, variables };
    let profile = |name: &str| vec![("ALIBABA_CLOUD_PROFILE", name.to_owned())];
    let mut with_token = key("STS.env");
    with_token.push(("ALIBABA_CLOUD_SECURITY_TOKEN", "token".to_owned()));
    let off = vec![("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "True".to_owned())];
    vec![
        case("nothing", vec![], vec![]),
        case("key", vec![profiles(json!([ak("one")]))], key("env")),
        case("token", vec![], with_token),
        case("empty", vec![], key("")),
        case("current", vec![profiles(json!([ak("zero"), ak("one")]))], vec![]),
        case("named", vec![profiles(json!([ak("one"), ak("two")]))], profile("two")),
        case(
            "sts",
            vec![profiles(json!([{"name": "one", "mode": "StsToken", "access_key_id": "i",
                "access_key_secret": "s", "sts_token": "t"}]))],
            vec![],
        ),
        case(
            "external",
            vec![profiles(
                json!([{"name": "one", "mode": "External", "process_command": external}]),
            )],
            vec![],
        ),
        case("off", vec![profiles(json!([ak("one")])), ini(one)], off),
        case("ini", vec![ini(one)], vec![]),
        case("section", vec![ini(one)], profile("two")),
        case("both", vec![profiles(json!([ak("one")])), ini(one)], vec![]),
        case("other file", vec![profiles(json!([ak("one")])), ini(one)], profile("two")),
        case("uri", vec![], vec![("ALIBABA_CLOUD_CREDENTIALS_URI", uri.to_owned())]),
        case("no profile", vec![profiles(json!([ak("zero")]))], vec![]),
        case("no section", vec![ini(one)], profile("three")),
        case("broken ini", vec![ini("[default]\ntype = access_key\n")], vec![]),
        case("unknown mode", vec![profiles(json!([{"name": "one", "mode": "Unknown"}]))], vec![]),
    ]
}

/// Surroundings in which a step is set up wrongly and a later one rightly.
const DECIDED: [&str; 2] = ["half a key", "broken file"];

fn decided() -> Vec<Case> {
    let file = (
        ".alibabacloud/credentials.ini",
        "[default]\ntype=access_key\naccess_key_id=ini\naccess_key_secret=s\n".to_owned(),
    );
    let half = vec![("ALIBABA_CLOUD_ACCESS_KEY_ID", "half".to_owned())];
    let broken = (".aliyun/config.json", "{".to_owned());
    vec![
        Case { name: DECIDED[0], files: vec![file.clone()], variables: half },
        Case { name: DECIDED[1], files: vec![file, broken], variables: vec![] },
    ]
}

/// The variables of a case, and no metadata.
fn variables(case: &Case) -> Vec<(String, String)> {
    let off = [("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true".to_owned())];
    let all = off.into_iter().chain(case.variables.iter().cloned());
    all.map(|(name, value)| (name.to_owned(), value)).collect()
}

/// What the official library finds for each case, all in one process: importing it takes a second.
fn theirs(python: &Path, cases: &[(PathBuf, Case)]) -> Vec<Found> {
    let surroundings: String = cases
        .iter()
        .map(|(home, case)| {
            let mut all: BTreeMap<_, _> = variables(case).into_iter().collect();
            all.insert("HOME".to_owned(), home.display().to_string());
            all.insert("PATH".to_owned(), "/usr/bin:/bin".to_owned());
            json!(all).to_string() + "\n"
        })
        .collect();
    let mut command = Command::new(python);
    command.arg(script("official_credentials.py")).env_clear();
    let results = lines(&run_with(&mut command, &surroundings).unwrap());
    assert_eq!(results.len(), cases.len());
    let found = |result: &Value| {
        let part = |name: &str| result[name].as_str().unwrap_or_default().to_owned();
        result["error"].is_null().then(|| ["id", "secret", "token", "provider"].map(part))
    };
    results.iter().map(found).collect()
}

async fn ours(home: &Path, case: &Case) -> Found {
    let environment = Environment::fixed(variables(case)).with_home(home);
    let found = Chain::of(environment).find().await.ok()?;
    let key = found.credentials();
    let token = key.security_token().unwrap_or_default();
    let provider = format!("default/{}", found.provider());
    Some([key.key_id(), key.key_secret(), token, &provider].map(ToOwned::to_owned))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_official_library_finds_the_same_keys() {
    let Some(python) = python_or_skip("official credentials") else { return };
    let body = r#"{"Code":"Success","AccessKeyId":"uri","AccessKeySecret":"s","SecurityToken":"t","Expiration":"2999-01-02T03:04:05Z"}"#;
    let server = Canned::respond(200, "application/json", body).await;
    let folder = TempDir::new().unwrap();
    let print = "#!/bin/sh\necho '{\"mode\":\"StsToken\",\"access_key_id\":\"ext\",\"access_key_secret\":\"s\",\"sts_token\":\"t\"}'\n";
    let external = folder.path().join("key.sh");
    fs::write(&external, print).unwrap();
    fs::set_permissions(&external, fs::Permissions::from_mode(0o755)).unwrap();
    let cases = cases(folder.path(), server.endpoint()).into_iter().chain(decided());
    let at_home = |case: Case| (folder.path().join(case.name.replace(' ', "-")), case);
    let cases: Vec<(PathBuf, Case)> = cases.map(at_home).collect();
    for (home, case) in &cases {
        fs::create_dir_all(home).unwrap();
        for (path, text) in &case.files {
            let path = home.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }
    let theirs = tokio::task::block_in_place(|| theirs(python, &cases));
    let mut found = 0;
    for ((home, case), theirs) in cases.iter().zip(theirs) {
        let ours = ours(home, case).await;
        if DECIDED.contains(&case.name) {
            // They go on to the next step; here the first one that is there decides.
            assert_eq!((theirs.unwrap()[0].as_str(), ours), ("ini", None), "{}", case.name);
            continue;
        }
        found += usize::from(ours.is_some());
        assert_eq!(ours, theirs, "{}", case.name);
    }
    assert_eq!(found, 12);
}
