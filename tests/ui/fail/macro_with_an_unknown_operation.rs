ota_api::operations!("../../fixtures/outside", only = ["QueryShelves"]);

fn main() {}
