//! The INI file of profiles that the libraries of the vendor share.

use std::collections::BTreeMap;
use std::path::PathBuf;

use configparser::ini::Ini;
use zeroize::Zeroizing;

use crate::environment::{Environment, PROFILE};
use crate::error::Error;
use crate::file;
use crate::provider::access_key::AccessKey;
use crate::provider::assume_role::AssumeRole;
use crate::provider::instance::InstanceRole;
use crate::provider::oidc::Oidc;
use crate::provider::{Loaded, Loading, Provider};
use crate::role::Role;

/// The name of the provider.
pub(crate) const NAME: &str = "profile";

const FILE: &str = "ALIBABA_CLOUD_CREDENTIALS_FILE";

/// Where it is in the home folder: the libraries disagree.
const PLACES: [&str; 2] = [".alibabacloud/credentials", ".alibabacloud/credentials.ini"];

/// The largest file, in bytes.
const LARGEST: usize = 1024 * 1024;

/// Reads a section of `~/.alibabacloud/credentials`, of `credentials.ini` beside it, or of the file that
/// `ALIBABA_CLOUD_CREDENTIALS_FILE` names: the one that was asked for, else that of `ALIBABA_CLOUD_PROFILE`, else `default`.
///
/// | `type` | needs |
/// |---|---|
/// | `access_key` | `access_key_id`, `access_key_secret` |
/// | `ram_role_arn` | the same, `role_arn`; also `role_session_name`, `policy` |
/// | `ecs_ram_role` | nothing; also `role_name` |
/// | `oidc_role_arn` | `role_arn`, `oidc_provider_arn`, `oidc_token_file_path`; also `role_session_name`, `policy` |
///
/// A value ends at `#`. The file is read again at every load, at most 1 MiB of it, and never written.
#[derive(Debug, Clone)]
pub struct IniFile {
    environment: Environment,
    path: Option<PathBuf>,
    section: Option<String>,
}

impl IniFile {
    /// The file of this environment.
    pub fn new(environment: Environment) -> Self {
        Self { environment, path: None, section: None }
    }

