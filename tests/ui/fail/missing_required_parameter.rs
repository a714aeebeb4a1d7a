use ota_api::{Client, Error};

async fn cancel(client: &Client) -> Result<(), Error> {
    client
        .cancel_ota_task_by_device()
        .product_key("a1V4kdeAbCd")
        .device_name(["device1"])
        .send()
        .await?;
    Ok(())
}

fn main() {}
