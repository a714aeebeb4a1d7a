//! One call with nothing but an HTTP library and serde.

use generated::{DeleteOtaFirmware, delete_ota_firmware};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let http = reqwest::Client::builder().tls_backend_preconfigured(tls()?).build()?;
    let firmware_id = std::env::args().nth(1).unwrap_or_default();
    let request = DeleteOtaFirmware { firmware_id, iot_instance_id: None };
    let deleted = delete_ota_firmware(&http, "https://iot.cn-shanghai.aliyuncs.com", &request).await?;
    println!("{}", deleted.request_id);
    Ok(())
}
