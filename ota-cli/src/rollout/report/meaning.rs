//! What the reasons of failures mean.

use ota_spec::Spec;
use ota_spec::model::ErrorCode;

/// What a reason means, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Meaning {
    pub(super) meaning: String,
    pub(super) advice: String,
}

/// What devices report in place of a percentage.
const REPORTED: [(&str, &str, &str); 4] = [
    (
        "-1",
        "The device could not install the update.",
        "Look into the log of the device; `ota rollout retry-failed` tries it again.",
    ),
    (
        "-2",
        "The device could not download the package.",
        "Look at its network and its free space; the address of a download is good for a limited time.",
    ),
    (
        "-3",
        "The device found that the package does not pass its check.",
        "Compare the size and the digest of the package with those of the file that was published.",
    ),
    (
        "-4",
        "The device could not write the package to its memory.",
        "Look at the device itself: its storage is full, worn or protected.",
    ),
];

/// What the service says in words, in small letters, and what that means.
const SAID: [(&str, &str, &str); 2] = [
    (
        "report version is not conform",
        "The device has reported a version that is not the one of the package.",
        "Compare the version that the device reports after the update with the one that the package was published with.",
    ),
    (
        "unfinished task",
        "The device is busy with a task of another job.",
        "Wait for that job or cancel its task; `overwrite = true` in a plan lets tasks give way that have not begun.",
    ),
];

/// What a text of the service means, if that is known: by an error code in it, a number that devices report, or its words.
pub(super) fn of(specs: &Spec, text: &str) -> Option<Meaning> {
    let made = |meaning: &str, advice: &str| Meaning {
        meaning: meaning.to_owned(),
        advice: advice.to_owned(),
    };
    if let Some(code) = code(specs, text) {
        return Some(made(&code.meaning, &code.advice));
    }
    let words = || text.split(|c: char| c.is_whitespace() || ":,;.()[]`\"'".contains(c));
    let reported = REPORTED.iter().find(|(number, ..)| words().any(|word| word == *number));
    let lower = text.to_lowercase();
    let said = || SAID.iter().find(|(words, ..)| lower.contains(words));
    let (_, meaning, advice) = reported.or_else(said)?;
    Some(made(meaning, advice))
}

/// The error code that stands in a text. One of a single word has to be written as it is.
fn code<'s>(specs: &'s Spec, text: &str) -> Option<&'s ErrorCode> {
    let mut words = text.split(|c: char| !(c.is_ascii_alphanumeric() || ".-_".contains(c)));
    words.find_map(|word| {
        let word = word.trim_matches('.');
        let is_it = |code: &str| match code.contains('.') {
            true => code.eq_ignore_ascii_case(word),
            false => code == word,
        };
        let found = specs.errors.iter().find(|error| is_it(&error.code));
        found.map(|error| -> &ErrorCode { error })
    })
}

#[cfg(test)]
mod tests {
    use ota_emulator::embedded_specs;

    #[test]
    fn codes_numbers_of_devices_and_words_are_explained_and_the_rest_is_not() {
        let specs = embedded_specs().unwrap();
        let meaning = |text: &str| super::of(&specs, text).map(|found| found.meaning);
        let code = meaning("`CreateOTAStaticUpgradeJob`: iot.system.systemexception.").unwrap();
        assert!(code.starts_with("The platform failed"), "{code}");
        assert!(meaning("device reported -2: download failed").unwrap().contains("download"));
        assert!(meaning("Report version is not conform").unwrap().contains("version"));
        for unknown in
            ["", "it went wrong", "a throttling valve", "battery at 2-1", "device-1 is gone", "-10"]
        {
            assert_eq!(meaning(unknown), None, "{unknown}");
        }
    }
}
