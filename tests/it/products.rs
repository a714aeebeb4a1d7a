//! Clients of several products in one program.

use std::env;
use std::process::Command;

use ota_api::product::{AnyClient, Endpoints, Product, Service};
use ota_api::sign::Scheme;
use ota_api::{Credentials, Response};
use ota_emulator::Emulator;

use crate::canned::Canned;
use crate::contract::{envelopes, outside};
use crate::endpoints::service;
use crate::specs;

/// Operations of the same product as those of the SDK, one of them called alike.
mod namesake {
    ota_api::operations!("fixtures/namesake");
}

const DONE: &str = r#"{"RequestId":"1","Success":true,"Done":true}"#;

/// Runs a test of this file once more, in a process with these variables. Whether this is that process.
fn in_environment(test: &str, variables: &[(&str, &str)]) -> bool {
    const CHILD: &str = "OTA_TESTS_CHILD";
    if env::var_os(CHILD).is_some() {
        return true;
    }
    let kept = ["PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH"];
    let kept = kept.iter().filter_map(|name| Some((*name, env::var_os(name)?)));
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", &format!("products::{test}")])
        .env_clear()
        .envs(kept)
        .env(CHILD, "1")
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid")
        .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret")
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && shown.contains("1 passed"), "{shown}");
    false
}

#[tokio::test]
async fn the_clients_of_two_modules_work_side_by_side() {
    let canned = Canned::respond(200, "application/json", DONE).await;
    let letters = canned.builder_of::<envelopes::Client>().build().unwrap();
    let crates = canned.builder_of::<outside::Client>().build().unwrap();
    letters.weigh_letter().letter("l1").send().await.unwrap();
    crates.list_crates().shelf("A-1").page(1).send().await.unwrap();
    let requests = canned.requests();
    for (request, action, service) in [
        (&requests[0], "WeighLetter", envelopes::Client::SERVICE),
        (&requests[1], "ListCrates", outside::Client::SERVICE),
    ] {
        assert!(request.contains(&format!("x-acs-action: {action}\r\n")), "{request}");
        assert!(request.contains(&format!("x-acs-version: {}\r\n", service.version)), "{request}");
    }
}

#[tokio::test]
async fn an_own_operation_may_be_called_like_one_of_the_sdk() {
    let canned = Canned::respond(200, "application/json", DONE).await;
    let own = canned.builder_of::<namesake::Client>().build().unwrap();
    own.delete_ota_firmware().firmware_id("f1").reason("c1").send().await.unwrap();
    canned.client().delete_ota_firmware().firmware_id("f1").send().await.unwrap();
    let requests = canned.requests();
    assert!(requests[0].contains("Reason=c1") && !requests[1].contains("Reason"), "{requests:?}");
}

#[tokio::test]
async fn the_environment_sets_the_instance_of_every_service_that_has_one() {
    let variables = [("ALIBABA_CLOUD_REGION_ID", "cn-shanghai"), ("OTA_INSTANCE_ID", "iot-7")];
    let test = "the_environment_sets_the_instance_of_every_service_that_has_one";
    if !in_environment(test, &variables) {
        return;
    }
    let own = namesake::Client::from_env().await.unwrap();
    let request = namesake::DeleteOtaFirmware::builder().firmware_id("f1").reason("c1").build();
    assert!(own.dry_run(&request).unwrap().url().contains("IotInstanceId=iot-7"));
    let built_in = ota_api::Client::from_env().await.unwrap();
    let request = ota_api::operations::DeleteOtaFirmware::builder().firmware_id("f1").build();
    assert!(built_in.dry_run(&request).unwrap().url().contains("IotInstanceId=iot-7"));
    // This one has no such parameter.
    let other = envelopes::Client::from_env().await.unwrap();
    assert!(!other.call("Anything").dry_run().unwrap().url().contains("IotInstanceId"));
}

#[tokio::test]
async fn the_endpoint_of_one_product_comes_before_that_of_all() {
    let variables = [
        ("OTA_ENDPOINT_URL", "http://127.0.0.1:7180"),
        ("OTA_ENDPOINT_URL_IOT", "http://127.0.0.1:7181"),
    ];
    if !in_environment("the_endpoint_of_one_product_comes_before_that_of_all", &variables) {
        return;
    }
    let built_in = ota_api::Client::from_env().await.unwrap();
    assert_eq!(built_in.endpoint(), "http://127.0.0.1:7181/");
    let other = envelopes::Client::from_env().await.unwrap();
    assert_eq!(other.endpoint(), "http://127.0.0.1:7180/");
}

#[tokio::test]
async fn a_service_known_at_run_time_is_called_without_specs() {
    static SERVICE: Service = service(
        Endpoints {
            public: Some("later.{region}.example.com"),
            hosts: &[],
            vpc: None,
            vpc_hosts: &[],
            regions: &[],
            central: None,
        },
        &["Tenant"],
    );
    let canned = Canned::respond(200, "application/json", r#"{"RequestId":"1"}"#).await;
    let client = AnyClient::builder(&SERVICE)
        .region("cn-x")
        .endpoint(canned.endpoint())
        .credentials(Credentials::new("testid", "testsecret"))
        .parameter("Tenant", "t1")
        .build()
        .unwrap();
    let response: Response<()> = client.call("Look").send().await.unwrap();
    assert_eq!(response.request_id(), "1");
    let request = &canned.requests()[0];
    assert!(request.contains("x-acs-version: 2030-01-01"), "{request}");
    assert!(request.contains("Tenant=t1"), "{request}");
}

#[tokio::test]
async fn an_anonymous_operation_is_sent_without_credentials() {
    let emulator = Emulator::builder().specs(specs::fixture("envelopes")).start().await.unwrap();
    for scheme in [Scheme::V3, Scheme::V1] {
        let builder = || envelopes::Client::builder().endpoint(emulator.endpoint()).scheme(scheme);
        let keys = Credentials::new(emulator.key_id(), emulator.key_secret());
        let keyless = builder().anonymous().build().unwrap();
        for client in [&keyless, &builder().credentials(keys).build().unwrap()] {
            client.weigh_letter().letter("L1").send().await.unwrap();
            let request = envelopes::WeighLetter::builder().letter("L1").build();
            let unsent = client.dry_run(&request).unwrap();
            let shown =
                format!("{} {:?}", unsent.url(), unsent.signed().headers().collect::<Vec<_>>());
            for name in ["AccessKeyId", "Signature=", "SignatureMethod", "authorization"] {
                assert!(!shown.contains(name), "{shown}");
            }
        }
        let error = keyless.read_letter().letter("L1").send().await.unwrap_err();
        assert!(error.is_usage() && error.to_string().contains("needs credentials"), "{error}");
        // The emulator takes no other operation without a signature.
        let error = keyless.call("ReadLetter").parameter("Letter", "L1").anonymous().send().await;
        let code = error.unwrap_err().code().map(str::to_owned);
        assert!(code.as_deref().is_some_and(|code| code.starts_with("Missing")), "{code:?}");
        let error = builder().build().unwrap_err();
        assert!(error.to_string().contains("no credentials are set"), "{error}");
    }
    emulator.stop().await;
}
