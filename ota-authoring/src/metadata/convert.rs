//! From the schemas of the metadata to the types of the specs.

use std::collections::{BTreeMap, BTreeSet};

use ota_spec::{Value, names};

use super::log::{Log, within};
use super::schema::Schema;
use super::shape::{Field, Shape, Ty};
use super::side::Side;
use super::types::{Kind, Types};
use super::{enums, limits, text, values};
use crate::import;

/// Deepest nesting of arrays and objects in a file that is written.
const DEEPEST: usize = 50;

/// Turns schemas into shapes. What is found goes into the log of one operation.
pub(super) struct Converter<'a> {
    pub(super) components: &'a BTreeMap<String, Schema>,
    pub(super) types: &'a mut Types,
    pub(super) log: &'a mut Log,
    /// The identifier that types of this operation may start with.
    pub(super) owner: String,
}

impl Converter<'_> {
    /// A parameter, field or member.
    pub(super) fn field(
        &mut self,
        name: &str,
        schema: &Schema,
        side: Side,
        (place, depth): (&str, usize),
    ) -> Field {
        let mut schema = schema;
        let mut wrapper = None;
        if side == Side::Response
            && let Some((inner, list)) = wrapped(schema)
        {
            wrapper = Some((inner, schema));
            schema = list;
        }
        let base = schema.reference.as_ref().and_then(|name| self.components.get(name));
        let mut shape = self.shape(name, schema, side, (place, depth + 1));
        let mut doc = doc(schema).or_else(|| base.and_then(doc));
        if let Some((inner, outer)) = wrapper {
            shape.keys.insert(0, ("wrapper", Value::from(inner)));
            doc = self::doc(outer).or(doc);
        }
        let (mut doc, said) = match doc {
            Some(doc) => (doc, true),
            None => {
                self.log.judged("text made", place, "there is no text; one is made from the name");
                (text::of_name(name), false)
            }
        };
        if !schema.titles.is_empty() && !matches!(shape.ty, Ty::Named(_)) {
            doc.push('\n');
            for (value, title) in &schema.titles {
                doc.push_str(&format!("\n- `{value}`: {}", text::line(title)));
            }
        }
        let mut field = Field::new(name, shape, doc);
        field.deprecated = schema.deprecated;
        field.secret = is_secret(&field, said);
        let example = schema.example.as_ref().or_else(|| base?.example.as_ref());
        field.example = self.value("example", &field.shape, example, place);
        field.default = self.value("default", &field.shape, schema.default.as_ref(), place);
        field.required = schema.required;
        if field.required && holds_open(&field.shape, self.types) {
            field.required = false;
            let text =
                "it is of the type that it stands in; if it were required, there would be no end";
            self.log.unsaid("required member that never ends", place, text);
        }
        if side == Side::Response {
            field.required = false;
            if field.default.take().is_some() {
                self.log.unsaid("default in a response", place, "responses have no defaults");
            }
        } else if field.required
            && let Some(default) = field.default.take()
        {
            let text = format!("it is required; its default `{default}` is left out");
            self.log.unsaid("default of what is required", place, text);
        }
        field
    }

    /// A default or an example, if it is one of the shape.
    fn value(
        &mut self,
        what: &'static str,
        shape: &Shape,
        value: Option<&Value>,
        place: &str,
    ) -> Option<Value> {
        let value = value?;
        if value.scalar().is_some_and(|text| text.trim().is_empty()) || *value == Value::Null {
            return None;
        }
        match values::read(shape, value, self.types) {
            Ok(value) => {
                self.log.took(if what == "default" { "defaults" } else { "examples" });
                Some(value)
            }
            Err(error) => {
                self.log.unsaid(what, place, format!("the {what} does not fit: {error}"));
                None
            }
        }
    }

    /// Fields of one place, with names that differ in Rust, too.
    pub(super) fn fields(
        &mut self,
        members: &[(String, Schema)],
        side: Side,
        (place, depth): (&str, usize),
    ) -> Vec<Field> {
        let mut fields: Vec<Field> = Vec::new();
        let mut seen = BTreeSet::new();
        for (name, schema) in members {
            let at = within(place, name);
            if name.is_empty() || name.contains(|c: char| c.is_whitespace() || c.is_control()) {
                self.log.unsaid("name", at, "the name has blanks or nothing in it; it is left out");
            } else if seen.insert(name.clone()) {
                fields.push(self.field(name, schema, side, (&at, depth)));
                self.log.took(if side == Side::Response { "fields" } else { "members" });
            }
        }
        identify(&mut fields, place, self.log);
        fields
    }

    /// The type of a schema. `name` is what a shared type would be called.
    pub(super) fn shape(
        &mut self,
        name: &str,
        schema: &Schema,
        side: Side,
        (place, depth): (&str, usize),
    ) -> Shape {
        if depth > DEEPEST {
            let text = "it nests too deep; what is inside is read as any value";
            self.log.unsaid("nesting", place, text);
            return Shape::new(Ty::Any);
        }
        if let Some(component) = &schema.reference {
            return self.component(component, side, (place, depth + 1));
        }
        let inside = |schema: &Option<Box<Schema>>| schema.as_deref().cloned();
        let ty = schema.ty.as_deref().unwrap_or(match schema {
            Schema { properties: Some(_), .. } | Schema { additional: Some(_), .. } => "object",
            Schema { items: Some(_), .. } => "array",
            _ => "any",
        });
        let shape = match ty.to_lowercase().as_str() {
            "string" => Shape::new(Ty::String),
            "integer" | "long" | "int" => Shape::new(self.whole(schema, place)),
            "number" | "float" | "double" => Shape::new(Ty::Double),
            "boolean" => Shape::new(Ty::Boolean),
            "array" => {
                let items = inside(&schema.items).unwrap_or_default();
                let place = within(place, "items");
                let items = Box::new(self.shape(name, &items, side, (&place, depth + 1)));
                Shape::new(if side == Side::Flat { Ty::RepeatList(items) } else { Ty::List(items) })
            }
            "object" | "map" => match (&schema.properties, inside(&schema.additional)) {
                (Some(members), additional) if !members.is_empty() => {
                    if additional.is_some() {
                        let text = "it may have other members, too; only the named ones are said";
                        self.log.unsaid("free members", place, text);
                    }
                    Shape::new(Ty::Struct(self.fields(members, side, (place, depth + 1))))
                }
                (_, Some(values)) => {
                    let place = within(place, "values");
                    let values = self.shape(name, &values, side, (&place, depth + 1));
                    Shape::new(Ty::Map(Box::new(values)))
                }
                _ => Shape::new(Ty::Any),
            },
            "any" => Shape::new(Ty::Any),
            other => {
                let text = format!("the type `{other}` is not known; it is read as any value");
                self.log.unsaid("type", place, text);
                Shape::new(Ty::Any)
            }
        };
        self.limited(name, shape, schema, side, place)
    }

    fn whole(&mut self, schema: &Schema, place: &str) -> Ty {
        match schema.format.as_deref() {
            Some("int32") => Ty::Integer,
            Some("int64") => Ty::Long,
            _ => {
                let text = "the metadata does not say how many bits it has; 64 are assumed";
                self.log.judged("bits of a number", place, text);
                Ty::Long
            }
        }
    }

    /// The shape with its limits, or the enum in its place.
    fn limited(
        &mut self,
        name: &str,
        mut shape: Shape,
        schema: &Schema,
        side: Side,
        place: &str,
    ) -> Shape {
        limits::put(&mut shape, schema, side, place, self.log);
        let Some(listed) = enums::read(&shape, schema, side, place, self.log) else { return shape };
        match listed {
            enums::Listed::Inline(allowed) => {
                for key in ["minLength", "maxLength", "pattern"] {
                    shape.drop_key(key);
                }
                shape.keys.push(("enum", Value::Array(allowed)));
                shape
            }
            enums::Listed::Named(values) => {
                let wanted = [name.to_owned(), format!("{}{}", self.owner, names::camel(name))];
                let doc = doc(schema).unwrap_or_else(|| text::of_name(name));
                Shape::new(Ty::Named(self.types.share(&wanted, &doc, Kind::Enum(values))))
            }
        }
    }

    /// The shape of a shared part of the document.
    fn component(&mut self, name: &str, side: Side, (place, depth): (&str, usize)) -> Shape {
        let key = (name.to_owned(), side);
        match self.types.components.get(&key) {
            Some(Some(shape)) => return shape.clone(),
            Some(None) if self.components.get(name).is_some_and(is_struct) => {
                let name = self.types.name_recursive(&key, &wanted(name, side));
                return Shape::new(Ty::Named(name));
            }
            Some(None) => {
                let text = format!("`{name}` holds itself; what is inside is read as any value");
                self.log.unsaid("recursive type", place, text);
                return Shape::new(Ty::Any);
            }
            None => {}
        }
        let Some(schema) = self.components.get(name) else {
            let text = format!("there is no component `{name}`; it is read as any value");
            self.log.unsaid("unknown component", place, text);
            return Shape::new(Ty::Any);
        };
        self.types.components.insert(key.clone(), None);
        let mut shape = self.shape(name, schema, side, (&format!("components.{name}"), depth));
        if let Ty::Struct(fields) = shape.ty {
            let doc = doc(schema).unwrap_or_else(|| text::of_name(name));
            let shared = match self.types.recursive(&key) {
                None => self.types.share_struct(&wanted(name, side), &doc, fields),
                Some(called) => {
                    self.log.took("types that hold themselves");
                    if !self.types.define(&called, &doc, fields) {
                        let text = format!("`{name}` is too large; its members are any values");
                        self.log.unsaid("large type", place, text);
                    }
                    Some(called)
                }
            };
            shape = match shared {
                Some(name) => Shape::new(Ty::Named(name)),
                None => {
                    let text = format!("`{name}` is too large; it is read as any value");
                    self.log.unsaid("large type", place, text);
                    Shape::new(Ty::Any)
                }
            };
        }
        self.types.components.insert(key, Some(shape.clone()));
        shape
    }
}

