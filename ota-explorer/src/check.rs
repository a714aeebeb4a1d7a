//! From a posted form to its mistakes, each at the field it belongs to.

use ota_dynamic::input;
use ota_spec::Value;
use ota_spec::limits::{Demand, Kind, Problem, Violation};
use ota_spec::model::{Choice, Operation};

use crate::form::parts::Mistakes;
use crate::form::read::{self, Filled};
use crate::form::{Form, names, options};
use crate::language::Language;
use crate::sentences;

/// A form that was read and judged.
pub(crate) struct Checked {
    /// The request.
    pub(crate) request: Value,
    /// What does not fit, in the order of the request.
    pub(crate) found: Vec<Mistake>,
}

/// A mistake at its field.
pub(crate) struct Mistake {
    /// The field, or the group of fields; empty if it is the request as a whole.
    pub(crate) place: String,
    /// The mistake, of which each language has its sentence; in English those of the client and the command line.
    pub(crate) violation: Violation,
    /// Whether something is missing: a form that is being filled in is no mistake yet.
    pub(crate) is_missing: bool,
}

impl Checked {
    /// The mistakes by their fields.
    pub(crate) fn by_field(&self, language: Language) -> Mistakes {
        let say = sentences::of(language).violation;
        let mut mistakes = Mistakes::new();
        for found in &self.found {
            mistakes.entry(found.place.clone()).or_default().push(say(&found.violation));
        }
        mistakes
    }

    /// The mistakes as JSON, for the script of the page, and the query with what is filled in.
    pub(crate) fn json(&self, language: Language, link: String) -> Value {
        let say = sentences::of(language).violation;
        let one = |found: &Mistake| {
            let id = if found.place.is_empty() { String::new() } else { names::id(&found.place) };
            Value::Object(vec![
                ("id".to_owned(), Value::String(id)),
                ("message".to_owned(), Value::String(say(&found.violation))),
                ("missing".to_owned(), Value::Bool(found.is_missing)),
            ])
        };
        let found = self.found.iter().map(one).collect();
        Value::Object(vec![
            ("mistakes".to_owned(), Value::Array(found)),
            ("link".to_owned(), Value::String(link)),
        ])
    }
}

/// Reads and judges a form whose parameters are in their options.
pub(crate) fn check(operation: &Operation, form: &Form, region: Option<&str>) -> Checked {
    let Filled { request, unreadable, places } = read::request(operation, form, region);
    let found = input::judge(operation, &request, unreadable);
    let found = found.iter().map(|found| mistake(operation, found, &places)).collect();
    Checked { request, found }
}

fn mistake(
    operation: &Operation,
    found: &Violation,
    places: &std::collections::BTreeMap<String, String>,
) -> Mistake {
    // What has no field of its own, such as an unknown member of a text of JSON, is shown at the nearest around it.
    let mut path = found.parameter();
    let place = loop {
        if let Some(place) = places.get(path) {
            break place.clone();
        }
        match path.rsplit_once('.') {
            Some((around, _)) => path = around,
            None => break choice(operation, found).map(names::choice).unwrap_or_default(),
        }
    };
    Mistake { place, violation: found.clone(), is_missing: matches!(found.kind(), Kind::Required) }
}

/// The choice that has all parameters of which one must be set.
fn choice<'o>(operation: &'o Operation, found: &Violation) -> Option<&'o Choice> {
    let Problem::Rule { demand: Demand::SetOneOf { alternatives, .. }, .. } = found.problem()
    else {
        return None;
    };
    let has = |choice: &Choice, name: &str| options::parameters(choice).any(|own| own == name);
    let has_all = |choice: &&Choice| alternatives.iter().flatten().all(|name| has(choice, name));
    operation.choices.iter().find(has_all)
}
