//! The subjects of commits.

use std::process::Command;

use crate::command::{root, run, say};

/// The first day of this form; unlike a commit, a date is known in shallow clones, too.
const SINCE: &str = "2026-11-28T00:00:00Z";

/// Most characters of a subject.
const LONGEST: usize = 60;

/// Reports every commit whose subject is not `area: what changed`.
pub(crate) fn check() -> Result<(), String> {
    let mut git = Command::new("git");
    git.args(["log", "--no-merges", "--format=%h %s", "--since", SINCE]).current_dir(root());
    let log = String::from_utf8_lossy(&run(git)?.stdout).into_owned();
    let mut found = Vec::new();
    for line in log.lines() {
        let (commit, subject) = line.split_once(' ').unwrap_or((line, ""));
        if let Some(mistake) = mistake(subject) {
            found.push(format!("{commit} `{subject}`: {mistake}"));
        }
    }
    if found.is_empty() {
        say(&format!(
            "commits: {} subjects have the form `area: what changed`",
            log.lines().count()
        ));
        return Ok(());
    }
    Err(format!("subjects of commits are wrong:\n  {}", found.join("\n  ")))
}

/// The mistake in a subject, if any.
fn mistake(subject: &str) -> Option<String> {
    let length = subject.chars().count();
    if length > LONGEST {
        return Some(format!("{length} characters; at most {LONGEST} are allowed"));
    }
    let form = "the form is `area: what changed`, the area in lower case";
    let Some((area, change)) = subject.split_once(": ") else { return Some(form.to_owned()) };
    let is_area = |letter: char| {
        letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-_/,. ".contains(letter)
    };
    if !area.starts_with(|first: char| first.is_ascii_lowercase()) || !area.chars().all(is_area) {
        return Some(form.to_owned());
    }
    (change.trim().is_empty() || change.ends_with('.'))
        .then(|| "say what changed, without a full stop".to_owned())
}

#[cfg(test)]
mod tests {
    use super::mistake;

    #[test]
    fn subjects_name_an_area_and_a_change() {
        for subject in
            ["spec: resolve handles in rules", "api, tests: rename `Word`", "ci: add typos"]
        {
            assert_eq!(mistake(subject), None, "{subject}");
        }
    }

    #[test]
    fn other_subjects_are_mistakes() {
        for subject in
            ["Resolve handles", "Spec: resolve handles", "spec:", "spec: ", ": x", "spec: done."]
        {
            assert!(mistake(subject).is_some(), "{subject}");
        }
        let longest = format!("spec: {}", "é".repeat(54));
        assert_eq!(mistake(&longest), None);
        let longer = mistake(&format!("{longest}é")).unwrap();
        assert_eq!(longer, "61 characters; at most 60 are allowed");
    }
}
