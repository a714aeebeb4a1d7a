//! One operation out of a folder, with the types it needs and no others.
#![deny(warnings, missing_docs)]

/// The fixture.
pub mod looking {
    ota_api::operations!("../../fixtures/outside", only = ["QueryShelf", "ListCrates"]);
}

/// Called like the type that only the other operations use: it is free.
pub struct Handling;

use looking::*;

/// Never called: it has to compile.
pub async fn calls(client: &Client) -> Result<(), ota_api::Error> {
    let response = client.query_shelf().shelf("A-1").send().await?;
    assert_eq!(response.state, Some(ShelfState::Ready));
    client.list_crates().shelf("A-1").page(1).send().await?;
    Ok(())
}

fn main() {
    let _ = Handling;
}
