//! The shapes of values: parameters, fields, types and their limits.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

pub use ota_violation::Format;

use super::constant::Constant;
use super::handle::{Handle, Named};
use super::listed::Enum;
use super::rule::Rule;
use crate::names;
use crate::value::Value;

/// A parameter of a request, a field of a response or a member of a struct.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The name on the wire.
    pub name: String,
    /// Its identifier in generated code.
    pub ident: String,
    /// The type of its value.
    pub ty: Type,
    /// Whether a request must carry it.
    pub required: bool,
    /// The value that the service assumes if it is absent.
    pub default: Option<Value>,
    /// A valid value, for documentation and tests.
    pub example: Option<Value>,
    /// Its documentation.
    pub doc: String,
    /// The same in Chinese.
    pub zh: Option<String>,
    /// The file that describes it.
    pub origin: Origin,
    /// Whether its value must never be shown.
    pub secret: bool,
    /// The replacement, if it is deprecated.
    pub deprecated: Option<String>,
    /// The part of a request that carries it.
    pub place: Place,
    /// The way in which a request writes it.
    pub style: Style,
    /// What the client sends if the request does not set it.
    pub fill: Option<Fill>,
    /// Whether it leads from a shared struct to itself without a list or a map between.
    pub boxed: bool,
}

impl Field {
    /// An optional field with nothing but a name and a type.
    pub fn new(name: &str, ty: Type) -> Self {
        Self {
            name: name.to_owned(),
            ident: names::field(name),
            ty,
            required: false,
            default: None,
            example: None,
            doc: String::new(),
            zh: None,
            origin: Origin::Own,
            secret: false,
            deprecated: None,
            place: Place::Query,
            style: Style::Flat,
            fill: None,
            boxed: false,
        }
    }

    /// Whether a builder has to set it: it is demanded, and a client cannot have it set once for all requests.
    pub fn must_be_set(&self) -> bool {
        self.is_demanded() && !self.is_on_client()
    }

    /// Whether somebody has to set it: a request must carry it, and the client has nothing of its own to send.
    pub fn is_demanded(&self) -> bool {
        self.required && self.fill.is_none()
    }

    /// Whether an operation has it as `service.json` describes it.
    pub fn is_inherited(&self) -> bool {
        self.origin == Origin::Service
    }

    /// Whether it can be set once on the client.
    pub fn is_on_client(&self) -> bool {
        self.origin != Origin::Own
    }
}

/// The file that describes a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Origin {
    /// That of its operation. Also for all that is no parameter of an operation.
    #[default]
    Own,
    /// `service.json`, for all operations.
    Service,
    /// That of its operation, in place of `service.json`.
    Replaced,
}

/// The part of a request that carries a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Place {
    /// In the query.
    #[default]
    Query,
    /// In a form body.
    Body,
}

/// The way in which a request writes a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// Each part is a parameter of its own: `Name.1`, `Name.Key`.
    #[default]
    Flat,
    /// All of it is one JSON text.
    Json,
    /// Its items are joined with commas.
    Comma,
}

/// What a client sends in a parameter that a request does not set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// Its region.
    Region,
    /// A token of its own for each call: a call that is repeated with it is the same call.
    Token,
}

/// The type of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// A string.
    String(StringLimits),
    /// A 32-bit whole number.
    Integer(Range<i64>),
    /// A 64-bit whole number.
    Long(Range<i64>),
    /// A floating-point number.
    Double(Range<f64>),
    /// `true` or `false`.
    Boolean,
    /// A type of `types.json`.
    Named(Handle<NamedType>),
    /// A list of values.
    List(Arc<List>),
    /// Values under free keys.
    Map(Box<Type>),
    /// Named members, described in place.
    Struct(Arc<Struct>),
    /// Any JSON value.
    Any,
}

impl Type {
    /// The type as the documentation writes it.
    pub fn label(&self) -> &str {
        match self {
            Self::String(_) => "String",
            Self::Integer(_) => "Integer",
            Self::Long(_) => "Long",
            Self::Double(_) => "Double",
            Self::Boolean => "Boolean",
            Self::Named(named) => &named.name,
            Self::List(list) if list.repeat => "RepeatList",
            Self::List(_) => "List",
            Self::Map(_) => "Map",
            Self::Struct(_) => "Struct",
            Self::Any => "Any",
        }
    }

    /// The members, if this is a struct, named or not.
    pub fn members(&self) -> Option<&[Arc<Field>]> {
        match self {
            Self::Struct(inner) => Some(&inner.fields),
            Self::Named(named) => match &named.kind {
                NamedKind::Struct(members) => Some(members),
                _ => None,
            },
            _ => None,
        }
    }

    /// The rules between the members, if this is a struct, named or not.
    pub fn rules(&self) -> &[Rule<Field>] {
        match self {
            Self::Struct(inner) => &inner.rules,
            Self::Named(named) => match &named.kind {
                NamedKind::Struct(members) => members.rules(),
                _ => &[],
            },
            _ => &[],
        }
    }

