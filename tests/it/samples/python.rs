//! Samples in Python, with the official client.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use ota_samples::Language;

use super::{cases, compare, environment, stages};
use crate::interop::{python_or_skip, script};

#[tokio::test(flavor = "multi_thread")]
async fn programs_in_python_make_the_calls_of_all_examples() {
    let Some(python) = python_or_skip("samples in Python") else { return };
    let stages = stages().await;
    let cases = cases(&stages);
    tokio::task::block_in_place(|| {
        let mut child = Command::new(python)
            .arg(script("samples.py"))
            .env_clear()
            .envs(environment(&cases))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
        compare(&cases, |_, case| {
            let sample = case.sample(Language::Python);
            writeln!(input, "{}", serde_json::to_string(&sample).unwrap()).unwrap();
            let ended: Option<String> =
                serde_json::from_str(&output.next().unwrap().unwrap()).unwrap();
            ended.map_or(Ok(()), |failed| Err(format!("{failed}\n{sample}")))
        });
        drop(input);
        assert!(child.wait().unwrap().success());
    });
}
