//! A product: its devices, modules and groups.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::{IndexMap, IndexSet};

use crate::time::Moment;

use super::device::{Arrivals, Device};

/// The name of the module that every device has.
pub(crate) const DEFAULT_MODULE: &str = "default";

/// A kind of device.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Product {
    /// A name for people.
    pub(crate) name: String,
    /// A description for people.
    pub(crate) description: Option<String>,
    /// The standard category of its thing model, if it is one of those.
    pub(crate) category: Option<String>,
    /// Whether its devices are gateways.
    pub(crate) is_gateway: bool,
    /// By name. A device's position is its number and never changes.
    pub(crate) devices: IndexMap<Box<str>, Device>,
    /// Versions that devices run; devices hold their numbers.
    pub(crate) versions: IndexSet<Box<str>>,
    /// Names of modules that devices run, no two alike but for letter case; devices hold their
    /// numbers. `default` is not among them.
    pub(crate) module_names: IndexSet<Box<str>>,
    /// Custom modules by name, in the order of their creation.
    pub(crate) modules: IndexMap<String, Module>,
    /// When devices were added: the number of the first one, and the time of all up to the next entry.
    pub(crate) additions: Vec<(u32, Moment)>,
    /// When devices came online, of those that were not online as soon as they were added.
    pub(crate) arrivals: BTreeMap<u32, Arrivals>,
    /// The second names of devices, for people.
    pub(crate) nicknames: BTreeMap<u32, Box<str>>,
}

/// A custom module of a product.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Module {
    pub(crate) alias: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) created: Moment,
    pub(crate) modified: Moment,
}

/// A group of devices, which may be of several products.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Group {
    pub(crate) name: String,
    /// Whether it is a dynamic group, for dynamic jobs; else it is for static ones.
    pub(crate) is_dynamic: bool,
    /// The numbers of devices by product key.
    pub(crate) members: BTreeMap<String, BTreeSet<u32>>,
}

impl Product {
    /// The number of a device.
    pub(crate) fn device(&self, name: &str) -> Option<u32> {
        self.devices.get_index_of(name).and_then(|number| u32::try_from(number).ok())
    }

    /// The name of a device.
    pub(crate) fn device_name(&self, device: u32) -> &str {
        self.devices.get_index(device as usize).map_or("", |(name, _)| name)
    }

    /// The version that a device runs in a module, if it has reported one.
    pub(crate) fn version(&self, device: u32, module: &str) -> Option<&str> {
        self.versions.get_index(self.version_number(device, module)? as usize).map(|text| &**text)
    }

    /// The number of that version.
    pub(crate) fn version_number(&self, device: u32, module: &str) -> Option<u32> {
        let (_, device) = self.devices.get_index(device as usize)?;
        if module.eq_ignore_ascii_case(DEFAULT_MODULE) {
            return Some(device.version).filter(|_| !device.unactive);
        }
        let module = self.reported_module(module)?;
        device
            .modules
            .iter()
            .find(|(known, _)| *known as usize == module)
            .map(|(_, version)| *version)
    }

    /// When a device was added.
    pub(crate) fn added(&self, device: u32) -> Moment {
        let later = self.additions.partition_point(|(first, _)| *first <= device);
        later.checked_sub(1).map_or(Moment::default(), |place| self.additions[place].1)
    }

    /// When the product was created: its first devices, even if there were none, were added then.
    pub(crate) fn created(&self) -> Moment {
        self.additions.first().map_or(Moment::default(), |(_, time)| *time)
    }

    /// When a device came online; what has been online and is not listed was so from the beginning.
    pub(crate) fn arrivals(&self, device: u32) -> Arrivals {
        self.arrivals.get(&device).copied().unwrap_or_else(|| {
            let added = self.added(device);
            Arrivals { first: added, last: added }
        })
    }

    /// A device that was offline comes online.
    pub(crate) fn come_online(&mut self, device: u32, at: Moment) {
        let known = self.arrivals(device);
        self.arrivals.insert(device, Arrivals { last: at, ..known });
    }

    /// A device comes online for the first time; `false` if it has been online before.
    pub(crate) fn activate(&mut self, device: u32, at: Moment) -> bool {
        let Some((_, known)) = self.devices.get_index_mut(device as usize) else { return false };
        let is_first = std::mem::take(&mut known.unactive);
        if is_first {
            self.arrivals.insert(device, Arrivals { first: at, last: at });
        }
        is_first
    }

    /// The module that a name stands for, as it was created, else as it was first reported.
    ///
    /// Names of modules are compared without letter case.
    pub(crate) fn module_name<'a>(&'a self, name: &'a str) -> &'a str {
        if name.eq_ignore_ascii_case(DEFAULT_MODULE) {
            return DEFAULT_MODULE;
        }
        let created = self.modules.keys().map(String::as_str);
        let mut known = created.chain(self.module_names.iter().map(|name| &**name));
        known.find(|known| known.eq_ignore_ascii_case(name)).unwrap_or(name)
    }

    /// The number of a module that devices run.
    fn reported_module(&self, name: &str) -> Option<usize> {
        let mut known = self.module_names.iter();
        // The letter case is nearly always the same.
        let exact = self.module_names.get_index_of(name);
        exact.or_else(|| known.position(|known| known.eq_ignore_ascii_case(name)))
    }

    /// The number of a version, new or known.
    pub(crate) fn intern_version(&mut self, version: &str) -> u32 {
        intern(&mut self.versions, version)
    }

    /// A device reports what it runs in a module.
    pub(crate) fn report_version(&mut self, device: u32, module: &str, version: &str) {
        let version = intern(&mut self.versions, version);
        let number = match self.reported_module(module) {
            _ if module.eq_ignore_ascii_case(DEFAULT_MODULE) => None,
            Some(number) => Some(u32::try_from(number).unwrap_or(u32::MAX)),
            None => {
                let name = self.module_name(module).to_owned();
                Some(intern(&mut self.module_names, &name))
            }
        };
        let Some((_, device)) = self.devices.get_index_mut(device as usize) else { return };
        match number {
            None => device.version = version,
            Some(number) => match device.modules.iter_mut().find(|(known, _)| *known == number) {
                Some((_, known)) => *known = version,
                None => device.modules.push((number, version)),
            },
        }
    }
}

fn intern(texts: &mut IndexSet<Box<str>>, text: &str) -> u32 {
    let number = match texts.get_index_of(text) {
        Some(number) => number,
        None => texts.insert_full(text.into()).0,
    };
    u32::try_from(number).unwrap_or(u32::MAX)
}
