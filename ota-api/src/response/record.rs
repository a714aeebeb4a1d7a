//! Structs that answers fill: which member goes into which field.

use crate::response::read_error::{ReadError, ReadResult};
use crate::response::slot::Target;
use crate::response::value::Source;

/// A struct that an answer fills. Implemented by generated code.
pub trait Record {
    /// Shows all fields at once.
    fn fields(&mut self, visit: VisitFields<'_>) {
        visit(&mut []);
    }
}

impl Record for () {}

/// Looks at the fields of a struct.
pub type VisitFields<'v> = &'v mut dyn FnMut(&mut [Member<'_>]);

/// Where a member of an answer goes: its name and the place.
pub enum Member<'f> {
    /// A value.
    Field(&'static str, &'f mut dyn Target),
    /// A list, with the names that it and the lists inside it put around their items, an empty one
    /// for none.
    List(&'static str, &'static [&'static str], &'f mut dyn Target),
}

/// The places of fields in the order in which their members came. The items of a list have their
/// members in the same order, so all but the first one find their fields without a search.
#[derive(Debug, Default)]
pub struct Order(Vec<usize>);

/// How many members of the order may be missing at one place without a search.
const MISSING: usize = 3;

/// The fields of a struct while its members come in.
pub(crate) struct Fields<'a, 'f> {
    fields: &'a mut [Member<'f>],
    order: &'a mut Order,
    /// How much of the order is behind us.
    came: usize,
}

impl<'a, 'f> Fields<'a, 'f> {
    pub(crate) fn new(fields: &'a mut [Member<'f>], order: &'a mut Order) -> Self {
        Self { fields, order, came: 0 }
    }

    /// The field of this name.
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

    /// The place of a member that is not the next one of the order.
    #[cold]
    fn search(&mut self, name: &str) -> Option<usize> {
        let rest = self.order.0.get(self.came..).unwrap_or_default();
        let missing = rest.iter().take(1 + MISSING).position(|index| self.is_named(*index, name));
        if let Some(missing) = missing {
            self.came += missing + 1;
            return self.order.0.get(self.came - 1).copied();
        }
        let index = self.fields.iter().position(|field| field.name() == name)?;
        // An answer can name a field as often as it likes.
        if self.order.0.len() < self.fields.len() {
            self.order.0.insert(self.came, index);
            self.came += 1;
        }
        Some(index)
    }
}

impl Member<'_> {
    fn name(&self) -> &'static str {
        let (Self::Field(name, _) | Self::List(name, ..)) = self;
        name
    }

    /// Reads the member into its place.
    pub(crate) fn fill(&mut self, value: &mut dyn Source) -> ReadResult {
        match self {
            Self::Field(_, target) => target.fill(&[], value),
            Self::List(_, wrappers, target) => target.fill(wrappers, value),
        }
        .map_err(|error| error.inside(self.name()))
    }
}

/// Fills a record; `false` if there are no members.
pub(crate) fn read_record(
    record: &mut dyn Record,
    order: &mut Order,
    source: &mut dyn Source,
) -> Result<bool, ReadError> {
    let mut result = Ok(false);
    record.fields(&mut |fields| {
        let mut fields = Fields::new(fields, order);
        result = source.members(&mut |name, value| match fields.find(name) {
            Some(field) => field.fill(value),
            None => value.skip(),
        });
    });
    result
}
