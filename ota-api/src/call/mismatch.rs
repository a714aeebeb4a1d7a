//! What a refused signature means.
//!
//! A gateway that refuses a signature sends the text it signed itself. If that is the text that was
//! signed here, only the key can differ.

use crate::call::sign::signed::Signed;
use crate::error::Error;

/// What to do about a refused signature, if the answer tells.
pub(crate) fn advice(error: &Error, signed: &Signed) -> Option<&'static str> {
    if !error.code()?.eq_ignore_ascii_case("SignatureDoesNotMatch") {
        return None;
    }
    let message = error.message()?.trim_end();
    if [signed.string_to_sign(), signed.canonical()].iter().any(|ours| message.ends_with(ours)) {
        let advice = "the gateway signed the same text, so the key secret is wrong: set the one of \
                      this key ID";
        return Some(advice);
    }
    let lower = message.to_lowercase();
    let told = lower.contains("string to sign") || lower.contains("canonical");
    told.then_some(
        "the gateway signed another text than this client, so something changed the request on its \
         way: compare the two with `ota sign`",
    )
}
