//! How a client connects.

use std::fmt;
use std::time::Duration;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::config::proxy::ProxySetting;
use crate::error::Error;

/// The time after which an idle connection is closed. Load balancers close theirs after 15 seconds
/// or more; a request on a connection that is being closed is lost.
const IDLE: Duration = Duration::from_secs(10);

/// The largest successful response, in bytes. A full page of tasks is about 60 KB.
const RESPONSE: usize = 6 * 1024 * 1024;

/// How a client connects. `Debug` does not show the address of the proxy, which may contain a
/// password.
pub(crate) struct Connection {
    pub(crate) plain_http: bool,
    pub(crate) proxy: ProxySetting,
    pub(crate) idle: Duration,
    /// The largest successful response that is read, in bytes.
    pub(crate) response: usize,
    /// What is added to the name of this crate.
    pub(crate) user_agent: Option<String>,
    /// Certificates in PEM, as they were given.
    pub(crate) certificates: Vec<Vec<u8>>,
}

impl Default for Connection {
    fn default() -> Self {
        Self {
            plain_http: false,
            proxy: ProxySetting::Environment,
            idle: IDLE,
            response: RESPONSE,
            user_agent: None,
            certificates: Vec::new(),
        }
    }
}

impl Connection {
    /// The value of the header `user-agent`.
    pub(crate) fn user_agent(&self) -> Result<String, Error> {
        let own = concat!("ota-api/", env!("CARGO_PKG_VERSION"));
        let Some(more) = &self.user_agent else {
            return Ok(own.to_owned());
        };
        if more.is_empty() || !more.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
            return Err(Error::configuration(format!(
                "the user agent `{}` cannot be sent; use printable ASCII, such as `my-tool/1.2`",
                more.escape_debug()
            )));
        }
        Ok(format!("{own} {more}"))
    }

    /// The certificates that are trusted beside those of the system.
    pub(crate) fn certificates(&self) -> Result<Vec<CertificateDer<'static>>, Error> {
        let mut all = Vec::new();
        for (index, pem) in self.certificates.iter().enumerate() {
            let before = all.len();
            for certificate in CertificateDer::pem_slice_iter(pem) {
                all.push(certificate.map_err(|error| unusable(index, &error.to_string()))?);
            }
            if all.len() == before {
                return Err(unusable(index, "it contains no `-----BEGIN CERTIFICATE-----`"));
            }
        }
        Ok(all)
    }
}

fn unusable(index: usize, why: &str) -> Error {
    Error::configuration(format!(
        "root certificate {} cannot be read: {why}; give the contents of a PEM file",
        index + 1
    ))
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("plain_http", &self.plain_http)
            .field("idle", &self.idle)
            .field("user_agent", &self.user_agent)
            .field("certificates", &self.certificates.len())
            .finish_non_exhaustive()
    }
}
