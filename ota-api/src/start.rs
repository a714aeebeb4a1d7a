//! Starts clients of the service that `specs/` describes.

use crate::client::Client;
use crate::client::builder::ClientBuilder;
use crate::config::credentials::Credentials;
use crate::config::environment::{flag, variable};
use crate::error::Error;
use crate::operations::SERVICE;

impl Client {
    /// Starts a builder with nothing set.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new(&SERVICE)
    }

    /// Creates a client from the environment:
    ///
    /// | variable | meaning |
    /// |---|---|
    /// | `ALIBABA_CLOUD_ACCESS_KEY_ID`, `ALIBABA_CLOUD_ACCESS_KEY_SECRET` | the key |
    /// | `ALIBABA_CLOUD_SECURITY_TOKEN` | the token of a temporary key |
    /// | `ALIBABA_CLOUD_REGION_ID` | the region |
    /// | `OTA_ENDPOINT_URL` | an endpoint instead of the region's, such as that of an emulator |
    /// | `OTA_ALLOW_PLAIN_HTTP` | `true` allows an endpoint with plain HTTP beyond this machine; `false` is the default |
    /// | `OTA_INSTANCE_ID` | the instance, sent as `IotInstanceId` with every request |
    ///
    /// # Errors
    ///
    /// The key is not set, neither region nor endpoint is set, or one of them is invalid.
    #[expect(clippy::unused_async, reason = "looking up credentials may take a request one day")]
    pub async fn from_env() -> Result<Self, Error> {
        let mut builder = Self::builder().credentials(Credentials::from_env()?);
        let region = variable("ALIBABA_CLOUD_REGION_ID")?;
        let endpoint = variable("OTA_ENDPOINT_URL")?;
        if region.is_none() && endpoint.is_none() {
            return Err(Error::configuration(
                "no region is set; set `ALIBABA_CLOUD_REGION_ID`, or `OTA_ENDPOINT_URL` for an emulator",
            ));
        }
        if let Some(region) = region {
            builder = builder.region(region);
        }
        if let Some(endpoint) = endpoint {
            builder = builder.endpoint(endpoint);
        }
        if flag("OTA_ALLOW_PLAIN_HTTP")? {
            builder = builder.allow_plain_http();
        }
        if let Some(instance) = variable("OTA_INSTANCE_ID")? {
            builder = builder.parameter("IotInstanceId", instance);
        }
        builder.build()
    }
}
