//! Requests: descriptions of operations, and access to the values of a request.
//!
//! Generated code describes each [`Operation`](operation::Operation) in tables. The stages of a call
//! read the tables, and the values as [`ValueRef`](argument::ValueRef).

pub(crate) mod argument;
pub(crate) mod collections;
pub(crate) mod empty;
pub(crate) mod limits;
pub(crate) mod look_up;
pub(crate) mod operation;
pub(crate) mod parameter;
pub(crate) mod rules;
pub(crate) mod service;
pub(crate) mod state;
