//! The safety policy: a file of the user that forbids changes, or wants them confirmed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ota_spec::model::Operation;
use ota_spec::visible;
use serde::Deserialize;

use crate::devices::Devices;
use crate::failure::Failure;

/// The environment variable that names the file.
pub(crate) const POLICY: &str = "OTA_POLICY";

/// What a policy says of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Verdict {
    /// It has to be confirmed, also where nothing else asks.
    Confirm,
    /// It must not be made.
    Deny,
}

/// The rules of a file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Policy {
    #[serde(default)]
    rule: Vec<Rule>,
    #[serde(skip)]
    path: String,
}

/// A rule: which changes, of how many devices, and what becomes of them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Rule {
    /// Actions, or commands such as `firmware delete`; `*` stands for any characters. Left out, all.
    #[serde(default)]
    operations: Vec<String>,
    /// The number of devices beyond which the rule counts. Left out, any number.
    more_than: Option<u64>,
    action: Verdict,
    /// What to tell.
    reason: Option<String>,
}

impl Policy {
    /// Reads the file that `OTA_POLICY` names, or `policy.toml` in the folder `ota` of the user's configuration, if there is one.
    ///
    /// # Errors
    ///
    /// It cannot be read, or it has a mistake: then nothing can be said of any change.
    pub(crate) fn read() -> Result<Self, Failure> {
        let named = std::env::var_os(POLICY).filter(|name| !name.is_empty()).map(PathBuf::from);
        let is_named = named.is_some();
        let Some(path) = named.or_else(default_path) else { return Ok(Self::default()) };
        let shown = visible::line(&path.display().to_string()).into_owned();
        match fs::read_to_string(&path) {
            Ok(text) => Self::parse(&text, shown),
            Err(error) if error.kind() == io::ErrorKind::NotFound && !is_named => {
                Ok(Self::default())
            }
            Err(error) => Err(Failure::usage(format!(
                "cannot read the safety policy `{shown}`: {error}; nothing that changes something is sent without it"
            ))),
        }
    }

    /// What there is, in words.
    pub(crate) fn words(&self) -> String {
        match (self.path.is_empty(), self.rule.len()) {
            (true, _) => "no safety policy is set up".to_owned(),
            (false, 1) => format!("the safety policy `{}` has 1 rule", self.path),
            (false, count) => format!("the safety policy `{}` has {count} rules", self.path),
        }
    }

    fn parse(text: &str, path: String) -> Result<Self, Failure> {
        let mistake = |why: &str| {
            let why = visible::lines(why.trim_end()).replace('\n', "\n  ");
            Failure::usage(format!("the safety policy `{path}` has a mistake: {why}"))
        };
        let mut policy: Self = toml::from_str(text).map_err(|error| mistake(&error.to_string()))?;
        policy.path.clone_from(&path);
        Ok(policy)
    }

    /// Whether it has a rule about an operation that goes by the number of devices.
    pub(crate) fn counts(&self, operation: &Operation, name: &str) -> bool {
        self.rule.iter().any(|rule| rule.more_than.is_some() && rule.names(operation, name))
    }

    /// The strictest that it says of a change, with the words for it. `name` is what the change is called.
    pub(crate) fn judge(
        &self,
        operation: &Operation,
        name: &str,
        devices: Devices,
    ) -> Option<(Verdict, String)> {
        let rules =
            self.rule.iter().filter(|rule| rule.names(operation, name) && rule.reaches(devices));
        // Of equal ones, the first counts.
        let strictest =
            rules.reduce(|first, rule| if rule.action > first.action { rule } else { first })?;
        let reason = strictest.reason.as_ref().map(|reason| format!(": {reason}"));
        let words = format!("the safety policy `{}`{}", self.path, reason.unwrap_or_default());
        Some((strictest.action, words))
    }
}

