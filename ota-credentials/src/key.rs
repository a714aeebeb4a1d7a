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

impl Names {
    /// The temporary key in an object.
    pub(crate) fn read(&self, members: Members<'_>) -> Result<Credentials, Error> {
        let part = |name| {
            let missing = || Error::temporary(format!("the response has no `{name}`"));
            members.text(name).ok_or_else(missing)
        };
        let key = Credentials::new(part(self.id)?, part(self.secret)?);
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
