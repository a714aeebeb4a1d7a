//! TLS, with ring alone. Certificates are loaded when the first request needs them.

use std::sync::{Arc, OnceLock};

use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;

use crate::call::transport::failure::configuration;
use crate::error::Error;

/// The verifier that knows the certificates of the system and no others. Reading them takes up to a
/// tenth of a second, so a process does it once.
static SYSTEM: OnceLock<Arc<Verifier>> = OnceLock::new();

fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// A configuration for requests that use no TLS: it trusts nobody.
pub(super) fn unused() -> Result<ClientConfig, Error> {
    let config = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| configuration(&error))?
        .with_root_certificates(RootCertStore::empty());
    Ok(config.with_no_client_auth())
}

/// A configuration that trusts the system's certificates and these.
pub(super) async fn config(more: &[CertificateDer<'static>]) -> Result<ClientConfig, Error> {
    let verifier = match SYSTEM.get() {
        Some(known) if more.is_empty() => known.clone(),
        _ => {
            let more = more.to_vec();
            // Files are read: not on a thread that other tasks wait for.
            let load = tokio::task::spawn_blocking(move || load(more));
            load.await.map_err(|error| configuration(&error))??
        }
    };
    let config = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| configuration(&error))?
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    Ok(config.with_no_client_auth())
}

fn load(more: Vec<CertificateDer<'static>>) -> Result<Arc<Verifier>, Error> {
    let is_system = more.is_empty();
    let verifier = Verifier::new_with_extra_roots(more, provider());
    let verifier = Arc::new(verifier.map_err(|error| configuration(&error))?);
    if is_system { Ok(SYSTEM.get_or_init(|| verifier).clone()) } else { Ok(verifier) }
}
