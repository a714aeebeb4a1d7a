//! The macro inside the body of a function, which no path leads to.

/// Never called: it has to compile.
pub async fn calls(client: &ota_api::Client) -> Result<(), ota_api::Error> {
    ota_api::operations!("../../fixtures/outside", only = ["QueryShelf"]);

    client.query_shelf().shelf("A-1").send().await?;
    Ok(())
}

fn main() {}
