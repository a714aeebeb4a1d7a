//! Names that get in the way: keywords, the prelude, methods of builders and of the client.
#![deny(warnings, missing_docs)]

/// The fixture.
pub mod obstacles {
    ota_api::operations!("../../fixtures/obstacle_course");
}

use obstacles::{Option, Some};

/// Never called: it has to compile.
pub async fn calls(client: &obstacles::Client) -> Result<(), Box<dyn std::error::Error>> {
    let request = Option::builder()
        .r#type("a")
        .option("b")
        .result("c")
        .self_("d")
        .super_("e")
        .some(Some::Self_)
        .vec(["f"])
        .send_("g")
        .build_("h")
        .r#async(true)
        .crate_("i")
        .build();
    client.send(&request).await?;
    client.clone_().send().await?;
    client.r#type().self_("a").send().await?;
    client.default().send().await?;
    let (odd, way) = (obstacles::OddABPair::default(), obstacles::RunABTestABWay::c_d_way());
    let test = client.run_a_b_test().group_a("a").group_b(["b"]).a_b_way(way).pair(odd);
    test.wait_until_a_b_done().await?;
    Ok(())
}

fn main() {}
