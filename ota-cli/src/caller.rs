//! An operation with a client to call it.

use clap::ArgMatches;
use ota_api::Response;
use ota_api::product::AnyClient;
use ota_credentials::{Cached, Chain};
use ota_dynamic::Operations;
use ota_dynamic::response::Read;
use ota_spec::model::Operation;
use ota_spec::{Spec, Value};

use std::io::Write;

use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::{dry_run, runtime, settings};

/// An operation with a client to call it.
pub(crate) struct Caller<'s> {
    pub(crate) spec: &'s Spec,
    pub(crate) operation: &'s Operation,
    operations: Operations,
    client: AnyClient,
    key: Option<Cached<Chain>>,
}

impl<'s> Caller<'s> {
    /// The caller that the settings of a command line describe.
    pub(crate) fn new(
        spec: &'s Spec,
        operation: &'s Operation,
        matches: &ArgMatches,
    ) -> Result<Self, Failure> {
        let key = (!operation.anonymous).then(|| Cached::new(settings::chain(matches)));
        let operations = Operations::of(spec);
        let client = settings::client(operations.service(), key.clone(), matches)?;
        Ok(Self { spec, operation, operations, client, key })
    }

    /// A client of the specs built in, with the same settings.
    pub(crate) fn own_client(&self, matches: &ArgMatches) -> Result<ota_api::Client, Failure> {
        let key = self.key.clone().unwrap_or_else(|| Cached::new(settings::chain(matches)));
        settings::own_client(self.operations.service(), key, matches)
    }

    /// Sends a request, which fits the spec.
    pub(crate) async fn send(&self, request: &Value) -> Result<Response<()>, Failure> {
        self.send_as(self.operation, request).await.map_err(|error| Failure::api(&error))
    }

    /// Sends a request of another operation of the same service.
    pub(crate) async fn send_as(
        &self,
        operation: &Operation,
        request: &Value,
    ) -> Result<Response<()>, ota_api::Error> {
        self.operations.call(&self.client, operation, request).send().await
    }

    /// Shows the request as it would be sent.
    pub(crate) fn dry_run(
        &self,
        request: &Value,
        output: Output,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        if let Some(key) = &self.key {
            // From then on it is at hand.
            runtime::run(key.credentials())?.map_err(|error| Failure::credentials(&error))?;
        }
        let call = self.operations.call(&self.client, self.operation, request);
        let unsent = call.dry_run().map_err(|error| Failure::api(&error))?;
        Ok(dry_run::print(&unsent, &self.operation.parameters, output, out)?)
    }
}

/// The response of an operation as a value.
pub(crate) fn value(operation: &Operation, response: &Response<()>) -> Result<Value, Failure> {
    let unreadable = |message: String| {
        let action = &operation.action;
        Failure::new(
            Exit::NoResponse,
            format!("the response of `{action}` cannot be read: {message}"),
        )
    };
    match Read::of(operation, response.raw()).map_err(unreadable)? {
        Read::Value(value) => Ok(value),
        Read::Json(text) => Value::from_json(text).map_err(|error| unreadable(error.to_string())),
    }
}
