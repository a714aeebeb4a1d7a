//! Clients of two products against one emulator that serves both.

use ota_api::Credentials;
use ota_emulator::{Emulator, embedded_specs};

use crate::contract::sts;
use crate::specs;

#[tokio::test]
async fn two_products_at_one_address_answer_their_own_clients() {
    let builder = Emulator::builder().specs(embedded_specs().unwrap());
    let emulator = builder.specs(specs::folder("specs-sts")).start().await.unwrap();
    let credentials = || Credentials::new(emulator.key_id(), emulator.key_secret());
    let ota = ota_api::Client::builder().endpoint(emulator.endpoint()).credentials(credentials());
    let ota = ota.build().unwrap();
    let sts = sts::Client::builder().endpoint(emulator.endpoint()).credentials(credentials());
    let sts = sts.build().unwrap();

    ota.delete_ota_firmware().firmware_id("s8SSHiKjpBfrM3BSN0z803").send().await.unwrap();
    let caller = sts.get_caller_identity().send().await.unwrap();
    assert_eq!(caller.account_id.as_deref(), Some("1000000000000001"));
    assert_eq!(caller.identity_type, Some(sts::IdentityType::RamUser));
    let role = "acs:ram::1000000000000001:role/updater";
    let taken = sts.assume_role().role_arn(role).role_session_name("nightly").send().await.unwrap();
    let key = taken.credentials.as_ref().unwrap();
    assert_eq!(key.access_key_id.as_deref(), Some("STS.exampleid"));
    // Neither the secret nor the token is shown.
    let shown = format!("{taken:?}");
    assert!(!shown.contains("examplesecret") && !shown.contains("exampletoken"), "{shown}");
    // The token is sent in place of a signature, with any key.
    let stranger = sts::Client::builder().endpoint(emulator.endpoint());
    let stranger = stranger.credentials(Credentials::new("nobody", "nothing")).build().unwrap();
    let taken = stranger.assume_role_with_oidc().oidc_provider_arn("acs:ram::1:oidc-provider/c");
    let taken = taken.role_arn(role).oidc_token("header.claims.signature");
    let taken = taken.role_session_name("nightly").send().await.unwrap();
    assert_eq!(taken.oidc_token_info.as_ref().unwrap().subject.as_deref(), Some("pod-1"));
    let error = stranger.get_caller_identity().send().await.unwrap_err();
    assert_eq!(error.code(), Some("InvalidAccessKeyId.NotFound"), "{error}");

    let call = sts.call("AssumeRole").parameter("RoleArn", role).parameter("RoleSessionName", "?!");
    let error = call.send().await.unwrap_err();
    assert_eq!(error.code(), Some("InvalidRoleSessionName"), "{error}");
}
