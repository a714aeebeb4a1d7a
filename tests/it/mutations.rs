//! Damaged specs: the reader and the generator never panic, and every refusal points into the folder.

use std::panic::catch_unwind;

use ota_codegen::Options;
use ota_spec::Source;

use crate::specs;

/// How many times each folder is damaged.
const COUNT: u64 = 500;

/// A small generator of numbers: the same ones in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit.max(1)
    }
}

/// Changes one file of the folder, at the level of bytes or of JSON.
fn damage(sources: &mut [Source], numbers: &mut Numbers) -> (String, String) {
    let index = numbers.below(sources.len());
    let source = &mut sources[index];
    let text = String::from_utf8(source.bytes.clone()).unwrap();
    let cut =
        |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
    let (one, two) = (cut(numbers.below(text.len())), cut(numbers.below(text.len())));
    let (start, end) = (one.min(two), one.max(two).min(one.min(two) + 60));
    let end = cut(end).max(start);
    let (what, damaged) = match numbers.below(8) {
        0 => ("truncated", text[..start].to_owned()),
        1 => ("dropped", format!("{}{}", &text[..start], &text[end..])),
        2 => ("doubled", format!("{}{}{}", &text[..end], &text[start..end], &text[end..])),
        3 => ("changed", format!("{}\u{0}{}", &text[..start], &text[end..])),
        _ => ("retyped", retype(&text, numbers)),
    };
    source.bytes = damaged.into_bytes();
    (source.path.clone(), format!("{what} {} at {start}..{end}", source.path))
}

/// Replaces one value or key of a JSON text by something of another type or name.
fn retype(text: &str, numbers: &mut Numbers) -> String {
    const OTHERS: [&str; 16] = [
        "null",
        "true",
        "[]",
        "{}",
        "0",
        "-1",
        "1e999",
        "\"\"",
        "\"Struct\"",
        "\"RepeatList\"",
        "\"self\"",
        "\"\u{1F642}\"",
        "[[]]",
        "{\"type\": \"Map\"}",
        "\"Client\"",
        "99999999999",
    ];
    let mut value: serde_json::Value = serde_json::from_str(text).unwrap();
    let other: serde_json::Value = serde_json::from_str(OTHERS[numbers.below(OTHERS.len())])
        .unwrap_or(serde_json::Value::Null);
    retype_below(&mut value, other, numbers);
    serde_json::to_string_pretty(&value).unwrap()
}

/// Goes down a random path and changes, drops or doubles the value at its end.
fn retype_below(place: &mut serde_json::Value, other: serde_json::Value, numbers: &mut Numbers) {
    let here = numbers.below(5) == 0;
    let whole = numbers.below(2) == 0;
    match place {
        serde_json::Value::Object(members) if !(members.is_empty() || here && whole) => {
            let key = members.keys().nth(numbers.below(members.len())).unwrap().clone();
            match here {
                true => drop(members.remove(&key)),
                false => retype_below(members.get_mut(&key).unwrap(), other, numbers),
            }
        }
        serde_json::Value::Array(items) if !(items.is_empty() || here && whole) => {
            let index = numbers.below(items.len());
            match here {
                true => items.push(items[index].clone()),
                false => retype_below(&mut items[index], other, numbers),
            }
        }
        place => *place = other,
    }
}

#[test]
fn damaged_specs_are_refused_with_a_place_or_expanded_but_never_panic() {
    damaged_folders_never_panic("specs");
}

#[test]
fn damaged_specs_of_another_product_never_panic() {
    damaged_folders_never_panic("tests/fixtures/outside");
}

#[test]
fn damaged_specs_with_every_word_never_panic() {
    damaged_folders_never_panic("tests/fixtures/all_types");
}

fn damaged_folders_never_panic(folder: &str) {
    let mut numbers = Numbers(26);
    let (mut refused, mut accepted, mut elsewhere) = (0, 0, 0);
    let whole = specs::sources(folder);
    for _ in 0..COUNT {
        let mut sources = whole.clone();
        let (damaged, what) = damage(&mut sources, &mut numbers);
        let texts = sources.clone();
        let outcome = catch_unwind(|| {
            let (spec, broken, found) = match ota_spec::load("specs", sources) {
                Ok(spec) => (spec, Vec::new(), Vec::new()),
                Err(broken) => (broken.rest, broken.operations, broken.diagnostics),
            };
            // Where only one operation was damaged, the others expand as ever.
            let action = damaged.strip_prefix("ops/").and_then(|name| name.strip_suffix(".json"));
            let spec = match action {
                Some(action) => ota_codegen::only(spec, &[action.to_owned()]),
                None => spec,
            };
            let code = ota_codegen::expand(&spec, &broken, &Options::default());
            (syn::parse2::<syn::File>(code).map(|_| ()), found)
        });
        let (code, found) = outcome.unwrap_or_else(|_| panic!("a panic: {what}"));
        assert!(code.is_ok(), "code that does not parse: {what}");
        for diagnostic in &found {
            let path = diagnostic.path.strip_prefix("specs/").unwrap();
            let Some(position) = &diagnostic.position else { continue };
            let source = texts.iter().find(|source| source.path == path).unwrap();
            let text = String::from_utf8_lossy(&source.bytes);
            let lines = text.lines().count().max(1);
            assert!((1..=lines + 1).contains(&position.line), "{what}: {diagnostic}");
        }
        // A mistake is shown in the file that has it. Only what other files refer to (a type that
        // is gone, a code that nobody describes any more) is missed where it is used.
        let here = found.iter().any(|found| found.path.ends_with(&damaged));
        let shared = !damaged.starts_with("ops/");
        assert!(found.is_empty() || here || shared, "{what}: {}", found[0]);
        elsewhere += usize::from(!found.is_empty() && !here);
        if found.is_empty() { accepted += 1 } else { refused += 1 }
    }
    // Most damage is a mistake; other damage (a changed sentence) must not be refused.
    let figures = format!("{refused} refused, {elsewhere} of them elsewhere, {accepted} accepted");
    assert!(refused > 200 && accepted > 7 && elsewhere < 33, "{figures}");
}
