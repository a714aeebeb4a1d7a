//! The key that a call is signed with.

use std::borrow::Cow;
use std::sync::Arc;

use crate::call::deadline::Deadline;
use crate::call::settings::Settings;
use crate::call::transport;
use crate::config::credentials::Credentials;
use crate::config::provide::{CredentialsSource, Kept, ProvideCredentials, ProvideError};
use crate::error::Error;
use crate::error::kind::Kind;

/// The key that a call is signed with.
pub(crate) enum Key<'a> {
    /// None: the call says nothing of who makes it.
    Nobody,
    /// That of the client.
    Fixed(&'a Credentials),
    /// One that a provider gave.
    Provided(Arc<Credentials>),
}

impl<'a> Key<'a> {
    /// The key, unless it has to be looked up.
    fn known(settings: &'a Settings, anonymous: bool) -> Result<Known<'a>, Error> {
        if anonymous {
            return Ok(Known::Yes(Self::Nobody));
        }
        match &settings.credentials {
            Some(CredentialsSource(Kept::Fixed(credentials))) => {
                Ok(Known::Yes(Self::Fixed(credentials)))
            }
            Some(CredentialsSource(Kept::Provider(provider))) => match provider.at_hand() {
                Some(found) => Ok(Known::Yes(Self::provided(found)?)),
                None => Ok(Known::Not(&**provider)),
            },
            None => Err(Error::configuration(
                "the operation needs credentials and the client has none; set some in place of `anonymous()`",
            )),
        }
    }

    /// The key, without waiting for it.
    pub(crate) fn at_hand(settings: &'a Settings, anonymous: bool) -> Result<Self, Error> {
        match Self::known(settings, anonymous)? {
            Known::Yes(key) => Ok(key),
            Known::Not(_) => Err(Error::configuration(
                "the credentials have to be looked up, which is not done without sending; send a call \
                 first, or give the client fixed credentials",
            )),
        }
    }

    /// The key; a provider has until the deadline to find it.
    pub(crate) async fn find(
        settings: &'a Settings,
        anonymous: bool,
        deadline: Deadline,
    ) -> Result<Self, Error> {
        match Self::known(settings, anonymous)? {
            Known::Yes(key) => Ok(key),
            Known::Not(provider) => Self::look_up(provider, deadline).await,
        }
    }

    /// Another key, after one that a provider gave was refused.
    pub(crate) async fn another(
        &self,
        settings: &'a Settings,
        error: &Error,
        deadline: Deadline,
    ) -> Option<Self> {
        let (Some(CredentialsSource(Kept::Provider(provider))), Self::Provided(refused)) =
            (&settings.credentials, self)
        else {
            return None;
        };
        if !is_stale(error) {
            return None;
        }
        provider.refused(refused);
        let another = Self::look_up(&**provider, deadline).await.ok()?;
        another.credentials().is_some_and(|new| !new.is_same(refused)).then_some(another)
    }

    async fn look_up(provider: &dyn ProvideCredentials, deadline: Deadline) -> Result<Self, Error> {
        transport::runtime()?;
        let found = match deadline.end {
            Some(end) => tokio::time::timeout_at(end, provider.provide()).await.map_err(|_| {
                let advice = "the credentials were still being looked up";
                Error::new(Kind::Deadline(deadline.limit, false))
                    .with_advice(Some(Cow::Borrowed(advice)))
            })?,
            None => provider.provide().await,
        };
        Self::provided(found.map_err(ProvideError::into_error)?)
    }

    fn provided(credentials: Arc<Credentials>) -> Result<Self, Error> {
        credentials.check()?;
        Ok(Self::Provided(credentials))
    }

    pub(crate) fn credentials(&self) -> Option<&Credentials> {
        match self {
            Self::Nobody => None,
            Self::Fixed(credentials) => Some(credentials),
            Self::Provided(credentials) => Some(credentials),
        }
    }
}

/// A key that is known, or who has to look it up.
enum Known<'a> {
    Yes(Key<'a>),
    Not(&'a dyn ProvideCredentials),
}

/// The codes of a token that has expired, or a key that is no more.
const STALE: [&str; 2] = ["InvalidSecurityToken", "InvalidAccessKeyId"];

/// The codes of a key whose secret is wrong, or that is locked.
const WRONG: [&str; 2] = ["SignatureDoesNotMatch", "Forbidden.AccessKeyDisabled"];

/// Whether the service refused the key itself: a token that has expired, or a key that is no more. The gateway
/// looks at both before anything is done, so whatever the operation, it can be sent again.
fn is_stale(error: &Error) -> bool {
    !error.outcome_unknown() && has_code(error, &STALE)
}

/// Whether a code is one of these, or of a kind of them, such as `InvalidAccessKeyId.NotFound`.
fn has_code(error: &Error, codes: &[&str]) -> bool {
    let is_one = |code: &str| {
        codes.iter().any(|start| {
            code.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    };
    error.code().is_some_and(is_one)
}

/// Whether the service refused the key of a call, and so would refuse that of every other one.
pub(crate) fn is_refused_for_good(settings: &Settings, error: &Error) -> bool {
    // A provider that was not asked for another one is asked by the next call.
    let is_fixed = matches!(&settings.credentials, Some(CredentialsSource(Kept::Fixed(_))));
    let is_asked = is_fixed || !settings.retry.is_off();
    has_code(error, &WRONG) || is_asked && has_code(error, &STALE)
}
