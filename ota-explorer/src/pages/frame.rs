//! What stands around every page.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};

use crate::backend::Backend;
use crate::language::{Labels, Language};
use crate::state::{Shared, State};

/// What stands around a page. Templates know it as `frame`.
#[derive(Clone)]
pub(crate) struct Frame {
    /// The labels.
    pub(crate) t: &'static Labels,
    /// The language of the labels.
    pub(crate) language: Language,
    /// The address of the page, to come back to.
    pub(crate) here: String,
    /// Where calls go.
    pub(crate) backend: String,
    navigation: Vec<Entry>,
}

/// An entry of the navigation.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) path: &'static str,
    pub(crate) label: &'static str,
    pub(crate) is_here: bool,
}

/// A label in whichever language.
type Label = fn(&Labels) -> &'static str;

/// The pages of the navigation: the path of each, and its label.
const NAVIGATION: &[(&str, Label)] = &[
    ("/", |labels| labels.operations),
    ("/console", |labels| labels.console),
    ("/codes", |labels| labels.codes),
    ("/history", |labels| labels.history),
];

impl FromRequestParts<Shared> for Frame {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &Shared) -> Result<Self, Infallible> {
        Ok(Self::of(state, &parts.headers, &parts.uri))
    }
}

impl Frame {
    /// The frame of a page that a request asks for.
    pub(crate) fn of(state: &State, headers: &HeaderMap, uri: &Uri) -> Self {
        let language = Language::of(headers);
        let t = language.labels();
        let path = uri.path();
        let navigation = NAVIGATION.iter().map(|(known, label)| {
            let is_below = match *known {
                "/" => ["/operation/", "/confirm/", "/samples/", "/signature/"]
                    .iter()
                    .any(|below| path.starts_with(below)),
                "/console" => path.starts_with("/console/"),
                _ => false,
            };
            let is_here = path == *known || is_below;
            Entry { path: known, label: label(t), is_here }
        });
        let backend = match &state.backend {
            Backend::Nowhere => t.backend_none.to_owned(),
            Backend::Emulator { emulator, .. } => {
                format!("{} {}", t.backend_emulator, emulator.endpoint())
            }
            Backend::Service { name, .. } => format!("{} {name}", t.backend),
        };
        let here = uri.path_and_query().map_or("/", |here| here.as_str()).to_owned();
        Self { t, language, here, backend, navigation: navigation.collect() }
    }

    /// The frame of a page with another address to come back to.
    pub(crate) fn at(self, here: String) -> Self {
        Self { here, ..self }
    }

    /// The entries of the navigation.
    pub(crate) fn navigation(&self) -> &[Entry] {
        &self.navigation
    }

    /// The languages that can be chosen.
    pub(crate) fn languages(&self) -> impl Iterator<Item = Language> {
        let here = self.language;
        Language::ALL.into_iter().filter(move |language| *language != here)
    }
}
