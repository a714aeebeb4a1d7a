//! The types that values are read as.

use std::collections::BTreeMap;

use crate::response::read_error::{ReadError, ReadResult};
use crate::response::record::{Order, Record, read_record};
use crate::response::slot::Target;
use crate::response::value::Source;

/// A value that can be read out of an answer.
pub trait Read: Sized {
    /// Reads it; `None` for `null`.
    fn read(source: &mut dyn Source) -> Result<Option<Self>, ReadError>;

    /// Reads it where it is an item of a list: a list itself, whose items stand inside these names, or
    /// a struct, whose members come in the order of those before.
    fn read_item(
        wrappers: &[&str],
        order: &mut Order,
        source: &mut dyn Source,
    ) -> Result<Option<Self>, ReadError> {
        let _ = (wrappers, order);
        Self::read(source)
    }
}

impl<T: Read> Target for Option<T> {
    fn fill(&mut self, _: &[&str], source: &mut dyn Source) -> ReadResult {
        *self = T::read(source)?;
        Ok(())
    }
}

impl<T: Read> Target for Vec<T> {
    /// XML writes a list without a wrapper as a field that repeats, so items are added.
    fn fill(&mut self, wrappers: &[&str], source: &mut dyn Source) -> ReadResult {
        let (wrapper, inner) = wrappers.split_first().unwrap_or((&"", &[]));
        let mut order = Order::default();
        source.list(Some(*wrapper).filter(|name| !name.is_empty()), &mut |item| {
            self.extend(T::read_item(inner, &mut order, item)?);
            Ok(())
        })
    }
}

impl<T: Read> Target for BTreeMap<String, T> {
    fn fill(&mut self, _: &[&str], source: &mut dyn Source) -> ReadResult {
        source.members(&mut |key, value| {
            let value = T::read(value).map_err(|error| error.inside(key))?;
            self.extend(value.map(|value| (key.to_owned(), value)));
            Ok(())
        })?;
        Ok(())
    }
}

impl Read for String {
    fn read(source: &mut dyn Source) -> Result<Option<Self>, ReadError> {
        source.text()
    }
}

impl Read for i32 {
    fn read(source: &mut dyn Source) -> Result<Option<Self>, ReadError> {
        let out_of_range = |_| ReadError::new("expected a whole number of 32 bits");
        source.whole()?.map(|number| Self::try_from(number).map_err(out_of_range)).transpose()
    }
}

impl Read for i64 {
    fn read(source: &mut dyn Source) -> Result<Option<Self>, ReadError> {
        source.whole()
    }
}

impl Read for f64 {
    fn read(source: &mut dyn Source) -> Result<Option<Self>, ReadError> {
        source.double()
    }
}

impl Read for bool {
    fn read(source: &mut dyn Source) -> Result<Option<Self>, ReadError> {
        source.boolean()
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(source: &mut dyn Source) -> Result<Option<Self>, ReadError> {
        Self::read_item(&[], &mut Order::default(), source)
    }

    fn read_item(
        wrappers: &[&str],
        _: &mut Order,
        source: &mut dyn Source,
    ) -> Result<Option<Self>, ReadError> {
        let mut items = Self::new();
        items.fill(wrappers, source)?;
        Ok(Some(items))
    }
}

impl<T: Read> Read for BTreeMap<String, T> {
    fn read(source: &mut dyn Source) -> Result<Option<Self>, ReadError> {
        let mut entries = Self::new();
        entries.fill(&[], source)?;
        Ok(Some(entries))
    }
}

impl<R: Record + Default> Read for R {
    fn read(source: &mut dyn Source) -> Result<Option<Self>, ReadError> {
        Self::read_item(&[], &mut Order::default(), source)
    }

    fn read_item(
        _: &[&str],
        order: &mut Order,
        source: &mut dyn Source,
    ) -> Result<Option<Self>, ReadError> {
        let mut record = Self::default();
        Ok(read_record(&mut record, order, source)?.then_some(record))
    }
}
