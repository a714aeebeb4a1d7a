//! Uploaded files: forms, signed addresses, and the storage of their contents.
//!
//! Uploads go by forms like those of OSS: an operation hands out a signed form, which is good for
//! one minute; it is posted to `/` of the emulator as `multipart/form-data`; the file is then known
//! by its address. Files are downloaded by signed addresses, as devices do.
//!
//! Where nothing is documented, these are choices:
//!
//! - The minute is one of the world's time, or of the clock if the world runs faster than that.
//! - A list of devices could be downloaded by a signed address too, but no response has one.
//! - A file can be uploaded again under its key while the form is good and no package has it.
//! - Forms and addresses are signed with a key that a data folder keeps, in a file of its own, so
//!   those of an earlier emulator with it are valid until they expire. Without one, each start has
//!   a new key.
//! - Packages and jobs can be created from a file within an hour of its upload, in the instance
//!   that the form was handed out for. A file that no package has an hour after its upload is gone.
//!   A list of devices is needed only until its job is created, so it goes too.
//! - Files of a seed stay, and all instances have them.
//! - The suffix of its key tells what a file is: a package has no file with the suffix of a list.

pub(crate) mod form;
pub(crate) mod signer;
pub(crate) mod storage;

pub(crate) use signer::{Site, UrlSigner};
pub(crate) use storage::Storage;
