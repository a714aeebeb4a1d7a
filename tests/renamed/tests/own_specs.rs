//! Operations from a crate's own specs are called like those of the SDK.

use std::path::Path;

use ota_emulator::Emulator;
use ota_renamed::boxes::{Client, Color, PackBoxTag, Size};
use update_sdk::Credentials;

#[tokio::test]
async fn an_own_operation_is_called_over_http() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs");
    let spec = ota_spec::load("specs", ota_spec::read_folder(&folder).unwrap()).unwrap();
    let emulator = Emulator::builder().specs(spec).start().await.unwrap();
    let client = Client::builder()
        .endpoint(emulator.endpoint())
        .credentials(Credentials::new(emulator.key_id(), emulator.key_secret()))
        .parameter("Tenant", "t")
        .build()
        .unwrap();
    let response = client
        .pack_box()
        .box_id("b1")
        .count(3)
        .tint(Color::DeepRed)
        .sizes([Size::default().width(3).tint("Green")])
        .tag([PackBoxTag::default().key("k")])
        .send()
        .await
        .unwrap();
    assert_eq!(response.data[0].name.as_deref(), Some("cup"));
    assert_eq!(response.data[0].parts, ["lid", "rim"]);
    assert_eq!(response.codes, [7, 8]);
    assert_eq!(response.total, Some(2));
    assert_eq!(response.extra.as_ref().and_then(|extra| extra.share), Some(0.25));
    let size = response.data[0].size.as_ref().unwrap();
    assert_eq!(size.tint.as_ref().map(ToString::to_string).as_deref(), Some("Blue"));
    emulator.stop().await;
}
