//! Generated code does the same in any surroundings.

use ota_surroundings::{primitives, without};

#[test]
fn a_builder_with_many_required_parameters_is_shown() {
    let builder = without::deprecated::NameRelic::builder().word_a("urn");
    assert!(format!("{builder:?}").contains("urn"));
}

#[test]
fn fields_have_primitive_types_where_their_names_are_taken() {
    let size = primitives::all_types::Size::default().width(3_i32);
    assert_eq!(size.width, Some(3));
}