/// Whether a shape is a struct that is still being made, or a list or a map of those.
fn holds_open(shape: &Shape, types: &Types) -> bool {
    match &shape.ty {
        Ty::Named(name) => types.is_open(name),
        Ty::List(items) | Ty::RepeatList(items) | Ty::Map(items) => holds_open(items, types),
        _ => false,
    }
}

/// Whether a component becomes a struct, which can hold itself.
fn is_struct(schema: &Schema) -> bool {
    let is_object = schema.ty.as_deref().is_none_or(|ty| ty.eq_ignore_ascii_case("object"));
    let members = schema.properties.as_ref();
    is_object && schema.reference.is_none() && members.is_some_and(|members| !members.is_empty())
}

/// What the shared struct of a component may be called.
fn wanted(name: &str, side: Side) -> [String; 2] {
    let other = match side {
        Side::Flat => "Parts",
        Side::Text => "Input",
        Side::Response => "Output",
    };
    [name.to_owned(), format!("{name}{other}")]
}

/// The list that is the only member of an object, and what it is called there.
fn wrapped(schema: &Schema) -> Option<(&str, &Schema)> {
    match schema.properties.as_deref() {
        Some([(name, list)])
            if schema.reference.is_none()
                && schema.additional.is_none()
                && list.ty.as_deref() == Some("array")
                && list.items.is_some()
                && is_plain(name) =>
        {
            Some((name, list))
        }
        _ => None,
    }
}

