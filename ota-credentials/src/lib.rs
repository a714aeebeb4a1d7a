//! The credential chain of Alibaba Cloud: where the official clients look for a key, in their order, with caching and
//! refresh. For the clients of `ota-api`, and for any other client of the vendor.
//!
//! ```no_run
//! use ota_credentials::{Cached, Chain};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let credentials = Cached::new(Chain::new());
//! // For any client: key, secret and token, good now.
//! let key = credentials.credentials().await?;
//! println!("{} {:?}", key.key_id(), key.expiration());
//! // For those of `ota-api`: asked before each call, refreshed in time. This is the security token service.
//! let client = ota_credentials::sts::Client::builder()
//!     .region("cn-shanghai")
//!     .credentials(credentials)
//!     .build()?;
//! println!("{:?}", client.get_caller_identity().send().await?.arn);
//! # Ok(())
//! # }
//! ```
//!
//! - [`Chain`] walks the sources; [`Chain::explain`] says which is taken and why the others are not.
//! - Each source is a [`Provider`] of its own: [`EnvironmentKeys`], [`Oidc`], [`ConfigFile`], [`IniFile`],
//!   [`InstanceRole`], [`CredentialsUri`], [`External`], [`AssumeRole`], [`AccessKey`]. Another one implements the trait.
//! - [`Cached`] keeps what a provider gives and refreshes it before it ends.
//! - [`Environment`] is what surrounds them: variables, home folder, clock, addresses. Tests hand in their own.
//! - [`sts`] is the service that hands out temporary keys.
//!
//! # What is bounded
//!
//! | what | bound |
//! |---|---|
//! | a file of profiles | 1 MiB, 10 seconds |
//! | an OIDC token | 20,000 bytes, what the service takes |
//! | a response of a server of keys | 64 KiB |
//! | the output of a process | 64 KiB, 60 seconds |
//! | a request for a key | 15 seconds, 5 of them to connect; the metadata of an instance: 1 second |
//! | profiles that are sources of each other | 16, and circles are found |
//!
//! Nothing is written, to no file. Plain HTTP goes to this machine and to the metadata of the instance only; redirects are
//! not followed. Requests that leave this machine, but for the metadata, go through the proxy of the
//! environment, as those of `ota-api` do.
//!
//! `OTA_ENDPOINT_URL_STS` sets another address of the security token service for everything here, such as that of an emulator.
//!
//! # Secrets
//!
//! Key secrets, tokens of all kinds, commands and addresses of credentials are in no `Debug`, no `Display`, no error and no
//! log. What a server or a process wrote is repeated nowhere but for error codes and request IDs. Secrets are wiped from memory
//! when they are dropped, as far as the libraries behind keep no copies of their own.

mod cached;
mod chain;
mod clock;
mod document;
mod environment;
mod error;
mod explanation;
mod file;
mod http;
mod key;
mod provider;
mod role;
pub mod sts;
mod time;

pub use cached::Cached;
pub use chain::Chain;
pub use clock::Clock;
pub use environment::Environment;
pub use error::Error;
pub use explanation::{Explanation, Outcome, Step};
pub use ota_api::{Credentials, ProvideCredentials};
pub use provider::access_key::AccessKey;
pub use provider::assume_role::AssumeRole;
pub use provider::config_file::ConfigFile;
pub use provider::external::External;
pub use provider::ini_file::IniFile;
pub use provider::instance::InstanceRole;
pub use provider::oidc::Oidc;
pub use provider::uri::CredentialsUri;
pub use provider::variables::EnvironmentKeys;
pub use provider::{Loaded, Loading, Provider};
pub use role::Role;
pub use time::show as show_time;
