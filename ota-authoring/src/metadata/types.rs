//! The shared types of a folder while it is being made.

use std::collections::{BTreeMap, BTreeSet};

use ota_spec::{Value, names};

use super::shape::{Field, Shape, Ty};
use super::side::Side;
use crate::object::{Object, list, object, text};

/// The shared types.
#[derive(Debug, Default)]
pub(super) struct Types {
    pub(super) all: Vec<Named>,
    places: BTreeMap<String, usize>,
    /// The Rust items that have an owner.
    taken: BTreeSet<String>,
    /// The names of types by what they hold.
    known: BTreeMap<String, Vec<String>>,
    weights: BTreeMap<String, Weight>,
    /// The shapes of components by name and side; `None` while one is being made.
    pub(super) components: BTreeMap<(String, Side), Option<Shape>>,
    /// The names of components that hold themselves.
    recursive: BTreeMap<(String, Side), String>,
}

/// How much a type holds.
#[derive(Debug, Clone, Copy, Default)]
struct Weight {
    members: usize,
    depth: usize,
}

/// Most members and levels of shared types; what is said of them by the specs leaves a little room.
const MOST_MEMBERS: usize = 9_000;
const MOST_LEVELS: usize = 60;

/// A shared type.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) doc: String,
    pub(super) kind: Kind,
}

/// What a shared type holds.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    Enum(Vec<EnumValue>),
    Struct(Vec<Field>),
}

/// A value of an enum.
#[derive(Debug, Clone)]
pub(super) struct EnumValue {
    pub(super) value: Value,
    pub(super) name: Option<String>,
    pub(super) doc: String,
}

/// Names that generated code or its users would mix up with others.
const RESERVED: [&str; 24] = [
    "Any",
    "Boolean",
    "Box",
    "Client",
    "Default",
    "Double",
    "Enum",
    "Error",
    "Id",
    "Integer",
    "List",
    "Long",
    "Map",
    "None",
    "Ok",
    "Option",
    "RepeatList",
    "Request",
    "Response",
    "Result",
    "Some",
    "String",
    "Struct",
    "Vec",
];

