//! Uploaded files: who refers to them, and when they are discarded.

use std::collections::BTreeSet;

use super::account::World;
use super::object::{KEPT, Object, ObjectOrigin, key};
use super::package::File;

impl World {
    /// Adds an uploaded file, or replaces it.
    pub(crate) fn add_object(&mut self, key: &str, object: Object) {
        let sha256 = object.sha256.clone();
        let uses = self.objects.get(key).map_or(0, |known| known.uses);
        let before = self.objects.insert(key.to_owned(), Object { uses, ..object });
        if let Some(before) = before.filter(|before| before.sha256 != sha256) {
            self.discarded.push(before.file_name(key));
        }
    }

    /// A package refers to these files from now on, so they stay.
    pub(crate) fn hold_objects(&mut self, files: &[File]) {
        for file in files {
            if let Some(object) = self.objects.get_mut(&file.key) {
                object.uses = object.uses.saturating_add(1);
            }
        }
    }

    /// A package no longer refers to these files.
    pub(crate) fn release_objects(&mut self, files: &[File]) {
        for file in files {
            if let Some(object) = self.objects.get_mut(&file.key) {
                object.uses = object.uses.saturating_sub(1);
            }
        }
    }

    /// The uploaded file at an address, with its key, if a call for the instance can use it now.
    pub(crate) fn usable_object(&self, address: &str, instance: &str) -> Option<(&str, &Object)> {
        let (key, object) = self.objects.get_key_value(&key::key(address)?)?;
        object.serves(instance, self.now).then_some((key.as_str(), object))
    }

    /// Discards uploads that no package refers to after an hour; files of a seed stay.
    pub(crate) fn purge_objects(&mut self) {
        let (now, discarded) = (self.now, &mut self.discarded);
        self.objects.retain(|key, object| {
            let stays = object.uses > 0
                || object.origin == ObjectOrigin::Seed
                || now.since(object.uploaded) < KEPT;
            if !stays {
                discarded.push(object.file_name(key));
            }
            stays
        });
    }

    /// The names of files that nothing refers to any more.
    ///
    /// A file may have been discarded and then uploaded anew, and all that was ever discarded is
    /// here after a replay.
    pub(crate) fn take_discarded(&mut self) -> Vec<String> {
        let mut discarded = std::mem::take(&mut self.discarded);
        if !discarded.is_empty() {
            let known = self.file_names();
            discarded.retain(|file| !known.contains(file));
        }
        discarded
    }

    /// The names that the files with the contents of objects have, or would have.
    pub fn file_names(&self) -> BTreeSet<String> {
        self.objects.iter().map(|(key, object)| object.file_name(key)).collect()
    }
}
