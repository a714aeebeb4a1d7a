//! Judges the response of the storage.

use crate::call::redact::Secrets;
use crate::call::{decode, page};
use crate::error::Error;
use crate::error::kind::{By, Kind};
use crate::flow::upload::form::UploadForm;
use crate::response::raw::RawResponse;
use crate::response::reading::Reading;

/// The name of the header in which the storage gives the ID of the request.
const REQUEST_ID: &str = "x-oss-request-id";

/// Members of its errors that repeat the form.
const SECRETS: [&str; 4] =
    ["OSSAccessKeyId", "SignatureProvided", "StringToSign", "StringToSignBytes"];

/// Codes of forms that are over, for reasons that a new one does not share.
const OVER: [&str; 5] = [
    "InvalidAccessKeyId",
    "InvalidSecurityToken",
    "RequestTimeTooSkewed",
    "RequestTimeout",
    "SecurityTokenExpired",
];

/// How the storage marks a policy that has expired: its key, and its message.
const EXPIRED: (&str, &str) = ("0006-00000213", "Policy expired");

/// An upload that the storage did not take.
pub(super) struct Refusal {
    pub(super) error: Error,
    /// Whether a new form can change that.
    pub(super) form_is_over: bool,
}

/// What an error of the storage says.
#[derive(Default)]
struct Said {
    code: Option<String>,
    message: Option<String>,
    request_id: Option<String>,
    key: Option<String>,
}

/// Takes only a success without a body for one: a page of a proxy has the status of a success, too.
pub(super) fn judge(response: &RawResponse, form: &UploadForm) -> Result<(), Refusal> {
    // What only the form may say.
    let secrets = Secrets::of(form.secrets(), &SECRETS);
    let body = secrets.clean(&String::from_utf8_lossy(&response.body));
    let is_blank = body.trim().is_empty();
    if matches!(response.status, 200 | 204) && is_blank && response.cut.is_none() {
        return Ok(());
    }
    let is_redirect = (300..400).contains(&response.status);
    let said = if is_redirect || is_blank { Said::default() } else { said(&body) };
    let expired = |message: &String| message.contains(EXPIRED.1);
    let form_is_over = said.key.as_deref() == Some(EXPIRED.0)
        || said.message.as_ref().is_some_and(expired)
        || said.code.as_deref().is_some_and(|code| OVER.contains(&code));
    let clean_response = RawResponse { body: body.clone().into_bytes(), ..response.clone() };
    let kind = match said.code {
        _ if is_redirect => Kind::Redirect,
        code @ Some(_) => Kind::Refused { code, message: said.message, by: By::Storage },
        None => Kind::Unreadable(page::describe(&clean_response).unwrap_or_else(|| {
            "it is neither the empty success nor the error of a storage".to_owned()
        })),
    };
    let header = response.headers.get(REQUEST_ID).and_then(|id| id.to_str().ok());
    let header = header.map(str::to_owned).or_else(|| response.request_id.clone());
    let shown = !page::is_page(body.trim());
    let error = Error::new(kind)
        .with_status(response.status)
        .with_request_id(said.request_id.or(header).map(|id| secrets.clean(&id)))
        .with_retry_after(response.retry_after)
        .with_excerpt(if shown { &body } else { "" })
        .with_body(body);
    Err(Refusal { error, form_is_over })
}

/// Reads the error of a storage, as far as it is one.
fn said(body: &str) -> Said {
    let mut said = Said::default();
    let reading = Reading::new(body.len(), None);
    let read = decode::members(body.as_bytes(), &reading, &mut |name, value| {
        let field = match name {
            "Code" => &mut said.code,
            "Message" => &mut said.message,
            "RequestId" => &mut said.request_id,
            "EC" => &mut said.key,
            _ => return value.skip(),
        };
        *field = value.string()?.filter(|text| !text.is_empty());
        Ok(())
    });
    // Half an error is believed as far as it goes; whatever it says, the upload did not work.
    drop(read);
    said
}

#[cfg(test)]
mod tests {
    use super::{Refusal, judge};
    use crate::flow::upload::form::UploadForm;
    use crate::response::raw::RawResponse;

    const POLICY: &str = "eyJleHBpcmF0aW9uIjoi+/canary==";

    fn judged(status: u16, body: &str) -> Result<(), Refusal> {
        let form = UploadForm::new("https://h", "https://h/a")
            .field("policy", POLICY)
            .field("Signature", "canary/signature+=");
        let body = body.as_bytes().to_vec();
        judge(&RawResponse { status, body, ..RawResponse::default() }, &form)
    }

    #[test]
    fn only_a_success_without_a_body_is_one() {
        for status in [200, 204] {
            assert!(judged(status, "").is_ok() && judged(status, " \r\n").is_ok());
        }
        for (status, body) in [
            (201, ""),
            (200, "<html><title>Sign in</title></html>"),
            (200, "{}"),
            (200, "ok"),
            (200, "<Error><Code>InternalError</Code></Error>"),
            (302, ""),
            (403, ""),
            (500, ""),
        ] {
            let error = judged(status, body).unwrap_err().error;
            assert_eq!(error.http_status(), Some(status), "{error}");
        }
    }

    #[cfg(feature = "xml")]
    #[test]
    fn an_error_of_the_storage_has_its_code_and_never_the_form() {
        let body = format!(
            "<?xml version=\"1.0\"?><Error><Code>SignatureDoesNotMatch</Code><Message>not that of {POLICY}\
             </Message><RequestId>5F</RequestId><StringToSign>canary too</StringToSign>\
             <SignatureProvided>canary</SignatureProvided></Error>"
        );
        let error = judged(403, &body).unwrap_err().error;
        assert_eq!(error.code(), Some("SignatureDoesNotMatch"));
        assert_eq!((error.message(), error.request_id()), (Some("not that of ***"), Some("5F")));
        assert!(error.to_string().contains("the storage refused"), "{error}");
        assert!(!format!("{error:?} {:?}", error.body()).contains("canary"), "{error:?}");
        let broken = "<Error><Code>AccessDenied</Code><Message>Policy canary/signature+= no";
        let error = judged(403, broken).unwrap_err().error;
        assert!(!format!("{error:?} {:?}", error.body()).contains("canary"), "{error:?}");
    }

    #[cfg(feature = "xml")]
    #[test]
    fn a_form_that_is_over_is_told_from_one_that_is_wrong() {
        let over = |code: &str, message: &str, key: &str| {
            let body = format!(
                "<Error><Code>{code}</Code><Message>{message}</Message><EC>{key}</EC></Error>"
            );
            judged(403, &body).unwrap_err().form_is_over
        };
        let expired = "Invalid according to Policy: Policy expired.";
        assert!(over("AccessDenied", expired, ""));
        assert!(over("AccessDenied", "no", "0006-00000213"));
        assert!(over("InvalidAccessKeyId", "gone", ""));
        assert!(!over("AccessDenied", "Policy Condition failed", "0006-00000227"));
        assert!(!over("EntityTooLarge", "too large", "0006-00000003"));
    }
}
