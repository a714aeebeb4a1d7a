//! One call through a client that progenitor generates with builders.

use generated::Client;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let http = reqwest::Client::builder().tls_backend_preconfigured(tls()?).build()?;
    let client = Client::new_with_client("https://iot.cn-shanghai.aliyuncs.com", http);
    let firmware = std::env::args().nth(1).unwrap_or_default();
    let response = client.delete_ota_firmware().firmware_id(firmware).send().await?;
    println!("{}", response.into_inner().request_id);
    Ok(())
}
