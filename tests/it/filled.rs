//! Parameters that the client fills in: its region, and the token of a call.

use ota_api::Credentials;
use ota_api::sign::Scheme;
use ota_emulator::Emulator;
use ota_spec::wire;

use crate::canned::Canned;
use crate::specs;

mod all_types {
    ota_api::operations!("fixtures/all_types");
}

use all_types::{Client, ClientBuilder, ShipBoxes, SortBoxes};

fn client(endpoint: &str, scheme: Scheme) -> ClientBuilder {
    let builder = Client::builder().endpoint(endpoint).scheme(scheme);
    builder.credentials(Credentials::new("testid", "testsecret"))
}

/// A request that sets what only a caller knows.
macro_rules! request {
    () => {
        ShipBoxes::builder()
            .route(all_types::ShipBoxesRoute::default().from("Here"))
            .carrier_name("Slow")
    };
}

/// Everything that is sent, in query and body.
fn sent(builder: ClientBuilder, request: &ShipBoxes) -> Vec<(String, String)> {
    let unsent = builder.build().unwrap().dry_run(request).unwrap();
    let mut pairs = wire::parse_query(unsent.signed().query()).unwrap();
    pairs.extend(wire::parse_query(unsent.signed().body().unwrap_or_default()).unwrap());
    pairs
}

fn values<'a>(pairs: &'a [(String, String)], name: &str) -> Vec<&'a str> {
    let named = pairs.iter().filter(|(known, _)| known == name);
    named.map(|(_, value)| value.as_str()).collect()
}

const NOWHERE: &str = "http://127.0.0.1:9";

#[test]
fn the_region_is_sent_once_whoever_sets_it() {
    for scheme in [Scheme::V3, Scheme::V1] {
        let of_client = || client(NOWHERE, scheme).region("cn-shanghai");
        let pairs = sent(of_client(), &request!().build());
        assert_eq!(values(&pairs, "RegionId"), ["cn-shanghai"], "{scheme:?}");
        let own = request!().region_id("eu-west-1").build();
        for builder in [of_client(), client(NOWHERE, scheme)] {
            assert_eq!(values(&sent(builder, &own), "RegionId"), ["eu-west-1"], "{scheme:?}");
        }
    }
}

#[test]
fn a_region_that_nobody_sets_is_missing_before_anything_is_sent() {
    let client = client(NOWHERE, Scheme::V3).build().unwrap();
    let error = client.dry_run(&request!().build()).unwrap_err();
    let found: Vec<String> = error.violations().iter().map(ToString::to_string).collect();
    assert_eq!(found, ["`RegionId` is required but not set"]);
}

#[test]
fn a_parameter_called_like_a_common_one_takes_its_place() {
    let own = request!().format("ZPL").build();
    for (scheme, region) in [(Scheme::V3, None), (Scheme::V1, Some("cn-shanghai"))] {
        let builder = client(NOWHERE, scheme).region(region.unwrap_or("cn-beijing"));
        assert_eq!(values(&sent(builder, &own), "Format"), ["ZPL"], "{scheme:?}");
    }
}

#[test]
fn every_call_has_a_token_of_its_own() {
    let (first, second) = (request!().build(), request!().build());
    let token = |request: &ShipBoxes| {
        let pairs = sent(client(NOWHERE, Scheme::V3).region("cn-shanghai"), request);
        values(&pairs, "ClientToken").concat()
    };
    let tokens = [token(&first), token(&first), token(&second)];
    assert!(tokens.iter().all(|token| token.len() == 32), "{tokens:?}");
    assert!(tokens[0] != tokens[1] && tokens[1] != tokens[2], "{tokens:?}");
    let kept = ota_api::new_client_token().unwrap();
    assert_eq!(token(&request!().client_token(kept.as_str()).build()), kept);
}

#[tokio::test]
async fn an_error_gives_the_token_back() {
    let canned = Canned::respond(500, "text/plain", "oh").await;
    let client = canned.builder_of::<Client>().region("cn-shanghai").build().unwrap();
    let error = client.send(&request!().build()).await.unwrap_err();
    let token = error.client_token().unwrap().to_owned();
    assert_eq!(token.len(), 32);
    assert!(error.hint().unwrap().contains("`client_token`") && !error.is_retryable(), "{error}");
    let again = request!().client_token(token.as_str()).build();
    let error = client.send(&again).await.unwrap_err();
    assert_eq!(error.client_token(), Some(token.as_str()));
}

#[tokio::test]
async fn the_emulator_takes_filled_parameters_in_both_schemes() {
    let emulator = Emulator::builder().specs(specs::fixture("all_types")).start().await.unwrap();
    for scheme in [Scheme::V3, Scheme::V1] {
        let builder = client(emulator.endpoint(), scheme).region("cn-shanghai");
        let client = builder.build().unwrap();
        client.send(&request!().build()).await.unwrap();
        let received = emulator.requests().requests.pop().unwrap();
        let parameter = |name: &str| received.parameters.get(name).map(String::as_str);
        assert_eq!(parameter("RegionId"), Some("cn-shanghai"), "{scheme:?}");
        assert_eq!(parameter("ClientToken").map(str::len), Some(32), "{scheme:?}");
    }
    emulator.stop().await;
}

#[test]
fn a_replaced_parameter_is_demanded_and_can_be_set_once_on_the_client() {
    let request = SortBoxes::builder().order("up").build();
    let of_client = |tenant: Option<&str>| {
        let builder = client("http://127.0.0.1:9", Scheme::V3).parameter("Lane", "left");
        let builder = tenant.into_iter().fold(builder, |all, one| all.parameter("Tenant", one));
        builder.build().unwrap().dry_run(&request)
    };
    let sent = of_client(Some("t-1")).unwrap();
    assert_eq!(sent.signed().body(), Some("Tenant=t-1"));
    assert!(!sent.signed().query().contains("Lane"), "{}", sent.signed().query());
    let violation = |tenant| of_client(tenant).unwrap_err().violations()[0].to_string();
    assert_eq!(violation(None), "`Tenant` is required but not set");
    assert_eq!(violation(Some("t")), "`Tenant` must have at least 2 characters, not 1");
}
