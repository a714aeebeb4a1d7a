//! The names of flags.

use std::collections::BTreeSet;
use std::sync::Arc;

use ota_spec::model::{Field, Operation};
use ota_spec::names;

/// `CancelOTATaskByDevice` as `cancel-ota-task-by-device`.
pub(crate) fn kebab(wire: &str) -> String {
    names::snake(wire).replace('_', "-")
}

/// The name of a flag, and another spelling of it where that is free.
pub(super) struct Flag {
    pub(super) long: String,
    pub(super) alias: Option<String>,
    /// The setting of every call that is called nearly the same.
    pub(super) setting: Option<String>,
}

/// A flag for each parameter, in kebab case or as on the wire. Wire names may be anything, so one that is taken gets
/// a prefix.
pub(super) fn of(operation: &Operation, settings: &[&str], is_kebab: bool) -> Vec<Flag> {
    let fields = &operation.parameters;
    let reserved = settings.iter().copied().chain(["help", "version"]);
    let mut taken: BTreeSet<String> = reserved.map(str::to_owned).collect();
    let mut long = |field: &Arc<Field>| {
        let mut long = if is_kebab { kebab(&field.name) } else { field.name.clone() };
        while !taken.insert(long.clone()) {
            long.insert_str(0, "parameter-");
        }
        long
    };
    let longs: Vec<String> = fields.iter().map(&mut long).collect();
    let with_alias = |(field, long): (&Arc<Field>, String)| {
        let in_kebab = kebab(&field.name);
        let setting = settings.iter().find(|setting| **setting == in_kebab);
        let setting = setting.map(|setting| (*setting).to_owned());
        let other = if is_kebab { field.name.clone() } else { in_kebab };
        let alias = Some(other).filter(|alias| taken.insert(alias.clone()));
        Flag { long, alias, setting }
    };
    fields.iter().zip(longs).map(with_alias).collect()
}
