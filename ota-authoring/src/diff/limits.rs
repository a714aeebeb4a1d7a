//! Differences between the limits of values, and between the values of enums.

use std::fmt::Display;
use std::sync::Arc;

use ota_spec::model::{Enum, EnumValue, List, Range, StringLimits};

use super::changes::{Changes, Class};
use super::side::Side;

/// A limit that refuses less is an addition, one that refuses more breaks; responses are not refused.
fn limit(side: Side, part: &str, tighter: bool, message: String, changes: &mut Changes) {
    let class = match (side, tighter) {
        (Side::Response, _) => Class::Documentation,
        (Side::Request, true) => Class::Breaking,
        (Side::Request, false) => Class::Addition,
    };
    changes.add(class, part, message);
}

/// Compares limits of which a larger one refuses more (`Least`) or less (`Most`).
#[derive(Clone, Copy, PartialEq)]
enum Bound {
    Least,
    Most,
}

struct Limit<'a> {
    side: Side,
    part: &'a str,
    /// The unit of the limit: ` characters`.
    unit: &'a str,
}

impl Limit<'_> {
    fn compare<N: PartialOrd + Display + Copy>(
        &self,
        bound: Bound,
        old: Option<N>,
        new: Option<N>,
        changes: &mut Changes,
    ) {
        let word = if bound == Bound::Least { "at least" } else { "at most" };
        let unit = self.unit;
        let (tighter, message) = match (old, new) {
            (Some(old), Some(new)) if old != new => {
                let tighter = (new > old) == (bound == Bound::Least);
                (tighter, format!("{word} {new}{unit}, was {old}"))
            }
            (None, Some(new)) => (true, format!("{word} {new}{unit}, was not limited")),
            (Some(old), None) => (false, format!("not limited any more, was {word} {old}{unit}")),
            _ => return,
        };
        limit(self.side, self.part, tighter, message, changes);
    }
}

/// Compares the limits of strings.
pub(super) fn text(
    side: Side,
    part: &str,
    old: &StringLimits,
    new: &StringLimits,
    changes: &mut Changes,
) {
    let length = Limit { side, part, unit: " characters" };
    // Nothing is shorter than nothing.
    let least = |text: &StringLimits| text.min_length.filter(|least| *least > 0);
    length.compare(Bound::Least, least(old), least(new), changes);
    length.compare(Bound::Most, old.max_length, new.max_length, changes);
    let bytes = Limit { side, part, unit: " bytes" };
    bytes.compare(Bound::Most, old.max_bytes, new.max_bytes, changes);
    if old.format != new.format {
        let form = |text: &StringLimits| {
            text.format.map_or_else(|| "any string".to_owned(), |format| format.to_string())
        };
        let message = format!("is {} now, was {}", form(new), form(old));
        limit(side, part, new.format.is_some(), message, changes);
    }
    match (&old.pattern, &new.pattern) {
        (Some(old), Some(new)) if old != new => {
            let message = format!("must match `{new}`, was `{old}`");
            limit(side, part, true, message, changes);
        }
        (None, Some(new)) => limit(side, part, true, format!("must match `{new}` now"), changes),
        (Some(old), None) => {
            limit(side, part, false, format!("need not match `{old}` any more"), changes);
        }
        _ => {}
    }
    allowed(side, part, &old.allowed, &new.allowed, changes);
}

/// Compares the limits of numbers.
pub(super) fn range<N: PartialOrd + Display + Copy>(
    side: Side,
    part: &str,
    old: &Range<N>,
    new: &Range<N>,
    changes: &mut Changes,
) {
    let value = Limit { side, part, unit: "" };
    value.compare(Bound::Least, old.minimum, new.minimum, changes);
    value.compare(Bound::Most, old.maximum, new.maximum, changes);
    for (end, (old, new)) in
        ["smallest", "largest"].iter().zip(old.exclusive.iter().zip(new.exclusive))
    {
        if *old != new {
            let now = if new { "not allowed any more" } else { "allowed now" };
            limit(side, part, new, format!("the {end} value itself is {now}"), changes);
        }
    }
    allowed(side, part, &old.allowed, &new.allowed, changes);
}

