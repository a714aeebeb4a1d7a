//! One request of `ota sign --stdin`: a line of JSON.

use std::collections::BTreeMap;

use ota_api::sign::{Format, Scheme, Signed, Unsigned};
use ota_api::{Credentials, Method};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    scheme: LineScheme,
    method: LineMethod,
    #[serde(default)]
    host: Option<String>,
    action: String,
    version: String,
    query: BTreeMap<String, Value>,
    timestamp: String,
    nonce: String,
    key_id: String,
    key_secret: Value,
    #[serde(default)]
    security_token: Value,
    #[serde(default)]
    region_id: Option<String>,
    #[serde(default)]
    format: LineFormat,
    #[serde(default)]
    content_type: Option<String>,
    #[serde(default)]
    body: Option<String>,
}

#[derive(Deserialize, Clone, Copy)]
enum LineScheme {
    V1,
    V3,
}

#[derive(Deserialize, Clone, Copy)]
enum LineMethod {
    #[serde(rename = "GET")]
    Get,
    #[serde(rename = "POST")]
    Post,
}

#[derive(Deserialize, Clone, Copy, Default)]
enum LineFormat {
    #[default]
    #[serde(rename = "JSON")]
    Json,
    #[serde(rename = "XML")]
    Xml,
}

/// Signs the request that a line describes. The error says what is wrong with the line and never
/// repeats a secret.
pub(super) fn sign(line: &[u8]) -> Result<Signed, String> {
    let line: Line = serde_json::from_slice(line).map_err(|error| {
        // The parser sees one line only; which one it is, is said by who read it.
        error.to_string().replace(" at line 1 column ", " at column ")
    })?;
    let scheme = match line.scheme {
        LineScheme::V1 => Scheme::V1,
        LineScheme::V3 => Scheme::V3,
    };
    let host = match (scheme, &line.host) {
        (Scheme::V3, None) => return Err("V3 signs the host, and `host` is missing".to_owned()),
        (_, host) => host.as_deref().unwrap_or_default(),
    };
    let body = match (scheme, &line.content_type, &line.body) {
        (Scheme::V3, Some(content_type), Some(body)) => {
            Some((content_type.as_str(), body.as_bytes()))
        }
        (_, None, None) => None,
        (Scheme::V3, ..) => {
            return Err("`content_type` and `body` belong together; give both".to_owned());
        }
        (Scheme::V1, ..) => {
            return Err("V1 signs no body; remove `content_type` and `body`".to_owned());
        }
    };
    let parameters = line
        .query
        .iter()
        .map(|(name, value)| Ok((name.as_str(), scalar(name, value)?)))
        .collect::<Result<Vec<(&str, String)>, String>>()?;
    let credentials = credentials(&line)?;
    Ok(Unsigned {
        scheme,
        method: match line.method {
            LineMethod::Get => Method::Get,
            LineMethod::Post => Method::Post,
        },
        host,
        action: &line.action,
        version: &line.version,
        timestamp: &line.timestamp,
        nonce: &line.nonce,
        region: line.region_id.as_deref(),
        format: match line.format {
            LineFormat::Json => Format::Json,
            LineFormat::Xml => Format::Xml,
        },
        credentials: &credentials,
        body,
    }
    .sign(parameters.iter().map(|(name, value)| (*name, value.as_str()))))
}

fn scalar(name: &str, value: &Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(value) => Ok(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => {
            Err(format!("`query.{name}` must be a string, a number or a boolean"))
        }
    }
}

/// The key of a line. Its secret parts are judged here, since serde would quote them.
fn credentials(line: &Line) -> Result<Credentials, String> {
    let Value::String(secret) = &line.key_secret else {
        return Err("`key_secret` must be a string".to_owned());
    };
    let credentials = Credentials::new(&line.key_id, secret);
    match &line.security_token {
        Value::Null => Ok(credentials),
        Value::String(token) => Ok(credentials.with_security_token(token)),
        _ => Err("`security_token` must be a string or null".to_owned()),
    }
}
