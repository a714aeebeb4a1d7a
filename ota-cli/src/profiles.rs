//! The profile of the official command line that a flag names.

use std::ffi::OsString;

use ota_credentials::Environment;

/// What comes before profiles in the chain. A profile that was asked for by name decides, whatever is set here.
const EARLIER: [&str; 6] = [
    "ALIBABA_CLOUD_ACCESS_KEY_ID",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    "ALIBABA_CLOUD_SECURITY_TOKEN",
    "ALIBABA_CLOUD_OIDC_PROVIDER_ARN",
    "ALIBABA_CLOUD_OIDC_TOKEN_FILE",
    "ALIBABA_CLOUD_CLI_PROFILE_DISABLED",
];

/// The environment of this process, with a profile in place of what comes before it.
pub(crate) fn environment(profile: &str) -> Environment {
    let own = std::env::vars_os().filter_map(|(name, value)| {
        let name = name.into_string().ok()?;
        (!EARLIER.contains(&name.as_str())).then_some((name, value))
    });
    let named = [("ALIBABA_CLOUD_PROFILE".to_owned(), OsString::from(profile))];
    Environment::fixed(own.chain(named))
}
