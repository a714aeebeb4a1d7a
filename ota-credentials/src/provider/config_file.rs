//! The file in which the official command line keeps its profiles, `~/.aliyun/config.json`.

mod mode;
mod profiles;

use std::path::PathBuf;

use crate::document::Document;
use crate::environment::{Environment, PROFILE};
use crate::error::Error;
use crate::file;
use crate::provider::config_file::mode::Modes;
use crate::provider::config_file::profiles::Profiles;
use crate::provider::{Loaded, Loading, Provider};

/// The name of the provider.
pub(crate) const NAME: &str = "cli_profile";

const FILE: &str = "ALIBABA_CLOUD_CONFIG_FILE";
const OFF: &str = "ALIBABA_CLOUD_CLI_PROFILE_DISABLED";

/// The largest file, in bytes.
const LARGEST: usize = 1024 * 1024;

/// Reads a profile of `~/.aliyun/config.json`, or of the file that `ALIBABA_CLOUD_CONFIG_FILE` names: the one that was
/// asked for, else that of `ALIBABA_CLOUD_PROFILE`, else the one that the file calls `current`.
///
/// | mode | source of the key |
/// |---|---|
/// | `AK`, `StsToken` | the profile |
/// | `RamRoleArn` | a role, taken on with the key of the profile |
/// | `ChainableRamRoleArn` | a role, taken on with the key of the profile that `source_profile` names, of any mode; at most 16 in a row |
/// | `EcsRamRole` | the role of the instance, as [`InstanceRole`](crate::InstanceRole) |
/// | `RamRoleArnWithRoleName` | a role, taken on with the key of the instance |
/// | `OIDC` | a role, taken on with a token in a file, as [`Oidc`](crate::Oidc) |
/// | `CredentialsURI` | a server, as [`CredentialsUri`](crate::CredentialsUri) |
/// | `External` | a process, as [`External`](crate::External) |
/// | `CloudSSO` | the login of the command line by CloudSSO; when it has ended, somebody has to log in again |
/// | `OAuth` | the login of the command line by OAuth |
///
/// The mode may be written in any case; without one it is guessed from what the profile has, as the command line
/// does. The file is read again at every load, at most 1 MiB of it, and never written.
///
/// The login of the mode `OAuth` has a token that is traded for a new one when it has ended. The new ones are kept in memory
/// for as long as the file has the old ones; the server may then no longer take those of the file, and the command line
/// would have to log in again. So a key in the file that is still good is used up before.
#[derive(Debug, Clone)]
pub struct ConfigFile {
    environment: Environment,
    path: Option<PathBuf>,
    profile: Option<String>,
    modes: Modes,
}

impl ConfigFile {
    /// The file of this environment.
    pub fn new(environment: Environment) -> Self {
        let modes = Modes::new(environment.clone());
        Self { environment, path: None, profile: None, modes }
    }

    /// Sets the file.
    #[must_use]
    pub fn with_path(mut self, path: impl Into<PathBuf>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Sets the profile.
    #[must_use]
    pub fn with_profile(mut self, name: impl Into<String>) -> Self {
        self.profile = Some(name.into());
        self
    }

    /// The reason why there is nothing to read, if there is one.
    pub(crate) fn detect(environment: &Environment) -> Result<(), String> {
        if environment.is_true(OFF) {
            return Err(format!("`{OFF}` turns it off"));
        }
        if environment.path(FILE).is_some() {
            return Ok(());
        }
        match environment.in_home(".aliyun/config.json") {
            Some(path) if file::exists(&path) => Ok(()),
            Some(path) => Err(format!("`{}` does not exist", path.display())),
            None => Err("there is no home folder".to_owned()),
        }
    }

    /// The region of the profile, `region_id` in the file; `None` if it has none, or if there is no such profile or no file.
    ///
    /// It reads the file at once, so it is nothing for a thread that must not wait for the disk.
    pub fn region(&self) -> Option<String> {
        if self.environment.is_true(OFF) {
            return None;
        }
        let path = self.path().ok()?;
        let text = file::read_now(&path, LARGEST).ok()?;
        let document = Document::parse(text.as_bytes()).ok()?;
        let shown = path.display().to_string();
        let profiles = Profiles::new(document.members(), &shown);
        let profile = profiles.choose(self.asked_for().ok()?).ok()?;
        profile.members.text("region_id").filter(|region| !region.is_empty()).map(str::to_owned)
    }

    /// The name of the profile that was asked for.
    fn asked_for(&self) -> Result<Option<String>, Error> {
        match &self.profile {
            Some(name) => Ok(Some(name.clone())),
            None => self.environment.text(PROFILE),
        }
    }

    fn path(&self) -> Result<PathBuf, Error> {
        let path = self.path.clone().or_else(|| self.environment.path(FILE));
        path.or_else(|| self.environment.in_home(".aliyun/config.json"))
            .ok_or_else(|| Error::wrong(format!("there is no home folder; set `HOME` or `{FILE}`")))
    }

    async fn read(&self) -> Result<Loaded, Error> {
        let path = self.path()?;
        let text = file::read(&path, LARGEST).await?;
        // The profile is taken out of the document before anything is waited for.
        let provider = self.provider(&text, &path.display().to_string())?;
        drop(text);
        provider.load().await
    }

    /// What the profile says where the key is, in a file with this text.
    fn provider(&self, text: &str, shown: &str) -> Result<Box<dyn Provider>, Error> {
        let document = Document::parse(text.as_bytes())
            .map_err(|why| Error::wrong(format!("`{shown}` {why}")))?;
        let profiles = Profiles::new(document.members(), shown);
        self.modes.provider(&profiles, profiles.choose(self.asked_for()?)?)
    }

    /// Reads a text as if it were the file, without getting a key, for tests.
    ///
    /// # Errors
    ///
    /// As [`load`](Provider::load) before it looks for the key.
    #[doc(hidden)]
    pub fn parse(&self, text: &str) -> Result<(), Error> {
        self.provider(text, "text").map(drop)
    }
}

impl Provider for ConfigFile {
    fn load(&self) -> Loading<'_> {
        Box::pin(async {
            match self.read().await {
                Ok(loaded) => Ok(loaded.inside(NAME)),
                Err(error) => Err(error.of_asked(NAME)),
            }
        })
    }
}
