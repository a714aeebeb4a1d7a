//! The keys of pages, parts and waits.

use super::table::{Table, free, needed};

/// The value of `page`.
pub const PAGE: Table = Table {
    what: "`page`",
    groups: &[&[
        needed("number", "The `Integer` parameter with the number of the page, counted from 1."),
        needed("size", "The `Integer` parameter with the number of items on a page."),
        free("total", "The `Integer` field of the response with the number of all items."),
        needed("items", "The `List` field of the response with the items."),
        free("limit", "Largest product of number and size that the service serves."),
    ]],
};

/// The value of `split`.
pub const SPLIT: Table = Table {
    what: "`split`",
    groups: &[&[needed("over", "A required `RepeatList` parameter with `maxItems`.")]],
};

/// An entry of `wait`.
pub const WAIT: Table = Table {
    what: "a wait",
    groups: &[&[
        needed(
            "name",
            "The name of the wait, such as `Verified`: a method `wait_until_verified` in Rust.",
        ),
        needed("doc", "What is waited for."),
        needed(
            "state",
            "The fields that lead to the state, from the response down. A list on the way means each of its items, of which there must be one at least.",
        ),
        needed("until", "The states that end the waiting well."),
        free("fail", "The states that end the waiting badly."),
        free("interval", "Seconds between two calls, at first."),
        free("timeout", "Seconds to wait in all."),
    ]],
};
