//! Environment variables.

use crate::error::Error;
use crate::excerpt::shorten;

/// The value of an environment variable; an empty one counts as not set.
pub(crate) fn variable(name: &str) -> Result<Option<String>, Error> {
    match std::env::var(name) {
        Ok(value) if value.is_empty() => Ok(None),
        Ok(value) => Ok(Some(value)),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => Err(Error::configuration(format!(
            "the environment variable `{name}` is not UTF-8; set it again"
        ))),
    }
}

/// Whether an environment variable is `true`; one that is not set counts as `false`.
pub(crate) fn flag(name: &str) -> Result<bool, Error> {
    match variable(name)?.as_deref() {
        None | Some("false" | "0") => Ok(false),
        Some("true" | "1") => Ok(true),
        Some(other) => Err(Error::configuration(format!(
            "the environment variable `{name}` is `{}`; set it to `true` or `false`",
            shorten(other).escape_debug()
        ))),
    }
}
