//! The examples of the README behave as it says.

use serde_json::Value;

const README: &str = include_str!("../../README.md");
const EMULATOR: &str = include_str!("../../ota-emulator/README.md");

/// The lines of a text without the blanks around them.
fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}

/// The blocks of the README in one language.
fn blocks(language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    README.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

/// Whether a value is another one with parts left out.
fn is_part(part: &Value, whole: &Value) -> bool {
    match (part, whole) {
        (Value::Object(part), Value::Object(whole)) => {
            part.iter().all(|(key, part)| whole.get(key).is_some_and(|whole| is_part(part, whole)))
        }
        (Value::Array(part), Value::Array(whole)) => {
            part.iter().all(|part| whole.iter().any(|whole| is_part(part, whole)))
        }
        (part, whole) => part == whole,
    }
}

#[test]
fn the_spec_is_a_part_of_the_real_one() {
    let shown: Value = serde_json::from_str(blocks("json")[0]).unwrap();
    let real = include_str!("../../specs/ops/DeleteOTAFirmware.json");
    assert!(is_part(&shown, &serde_json::from_str(real).unwrap()), "{shown:#}");
}

#[test]
fn the_compiler_message_is_the_one_of_the_compiler() {
    let message = include_str!("../ui/fail/readme.stderr");
    let shown = lines(blocks("text")[0]);
    assert!(shown.len() >= 4);
    for line in shown {
        assert!(lines(message).contains(&line), "`{line}` is not in the compiler's message");
    }
}

#[test]
fn the_message_is_about_the_call_without_its_parameter() {
    let call = lines(blocks("rust")[0]);
    let without = call[0].replace(r#".firmware_id("T0F5b5tpFnHQrgfk030100")"#, "");
    assert_ne!(call[0], without);
    assert!(lines(include_str!("../ui/fail/readme.rs")).contains(&&*without), "{without}");
}

#[test]
fn the_calls_are_calls_that_compile() {
    let compiled = lines(include_str!("../ui/pass/readme.rs"));
    let shown: Vec<&str> = blocks("rust").into_iter().take(3).flat_map(lines).collect();
    let calls = shown.iter().filter(|line| line.contains("client") || line.starts_with('.'));
    assert!(calls.clone().count() > 9);
    for line in calls {
        assert!(compiled.contains(line), "`{line}` is not compiled anywhere");
    }
}

#[test]
fn the_emulators_of_the_readmes_are_those_of_a_test() {
    let tested = lines(include_str!("emulator.rs"));
    let is_about_it = |block: &&str| block.contains("Emulator::builder()");
    let blocks = [README, EMULATOR].map(|text| {
        let mut blocks = text.split("```rust\n").skip(1);
        blocks.find(is_about_it).unwrap().split("```").next().unwrap()
    });
    // What fails ends a test and a reader's program in different ways.
    let text = |line: &str| line.replace(".unwrap()", "").replace(['?', ';'], "");
    let tested: Vec<String> = tested.into_iter().map(text).collect();
    let is_done = |line: &&str| !line.starts_with("//") && !line.starts_with("use ");
    for line in blocks.into_iter().flat_map(lines).filter(is_done) {
        assert!(tested.contains(&text(line)), "`{line}` is not tested anywhere");
    }
}

#[test]
fn links_lead_to_files_of_the_repository() {
    let top = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let targets = README.split("](").skip(1).map(|rest| rest.split([')', '#']).next().unwrap());
    assert!(targets.clone().count() > 8);
    for target in targets {
        assert!(std::path::Path::new(top).join(target).exists(), "`{target}` does not exist");
    }
}
