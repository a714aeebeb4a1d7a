//! `ota <noun> <verb>`: the operations by the names that their specs give them.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use ota_emulator::{Effect, Emulator, Fault, Seed, SeedProduct, embedded_specs};
use ota_spec::model::Operation;
use ota_spec::{Value as SpecValue, wire};
use tempfile::TempDir;

use crate::example_worlds::world_for;
use crate::support::{Ran, command, copy_of_specs, json, ota, ota_at, ota_on, run};

const LAMPS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../ota-emulator/tests/specs/lamps");

/// A product whose lists stand inside of structs.
const NESTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/nested");

/// A job of the sample world, its package and product.
const JOB: &str = "wahVIzGkCMuAUE2gDERM02";
const PACKAGE: &str = "T0F5b5tpFnHQrgfk030100";
const PRODUCT: &str = "a1V4kdeAbCd";

/// A shell that finds the program and an emulator, and nothing of the surroundings.
pub(crate) fn shell(script: &str, endpoint: &str) -> Command {
    let program = command(&[]);
    let folder = Path::new(program.get_program()).parent().unwrap();
    let mut shell = Command::new("sh");
    shell.args(["-c", script]).env_clear().stdin(Stdio::null());
    for (name, value) in program.get_envs() {
        shell.env(name, value.unwrap_or_default());
    }
    let path = std::env::join_paths([folder, "/usr/bin".as_ref(), "/bin".as_ref()]).unwrap();
    shell.env("PATH", path);
    shell.env("OTA_ENDPOINT_URL", endpoint).env("OTA_NO_RUN_ID_TAG", "true");
    shell.env("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid");
    shell.env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret");
    shell
}

/// The example of a command, as its help shows it.
fn example(words: &[&str]) -> String {
    let help = ota(&[words, &["--help"]].concat()).done();
    let (_, example) =
        help.split_once("\nExample:\n").unwrap_or_else(|| panic!("{words:?}: {help}"));
    example.split("\n\n").next().unwrap().to_owned()
}

