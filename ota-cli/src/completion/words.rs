//! The words of a command line that is still being typed.

use std::ffi::OsString;

/// The flags that say where to look, with the variables that do as well.
const PLACES: [&str; 5] = ["endpoint", "region", "profile", "store", "firmware-id"];

/// The words of a command line that is still being typed.
#[derive(Debug, Clone, Default)]
pub(super) struct Words(Vec<String>);

impl Words {
    /// Those that a shell gives after `--`.
    pub(super) fn after_dashes(words: &[OsString]) -> Self {
        let typed = words.iter().skip_while(|word| *word != "--").skip(1);
        Self(typed.map(|word| word.to_string_lossy().into_owned()).collect())
    }

    /// The value of a flag, if it is there.
    pub(super) fn value(&self, flag: &str) -> Option<String> {
        let words = self.0.iter();
        let pairs = words.clone().zip(words.skip(1).map(Some).chain([None]));
        let found = pairs.filter_map(|(word, next)| {
            let rest = word.strip_prefix("--")?.strip_prefix(flag)?;
            match rest.strip_prefix('=') {
                Some(value) => Some(value.to_owned()),
                None if rest.is_empty() => next.cloned(),
                None => None,
            }
        });
        found.last().filter(|value| !value.is_empty())
    }

    /// The words of a call that asks at the same place, once and quickly.
    pub(super) fn of_a_call(&self) -> Vec<String> {
        let mut words = vec!["ota".to_owned()];
        for flag in PLACES.iter().take(3) {
            words.extend(self.value(flag).map(|value| format!("--{flag}={value}")));
        }
        words.extend(["--attempts=1".to_owned(), "--timeout=1".to_owned()]);
        if self.0.iter().any(|word| word == "--allow-plain-http") {
            words.push("--allow-plain-http".to_owned());
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::Words;

    #[test]
    fn a_flag_is_found_in_either_form_and_what_is_not_typed_yet_is_not() {
        let typed =
            ["ota", "--", "ota", "--region", "cn-x", "job", "--endpoint=http://h", "--store"];
        let words: Vec<OsString> = typed.iter().map(OsString::from).collect();
        let words = Words::after_dashes(&words);
        assert_eq!(words.value("region").as_deref(), Some("cn-x"));
        assert_eq!(words.value("store"), None);
        assert_eq!(words.value("end"), None);
        let call = ["ota", "--endpoint=http://h", "--region=cn-x", "--attempts=1", "--timeout=1"];
        assert_eq!(words.of_a_call(), call);
    }
}
