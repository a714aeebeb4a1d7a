ota_api::operations!("../../fixtures/outside", inherent);

fn main() {}
