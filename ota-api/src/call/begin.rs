//! What has to be done when it is the turn of a call, before it is sent.

use std::pin::Pin;

use crate::error::Error;

/// What has to be done when it is the turn of a call, before anything of it is sent.
pub(crate) trait Begin: Sync {
    /// Does it; nothing is sent if it fails. Called again, it does nothing.
    fn begin(&self) -> Beginning<'_>;

    /// Whether the same call was sent before, by somebody who never learnt what became of it.
    fn may_have_acted(&self) -> bool;
}

/// A beginning under way.
pub(crate) type Beginning<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'a>>;
