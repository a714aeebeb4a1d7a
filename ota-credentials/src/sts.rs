//! The security token service, generated from the specs of this package: [`Client`] has `assume_role`,
//! `assume_role_with_oidc` and `get_caller_identity`.
//!
//! ```no_run
//! use ota_credentials::{Cached, Chain, sts};
//!
//! # async fn example() -> Result<(), ota_api::Error> {
//! let client = sts::Client::builder().region("cn-shanghai").credentials(Cached::new(Chain::new())).build()?;
//! let caller = client.get_caller_identity().send().await?;
//! println!("{}", caller.arn.as_deref().unwrap_or("somebody"));
//! # Ok(())
//! # }
//! ```

ota_api::operations!("specs", client = "ota_credentials::sts::Client");
