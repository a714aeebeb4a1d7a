//! Where requests go.

use ota_api::{Client, ClientBuilder, Credentials, Network, Region, region};

use crate::specs;

fn builder() -> ClientBuilder {
    Client::builder().credentials(Credentials::new("testid", "testsecret"))
}

fn endpoint(region: &str, network: Network) -> String {
    builder().region(region).network(network).build().unwrap().endpoint().to_owned()
}

#[test]
fn regions_with_the_service_have_endpoints_of_their_own() {
    let spec = specs::repository();
    assert_eq!(spec.service.endpoints.regions.len(), 8);
    for region in &spec.service.endpoints.regions {
        let id = &region.id;
        assert_eq!(endpoint(id, Network::Public), format!("https://iot.{id}.aliyuncs.com/"));
        assert_eq!(endpoint(id, Network::Vpc), format!("https://iot-vpc.{id}.aliyuncs.com/"));
    }
}

#[test]
fn other_known_regions_share_the_central_endpoint() {
    let central = specs::repository().service.endpoints.central.unwrap();
    assert_eq!(central.regions.len(), 47);
    for region in &central.regions {
        assert_eq!(endpoint(region, Network::Public), "https://iot.aliyuncs.com/");
    }
}

#[test]
fn a_region_that_is_not_known_follows_the_pattern() {
    let expected = "https://iot.moon-north-1.aliyuncs.com/";
    assert_eq!(endpoint("moon-north-1", Network::Public), expected);
}

#[test]
fn a_region_constant_is_its_id() {
    assert_eq!(region::CN_SHANGHAI, Region::from("cn-shanghai"));
    let client = builder().region(region::EU_CENTRAL_1).build().unwrap();
    assert_eq!(client.endpoint(), "https://iot.eu-central-1.aliyuncs.com/");
}

#[test]
fn what_cannot_be_a_region_is_refused() {
    for text in ["", "CN-SHANGHAI", "cn_shanghai", "a.b", "evil.example.com/", "cn-shanghai\n"] {
        assert!(builder().region(text).build().unwrap_err().is_usage(), "{text:?}");
    }
}

#[test]
fn an_endpoint_wins_over_the_region() {
    let client = builder().region("cn-shanghai").endpoint("http://127.0.0.1:8700").build().unwrap();
    assert_eq!(client.endpoint(), "http://127.0.0.1:8700/");
    assert_eq!(client.region().map(Region::as_str), Some("cn-shanghai"));
}

#[test]
fn neither_region_nor_endpoint_is_an_error_that_says_so() {
    let error = builder().build().unwrap_err();
    assert!(
        error.is_usage() && error.to_string().contains("no region or endpoint is set"),
        "{error}"
    );
    let error = Client::builder().region("cn-shanghai").build().unwrap_err();
    assert!(error.to_string().contains("no credentials are set"), "{error}");
}

#[test]
fn a_client_can_be_shared_between_threads() {
    fn shared<T: Send + Sync + Clone + 'static>() {}
    shared::<Client>();
    fn sent<T: Send>(_: T) {}
    let client = builder().region("cn-shanghai").build().unwrap();
    sent(client.delete_ota_firmware().firmware_id("f").send());
}

#[tokio::test]
async fn a_region_without_an_address_is_told_with_the_ones_there_are() {
    // A name has at most 63 characters between dots, so nobody is asked for this one.
    let region = "x".repeat(64);
    let client = builder().region(&*region).no_proxy().build().unwrap();
    let error = client.delete_ota_firmware().firmware_id("f").send().await.unwrap_err();
    let shown = error.to_string();
    assert!(!error.outcome_unknown(), "{error:?}");
    assert!(shown.contains(&format!("host `iot.{region}.aliyuncs.com`")), "{shown}");
    assert!(shown.contains("regions that have it: `cn-shanghai`, `cn-beijing`"), "{error:?}");
}
