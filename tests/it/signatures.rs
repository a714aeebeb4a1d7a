//! Signatures equal the published and computed vectors.

use ota_api::sign::{Format, Scheme, Signed, Unsigned};
use ota_api::{Credentials, Method};
use serde_json::Value;

fn vectors() -> Value {
    serde_json::from_str(include_str!("../signature-vectors.json")).unwrap()
}

/// Signs one vector of the file.
fn sign(vector: &Value, fixed: &Value) -> Signed {
    let text = |value: &Value, key: &str| value[key].as_str().unwrap().to_owned();
    let own = |key: &str| vector[key].as_str().unwrap_or_else(|| fixed[key].as_str().unwrap());
    let mut credentials = Credentials::new(own("key_id"), own("key_secret"));
    if let Some(token) = vector["security_token"].as_str() {
        credentials = credentials.with_security_token(token);
    }
    let scheme = if vector["scheme"] == "V1" { Scheme::V1 } else { Scheme::V3 };
    let nonce = vector["nonce"].as_str().map(str::to_owned).unwrap_or_else(|| match scheme {
        Scheme::V1 => text(fixed, "nonce_v1"),
        Scheme::V3 => text(fixed, "nonce_v3"),
    });
    let body = vector["body"]
        .as_str()
        .map(|body| (vector["content_type"].as_str().unwrap(), body.as_bytes()));
    let parameters = vector["query"].as_object().unwrap();
    Unsigned {
        scheme,
        method: if vector["method"] == "GET" { Method::Get } else { Method::Post },
        host: own("host"),
        action: vector["action"].as_str().unwrap(),
        version: own("version"),
        timestamp: own("timestamp"),
        nonce: &nonce,
        region: vector.get("region").unwrap_or(&fixed["region"]).as_str(),
        format: if vector["format"] == "XML" { Format::Xml } else { Format::Json },
        credentials: &credentials,
        body,
    }
    .sign(parameters.iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap())))
}

#[test]
fn every_vector_gives_its_signature() {
    let vectors = vectors();
    let list = vectors["vectors"].as_array().unwrap();
    assert_eq!(list.len(), 17);
    for vector in list {
        let signed = sign(vector, &vectors["fixed"]);
        assert_eq!(signed.signature(), vector["signature"], "{}", vector["name"]);
        if let Some(names) = vector["signed_headers"].as_str() {
            assert!(signed.authorization().unwrap().contains(&format!("SignedHeaders={names},")));
        }
    }
}

#[test]
fn worked_examples_give_their_canonical_texts() {
    let vectors = vectors();
    let list = vectors["vectors"].as_array().unwrap();
    let with_texts = list.iter().filter(|vector| vector["canonical"].is_string());
    let mut count = 0;
    for vector in with_texts {
        let signed = sign(vector, &vectors["fixed"]);
        assert_eq!(signed.canonical(), vector["canonical"], "{}", vector["name"]);
        if let Some(text) = vector["string_to_sign"].as_str() {
            assert_eq!(signed.string_to_sign(), text, "{}", vector["name"]);
        }
        count += 1;
    }
    assert_eq!(count, 2);
}
