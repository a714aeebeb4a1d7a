//! Several calls as one: the pages of a list, the parts of a long list, waiting for a state, watching a list, the upload
//! of a file.

pub(crate) mod looks;
pub(crate) mod pace;
pub(crate) mod pages;
pub(crate) mod parts;
pub(crate) mod position;
pub(crate) mod progress;
pub(crate) mod upload;
pub(crate) mod wait_error;
pub(crate) mod waits;
pub(crate) mod watch;
