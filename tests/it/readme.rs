//! What the README shows is what happens.

const README: &str = include_str!("../../README.md");

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
