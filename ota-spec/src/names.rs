//! The identifiers of generated code. Nothing else derives them, so the checker compares exactly
//! those that the generator writes.
//!
//! Each name on the wire is converted to camel case once: the conversion is not idempotent
//! (`Run_A_B_Test` becomes `RunABTest`, and that `RunAbTest`). An `owner` is an identifier already.

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// `CancelOTATaskByDevice` becomes `cancel_ota_task_by_device`.
pub fn snake(wire: &str) -> String {
    wire.to_snake_case()
}

/// `CancelOTATaskByDevice` and `VERFIY_FIRMWARE` become `CancelOtaTaskByDevice` and
/// `VerfiyFirmware`.
pub fn camel(wire: &str) -> String {
    wire.to_upper_camel_case()
}

/// The client of the product.
pub const CLIENT: &str = "Client";

/// What configures it.
pub(crate) const CLIENT_BUILDER: &str = "ClientBuilder";

/// The owner of structs that `service.json` describes in place.
pub(crate) const SERVICE: &str = "Service";

/// The methods of builders besides those of parameters, choices and waits.
pub(crate) const BUILDER_METHODS: [&str; 5] = ["send", "build", "pages", "items", "send_parts"];

/// Functions that every struct inside a request has.
const MEMBER_FUNCTIONS: [&str; 2] = ["default", "new"];

/// The methods of the client itself; those of operations get other names. A test compares the list
/// with the client's source.
pub const CLIENT_METHODS: [&str; 23] = [
    "builder",
    "call",
    "clone",
    "dry_run",
    "endpoint",
    "from_env",
    "prepare",
    "quota_trouble",
    "quota_wait",
    "reconcile",
    "region",
    "send",
    "upload_device_list",
    "upload_firmware",
    "upload_firmware_as",
    "upload_firmware_files",
    "with_credentials",
    "with_deadline",
    "with_header",
    "with_quota",
    "with_retry",
    "with_run_id_tags",
    "with_unlisted_values",
];

/// Keywords that cannot be raw identifiers.
const PATHS: [&str; 4] = ["self", "super", "crate", "Self"];

/// Type parameters of generated code, besides the states `S0`, `S1`, ... of builders.
const TYPE_PARAMETERS: [&str; 3] = ["C", "I", "S"];

/// The identifiers of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationIdents {
    /// The request struct.
    pub request: String,
    /// The builder of requests.
    pub builder: String,
    /// The response struct.
    pub response: String,
    /// The method of the client that starts the operation.
    pub method: String,
}

impl OperationIdents {
    /// The identifiers of the operation with this action name.
    pub fn new(action: &str) -> Self {
        let camel = camel(action);
        Self {
            request: unshadowed(&camel),
            builder: format!("{camel}Builder"),
            response: format!("{camel}Response"),
            method: reserve(&field(action), &CLIENT_METHODS),
        }
    }

    /// The types that every operation becomes.
    pub(crate) fn items(&self) -> [&String; 3] {
        [&self.request, &self.builder, &self.response]
    }
}

/// A field of a struct, an argument, or the marker of a required parameter.
pub fn field(wire: &str) -> String {
    let snake = snake(wire);
    let numbered = snake.starts_with(|first: char| first.is_ascii_digit());
    reserve(&if numbered { format!("n{snake}") } else { snake }, &PATHS)
}

/// The method of a builder that sets a choice, or the parameter whose field has this identifier.
pub fn builder_setter(ident: &str) -> String {
    reserve(ident, &BUILDER_METHODS)
}

/// The method of a struct that sets the member whose field has this identifier.
pub fn member_setter(ident: &str) -> String {
    reserve(ident, &MEMBER_FUNCTIONS)
}

/// A type of `types.json`.
pub fn type_name(wire: &str) -> String {
    unshadowed(&camel(wire))
}

/// The marker type of an ID.
pub fn id_kind(wire: &str) -> String {
    format!("{}Kind", camel(wire))
}

/// A variant of an enum.
pub fn variant(wire: &str) -> String {
    reserve(&camel(wire), &PATHS)
}

/// The struct that a field describes in place, or the enum of a choice.
pub fn nested(owner: &str, wire: &str) -> String {
    format!("{owner}{}", camel(wire))
}

/// The method of a builder that waits for a state.
pub fn wait_until(wait: &str) -> String {
    format!("wait_until_{}", snake(wait))
}

/// The constant of a request that says what one of these methods waits for.
pub fn wait_constant(method: &str) -> String {
    method.strip_prefix("wait_").unwrap_or(method).to_ascii_uppercase()
}

/// The constant of a region.
pub fn constant(id: &str) -> String {
    id.to_shouty_snake_case()
}

fn reserve(ident: &str, taken: &[&str]) -> String {
    if taken.contains(&ident) { format!("{ident}_") } else { ident.to_owned() }
}

/// A type name that neither is the client's nor is shadowed by a type parameter.
fn unshadowed(camel: &str) -> String {
    let state = camel.strip_prefix('S').is_some_and(|rest| rest.parse::<u32>().is_ok());
    if state || TYPE_PARAMETERS.contains(&camel) {
        format!("{camel}_")
    } else {
        reserve(reserve(camel, &PATHS).as_str(), &[CLIENT, CLIENT_BUILDER])
    }
}

/// Whether a parameter, field or member can be called so on the wire: letters, digits and a few marks, and
/// something on both sides of each dot.
pub(crate) fn is_field_name(name: &str) -> bool {
    let marks = ['_', '-', '.', ':', '@', '$'];
    name.chars().all(|c| c.is_alphanumeric() || marks.contains(&c))
        && name.split('.').all(|part| !part.is_empty())
}

/// Whether this is an identifier of a field that generated code can have.
pub(crate) fn is_field_ident(ident: &str) -> bool {
    ident.starts_with(|first: char| first.is_ascii_lowercase())
        && ident.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && reserve(ident, &PATHS) == ident
}

/// Whether a name is valid for an action, a type, a group or a choice: a letter, then letters, digits and
/// underscores.
pub(crate) fn is_wire_name(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|first| first.is_ascii_alphabetic())
        && characters.all(|c| c.is_ascii_alphanumeric() || c == '_')
}
