//! Clients that the environment describes.

use crate::client::Core;
use crate::client::builder::ClientBuilder;
use crate::config::credentials::Credentials;
use crate::config::environment::{flag, variable};
use crate::error::Error;
use crate::request::service::Product;

/// The inherited parameter that the variable [`INSTANCE`] sets, where a service has it.
const INSTANCE_PARAMETER: &str = "IotInstanceId";

const INSTANCE: &str = "OTA_INSTANCE_ID";

/// Creates a client from the environment. Generated clients document the variables. It is `async` because looking
/// up credentials may take a request one day.
pub async fn from_env<C: Product + From<Core<C>>>() -> Result<C, Error> {
    let service = C::SERVICE;
    let mut builder = ClientBuilder::<C>::new().credentials(Credentials::from_env()?);
    let region = variable("ALIBABA_CLOUD_REGION_ID")?;
    let endpoint = match variable(&service.endpoint_variable())? {
        None => variable("OTA_ENDPOINT_URL")?,
        of_product => of_product,
    };
    if region.is_none() && endpoint.is_none() && service.endpoints.need_region() {
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
    if service.parameters.contains(&INSTANCE_PARAMETER)
        && let Some(instance) = variable(INSTANCE)?
    {
        builder = builder.parameter(INSTANCE_PARAMETER, instance);
    }
    builder.build()
}