impl Types {
    /// No types yet, with the names that these operations need.
    pub(super) fn beside<'a>(actions: impl Iterator<Item = &'a str>) -> Self {
        let mut types = Self::default();
        types.taken.extend(RESERVED.map(str::to_owned));
        types.taken.insert("ClientBuilder".to_owned());
        for action in actions {
            let idents = names::OperationIdents::new(action);
            types.taken.extend([idents.request, idents.builder, idents.response]);
        }
        types
    }

    pub(super) fn get(&self, name: &str) -> Option<&Named> {
        self.all.get(*self.places.get(name)?)
    }

    /// Takes a Rust item for what is described in place; `false` if it has an owner.
    pub(super) fn claim(&mut self, ident: &str) -> bool {
        self.taken.insert(ident.to_owned())
    }

    /// The name of a type that holds exactly this: a known one, or a new one that is called like the first of
    /// the `wanted` names that is free.
    pub(super) fn share(&mut self, wanted: &[String], doc: &str, kind: Kind) -> String {
        let content = kind.value().to_string();
        let wanted: Vec<String> = wanted.iter().map(|name| names::camel(name)).collect();
        let twins = self.known.get(&content).map(Vec::as_slice).unwrap_or_default();
        let twin = wanted.iter().find(|name| twins.contains(name)).or_else(|| twins.first());
        if let Some(twin) = twin {
            return twin.clone();
        }
        let inner = |name: &str| match &kind {
            Kind::Struct(fields) => nested_idents(&names::camel(name), fields),
            Kind::Enum(_) => Vec::new(),
        };
        let free = |name: &&String| {
            is_ident(name)
                && !self.taken.contains(&names::type_name(name))
                && !inner(name).iter().any(|ident| self.taken.contains(ident))
        };
        let found = wanted.iter().find(free).cloned();
        let name = found.unwrap_or_else(|| numbered(&wanted, free));
        let idents = inner(&name);
        self.taken.extend(idents);
        self.taken.insert(names::type_name(&name));
        self.known.entry(content).or_default().push(name.clone());
        self.places.insert(name.clone(), self.all.len());
        self.all.push(Named { name: name.clone(), doc: doc.to_owned(), kind });
        name
    }

    /// The name of a component that holds itself, before it is known what else it holds.
    pub(super) fn name_recursive(&mut self, key: &(String, Side), wanted: &[String]) -> String {
        if let Some(name) = self.recursive.get(key) {
            return name.clone();
        }
        let wanted: Vec<String> = wanted.iter().map(|name| names::camel(name)).collect();
        let free = |name: &&String| is_ident(name) && !self.taken.contains(&names::type_name(name));
        let found = wanted.iter().find(free).cloned();
        let name = found.unwrap_or_else(|| numbered(&wanted, free));
        self.taken.insert(names::type_name(&name));
        self.recursive.insert(key.clone(), name.clone());
        name
    }

    /// The name of a component, if it was found to hold itself.
    pub(super) fn recursive(&self, key: &(String, Side)) -> Option<String> {
        self.recursive.get(key).cloned()
    }

    /// Whether a name belongs to a struct that is still being made.
    pub(super) fn is_open(&self, name: &str) -> bool {
        !self.places.contains_key(name)
    }

    /// Adds a struct that holds itself; `false` if it is so large that what it holds is read as any value.
    pub(super) fn define(&mut self, name: &str, doc: &str, mut fields: Vec<Field>) -> bool {
        let mut idents = nested_idents(name, &fields);
        let all = idents.len();
        idents.sort();
        idents.dedup();
        let mut fits = true;
        if idents.len() < all || idents.iter().any(|ident| self.taken.contains(ident)) {
            for field in &mut fields {
                fits &= self.move_out(field, name).is_some();
            }
        } else {
            self.taken.extend(idents);
        }
        let weight = self.weight_of(&fields);
        fits &= weight.members <= MOST_MEMBERS && weight.depth <= MOST_LEVELS;
        if !fits {
            for field in &mut fields {
                field.shape = Shape::new(Ty::Any);
                (field.example, field.default) = (None, None);
            }
        }
        self.weights.insert(name.to_owned(), self.weight_of(&fields));
        self.places.insert(name.to_owned(), self.all.len());
        let kind = Kind::Struct(fields);
        self.all.push(Named { name: name.to_owned(), doc: doc.to_owned(), kind });
        fits
    }

    /// The same for a struct; `None` if it is larger than shared types can be.
    pub(super) fn share_struct(
        &mut self,
        wanted: &[String],
        doc: &str,
        mut fields: Vec<Field>,
    ) -> Option<String> {
        let weight = self.weight_of(&fields);
        if weight.members > MOST_MEMBERS || weight.depth > MOST_LEVELS {
            return None;
        }
        let first = wanted.first().map(|name| names::camel(name)).unwrap_or_default();
        let mut idents = nested_idents(&first, &fields);
        let all = idents.len();
        idents.sort();
        idents.dedup();
        if idents.len() < all {
            // Two structs inside it would be called alike.
            for field in &mut fields {
                self.move_out(field, &first)?;
            }
        }
        let name = self.share(wanted, doc, Kind::Struct(fields));
        self.weights.insert(name.clone(), weight);
        Some(name)
    }

    /// Makes shared types of the structs that are described inside a field.
    pub(super) fn move_out(&mut self, field: &mut Field, owner: &str) -> Option<()> {
        let ident = names::nested(owner, &field.name);
        let wanted = [field.name.clone(), ident.clone()];
        let doc = field.doc.clone();
        let Some(inner) = field.shape.inner_mut() else { return Some(()) };
        let Ty::Struct(fields) = &mut inner.ty else { return Some(()) };
        let mut fields = std::mem::take(fields);
        for field in &mut fields {
            self.move_out(field, &ident)?;
        }
        inner.ty = Ty::Named(self.share_struct(&wanted, &doc, fields)?);
        Some(())
    }

    fn weight_of(&self, fields: &[Field]) -> Weight {
        let mut all = Weight::default();
        for field in fields {
            let inner = self.weight(&field.shape);
            all.members = all.members.saturating_add(inner.members).saturating_add(1);
            all.depth = all.depth.max(inner.depth);
        }
        all.depth += 1;
        all
    }

    fn weight(&self, shape: &Shape) -> Weight {
        match &shape.ty {
            Ty::Struct(fields) => self.weight_of(fields),
            Ty::Named(name) => self.weights.get(name).copied().unwrap_or_default(),
            Ty::List(items) | Ty::RepeatList(items) | Ty::Map(items) => {
                let inner = self.weight(items);
                Weight { depth: inner.depth + 1, ..inner }
            }
            _ => Weight::default(),
        }
    }

    /// The file `types.json`, with the types that `used` names and those inside them.
    pub(super) fn file(&self) -> Value {
        object([("types", list(self.all.iter().map(Named::value)))])
    }
}

impl Kind {
    pub(super) fn value(&self) -> Value {
        match self {
            Self::Enum(values) => list(values.iter().map(EnumValue::to_json)),
            Self::Struct(fields) => list(fields.iter().map(Field::value)),
        }
    }
}

impl Named {
    fn value(&self) -> Value {
        let (word, key) = match self.kind {
            Kind::Enum(_) => ("Enum", "values"),
            Kind::Struct(_) => ("Struct", "fields"),
        };
        object([
            ("name", text(&self.name)),
            ("type", text(word)),
            ("doc", text(&self.doc)),
            (key, self.kind.value()),
        ])
    }
}

impl EnumValue {
    fn to_json(&self) -> Value {
        let mut object = Object::new();
        object.put("value", self.value.clone());
        object.put_some("name", self.name.as_ref().map(text));
        object.put("doc", text(&self.doc));
        object.finish()
    }
}

/// The last wanted name with a number that makes it free.
fn numbered(wanted: &[String], free: impl Fn(&&String) -> bool) -> String {
    let stem = wanted.iter().rev().find(|name| is_ident(name)).map_or("Type", String::as_str);
    let mut numbered = (2_usize..).map(|number| format!("{stem}T{number}"));
    numbered.find(|name| free(&name)).unwrap_or_default()
}

fn is_ident(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
}

/// The identifiers of the structs that are described inside these fields.
pub(super) fn nested_idents(owner: &str, fields: &[Field]) -> Vec<String> {
    let mut idents = Vec::new();
    for field in fields {
        if let Some(inner) = field.shape.inner()
            && let Ty::Struct(fields) = &inner.ty
        {
            let ident = names::nested(owner, &field.name);
            idents.extend(nested_idents(&ident, fields));
            idents.push(ident);
        }
    }
    idents
}
