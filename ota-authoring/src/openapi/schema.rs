//! The schemas of values.

use std::sync::Arc;

use ota_spec::Value;
use ota_spec::markdown::{line, prose};
use ota_spec::model::{Field, Format, List, NamedKind, Range, StringLimits, Type};
use ota_spec::{names, words};

use super::pattern::portable;
use super::sample::{sent, shown};
use super::sides::Side;
use super::unsaid::{CHINESE, Topic};
use super::writer::{Writer, reference};
use crate::object::{Object, list, number, object, text, texts};

/// Where a value stands.
#[derive(Debug, Clone)]
pub(super) struct At {
    pub(super) side: Side,
    /// The name of its schema, if it needs one.
    pub(super) name: String,
    /// The way to it, for people.
    pub(super) place: String,
}

impl At {
    pub(super) fn new(side: Side, name: impl Into<String>, place: impl Into<String>) -> Self {
        Self { side, name: name.into(), place: place.into() }
    }

    /// The place of a member below this one.
    pub(super) fn member(&self, name: &str) -> Self {
        let place = match self.place.as_str() {
            "" => name.to_owned(),
            place => format!("{place}.{name}"),
        };
        Self::new(self.side, format!("{}{}", self.name, names::camel(name)), place)
    }
}

/// A schema that other keys may join.
#[derive(Debug)]
pub(super) enum Schema {
    /// The name of a schema of the document.
    Reference(String),
    /// The schema itself.
    Inline(Object),
}

impl Schema {
    /// The schema with more keys. Readers ignore what stands beside a reference.
    pub(super) fn with(self, more: Object) -> Value {
        match self {
            Self::Reference(name) if more.is_empty() => reference("schemas", &name),
            Self::Reference(name) => {
                let mut wrapped = Object::new();
                wrapped.put("allOf", list([reference("schemas", &name)]));
                wrapped.append(more);
                wrapped.finish()
            }
            Self::Inline(mut schema) => {
                schema.append(more);
                schema.finish()
            }
        }
    }

    pub(super) fn finish(self) -> Value {
        self.with(Object::new())
    }
}

/// A schema of a type of JSON.
pub(super) fn typed(ty: &str, format: Option<&str>) -> Object {
    let mut schema = Object::new();
    schema.put("type", text(ty));
    schema.put_some("format", format.map(text));
    schema
}

