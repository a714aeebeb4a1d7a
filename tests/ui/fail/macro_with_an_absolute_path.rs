ota_api::operations!("/etc/specs");

fn main() {}
