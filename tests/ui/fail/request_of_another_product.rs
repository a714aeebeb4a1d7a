mod letters {
    ota_api::operations!("../../fixtures/envelopes");
}

async fn send(client: &ota_api::Client) {
    let request = letters::WeighLetter::builder().letter("L1").build();
    let _ = client.send(&request).await;
    let _ = client.dry_run(&request);
}

fn main() {}
