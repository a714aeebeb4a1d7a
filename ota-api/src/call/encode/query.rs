//! A canonical query under construction: `name=value` pairs, encoded, joined by `&`.
//!
//! It is appended to the bytes before it, so that nothing is copied. V1 signs the query encoded once
//! more; writing that second form at the same time is cheaper than reading the first one again.

use std::mem;
use std::ops::Range;

use crate::call::encode::items::Items;
use crate::call::encode::percent::{Level, Once, Twice, is_plain, push_encoded};
use crate::request::argument::{List, ValueRef};
use crate::request::parameter::Place;

/// Parameters that can be written in the order of their names.
pub(crate) trait Parameters {
    /// Writes the parameters of one place, or all of them.
    fn write(&self, query: &mut Query<'_>, place: Option<Place>);

    /// A single value, as it is written.
    fn text(&self, name: &str) -> Option<String>;

    /// Passes on the values that must not be shown: those that are secrets by type, or whose `name` is that of one.
    fn secrets(&self, name: &dyn Fn(&str) -> bool, found: &mut dyn FnMut(&str));

    /// Whether some may belong in a form body.
    fn has_body(&self) -> bool {
        false
    }
}

/// A canonical query under construction.
pub(crate) struct Query<'a> {
    once: &'a mut Vec<u8>,
    /// The start of the query in `once`.
    start: usize,
    /// The same query, encoded once more.
    twice: Option<&'a mut Vec<u8>>,
    /// Parameters to merge in, sorted by name.
    common: &'a [(&'a str, &'a str)],
}

impl<'a> Query<'a> {
    /// Starts a query at the end of these bytes.
    pub(crate) fn new(once: &'a mut Vec<u8>) -> Self {
        Self { start: once.len(), once, twice: None, common: &[] }
    }

    /// Merges in these parameters, which are sorted by name.
    pub(crate) fn with_common(self, common: &'a [(&'a str, &'a str)]) -> Self {
        Self { common, ..self }
    }

    /// Also writes the query, encoded once more, at the end of these bytes.
    pub(crate) fn with_twice(self, twice: &'a mut Vec<u8>) -> Self {
        Self { twice: Some(twice), ..self }
    }

    /// Writes the parameters of one place, or all of them, and returns the range of the query.
    pub(crate) fn write(
        mut self,
        parameters: &dyn Parameters,
        place: Option<Place>,
    ) -> Range<usize> {
        parameters.write(&mut self, place);
        let rest = self.common;
        for (name, value) in rest {
            self.pair(name, value);
        }
        self.start..self.once.len()
    }

    /// Writes the common parameters that come before this name.
    pub(crate) fn up_to(&mut self, name: &str) {
        while let [(common, value), rest @ ..] = self.common
            && *common < name
        {
            self.common = rest;
            self.pair(common, value);
        }
    }

    /// Leaves out the common parameter of this name, if it comes next, for one of the call itself.
    pub(crate) fn replace(&mut self, name: &str) {
        if let [(common, _), rest @ ..] = self.common
            && *common == name
        {
            self.common = rest;
        }
    }

    /// Writes a pair.
    pub(crate) fn pair(&mut self, name: &str, value: &str) {
        let first = self.once.len() == self.start;
        let pair = Pair { first, name, value, plain: [is_plain(name), is_plain(value)] };
        pair.write::<Once>(self.once);
        if let Some(twice) = &mut self.twice {
            pair.write::<Twice>(twice);
        }
    }

    /// Writes the items of a list of strings under a path, in the order of their numbers as strings.
    pub(crate) fn strings(&mut self, path: &mut String, list: &dyn List) {
        // The first item is written like any other pair, since the query may start with it.
        let ValueRef::String(first) = list.item(0) else { return };
        path.push('1');
        self.pair(path, first);
        path.pop();
        // Both buffers are moved out for the loop, where access is then faster.
        let count = list.count();
        let mut once = Items::<Once>::new(mem::take(self.once), path, count);
        let taken = self.twice.as_mut().map(|twice| mem::take(*twice));
        let mut twice = taken.map(|twice| Items::<Twice>::new(twice, path, count));
        for number in numbers_as_strings(count).skip(1) {
            let ValueRef::String(value) = list.item(number - 1) else { continue };
            let plain = is_plain(value);
            once.push(number, value, plain);
            if let Some(twice) = &mut twice {
                twice.push(number, value, plain);
            }
        }
        *self.once = once.finish();
        if let (Some(place), Some(twice)) = (&mut self.twice, twice) {
            **place = twice.finish();
        }
    }
}

/// A pair to write.
struct Pair<'a> {
    /// Whether it is the first pair of its query.
    first: bool,
    name: &'a str,
    value: &'a str,
    /// Whether name and value need no encoding.
    plain: [bool; 2],
}

impl Pair<'_> {
    fn write<L: Level>(&self, out: &mut Vec<u8>) {
        if !self.first {
            out.extend_from_slice(L::AND);
        }
        push_encoded::<L>(self.name, self.plain[0], out);
        out.extend_from_slice(L::EQUALS);
        push_encoded::<L>(self.value, self.plain[1], out);
    }
}

/// The numbers from 1 to `count` in the order of their strings: 1, 10, 100, 11, .., 2, 20.
pub(crate) fn numbers_as_strings(count: usize) -> impl Iterator<Item = usize> {
    let mut next = 1;
    (0..count).map(move |_| {
        let number = next;
        next = number * 10;
        if next > count {
            next = number;
            while next % 10 == 9 || next >= count {
                next /= 10;
            }
            next += 1;
        }
        number
    })
}
