//! Values that begin with `-`, such as a description or a secret.

use std::collections::BTreeMap;
use std::ffi::OsString;

use clap::Command;

/// The words of a command line in which a value that begins with one `-` is joined to its flag, as
/// in `--Desc=-a`: the parser would take it for flags of one letter, which there are none of.
///
/// # Errors
///
/// A flag whose value could as well be a flag of its own; the message says how to write it.
pub(crate) fn join(tree: &Command, words: Vec<OsString>) -> Result<Vec<OsString>, String> {
    let mut flags = Flags::default();
    flags.add(tree);
    let mut command = tree;
    let mut joined = Vec::with_capacity(words.len());
    let mut words = words.into_iter();
    joined.extend(words.next());
    while let Some(word) = words.next() {
        let text = word.to_str().unwrap_or_default();
        if text == "--" {
            joined.push(word);
            joined.extend(words);
            break;
        }
        if let Some(next) = Some(text).filter(|text| !text.starts_with('-')) {
            if let Some(found) = command.find_subcommand(next) {
                command = found;
                flags.add(found);
            }
            joined.push(word);
            continue;
        }
        let takes_value = text.strip_prefix("--").is_some_and(|name| flags.takes_value(name));
        let Some(value) = takes_value.then(|| words.next()).flatten() else {
            joined.push(word);
            continue;
        };
        match value.to_str().unwrap_or_default() {
            shown if shown.starts_with("--") || matches!(shown, "-h" | "-V") => {
                return Err(format!(
                    "`{text}` needs a value, and `{shown}` reads as a flag; if it is the value, \
                     write `{text}={shown}`"
                ));
            }
            shown if shown.starts_with('-') => {
                joined.push(OsString::from(format!("{text}={shown}")));
            }
            _ => joined.extend([word, value]),
        }
    }
    Ok(joined)
}

/// The long flags that can stand here, and whether they take values.
#[derive(Default)]
struct Flags(BTreeMap<String, bool>);

impl Flags {
    fn add(&mut self, command: &Command) {
        for argument in command.get_arguments().filter(|argument| !argument.is_positional()) {
            let takes = argument.get_action().takes_values();
            let aliases = argument.get_all_aliases().unwrap_or_default();
            for name in argument.get_long().into_iter().chain(aliases) {
                self.0.insert(name.to_owned(), takes);
            }
        }
    }

    fn takes_value(&self, name: &str) -> bool {
        self.0.get(name).copied().unwrap_or(false)
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use clap::{Arg, ArgAction, Command};

    use super::join;

    fn joined(line: &str) -> Result<String, String> {
        let text = Arg::new("text").long("Text").alias("text");
        let dry = Arg::new("dry").long("dry").action(ArgAction::SetTrue);
        let shared = Arg::new("shared").long("shared").global(true);
        let call =
            Command::new("call").arg(shared).subcommand(Command::new("Do").args([text, dry]));
        let words = line.split(' ').map(OsString::from).collect();
        let words = join(&Command::new("ota").subcommand(call), words)?;
        Ok(words.join(" ".as_ref()).into_string().unwrap())
    }

    #[test]
    fn a_value_with_one_dash_is_the_value_of_its_flag() {
        for (line, meant) in [
            ("ota call Do --Text -a", "ota call Do --Text=-a"),
            ("ota call Do --text -1=2 --dry", "ota call Do --text=-1=2 --dry"),
            ("ota call --shared -x Do --Text -", "ota call --shared=-x Do --Text=-"),
            ("ota call Do --Text a --Text=-b", "ota call Do --Text a --Text=-b"),
            ("ota call Do --shared Do --Text -a", "ota call Do --shared Do --Text=-a"),
            ("ota call Do --dry -a", "ota call Do --dry -a"),
            ("ota call Do -- --Text -a", "ota call Do -- --Text -a"),
            ("ota --Text -a", "ota --Text -a"),
            ("ota call Do --Text", "ota call Do --Text"),
        ] {
            assert_eq!(joined(line).unwrap(), meant);
        }
    }

    #[test]
    fn what_may_be_a_flag_is_never_taken_for_a_value() {
        for value in ["--dry", "--Text=x", "--other", "-h", "--"] {
            let error = joined(&format!("ota call Do --Text {value}")).unwrap_err();
            assert!(error.contains(&format!("write `--Text={value}`")), "{error}");
        }
    }
}
