//! Groups, from the directories of the documentation.

use std::collections::{BTreeMap, BTreeSet};

use ota_spec::names;

use super::read::{Directory, Document};

/// The groups of a document.
#[derive(Debug, Default)]
pub(super) struct Groups {
    /// The group of each action.
    of: BTreeMap<String, String>,
    /// The groups with the titles of their directories.
    pub(super) titles: Vec<(String, String)>,
}

/// The group of what stands in no directory.
const OTHER: &str = "other";

/// Words in actions that say nothing about what they are about.
const EMPTY: [&str; 24] = [
    "all",
    "and",
    "attribute",
    "attributes",
    "batch",
    "by",
    "config",
    "detail",
    "details",
    "for",
    "from",
    "in",
    "info",
    "information",
    "into",
    "list",
    "of",
    "on",
    "status",
    "the",
    "to",
    "v2",
    "with",
    "api",
];

impl Groups {
    pub(super) fn of(document: &Document) -> Self {
        let mut groups = Self::default();
        let mut taken = BTreeSet::from([OTHER.to_owned()]);
        for directory in &document.directories {
            let name = name(directory, &mut taken);
            for action in &directory.actions {
                groups.of.entry(action.clone()).or_insert_with(|| name.clone());
            }
            groups.titles.push((name, directory.title.clone()));
        }
        groups
    }

    /// The group of an action.
    pub(super) fn get(&self, action: &str) -> &str {
        self.of.get(action).map_or(OTHER, String::as_str)
    }
}

/// The title if it is a name already, else what most of the actions are about.
fn name(directory: &Directory, taken: &mut BTreeSet<String>) -> String {
    let title = names::snake(&directory.title);
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let mut candidates: Vec<String> = Vec::new();
    if is_name(&title) {
        candidates.push(title);
    }
    let words = words(&directory.actions);
    candidates.extend(words.first().cloned());
    candidates.extend(words.iter().skip(1).map(|word| format!("{}_{word}", words[0])));
    let stem = candidates.first().cloned().unwrap_or_else(|| "group".to_owned());
    candidates.extend((2_usize..=taken.len() + 2).map(|number| format!("{stem}_{number}")));
    let found = candidates.into_iter().find(|name| is_name(name) && !taken.contains(name));
    let found = found.unwrap_or(stem);
    taken.insert(found.clone());
    found
}

/// The words of actions without their verbs, those of most actions first.
fn words(actions: &[String]) -> Vec<String> {
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for action in actions {
        let snake = names::snake(action);
        let mut seen = BTreeSet::new();
        for (place, word) in snake.split('_').enumerate().skip(1) {
            let word = singular(word);
            let count =
                word.len() > 1 && !EMPTY.contains(&word.as_str()) && seen.insert(word.clone());
            if count {
                let entry = counts.entry(word).or_insert((0, place));
                entry.0 += 1;
                entry.1 = entry.1.min(place);
            }
        }
    }
    let mut words: Vec<(String, (usize, usize))> = counts.into_iter().collect();
    words.sort_by(|(a, (many_a, place_a)), (b, (many_b, place_b))| {
        (many_b, place_a, a).cmp(&(many_a, place_b, b))
    });
    words.into_iter().map(|(word, _)| word).collect()
}

fn singular(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies") {
        return format!("{stem}y");
    }
    match word.strip_suffix('s') {
        Some(stem) if !stem.ends_with(['s', 'u', 'i']) && stem.len() > 2 => stem.to_owned(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::singular;

    #[test]
    fn words_become_singular() {
        for (word, one) in
            [("cats", "cat"), ("policies", "policy"), ("access", "access"), ("dns", "dns")]
        {
            assert_eq!(singular(word), one);
        }
    }
}
