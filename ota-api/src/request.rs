//! What a request is and how it shows its values.
//!
//! Generated code implements [`Operation`](operation::Operation) with tables; the stages of a call read
//! the tables and see the values as [`Given`](argument::Given).

pub(crate) mod argument;
pub(crate) mod collections;
pub(crate) mod empty;
pub(crate) mod limits;
pub(crate) mod operation;
pub(crate) mod parameter;
pub(crate) mod rules;
pub(crate) mod service;
