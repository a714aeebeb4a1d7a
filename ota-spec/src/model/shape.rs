//! What values are: parameters, fields, types and their limits.

use std::sync::Arc;

use crate::names;
use crate::value::{Value, whole};

/// A parameter of a request, a field of an answer or a member of a struct.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The name on the wire.
    pub name: String,
    /// What it is called in generated code.
    pub ident: String,
    /// What it holds.
    pub ty: Type,
    /// Whether a request must carry it.
    pub required: bool,
    /// What absence means.
    pub default: Option<Value>,
    /// A value that fits, for documentation and tests.
    pub example: Option<Value>,
    /// What it is.
    pub doc: String,
    /// Whether it comes from `service.json` and can be set once on the client.
    pub inherited: bool,
    /// Whether its value must never be shown.
    pub secret: bool,
    /// What to use instead, if it should not be used any more.
    pub deprecated: Option<String>,
    /// Where a request carries it.
    pub place: Place,
}

impl Field {
    /// A field of which only the name and the type are known.
    pub fn new(name: &str, ty: Type) -> Self {
        Self {
            name: name.to_owned(),
            ident: names::field(name),
            ty,
            required: false,
            default: None,
            example: None,
            doc: String::new(),
            inherited: false,
            secret: false,
            deprecated: None,
            place: Place::Query,
        }
    }
}

/// Where a request carries a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Place {
    /// In the query.
    #[default]
    Query,
    /// In a form body.
    Body,
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// Text.
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
    Named(Arc<NamedType>),
    /// Several values.
    List(Arc<List>),
    /// Values under free keys.
    Map(Box<Type>),
    /// Named members, described in place.
    Struct(Arc<Struct>),
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

    /// The type that lists and maps hold in the end; any other type is its own.
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
            Self::List(_) | Self::Map(_) | Self::Struct(_) => false,
            Self::String(_)
            | Self::Integer(_)
            | Self::Long(_)
            | Self::Double(_)
            | Self::Boolean => true,
        }
    }
}

/// Limits of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StringLimits {
    /// Fewest characters.
    pub min_length: Option<u32>,
    /// Most characters.
    pub max_length: Option<u32>,
    /// A regular expression that it matches.
    pub pattern: Option<String>,
    /// The only texts it can be; empty if it can be any.
    pub allowed: Vec<String>,
}

/// Limits of a number, both inclusive.
#[derive(Debug, Clone, PartialEq)]
pub struct Range<N> {
    /// Smallest value.
    pub minimum: Option<N>,
    /// Largest value.
    pub maximum: Option<N>,
    /// The only values it can have; empty if it can have any.
    pub allowed: Vec<N>,
}

/// Several values of one type.
#[derive(Debug, Clone, PartialEq)]
pub struct List {
    /// `true`: a request list, flattened to `Name.1`, `Name.2`. `false`: a list of an answer.
    pub repeat: bool,
    /// What each item is.
    pub items: Type,
    /// The key around the items of an answer list: `{"Data": {"Wrapper": [..]}}`.
    pub wrapper: Option<String>,
    /// Fewest items.
    pub min_items: Option<u32>,
    /// Most items.
    pub max_items: Option<u32>,
    /// Whether no item may occur twice.
    pub unique: bool,
    /// Most characters of all texts in all items together.
    pub max_total_length: Option<u32>,
}

/// A struct that a field describes in place.
#[derive(Debug, Clone, PartialEq)]
pub struct Struct {
    /// What it is called in generated code: named after its owner and the field.
    pub ident: String,
    /// The members.
    pub fields: Vec<Arc<Field>>,
}

/// A type of `types.json`.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedType {
    /// Its name.
    pub name: String,
    /// What it is called in generated code.
    pub ident: String,
    /// What it is.
    pub doc: String,
    /// What it is made of.
    pub kind: NamedKind,
}

/// What a shared type is made of.
#[derive(Debug, Clone, PartialEq)]
pub enum NamedKind {
    /// A string that must not be mistaken for another.
    Id(StringLimits),
    /// One of several words; unknown words survive.
    Enum(Enum),
    /// Named members.
    Struct(Vec<Arc<Field>>),
}

/// An open list of words.
#[derive(Debug, Clone, PartialEq)]
pub struct Enum {
    /// Whether the words are whole numbers.
    pub numeric: bool,
    /// The words.
    pub values: Vec<Arc<EnumValue>>,
}

impl Enum {
    /// The value that is written like this, or has an alias that is.
    pub fn find(&self, text: &str) -> Option<&Arc<EnumValue>> {
        let number = if self.numeric { whole(text) } else { None };
        let text = number.as_deref().unwrap_or(text);
        self.values
            .iter()
            .find(|known| known.value == text || known.aliases.iter().any(|alias| alias == text))
    }
}

/// One word of an enum.
#[derive(Debug, Clone, PartialEq)]
pub struct EnumValue {
    /// The word on the wire.
    pub value: String,
    /// What programs call it: unlike a word, always a name.
    pub name: String,
    /// The variant in generated code.
    pub ident: String,
    /// What to use instead, if it should not be used any more.
    pub deprecated: Option<String>,
    /// What it means.
    pub doc: String,
    /// Other spellings that mean the same.
    pub aliases: Vec<String>,
}
