//! The calls that the README shows.

use ota_api::operations::CreateOtaStaticUpgradeJobTarget;
use ota_api::{Client, Error};

/// Never called: it has to compile.
pub async fn calls(client: &Client, names: Vec<String>) -> Result<(), Box<dyn std::error::Error>> {
    let (f, p, job) = ("T0F5b5tpFnHQrgfk030100", "a1V4kdeAbCd", "wahVIzGkCMuAUE2gDERM02");
    client.create_ota_static_upgrade_job().firmware_id(f).product_key(p)
        .target(CreateOtaStaticUpgradeJobTarget::gray("33.33")).send().await?;

    let mut tasks = client.list_ota_task_by_job().job_id(job).items();
    while let Some(task) = tasks.next().await { println!("{:?}", task?.task_status); }

    let parts = client.cancel_ota_task_by_device().firmware_id(f).product_key(p).device_name(names)
        .send_parts().await?;

    let mut all = client.cancel_ota_task_by_device().firmware_id(f).product_key(p)
        .send_parts().lines("devices.txt").journal("cancel.journal").stream();
    while let Some(part) = all.next().await { println!("{:?}", part?.outcome()); }
    assert!(parts.is_complete());

    client.query_ota_firmware().firmware_id(f).wait_until_verified().await?;
    Ok(())
}

/// The call of the first screen.
pub async fn delete(client: &Client) -> Result<(), Error> {
    client.delete_ota_firmware().firmware_id("T0F5b5tpFnHQrgfk030100").send().await?;
    Ok(())
}

/// The first program.
pub async fn first() -> Result<(), Error> {
    let client = Client::from_env().await?;
    let response = client
        .cancel_ota_task_by_device()
        .product_key("a1V4kdeAbCd")
        .firmware_id("T0F5b5tpFnHQrgfk030100")
        .device_name(["device1", "device2"])
        .send()
        .await?;
    println!("done: request {}", response.request_id());
    Ok(())
}

fn main() {}
