//! Hides what must stay secret of a request that was signed.

use std::sync::Arc;

use ota_spec::model::Field;
use ota_spec::protocol::{SECURITY_TOKEN, SIGNATURE, TOKEN_HEADER};
use ota_spec::wire;

/// Stands where a signature, a token or a secret was.
pub const BLANK: &str = "<redacted>";

/// A query without the signature, the token and the values of secret parameters.
pub fn query(query: &str, parameters: &[Arc<Field>]) -> String {
    let is_hidden = |name: &str| {
        [SIGNATURE, SECURITY_TOKEN].contains(&name) || wire::is_secret(parameters, name)
    };
    let pair = |pair: &str| match pair.split_once('=') {
        Some((name, _)) if is_hidden(name) => format!("{name}={BLANK}"),
        _ => pair.to_owned(),
    };
    let pairs: Vec<String> = query.split('&').map(pair).collect();
    pairs.join("&")
}

/// The value of a header, without a signature or token in it.
pub fn header(name: &str, value: &str) -> String {
    match name {
        TOKEN_HEADER => BLANK.to_owned(),
        "authorization" => match value.split_once("Signature=") {
            Some((before, _)) => format!("{before}Signature={BLANK}"),
            None => BLANK.to_owned(),
        },
        _ => value.to_owned(),
    }
}

/// What is signed: a query under V1; under V3 lines, among them a query and headers.
pub fn canonical(canonical: &str, parameters: &[Arc<Field>]) -> String {
    let line = |line: &str| match line.split_once(':') {
        Some((TOKEN_HEADER, _)) => format!("{TOKEN_HEADER}:{BLANK}"),
        _ => query(line, parameters),
    };
    let lines: Vec<String> = canonical.split('\n').map(line).collect();
    lines.join("\n")
}
