ota_api::operations!("../../fixtures/outsid");

fn main() {}
