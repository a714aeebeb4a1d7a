//! Temporary keys as servers and processes write them.

use ota_api::Credentials;

use crate::document::Members;
use crate::error::Error;
use crate::time;

/// The names of the parts of a key.
pub(crate) struct Names {
    pub(crate) id: &'static str,
    pub(crate) secret: &'static str,
    pub(crate) token: &'static str,
    pub(crate) expiration: &'static str,
}

/// The names that most servers use.
pub(crate) const UPPER: Names = Names {
    id: "AccessKeyId",
    secret: "AccessKeySecret",
    token: "SecurityToken",
    expiration: "Expiration",
};

/// A key. The ID is shown in many places, so one that cannot be one is refused: a damaged file can have a secret in it.
pub(crate) fn pair(id: &str, secret: &str) -> Result<Credentials, Error> {
    if id.len() > 256 || !id.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Error::wrong(
            "the ID of the key is too long, or has white space or a character that is not ASCII",
        ));
    }
    Ok(Credentials::new(id, secret))
}

impl Names {
    /// The temporary key in an object.
    pub(crate) fn read(&self, members: Members<'_>) -> Result<Credentials, Error> {
        let part = |name| {
            let missing = || Error::temporary(format!("the response has no `{name}`"));
            members.text(name).ok_or_else(missing)
        };
        let key = pair(part(self.id)?, part(self.secret)?)?;
        self.ending(key.with_security_token(part(self.token)?), members)
    }

    /// A key with its end, if that is written.
    pub(crate) fn ending(
        &self,
        key: Credentials,
        members: Members<'_>,
    ) -> Result<Credentials, Error> {
        match members.text(self.expiration) {
            None => Ok(key),
            Some(text) => match time::parse(text) {
                Some(end) => Ok(key.with_expiration(end)),
                None => {
                    let name = self.expiration;
                    Err(Error::temporary(format!(
                        "`{name}` is no time such as `2026-01-02T03:04:05Z`"
                    )))
                }
            },
        }
    }
}
