//! Types that can be read from a response.

use std::collections::BTreeMap;

use crate::excerpt::excerpt;
use serde_json::Value;

use crate::response::read_error::{ReadError, ReadResult};
use crate::response::reading::Reading;
use crate::response::record::{Order, Record, read_record};
use crate::response::slot::Slot;
use crate::response::value_reader::ValueReader;

/// A type that can be read from a response.
pub trait Read: Sized {
    /// Reads a value; `None` for `null`.
    fn read(reader: &mut dyn ValueReader) -> Result<Option<Self>, ReadError>;

    /// Reads a value into a field, where a value that is broken off leaves what was read of it.
    fn read_into(field: &mut Option<Self>, reader: &mut dyn ValueReader) -> ReadResult {
        *field = Self::read(reader)?;
        Ok(())
    }

    /// Reads an item of a list. An item can be a list itself, with these wrappers around its items, or a
    /// struct, whose members are likely to come in the order of the items before.
    fn read_item(
        wrappers: &[&str],
        order: &mut Order,
        reader: &mut dyn ValueReader,
    ) -> Result<Option<Self>, ReadError> {
        let _ = (wrappers, order);
        Self::read(reader)
    }
}

impl<T: Read> Slot for Option<T> {
    fn fill(&mut self, _: &[&str], reader: &mut dyn ValueReader) -> ReadResult {
        T::read_into(self, reader)
    }
}

impl<T: Read> Slot for Vec<T> {
    /// XML writes a list without a wrapper as a repeated field, so items are added.
    fn fill(&mut self, wrappers: &[&str], reader: &mut dyn ValueReader) -> ReadResult {
        let (wrapper, inner) = wrappers.split_first().unwrap_or((&"", &[]));
        let mut order = Order::default();
        let mut next = self.len();
        let wrapper = match wrapper.strip_prefix('<') {
            Some(in_xml) => Some(in_xml).filter(|_| reader.is_xml()),
            None => Some(*wrapper).filter(|name| !name.is_empty()),
        };
        reader.list(wrapper, &mut |item| {
            item.reading().take_room(size_of::<T>())?;
            let mark = item.reading().mark();
            let index = next;
            next += 1;
            let result = T::read_item(inner, &mut order, item);
            let result = result.and_then(|read| present(read, item.reading()));
            let result = result.map(|read| self.extend(read));
            item.reading().settle_item(index, mark, result)
        })
    }
}

impl<T: Read> Slot for BTreeMap<String, T> {
    fn fill(&mut self, _: &[&str], reader: &mut dyn ValueReader) -> ReadResult {
        reader.members(&mut |key, value| {
            value.reading().take_room(size_of::<(String, T)>())?;
            let mark = value.reading().mark();
            let result = if self.contains_key(key) {
                // The elements of a list may stand here, and the last one would be all that is left.
                value.skip().and(Err(ReadError::value("the key comes twice")))
            } else {
                let read = T::read(value).and_then(|read| present(read, value.reading()));
                read.map(|read| self.extend(read.map(|read| (key.to_owned(), read))))
            };
            value.reading().settle(&excerpt(key), mark, result)
        })?;
        Ok(())
    }
}

/// Refuses nothing in place of a value where nothing may be lost.
fn present<T>(read: Option<T>, reading: &Reading) -> Result<Option<T>, ReadError> {
    match read {
        None if reading.is_strict() => Err(ReadError::value("expected a value, not `null`")),
        read => Ok(read),
    }
}

impl Read for String {
    fn read(reader: &mut dyn ValueReader) -> Result<Option<Self>, ReadError> {
        reader.string()
    }
}

impl Read for i32 {
    fn read(reader: &mut dyn ValueReader) -> Result<Option<Self>, ReadError> {
        let out_of_range = |_| ReadError::value("expected a whole number of 32 bits");
        reader.whole()?.map(|number| Self::try_from(number).map_err(out_of_range)).transpose()
    }
}

impl Read for i64 {
    fn read(reader: &mut dyn ValueReader) -> Result<Option<Self>, ReadError> {
        reader.whole()
    }
}

impl Read for f64 {
    fn read(reader: &mut dyn ValueReader) -> Result<Option<Self>, ReadError> {
        reader.double()
    }
}

impl Read for bool {
    fn read(reader: &mut dyn ValueReader) -> Result<Option<Self>, ReadError> {
        reader.boolean()
    }
}

impl Read for Value {
    fn read(reader: &mut dyn ValueReader) -> Result<Option<Self>, ReadError> {
        reader.any()
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(reader: &mut dyn ValueReader) -> Result<Option<Self>, ReadError> {
        Self::read_item(&[], &mut Order::default(), reader)
    }

    fn read_item(
        wrappers: &[&str],
        _: &mut Order,
        reader: &mut dyn ValueReader,
    ) -> Result<Option<Self>, ReadError> {
        let mut items = Self::new();
        items.fill(wrappers, reader)?;
        Ok(Some(items))
    }
}

impl<T: Read> Read for BTreeMap<String, T> {
    fn read(reader: &mut dyn ValueReader) -> Result<Option<Self>, ReadError> {
        let mut entries = Self::new();
        entries.fill(&[], reader)?;
        Ok(Some(entries))
    }
}

impl<R: Record + Default> Read for R {
    fn read(reader: &mut dyn ValueReader) -> Result<Option<Self>, ReadError> {
        Self::read_item(&[], &mut Order::default(), reader)
    }

    fn read_into(field: &mut Option<Self>, reader: &mut dyn ValueReader) -> ReadResult {
        let mut record = Self::default();
        let result = read_record(&mut record, &mut Order::default(), reader);
        *field = result.as_ref().map_or(true, |any| *any).then_some(record);
        result.map(|_| ())
    }

    fn read_item(
        _: &[&str],
        order: &mut Order,
        reader: &mut dyn ValueReader,
    ) -> Result<Option<Self>, ReadError> {
        let mut record = Self::default();
        Ok(read_record(&mut record, order, reader)?.then_some(record))
    }
}
