//! The account of a client, as far as it is known without asking the service.

use ring::digest::{SHA256, digest};

use crate::call::ascii::{as_str, hex};
use crate::call::key::Key;
use crate::call::settings::Settings;

/// A word for the account whose calls a client makes, with a digest: of the name that the quota gives it, else of the
/// ID of a key that does not end. `None` where the key comes with a token, since the next one has another ID, and where
/// it still has to be looked up.
pub(crate) fn account(settings: &Settings) -> Option<String> {
    if let Some(name) = settings.quota.account_name() {
        return Some(word("account", name));
    }
    let key = Key::at_hand(settings, false).ok()?;
    let credentials = key.credentials().filter(|found| found.security_token().is_none())?;
    Some(word("key", credentials.key_id()))
}

fn word(kind: &str, name: &str) -> String {
    let digest = digest(&SHA256, format!("ota-{kind}\n{name}").as_bytes());
    let start: [u8; 16] = digest.as_ref().first_chunk().copied().unwrap_or_default();
    format!("{kind}:{}", as_str(hex(start).as_flattened()))
}
