//! The products that are served at one address: one for each folder of specs.
//!
//! The service has a host for each product; here they share one, so only what a request says tells
//! them apart: its version and its action. Two products with the same operation of the same version
//! are refused at the start.

use std::collections::BTreeMap;

use ota_spec::Spec;
use ota_spec::model::Operation;
use ota_world::is_at_home;

use crate::rejection::Rejection;

/// A product, which a folder of specs describes.
#[derive(Debug)]
pub(crate) struct Product {
    pub(crate) spec: Spec,
    /// Whether the world has handlers for its operations.
    pub(crate) has_world: bool,
}

/// The products, at least one.
#[derive(Debug)]
pub(crate) struct Products(Vec<Product>);

/// An operation that two products have.
#[derive(Debug)]
pub(crate) struct Clash {
    pub(crate) action: String,
    pub(crate) version: String,
    pub(crate) products: [String; 2],
}

impl Products {
    /// The products of these folders.
    pub(crate) fn new(specs: Vec<Spec>) -> Result<Self, Clash> {
        let mut taken = BTreeMap::new();
        for spec in &specs {
            let service = &spec.service;
            for operation in &spec.operations {
                let named = (service.version.as_str(), operation.action.as_str());
                if let Some(first) = taken.insert(named, service.product.as_str()) {
                    return Err(Clash {
                        action: operation.action.clone(),
                        version: service.version.clone(),
                        products: [first.to_owned(), service.product.clone()],
                    });
                }
            }
        }
        let product = |spec: Spec| Product { has_world: is_at_home(&spec.service), spec };
        Ok(Self(specs.into_iter().map(product).collect()))
    }

    /// All of them.
    pub(crate) fn all(&self) -> &[Product] {
        &self.0
    }

    /// Whether any has an operation of this name.
    pub(crate) fn have(&self, action: &str) -> bool {
        self.0.iter().any(|product| product.spec.operation(action).is_some())
    }

    /// The names of all operations.
    pub(crate) fn actions(&self) -> impl Iterator<Item = &str> + Clone {
        let operations = self.0.iter().flat_map(|product| &product.spec.operations);
        operations.map(|operation| operation.action.as_str())
    }

    /// The operation of a version, with its product.
    pub(crate) fn find(&self, version: &str, action: &str) -> Option<(&Product, &Operation)> {
        self.of(version).find_map(|product| Some((product, product.spec.operation(action)?)))
    }

    /// The operation that a request names, or why there is none; `is_date` says whether its version
    /// could be one.
    pub(crate) fn named(
        &self,
        version: &str,
        action: &str,
        is_date: bool,
    ) -> Result<(&Product, &Operation), Rejection> {
        if self.of(version).next().is_none() {
            let mut served: Vec<&str> = self.versions(|_| true);
            served.dedup();
            return Err(Rejection::wrong_version(version, &served, is_date));
        }
        self.find(version, action).ok_or_else(|| {
            let elsewhere = self.versions(|product| product.spec.operation(action).is_some());
            let help = match elsewhere[..] {
                [] => {
                    let known = self.of(version).flat_map(|product| &product.spec.operations);
                    let known = known.map(|known| known.action.as_str());
                    ota_spec::suggest::help(action, known)
                }
                _ => format!("version `{}` has it", elsewhere.join("`, `")),
            };
            let version =
                if self.0.len() > 1 { format!(" of version `{version}`") } else { String::new() };
            Rejection::unknown_action(format!("there is no operation `{action}`{version}; {help}"))
        })
    }

    fn of(&self, version: &str) -> impl Iterator<Item = &Product> + Clone {
        self.0.iter().filter(move |product| product.spec.service.version == version)
    }

    /// The versions of some products, sorted.
    fn versions(&self, which: impl Fn(&Product) -> bool) -> Vec<&str> {
        let products = self.0.iter().filter(|product| which(product));
        let mut versions: Vec<&str> =
            products.map(|product| product.spec.service.version.as_str()).collect();
        versions.sort_unstable();
        versions
    }
}
