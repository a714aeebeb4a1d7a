//! Explains a refused signature.
//!
//! A gateway that refuses a signature sends the string that it signed itself. If that equals the string
//! signed here, only the key can differ.

use crate::call::sign::signed::Signed;
use crate::error::Error;

/// Advice about a refused signature, if the response is about one.
pub(crate) fn advice(error: &Error, signed: &Signed) -> Option<&'static str> {
    if !error.code()?.eq_ignore_ascii_case("SignatureDoesNotMatch") {
        return None;
    }
    let message = error.message()?.trim_end();
    if [signed.string_to_sign(), signed.canonical()]
        .iter()
        .any(|ours| !signed.signature().is_empty() && message.ends_with(ours))
    {
        let advice = "the gateway signed the same string, so the key secret is wrong: set the one \
                      that belongs to this key ID";
        return Some(advice);
    }
    let lower = message.to_lowercase();
    let told = lower.contains("string to sign") || lower.contains("canonical");
    told.then_some(
        "the gateway signed a different string, so something changed the request on its way: \
         compare the two with `ota sign`",
    )
}
