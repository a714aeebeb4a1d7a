//! How names on the wire become names in programs.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::thread::LocalKey;

use heck::{ToSnakeCase, ToUpperCamelCase};

/// `CancelOTATaskByDevice` becomes `cancel_ota_task_by_device`.
pub fn snake(wire: &str) -> String {
    known(&SNAKE, wire, |wire| wire.to_snake_case())
}

/// `CancelOTATaskByDevice` and `VERFIY_FIRMWARE` become `CancelOtaTaskByDevice` and
/// `VerfiyFirmware`.
pub fn camel(wire: &str) -> String {
    known(&CAMEL, wire, |wire| wire.to_upper_camel_case())
}

/// What names became so far.
type Known = RefCell<BTreeMap<String, String>>;

thread_local! {
    static SNAKE: Known = const { Known::new(BTreeMap::new()) };
    static CAMEL: Known = const { Known::new(BTreeMap::new()) };
}

/// Converts a name, or remembers what it became. A name is asked for a dozen times, and macros are
/// compiled without optimisation, where converting is slow.
fn known(names: &'static LocalKey<Known>, wire: &str, convert: fn(&str) -> String) -> String {
    names.with_borrow_mut(|names| {
        if let Some(name) = names.get(wire) {
            return name.clone();
        }
        let name = convert(wire);
        names.insert(wire.to_owned(), name.clone());
        name
    })
}

/// The trait that holds the methods of all operations.
pub const OPERATIONS: &str = "Operations";

/// The builder of an operation.
pub fn builder(action: &str) -> String {
    format!("{}Builder", camel(action))
}

/// The answer of an operation.
pub fn response(action: &str) -> String {
    format!("{}Response", camel(action))
}

/// The enum of a choice.
pub fn choice(action: &str, choice: &str) -> String {
    nested(action, choice)
}

/// The method of a builder that waits for a state.
pub fn wait_until(wait: &str) -> String {
    format!("wait_until_{}", snake(wait))
}

/// The methods that builders have beside those of parameters, choices and waits.
pub const BUILDER_METHODS: [&str; 5] = ["send", "build", "pages", "items", "send_parts"];

/// The empty type that tells one kind of ID from another.
pub fn kind(id: &str) -> String {
    format!("{}Kind", camel(id))
}

/// The struct of members written in place: named after its owner and its field.
pub fn nested(owner: &str, field: &str) -> String {
    format!("{}{}", camel(owner), camel(field))
}

/// Whether a name may stand for an action, a type or a parameter: a letter, then letters, digits
/// and underscores. Dots are excluded because flattening uses them.
pub(crate) fn is_wire_name(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|first| first.is_ascii_alphabetic())
        && characters.all(|c| c.is_ascii_alphanumeric() || c == '_')
}
