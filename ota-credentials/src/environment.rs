//! What surrounds a chain: environment variables, the home folder, the time, and the addresses of servers.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use crate::clock::{Clock, SystemClock};
use crate::error::Error;

/// What surrounds a chain: environment variables, the home folder, the time, and the addresses of servers.
///
/// Programs use [`process`](Self::process). Tests hand in what they need, so that nothing of the machine that
/// they run on gets in:
///
/// ```
/// use ota_credentials::{Chain, Environment};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), ota_credentials::Error> {
/// let environment = Environment::fixed([
///     ("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid"),
///     ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret"),
/// ]);
/// let found = Chain::of(environment).find().await?;
/// assert_eq!(found.credentials().key_id(), "testid");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Environment {
    variables: Variables,
    home: Option<PathBuf>,
    clock: Arc<dyn Clock>,
    metadata: String,
    oauth: Option<String>,
}

#[derive(Clone)]
enum Variables {
    Process,
    Fixed(Arc<BTreeMap<String, OsString>>),
}

/// The variable that names a profile, in both files of profiles.
pub(crate) const PROFILE: &str = "ALIBABA_CLOUD_PROFILE";

/// Where the metadata of an instance is. The address means the machine itself, so nothing is encrypted.
const METADATA: &str = "http://100.100.100.200";

impl Environment {
    /// The environment of this process. Variables are read when they are needed, not once.
    pub fn process() -> Self {
        Self::new(Variables::Process)
    }

    /// These variables and no others. Without [`with_home`](Self::with_home) the home folder is that of the
    /// variable `HOME`, if it is among them.
    pub fn fixed<N: Into<String>, V: Into<OsString>>(
        variables: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        let variables = variables.into_iter().map(|(name, value)| (name.into(), value.into()));
        Self::new(Variables::Fixed(Arc::new(variables.collect())))
    }

    fn new(variables: Variables) -> Self {
        Self {
            variables,
            home: None,
            clock: Arc::new(SystemClock),
            metadata: METADATA.to_owned(),
            oauth: None,
        }
    }

    /// Sets the folder in which `.aliyun` and `.alibabacloud` are looked for.
    #[must_use]
    pub fn with_home(mut self, folder: impl Into<PathBuf>) -> Self {
        self.home = Some(folder.into());
        self
    }

    /// Sets the clock.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Sets the address of the metadata of an instance, such as `http://127.0.0.1:8000` in a test.
    #[must_use]
    pub fn with_metadata_at(mut self, address: impl Into<String>) -> Self {
        self.metadata = address.into();
        self
    }

    /// Sets the address of the OAuth server, in place of that of the site of a profile.
    #[must_use]
    pub fn with_oauth_at(mut self, address: impl Into<String>) -> Self {
        self.oauth = Some(address.into());
        self
    }

    /// The value of a variable; an empty one counts as not set.
    pub(crate) fn text(&self, name: &str) -> Result<Option<String>, Error> {
        let Some(value) = self.raw(name) else { return Ok(None) };
        match value.into_string() {
            Ok(value) => Ok(Some(value).filter(|value| !value.is_empty())),
            Err(_) => {
                let message =
                    format!("the environment variable `{name}` is not UTF-8; set it again");
                Err(Error::wrong(message))
            }
        }
    }

    /// The value of a variable that is a path.
    pub(crate) fn path(&self, name: &str) -> Option<PathBuf> {
        self.raw(name).filter(|value| !value.is_empty()).map(PathBuf::from)
    }

    fn raw(&self, name: &str) -> Option<OsString> {
        match &self.variables {
            Variables::Process => std::env::var_os(name),
            Variables::Fixed(all) => all.get(name).cloned(),
        }
    }

    /// Whether a variable is `true`, in any case, as the official clients read it.
    pub(crate) fn is_true(&self, name: &str) -> bool {
        self.raw(name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// A file in the home folder.
    pub(crate) fn in_home(&self, path: &str) -> Option<PathBuf> {
        let of_variable = || self.path("HOME");
        let of_system = || match self.variables {
            Variables::Process => std::env::home_dir(),
            Variables::Fixed(_) => None,
        };
        let home = self.home.clone().or_else(of_variable).or_else(of_system)?;
        Some(home.join(path))
    }

    pub(crate) fn now(&self) -> SystemTime {
        self.clock.now()
    }

    pub(crate) fn metadata(&self) -> &str {
        &self.metadata
    }

    pub(crate) fn oauth(&self) -> Option<&str> {
        self.oauth.as_deref()
    }
}

impl Default for Environment {
    fn default() -> Self {
        Self::process()
    }
}

/// No values: some are secret.
impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Environment").field("home", &self.home).finish_non_exhaustive()
    }
}
