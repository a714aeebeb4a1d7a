//! Rollouts by processes, against an emulator whose world runs fast.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Stdio};

use ota_emulator::{
    DetailedDevice, Emulator, Model, Numbered, Seed, SeedGroup, SeedJob, SeedPackage,
    SeedPackageStatus, SeedProduct, SeedTask, TaskStatus,
};
use tempfile::TempDir;

use crate::support::{Ran, command, json, ota, run};

/// An emulator in which ten minutes take a second.
pub(crate) async fn fleet(failure_rate: f64, status: SeedPackageStatus) -> Emulator {
    let package = |id: &str, version: &str| SeedPackage {
        firmware_id: id.to_owned(),
        dest_version: Some(version.to_owned()),
        status,
        ..SeedPackage::default()
    };
    let product = SeedProduct {
        product_key: "lamp".to_owned(),
        numbered: Some(Numbered { count: 300, ..Numbered::default() }),
        packages: vec![package("fw2", "2.0.0"), package("fw1", "1.0.0")],
        ..SeedProduct::default()
    };
    let model = Model { failure_rate, ..Model::default() };
    let seed = Seed { seed: 3, model, products: vec![product], ..Seed::default() };
    Emulator::builder().seed(seed).without_quota().speed(600.0).start().await.unwrap()
}

pub(crate) struct Work {
    pub(crate) folder: TempDir,
    endpoint: String,
}

impl Work {
    pub(crate) fn new(emulator: &Emulator, plan: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let head = "name = \"lamp\"\nproduct = \"lamp\"\npoll = \"1s\"\n";
        fs::write(folder.path().join("plan.toml"), format!("{head}{plan}")).unwrap();
        Self { folder, endpoint: emulator.endpoint().to_owned() }
    }

    pub(crate) fn command(&self, words: &[&str]) -> std::process::Command {
        let mut command = command(&[&["rollout"], words].concat());
        command
            .current_dir(self.folder.path())
            .env("OTA_ENDPOINT_URL", &self.endpoint)
            .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid")
            .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret");
        command
    }

    pub(crate) fn ota(&self, words: &[&str]) -> Ran {
        run(&mut self.command(words))
    }

    /// A process that carries a rollout out, and the lines that it writes.
    pub(crate) fn spawn(&self, words: &[&str]) -> (Child, impl Iterator<Item = String> + use<>) {
        let mut child =
            self.command(words).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        (child, lines)
    }
}

pub(crate) const START: [&str; 5] = ["start", "plan.toml", "--yes", "--id", "r1"];

fn created(emulator: &Emulator) -> usize {
    let entries = emulator.ledger().into_iter();
    entries.filter(|entry| entry.action == "CreateOTAStaticUpgradeJob").count()
}

