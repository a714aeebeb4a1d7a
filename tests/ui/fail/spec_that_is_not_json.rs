mod sdk {
    ota_api::operations!("../specs/not_json");
}

async fn calls(client: &sdk::Client) -> Result<(), ota_api::Error> {
    client.ping().send().await?;
    client.rename_box().box_id("b1").new_name("b2").send().await?;
    Ok(())
}

fn main() {}