/// Closed lists of values; an empty one allows any.
fn allowed<T: PartialEq + Display>(
    side: Side,
    part: &str,
    old: &[T],
    new: &[T],
    changes: &mut Changes,
) {
    match (old.is_empty(), new.is_empty()) {
        (true, true) => {}
        (true, false) => limit(side, part, true, format!("only {} now", list_of(new)), changes),
        (false, true) => {
            limit(side, part, false, format!("any value, was only {}", list_of(old)), changes);
        }
        (false, false) => {
            for value in old.iter().filter(|value| !new.contains(value)) {
                limit(side, part, true, format!("`{value}` is not allowed any more"), changes);
            }
            for value in new.iter().filter(|value| !old.contains(value)) {
                limit(side, part, false, format!("`{value}` is allowed now"), changes);
            }
        }
    }
}

fn list_of<T: Display>(values: &[T]) -> String {
    let quoted: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
    quoted.join(", ")
}

/// Compares the limits of lists, but not what they hold.
pub(super) fn list(side: Side, part: &str, old: &List, new: &List, changes: &mut Changes) {
    let items = Limit { side, part, unit: " items" };
    let least = |list: &List| list.min_items.filter(|least| *least > 0);
    items.compare(Bound::Least, least(old), least(new), changes);
    items.compare(Bound::Most, old.max_items, new.max_items, changes);
    let total = Limit { side, part, unit: " characters in all items" };
    total.compare(Bound::Most, old.max_total_length, new.max_total_length, changes);
    match (old.unique, new.unique) {
        (false, true) => limit(side, part, true, "no item twice now".to_owned(), changes),
        (true, false) => limit(side, part, false, "items may repeat now".to_owned(), changes),
        _ => {}
    }
    if old.xml_item != new.xml_item {
        let shown = |item: &Option<String>| match item {
            Some(item) => format!("in `{item}`"),
            None => "without an element of their own".to_owned(),
        };
        let (old, new) = (shown(&old.xml_item), shown(&new.xml_item));
        changes.documents(part, format!("the items stand {new} in XML, were {old}"));
    }
    if old.wrapper != new.wrapper {
        let shown = |wrapper: &Option<String>| match wrapper {
            Some(wrapper) => format!("in `{wrapper}`"),
            None => "without a key around them".to_owned(),
        };
        let (old, new) = (shown(&old.wrapper), shown(&new.wrapper));
        changes.documents(part, format!("the items are read {new}, was {old}"));
    }
}

/// Compares the values of enums.
pub(super) fn words(part: &str, old: &Enum, new: &Enum, changes: &mut Changes) {
    if old.numeric != new.numeric {
        let kind = |listed: &Enum| if listed.numeric { "numbers" } else { "strings" };
        changes.breaks(part, format!("its values are {} now, were {}", kind(new), kind(old)));
    }
    for word in &old.values {
        match find(new, &word.value) {
            None => {
                changes.breaks(part, format!("value `{}` removed", word.value));
            }
            Some(now) => one_word(part, word, now, changes),
        }
    }
    for word in new.values.iter().filter(|word| find(old, &word.value).is_none()) {
        changes.adds(part, format!("new value `{}`", word.value));
    }
}

fn find<'a>(listed: &'a Enum, value: &str) -> Option<&'a Arc<EnumValue>> {
    listed.values.iter().find(|known| known.value == value)
}

fn one_word(part: &str, old: &EnumValue, new: &EnumValue, changes: &mut Changes) {
    let value = &new.value;
    if old.name != new.name {
        let message =
            format!("value `{value}` is called `{}` in Rust, was `{}`", new.name, old.name);
        changes.breaks(part, message);
    }
    for alias in old.aliases.iter().filter(|alias| !new.aliases.contains(alias)) {
        changes.breaks(part, format!("`{alias}` does not mean `{value}` any more"));
    }
    for alias in new.aliases.iter().filter(|alias| !old.aliases.contains(alias)) {
        changes.adds(part, format!("`{alias}` means `{value}`, too"));
    }
    let part = &format!("{part}.{value}");
    changes.deprecation(part, old.deprecated.as_ref(), new.deprecated.as_ref());
    changes.prose(part, "description", &old.doc, &new.doc);
    changes.prose(part, "Chinese text", &old.zh, &new.zh);
}
