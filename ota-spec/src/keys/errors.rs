//! The keys of `errors.json`.

use super::table::{Table, free, needed};

/// The file `errors.json`.
pub const ERRORS: Table = Table {
    what: "`errors.json`",
    groups: &[&[free("$schema", "A JSON Schema."), needed("errors", "The error codes.")]],
};

/// An entry of `errors` in `errors.json`.
pub const ERROR_CODE: Table = Table {
    what: "an error code",
    groups: &[&[
        needed("code", "The code on the wire."),
        needed("layer", "Where the code comes from."),
        free("status", "The HTTP statuses that it comes with."),
        needed("meaning", "What happened."),
        free("zh", "The meaning in Chinese."),
        needed("advice", "What the caller can do."),
        free("zhAdvice", "The advice in Chinese."),
        needed("retry", "Whether the same call may be sent again."),
        free("throttled", "Whether it says that there were too many calls."),
        free("outcomeUnknown", "Whether the service may have acted all the same."),
    ]],
};
