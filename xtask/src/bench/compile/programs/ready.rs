//! One call through the operations that `ota-api` brings along.

use ota_api::Client;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::from_env().await?;
    let firmware = std::env::args().nth(1).unwrap_or_default();
    let response = client.delete_ota_firmware().firmware_id(firmware).send().await?;
    println!("{}", response.request_id());
    Ok(())
}