impl Writer<'_> {
    /// The schema of a type.
    pub(super) fn schema(&mut self, ty: &Type, at: &At) -> Schema {
        if at.side == Side::Response
            && matches!(ty, Type::String(_) | Type::Integer(_) | Type::Long(_) | Type::Double(_))
        {
            self.note_lenient(ty, at);
        }
        Schema::Inline(match ty {
            Type::String(limits) => self.text(limits, at),
            Type::Integer(range) => whole("int32", range, at.side),
            Type::Long(range) => whole("int64", range, at.side),
            Type::Double(range) => {
                let mut schema = typed("number", Some("double"));
                bounds(range, at.side, &mut schema);
                schema
            }
            Type::Boolean => typed("boolean", None),
            Type::Any => Object::new(),
            Type::Named(named) => return Schema::Reference(self.named(named, at.side)),
            Type::List(list) => return self.list(list, None, at),
            Type::Map(values) => {
                if at.side == Side::Request {
                    let says = "a key has one character or more and no dot";
                    self.note(Topic::MapKey, &at.place, says);
                }
                let mut schema = typed("object", None);
                let values = self.schema(values, &at.member("Value")).finish();
                schema.put("additionalProperties", values);
                schema
            }
            Type::Struct(inner) => {
                let name = self.claim(&at.name);
                let at = At { name: name.clone(), ..at.clone() };
                let schema = self.members(&inner.fields, &at).finish();
                self.rules(&inner.rules, at.side, &at.place);
                self.schemas.insert(name.clone(), schema);
                return Schema::Reference(name);
            }
        })
    }

    /// Limits that a spec states of a response, which no reader should insist on.
    pub(super) fn note_lenient(&mut self, ty: &Type, at: &At) {
        let limits = words::limits(ty);
        if !limits.is_empty() {
            let says = format!("{}; a response is read all the same", limits.join("; "));
            self.note(Topic::ResponseLimit, &at.place, says);
        }
    }

    pub(super) fn text(&mut self, limits: &StringLimits, at: &At) -> Object {
        let StringLimits { min_length, max_length, max_bytes, pattern, format, allowed } = limits;
        let mut schema = typed("string", None);
        if at.side == Side::Response {
            schema.put_filled("x-extensible-enum", texts(allowed));
            return schema;
        }
        schema.put_some("minLength", min_length.map(number));
        schema.put_some("maxLength", max_length.map(number));
        match format {
            None => {}
            // The one of OpenAPI has to have seconds.
            Some(format @ Format::DateTime) => {
                self.note(Topic::Pattern, &at.place, format!("is {format}"));
            }
            Some(Format::FileUrl) => schema.put("format", text("uri")),
        }
        if let Some(most) = max_bytes {
            self.note(Topic::Bytes, &at.place, format!("at most {most} bytes in UTF-8"));
        }
        if let Some(pattern) = pattern {
            match portable(pattern) {
                Some(pattern) => schema.put("pattern", text(pattern)),
                None => self.note(Topic::Pattern, &at.place, format!("matches `{pattern}`")),
            }
        }
        schema.put_filled("enum", texts(allowed));
        schema
    }

    fn list(&mut self, found: &List, element: Option<&String>, at: &At) -> Schema {
        // How the list is flattened is noted with the parameter that it belongs to.
        let List {
            repeat: _,
            items,
            wrapper,
            xml_item,
            min_items,
            max_items,
            unique,
            max_total_length,
        } = found;
        let inner = match wrapper {
            Some(wrapper) => at.member(wrapper),
            None => at.clone(),
        };
        let mut array = typed("array", None);
        let items = match (items, xml_item) {
            (Type::List(items), element) => self.list(items, element.as_ref(), &inner).finish(),
            (items, None) => self.schema(items, &inner).finish(),
            (items, Some(element)) => {
                let mut more = Object::new();
                more.put("xml", object([("name", text(element))]));
                self.schema(items, &inner).with(more)
            }
        };
        array.put("items", items);
        let mut xml = Object::new();
        xml.put_some("name", element.map(text));
        xml.put_flag("wrapped", xml_item.is_some());
        array.put_filled("xml", xml.finish());
        array.put_some("minItems", min_items.map(number));
        array.put_some("maxItems", max_items.map(number));
        array.put_flag("uniqueItems", *unique);
        if let Some(most) = max_total_length {
            let says = format!("all strings in all items together have at most {most} characters");
            self.note(Topic::TotalLength, &at.place, says);
        }
        let Some(wrapper) = wrapper else {
            return Schema::Inline(array);
        };
        let mut schema = typed("object", None);
        schema.put("description", text("The element around the items."));
        schema.put("properties", object([(wrapper, array.finish())]));
        let name = self.claim(&at.name);
        self.schemas.insert(name.clone(), schema.finish());
        Schema::Reference(name)
    }

    /// The schema of an object with these members.
    pub(super) fn members(&mut self, members: &[Arc<Field>], at: &At) -> Object {
        let mut properties = Object::new();
        let mut required = Vec::new();
        for field in members {
            let schema = self.member(field, &at.member(&field.name));
            properties.put(&field.name, schema);
            if field.required && at.side == Side::Request {
                required.push(text(&field.name));
            }
        }
        let mut schema = typed("object", None);
        schema.put_filled("properties", properties.finish());
        schema.put_filled("required", list(required));
        // What a request has beyond its members is refused, what a response has is not looked at.
        schema.put_some(
            "additionalProperties",
            (at.side == Side::Request).then_some(Value::Bool(false)),
        );
        schema
    }

    /// The schema of a member, with everything that is known about it.
    pub(super) fn member(&mut self, field: &Field, at: &At) -> Value {
        // Whoever asks for the schema knows the name, and where and how often the value is sent.
        let Field {
            name: _,
            ident: _,
            origin: _,
            place: _,
            style: _,
            fill: _,
            boxed: _,
            ty,
            required,
            default,
            example,
            doc,
            zh,
            secret,
            deprecated,
        } = field;
        let schema = self.schema(ty, at);
        let mut more = Object::new();
        more.put("description", text(described(doc, deprecated.as_deref())));
        more.put_some(CHINESE, zh.as_ref().map(text));
        if at.side == Side::Request {
            let default = default.as_ref().filter(|_| !secret);
            more.put_some("default", default.map(|value| sent(ty, value)));
            more.put_some("minProperties", least_members(ty, *required).map(number));
        }
        let example = example.as_ref().filter(|_| !secret);
        let written = match at.side {
            Side::Request => sent,
            Side::Response => shown,
        };
        more.put_some("example", example.map(|value| written(ty, value)));
        more.put_flag("deprecated", deprecated.is_some());
        self.secret(*secret, ty, at, &mut more);
        schema.with(more)
    }

    /// Marks what must not be shown.
    pub(super) fn secret(&mut self, secret: bool, ty: &Type, at: &At, more: &mut Object) {
        if !secret {
            return;
        }
        if matches!(ty, Type::String(_)) {
            more.put("format", text("password"));
        }
        more.put("x-secret", Value::Bool(true));
        self.note(Topic::Secret, &at.place, "never shown in help, logs and what is printed");
    }
}