impl Rule {
    fn names(&self, operation: &Operation, name: &str) -> bool {
        let command = operation.command.as_ref().map(ToString::to_string);
        let is = |pattern: &String| {
            fits(pattern, &operation.action)
                || fits(pattern, name)
                || command.as_ref().is_some_and(|command| fits(pattern, command))
        };
        self.operations.is_empty() || self.operations.iter().any(is)
    }

    fn reaches(&self, devices: Devices) -> bool {
        match (self.more_than, devices) {
            (None, _) | (_, Devices::Unknown) => true,
            (Some(limit), Devices::UpTo(count)) => count > limit,
            (Some(_), Devices::None) => false,
        }
    }
}

/// Whether a text is what a pattern says, in which `*` stands for any characters.
fn fits(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(text) = text.strip_prefix(start) else { return false };
    let places = text.char_indices().map(|(place, _)| place).chain([text.len()]);
    places.into_iter().any(|place| fits(rest, &text[place..]))
}

/// `policy.toml` in the folder `ota` of the user's configuration.
fn default_path() -> Option<PathBuf> {
    let folder =
        |name: &str| std::env::var_os(name).filter(|text| !text.is_empty()).map(PathBuf::from);
    let configuration = folder("XDG_CONFIG_HOME")
        .filter(|folder| folder.is_absolute())
        .or_else(|| Some(folder("HOME")?.join(".config")))
        .or_else(|| folder("APPDATA"))?;
    Some(configuration.join(Path::new("ota").join("policy.toml")))
}

#[cfg(test)]
mod tests {
    use ota_emulator::embedded_specs;

    use super::{Devices, Policy, Verdict, fits};

    #[test]
    fn a_star_stands_for_any_characters() {
        for (pattern, text, is) in [
            ("*", "DeleteOTAFirmware", true),
            ("Delete*", "DeleteOTAFirmware", true),
            ("*Firmware", "DeleteOTAFirmware", true),
            ("*OTA*Job", "CreateOTAStaticUpgradeJob", true),
            ("*OTA*Job", "CreateOTAStaticUpgradeJobs", false),
            ("Delete", "DeleteOTAFirmware", false),
            ("firmware *", "firmware delete", true),
            ("*条", "a条", true),
        ] {
            assert_eq!(fits(pattern, text), is, "{pattern} {text}");
        }
    }

    #[test]
    fn the_strictest_rule_that_reaches_a_change_counts() {
        let text = r#"
            [[rule]]
            operations = ["job create-*", "CancelOTATaskByDevice"]
            more-than = 100
            action = "deny"
            reason = "ask the fleet team"

            [[rule]]
            action = "confirm"
        "#;
        let policy = Policy::parse(text, "p.toml".to_owned()).unwrap();
        let specs = embedded_specs().unwrap();
        let judge = |action: &str, devices| {
            policy
                .judge(specs.operation(action).unwrap(), action, devices)
                .map(|(verdict, _)| verdict)
        };
        let cancel = "CancelOTATaskByDevice";
        assert_eq!(judge(cancel, Devices::UpTo(100)), Some(Verdict::Confirm));
        assert_eq!(judge(cancel, Devices::UpTo(101)), Some(Verdict::Deny));
        assert_eq!(judge("CreateOTAStaticUpgradeJob", Devices::Unknown), Some(Verdict::Deny));
        assert_eq!(judge("DeleteOTAFirmware", Devices::None), Some(Verdict::Confirm));
        let (_, words) = policy
            .judge(specs.operation(cancel).unwrap(), "task cancel", Devices::UpTo(200))
            .unwrap();
        assert_eq!(words, "the safety policy `p.toml`: ask the fleet team");
    }

    #[test]
    fn a_word_that_no_rule_has_is_a_mistake() {
        for text in
            ["[[rule]]\naction = \"forbid\"", "[[rule]]\naction = \"deny\"\nmoer-than = 1", "["]
        {
            let failure = Policy::parse(text, "p.toml".to_owned()).unwrap_err();
            assert!(format!("{failure:?}").contains("has a mistake"), "{failure:?}");
        }
    }
}
