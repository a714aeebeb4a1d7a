//! The spec folder of the repository, as it was when this crate was built.

use ota_spec::model::Service;
use ota_spec::{Broken, Source, Spec};

include!(concat!(env!("OUT_DIR"), "/specs.rs"));

/// The product and the version of the specs of the repository.
const HOME: (&str, &str) = ("Iot", "2018-01-20");

/// Whether something is known of what the operations of a service do: only of the one that
/// [`embedded_specs`] describes. Other services may have operations and parameters of the same names,
/// which mean nothing here.
pub fn is_at_home(service: &Service) -> bool {
    (service.product.as_str(), service.version.as_str()) == HOME
}

/// The specs of the repository.
///
/// # Errors
///
/// All mistakes in the files, if the crate was built from a folder that has some.
pub fn embedded_specs() -> Result<Spec, Box<Broken>> {
    let source =
        |(path, bytes): &(&str, &[u8])| Source { path: (*path).to_owned(), bytes: bytes.to_vec() };
    ota_spec::load("specs", FILES.iter().map(source).collect())
}

#[cfg(test)]
mod tests {
    use super::{embedded_specs, is_at_home};

    #[test]
    fn the_service_of_the_repository_is_the_one_that_is_known() {
        let mut service = embedded_specs().unwrap().service;
        assert!(is_at_home(&service));
        service.version = "2018-01-21".to_owned();
        assert!(!is_at_home(&service));
    }
}
