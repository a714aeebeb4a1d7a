//! One operation, written by hand.

use serde::{Deserialize, Serialize};

/// Deletes an update package.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteOtaFirmware {
    /// The package.
    pub firmware_id: String,
    /// The instance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iot_instance_id: Option<String>,
}

/// The response.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteOtaFirmwareResponse {
    /// The ID of the request.
    pub request_id: String,
    /// Whether it worked.
    pub success: bool,
    /// The error code, if it did not.
    pub code: Option<String>,
    /// The error message.
    pub error_message: Option<String>,
}

/// Sends the call.
pub async fn delete_ota_firmware(
    http: &reqwest::Client,
    endpoint: &str,
    request: &DeleteOtaFirmware,
) -> Result<DeleteOtaFirmwareResponse, Box<dyn std::error::Error>> {
    let body = serde_json::to_vec(request)?;
    let call = http.post(endpoint).header("content-type", "application/json").body(body);
    let bytes = call.send().await?.error_for_status()?.bytes().await?;
    Ok(serde_json::from_slice(&bytes)?)
}