/// Whether a name can stand where the specs take letters, digits and underscores only.
pub(super) fn is_plain(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// What a schema says about itself.
pub(super) fn doc(schema: &Schema) -> Option<String> {
    let title = text::first([schema.title.as_deref()]);
    let description = text::first([schema.description.as_deref()]);
    match (title, description) {
        (Some(title), Some(description)) if !description.starts_with(title) => {
            Some(format!("{title}\n\n{description}"))
        }
        (title, description) => description.or(title).map(str::to_owned),
    }
}

/// Only names are asked: descriptions of many plain values speak of secrets.
fn is_secret(field: &Field, _: bool) -> bool {
    let snake = names::snake(&field.name);
    let ends = ["next_token", "client_token", "page_token"];
    let is_page = ends.iter().any(|end| snake.ends_with(end));
    matches!(field.shape.ty, Ty::String)
        && field.shape.key("enum").is_none()
        && !is_page
        && !snake.ends_with("_id")
        && !snake.split('_').any(|word| ["key", "name", "type", "tag"].contains(&word))
        && import::is_secret_name(&field.name)
}

/// Gives identifiers to fields whose names make none, or the same as another.
pub(super) fn identify(fields: &mut [Field], place: &str, log: &mut Log) {
    let mut taken = BTreeSet::new();
    for field in fields {
        let ident = names::field(&field.name);
        let valid = |ident: &str| {
            ident.starts_with(|c: char| c.is_ascii_lowercase())
                && ident.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        if valid(&ident) && taken.insert(ident.clone()) {
            continue;
        }
        let kept: String =
            ident.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        let kept = kept.trim_matches('_').to_lowercase();
        let stem = if valid(&kept) { kept } else { format!("field_{kept}") };
        let stem = stem.trim_end_matches('_').to_owned();
        let numbered = (2_usize..).map(|number| format!("{stem}_{number}"));
        let mut tried = std::iter::once(stem.clone()).chain(numbered);
        // `self` and the like are called otherwise.
        let is_fit = |ident: &String| !taken.contains(ident) && names::field(ident) == *ident;
        let found = tried.find(is_fit).unwrap_or(stem);
        let text = format!("`{}` is called `{found}` in Rust", field.name);
        log.judged("name in Rust", within(place, &field.name), text);
        taken.insert(found.clone());
        field.ident = Some(found);
    }
}
