//! Differences between the rules of an operation or a struct.

use ota_spec::model::Rule;
use ota_spec::words;

use super::changes::Changes;

/// Compares rules. `part` is what messages call them.
pub(super) fn compare(part: &str, old: &[Rule], new: &[Rule], changes: &mut Changes) {
    let same = |one: &Rule, other: &Rule| one.kind == other.kind && one.when == other.when;
    for rule in new {
        match old.iter().find(|known| same(known, rule)) {
            None => changes.breaks(part, format!("new rule: {}", meaning(rule))),
            Some(known) => {
                changes.prose(part, "description", &known.doc, &rule.doc);
                changes.prose(part, "Chinese text", &known.zh, &rule.zh);
            }
        }
    }
    for rule in old.iter().filter(|rule| !new.iter().any(|known| same(known, rule))) {
        changes.adds(part, format!("rule removed: {}", meaning(rule)));
    }
}

/// The demand of a rule, whatever the spec says about it.
fn meaning(rule: &Rule) -> String {
    words::rule(&Rule { doc: String::new(), ..rule.clone() })
}
