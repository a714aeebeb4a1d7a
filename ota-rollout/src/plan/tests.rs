use ota_world::Model;

use super::{EXAMPLE, Failures, Gate, OnStall, Package, Plan, Seconds, Target};

fn parse(text: &str) -> Result<Plan, String> {
    let list = |path: &str| match path {
        "east.txt" => Ok("a\nb\n\nc\n".to_owned()),
        _ => Err("no such file".to_owned()),
    };
    Plan::parse("plan.toml", text, &list).map_err(|error| error.to_string())
}

const WHOLE: &str = r#"
name = "lamp-2.0"
product = "lamp"
poll = "10s"

[package]
firmware-id = "fw2"

[verify]
devices = ["canary"]
timeout = "30m"

[delivery]
push-rate = 1000
timeout = "1h"

[limits]
failures = "5%"
minimum-executed = 20
most-offline = 500
stall-after = "30m"
on-stall = "fail"

[calendar]
time-zone = "Asia/Shanghai"
not-before = "2026-05-01T22:00"
days = ["mon", "fri"]
from = "22:00"
to = "05:00"

[expected]
attempts = 1000
failing = "2.5%"
silent = "1 %"
offline = "0%"
duration = "90s"

[[wave]]
name = "east"
device-file = "east.txt"
soak = "1h"
approval = true

[[wave]]
percent = 12.5
failures = 3
gate-command = ["./check.sh", "--all"]

[[wave]]
all-remaining = true
"#;

#[test]
fn every_word_of_a_plan_arrives() {
    let plan = parse(WHOLE).unwrap();
    assert_eq!(plan.package, Package::Known { firmware_id: "fw2".to_owned() });
    assert_eq!(plan.verify.as_ref().unwrap().devices, ["canary"]);
    assert_eq!((plan.poll, plan.stall_after), (Seconds(10), Seconds(1800)));
    assert_eq!((plan.most_offline, plan.on_stall), (Some(500), OnStall::Fail));
    assert_eq!((plan.delivery.push_rate, plan.delivery.timeout_minutes), (Some(1000), Some(60)));
    let [east, some, rest] = &plan.waves[..] else { panic!("{plan:?}") };
    let names = ["a", "b", "c"].map(str::to_owned).to_vec();
    assert_eq!((&east.name[..], &east.target), ("east", &Target::Devices(names)));
    assert_eq!((east.soak, &east.gate), (Seconds(3600), &Some(Gate::Approval)));
    assert_eq!(east.tolerance.failures, Failures::Share(5000));
    assert_eq!((&some.name[..], &some.target), ("2", &Target::Percent("12.5".to_owned())));
    assert_eq!((some.tolerance.failures, some.tolerance.minimum), (Failures::Count(3), 20));
    assert_eq!(rest.target, Target::Remaining);
    let window = plan.calendar.window.unwrap();
    assert_eq!((window.days, window.from.hour()), (vec![1, 5], 22));
    let model = plan.expected.model(Model::default());
    assert_eq!((model.failure_rate, model.silent_share, model.offline_share), (0.025, 0.01, 0.0));
    assert_eq!((model.delay, model.duration), (0.into(), 90.into()));
    assert_eq!(plan.expected.attempts, Some(1000));
    // 22:00 in Shanghai.
    assert_eq!(plan.calendar.not_before.unwrap().to_string(), "2026-05-01T14:00:00.000Z");
}

#[test]
fn nothing_may_fail_where_nothing_is_said() {
    let plan = parse("name = \"n\"\nproduct = \"p\"\n[package]\nfirmware-id = \"f\"\n[[wave]]\nall-remaining = true").unwrap();
    assert!(plan.waves[0].tolerance.is_exceeded(1, 1));
    assert!(plan.quarantine && plan.most_offline.is_none());
}

/// The whole plan with one line in the place of another.
fn broken(line: &str, by: &str) -> String {
    assert!(WHOLE.contains(line), "{line}");
    parse(&WHOLE.replacen(line, by, 1)).unwrap_err()
}

