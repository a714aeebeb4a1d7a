//! Every word of the spec language.
#![deny(warnings, missing_docs)]

/// The fixture.
pub mod all_types {
    ota_api::operations!("../../fixtures/all_types");
}

/// The smallest one.
pub mod minimal {
    ota_api::operations!("../../fixtures/minimal");
}

use all_types::{Color, PackBox, PackBoxTag, Size};

/// Arrays up to the limit, vectors and slices are lists.
pub fn lists(names: &[i32], sizes: Vec<Size>) -> PackBox {
    let request = PackBox::builder().numbers([1, 2, 3]).numbers(names).numbers(vec![1]);
    let request = request.sizes(sizes).tag([PackBoxTag::default().key("k").value("v")]);
    request.box_id("b1").count(3).tint(Color::Green).build()
}

fn main() {
    let _ = minimal::Ping::default();
    let request = lists(&[4], vec![Size::default().width(1)]);
    assert_eq!(request.numbers, [1]);
    assert_eq!(Color::from("DEEPRED"), Color::DeepRed);
    assert_eq!(Color::from("new").to_string(), "new");
}
