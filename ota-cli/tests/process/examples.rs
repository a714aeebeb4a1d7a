//! The examples of the commands that `ota` has itself, run as their help shows them. Those of operations are run by
//! `commands` and `call`; that every command has one that it understands is a test beside the tree of commands.

use std::fs;
use std::path::Path;

use ota_emulator::{
    Emulator, Numbered, Seed, SeedJob, SeedPackage, SeedPackageStatus, SeedProduct, SeedTask,
    TaskStatus,
};
use tempfile::TempDir;

use crate::commands::shell;
use crate::support::{Ran, copy_of_specs, ota, run};

/// The rollout of the examples.
const ROLLOUT: &str = "lamp-20260501T220000";

/// A world with what the examples name.
async fn world() -> Emulator {
    let package = |id: &str, version: &str| SeedPackage {
        firmware_id: id.to_owned(),
        dest_version: Some(version.to_owned()),
        status: SeedPackageStatus::Verified,
        ..SeedPackage::default()
    };
    let task = SeedTask {
        task_id: None,
        device_name: "device1".to_owned(),
        status: TaskStatus::Succeeded,
    };
    let job = SeedJob {
        job_id: "wahVIzGkCMuAUE2gDERM02".to_owned(),
        tasks: vec![task],
        ..SeedJob::default()
    };
    let mut old = package("T0F5b5tpFnHQrgfk030100", "1.0.0");
    old.jobs.push(job);
    let lamps = SeedProduct {
        product_key: "lamp".to_owned(),
        numbered: Some(Numbered { count: 60, ..Numbered::default() }),
        packages: vec![old, package("fw2", "2.0.0")],
        ..SeedProduct::default()
    };
    let others = SeedProduct { product_key: "a1LampKeAbC".to_owned(), ..SeedProduct::default() };
    let seed = Seed { products: vec![lamps, others], ..Seed::default() };
    Emulator::builder().seed(seed).without_quota().speed(600.0).start().await.unwrap()
}

/// The examples of a command, each without its line ends.
fn examples(words: &[&str]) -> Vec<String> {
    let help = ota(&[words, &["--help"]].concat()).done().replace("\\\n", " ");
    let lines = help.lines().skip_while(|line| !line.starts_with("Example")).skip(1);
    let lines = lines.take_while(|line| line.starts_with("  "));
    // Words are apart by one blank, as a shell reads them.
    lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// A folder with the files that the examples name.
fn folder() -> TempDir {
    let place = TempDir::new().unwrap();
    let at = |name: &str| place.path().join(name);
    for parent in ["work", "released"] {
        fs::create_dir(at(parent)).unwrap();
        fs::rename(copy_of_specs().keep(), at(parent).join("specs")).unwrap();
    }
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ota-authoring/tests/pages");
    let files = [
        (pages.join("RepaintFence.txt"), "work/page.txt"),
        (
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/process/tutorial/api-docs.json"),
            "work/api-docs.json",
        ),
    ];
    for (from, to) in files {
        fs::copy(from, at(to)).unwrap();
    }
    fs::write(at("work/lamp-2.0.0.bin"), "a lamp").unwrap();
    let plan = "name = \"lamp\"\nproduct = \"lamp\"\npoll = \"1s\"\n[package]\nfirmware-id = \"fw2\"\n\
        [[wave]]\npercent = 10\napproval = true\n[[wave]]\nall-remaining = true\nfailures = \"50%\"\n";
    fs::write(at("work/lamp.toml"), plan).unwrap();
    place
}

/// The exit code of a command whose example does not end with 0.
fn exit_of(command: &str, ran: &Ran) -> i32 {
    match command {
        // They say what the example waits for, or what there is to be decided.
        "rollout start" | "rollout resume" => 10,
        "rollout abort" => 4,
        // The rollout is over by then.
        "rollout retry-failed" => 2,
        "spec import" => ran.exit.min(1),
        _ => 0,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_examples_of_the_other_commands_work() {
    let emulator = world().await;
    let place = folder();
    let run_in = |script: &str| {
        let mut shell = shell(script, emulator.endpoint());
        run(shell.current_dir(place.path().join("work")).env("HOME", place.path()))
    };
    let start = run_in(&format!("ota rollout start lamp.toml --yes --id {ROLLOUT}"));
    assert_eq!(start.exit, 10, "{start:?}");
    let commands = [
        "demo",
        "doctor",
        "error",
        "man",
        "sign",
        "credentials explain",
        "firmware publish",
        "job watch",
        "spec list",
        "spec check",
        "spec show",
        "spec expand",
        "spec diff",
        "spec export",
        "spec import",
        "spec new",
        "spec init",
        "rollout plan",
        "rollout start",
        "rollout status",
        "rollout report",
        "rollout pause",
        "rollout resume",
        "rollout abort",
        "rollout approve",
        "rollout watch",
        "rollout retry-failed",
        "rollout rollback",
        "rollout simulate",
    ];
    for command in commands {
        if command == "spec init" {
            // It makes a folder that is not there.
            fs::remove_dir_all(place.path().join("work/specs")).unwrap();
        }
        let words: Vec<&str> = command.split(' ').collect();
        let examples = examples(&words);
        assert!(!examples.is_empty(), "{command}");
        // Nobody has this profile.
        for example in examples.iter().filter(|example| !example.contains("--profile lab")) {
            let asks = matches!(command, "firmware publish" | "rollout rollback");
            let yes = if asks { " --yes" } else { "" };
            let ran = run_in(&format!("{example}{yes}"));
            assert_eq!(ran.exit, exit_of(command, &ran), "{example}\n{}{}", ran.out, ran.err);
        }
    }
}
