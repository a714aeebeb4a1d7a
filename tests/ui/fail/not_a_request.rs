async fn send(client: &ota_api::Client) {
    let _ = client.send(&"DeleteOTAFirmware").await;
}

fn main() {}
