//! Recorded calls.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use http::HeaderMap;

use crate::request::operation::{Method, Operation};

/// A typed request, whatever its type.
pub(crate) trait Kept: Any + fmt::Debug + Send + Sync {}

impl<O: Operation> Kept for O {}

/// An attempt of a call, or of an upload, as it came to the mock.
#[derive(Clone)]
pub struct Recorded {
    pub(crate) action: String,
    pub(crate) method: Method,
    pub(crate) attempt: u32,
    pub(crate) parameters: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) request: Option<Arc<dyn Kept>>,
    pub(crate) upload: Option<Upload>,
}

/// Where an upload goes, and the bytes of its file.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    pub(crate) host: String,
    pub(crate) size: u64,
}

impl Recorded {
    /// The action; `PostObject` for an upload.
    pub fn action(&self) -> &str {
        &self.action
    }

    /// The HTTP method.
    pub fn method(&self) -> Method {
        self.method
    }

    /// The number of the attempt of its call, from 1.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// The request, if it is one of `O`; calls without a spec and look-ups have none. What the client fills in is not
    /// in it.
    pub fn request<O: Operation>(&self) -> Option<&O> {
        let request: &dyn Any = &**self.request.as_ref()?;
        request.downcast_ref()
    }

    /// The host that an upload goes to, and the port if it is not the usual one; calls have none.
    pub fn upload_host(&self) -> Option<&str> {
        Some(&self.upload.as_ref()?.host)
    }

    /// The bytes of the file of an upload; calls have none.
    pub fn upload_size(&self) -> Option<u64> {
        Some(self.upload.as_ref()?.size)
    }

    /// The parameters under their flat names, such as `DeviceName.1`, in the order in which they are sent; those of the
    /// client are among them, those of the signature are not. For an upload, the fields of its form.
    pub fn parameters(&self) -> &[(String, String)] {
        &self.parameters
    }

    /// The value of a parameter under its flat name.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// A header that the caller added, by its name in any letter case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// What was asked. Secrets of a typed request are hidden.
impl fmt::Display for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.upload {
            Some(Upload { host, size }) => {
                write!(f, "an upload of {size} bytes to `{}`, which is a `{}`", host, self.action)?;
            }
            None => write!(f, "`{}`", self.action)?,
        }
        match &self.request {
            Some(request) => write!(f, " ({request:?})"),
            None => {
                let names: Vec<&str> =
                    self.parameters.iter().map(|(name, _)| name.as_str()).collect();
                match names.is_empty() {
                    true => f.write_str(" without parameters"),
                    false => write!(f, " with `{}`", names.join("`, `")),
                }
            }
        }
    }
}

/// Values of parameters and headers can be secret, so only the request says its own.
impl fmt::Debug for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.parameters.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Recorded")
            .field("action", &self.action)
            .field("attempt", &self.attempt)
            .field("request", &self.request)
            .field("upload", &self.upload)
            .field("parameters", &names)
            .finish_non_exhaustive()
    }
}
