//! The parameters of a call as programs with the official clients write them: one walk through the values, in the
//! notation of a language.

use ota_spec::Value;
use ota_spec::model::{Field, Place, Type};

use crate::call::{Call, Content, Sent};
use crate::secret_variable;

/// How a language writes values.
pub(crate) struct Notation {
    pub(crate) quoted: fn(&str) -> String,
    pub(crate) boolean: fn(bool) -> &'static str,
    /// The value of this variable of the environment.
    pub(crate) variable: fn(&str) -> String,
    /// A string that no other call has.
    pub(crate) token: &'static str,
    /// The name of a parameter or member in the client.
    pub(crate) name: fn(&str) -> String,
    /// What stands between a name and its value.
    pub(crate) is: &'static str,
    /// What stands before the items of a list.
    pub(crate) indent: &'static str,
    /// An object of a class with these members.
    pub(crate) object: fn(&str, &str) -> String,
}

impl Notation {
    /// The arguments of a request, a line each, with the classes of these models.
    pub(crate) fn arguments(&self, call: &Call<'_>, models: &str) -> String {
        let operation = call.operation;
        let mut arguments = String::new();
        for field in &operation.parameters {
            let Some(value) = call.request.get(&field.name) else { continue };
            let class = format!("{models}.{}Request{}", operation.action, field.name);
            let Some(text) = self.value(field, &field.name, value, &class) else { continue };
            arguments.push_str(&self.line("    ", &(self.name)(&field.name), &text));
        }
        arguments
    }

    /// The parameters by the place that carries them, as the general methods of the clients take them.
    pub(crate) fn places(&self, sent: &[Sent]) -> String {
        let mut places = String::new();
        for (name, place) in [("query", Place::Query), ("body", Place::Body)] {
            let own = sent.iter().filter(|one| one.place == place);
            let pairs: String = own
                .map(|one| {
                    let name = (self.quoted)(&one.name);
                    format!("{}{name}: {},\n", self.indent, self.content(&one.content))
                })
                .collect();
            if !pairs.is_empty() {
                places.push_str(&self.line("    ", name, &format!("{{\n{pairs}    }}")));
            }
        }
        places
    }

    fn line(&self, indent: &str, name: &str, text: &str) -> String {
        format!("{indent}{name}{}{text},\n", self.is)
    }

    fn content(&self, content: &Content) -> String {
        match content {
            Content::Text(text) => (self.quoted)(text),
            Content::Secret(variable) => (self.variable)(variable),
            Content::Token => self.token.to_owned(),
        }
    }

    /// The value of a parameter or member; `None` for what is not sent.
    fn value(&self, field: &Field, path: &str, value: &Value, class: &str) -> Option<String> {
        if field.secret {
            return Some((self.variable)(&secret_variable(path)));
        }
        match (&field.ty, value) {
            (Type::List(list), Value::Array(items)) => {
                let mut shown = String::new();
                for (number, item) in (1..).zip(items) {
                    let text = self.one(&list.items, &format!("{path}.{number}"), item, class)?;
                    shown.push_str(&format!("{}{text},\n", self.indent));
                }
                (!items.is_empty()).then(|| format!("[\n{shown}    ]"))
            }
            (ty, value) => self.one(ty, path, value, class),
        }
    }

    fn one(&self, ty: &Type, path: &str, value: &Value, class: &str) -> Option<String> {
        match value {
            Value::Null | Value::Array(_) => None,
            Value::Bool(value) => Some((self.boolean)(*value).to_owned()),
            Value::Number(text) => Some(text.clone()),
            Value::String(text) => Some((self.quoted)(text)),
            Value::Object(members) => {
                let fields = ty.members()?;
                let shown = members.iter().filter_map(|(name, value)| {
                    let field = fields.iter().find(|field| field.name == *name)?;
                    let text = self.value(field, &format!("{path}.{name}"), value, class)?;
                    Some(format!("{}{}{text}", (self.name)(name), self.is))
                });
                Some((self.object)(class, &shown.collect::<Vec<String>>().join(", ")))
            }
        }
    }
}
