//! From the texts of a form to a request.

use std::collections::BTreeMap;

use ota_dynamic::input;
use ota_spec::Value;
use ota_spec::limits::Malformed;
use ota_spec::model::{Field, Operation, Type};

use super::options::{self, Chosen};
use super::{Form, names, rows, texts};

/// A request, and where each part of it was typed.
#[derive(Debug)]
pub(crate) struct Filled {
    /// The request, an object by wire name.
    pub(crate) request: Value,
    /// What could not be read, by its flat name on the wire, with what it must be.
    pub(crate) unreadable: BTreeMap<String, Malformed>,
    /// The field of each flat name on the wire. Rows that are empty are left out of a list, so numbers may differ.
    pub(crate) places: BTreeMap<String, String>,
}

/// Reads a form whose parameters are in their options. `region` is what the client sends in parameters for it.
pub(crate) fn request(operation: &Operation, form: &Form, region: Option<&str>) -> Filled {
    let mut reader = Reader { form, unreadable: BTreeMap::new(), places: BTreeMap::new() };
    let mut members = Vec::new();
    for field in &operation.parameters {
        let value = match place(operation, field, form) {
            Place::Field(name) => reader.value(&field.ty, &name, &field.name, &mut Vec::new()),
            Place::Constant(text) => input::value(&field.ty, &text).ok(),
            Place::Nowhere(name) => {
                reader.places.insert(field.name.clone(), name);
                None
            }
        };
        let value = value.or_else(|| input::filled(field, region));
        members.extend(value.map(|value| (field.name.clone(), value)));
    }
    Filled { request: Value::Object(members), unreadable: reader.unreadable, places: reader.places }
}

/// Where a parameter is typed.
enum Place {
    /// In this field.
    Field(String),
    /// Nowhere: its option says it.
    Constant(String),
    /// Nowhere: its option does not have it. The choice is under this name.
    Nowhere(String),
}

fn place(operation: &Operation, field: &Field, form: &Form) -> Place {
    let name = &field.name;
    let of =
        operation.choices.iter().find(|choice| options::parameters(choice).any(|own| own == name));
    let Some(choice) = of else { return Place::Field(name.clone()) };
    match options::chosen(choice, form) {
        Chosen::Free => Place::Field(name.clone()),
        Chosen::Nothing => Place::Nowhere(names::choice(choice)),
        Chosen::Option(option) => {
            if let Some((_, text)) = options::constants(choice, option).find(|(own, _)| own == name)
            {
                return Place::Constant(text);
            }
            let mut own = option.required.iter().chain(&option.optional);
            if own.any(|own| own.name == *name) {
                Place::Field(names::inside(choice, option, name))
            } else {
                Place::Nowhere(names::choice(choice))
            }
        }
    }
}

struct Reader<'f> {
    form: &'f Form,
    unreadable: BTreeMap<String, Malformed>,
    places: BTreeMap<String, String>,
}

impl Reader<'_> {
    /// The value of a field; `None` if it is empty.
    fn value(
        &mut self,
        ty: &Type,
        name: &str,
        path: &str,
        around: &mut Vec<String>,
    ) -> Option<Value> {
        self.places.insert(path.to_owned(), name.to_owned());
        let is_text = texts::is_text(ty, around);
        match ty {
            Type::List(list) if !is_text => {
                let mut items = Vec::new();
                for number in rows::numbers(self.form, name) {
                    let item = format!("{path}.{}", items.len() + 1);
                    items.extend(self.value(
                        &list.items,
                        &format!("{name}.{number}"),
                        &item,
                        around,
                    ));
                }
                (!items.is_empty()).then_some(Value::Array(items))
            }
            ty if !is_text && ty.members().is_some() => {
                around.push(texts::label(ty));
                let mut members = Vec::new();
                for member in ty.members().unwrap_or_default() {
                    let (name, path) =
                        (format!("{name}.{}", member.name), format!("{path}.{}", member.name));
                    let value = self.value(&member.ty, &name, &path, around);
                    members.extend(value.map(|value| (member.name.clone(), value)));
                }
                around.pop();
                (!members.is_empty()).then_some(Value::Object(members))
            }
            ty => {
                let text = self.form.get(name);
                if text.is_empty() {
                    return None;
                }
                Some(input::value(ty, text).unwrap_or_else(|malformed| {
                    self.unreadable.insert(path.to_owned(), malformed);
                    // Keeps the place, so that the rest is judged as it was meant.
                    Value::from(text)
                }))
            }
        }
    }
}