    /// The value as one of this type; an alias becomes the enum value that it stands for. `None` if
    /// it is not a single value of the type.
    pub(crate) fn constant(&self, value: &Value) -> Option<Constant> {
        match (self, value) {
            (Self::String(_), Value::String(text)) => Some(Constant::String(text.clone())),
            (Self::Integer(_) | Self::Long(_), Value::Number(text)) => {
                text.parse().ok().map(Constant::Integer)
            }
            (Self::Double(_), Value::Number(text)) => text.parse().ok().map(Constant::Double),
            (Self::Boolean, Value::Bool(value)) => Some(Constant::Boolean(*value)),
            (Self::Named(named), value) => match (&named.kind, value) {
                (NamedKind::Id(_), Value::String(text)) => Some(Constant::String(text.clone())),
                (NamedKind::Enum(values), value) => {
                    values.find(&value.scalar()?).map(|value| Constant::Enum(Handle::new(value)))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// The type of the innermost items of lists and maps; any other type is its own.
    pub fn innermost(&self) -> &Self {
        match self {
            Self::List(list) => list.items.innermost(),
            Self::Map(values) => values.innermost(),
            plain => plain,
        }
    }

    /// The struct described in place inside this type: directly, as items or as values.
    pub fn in_place(&self) -> Option<&Struct> {
        match self.innermost() {
            Self::Struct(inner) => Some(inner),
            _ => None,
        }
    }

    /// Whether a value is one string, number or boolean.
    pub fn is_single(&self) -> bool {
        match self {
            Self::Named(named) => !matches!(named.kind, NamedKind::Struct(_)),
            Self::List(_) | Self::Map(_) | Self::Struct(_) | Self::Any => false,
            Self::String(_)
            | Self::Integer(_)
            | Self::Long(_)
            | Self::Double(_)
            | Self::Boolean => true,
        }
    }
}

/// The limits of a string.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StringLimits {
    /// Fewest characters.
    pub min_length: Option<u32>,
    /// Most characters.
    pub max_length: Option<u32>,
    /// Most bytes in UTF-8.
    pub max_bytes: Option<u32>,
    /// A regular expression that it must match.
    pub pattern: Option<String>,
    /// The form that it must have.
    pub format: Option<Format>,
    /// The only allowed strings; empty if any is allowed.
    pub allowed: Vec<String>,
}

/// The limits of a number.
#[derive(Debug, Clone, PartialEq)]
pub struct Range<N> {
    /// Smallest value.
    pub minimum: Option<N>,
    /// Largest value.
    pub maximum: Option<N>,
    /// Whether the smallest and the largest value are themselves not allowed; never of whole numbers.
    pub exclusive: [bool; 2],
    /// The only allowed values; empty if any is allowed.
    pub allowed: Vec<N>,
}

/// A list of values of one type.
#[derive(Debug, Clone, PartialEq)]
pub struct List {
    /// `true`: a request list, flattened to `Name.1`, `Name.2`. `false`: a list of a response, or of a
    /// parameter that is written as one text.
    pub repeat: bool,
    /// The type of its items.
    pub items: Type,
    /// The key around the items of a response list: `{"Data": {"Wrapper": [..]}}`.
    pub wrapper: Option<String>,
    /// The element around each item in XML, where JSON has a plain array:
    /// `<Data><member>..</member></Data>`.
    pub xml_item: Option<String>,
    /// Fewest items.
    pub min_items: Option<u32>,
    /// Most items.
    pub max_items: Option<u32>,
    /// Whether no item may occur twice.
    pub unique: bool,
    /// Most characters of all strings in all items together.
    pub max_total_length: Option<u32>,
}

/// A struct that a field describes in place.
#[derive(Debug, Clone, PartialEq)]
pub struct Struct {
    /// Its identifier in generated code, made from its owner and the field.
    pub ident: String,
    /// The members.
    pub fields: Vec<Arc<Field>>,
    /// The rules between them, which only requests keep.
    pub rules: Vec<Rule<Field>>,
}

/// A type of `types.json`.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedType {
    /// Its name.
    pub name: String,
    /// Its identifier in generated code.
    pub ident: String,
    /// Its documentation.
    pub doc: String,
    /// The same in Chinese.
    pub zh: Option<String>,
    /// Its kind, with its content.
    pub kind: NamedKind,
}

/// The kind of a shared type.
#[derive(Debug, Clone, PartialEq)]
pub enum NamedKind {
    /// A string with a type of its own, so that IDs cannot be mixed up.
    Id(StringLimits),
    /// An open enum: unknown values are kept.
    Enum(Enum),
    /// Named members.
    Struct(Members),
}

/// The members of a shared struct, with the rules between them. They are known after the struct itself, since one may
/// be of its type: such structs hold each other, and stay in memory for as long as the program runs.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Members(OnceLock<Content>);

#[derive(Debug, Clone, Default, PartialEq)]
struct Content {
    fields: Vec<Arc<Field>>,
    rules: Vec<Rule<Field>>,
}

impl Members {
    /// Adds the members to a struct that has none yet.
    pub(crate) fn complete(&self, fields: Vec<Arc<Field>>, rules: Vec<Rule<Field>>) {
        self.0.get_or_init(|| Content { fields, rules });
    }

    /// The rules between the members, which only requests keep.
    pub fn rules(&self) -> &[Rule<Field>] {
        self.0.get().map_or(&[], |content| content.rules.as_slice())
    }
}

impl From<Vec<Arc<Field>>> for Members {
    fn from(fields: Vec<Arc<Field>>) -> Self {
        Self(OnceLock::from(Content { fields, rules: Vec::new() }))
    }
}

impl Deref for Members {
    type Target = [Arc<Field>];

    fn deref(&self) -> &[Arc<Field>] {
        self.0.get().map_or(&[], |content| content.fields.as_slice())
    }
}

impl Named for NamedType {
    fn wire_name(&self) -> &str {
        &self.name
    }
}

impl Named for Field {
    fn wire_name(&self) -> &str {
        &self.name
    }
}
