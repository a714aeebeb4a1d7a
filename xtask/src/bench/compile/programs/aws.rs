//! One call through the SDK of another platform.

use aws_sdk_iot::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_iot::{Client, Config};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let variable = |name| std::env::var(name);
    let credentials = Credentials::new(
        variable("AWS_ACCESS_KEY_ID")?,
        variable("AWS_SECRET_ACCESS_KEY")?,
        None,
        None,
        "environment",
    );
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-central-1"))
        .credentials_provider(credentials)
        .build();
    let update = std::env::args().nth(1).unwrap_or_default();
    Client::from_conf(config).delete_ota_update().ota_update_id(update).send().await?;
    Ok(())
}