#[test]
fn each_mistake_is_shown_in_its_place_with_what_is_allowed() {
    for (line, by, place, words) in [
        ("poll = \"10s\"", "poll = \"10\"", "4:8", "`30s`"),
        ("poll = \"10s\"", "poll = \"2h\"", "4:8", "allowed: `1s` to `1h`"),
        ("poll = \"10s\"", "pool = \"10s\"", "4:1", "unknown field `pool`"),
        ("name = \"lamp-2.0\"", "name = \"lamp/2\"", "2:8", "letters, digits"),
        ("firmware-id = \"fw2\"", "file = \"a.bin\"", "7:8", "`name` and `version`"),
        ("firmware-id = \"fw2\"", "overwrite = true", "6:1", "`firmware-id`"),
        ("push-rate = 1000", "push-rate = 9", "14:13", "allowed: 10 to 10000"),
        ("push-rate = 1000", "retry-count = 3", "14:15", "`retry-interval`"),
        ("timeout = \"1h\"", "timeout = \"90s\"", "15:11", "whole minutes"),
        ("failures = \"5%\"", "failures = \"5 percent\"", "18:12", "`\"2.5%\"`"),
        ("on-stall = \"fail\"", "on-stall = \"wait\"", "22:12", "`ask`, `fail`"),
        ("time-zone = \"Asia/Shanghai\"", "time-zone = \"Mars/Base\"", "25:13", "`UTC`"),
        ("time-zone = \"Asia/Shanghai\"", "", "24:1", "`time-zone` is missing"),
        ("days = [\"mon\", \"fri\"]", "days = [\"mon\", \"frei\"]", "27:16", "`mon`, `tue`"),
        ("to = \"05:00\"", "", "28:8", "go together"),
        ("attempts = 1000", "attempts = -1", "32:12", "allowed: 0 to"),
        ("failing = \"2.5%\"", "failing = \"0.025\"", "33:11", "`\"2.5%\"`"),
        ("device-file = \"east.txt\"", "device-file = \"west.txt\"", "40:15", "no such file"),
        ("device-file = \"east.txt\"", "devices = [\"a\", \"a\"]", "40:17", "twice"),
        ("device-file = \"east.txt\"", "", "38:1", "has no devices"),
        ("percent = 12.5", "percent = 0", "45:11", "0.001 to 100"),
        ("percent = 12.5", "percent = 5\ngroup = \"g\"", "46:9", "two targets"),
        ("percent = 12.5", "devices = [\"b\"]", "45:11", "earlier wave"),
        ("gate-command = [\"./check.sh\", \"--all\"]", "gate-command = []", "47:16", "is empty"),
        ("percent = 12.5", "all-remaining = true", "49:1", "leaves no devices"),
        (
            "firmware-id = \"fw2\"",
            "firmware-id = \"fw2\"\nsource-versions = [\"1\"]",
            "41:15",
            "`source-versions`",
        ),
    ] {
        let message = broken(line, by);
        let first = message.lines().find(|line| line.contains(words));
        let first = first.unwrap_or_else(|| panic!("{by}: {message}"));
        assert!(first.starts_with(&format!("plan.toml:{place}: ")), "{by}: {message}");
    }
}

#[test]
fn each_mistake_is_told_once() {
    for (line, by) in [
        ("days = [\"mon\", \"fri\"]", "days = [\"frei\"]"),
        ("days = [\"mon\", \"fri\"]", "days = []"),
        ("device-file = \"east.txt\"", "devices = [\"a\", \"a\"]"),
        ("device-file = \"east.txt\"", "devices = [\"a b\"]"),
        ("device-file = \"east.txt\"", "devices = []"),
        ("devices = [\"canary\"]", "devices = [\"canary\", \"canary\"]"),
        ("percent = 12.5", "devices = [\"b\"]"),
    ] {
        let message = broken(line, by);
        assert_eq!(message.matches("plan.toml:").count(), 1, "{by}: {message}");
    }
}

#[test]
fn all_mistakes_are_told_at_once_in_their_order() {
    let text =
        WHOLE.replace("poll = \"10s\"", "poll = \"x\"").replace("percent = 12.5", "percent = 101");
    let error = Plan::parse("plan.toml", &text, &|_| Ok("a".to_owned())).unwrap_err();
    let lines: Vec<usize> = error.mistakes().iter().map(|mistake| mistake.line).collect();
    assert_eq!(lines, [4, 45]);
    let empty = parse("name = \"n\"\nproduct = \"p\"\n[package]\nfirmware-id = \"f\"").unwrap_err();
    assert!(empty.contains("0 waves"), "{empty}");
}

