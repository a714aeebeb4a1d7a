//! The schemas of shared types.

use std::sync::Arc;

use ota_spec::Value;
use ota_spec::markdown::{line, prose};
use ota_spec::model::{Enum, EnumValue, NamedKind, NamedType, Type};
use ota_spec::names;
use ota_spec::words::code;

use super::schema::{At, typed};
use super::sides::Side;
use super::unsaid::{CHINESE, Scope, Topic, extension};
use super::writer::Writer;
use crate::object::{Object, list, number, text};

impl Writer<'_> {
    /// The name of the schema of a shared type. It is written where it is needed first.
    pub(super) fn named(&mut self, named: &NamedType, side: Side) -> String {
        let name = self.sides.name(&named.name, side);
        if self.schemas.contains_key(&name) {
            return name;
        }
        // Inside of itself, a struct is known already.
        self.schemas.insert(name.clone(), Value::Null);
        let scope = Scope::Type(named.name.clone());
        let (mut schema, unsaid) = self.within(scope, |writer| writer.shared(named, &name, side));
        schema.put_filled("x-not-expressed", extension(&unsaid));
        self.schemas.insert(name.clone(), schema.finish());
        self.types.insert(name.clone(), unsaid);
        name
    }

    fn shared(&mut self, named: &NamedType, name: &str, side: Side) -> Object {
        let NamedType { name: _, ident: _, doc, zh, kind } = named;
        let at = At::new(side, name, "");
        let (mut schema, doc) = match kind {
            NamedKind::Id(limits) => {
                if side == Side::Response {
                    self.note_lenient(&Type::String(limits.clone()), &at);
                }
                (self.text(limits, &at), prose(doc))
            }
            NamedKind::Enum(listed) => {
                let items: String = listed.values.iter().map(|value| item(value)).collect();
                (self.values(listed, side), format!("{}\n\n{}", prose(doc), items.trim_end()))
            }
            NamedKind::Struct(members) => {
                self.rules(members.rules(), side, &at.place);
                (self.members(members, &at), prose(doc))
            }
        };
        schema.put("description", text(doc));
        schema.put_some(CHINESE, zh.as_ref().map(text));
        schema
    }

    fn values(&mut self, listed: &Enum, side: Side) -> Object {
        let Enum { numeric, values, .. } = listed;
        let mut schema =
            if *numeric { typed("integer", Some("int64")) } else { typed("string", None) };
        let written = |value: &Arc<EnumValue>| {
            if *numeric { number(&value.value) } else { text(&value.value) }
        };
        let listed: Value = list(values.iter().map(written));
        match side {
            Side::Request => schema.put("enum", listed),
            Side::Response => {
                schema.put("x-extensible-enum", listed);
                self.note(Topic::Open, "", "a response may have values that are not listed");
            }
        }
        for found in values {
            self.value(found);
        }
        let mut chinese = Object::new();
        for found in values {
            chinese.put_some(&found.value, found.zh.as_ref().map(text));
        }
        schema.put_filled("x-zh-values", chinese.finish());
        schema
    }

    fn value(&mut self, found: &EnumValue) {
        let EnumValue { value, name, ident: _, deprecated, doc: _, zh: _, aliases } = found;
        for alias in aliases {
            self.note(Topic::Alias, value, format!("`{alias}` means the same"));
        }
        if renamed(found) {
            self.note(Topic::ValueName, value, format!("programs call it `{name}`"));
        }
        if let Some(instead) = deprecated {
            self.note(Topic::DeprecatedValue, value, format!("deprecated: {instead}"));
        }
    }
}

/// A value and what it means, as an item of a list.
fn item(found: &EnumValue) -> String {
    let EnumValue { value, name, ident: _, deprecated, doc, zh: _, aliases: _ } = found;
    let name = if renamed(found) { format!(" ({name})") } else { String::new() };
    let mut meaning = line(doc);
    if let Some(instead) = deprecated {
        meaning.push_str(&format!(" Deprecated: {}", line(instead)));
    }
    format!("- {}{name}: {meaning}\n", line(&code(value)))
}

/// Whether programs call a value by a name that is not made from it.
fn renamed(found: &EnumValue) -> bool {
    found.name != found.value && found.name != names::camel(&found.value)
}
