//! Fields of the model as a spec file writes them.

use std::borrow::Borrow;
use std::fmt::Display;

use ota_spec::Value;
use ota_spec::model::{Field, Range, StringLimits, Type};

use crate::object::{Object, list, number, text, texts};

/// Fields, one object each.
pub(super) fn fields<F: Borrow<Field>>(fields: &[F]) -> Value {
    list(fields.iter().map(|each| field(each.borrow())))
}

fn field(field: &Field) -> Value {
    let mut written = Object::new();
    written.put("name", text(&field.name));
    shape(&field.ty, field.required, &mut written);
    written.put_flag("secret", field.secret);
    written.put_some("default", field.default.clone());
    written.put_some("example", field.example.clone());
    written.put("doc", text(&field.doc));
    written.finish()
}

/// Writes a type with its limits. Whether it is required stands where a reader looks for it: behind
/// the type.
fn shape(ty: &Type, required: bool, written: &mut Object) {
    written.put("type", text(ty.label()));
    match ty {
        Type::List(found) => {
            written.put_some("wrapper", found.wrapper.as_ref().map(text));
            written.put_some("xmlItem", found.xml_item.as_ref().map(text));
            written.put("items", item(&found.items));
        }
        Type::Map(values) => written.put("items", item(values)),
        _ => {}
    }
    written.put_flag("required", required);
    match ty {
        Type::String(limits) => text_limits(limits, written),
        Type::Integer(range) | Type::Long(range) => range_limits(range, written),
        Type::Double(range) => range_limits(range, written),
        Type::Boolean | Type::Named(_) | Type::Map(_) | Type::Any => {}
        Type::List(found) => {
            written.put_some("minItems", found.min_items.map(number));
            written.put_some("maxItems", found.max_items.map(number));
            written.put_flag("uniqueItems", found.unique);
            written.put_some("maxTotalLength", found.max_total_length.map(number));
        }
        Type::Struct(inner) => written.put("fields", fields(&inner.fields)),
    }
}

fn item(ty: &Type) -> Value {
    let mut written = Object::new();
    shape(ty, false, &mut written);
    written.finish()
}

fn text_limits(limits: &StringLimits, written: &mut Object) {
    written.put_some("minLength", limits.min_length.map(number));
    written.put_some("maxLength", limits.max_length.map(number));
    written.put_some("maxBytes", limits.max_bytes.map(number));
    written.put_some("format", limits.format.map(|format| text(format.as_str())));
    written.put_some("pattern", limits.pattern.as_ref().map(text));
    written.put_filled("enum", texts(&limits.allowed));
}

fn range_limits<N: Display>(range: &Range<N>, written: &mut Object) {
    let key =
        |exclusive: bool, [plain, other]: [&'static str; 2]| if exclusive { other } else { plain };
    let [above, below] = range.exclusive;
    let (least, most) =
        (key(above, ["minimum", "exclusiveMinimum"]), key(below, ["maximum", "exclusiveMaximum"]));
    written.put_some(least, range.minimum.as_ref().map(number));
    written.put_some(most, range.maximum.as_ref().map(number));
    written.put_filled("enum", list(range.allowed.iter().map(number)));
}
