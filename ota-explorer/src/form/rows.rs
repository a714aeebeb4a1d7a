//! The rows of lists.

use std::collections::BTreeSet;

use super::Form;

/// The most rows of a list; longer lists are for programs.
pub(crate) const MOST: u32 = 1_000;

/// Marks a row that has no field of its own yet.
const MARK: &str = "@";

/// The numbers of the rows of a list, in order.
pub(crate) fn numbers(form: &Form, list: &str) -> Vec<u32> {
    let start = list.len() + 1;
    let rest = form.below(list).filter_map(|(name, _)| name.get(start..));
    let numbers = rest.filter_map(|rest| {
        let number = rest.split('.').next().unwrap_or_default();
        let number: u32 = number.parse().ok().filter(|number| (1..=MOST * 10).contains(number))?;
        Some(number)
    });
    numbers.collect::<BTreeSet<u32>>().into_iter().take(MOST as usize).collect()
}

/// Adds a row behind the others; there is always room for one that was shown without being there.
pub(crate) fn add(form: &mut Form, list: &str) {
    let numbers = numbers(form, list);
    if numbers.len() < MOST as usize {
        let next = numbers.last().copied().unwrap_or(1) + 1;
        if numbers.is_empty() {
            form.set(format!("{list}.1.{MARK}"), "");
        }
        form.set(format!("{list}.{next}.{MARK}"), "");
    }
}

/// Removes a row with everything in it.
pub(crate) fn remove(form: &mut Form, row: &str) {
    let below = format!("{row}.");
    form.retain(|name| name != row && !name.starts_with(&below));
}

#[cfg(test)]
mod tests {
    use super::{add, numbers, remove};
    use crate::form::Form;

    #[test]
    fn rows_are_numbered_as_they_come_and_gaps_stay() {
        let mut form = Form::parse(b"A.10=x&A.2.K=y&A.2.V=&B.1=&A.x=1&A.0=1&A.99999999=1");
        assert_eq!(numbers(&form, "A"), [2, 10]);
        add(&mut form, "A");
        assert_eq!(numbers(&form, "A"), [2, 10, 11]);
        remove(&mut form, "A.2");
        assert_eq!(numbers(&form, "A"), [10, 11]);
        add(&mut form, "C");
        assert_eq!(numbers(&form, "C"), [1, 2]);
    }
}