/// The keys that each table of a plan can have, as `serde` knows them.
fn words(table: &str) -> Vec<String> {
    let whole = "name = \"n\"\nproduct = \"p\"\n[package]\nfirmware-id = \"f\"\n";
    let text = match table {
        "" => format!("zzz = 1\n{whole}"),
        "package" => format!("{whole}zzz = 1"),
        "wave" => format!("{whole}[[wave]]\nzzz = 1"),
        table => format!("{whole}[{table}]\nzzz = 1"),
    };
    let message = parse(&text).unwrap_err();
    let known = message.split("expected one of").nth(1).unwrap_or_else(|| {
        message.split("expected").nth(1).unwrap_or_else(|| panic!("{table}: {message}"))
    });
    known.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The example by its tables: names, and lines.
fn tables() -> Vec<(String, Vec<&'static str>)> {
    let mut tables = vec![(String::new(), Vec::new())];
    for line in EXAMPLE.lines() {
        let bare = line.strip_prefix("# ").unwrap_or(line);
        match bare.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
            Some(name) => tables.push((name.trim_matches(['[', ']']).to_owned(), Vec::new())),
            None => tables.last_mut().unwrap().1.push(line),
        }
    }
    tables
}

#[test]
fn the_example_has_every_word() {
    let tables = tables();
    for table in ["", "package", "verify", "limits", "delivery", "calendar", "wave", "expected"] {
        for word in words(table) {
            let is_table = tables.iter().any(|(name, _)| *name == word);
            let start = format!("{word} =");
            let has = tables.iter().filter(|(name, _)| name == table).any(|(_, lines)| {
                let bare = |line: &&str| line.strip_prefix("# ").unwrap_or(line).to_owned();
                lines.iter().any(|line| bare(line).starts_with(&start))
            });
            assert!(has || (table.is_empty() && is_table), "`{word}` of [{table}] is missing");
        }
    }
}

/// Whether a line is a word or the head of a table that is left out.
fn is_left_out(line: &str) -> bool {
    let Some(bare) = line.strip_prefix("# ") else { return false };
    let word = bare.split(" =").next().unwrap_or_default();
    let is_word = bare.contains(" = ") && word.bytes().all(|c| c.is_ascii_lowercase() || c == b'-');
    is_word || bare.starts_with('[')
}

#[test]
fn every_part_of_the_example_can_be_used() {
    let list = |_: &str| Ok("lamp1\nlamp2".to_owned());
    Plan::parse("example.toml", EXAMPLE, &list).unwrap();
    // Words that stand together go together, and a table with all that is in it.
    let mut parts: Vec<Vec<usize>> = Vec::new();
    let (mut in_table, mut last) = (false, usize::MAX);
    for (number, line) in EXAMPLE.lines().enumerate() {
        in_table &= line.starts_with('#');
        if is_left_out(line) {
            let goes_on = in_table || last.checked_add(1) == Some(number);
            let is_table = line.starts_with("# [");
            in_table |= is_table;
            match parts.last_mut().filter(|_| goes_on && !is_table) {
                Some(part) => part.push(number),
                None => parts.push(vec![number]),
            }
            last = number;
        }
    }
    assert!(parts.len() > 20, "{parts:?}");
    for part in parts {
        let mut text = String::new();
        let uses = |word: &str| part.iter().any(|line| EXAMPLE.lines().nth(*line) == Some(word));
        for (number, line) in EXAMPLE.lines().enumerate() {
            let line = match part.contains(&number) {
                true => line.trim_start_matches("# "),
                false => line,
            };
            // What is used in the place of something else.
            let is_replaced = (uses("# file = \"lamp-2.0.bin\"")
                && line.starts_with("firmware-id"))
                || (uses("# gate-command = [\"./check-dashboards.sh\", \"--strict\"]")
                    && line.starts_with("approval"));
            if !is_replaced {
                text.push_str(line);
            }
            text.push('\n');
            if line.starts_with("firmware-id") && uses("# retry-count = 1") {
                text.push_str("source-versions = [\"1.0\"]\n");
            }
        }
        let read = Plan::parse("example.toml", &text, &list);
        assert!(read.is_ok(), "{}\n{text}", read.unwrap_err());
    }
}
