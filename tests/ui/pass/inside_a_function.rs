//! The macro inside the body of a function, which no path leads to.

/// Never called: it has to compile.
pub async fn calls() -> Result<(), ota_api::Error> {
    ota_api::operations!("../../fixtures/outside", only = ["QueryShelf"]);

    let client = Client::from_env().await?;
    client.query_shelf().shelf("A-1").send().await?;
    Ok(())
}

fn main() {}
