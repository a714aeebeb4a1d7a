ota_api::operations!();

fn main() {}
