//! Samples in Rust.

use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use ota_samples::Language;

use super::{cases, compare, environment, stages};

/// The programs: the action of each, and its `main`.
#[allow(deprecated, reason = "what is deprecated is shown as well")]
#[allow(clippy::print_stdout, reason = "a program prints what it got")]
mod all {
    include!(concat!(env!("OUT_DIR"), "/samples.rs"));
}

/// How a program ends.
type Ended = Result<(), Box<dyn Error>>;

/// The `main` of a program.
type Main = fn() -> Ended;

/// The start of the lines that say how a program ended; the test runner prints lines of its own.
const ENDED: &str = "ENDED ";

/// Runs the programs whose numbers stand on standard input, in a process with the variables that they
/// read.
#[test]
#[ignore = "a process that the test beside it starts"]
fn child() {
    for line in std::io::stdin().lines() {
        let (_, main) = all::MAINS[line.unwrap().parse::<usize>().unwrap()];
        let ended = main().map_err(|error| error.to_string());
        let mut out = std::io::stdout().lock();
        writeln!(out, "\n{ENDED}{}", serde_json::to_string(&ended.err()).unwrap()).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_make_the_calls_of_all_examples() {
    let stages = stages().await;
    let cases = cases(&stages);
    assert_eq!(cases.len(), all::MAINS.len());
    let variables = environment(&cases);
    tokio::task::block_in_place(|| {
        let mut children: Vec<(String, Child, BufReader<_>)> = Vec::new();
        compare(&cases, |index, case| {
            let endpoint = case.stage.emulator.endpoint();
            assert_eq!(all::MAINS[index].0, case.operation.action);
            let sample = case.sample(Language::Rust);
            assert!(sample.contains(&format!("// OTA_ENDPOINT_URL={endpoint}, ")), "{sample}");
            // The emulator of each folder has an address of its own.
            if children.last().is_none_or(|(known, ..)| known != endpoint) {
                let mut child = Command::new(std::env::current_exe().unwrap())
                    .args(["samples::program::child", "--exact", "--ignored", "--nocapture"])
                    .env_clear()
                    .envs(&variables)
                    .env("OTA_ENDPOINT_URL", endpoint)
                    .env("ALIBABA_CLOUD_REGION_ID", super::REGION)
                    .stdin(Stdio::piped())
                    .stdout(Stdio::piped())
                    .spawn()
                    .unwrap();
                let out = BufReader::new(child.stdout.take().unwrap());
                children.push((endpoint.to_owned(), child, out));
            }
            let (_, child, out) = children.last_mut().unwrap();
            writeln!(child.stdin.as_mut().unwrap(), "{index}").unwrap();
            let ended = out.lines().map(Result::unwrap).find_map(|line| {
                line.strip_prefix(ENDED).map(|rest| serde_json::from_str(rest).unwrap())
            });
            let ended: Option<String> = ended.unwrap();
            ended.map_or(Ok(()), Err)
        });
        for (_, mut child, _) in children {
            drop(child.stdin.take());
            assert!(child.wait().unwrap().success());
        }
    });
}
