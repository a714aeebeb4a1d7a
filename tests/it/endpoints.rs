//! Where requests go.

use ota_api::{Client, ClientBuilder, Credentials, Network, Region, region};

use ota_api::product::{AnyClient, Endpoints, EnvelopeNames, Service};

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

/// A service with these hosts and inherited parameters.
pub(crate) const fn service(endpoints: Endpoints, parameters: &'static [&'static str]) -> Service {
    Service {
        product: "Zoo",
        version: "2030-01-01",
        endpoints,
        envelope: EnvelopeNames {
            request_id: "RequestId",
            success: None,
            success_codes: &[],
            code: "Code",
            message: "Message",
        },
        parameters,
        secrets: &[],
        errors: &[],
    }
}

pub(crate) const NOWHERE: Endpoints =
    Endpoints { public: None, hosts: &[], vpc: None, vpc_hosts: &[], regions: &[], central: None };

/// Hosts that follow no pattern, and a central one for some other regions.
static HOSTS: Service = service(
    Endpoints {
        hosts: &[("cn-x", "zoo.x.example.com"), ("cn-y", "y.example.net")],
        vpc_hosts: &[("cn-x", "zoo-vpc.x.example.com")],
        central: Some(("zoo.example.com", &["eu-x"])),
        ..NOWHERE
    },
    &[],
);

/// A central host for every region but one.
static CENTRAL: Service = service(
    Endpoints {
        hosts: &[("cn-x", "zoo.x.example.com")],
        central: Some(("zoo.example.com", &[])),
        ..NOWHERE
    },
    &[],
);

/// One host for everything.
static ONE_HOST: Service =
    service(Endpoints { central: Some(("zoo.example.com", &[])), ..NOWHERE }, &[]);

fn found(service: &'static Service, region: Option<&str>, network: Network) -> String {
    let builder = AnyClient::builder(service).credentials(Credentials::new("testid", "testsecret"));
    let builder = region.into_iter().fold(builder, |builder, region| builder.region(region));
    match builder.network(network).build() {
        Ok(client) => client.endpoint().to_owned(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn regions_may_have_hosts_that_follow_no_pattern() {
    for (region, host) in
        [("cn-x", "zoo.x.example.com"), ("cn-y", "y.example.net"), ("eu-x", "zoo.example.com")]
    {
        assert_eq!(found(&HOSTS, Some(region), Network::Public), format!("https://{host}/"));
    }
    assert_eq!(found(&HOSTS, Some("cn-x"), Network::Vpc), "https://zoo-vpc.x.example.com/");
    let error = found(&HOSTS, Some("cn-y"), Network::Vpc);
    assert!(error.contains("no endpoint in the private network of `cn-y`"), "{error}");
    let error = found(&HOSTS, None, Network::Public);
    assert!(error.contains("no region or endpoint is set"), "{error}");
}

#[test]
fn a_region_without_any_host_is_an_error_with_a_near_name() {
    let error = found(&HOSTS, Some("cn-xx"), Network::Public);
    assert!(error.contains("`cn-xx` is not known as a region of `Zoo`"), "{error}");
    assert!(error.contains("did you mean `cn-x`?"), "{error}");
}

#[test]
fn a_central_host_without_regions_serves_all_that_have_no_other() {
    for (region, host) in [("cn-x", "zoo.x.example.com"), ("cn-z", "zoo.example.com")] {
        assert_eq!(found(&CENTRAL, Some(region), Network::Public), format!("https://{host}/"));
    }
    assert!(found(&CENTRAL, None, Network::Public).contains("no region"));
}

#[test]
fn a_service_with_one_host_needs_no_region() {
    assert_eq!(found(&ONE_HOST, None, Network::Public), "https://zoo.example.com/");
    assert_eq!(found(&ONE_HOST, Some("cn-x"), Network::Public), "https://zoo.example.com/");
    assert!(found(&ONE_HOST, None, Network::Vpc).contains("no region"));
}
