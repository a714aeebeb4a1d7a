use ota_api::{Client, Error};

async fn delete(client: &Client) -> Result<(), Error> {
    client.delete_ota_firmware().send().await?;
    Ok(())
}

fn main() {}
