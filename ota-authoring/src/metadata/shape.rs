//! Parameters, fields and types as the specs write them.

use ota_spec::Value;

use crate::object::{Object, list, text};

/// A type with its limits.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shape {
    pub(super) ty: Ty,
    /// The limits and other keys that go with the type, in the order in which they are written.
    pub(super) keys: Vec<(&'static str, Value)>,
}

/// A type.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Ty {
    String,
    Integer,
    Long,
    Double,
    Boolean,
    Any,
    RepeatList(Box<Shape>),
    List(Box<Shape>),
    Map(Box<Shape>),
    Struct(Vec<Field>),
    Named(String),
}

/// A parameter, field or member.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Field {
    pub(super) name: String,
    /// The identifier, where the name makes none of its own.
    pub(super) ident: Option<String>,
    pub(super) shape: Shape,
    pub(super) required: bool,
    pub(super) default: Option<Value>,
    pub(super) example: Option<Value>,
    pub(super) secret: bool,
    pub(super) deprecated: bool,
    pub(super) doc: String,
    /// What the client fills in.
    pub(super) fill: Option<&'static str>,
    pub(super) style: Option<&'static str>,
    pub(super) in_body: bool,
}

impl Shape {
    pub(super) fn new(ty: Ty) -> Self {
        Self { ty, keys: Vec::new() }
    }

    pub(super) fn key(&self, key: &str) -> Option<&Value> {
        self.keys.iter().find(|(name, _)| *name == key).map(|(_, value)| value)
    }

    pub(super) fn drop_key(&mut self, key: &str) {
        self.keys.retain(|(name, _)| *name != key);
    }

    /// The type and its keys.
    fn put(&self, into: &mut Object) {
        let (word, items, fields) = match &self.ty {
            Ty::String => ("String", None, None),
            Ty::Integer => ("Integer", None, None),
            Ty::Long => ("Long", None, None),
            Ty::Double => ("Double", None, None),
            Ty::Boolean => ("Boolean", None, None),
            Ty::Any => ("Any", None, None),
            Ty::RepeatList(items) => ("RepeatList", Some(items), None),
            Ty::List(items) => ("List", Some(items), None),
            Ty::Map(values) => ("Map", Some(values), None),
            Ty::Struct(fields) => ("Struct", None, Some(fields)),
            Ty::Named(name) => (name.as_str(), None, None),
        };
        into.put("type", text(word));
        into.put_some("items", items.map(|items| items.value()));
        for (key, value) in &self.keys {
            into.put(*key, value.clone());
        }
        into.put_some("fields", fields.map(|fields| list(fields.iter().map(Field::value))));
    }

    /// The shape of items and values.
    pub(super) fn value(&self) -> Value {
        let mut object = Object::new();
        self.put(&mut object);
        object.finish()
    }

    /// The struct that is described in place: this, its items or its values.
    pub(super) fn inner(&self) -> Option<&Self> {
        match &self.ty {
            Ty::RepeatList(items) | Ty::List(items) | Ty::Map(items) => items.inner(),
            Ty::Struct(_) => Some(self),
            _ => None,
        }
    }

    /// The same, to be changed.
    pub(super) fn inner_mut(&mut self) -> Option<&mut Self> {
        if let Ty::Struct(_) = self.ty {
            return Some(self);
        }
        match &mut self.ty {
            Ty::RepeatList(items) | Ty::List(items) | Ty::Map(items) => items.inner_mut(),
            _ => None,
        }
    }
}

impl Field {
    pub(super) fn new(name: &str, shape: Shape, doc: String) -> Self {
        Self {
            name: name.to_owned(),
            ident: None,
            shape,
            required: false,
            default: None,
            example: None,
            secret: false,
            deprecated: false,
            doc,
            fill: None,
            style: None,
            in_body: false,
        }
    }

    /// The field as a spec writes it.
    pub(super) fn value(&self) -> Value {
        let mut object = Object::new();
        object.put("name", text(&self.name));
        object.put_some("ident", self.ident.as_ref().map(text));
        self.shape.put(&mut object);
        object.put_some("style", self.style.map(text));
        object.put_some("in", self.in_body.then(|| text("body")));
        object.put_some("fill", self.fill.map(text));
        object.put_flag("required", self.required);
        object.put_some("default", self.default.clone());
        object.put_some("example", self.example.clone());
        object.put_flag("secret", self.secret);
        object.put_some("deprecated", self.deprecated.then(|| text(super::text::DEPRECATED)));
        object.put("doc", text(&self.doc));
        object.finish()
    }
}
