//! The profiles of a file.

use crate::document::Members;
use crate::environment::PROFILE;
use crate::error::Error;

/// The profiles of a file.
pub(super) struct Profiles<'a> {
    file: Members<'a>,
    path: &'a str,
}

/// One of them.
#[derive(Clone, Copy)]
pub(super) struct Profile<'a> {
    pub(super) name: &'a str,
    pub(super) members: Members<'a>,
}

impl<'a> Profiles<'a> {
    pub(super) fn new(file: Members<'a>, path: &'a str) -> Self {
        Self { file, path }
    }

    /// The profile with the name that was asked for, or the current one.
    pub(super) fn choose(&self, name: Option<String>) -> Result<Profile<'a>, Error> {
        let asked = name.as_deref();
        let name = asked.or_else(|| self.file.text("current")).ok_or_else(|| {
            let path = self.path;
            Error::wrong(format!("`{path}` has no `current` profile; set `{PROFILE}`"))
        })?;
        self.find(name).ok_or_else(|| {
            let message = format!(
                "`{}` has no profile `{}`; it has {}",
                self.path,
                name.escape_debug(),
                self.names()
            );
            if asked.is_some() { Error::no_profile(message) } else { Error::wrong(message) }
        })
    }

    /// The first profile with this name.
    pub(super) fn find(&self, name: &str) -> Option<Profile<'a>> {
        let all = self.file.objects("profiles");
        let named =
            all.filter_map(|members| Some(Profile { name: members.text("name")?, members }));
        named.into_iter().find(|profile| profile.name == name)
    }

    /// The first few names, for messages.
    fn names(&self) -> String {
        let names = self.file.objects("profiles").filter_map(|profile| profile.text("name"));
        let names: Vec<String> =
            names.take(10).map(|name| format!("`{}`", name.escape_debug())).collect();
        if names.is_empty() { "none".to_owned() } else { names.join(", ") }
    }
}
