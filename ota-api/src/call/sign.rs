//! Signatures: V3 (`ACS3-HMAC-SHA256`, in headers) and V1 (`HMAC-SHA1`, in the query).
//!
//! Both sign what is sent, so encoding and signing are one step: [`Unsigned::sign`] gives the
//! request to send together with the strings that were signed, which are what to compare when a
//! service responds with `SignatureDoesNotMatch`.
//!
//! ```
//! use ota_api::sign::{Format, Scheme, Unsigned};
//! use ota_api::{Credentials, Method};
//!
//! // A published sample: a signature of the IoT documentation.
//! let credentials = Credentials::new("testid", "testsecret");
//! let signed = Unsigned {
//!     scheme: Scheme::V1,
//!     method: Method::Get,
//!     host: "iot.cn-shanghai.aliyuncs.com",
//!     action: "Pub",
//!     version: "2017-04-20",
//!     timestamp: "2017-10-02T09:39:41Z",
//!     nonce: "0715a395-aedf-4a41-bab7-746b43d38d88",
//!     region: Some("cn-shanghai"),
//!     format: Format::Xml,
//!     credentials: &credentials,
//!     body: None,
//! }
//! .sign([
//!     ("MessageContent", "aGVsbG93b3JsZA="),
//!     ("ProductKey", "12345abcdeZ"),
//!     ("Qos", "0"),
//!     ("ServiceCode", "iot"),
//!     ("TopicFullName", "/productKey/testdevice/get"),
//! ]);
//! assert_eq!(signed.signature(), "Y9eWn4nF8QPh3c4zAFkM/k/u7eA=");
//! ```

pub(crate) mod form;
pub(crate) mod scheme;
pub(crate) mod signed;
pub(crate) mod unsigned;
pub(crate) mod v1;
pub(crate) mod v3;

pub use scheme::{Format, Scheme};
pub use signed::Signed;
pub use unsigned::Unsigned;

use crate::call::encode::Pairs;
use crate::call::encode::query::Parameters;
use crate::config::credentials::Credentials;
use crate::request::parameter::Place;

impl Unsigned<'_> {
    /// Signs a call with these parameters, in any order.
    pub fn sign<'p>(&self, parameters: impl IntoIterator<Item = (&'p str, &'p str)>) -> Signed {
        let in_query = |(name, value)| (name, value, Place::Query);
        self.sign_parameters(&Pairs::new(parameters.into_iter().map(in_query)))
    }

    pub(crate) fn sign_parameters(&self, parameters: &dyn Parameters) -> Signed {
        self.sign_with(Some(self.credentials), parameters)
    }

    /// Signs with this key, or prepares a call that says nothing of who makes it.
    pub(crate) fn sign_with(
        &self,
        key: Option<&Credentials>,
        parameters: &dyn Parameters,
    ) -> Signed {
        match self.scheme {
            Scheme::V3 => v3::sign(self, key, parameters),
            Scheme::V1 => v1::sign(self, key, parameters),
        }
    }
}
