//! The shape of a plan in its file, with the places of its values.

use serde::Deserialize;
use toml::{Spanned, Value};

pub(super) type Text = Option<Spanned<String>>;
pub(super) type Number = Option<Spanned<i64>>;
pub(super) type Texts = Option<Spanned<Vec<Spanned<String>>>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Plan {
    pub(super) name: Spanned<String>,
    pub(super) product: Spanned<String>,
    pub(super) instance: Text,
    pub(super) poll: Text,
    pub(super) package: Spanned<Package>,
    pub(super) verify: Option<Verify>,
    #[serde(default)]
    pub(super) delivery: Delivery,
    #[serde(default)]
    pub(super) limits: Limits,
    #[serde(default)]
    pub(super) expected: Expected,
    pub(super) calendar: Option<Spanned<Calendar>>,
    #[serde(default)]
    pub(super) wave: Vec<Spanned<Wave>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Package {
    pub(super) firmware_id: Text,
    pub(super) file: Text,
    pub(super) name: Text,
    pub(super) version: Text,
    pub(super) module: Text,
    pub(super) source_versions: Texts,
    pub(super) overwrite: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Verify {
    pub(super) devices: Spanned<Vec<Spanned<String>>>,
    pub(super) timeout: Text,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct Delivery {
    pub(super) push_rate: Number,
    pub(super) retry_count: Number,
    pub(super) retry_interval: Text,
    pub(super) timeout: Text,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct Limits {
    pub(super) failures: Option<Spanned<Value>>,
    pub(super) minimum_executed: Number,
    pub(super) most_offline: Number,
    pub(super) stall_after: Text,
    pub(super) on_stall: Text,
    pub(super) quarantine: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Calendar {
    pub(super) time_zone: Text,
    pub(super) not_before: Text,
    pub(super) days: Texts,
    pub(super) from: Text,
    pub(super) to: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Wave {
    pub(super) name: Text,
    pub(super) devices: Texts,
    pub(super) device_file: Text,
    pub(super) percent: Option<Spanned<Value>>,
    pub(super) group: Text,
    pub(super) all_remaining: Option<Spanned<bool>>,
    pub(super) soak: Text,
    pub(super) approval: Option<Spanned<bool>>,
    pub(super) gate_command: Texts,
    pub(super) failures: Option<Spanned<Value>>,
    pub(super) minimum_executed: Number,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct Expected {
    pub(super) attempts: Number,
    pub(super) failing: Text,
    pub(super) silent: Text,
    pub(super) offline: Text,
    pub(super) duration: Text,
}
