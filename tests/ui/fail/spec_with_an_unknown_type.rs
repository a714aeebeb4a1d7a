//! One mistake in one spec gives one message: callers of it and of the others still compile.

mod sdk {
    ota_api::operations!("../specs/unknown_type");
}

async fn calls(client: &sdk::Client) -> Result<(), ota_api::Error> {
    client.ping().send().await?;
    client.rename_box().box_id("b1").new_name("b2").send().await?;
    Ok(())
}

fn main() {}
