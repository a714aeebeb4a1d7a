//! The names of the protocol that carries calls: the same for every operation, and not part of a
//! spec.
//!
//! The checker, the tools for authors and the command line take them from here. The client and the
//! emulator have lists of their own on purpose: each is a test of the other.

/// The parameters that every signed request may have, sorted. Of these, an operation may define
/// [`FORMAT`] and [`REGION`] alone, whose values then stand in place of the common ones.
pub const PARAMETERS: [&str; 11] = [
    "AccessKeyId",
    "Action",
    FORMAT,
    REGION,
    SECURITY_TOKEN,
    SIGNATURE,
    "SignatureMethod",
    "SignatureNonce",
    "SignatureVersion",
    "Timestamp",
    "Version",
];

/// The parameter that names the format of the response under V1.
pub const FORMAT: &str = "Format";

/// The parameter that names the region under V1.
pub const REGION: &str = "RegionId";

/// The parameter that carries the signature under V1.
pub const SIGNATURE: &str = "Signature";

/// The parameter that carries the token of a temporary key under V1.
pub const SECURITY_TOKEN: &str = "SecurityToken";

/// The header that carries the token of a temporary key under V3.
pub const TOKEN_HEADER: &str = "x-acs-security-token";

/// Whether a parameter of this name belongs to the protocol.
pub fn is_parameter(name: &str) -> bool {
    PARAMETERS.binary_search(&name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{PARAMETERS, is_parameter};

    #[test]
    fn every_parameter_is_found() {
        assert!(PARAMETERS.is_sorted());
        assert!(PARAMETERS.iter().all(|name| is_parameter(name)));
        assert!(!is_parameter("FirmwareId") && !is_parameter("action"));
    }
}