fn count(emulator: &Emulator, status: TaskStatus) -> usize {
    emulator.tasks().iter().filter(|task| task.status == status).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rollout_in_waves_is_verified_approved_carried_out_and_rolled_back() {
    let emulator = fleet(0.0, SeedPackageStatus::Unverified).await;
    let work = Work::new(
        &emulator,
        "[package]\nfirmware-id = \"fw2\"\n[verify]\ndevices = [\"device1\", \"device2\"]\n\
         [limits]\nmost-offline = 100\n[[wave]]\npercent = 10\napproval = true\n[[wave]]\nall-remaining = true",
    );
    let waits = work.ota(&START);
    assert_eq!(waits.exit, 10, "{waits:?}");
    assert!(waits.err.contains("wave 1 is through and waits for approval"), "{waits:?}");
    assert!(waits.out.contains("wave 1 of 2: started job"), "{waits:?}");
    assert_eq!((created(&emulator), count(&emulator, TaskStatus::Succeeded)), (1, 2 + 29));

    let out = work.ota(&["approve", "r1", "--events"]).done();
    let events: Vec<serde_json::Value> = out.lines().map(json).collect();
    assert_eq!(events.last().unwrap()["event"], "ended");
    assert_eq!((created(&emulator), count(&emulator, TaskStatus::Succeeded)), (2, 300));

    let status = json(&work.ota(&["status", "r1", "--output", "json"]).done());
    assert_eq!(
        (&status["state"], &status["stages"][2]["counts"]["succeeded"]),
        (&"done".into(), &269.into())
    );
    assert!(work.ota(&["status"]).done().starts_with("r1  lamp  done"));

    // The earlier package goes to all that were updated, by a list that is uploaded.
    let back = ["rollback", "r1", "--firmware-id", "fw1", "--yes"];
    let refused = work.ota(&back);
    assert_eq!(refused.exit, 14, "it is not verified: {refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_updated_is_rolled_back_by_a_list() {
    let emulator = fleet(0.0, SeedPackageStatus::Verified).await;
    let plan = "[package]\nfirmware-id = \"fw2\"\n[[wave]]\nall-remaining = true";
    let work = Work::new(&emulator, plan);
    work.ota(&START).done();
    work.ota(&["rollback", "r1", "--firmware-id", "fw1", "--yes"]).done();
    assert_eq!((created(&emulator), count(&emulator, TaskStatus::Succeeded)), (2, 600));
    let uploads = emulator.ledger().into_iter().filter(|entry| entry.action == "upload");
    assert_eq!(uploads.count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wave_in_which_too_many_fail_stops_and_a_person_ends_the_rollout() {
    let emulator = fleet(0.5, SeedPackageStatus::Verified).await;
    let work = Work::new(
        &emulator,
        "[package]\nfirmware-id = \"fw2\"\n[limits]\nfailures = \"10%\"\nminimum-executed = 10\n\
         [[wave]]\npercent = 10\n[[wave]]\nall-remaining = true",
    );
    let stopped = work.ota(&START);
    assert_eq!(stopped.exit, 11, "{stopped:?}");
    assert!(stopped.err.contains("`retry-failed` tries the failed ones again"), "{stopped:?}");
    let unasked = work.ota(&["abort", "r1"]);
    assert_eq!(unasked.exit, 4, "{unasked:?}");
    let ended = work.ota(&["abort", "r1", "--yes"]);
    assert_eq!(ended.exit, 12, "{ended:?}");
    assert_eq!(created(&emulator), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wave_that_reaches_nobody_is_no_success() {
    let emulator = fleet(0.0, SeedPackageStatus::Verified).await;
    let plan =
        "[package]\nfirmware-id = \"fw2\"\nsource-versions = [\"0.9\"]\n[[wave]]\npercent = 50";
    let work = Work::new(&emulator, plan);
    let stopped = work.ota(&START);
    assert_eq!(stopped.exit, 14, "{stopped:?}");
    assert!(stopped.err.contains("wave 1 has reached no device"), "{stopped:?}");
    let tried = work.ota(&["plan", "plan.toml"]);
    assert_eq!(tried.exit, 1, "{tried:?}");
    assert!(tried.out.contains("wave 1 has reached no device"), "{tried:?}");
    let lines = work.ota(&["resume", "r1", "--yes"]).done();
    assert!(lines.ends_with("done\n"), "{lines}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_waited_for_is_said() {
    let emulator = fleet(0.0, SeedPackageStatus::Verified).await;
    let plan = "[package]\nfirmware-id = \"fw2\"\n[[wave]]\npercent = 10\nsoak = \"1h\"\n[[wave]]\nall-remaining = true";
    let work = Work::new(&emulator, plan);
    let (mut child, mut lines) = work.spawn(&START);
    let soaks = |line: String| line.starts_with("wave 1: left alone until ");
    assert!(lines.any(soaks));
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(work.ota(&["status", "r1"]).done().contains("\nwave 1: left alone until "));
    work.ota(&["pause", "r1"]).done();
    // It waits for its time first, and says so when it is gone on with.
    let (mut child, mut lines) = work.spawn(&["resume", "r1"]);
    assert!(lines.any(soaks));
    child.kill().unwrap();
    child.wait().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_that_a_plan_names_are_among_those_of_which_only_the_number_is_known() {
    let folder = tempfile::tempdir().unwrap();
    let plan = folder.path().join("plan.toml");
    let text = "name = \"l\"\nproduct = \"p\"\n[package]\nfile = \"fw.bin\"\nname = \"n\"\nversion = \"2\"\n\
                [verify]\ndevices = [\"canary\"]\n[[wave]]\ndevices = [\"a\", \"b\"]\n[[wave]]\ngroup = \"east\"";
    fs::write(&plan, text).unwrap();
    fs::write(folder.path().join("fw.bin"), "firmware").unwrap();
    let group = folder.path().join("east.txt");
    fs::write(&group, "b\nc\n").unwrap();
    let group = format!("east={}", group.display());
    let plan = plan.to_str().unwrap();
    let words = ["rollout", "plan", plan, "--version", "1", "--group", &group, "--devices"];
    let out = ota(&[&words[..], &["4"]].concat()).done();
    assert!(out.contains(": done") && out.contains("devices: 4"), "{out}");
    let few = ota(&[&words[..], &["3"]].concat()).failed(2);
    assert!(few.contains("name 4 devices, and `--devices` is 3"), "{few}");
    let fleet = folder.path().join("fleet.csv");
    fs::write(&fleet, "canary,1\nb,1\nc,1\n").unwrap();
    let known = ["--fleet", fleet.to_str().unwrap()];
    let tried = ota(&[&words[..7], &known].concat());
    assert_eq!(tried.exit, 1, "{tried:?}");
    assert!(tried.out.contains("not there, although the plan names them: `a`"), "{tried:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_is_killed_leaves_a_rollout_that_another_goes_on_with() {
    let plan =
        "[package]\nfirmware-id = \"fw2\"\n[[wave]]\npercent = 10\n[[wave]]\nall-remaining = true";
    for event in ["created", "counted", "finished", "passed"] {
        let emulator = fleet(0.0, SeedPackageStatus::Verified).await;
        let work = Work::new(&emulator, plan);
        let (mut child, mut lines) = work.spawn(&[&START[..], &["--events"]].concat());
        let seen = lines.any(|line| json(&line)["event"] == event);
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(seen, "no `{event}`");
        work.ota(&["resume", "r1"]).done();
        assert_eq!(
            (created(&emulator), count(&emulator, TaskStatus::Succeeded)),
            (2, 300),
            "{event}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_controllers_one_works_and_the_other_leaves_it_to_that() {
    let emulator = fleet(0.0, SeedPackageStatus::Verified).await;
    let plan = "[package]\nfirmware-id = \"fw2\"\n[[wave]]\npercent = 10\napproval = true\n[[wave]]\nall-remaining = true";
    let work = Work::new(&emulator, plan);
    let (mut child, mut lines) = work.spawn(&[&START[..], &["--wait", "--events"]].concat());
    assert!(lines.any(|line| json(&line)["event"] == "stopped"));
    let second = work.ota(&START);
    assert_eq!(second.exit, 13, "{second:?}");
    assert!(second.err.contains(&format!("process {}", child.id())), "{second:?}");
    let noted = work.ota(&["approve", "r1"]).done();
    assert!(noted.contains("has the rollout and follows it"), "{noted}");
    assert!(lines.any(|line| json(&line)["event"] == "ended"));
    assert!(child.wait().unwrap().success());
    assert_eq!(created(&emulator), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_tried_without_a_change_and_says_what_would_become_of_it() {
    let emulator = fleet(0.0, SeedPackageStatus::Verified).await;
    let plan = "[package]\nfirmware-id = \"fw2\"\n[[wave]]\nname = \"some\"\npercent = 10\n[[wave]]\nall-remaining = true";
    let work = Work::new(&emulator, plan);
    let before = emulator.ledger().len();
    let out = work.ota(&["plan", "plan.toml", "--devices", "300"]).done();
    assert!(out.starts_with("some: 30 devices"), "{out}");
    assert!(out.contains("2 CreateOTAStaticUpgradeJob") && out.contains(": done"), "{out}");
    assert_eq!(emulator.ledger().len(), before);
    let dry = work.ota(&["start", "plan.toml", "--dry-run"]).done();
    assert!(dry.contains("wave 1 `some`: 10 % of those that are left"), "{dry}");
    assert!(!PathBuf::from(work.folder.path()).join("ota-rollouts.db").exists());
    let unasked = work.ota(&["start", "plan.toml"]).failed(4);
    assert!(unasked.contains("`--yes`"), "{unasked}");
}

#[test]
fn mistakes_in_a_plan_are_shown_with_their_places() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("plan.toml");
    fs::write(
        &path,
        "name = \"n\"\nproduct = \"p\"\npoll = \"5\"\n[package]\nfirmware-id = \"f\"\n",
    )
    .unwrap();
    let shown = path.display().to_string();
    let message = ota(&["rollout", "start", &shown, "--yes"]).failed(2);
    assert!(message.contains(&format!("{shown}:3:8: `poll` is \"5\"")), "{message}");
    assert!(message.contains("0 waves"), "{message}");
}

#[test]
fn drawn_rollouts_are_tried_by_the_command() {
    let out = ota(&["rollout", "simulate", "--runs", "3", "--seed", "2"]).done();
    assert!(out.contains("rollouts      3 with") && out.contains("broken rules  0"), "{out}");
}

/// Devices as the service has them: some that were never online, some that run another version, some that are busy with
/// another job, and a group.
async fn mixed_fleet(unactive: usize, busy: usize, speed: f64) -> Emulator {
    let device = |number: usize| {
        let name = format!("lamp{number}");
        let version = if number <= 20 { "1.0.0" } else { "0.9.0" };
        let versions = [("default".to_owned(), version.to_owned())];
        DetailedDevice {
            device_name: name,
            unactive: number <= unactive,
            versions: versions.into_iter().filter(|_| number > unactive).collect(),
            ..DetailedDevice::default()
        }
    };
    let task = |number: usize| SeedTask {
        task_id: None,
        device_name: format!("lamp{number}"),
        status: TaskStatus::InProgress,
    };
    let busy = SeedJob {
        job_id: "busy".to_owned(),
        tasks: (11..11 + busy).map(task).collect(),
        ..SeedJob::default()
    };
    let package = |id: &str, version: &str, jobs| SeedPackage {
        firmware_id: id.to_owned(),
        dest_version: Some(version.to_owned()),
        jobs,
        ..SeedPackage::default()
    };
    let product = SeedProduct {
        product_key: "lamp".to_owned(),
        devices: (1..=60).map(|number| device(number).into()).collect(),
        packages: vec![package("fw2", "2.0.0", vec![]), package("fw3", "1.5.0", vec![busy])],
        ..SeedProduct::default()
    };
    let group = SeedGroup {
        group_id: "east".to_owned(),
        product_key: "lamp".to_owned(),
        devices: vec!["lamp7".to_owned(), "lamp8".to_owned(), "lamp9".to_owned()],
        ..SeedGroup::default()
    };
    let seed = Seed { seed: 5, products: vec![product], groups: vec![group], ..Seed::default() };
    Emulator::builder().seed(seed).without_quota().speed(speed).start().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_goes_by_what_became_of_earlier_tasks_unless_something_else_is_said() {
    let emulator = fleet(0.5, SeedPackageStatus::Verified).await;
    let plan = "[package]\nfirmware-id = \"fw2\"\n[limits]\nfailures = \"100%\"\nquarantine = false\n\
                [[wave]]\nname = \"some\"\npercent = 50";
    let work = Work::new(&emulator, plan);
    let said = work.ota(&["plan", "plan.toml"]).done();
    assert!(said.contains("150 updated, 0 failed"), "{said}");
    assert!(said.contains("history: nothing is known of how devices behave"), "{said}");
    assert!(said.contains("devices: 300") && said.contains("150 needed; how many"), "{said}");
    work.ota(&START).done();
    emulator.set_speed(0.0).unwrap();
    let before = emulator.ledger().len();
    let said = work.ota(&["plan", "plan.toml"]).done();
    assert!(said.contains("history: 150 tasks of 1 earlier job, of which"), "{said}");
    assert!(said.contains("of 10 draws of what is left to chance:"), "{said}");
    let once = work.ota(&["plan", "plan.toml", "--draws", "1"]).done();
    assert!(!once.contains("draws of"), "{once}");
    let failed = said.split(" updated, ").nth(1).unwrap().split(' ').next().unwrap();
    assert!((10..=100).contains(&failed.parse::<u32>().unwrap()), "{said}");
    // What is said goes before what was seen.
    let calm = work.ota(&["plan", "plan.toml", "--failure-rate", "0"]).done();
    assert!(calm.contains(" updated, 0 failed"), "{calm}");
    let blind = work.ota(&["plan", "plan.toml", "--no-history"]).done();
    assert!(blind.contains(" updated, 0 failed") && !blind.contains("history"), "{blind}");
    let head = "name = \"lamp\"\nproduct = \"lamp\"\n";
    let expected = "[expected]\nfailing = \"100%\"\nattempts = 10";
    std::fs::write(work.folder.path().join("sad.toml"), format!("{head}{plan}\n{expected}\n"))
        .unwrap();
    let sad = work.ota(&["plan", "sad.toml"]).done();
    assert!(sad.contains(": 0 updated") && sad.contains("0 needed, 10 left"), "{sad}");
    assert_eq!(emulator.ledger().len(), before, "a plan changed something");
}

const REST: &str = "[[wave]]\nname = \"rest\"\nall-remaining = true";

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_tried_with_the_devices_that_the_service_has() {
    let emulator = mixed_fleet(5, 3, 1.0).await;
    let limits = "[limits]\nfailures = \"50%\"\nstall-after = \"2h\"";
    let plan = format!(
        "[package]\nfirmware-id = \"fw2\"\nsource-versions = [\"1.0.0\"]\n{limits}\n{REST}"
    );
    let work = Work::new(&emulator, &plan);
    let before = emulator.ledger().len();
    let tried = work.ota(&["plan", "plan.toml"]);
    assert_eq!((tried.exit, tried.err.as_str()), (1, ""), "it would stop: {tried:?}");
    let said = tried.out;
    // Twenty lamps run the version, but for five that have never run any; three have something else to do.
    assert!(said.starts_with("rest: 15 devices"), "{said}");
    assert!(said.contains("3 would fail: the device has an unfinished task"), "{said}");
    // Nothing is written, and no call is made that would write.
    assert_eq!(emulator.ledger().len(), before);
    let actions = emulator.requests().requests.into_iter().filter_map(|call| call.action);
    let reads = |action: &String| action.starts_with("Query") || action.starts_with("List");
    assert!(actions.clone().all(|action| reads(&action)), "{:?}", actions.collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_plan_says_of_groups_and_of_all_comes_true() {
    let emulator = mixed_fleet(0, 0, 600.0).await;
    let east = "[[wave]]\nname = \"east\"\ngroup = \"east\"";
    let work = Work::new(&emulator, &format!("[package]\nfirmware-id = \"fw2\"\n{east}\n{REST}"));
    let said = work.ota(&["plan", "plan.toml"]).done();
    work.ota(&START).done();
    let status = json(&work.ota(&["status", "r1", "--output", "json"]).done());
    for (stage, name) in [(1, "east"), (2, "rest")] {
        let counts = status["stages"][stage]["counts"].as_object().unwrap();
        let all: u64 = counts.values().filter_map(serde_json::Value::as_u64).sum();
        let updated = &counts["succeeded"];
        let line = |said: &str| {
            said.starts_with(&format!("{name}: {all} devices"))
                && said.contains(&format!(" {updated} updated"))
        };
        assert!(said.lines().any(line), "{name}: {counts:?} {said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_safety_policy_goes_for_whatever_goes_on_with_a_rollout() {
    let emulator = fleet(0.0, SeedPackageStatus::Verified).await;
    let work = Work::new(
        &emulator,
        "[package]\nfirmware-id = \"fw2\"\n[[wave]]\npercent = 10\napproval = true\n[[wave]]\nall-remaining = true",
    );
    assert_eq!(work.ota(&START).exit, 10);
    let policy = work.folder.path().join("policy.toml");
    let under = |rule: &str, words: &[&str]| {
        fs::write(&policy, format!("[[rule]]\n{rule}\n")).unwrap();
        run(work.command(words).env("OTA_POLICY", &policy))
    };
    let jobs = "operations = [\"CreateOTAStaticUpgradeJob\"]\naction = \"deny\"";
    for order in ["approve", "resume"] {
        under(jobs, &[order, "r1"]).failed(4);
        under(jobs, &[order, "r1", "--yes"]).failed(4);
    }
    let by_name = "operations = [\"rollout *\"]\naction = \"confirm\"";
    for order in ["approve", "resume", "retry-failed", "abort"] {
        under(by_name, &[order, "r1"]).failed(4);
    }
    under(jobs, &["start", "plan.toml", "--yes", "--id", "r2"]).failed(4);
    assert_eq!(created(&emulator), 1);
    under(by_name, &["approve", "r1", "--yes"]).done();
    assert_eq!(created(&emulator), 2);
}

#[test]
fn shares_of_devices_are_shares() {
    let folder = TempDir::new().unwrap();
    let plan = folder.path().join("plan.toml");
    let text = "name = \"l\"\nproduct = \"p\"\n[package]\nfile = \"fw.bin\"\nversion = \"2\"\n[[wave]]\nall-remaining = true";
    fs::write(&plan, text).unwrap();
    let plan = plan.to_str().unwrap();
    for share in ["7", "-0.1", "NaN", "inf"] {
        let flag = format!("--failure-rate={share}");
        ota(&["rollout", "plan", plan, "--devices", "5", &flag]).failed(2);
    }
}

#[test]
fn the_plan_of_the_readme_is_one() {
    let readme = include_str!("../../README.md");
    let blocks = readme.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let of_plan = |block: &&str| block.contains("[[wave]]") || block.contains("[expected]");
    let plan: Vec<&str> = blocks.filter(of_plan).collect();
    assert_eq!(plan.len(), 2, "the plan, and what is expected");
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("plan.toml");
    fs::write(&path, plan.concat()).unwrap();
    let shown = ota(&["rollout", "start", path.to_str().unwrap(), "--dry-run"]).done();
    assert!(shown.contains("wave 1 `first`: 10 %"), "{shown}");
}
