//! The official chain.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use crate::environment::Environment;
use crate::error::{Error, Kind};
use crate::explanation::{Explanation, Outcome, Step};
use crate::provider::config_file::{self, ConfigFile};
use crate::provider::ini_file::{self, IniFile};
use crate::provider::instance::{self, InstanceRole};
use crate::provider::oidc::{self, Oidc};
use crate::provider::uri::{self, CredentialsUri};
use crate::provider::variables::{self, EnvironmentKeys};
use crate::provider::{Loaded, Loading, Provider};

/// The chain of the official clients, in their order.
///
/// | step | provider | joins when |
/// |---|---|---|
/// | `env` | [`EnvironmentKeys`] | `ALIBABA_CLOUD_ACCESS_KEY_ID` or `ALIBABA_CLOUD_ACCESS_KEY_SECRET` is set |
/// | `oidc_role_arn` | [`Oidc`] | `ALIBABA_CLOUD_OIDC_PROVIDER_ARN`, `ALIBABA_CLOUD_OIDC_TOKEN_FILE` and `ALIBABA_CLOUD_ROLE_ARN` are set |
/// | `cli_profile` | [`ConfigFile`] | the file exists or `ALIBABA_CLOUD_CONFIG_FILE` is set, and `ALIBABA_CLOUD_CLI_PROFILE_DISABLED` is not `true` |
/// | `profile` | [`IniFile`] | the file exists or `ALIBABA_CLOUD_CREDENTIALS_FILE` is set |
/// | `ecs_ram_role` | [`InstanceRole`] | the metadata responds and names a role, and `ALIBABA_CLOUD_ECS_METADATA_DISABLED` is not `true` |
/// | `credential_uri` | [`CredentialsUri`] | `ALIBABA_CLOUD_CREDENTIALS_URI` is set |
///
/// The first step that joins decides. If it fails, its error is that of the chain: no later step hides it, as it
/// does with the official clients, which go on to the next one and may end with another account. One exception: if
/// `ALIBABA_CLOUD_PROFILE` names a profile that only the INI file can have, that is asked.
///
/// The step that gave credentials is asked from then on, without another walk.
pub struct Chain {
    environment: Environment,
    links: Vec<Link>,
    /// The step that gave credentials.
    taken: Mutex<Option<usize>>,
}

/// A step: its name, what tells whether it joins, and its provider.
struct Link {
    name: &'static str,
    detect: fn(&Environment) -> Result<(), String>,
    provider: Box<dyn Provider>,
}

impl Chain {
    /// The chain of this process.
    pub fn new() -> Self {
        Self::of(Environment::process())
    }

    /// The chain of an environment.
    pub fn of(environment: Environment) -> Self {
        let links = links(&environment);
        Self { environment, links, taken: Mutex::new(None) }
    }

    /// Returns the credentials of the step that decides. Each call asks it; [`Cached`](crate::Cached) keeps what it says.
    ///
    /// # Errors
    ///
    /// No step joins, or the first one that does failed.
    pub async fn find(&self) -> Result<Loaded, Error> {
        if let Some(link) = self.taken() {
            return link.provider.load().await;
        }
        let (explanation, loaded) = self.walk().await;
        match (loaded, explanation.failed()) {
            (Some(loaded), _) => Ok(loaded),
            (None, Some(error)) => Err(error.clone()),
            (None, None) => Err(Error::wrong(explanation.nothing())),
        }
    }

    /// Walks the chain and tells what came of each step. Like [`find`](Self::find) it reads files and asks servers.
    pub async fn explain(&self) -> Explanation {
        self.walk().await.0
    }

    async fn walk(&self) -> (Explanation, Option<Loaded>) {
        let (mut steps, mut taken) = (Vec::new(), None);
        let mut is_over = false;
        for (index, link) in self.links.iter().enumerate() {
            let outcome =
                if is_over { Outcome::NotReached } else { self.take(link, &mut taken).await };
            if taken.is_some() && !is_over {
                *self.taken.lock().unwrap_or_else(PoisonError::into_inner) = Some(index);
            }
            is_over |= !matches!(outcome, Outcome::NotThere(_));
            steps.push(Step { name: link.name, outcome });
        }
        (Explanation { steps }, taken)
    }

    /// The step that gave credentials.
    fn taken(&self) -> Option<&Link> {
        let taken = *self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        self.links.get(taken?)
    }

    /// Takes one step.
    async fn take(&self, link: &Link, taken: &mut Option<Loaded>) -> Outcome {
        if let Err(reason) = (link.detect)(&self.environment) {
            return Outcome::NotThere(reason);
        }
        match link.provider.load().await {
            Ok(loaded) => {
                let credentials = loaded.credentials();
                let outcome = Outcome::Taken {
                    provider: loaded.provider().to_owned(),
                    key_id: credentials.key_id().to_owned(),
                    expiration: credentials.expiration(),
                };
                *taken = Some(loaded);
                outcome
            }
            Err(error) => match error.kind() {
                Kind::Absent => Outcome::NotThere(error.message().to_owned()),
                Kind::NoProfile if IniFile::detect(&self.environment).is_ok() => {
                    Outcome::NotThere(error.message().to_owned())
                }
                _ => Outcome::Failed(error),
            },
        }
    }
}

/// The steps in their order.
fn links(environment: &Environment) -> Vec<Link> {
    let new = || environment.clone();
    vec![
        Link {
            name: variables::NAME,
            detect: EnvironmentKeys::detect,
            provider: Box::new(EnvironmentKeys::new(new())),
        },
        Link {
            name: oidc::NAME,
            detect: Oidc::detect,
            provider: Box::new(Made(new(), |environment| {
                Ok(Box::new(Oidc::from_environment(environment)?))
            })),
        },
        Link {
            name: config_file::NAME,
            detect: ConfigFile::detect,
            provider: Box::new(ConfigFile::new(new())),
        },
        Link {
            name: ini_file::NAME,
            detect: IniFile::detect,
            provider: Box::new(IniFile::new(new())),
        },
        Link {
            name: instance::NAME,
            detect: InstanceRole::detect,
            provider: Box::new(InstanceRole::new(new())),
        },
        Link {
            name: uri::NAME,
            detect: CredentialsUri::detect,
            provider: Box::new(Made(new(), |environment| {
                Ok(Box::new(CredentialsUri::from_environment(&environment)?))
            })),
        },
    ]
}

/// A provider that is made of the environment each time it is asked.
#[derive(Debug)]
struct Made(Environment, fn(Environment) -> Result<Box<dyn Provider>, Error>);

impl Provider for Made {
    fn load(&self) -> Loading<'_> {
        Box::pin(async { self.1(self.0.clone())?.load().await })
    }
}

impl Default for Chain {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let taken = self.taken().map(|link| link.name);
        f.debug_struct("Chain").field("taken", &taken).finish_non_exhaustive()
    }
}

impl Provider for Chain {
    fn load(&self) -> Loading<'_> {
        Box::pin(self.find())
    }
}
