//! Structs that hold themselves, directly or through others.

use ota_api::Credentials;
use ota_api::sign::Format;
use ota_emulator::Emulator;

use crate::canned::Canned;
use crate::contract::all_types::{Branch, Client, Grove, SortBoxes, Tree};
use crate::specs;

fn client(endpoint: &str) -> Client {
    let credentials = Credentials::new("testid", "testsecret");
    Client::builder().endpoint(endpoint).credentials(credentials).build().unwrap()
}

/// A branch with as many behind it.
fn row(behind: usize) -> Branch {
    let first = Branch::default().name("end");
    (0..behind).fold(first, |next, _| Branch::default().name("b").next(next))
}

fn with_root(root: Branch) -> SortBoxes {
    SortBoxes::builder().tenant("t-1").root(root).build()
}

/// What the client says about a request, if it is refused.
fn violations(request: &SortBoxes) -> Vec<String> {
    let judged = client("http://127.0.0.1:9").dry_run(request);
    judged.err().iter().flat_map(|error| error.violations()).map(ToString::to_string).collect()
}

#[test]
fn limits_hold_at_any_depth() {
    let root = Branch::default().name("r").by_name([("a", row(0).next(Branch::default()))]);
    assert_eq!(
        violations(&with_root(root)),
        [
            "`Root.ByName.a.Next` must have a member that is set",
            "`Root.ByName.a.Next.Name` is required but not set",
        ]
    );
    let low = Tree::default().grove(Grove::default().trees(vec![Tree::default().height(0)]));
    let request = SortBoxes::builder().tenant("t-1").plan(low).build();
    assert_eq!(violations(&request), ["`Plan.Grove.Trees.1.Height` must be at least 1, not 0"]);
}

#[tokio::test]
async fn requests_nest_as_deep_as_names_have_parts_and_no_deeper() {
    let emulator = Emulator::builder().specs(specs::fixture("all_types"));
    let emulator = emulator.start().await.unwrap();
    // The name of the last is `Root`, one part for each behind it, and `Name`.
    let deepest = with_root(row(62));
    client(emulator.endpoint()).send(&deepest).await.unwrap();
    emulator.stop().await;
    let found = violations(&with_root(row(63)));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].ends_with("must nest at most 64 levels deep"), "{found:?}");
    assert!(violations(&with_root(row(1000)))[0].ends_with("must nest at most 64 levels deep"));
}

#[tokio::test]
async fn responses_are_read_to_their_end_and_refused_where_they_have_none() {
    let json = |levels: usize| {
        let (open, close) = ("{\"Name\":\"b\",\"Next\":".repeat(levels), "}".repeat(levels));
        format!(
            "{{\"RequestId\":\"R\",\"Success\":true,\"Root\":{open}{{\"Name\":\"end\"}}{close}}}"
        )
    };
    let xml = |levels: usize| {
        let (open, close) = ("<Next><Name>b</Name>".repeat(levels), "</Next>".repeat(levels));
        format!(
            "<SortBoxesResponse><RequestId>R</RequestId><Success>true</Success><Root><Name>b</Name>\
             {open}<Next><Name>end</Name></Next>{close}</Root></SortBoxesResponse>"
        )
    };
    let request = SortBoxes::builder().tenant("t-1").build();
    let json_client = |canned: &Canned| canned.builder_of::<Client>().build().unwrap();
    let canned = Canned::respond(200, "application/json", json(100)).await;
    let response = json_client(&canned).send(&request).await.unwrap();
    assert_eq!(response.root, Some(row(100)));
    let xml_client =
        |canned: &Canned| canned.builder_of::<Client>().format(Format::Xml).build().unwrap();
    let canned = Canned::respond(200, "text/xml", xml(99)).await;
    let response = xml_client(&canned).send(&request).await.unwrap();
    assert_eq!(response.root, Some(row(100)));
    for levels in [1_000, 100_000] {
        let canned = Canned::respond(200, "application/json", json(levels)).await;
        let error = json_client(&canned).send(&request).await.unwrap_err();
        assert!(error.to_string().contains("recursion limit"), "{error}");
        let canned = Canned::respond(200, "text/xml", xml(levels)).await;
        let error = xml_client(&canned).send(&request).await.unwrap_err();
        assert!(error.to_string().contains("nest"), "{error}");
    }
}