/// A map that is required is not empty: nothing of an empty one goes over the wire.
pub(super) fn least_members(ty: &Type, required: bool) -> Option<u32> {
    (required && matches!(ty, Type::Map(_))).then_some(1)
}

/// The description of a thing, with what to use instead. However the prose of a spec ends, the
/// second part stays a paragraph of its own.
pub(super) fn described(doc: &str, deprecated: Option<&str>) -> String {
    let instead = deprecated.map(|instead| format!("Deprecated: {}", line(instead)));
    let parts = [Some(prose(doc)), instead];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    parts.join("\n\n")
}

fn whole(format: &str, range: &Range<i64>, side: Side) -> Object {
    let mut schema = typed("integer", Some(format));
    bounds(range, side, &mut schema);
    schema
}

fn bounds<N: std::fmt::Display>(range: &Range<N>, side: Side, schema: &mut Object) {
    let Range { minimum, maximum, exclusive: [above, below], allowed } = range;
    let allowed = list(allowed.iter().map(number));
    match side {
        Side::Request => {
            schema.put_some("minimum", minimum.as_ref().map(number));
            schema.put_some("maximum", maximum.as_ref().map(number));
            schema.put_flag("exclusiveMinimum", *above);
            schema.put_flag("exclusiveMaximum", *below);
            schema.put_filled("enum", allowed);
        }
        Side::Response => schema.put_filled("x-extensible-enum", allowed),
    }
}

/// The names under which a parameter goes over the wire: `N` counts from 1.
pub(super) fn wire_names(name: &str, ty: &Type) -> Vec<String> {
    names_inside(name, ty, &mut Vec::new())
}

/// `around` are the shared structs that this is inside of: names do not go deeper into the same.
fn names_inside<'a>(name: &str, ty: &'a Type, around: &mut Vec<&'a str>) -> Vec<String> {
    let members = |members: &'a [Arc<Field>], around: &mut Vec<&'a str>| -> Vec<String> {
        let each = |field: &'a Arc<Field>| {
            names_inside(&format!("{name}.{}", field.name), &field.ty, around)
        };
        members.iter().flat_map(each).collect()
    };
    match ty {
        Type::String(_) | Type::Integer(_) | Type::Long(_) | Type::Double(_) | Type::Boolean => {
            vec![name.to_owned()]
        }
        Type::Any => {
            vec![name.to_owned(), format!("{name}.<part>")]
        }
        Type::Named(named) => match &named.kind {
            NamedKind::Id(_) | NamedKind::Enum(_) => vec![name.to_owned()],
            NamedKind::Struct(_) if around.contains(&named.name.as_str()) => {
                vec![format!("{name}.<member>")]
            }
            NamedKind::Struct(fields) => {
                around.push(&named.name);
                let names = members(fields, around);
                around.pop();
                names
            }
        },
        Type::List(list) => names_inside(&format!("{name}.N"), &list.items, around),
        Type::Map(values) => names_inside(&format!("{name}.<key>"), values, around),
        Type::Struct(inner) => members(&inner.fields, around),
    }
}
