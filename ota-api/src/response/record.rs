//! Records: structs that are read from responses.

#[cfg(feature = "serde")]
use crate::excerpt::excerpt;
use crate::response::read_error::{ReadError, ReadResult};
use crate::response::slot::Slot;
use crate::response::value_reader::ValueReader;

/// A struct that is read from a response. Implemented by generated code.
pub trait Record {
    /// Passes all fields to the visitor at once.
    fn fields(&mut self, visitor: FieldVisitor<'_>) {
        visitor(&mut []);
    }
}

impl Record for () {}

/// A struct inside one of its kind.
impl<R: Record> Record for Box<R> {
    fn fields(&mut self, visitor: FieldVisitor<'_>) {
        (**self).fields(visitor);
    }
}

/// A function that takes all fields of a struct at once.
pub type FieldVisitor<'v> = &'v mut dyn FnMut(&mut [Member<'_>]);

/// The name of a member, with the slot for its value.
pub enum Member<'f> {
    /// A value.
    Field(&'static str, &'f mut dyn Slot),
    /// A list, with the names of the wrappers around its items and those of the lists inside it. An
    /// empty name means no wrapper, and one behind `<` stands in XML alone.
    List(&'static str, &'static [&'static str], &'f mut dyn Slot),
}

/// The indices of fields in the order in which their members came. The items of a list have their
/// members in the same order, so all but the first find their fields without a search.
#[derive(Debug, Default)]
pub struct Order(Vec<usize>);

/// The number of consecutive members that may be missing without a search.
const MISSING: usize = 3;

/// The fields of a struct while it is read.
pub(crate) struct Fields<'a, 'f> {
    fields: &'a mut [Member<'f>],
    order: &'a mut Order,
    /// The position in the order.
    came: usize,
}

impl<'a, 'f> Fields<'a, 'f> {
    pub(crate) fn new(fields: &'a mut [Member<'f>], order: &'a mut Order) -> Self {
        Self { fields, order, came: 0 }
    }

    /// The field with this name.
    pub(crate) fn find(&mut self, name: &str) -> Option<&mut Member<'f>> {
        let index = match self.order.0.get(self.came) {
            Some(&next) if self.is_named(next, name) => {
                self.came += 1;
                next
            }
            _ => self.search(name)?,
        };
        self.fields.get_mut(index)
    }

    fn is_named(&self, index: usize, name: &str) -> bool {
        self.fields.get(index).is_some_and(|field| field.name() == name)
    }

    /// The index of a member that is not the next one in order.
    #[cold]
    fn search(&mut self, name: &str) -> Option<usize> {
        let rest = self.order.0.get(self.came..).unwrap_or_default();
        let missing = rest.iter().take(1 + MISSING).position(|index| self.is_named(*index, name));
        if let Some(missing) = missing {
            self.came += missing + 1;
            return self.order.0.get(self.came - 1).copied();
        }
        let index = self.fields.iter().position(|field| field.name() == name)?;
        // A response can repeat a field any number of times.
        if self.order.0.len() < self.fields.len() {
            self.order.0.insert(self.came, index);
            self.came += 1;
        }
        Some(index)
    }
}

impl Member<'_> {
    pub(crate) fn name(&self) -> &'static str {
        let (Self::Field(name, _) | Self::List(name, ..)) = self;
        name
    }

    /// Reads the value into its slot.
    pub(crate) fn fill(&mut self, value: &mut dyn ValueReader) -> ReadResult {
        match self {
            Self::Field(_, slot) => slot.fill(&[], value),
            Self::List(_, wrappers, slot) => slot.fill(wrappers, value),
        }
    }

    /// The same, passing over what cannot be read.
    fn fill_if_readable(&mut self, value: &mut dyn ValueReader) -> ReadResult {
        let mark = value.reading().mark();
        let result = self.fill(value);
        value.reading().settle(self.name(), mark, result)
    }
}

/// Passes over a member that no field is for.
#[cfg(not(feature = "serde"))]
fn unknown(_: &str, value: &mut dyn ValueReader) -> ReadResult {
    value.skip()
}

/// Passes over a member that no field is for, which is an error where nothing may be lost.
#[cfg(feature = "serde")]
fn unknown(name: &str, value: &mut dyn ValueReader) -> ReadResult {
    value.skip()?;
    match value.reading().is_strict() {
        true => {
            let error = ReadError::value("there is no such parameter or member");
            value.reading().settle(&excerpt(name), value.reading().mark(), Err(error))
        }
        false => Ok(()),
    }
}

#[cfg(feature = "serde")]
impl Fields<'_, '_> {
    /// Reads a member into its field.
    pub(crate) fn take(&mut self, name: &str, value: &mut dyn ValueReader) -> ReadResult {
        match self.find(name) {
            Some(field) => field.fill_if_readable(value),
            None => unknown(name, value),
        }
    }
}

#[cfg(feature = "serde")]
impl Member<'_> {
    /// Whether it has to be filled and is not.
    pub(crate) fn is_missing(&self) -> bool {
        let (Self::Field(_, slot) | Self::List(_, _, slot)) = self;
        slot.is_missing()
    }
}

/// Reads a record; `false` if there are no members.
pub(crate) fn read_record(
    record: &mut dyn Record,
    order: &mut Order,
    reader: &mut dyn ValueReader,
) -> Result<bool, ReadError> {
    let mut result = Ok(false);
    let is_xml = reader.is_xml();
    record.fields(&mut |fields| {
        let mut fields = Fields::new(fields, order);
        let mut known = false;
        result = reader.members(&mut |name, value| match fields.find(name) {
            Some(field) => {
                known = true;
                field.fill_if_readable(value)
            }
            None => unknown(name, value),
        });
        // The items of a list may stand in elements of which the spec knows nothing.
        if is_xml && !known && matches!(result, Ok(true)) {
            let message = "none of its elements is known; a list may need `xmlItem` in its spec";
            result = Err(ReadError::value(message));
        }
    });
    result
}
