//! What a process keeps by name, and forgets when there is much of it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Things that are made once and shared.
pub(crate) struct Known<T> {
    things: Mutex<BTreeMap<String, Arc<T>>>,
    /// The number from which on those are forgotten that nobody has.
    many: usize,
}

impl<T> Known<T> {
    pub(crate) const fn new(many: usize) -> Self {
        Self { things: Mutex::new(BTreeMap::new()), many }
    }

    /// The thing of this name, which is made if need be. What is idle can be forgotten when nobody has it.
    pub(crate) fn get(
        &self,
        name: String,
        is_idle: impl Fn(&T) -> bool,
        new: impl FnOnce(&str) -> T,
    ) -> Arc<T> {
        let mut things = self.things.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(thing) = things.get(&name) {
            return thing.clone();
        }
        if things.len() >= self.many {
            things.retain(|_, thing| Arc::strong_count(thing) > 1 || !is_idle(thing));
        }
        let thing = Arc::new(new(&name));
        things.insert(name, thing.clone());
        thing
    }
}

#[cfg(test)]
mod tests {
    use super::Known;

    #[test]
    fn what_nobody_has_and_is_idle_is_forgotten_from_a_number_on() {
        let known = Known::new(3);
        let get = |name: &str, value| known.get(name.to_owned(), |value| *value != 2, |_| value);
        let (one, _, _) = (get("one", 1), get("two", 2), get("three", 3));
        assert_eq!(*get("three", 4), 3, "these are not many");
        get("four", 4);
        let again = ["one", "two", "three"].map(|name| *get(name, 5));
        assert_eq!((again, *one), ([1, 2, 5], 1), "one is held, and one not idle");
    }
}
