//! The keys of pages, parts, waits and look-ups.

use super::table::{Table, ZH, free, needed};

/// The value of `page`.
pub const PAGE: Table = Table {
    what: "`page`",
    groups: &[&[
        free("number", "The `Integer` parameter with the number of the page, counted from 1."),
        free(
            "offset",
            "Instead of `number`: the `Integer` or `Long` parameter with the number of items before the page.",
        ),
        free(
            "token",
            "Instead of `number`: the `String` parameter with the token of the page; the first page has none.",
        ),
        free(
            "next",
            "With `token`: the `String` field of the response with the token of the next page, or the path to it.",
        ),
        free("size", "The `Integer` parameter with the number of items on a page."),
        free(
            "total",
            "The `Integer` field of the response with the number of all items, or the path to it, such as `Data.Total`.",
        ),
        needed(
            "items",
            "The `List` field of the response with the items, or the path to it: `Data.List` is the list in the struct `Data`.",
        ),
        free("limit", "How many items from the first one on the service serves; not with `token`."),
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
        ZH,
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

/// The value of `lookUp`.
pub const LOOK_UP: Table = Table {
    what: "`lookUp`",
    groups: &[&[
        needed("operation", "The `readOnly` operation that lists what this one makes."),
        free(
            "items",
            "The `List` field of its response, or the path to it, if it has no `page` that names it.",
        ),
        free("parameters", "Parameters of both operations that are sent along as they were sent."),
        free(
            "same",
            "Members of the items which have the value of the parameter of that name, if that was sent.",
        ),
        free("fixed", "Members of the items with the values that they have."),
        free("created", "The member of the items with the time at which they were created."),
        free(
            "tag",
            "The `RepeatList` parameter that takes labels, which the items show again: structs of `Key` and `Value`. A call adds one of its own, by which it is found.",
        ),
        free(
            "unique",
            "`true`, if the service refuses a second one: what is not found is then sent again.",
        ),
    ]],
};