    /// Sets the file.
    #[must_use]
    pub fn with_path(mut self, path: impl Into<PathBuf>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Sets the section.
    #[must_use]
    pub fn with_profile(mut self, name: impl Into<String>) -> Self {
        self.section = Some(name.into());
        self
    }

    /// The reason why there is nothing to read, if there is one.
    pub(crate) fn detect(environment: &Environment) -> Result<(), String> {
        if environment.path(FILE).is_some() || found(environment).is_some() {
            return Ok(());
        }
        match environment.in_home(PLACES[0]) {
            Some(path) => {
                let path = path.display();
                Err(format!("neither `{path}` nor `{path}.ini` exists"))
            }
            None => Err("there is no home folder".to_owned()),
        }
    }

    async fn read(&self) -> Result<Loaded, Error> {
        let path = self.path.clone().or_else(|| self.environment.path(FILE));
        let path = path.or_else(|| found(&self.environment));
        let path = path.or_else(|| self.environment.in_home(PLACES[0]));
        let path = path.ok_or_else(|| {
            Error::wrong(format!("there is no home folder; set `HOME` or `{FILE}`"))
        })?;
        let name = match &self.section {
            Some(name) => name.clone(),
            None => self.environment.text(PROFILE)?.unwrap_or_else(|| "default".to_owned()),
        };
        let text = file::read(&path, LARGEST).await?;
        let provider = self.in_section(&text, &path.display().to_string(), &name)?;
        drop(text);
        provider.load().await
    }

    /// What a section says where the key is, in a file with this text.
    fn in_section(&self, text: &str, shown: &str, name: &str) -> Result<Box<dyn Provider>, Error> {
        let sections = Sections::parse(text)
            .map_err(|why| Error::wrong(format!("`{shown}` is not an INI file: {why}")))?;
        let section = sections.0.get(name).ok_or_else(|| {
            let name = name.escape_debug();
            Error::wrong(format!("`{shown}` has no section `[{name}]`"))
        })?;
        self.provider(&Section(section)).map_err(|error| {
            let (name, why) = (name.escape_debug(), error.message());
            Error::wrong(format!("section `[{name}]` of `{shown}`: {why}"))
        })
    }

    /// Reads a text as if it were the file, without getting a key, for tests.
    ///
    /// # Errors
    ///
    /// As [`load`](Provider::load) before it looks for the key.
    #[doc(hidden)]
    pub fn parse(&self, text: &str) -> Result<(), Error> {
        self.in_section(text, "text", self.section.as_deref().unwrap_or("default")).map(drop)
    }

    fn provider(&self, section: &Section<'_>) -> Result<Box<dyn Provider>, Error> {
        let environment = || self.environment.clone();
        let key = || {
            let id = ("access_key_id", section.text("access_key_id"));
            AccessKey::of(id, ("access_key_secret", section.text("access_key_secret")), None)
        };
        Ok(match section.needed("type")? {
            "access_key" => Box::new(key()?),
            "ram_role_arn" => {
                let role = section.role()?;
                Box::new(AssumeRole::new(environment(), key()?, role))
            }
            "ecs_ram_role" => {
                let instance = InstanceRole::new(environment());
                Box::new(match section.text("role_name") {
                    Some(role) => instance.with_role(role),
                    None => instance,
                })
            }
            "oidc_role_arn" => {
                let provider = section.needed("oidc_provider_arn")?;
                let file = section.needed("oidc_token_file_path")?;
                Box::new(Oidc::new(environment(), provider, file, section.role()?))
            }
            other => {
                let start: String = other.chars().take(32).collect();
                let start = start.escape_debug();
                return Err(Error::wrong(format!(
                    "the type `{start}` is not supported; `access_key`, `ram_role_arn`, `ecs_ram_role` and \
                     `oidc_role_arn` are"
                )));
            }
        })
    }
}

/// The file in the home folder, if there is one.
fn found(environment: &Environment) -> Option<PathBuf> {
    let places = PLACES.iter().filter_map(|place| environment.in_home(place));
    places.into_iter().find(|path| file::exists(path))
}

/// The sections of a file; their values are wiped when they are dropped.
struct Sections(BTreeMap<String, Values>);

/// The values of a section.
type Values = BTreeMap<String, Zeroizing<String>>;

impl Sections {
    /// Reads a file. The error names a line and repeats nothing of it.
    fn parse(text: &str) -> Result<Self, String> {
        let mut ini = Ini::new_cs();
        ini.set_inline_comment_symbols(Some(&['#']));
        // A section of its own for what stands before the first, which is not `[default]`.
        ini.set_default_section("\0");
        let parsed = ini.read(text.trim_start_matches('\u{feff}').to_owned());
        // The parser keeps one copy and gives another.
        let kept = Self::of(std::mem::take(ini.get_mut_map()));
        match parsed {
            Ok(copy) => {
                drop(Self::of(copy));
                Ok(kept)
            }
            Err(why) => Err(why.split(':').next().unwrap_or_default().to_owned()),
        }
    }

    fn of<S>(sections: impl IntoIterator<Item = (String, S)>) -> Self
    where
        S: IntoIterator<Item = (String, Option<String>)>,
    {
        let value = |(name, value): (_, Option<_>)| Some((name, Zeroizing::new(value?)));
        let values = |section: S| section.into_iter().filter_map(value).collect();
        Self(sections.into_iter().map(|(name, section)| (name, values(section))).collect())
    }
}

/// A section of the file.
struct Section<'a>(&'a Values);

impl<'a> Section<'a> {
    fn text(&self, name: &str) -> Option<&'a str> {
        self.0.get(name).map(|text| text.as_str()).filter(|text| !text.is_empty())
    }

    fn needed(&self, name: &str) -> Result<&'a str, Error> {
        self.text(name).ok_or_else(|| Error::wrong(format!("`{name}` is missing; set it")))
    }

    fn role(&self) -> Result<Role, Error> {
        let mut role = Role::new(self.needed("role_arn")?);
        if let Some(name) = self.text("role_session_name") {
            role = role.session_name(name);
        }
        if let Some(policy) = self.text("policy") {
            role = role.policy(policy);
        }
        Ok(role)
    }
}

impl Provider for IniFile {
    fn load(&self) -> Loading<'_> {
        Box::pin(async {
            match self.read().await {
                Ok(loaded) => Ok(loaded.inside(NAME)),
                Err(error) => Err(error.of_asked(NAME)),
            }
        })
    }
}
