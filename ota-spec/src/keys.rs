//! The keys of all objects in spec files: the one place that lists them.
//!
//! The reader takes from here which keys are allowed and which are needed. A test compares
//! `operation.schema.json` and the tables of `specs/README.md` with these.

mod behaviour;
mod dependencies;
mod errors;
mod field;
mod operation;
mod service;
mod table;
mod types;

pub use behaviour::{LOOK_UP, PAGE, SPLIT, WAIT};
pub use dependencies::{CHOICE, COMPANIONS, CONDITION, OPTION, RULE, WORDS};
pub use errors::{ERROR_CODE, ERRORS};
pub use field::{FIELD, ITEMS};
pub use operation::{EXAMPLE, OPERATION};
pub use service::{CENTRAL, ENDPOINTS, ENVELOPE, REGION, SERVICE};
pub use table::{Key, Side, Table};
pub use types::{ENUM_VALUE, NAMED_TYPE, TYPES};
