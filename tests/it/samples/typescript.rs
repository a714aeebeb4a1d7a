//! Samples in TypeScript, with the official client.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use ota_samples::Language;
use tempfile::TempDir;

use super::{cases, compare, environment, stages};
use crate::interop::script;
use crate::node::modules_or_skip;

#[tokio::test(flavor = "multi_thread")]
async fn programs_in_typescript_make_the_calls_of_all_examples() {
    let Some(modules) = modules_or_skip("samples in TypeScript") else { return };
    let stages = stages().await;
    let cases = cases(&stages);
    let folder = TempDir::new().unwrap();
    let samples: Vec<String> = cases.iter().map(|case| case.sample(Language::TypeScript)).collect();
    for (number, sample) in samples.iter().enumerate() {
        std::fs::write(folder.path().join(format!("{number}.ts")), sample).unwrap();
    }
    tokio::task::block_in_place(|| {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let mut child = Command::new("node")
            .arg(script("samples.js"))
            .args([&modules, folder.path()])
            .arg(samples.len().to_string())
            .env_clear()
            .env("PATH", path)
            .envs(environment(&cases))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut read = || output.next().unwrap().unwrap();
        let said: Vec<String> = serde_json::from_str(&read()).unwrap();
        assert_eq!(said, [""; 0], "the compiler says something");
        compare(&cases, |number, _| {
            writeln!(input).unwrap();
            let ended: Option<String> = serde_json::from_str(&read()).unwrap();
            ended.map_or(Ok(()), |failed| Err(format!("{failed}\n{}", samples[number])))
        });
        drop(input);
        assert!(child.wait().unwrap().success());
    });
}
