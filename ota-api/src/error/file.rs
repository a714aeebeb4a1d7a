//! Errors of files that are uploaded.

use std::path::Path;

use crate::error::Error;
use crate::request::operation::Idempotency;

impl Error {
    /// Adds the file whose upload failed.
    pub(crate) fn with_file(mut self, path: &Path) -> Self {
        self.0.file = Some(path.to_owned());
        // Each attempt has a place of its own, so a second one does no harm.
        self.0.idempotency = Idempotency::Idempotent;
        self
    }

    /// The file whose upload failed, if it was an upload that did.
    pub fn path(&self) -> Option<&Path> {
        self.0.file.as_deref()
    }
}
