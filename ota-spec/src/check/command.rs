//! Checks what an operation is called on a command line.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Report};
use crate::model::{Command, Operation};
use crate::raw::Spanned;

/// A noun and a verb with one blank between them, each in kebab case.
pub(super) fn check(text: &Spanned<String>, report: &mut Report) -> Option<Command> {
    let words: Vec<&str> = text.value.split(' ').collect();
    if let [noun, verb] = words[..]
        && is_kebab(noun)
        && is_kebab(verb)
    {
        return Some(Command { noun: noun.to_owned(), verb: verb.to_owned() });
    }
    let message = format!("`{}` is not a command", text.value);
    let help =
        "write a noun and a verb in small letters, such as `firmware list` or `job create-static`";
    report.at(text.span, message, help);
    None
}

/// Small letters and digits, with single `-` between them.
fn is_kebab(word: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    word.starts_with(|first: char| first.is_ascii_lowercase()) && word.split('-').all(is_part)
}

/// The operations whose command an earlier one has, each with the mistake.
pub(super) fn twins(folder: &str, operations: &[Operation]) -> Vec<(String, Diagnostic)> {
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    let mut found = Vec::new();
    for operation in operations {
        let (Some(command), action) = (&operation.command, operation.action.as_str()) else {
            continue;
        };
        let words = command.to_string();
        let Some(first) = taken.get(&words) else {
            taken.insert(words, action);
            continue;
        };
        let message = format!("the command `{words}` of `{action}` is that of `{first}`, too");
        let path = format!("{folder}/ops/{action}.json");
        let mistake = Diagnostic::whole_file(&path, message, "give one of them another verb");
        found.push((action.to_owned(), mistake));
    }
    found
}
