//! Rules between the members of structs: the client refuses what breaks one, and names the element.

use ota_api::Credentials;

use crate::contract::all_types::{Client, Color, SortBoxes, SortBoxesStops, Span, Stack};

/// What the client says about a request, if it is refused.
fn violations(request: &SortBoxes) -> Vec<String> {
    let credentials = Credentials::new("testid", "testsecret");
    let client = Client::builder().endpoint("http://127.0.0.1:9").credentials(credentials);
    let judged = client.build().unwrap().dry_run(request);
    judged.err().iter().flat_map(|error| error.violations()).map(ToString::to_string).collect()
}

fn span(start: i32, end: i32) -> Span {
    Span::default().start(start).end(end)
}

#[test]
fn an_item_that_breaks_a_rule_is_named_with_its_number() {
    let row = |items: Vec<Span>| SortBoxes::builder().tenant("t-1").row(items).build();
    assert_eq!(violations(&row(vec![span(1, 2), Span::default().step(3)])), [""; 0]);
    assert_eq!(
        violations(&row(vec![span(1, 2), span(3, 3), Span::default().end(9)])),
        [
            "`Row.2.Start` must be less than `Row.2.End` (3), not 3",
            "`Row.3.Start` must be set together with `Row.3.End`",
        ]
    );
    // A default counts where a member is not set.
    assert_eq!(
        violations(&row(vec![Span::default().tint(Color::Green)])),
        ["`Row.1.Step` must not be `1` or `3` when `Row.1.Tint` is `Green`"]
    );
}

#[test]
fn a_struct_is_named_itself_where_one_of_several_members_is_missing() {
    let stops =
        |stop: SortBoxesStops| SortBoxes::builder().tenant("t-1").stops([("a", stop)]).build();
    let missing =
        "`Stops.a` must set exactly one of `Stops.a.Via` or `Stops.a.Over` with `Stops.a.Spans`";
    assert_eq!(violations(&stops(SortBoxesStops::default())), [missing]);
    let over = SortBoxesStops::default().over("hill").spans(vec![span(5, 1)]);
    assert_eq!(
        violations(&stops(over)),
        ["`Stops.a.Spans.1.Start` must be less than `Stops.a.Spans.1.End` (1), not 5"]
    );
}

#[test]
fn structs_inside_of_themselves_keep_their_rules() {
    let stack = |part: Stack| {
        let heap = Stack::default().count(1).parts(vec![Stack::default().count(2), part]);
        SortBoxes::builder().tenant("t-1").heap(vec![heap]).build()
    };
    let full = Stack::default().parts(vec![Stack::default().count(3)]);
    assert_eq!(violations(&stack(full.clone().count(2))), [""; 0]);
    let found = violations(&stack(full));
    assert_eq!(found, ["`Heap.1.Parts.2.Count` must be set when `Heap.1.Parts.2.Parts` is set"]);
}
