//! Where calls go.

use std::sync::Arc;

use ota_api::product::AnyClient;
use ota_api::{Client, CredentialsSource};
use ota_emulator::Emulator;

/// Where calls go, and what stands there.
pub(crate) enum Backend {
    /// Nowhere: the page only shows and checks.
    Nowhere,
    /// To an emulator that runs beside the page.
    Emulator {
        /// The emulator, for the console.
        emulator: Arc<Emulator>,
        /// The client that calls it.
        clients: Clients,
    },
    /// To an endpoint that was chosen.
    Service {
        /// The endpoint or region, for people.
        name: String,
        /// The client that calls it.
        clients: Clients,
    },
}

/// Makes a client for uploads in an instance; the ID is empty for one that has none.
pub(crate) type Uploads = Box<dyn Fn(&str) -> Result<Client, ota_api::Error> + Send + Sync>;

/// The clients of a service.
pub(crate) struct Clients {
    /// That of any operation of the folder of specs.
    pub(crate) any: AnyClient,
    /// Makes that of the uploads of this product, where the folder describes it.
    pub(crate) uploads: Option<Uploads>,
    /// The region that is sent in parameters for it.
    pub(crate) region: Option<String>,
    /// Whether the endpoint is the usual one of that region.
    pub(crate) is_of_region: bool,
    /// What calls are signed with.
    pub(crate) credentials: CredentialsSource,
}

impl Backend {
    /// The clients, if calls go anywhere.
    pub(crate) fn clients(&self) -> Option<&Clients> {
        match self {
            Self::Nowhere => None,
            Self::Emulator { clients, .. } | Self::Service { clients, .. } => Some(clients),
        }
    }

    /// The emulator that runs beside the page, if one does.
    pub(crate) fn emulator(&self) -> Option<&Arc<Emulator>> {
        match self {
            Self::Emulator { emulator, .. } => Some(emulator),
            Self::Nowhere | Self::Service { .. } => None,
        }
    }

    /// The region that is sent in parameters for it.
    pub(crate) fn region(&self) -> Option<&str> {
        self.clients()?.region.as_deref()
    }
}
