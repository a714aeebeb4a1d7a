#![deny(deprecated)]

mod outside {
    ota_api::operations!("../../fixtures/outside");
}

fn main() {
    let _ = outside::StoreCrates::builder().old(true);
}
