//! Lists of values: the enums of `types.json`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::handle::Named;
use crate::value::whole;

/// An open list of values.
#[derive(Debug, Clone, PartialEq)]
pub struct Enum {
    /// Whether the values are whole numbers.
    pub numeric: bool,
    /// The known values.
    pub values: Vec<Arc<EnumValue>>,
    /// The places of the values by their spellings.
    spellings: BTreeMap<String, usize>,
}

impl Enum {
    /// An open list of these values; `numeric` if they are whole numbers.
    pub fn new(numeric: bool, values: Vec<Arc<EnumValue>>) -> Self {
        let mut spellings = BTreeMap::new();
        for (place, known) in values.iter().enumerate() {
            for spelling in std::iter::once(&known.value).chain(&known.aliases) {
                spellings.entry(spelling.clone()).or_insert(place);
            }
        }
        Self { numeric, values, spellings }
    }

    /// The value with this spelling or alias.
    pub fn find(&self, text: &str) -> Option<&Arc<EnumValue>> {
        let number = if self.numeric { whole(text) } else { None };
        let text = number.as_deref().unwrap_or(text);
        self.values.get(*self.spellings.get(text)?)
    }
}

/// One value of an enum.
#[derive(Debug, Clone, PartialEq)]
pub struct EnumValue {
    /// The value on the wire.
    pub value: String,
    /// Its name in programs; unlike the value, always a name.
    pub name: String,
    /// The variant in generated code.
    pub ident: String,
    /// The replacement, if it is deprecated.
    pub deprecated: Option<String>,
    /// Its documentation.
    pub doc: String,
    /// The same in Chinese.
    pub zh: Option<String>,
    /// Other spellings that mean the same.
    pub aliases: Vec<String>,
}

impl Named for EnumValue {
    fn wire_name(&self) -> &str {
        &self.value
    }
}
