//! What the model holds, as commands ask for it.

use ota_spec::model::{Repeat, Rule, Type};
use ota_spec::words;

/// The repeat class as a spec writes it.
pub(crate) fn repeat(class: Repeat) -> &'static str {
    match class {
        Repeat::Read => "read",
        Repeat::Safe => "safe",
        Repeat::Reconcile => "reconcile",
    }
}

/// What a rule demands, whatever the spec says about it.
pub(crate) fn meaning(rule: &Rule) -> String {
    words::rule(&Rule { doc: String::new(), ..rule.clone() })
}

/// What lists and maps hold in the end.
pub(crate) fn innermost(ty: &Type) -> &Type {
    match ty {
        Type::List(list) => innermost(&list.items),
        Type::Map(values) => innermost(values),
        plain => plain,
    }
}