/// The example of a request without what the command fills in.
fn asked(operation: &Operation, request: &SpecValue) -> SpecValue {
    let page = operation.page.as_ref();
    let is_page = |name: &str| {
        page.is_some_and(|page| {
            let size = page.size.as_ref().is_some_and(|size| size.name == name);
            size || page.by.parameter().name == name
        })
    };
    let members = request.members().iter().filter(|(name, _)| !is_page(name));
    SpecValue::Object(members.cloned().collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_example_of_each_command_works_and_calls_its_operation() {
    let specs = embedded_specs().unwrap();
    let emulator = Emulator::builder().without_quota().start().await.unwrap();
    let mut count = 0;
    for operation in &specs.operations {
        let name = operation.command.as_ref().unwrap();
        let (request, action) = (&operation.examples[0].request, &operation.action);
        emulator.reset_to(world_for(action, request)).unwrap();
        let before = emulator.requests().requests.len();
        let script = format!("{} --yes", example(&[&name.noun, &name.verb]));
        let ran = run(&mut shell(&script, emulator.endpoint()));
        assert_eq!((ran.exit, ran.err.as_str()), (0, ""), "{script}\n{}", ran.out);
        let [received] = &emulator.requests().requests[before..] else { panic!("{name}") };
        let own = received.parameters.clone().into_iter();
        let own = own.filter(|(name, _)| wire::owner(&operation.parameters, name).is_some());
        let own = asked(operation, &wire::gather(&operation.parameters, own).0);
        let flat = wire::flatten(&operation.parameters, request).into_iter();
        let wanted = asked(operation, &wire::gather(&operation.parameters, flat).0);
        assert_eq!((received.action.as_deref(), own), (Some(action.as_str()), wanted), "{script}");
        count += 1;
    }
    assert_eq!(count, 33);
}

#[tokio::test(flavor = "multi_thread")]
async fn flags_are_in_kebab_case_and_the_wire_name_works_too() {
    let emulator = Emulator::start().await.unwrap();
    let on = |words: &[&str]| ota_on(&emulator, words);
    let by_place = on(&["job", "show", JOB, "--output", "json"]).done();
    let job = json(&by_place)["Data"]["JobId"].clone();
    assert_eq!(job, JOB);
    for flag in ["--job-id", "--JobId"] {
        assert_eq!(
            json(&on(&["job", "show", flag, JOB, "--output", "json"]).done())["Data"]["JobId"],
            JOB
        );
    }
    let error = on(&["job", "show"]).failed(2);
    assert!(error.contains("`JobId` is required but not set"), "{error}");
    let error = on(&["job", "show", JOB, "--job-id", JOB]).failed(2);
    assert!(error.contains("cannot be used with"), "{error}");
    let error = on(&["job", "sho"]).failed(2);
    assert!(error.contains("'show'"), "{error}");
    let help = ota(&["job", "create-static", "--help"]).done();
    for part in ["--target-selection <", "SPECIFIC", "--device-file <FILE>", "--yes"] {
        assert!(help.contains(part), "{part}: {help}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_tables_with_what_matters_first() {
    let emulator = Emulator::start().await.unwrap();
    let shown = ota_on(&emulator, &["task", "list", JOB]).done();
    let head = shown.lines().next().unwrap();
    assert!(head.starts_with("TaskId") && head.contains("DeviceName"), "{shown}");
    // It says nothing that the request has not said.
    assert!(!head.contains("JobId"), "{shown}");
    assert!(shown.contains("device1") && shown.lines().count() > 2, "{shown}");
    let narrow = |columns: &str| {
        let mut list = command(&["task", "list", JOB]);
        list.env("OTA_ENDPOINT_URL", emulator.endpoint()).env("COLUMNS", columns);
        list.env("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid");
        run(list.env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret")).done()
    };
    let shown = narrow("60");
    let rows = shown.lines().filter(|line| !line.starts_with("not shown"));
    assert!(rows.clone().all(|line| line.chars().count() <= 60), "{shown}");
    assert!(shown.contains("not shown, as they do not fit: "), "{shown}");
    // All of it is there for programs, and by lines where that is asked for.
    let all = json(&ota_on(&emulator, &["task", "list", JOB, "--output", "json"]).done());
    assert_eq!(all["Data"]["SimpleOTATaskInfo"].as_array().map(Vec::len), Some(rows.count() - 1));
    let text = ota_on(&emulator, &["task", "list", JOB, "--output", "text"]).done();
    assert!(text.contains("Data.SimpleOTATaskInfo.1.DeviceName"), "{text}");
    let none = ota_on(&emulator, &["firmware", "list", "--dest-version", "0.0.0-none"]).done();
    assert_eq!(none, "none\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expression_takes_out_what_a_script_needs() {
    let emulator = Emulator::start().await.unwrap();
    let on = |words: &[&str]| ota_on(&emulator, words);
    assert_eq!(on(&["job", "show", JOB, "--query", "Data.JobId"]).done(), format!("{JOB}\n"));
    assert_eq!(
        on(&["call", "QueryOTAJob", "--JobId", JOB, "--query", "Data.JobId"]).done(),
        format!("{JOB}\n")
    );
    let quoted = on(&["job", "show", JOB, "--query", "Data.JobId", "--output", "json"]).done();
    assert_eq!(quoted, format!("\"{JOB}\"\n"));
    let names = on(&["task", "list", JOB, "--query", "Data.SimpleOTATaskInfo[].DeviceName"]).done();
    assert!(names.lines().any(|name| name == "device1"), "{names}");
    let table = [
        "task",
        "list",
        JOB,
        "--query",
        "Data.SimpleOTATaskInfo[].{Name: DeviceName}",
        "--output",
        "table",
    ];
    assert!(on(&table).done().starts_with("Name\ndevice"));
    assert_eq!(on(&["job", "show", JOB, "--query", "Nothing"]).done(), "");
    // It is read before anything is sent.
    let before = emulator.requests().requests.len();
    let error = on(&["job", "show", JOB, "--query", "Data["]).failed(2);
    assert!(error.contains("`--query` is no expression of JMESPath"), "{error}");
    assert_eq!(emulator.requests().requests.len(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_of_another_folder_come_with_it() {
    let lamps = ota_spec::load("lamps", ota_spec::read_folder(LAMPS.as_ref()).unwrap()).unwrap();
    let emulator = Emulator::builder().specs(lamps).start().await.unwrap();
    let on = |words: &[&str]| ota_on(&emulator, &[words, &["--specs", LAMPS]].concat());
    let list = on(&["lamp", "list"]).done();
    assert!(list.starts_with("Lamp\n") && list.contains("lamp-1"), "{list}");
    let switched = on(&["lamp", "switch", "lamp-1", "--power", "on", "--yes"]).done();
    assert!(switched.contains("SwitchLamp: done"), "{switched}");
    let error = on(&["firmware", "list"]).failed(2);
    assert!(error.contains("firmware"), "{error}");
    let error = ota(&["lamp", "list"]).failed(2);
    assert!(error.contains("lamp"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_inside_of_structs_are_listed_page_by_page() {
    let product =
        |number: usize| SeedProduct { product_key: format!("p{number}"), ..SeedProduct::default() };
    let seed = Seed { products: (0..205).map(product).collect(), ..Seed::default() };
    let emulator = Emulator::builder().seed(seed).start().await.unwrap();
    let on = |words: &[&str]| ota_on(&emulator, &[&["product", "list"], words].concat());
    let first = on(&[]).done();
    assert!(first.starts_with("ProductKey") && first.contains("\np204 "), "{first}");
    assert!(first.ends_with("\n200 of 205; `--all` shows all\n"), "{first}");
    let before = emulator.requests().requests.len();
    let all = on(&["--all"]).done();
    assert!(all.contains("\np204 ") && all.contains("\np0 "), "{all}");
    assert_eq!(all.lines().count(), 1 + 205, "{all}");
    assert_eq!(emulator.requests().requests.len() - before, 2);
    let keys = on(&["--all", "--query", "[].ProductKey"]).done();
    assert_eq!(keys.lines().count(), 205, "{keys}");
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_and_states_inside_of_structs_are_followed() {
    let specs = ota_spec::load("nested", ota_spec::read_folder(NESTED.as_ref()).unwrap()).unwrap();
    let emulator = Emulator::builder().specs(specs).start().await.unwrap();
    let on = |words: &[&str]| ota_on(&emulator, &[words, &["--specs", NESTED]].concat());
    let first = on(&["aisle", "list"]).done();
    assert!(
        first.starts_with("Name ") && first.ends_with("\n2 of 4; `--all` shows all\n"),
        "{first}"
    );
    let all = on(&["aisle", "list", "--all", "--query", "[].Name"]).done();
    assert_eq!(all, "north\nsouth\nnorth\nsouth\n");
    let waited = on(&["aisle", "list", "--wait", "clear"]).done();
    assert!(waited.contains("north"), "{waited}");
    // What a call made is looked for there, too. Here nobody can tell, since both pages are the same.
    let before = emulator.requests().requests.len();
    let lost = Fault::new(Effect::Reset { acts: true }).operation("RentAisle").times(1);
    emulator.add_fault(lost).unwrap();
    on(&["call", "RentAisle", "--Name", "east", "--attempts", "2"]).failed(3);
    let requests = &emulator.requests().requests[before..];
    let cursors = requests.iter().filter_map(|request| request.parameters.get("Cursor"));
    assert!(cursors.eq(["page-2"]), "{requests:?}");
}

#[test]
fn a_command_that_ota_has_itself_stays_what_it_is() {
    let specs = copy_of_specs();
    let file = specs.path().join("ops/QueryOTAJob.json");
    let text = fs::read_to_string(&file).unwrap().replace("\"job show\"", "\"spec list\"");
    fs::write(&file, text).unwrap();
    let folder = specs.path().to_str().unwrap();
    let list = ota(&["spec", "list", "--specs", folder]).done();
    assert!(list.contains("QueryOTAJob"), "{list}");
    let jobs = ota(&["job", "--specs", folder, "--help"]).done();
    assert!(!jobs.contains("\n  show"), "{jobs}");
}

#[test]
fn help_needs_neither_configuration_nor_a_key() {
    for words in
        [["firmware", "publish", "--help"], ["job", "watch", "--help"], ["task", "list", "--help"]]
    {
        let mut help = command(&words);
        help.env("OTA_POLICY", "/no/such/policy")
            .env("ALIBABA_CLOUD_CONFIG_FILE", "/no/such/config");
        help.env("OTA_SPECS", "/no/such/specs");
        let shown = run(&mut help).done();
        assert!(shown.contains("Usage: ota "), "{shown}");
    }
}

#[test]
fn what_a_terminal_acts_on_is_escaped_in_help_and_in_mistakes() {
    let specs = copy_of_specs();
    let file = specs.path().join("ops/QueryOTAJob.json");
    let hidden = "\\u001b[2J\\u202e\\u061c\\ufeff\\u200b\\udb40\\udc41";
    let text = fs::read_to_string(&file).unwrap();
    let text = text.replace("\"summary\": \"", &format!("\"summary\": \"{hidden}"));
    fs::write(&file, text).unwrap();
    let folder = specs.path().to_str().unwrap();
    let is_safe = |text: &str| {
        let hides = |c| matches!(c, '\u{202e}' | '\u{61c}' | '\u{feff}' | '\u{200b}' | '\u{e0041}');
        text.chars().all(|c| c == '\n' || (!c.is_control() && !hides(c)))
    };
    for words in [["job", "--help"], ["job", "show"], ["call", "QueryOTAJob"]] {
        let shown = ota(&[&words[..], &["--help", "--specs", folder]].concat()).done();
        assert!(is_safe(&shown) && shown.contains(r"\u{202e}"), "{shown:?}");
    }
    let error = ota(&["job", "shows\u{1b}[2J\u{202e}\u{200b}"]).failed(2);
    assert!(is_safe(&error) && error.contains(r"\u{202e}"), "{error:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_of_the_official_command_line_gives_the_key() {
    let emulator = Emulator::start().await.unwrap();
    let home = TempDir::new().unwrap();
    fs::create_dir(home.path().join(".aliyun")).unwrap();
    let profile = |name: &str, id: &str| {
        format!(
            r#"{{ "name": "{name}", "mode": "AK", "access_key_id": "{id}", "access_key_secret": "testsecret" }}"#
        )
    };
    let config = format!(
        r#"{{ "current": "other", "profiles": [{}, {}] }}"#,
        profile("other", "nobody"),
        profile("lab", "testid")
    );
    fs::write(home.path().join(".aliyun/config.json"), config).unwrap();
    let show = |more: &[&str], key: &str| -> Ran {
        let mut show = command(&[&["job", "show", JOB][..], more].concat());
        show.env("OTA_ENDPOINT_URL", emulator.endpoint()).env("HOME", home.path());
        if !key.is_empty() {
            show.env("ALIBABA_CLOUD_ACCESS_KEY_ID", key);
            show.env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret");
        }
        run(&mut show)
    };
    show(&["--profile", "lab"], "").done();
    // What was asked for by name decides, whatever is set.
    show(&["--profile", "lab"], "nobody").done();
    assert_eq!(show(&[], "").exit, 1);
    let error = show(&["--profile", "none"], "").failed(2);
    assert!(error.contains("`none`"), "{error}");
}

#[test]
fn packages_and_products_are_named_in_dry_runs() {
    let words = [
        "task",
        "cancel",
        "--firmware-id",
        PACKAGE,
        "--product-key",
        PRODUCT,
        "--device-name",
        "d",
    ];
    let shown = ota_at("http://127.0.0.1:1", &[&words[..], &["--dry-run"]].concat()).done();
    assert!(shown.contains("x-acs-action: CancelOTATaskByDevice"), "{shown}");
    assert!(
        shown.ends_with("Nothing was sent. Signature and token are shown as `<redacted>`.\n"),
        "{shown}"
    );
}
