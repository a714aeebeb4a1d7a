//! The older scheme: HMAC-SHA1 over the sorted parameters.

use super::canonical::{canonical_query, encode};
use super::claim::{Claim, Scheme, absent};
use crate::rejection::Rejection;
use crate::request::Request;

/// The parameters every call carries, in the order in which they are missed. The client has names of
/// its own: a wrong one on either side shows as a signature that does not match.
const REQUIRED: [&str; 8] = [
    "Action",
    "Version",
    "AccessKeyId",
    "SignatureMethod",
    "SignatureVersion",
    "SignatureNonce",
    "Timestamp",
    "Signature",
];

/// The parameters that belong to the scheme and are optional. `RegionId` is documented as required,
/// yet the official clients do not send it.
const OPTIONAL: [&str; 5] = ["Format", "RegionId", "SecurityToken", "SignatureType", "BearerToken"];

/// Those of them that an operation may have, too. Its value stands in place of the common one.
const SHARED: [&str; 2] = ["Format", "RegionId"];

/// The claim of a request that carries the other parameters of the scheme, but no key and no signature.
pub(super) fn unsigned(request: &Request) -> Claim {
    let all = || request.query.iter().chain(&request.form);
    let belongs = |name: &str| REQUIRED.contains(&name) || OPTIONAL.contains(&name);
    let common = |name: &str| request.parameter(name).unwrap_or_default().to_owned();
    Claim {
        action: common("Action"),
        version: common("Version"),
        key_id: String::new(),
        timestamp: common("Timestamp"),
        nonce: common("SignatureNonce"),
        token: None,
        parameters: all().filter(|(name, _)| !belongs(name)).cloned().collect(),
        shared: all().filter(|(name, _)| SHARED.contains(&name.as_str())).cloned().collect(),
        format_is_unknown: request.format().is_none(),
        text: String::new(),
        signature: String::new(),
        scheme: Scheme::V1,
    }
}

pub(super) fn read(request: &Request) -> Result<Claim, Rejection> {
    let value = |name: &str| request.parameter(name).map(str::to_owned);
    if value("SignatureType").is_some_and(|kind| kind.eq_ignore_ascii_case("BEARERTOKEN")) {
        let message = "the emulator takes no bearer tokens; sign with an access key and leave \
                       `SignatureType` out";
        return Err(Rejection::invalid_parameter("SignatureType", message));
    }
    let missing = absent(&REQUIRED, value);
    if !missing.is_empty() {
        return Err(Rejection::missing(&missing));
    }
    for (name, allowed) in [("SignatureMethod", "HMAC-SHA1"), ("SignatureVersion", "1.0")] {
        let found = value(name).unwrap_or_default();
        if found != allowed {
            return Err(Rejection::invalid_signing(name, &found, allowed));
        }
    }
    let all = || request.query.iter().chain(&request.form);
    let canonical = canonical_query(all().filter(|(name, _)| name != "Signature"));
    let belongs = |name: &str| REQUIRED.contains(&name) || OPTIONAL.contains(&name);
    let common = |name: &str| value(name).unwrap_or_default();
    Ok(Claim {
        action: common("Action"),
        version: common("Version"),
        key_id: common("AccessKeyId"),
        timestamp: common("Timestamp"),
        nonce: common("SignatureNonce"),
        token: value("SecurityToken").filter(|token| !token.is_empty()),
        parameters: all().filter(|(name, _)| !belongs(name)).cloned().collect(),
        shared: all().filter(|(name, _)| SHARED.contains(&name.as_str())).cloned().collect(),
        format_is_unknown: request.format().is_none(),
        text: format!("{}&%2F&{}", request.method, encode(&canonical)),
        signature: common("Signature"),
        scheme: Scheme::V1,
    })
}
