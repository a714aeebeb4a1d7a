//! One call through operations that this project generates.

use generated::Client;
use ota_api::Credentials;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::builder()
        .region("cn-shanghai")
        .credentials(Credentials::from_env()?)
        .build()?;
    let firmware = std::env::args().nth(1).unwrap_or_default();
    let response = client.delete_ota_firmware().firmware_id(firmware).send().await?;
    println!("{}", response.request_id());
    Ok(())
}
