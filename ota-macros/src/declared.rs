//! The cargo features that a package declares.
//!
//! A `cfg` with an undeclared feature is a warning for whoever calls the macro, and not one that
//! says what to do; so what needs such a feature is left out here.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::Path;

/// The features of the package that is compiled; `None` if they cannot be read.
pub(crate) fn features() -> Option<BTreeSet<String>> {
    let folder = env::var_os("CARGO_MANIFEST_DIR")?;
    names(&fs::read_to_string(Path::new(&folder).join("Cargo.toml")).ok()?)
}

/// The keys of the table `features`; `None` if it is written in a way that takes a whole reader of
/// TOML.
fn names(manifest: &str) -> Option<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    let mut table = String::new();
    // How many brackets of a value are open.
    let mut open = 0_usize;
    for line in manifest.lines() {
        let line = without_comment(line).trim();
        if open == 0 && line.starts_with('[') {
            table = line.replace([' ', '\t'], "");
            continue;
        }
        let inside = open > 0;
        for bracket in brackets(line) {
            open = if bracket == '[' { open + 1 } else { open.saturating_sub(1) };
        }
        let Some((key, _)) = line.split_once('=').filter(|_| !inside) else { continue };
        let key = key.trim();
        let name = match table.as_str() {
            "[features]" => key,
            "" if key == "features" => return None,
            "" => match key.strip_prefix("features.") {
                Some(name) => name,
                None => continue,
            },
            _ => continue,
        };
        names.insert(name.trim_matches(['"', '\'', ' ']).to_owned());
    }
    Some(names)
}

/// The line up to its comment.
fn without_comment(line: &str) -> &str {
    let mut quote = None;
    for (at, character) in line.char_indices() {
        match (quote, character) {
            (None, '#') => return line.split_at(at).0,
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            _ => {}
        }
    }
    line
}

/// The square brackets of a line outside of strings.
fn brackets(line: &str) -> Vec<char> {
    let mut quote = None;
    let mut found = Vec::new();
    for character in line.chars() {
        match (quote, character) {
            (None, '[' | ']') => found.push(character),
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::names;

    fn declared(manifest: &str) -> Vec<String> {
        names(manifest).unwrap_or_default().into_iter().collect()
    }

    #[test]
    fn the_features_of_a_manifest_are_its_keys() {
        let manifest = "[package]\nname = \"x\" # [features]\n\n[ features ] # groups\n\
                        default = [\n  \"job\", # = x\n  \"a=b\",\n]\njob = []\n\"task\" = [\"dep:y\"]\n\n\
                        [dependencies]\nserde = { version = \"1\", features = [\"derive\"] }\n";
        assert_eq!(declared(manifest), ["default", "job", "task"]);
        assert_eq!(declared("features.job = []\n[package]\nname = \"x\"\n"), ["job"]);
        assert_eq!(declared("[package]\nname = \"x\"\n"), [""; 0]);
        assert!(names("features = { job = [] }\n").is_none());
    }
}
