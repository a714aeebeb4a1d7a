//! Clients of two products against one emulator that serves both.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ota_api::Credentials;
use ota_credentials::{
    AccessKey, AssumeRole, Cached, Environment, Loaded, Loading, Oidc, Provider, Role,
};
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

#[tokio::test]
async fn roles_are_taken_on_at_an_emulator_of_the_service() {
    let specs = specs::folder("specs-sts");
    let emulator = Emulator::builder().specs(specs).start().await.unwrap();
    let environment = Environment::fixed([("OTA_ENDPOINT_URL_STS", emulator.endpoint())]);
    let role = || Role::new("acs:ram::1000000000000001:role/updater").session_name("nightly");
    let key = |secret| AccessKey::new(Credentials::new(emulator.key_id(), secret));
    let taken = AssumeRole::new(environment.clone(), key(emulator.key_secret()), role());
    let taken = taken.load().await.unwrap();
    assert_eq!((taken.credentials().key_id(), taken.provider()), ("STS.exampleid", "ram_role_arn"));
    assert!(taken.credentials().expiration().is_some());
    let error = AssumeRole::new(environment.clone(), key("another"), role()).load().await;
    let error = error.unwrap_err().to_string();
    assert!(error.contains("STS refused with `SignatureDoesNotMatch`"), "{error}");

    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("token");
    std::fs::write(&file, "header.claims.signature").unwrap();
    let pod = Oidc::new(environment, "acs:ram::1000000000000001:oidc-provider/c", file, role());
    assert_eq!(pod.load().await.unwrap().credentials().security_token(), Some("exampletoken"));
}

/// A provider whose first key has ended.
#[derive(Debug, Default)]
struct Ended(AtomicUsize);

impl Provider for Ended {
    fn load(&self) -> Loading<'_> {
        let keys = [("STS.one", "first", "CAIS+one"), ("STS.two", "second", "CAIS+two")];
        let (id, secret, token) = keys[self.0.fetch_add(1, Ordering::SeqCst).min(1)];
        let key = Credentials::new(id, secret).with_security_token(token);
        Box::pin(async { Ok(Loaded::new(key, "ended")) })
    }
}

#[tokio::test]
async fn a_key_that_has_ended_is_replaced_and_the_call_sent_once_more() {
    let moment = Duration::from_nanos(1);
    let emulator = Emulator::builder()
        .temporary_credentials("STS.one", "first", "CAIS+one", moment)
        .temporary_credentials("STS.two", "second", "CAIS+two", Duration::from_secs(3600));
    let emulator = emulator.start().await.unwrap();
    let client = ota_api::Client::builder().endpoint(emulator.endpoint());
    let client = client.credentials(Cached::new(Ended::default())).build().unwrap();
    // A call that must not act twice.
    let call = client.create_ota_module().product_key("a1V4kdeAbCd").module_name("lamp");
    call.send().await.unwrap();
    client.delete_ota_firmware().firmware_id("s8SSHiKjpBfrM3BSN0z803").send().await.unwrap();
    assert_eq!(emulator.requests().requests.len(), 3);
}
