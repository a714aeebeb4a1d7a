//! The operations of a spec, one entry each.

use ota_spec::Spec;
use ota_spec::model::Operation;

/// An operation as a list shows it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry<'a> {
    /// The operation.
    pub operation: &'a Operation,
    /// The number of its own parameters, without those that every operation takes.
    pub parameters: usize,
    /// The number of these that are required.
    pub required: usize,
}

impl<'a> Entry<'a> {
    fn new(operation: &'a Operation) -> Self {
        let own = operation.parameters.iter().filter(|field| !field.is_inherited());
        let required = own.clone().filter(|field| field.required).count();
        Self { operation, parameters: own.count(), required }
    }

    /// The names of the HTTP methods it may be sent with.
    pub fn methods(&self) -> Vec<&'static str> {
        self.operation.methods.iter().map(|method| method.as_str()).collect()
    }
}

/// An entry for each operation, in the order of the spec.
pub fn list(spec: &Spec) -> Vec<Entry<'_>> {
    spec.operations.iter().map(Entry::new).collect()
}
