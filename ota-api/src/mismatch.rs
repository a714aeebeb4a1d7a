//! What a refused signature means.
//!
//! A gateway that refuses a signature sends the text it signed itself. If that is the text that was
//! signed here, only the key can differ.

use crate::error::Error;
use crate::sign::Signed;

/// Adds advice to the refusal of a signature.
pub(crate) fn explain(error: Error, signed: &Signed) -> Error {
    if error.code() != Some("SignatureDoesNotMatch") {
        return error;
    }
    let message = error.message().unwrap_or_default();
    let Some((_, theirs)) = message.split_once(':') else { return error };
    let theirs = theirs.trim();
    let same = [signed.string_to_sign(), signed.canonical()].contains(&theirs);
    error.with_advice(if same {
        "the gateway signed the same text, so the key secret is wrong: set the one of this key ID"
    } else {
        "the gateway signed another text than this client, so something changed the request on its \
         way: compare the two with `ota sign`"
    })
}
