//! `floors.toml`: which crate may use which, and on which floor each module stands.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

/// The name of the file.
pub(crate) const FILE: &str = "floors.toml";

/// The file: its crates by their names.
pub(crate) type Floors = BTreeMap<String, House>;

/// One crate.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct House {
    /// The crates of the repository that this one depends on.
    pub(crate) uses: Vec<String>,
    /// Crates that must not be in its tree, except for what runs in the compiler.
    #[serde(default)]
    pub(crate) never: Vec<String>,
    /// The only crates of its tree that may compile C. Without the key, nothing is checked.
    pub(crate) compiles_c: Option<Vec<String>>,
    /// Libraries that only one of its modules may name, and no other crate may depend on.
    #[serde(default)]
    pub(crate) owns: BTreeMap<String, String>,
    /// The floors, from the ground up.
    pub(crate) floors: Vec<Floor>,
    /// The floors inside modules that are folders.
    #[serde(default)]
    pub(crate) inside: BTreeMap<String, Vec<Floor>>,
    /// Two files that may use each other.
    #[serde(default)]
    pub(crate) pairs: Vec<Pair>,
}

/// One floor: a module, or several that must not use each other.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Floor {
    Module(String),
    Strangers(Vec<String>),
}

impl Floor {
    /// The modules that stand here.
    pub(crate) fn modules(&self) -> &[String] {
        match self {
            Self::Module(module) => std::slice::from_ref(module),
            Self::Strangers(modules) => modules,
        }
    }
}

/// Two files that may use each other.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pair {
    pub(crate) modules: [String; 2],
    pub(crate) reason: String,
}

/// Reads the file of the top folder.
pub(crate) fn read(top: &Path) -> Result<Floors, String> {
    let text = std::fs::read_to_string(top.join(FILE));
    let text = text.map_err(|error| format!("cannot read `{FILE}`: {error}"))?;
    toml::from_str(&text).map_err(|error| format!("`{FILE}`: {error}"))
}
