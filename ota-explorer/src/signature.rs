//! How a call is signed, step by step, from what the signer of the client made.
//!
//! Nothing secret gets in: the key stands as its name, tokens and secret parameters as
//! [`BLANK`](ota_dynamic::blank::BLANK), and so does the signature of a key that is not that of an emulator.

pub(crate) mod difference;

use std::sync::Arc;

use ota_api::sign::{Scheme, Signed, Unsigned};
use ota_dynamic::blank;
use ota_spec::model::Field;

/// A step, in the order of the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// V3: the parameters, encoded and sorted.
    Query,
    /// V3: the hash of the body.
    BodyHash,
    /// V3: the headers that are signed.
    Headers,
    /// V3: all of that together.
    Request,
    /// V3: its hash.
    RequestHash,
    /// V3: the algorithm and that hash.
    StringToSign3,
    /// V3: the key is the secret.
    Key3,
    /// V3: the HMAC of the two, in hexadecimal digits.
    Signature3,
    /// V3: the header that carries it.
    Header,
    /// V1: all parameters, the common ones too, encoded and sorted.
    Parameters,
    /// V1: the method, the path and the parameters, encoded once more.
    StringToSign1,
    /// V1: the key is the secret with `&` behind it.
    Key1,
    /// V1: the HMAC of the two, in Base64.
    Signature1,
    /// V1: the parameter that carries it.
    Parameter,
}

/// A step with what it makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) kind: Kind,
    /// What it makes, over several lines.
    pub(crate) value: String,
}

/// The name of the secret, in the place of the secret.
const SECRET: &str = "<AccessKeySecret>";

/// The steps of signing a call. `shows_signature` is for keys that open nothing, such as that of an emulator.
pub(crate) fn steps(
    call: &Unsigned<'_>,
    signed: &Signed,
    fields: &[Arc<Field>],
    shows_signature: bool,
) -> Vec<Step> {
    let signature = if shows_signature { signed.signature() } else { blank::BLANK };
    let canonical = blank::canonical(signed.canonical(), fields);
    let kinds = match call.scheme {
        Scheme::V3 => {
            // The method, the path, the query, the headers, an empty line, their names and the hash.
            let lines: Vec<&str> = canonical.split('\n').collect();
            let end = lines.len().saturating_sub(3).max(3);
            let query = lines.get(2).copied().unwrap_or_default();
            let headers = lines.get(3..end).unwrap_or_default();
            let names = lines.get(end + 1).copied().unwrap_or_default();
            let hash = lines.last().copied().unwrap_or_default();
            let of_request = signed.string_to_sign().split('\n').nth(1).unwrap_or_default();
            let header =
                signed.authorization().map(|header| match header.split_once("Signature=") {
                    Some((before, _)) => format!("authorization: {before}Signature={signature}"),
                    None => blank::BLANK.to_owned(),
                });
            vec![
                (Kind::Query, query.replace('&', "\n&")),
                (Kind::BodyHash, hash.to_owned()),
                (Kind::Headers, format!("{}\n\n{names}", headers.join("\n"))),
                (Kind::Request, canonical.clone()),
                (Kind::RequestHash, of_request.to_owned()),
                (Kind::StringToSign3, signed.string_to_sign().to_owned()),
                (Kind::Key3, SECRET.to_owned()),
                (Kind::Signature3, signature.to_owned()),
                (Kind::Header, header.unwrap_or_default()),
            ]
        }
        Scheme::V1 => vec![
            (Kind::Parameters, canonical.replace('&', "\n&")),
            (Kind::StringToSign1, difference::blanked(signed.string_to_sign(), fields)),
            (Kind::Key1, format!("{SECRET}&")),
            (Kind::Signature1, signature.to_owned()),
            (Kind::Parameter, format!("Signature={}", encoded(signature))),
        ],
    };
    kinds.into_iter().map(|(kind, value)| Step { kind, value }).collect()
}

/// A signature as a query has it.
fn encoded(signature: &str) -> String {
    match signature {
        blank::BLANK => signature.to_owned(),
        text => text.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D"),
    }
}

#[cfg(test)]
mod tests {
    use ota_api::sign::{Format, Scheme, Unsigned};
    use ota_api::{Credentials, Method};

    use super::{Kind, SECRET, steps};

    const TOKEN: &str = "t0+ken/of=mine";

    fn shown(scheme: Scheme, shows_signature: bool) -> (Vec<(Kind, String)>, String) {
        let credentials = Credentials::new("testid", "s3cret").with_security_token(TOKEN);
        let call = Unsigned {
            scheme,
            method: Method::Post,
            host: "iot.cn-shanghai.aliyuncs.com",
            action: "QueryOTAJob",
            version: "2018-01-20",
            timestamp: "2026-01-02T03:04:05Z",
            nonce: "once",
            region: None,
            format: Format::Json,
            credentials: &credentials,
            body: None,
        };
        let signed = call.sign([("JobId", "a b"), ("IotInstanceId", "iot-1")]);
        let steps = steps(&call, &signed, &[], shows_signature);
        let steps = steps.into_iter().map(|step| (step.kind, step.value)).collect();
        (steps, signed.signature().to_owned())
    }

    #[test]
    fn the_steps_of_v3_lead_to_the_header() {
        let (steps, signature) = shown(Scheme::V3, true);
        let value = |kind: Kind| &steps.iter().find(|(known, _)| *known == kind).unwrap().1;
        assert_eq!(value(Kind::Query), "IotInstanceId=iot-1\n&JobId=a%20b");
        assert!(value(Kind::BodyHash).starts_with("e3b0c442"));
        let headers = value(Kind::Headers);
        assert!(
            headers.starts_with("host:iot.cn-shanghai.aliyuncs.com\nx-acs-accesskey-id:testid\n")
        );
        assert!(headers.ends_with(";x-acs-signature-nonce;x-acs-version"), "{headers}");
        assert_eq!(
            value(Kind::StringToSign3),
            &format!("ACS3-HMAC-SHA256\n{}", value(Kind::RequestHash))
        );
        assert_eq!((value(Kind::Key3).as_str(), value(Kind::Signature3)), (SECRET, &signature));
        assert!(value(Kind::Header).ends_with(&format!("Signature={signature}")));
    }

    #[test]
    fn the_steps_of_v1_lead_to_the_parameter() {
        let (steps, signature) = shown(Scheme::V1, true);
        let kinds: Vec<Kind> = steps.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(
            kinds,
            [Kind::Parameters, Kind::StringToSign1, Kind::Key1, Kind::Signature1, Kind::Parameter]
        );
        assert!(steps[0].1.starts_with("AccessKeyId=testid\n&Action=QueryOTAJob\n"));
        assert!(steps[1].1.starts_with("POST&%2F&AccessKeyId%3Dtestid%26"), "{}", steps[1].1);
        assert_eq!(steps[2].1, "<AccessKeySecret>&");
        assert_eq!(steps[3].1, signature);
    }

    #[test]
    fn neither_secret_nor_token_is_in_a_step_nor_a_signature_that_counts() {
        for scheme in [Scheme::V3, Scheme::V1] {
            for shows_signature in [true, false] {
                let (steps, signature) = shown(scheme, shows_signature);
                for (kind, value) in &steps {
                    for hidden in ["s3cret", TOKEN, "t0%2Bken", "t0%252Bken"] {
                        assert!(!value.contains(hidden), "{scheme:?} {kind:?}: {value}");
                    }
                }
                let shows = steps.iter().any(|(_, value)| value.contains(&signature));
                assert_eq!(shows, shows_signature);
            }
        }
    }
}
