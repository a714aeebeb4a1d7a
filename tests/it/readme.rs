//! What the README shows is what happens.

const README: &str = include_str!("../../README.md");
const EMULATOR: &str = include_str!("../../ota-emulator/README.md");

/// The lines of a text without the blanks around them.
fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}

#[test]
fn the_compiler_message_is_the_one_of_the_compiler() {
    let message = include_str!("../ui/fail/missing_required_parameter.stderr");
    let block = README.split("```text\n").nth(1).unwrap().split("```").next().unwrap();
    for line in lines(block) {
        assert!(lines(message).contains(&line), "`{line}` is not in the compiler's message");
    }
}

#[test]
fn the_calls_are_calls_that_compile() {
    let compiled = lines(include_str!("../ui/pass/readme.rs"));
    let blocks = README.split("```rust\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let shown: Vec<&str> = blocks.take(2).flat_map(lines).collect();
    let calls = shown.iter().filter(|line| line.contains("client") || line.starts_with('.'));
    assert!(calls.clone().count() > 8);
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
