//! The call that a sample makes.

use ota_spec::model::{Fill, Method, Operation, Place, Service};
use ota_spec::{Value, wire};

/// A call to write a sample of.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// The service.
    pub service: &'a Service,
    /// The operation.
    pub operation: &'a Operation,
    /// Its parameters, as an object by wire name. What the operation does not have is left out.
    pub request: &'a Value,
    /// Where the call goes.
    pub target: Target<'a>,
    /// Where a Rust program and `ota call` find the operation.
    pub generated: Generated<'a>,
}

/// Where a call goes.
#[derive(Debug, Clone, Copy)]
pub enum Target<'a> {
    /// To the usual host of a region.
    Region {
        /// The ID of the region.
        id: &'a str,
        /// Its host.
        host: &'a str,
    },
    /// To an endpoint, such as that of an emulator.
    Endpoint {
        /// Its address: scheme, host and port, such as `http://127.0.0.1:8080`.
        url: &'a str,
        /// The region, for operations that name it.
        region: Option<&'a str>,
    },
}

/// Where a Rust program and `ota call` find an operation.
#[derive(Debug, Clone, Copy)]
pub enum Generated<'a> {
    /// In the specs that `ota-api` and `ota` are built with.
    BuiltIn,
    /// In this folder of specs.
    Folder(&'a str),
    /// In this module of the program; for `ota call` as [`BuiltIn`](Self::BuiltIn).
    Module(&'a str),
}

/// A parameter as it is sent.
pub(crate) struct Sent {
    /// Its flat name, such as `DeviceName.1`.
    pub(crate) name: String,
    pub(crate) content: Content,
    pub(crate) place: Place,
}

/// What a parameter is sent with.
pub(crate) enum Content {
    /// This text.
    Text(String),
    /// The value of a variable of the environment.
    Secret(String),
    /// A string that no other call has.
    Token,
}

impl<'a> Target<'a> {
    /// Whether the call goes over TLS.
    pub(crate) fn is_secure(self) -> bool {
        match self {
            Self::Region { .. } => true,
            Self::Endpoint { url, .. } => !url.starts_with("http://"),
        }
    }

    /// The host, with its port if there is one.
    pub(crate) fn host(self) -> &'a str {
        match self {
            Self::Region { host, .. } => host,
            Self::Endpoint { url, .. } => {
                let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
                rest.split('/').next().unwrap_or(rest)
            }
        }
    }

    pub(crate) fn region(self) -> Option<&'a str> {
        match self {
            Self::Region { id, .. } => Some(id),
            Self::Endpoint { region, .. } => region,
        }
    }
}

impl Call<'_> {
    pub(crate) fn method(&self) -> &'static str {
        self.operation.methods.first().copied().unwrap_or(Method::Post).as_str()
    }

    /// How the general methods of the official clients read the response: as JSON they take nothing but an object.
    pub(crate) fn body_type(&self) -> &'static str {
        if self.operation.bare { "string" } else { "json" }
    }

    /// The parameters as they are sent, secrets by the names of their variables.
    pub(crate) fn sent(&self) -> Vec<Sent> {
        let fields = &self.operation.parameters;
        let mut all: Vec<Sent> = Vec::new();
        for (name, text) in wire::flatten(fields, self.request) {
            let Some(field) = wire::owner(fields, &name) else { continue };
            let content = match wire::is_secret(fields, &name) {
                true => Content::Secret(crate::secret_variable(&name)),
                false => Content::Text(text),
            };
            all.push(Sent { name, content, place: field.place });
        }
        for field in fields.iter().filter(|field| self.request.get(&field.name).is_none()) {
            let content = match field.fill {
                Some(Fill::Region) => self.target.region().map(|id| Content::Text(id.to_owned())),
                Some(Fill::Token) => Some(Content::Token),
                None => None,
            };
            let filled = content.map(|content| Sent {
                name: field.name.clone(),
                content,
                place: field.place,
            });
            all.extend(filled);
        }
        all
    }
}
