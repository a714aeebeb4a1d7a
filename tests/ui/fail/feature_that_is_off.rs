ota_api::operations!("../../fixtures/outside", features);

fn call(client: &ota_api::Client) {
    client.query_shelf().shelf("A-1").send();
}

fn main() {}
