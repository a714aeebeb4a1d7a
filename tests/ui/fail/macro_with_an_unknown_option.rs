ota_api::operations!("../../fixtures/minimal", blocking);

fn main() {}
