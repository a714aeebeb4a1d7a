use crate::support::ota;

#[test]
fn the_demo_needs_no_settings_and_shows_what_happened() {
    let out = ota(&["demo"]).done();
    insta::assert_snapshot!(without_chance(&out));
}

/// The text with the port, the request IDs and the run IDs, which differ from run to run, written as words.
fn without_chance(text: &str) -> String {
    let word = |word: &str| match word.strip_prefix("http://127.0.0.1:") {
        Some(_) => "http://127.0.0.1:<port>".to_owned(),
        None if is_uuid(word) => "<request>".to_owned(),
        None if is_run_id(word) => "<run>".to_owned(),
        None => word.to_owned(),
    };
    let line = |line: &str| line.split(' ').map(word).collect::<Vec<_>>().join(" ");
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

fn is_uuid(word: &str) -> bool {
    let lengths: Vec<usize> = word.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && word.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
}

fn is_run_id(word: &str) -> bool {
    word.len() == 32 && word.chars().all(|c| c.is_ascii_hexdigit())
}
