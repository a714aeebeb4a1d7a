ota_api::operations!("../../fixtures/minimal");
ota_api::operations!("../../fixtures/minimal");

fn main() {}
