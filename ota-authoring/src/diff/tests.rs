use std::sync::Arc;

use ota_spec::model::{Idempotency, Type};
use ota_spec::{Source, Spec, load};

use super::{Class, compare};

const TYPES: &str = r#"{ "types": [
    { "name": "WallId", "type": "Id", "doc": "A wall.", "minLength": 1, "maxLength": 8 },
    { "name": "Color", "type": "Enum", "doc": "A color.", "values": [
        { "value": "RED", "doc": "Red." },
        { "value": "BLUE", "doc": "Blue.", "aliases": ["AZURE"] } ] },
    { "name": "Coat", "type": "Struct", "doc": "A coat.", "fields": [
        { "name": "Color", "type": "Color", "doc": "Its color." },
        { "name": "Note", "type": "String", "maxLength": 9, "doc": "A note." } ] } ] }"#;

const SERVICE: &str = r#"{ "product": "Wall", "version": "2020-01-01", "summary": "Walls.",
    "endpoints": { "public": "wall.{region}.example.com",
                   "regions": [{ "id": "north", "name": "North" }, { "id": "south", "name": "South" }] },
    "envelope": { "requestId": "RequestId", "success": "Success", "code": "Code", "message": "ErrorMessage" },
    "parameters": [{ "name": "Site", "type": "String", "doc": "The site." }] }"#;

const ERRORS: &str = r#"{ "errors": [] }"#;

const PAINT: &str = r#"{ "action": "Paint", "group": "wall", "summary": "Paints.", "qps": 5, "idempotency": "idempotent",
    "parameters": [
        { "name": "WallId", "type": "WallId", "required": true, "example": "w1", "doc": "The wall." },
        { "name": "Coats", "type": "Integer", "minimum": 1, "maximum": 5, "default": 1, "doc": "How often." },
        { "name": "Brush", "type": "RepeatList", "items": { "type": "String", "maxLength": 9 },
          "maxItems": 3, "doc": "The brushes." },
        { "name": "Color", "type": "Color", "example": "BLUE", "doc": "The color." } ],
    "response": [
        { "name": "Total", "type": "Long", "doc": "How many." },
        { "name": "Coats", "type": "List", "wrapper": "Coat", "items": { "type": "Coat" }, "doc": "The coats." } ] }"#;

/// The folder with some strings replaced; each must be there.
fn spec(patches: &[(&str, &str)]) -> Spec {
    let files = [
        ("types.json", TYPES),
        ("service.json", SERVICE),
        ("errors.json", ERRORS),
        ("ops/Paint.json", PAINT),
    ];
    let mut used = vec![false; patches.len()];
    let sources = files.map(|(path, text)| {
        let mut text = text.to_owned();
        for ((from, to), used) in patches.iter().zip(&mut used) {
            *used |= text.contains(from);
            text = text.replace(from, to);
        }
        Source { path: path.to_owned(), bytes: text.into_bytes() }
    });
    assert!(!used.contains(&false), "{patches:?}");
    load("specs", sources.to_vec()).unwrap_or_else(|broken| panic!("{:?}", broken.diagnostics))
}

/// The changes between two specs, as lines.
fn changes(old: Spec, new: Spec) -> Vec<(Class, String)> {
    let found = compare(&old, &new).changes;
    let line = |change: super::Change| {
        (change.class, format!("{} {}: {}", change.owner, change.part, change.message))
    };
    found.into_iter().map(line).collect()
}

/// A patch is one change of this class and of another class when it is taken back.
#[track_caller]
fn both_ways(from: &str, to: &str, there: (Class, &str), back: (Class, &str)) {
    let one = |(class, message): (Class, &str)| vec![(class, message.to_owned())];
    assert_eq!(changes(spec(&[]), spec(&[(from, to)])), one(there));
    assert_eq!(changes(spec(&[(from, to)]), spec(&[])), one(back));
}

use Class::{Addition, Breaking, Documentation};

#[test]
fn a_spec_does_not_differ_from_itself() {
    assert_eq!(changes(spec(&[]), spec(&[])), []);
}

#[test]
fn an_operation_that_is_gone_breaks_and_a_new_one_does_not() {
    let empty = || Spec { operations: Vec::new(), ..spec(&[]) };
    let one = |class, message: &str| vec![(class, format!("Paint : {message}"))];
    assert_eq!(changes(spec(&[]), empty()), one(Breaking, "operation removed"));
    assert_eq!(changes(empty(), spec(&[])), one(Addition, "new operation"));
}

#[test]
fn an_operation_that_needs_a_key_breaks_those_without() {
    both_ways(
        r#""action": "Paint","#,
        r#""action": "Paint", "anonymous": true,"#,
        (Addition, "Paint anonymous: needs no key any more"),
        (Breaking, "Paint anonymous: needs a key now"),
    );
}

#[test]
fn a_command_that_goes_or_is_renamed_breaks_scripts() {
    let named = r#""action": "Paint", "command": "wall paint","#;
    both_ways(
        r#""action": "Paint","#,
        named,
        (Addition, "Paint command: new command `wall paint`"),
        (Breaking, "Paint command: `wall paint` removed"),
    );
    let renamed = r#""action": "Paint", "command": "wall color","#;
    let [old, new] = [named, renamed].map(|to| spec(&[(r#""action": "Paint","#, to)]));
    let expected = "Paint command: `wall color`, was `wall paint`".to_owned();
    assert_eq!(changes(old, new), [(Breaking, expected)]);
}

#[test]
fn a_tighter_limit_breaks_and_a_looser_one_does_not() {
    both_ways(
        r#""maximum": 5"#,
        r#""maximum": 4"#,
        (Breaking, "Paint Coats: at most 4, was 5"),
        (Addition, "Paint Coats: at most 5, was 4"),
    );
    both_ways(
        r#""minimum": 1,"#,
        "",
        (Addition, "Paint Coats: not limited any more, was at least 1"),
        (Breaking, "Paint Coats: at least 1, was not limited"),
    );
    both_ways(
        r#""maxItems": 3"#,
        r#""maxItems": 2"#,
        (Breaking, "Paint Brush: at most 2 items, was 3"),
        (Addition, "Paint Brush: at most 3 items, was 2"),
    );
    both_ways(
        r#""maxItems": 3"#,
        r#""maxItems": 3, "uniqueItems": true"#,
        (Breaking, "Paint Brush: no item twice now"),
        (Addition, "Paint Brush: items may repeat now"),
    );
    both_ways(
        r#""String", "maxLength": 9 }"#,
        r#""String", "maxLength": 8 }"#,
        (Breaking, "Paint Brush.N: at most 8 characters, was 9"),
        (Addition, "Paint Brush.N: at most 9 characters, was 8"),
    );
    both_ways(
        r#""minLength": 1, "maxLength": 8"#,
        r#""minLength": 2, "maxLength": 8"#,
        (Breaking, "types.json WallId: at least 2 characters, was 1"),
        (Addition, "types.json WallId: at least 1 characters, was 2"),
    );
}

#[test]
fn limits_of_responses_break_nobody() {
    both_ways(
        r#""maxLength": 9, "doc": "A note.""#,
        r#""maxLength": 5, "doc": "A note.""#,
        (Documentation, "types.json Coat.Note: at most 5 characters, was 9"),
        (Documentation, "types.json Coat.Note: at most 9 characters, was 5"),
    );
}

#[test]
fn a_parameter_breaks_when_it_goes_and_when_it_comes_required() {
    let color = r#"{ "name": "Color", "type": "Color", "example": "BLUE", "doc": "The color." }"#;
    let more = |more: &str| format!("{color}, {more}");
    both_ways(
        color,
        &more(r#"{ "name": "Dry", "type": "Boolean", "doc": "Wait." }"#),
        (Addition, "Paint Dry: new parameter (Boolean)"),
        (Breaking, "Paint Dry: parameter removed"),
    );
    both_ways(
        color,
        &more(
            r#"{ "name": "Dry", "type": "Boolean", "required": true, "example": true, "doc": "Wait." }"#,
        ),
        (Breaking, "Paint Dry: new required parameter (Boolean)"),
        (Breaking, "Paint Dry: parameter removed"),
    );
}

#[test]
fn becoming_required_or_optional_breaks() {
    both_ways(
        r#""type": "Color", "example": "BLUE""#,
        r#""type": "Color", "required": true, "example": "BLUE""#,
        (Breaking, "Paint Color: is required now"),
        (Breaking, "Paint Color: is optional now: in Rust it becomes an `Option`"),
    );
}

#[test]
fn a_new_name_breaks_unless_it_is_the_same_in_rust() {
    both_ways(
        r#""name": "Brush""#,
        r#""name": "Brushes""#,
        (Breaking, "Paint Brushes: parameter renamed, was `Brush`"),
        (Breaking, "Paint Brush: parameter renamed, was `Brushes`"),
    );
    both_ways(
        r#""name": "Brush""#,
        r#""name": "brush""#,
        (Documentation, "Paint brush: was written `Brush` on the wire"),
        (Documentation, "Paint Brush: was written `brush` on the wire"),
    );
}

#[test]
fn another_type_breaks() {
    both_ways(
        r#""Integer", "minimum": 1, "maximum": 5"#,
        r#""Long", "minimum": 1, "maximum": 5"#,
        (Breaking, "Paint Coats: is Long now, was Integer"),
        (Breaking, "Paint Coats: is Integer now, was Long"),
    );
}

#[test]
fn another_default_breaks_and_a_known_one_does_not() {
    both_ways(
        r#""default": 1"#,
        r#""default": 2"#,
        (
            Breaking,
            "Paint Coats: the default is `2`, was `1`: calls that leave it out mean another thing",
        ),
        (
            Breaking,
            "Paint Coats: the default is `1`, was `2`: calls that leave it out mean another thing",
        ),
    );
    both_ways(
        r#""default": 1, "#,
        "",
        (Documentation, "Paint Coats: no default, was `1`"),
        (Documentation, "Paint Coats: the default is known: `1`"),
    );
}

#[test]
fn words_of_an_enum_and_their_spellings_may_come_but_not_go() {
    both_ways(
        r#"{ "value": "RED", "doc": "Red." },"#,
        "",
        (Breaking, "types.json Color: value `RED` removed"),
        (Addition, "types.json Color: new value `RED`"),
    );
    both_ways(
        r#", "aliases": ["AZURE"]"#,
        "",
        (Breaking, "types.json Color: `AZURE` does not mean `BLUE` any more"),
        (Addition, "types.json Color: `AZURE` means `BLUE`, too"),
    );
}

#[test]
fn fields_of_responses_may_come_but_not_go() {
    both_ways(
        r#"{ "name": "Total", "type": "Long", "doc": "How many." },"#,
        "",
        (Breaking, "Paint response.Total: field removed"),
        (Addition, "Paint response.Total: new field (Long)"),
    );
    both_ways(
        r#""wrapper": "Coat", "#,
        "",
        (
            Documentation,
            "Paint response.Coats: the items are read without a key around them, was in `Coat`",
        ),
        (
            Documentation,
            "Paint response.Coats: the items are read in `Coat`, was without a key around them",
        ),
    );
}

#[test]
fn what_the_client_does_by_itself_is_judged_by_what_callers_may_rely_on() {
    both_ways(
        r#""idempotency": "idempotent""#,
        r#""idempotency": "notIdempotent""#,
        (Breaking, "Paint idempotency: `notIdempotent`, was `idempotent`"),
        (Addition, "Paint idempotency: `idempotent`, was `notIdempotent`"),
    );
    both_ways(
        r#""qps": 5, "#,
        "",
        (Documentation, "Paint qps: no known limit, was 5 calls per second"),
        (Documentation, "Paint qps: 5 calls per second, was no known limit"),
    );
    both_ways(
        r#""idempotency": "idempotent""#,
        r#""idempotency": "idempotent", "methods": ["GET"]"#,
        (Documentation, "Paint methods: GET, was POST, GET"),
        (Documentation, "Paint methods: POST, GET, was GET"),
    );
}

#[test]
fn what_belongs_to_all_operations_is_told_once() {
    both_ways(
        r#", { "id": "south", "name": "South" }"#,
        "",
        (Breaking, "service.json regions: `south` removed"),
        (Addition, "service.json regions: `south` is new"),
    );
    let found =
        changes(spec(&[]), spec(&[(r#""Site", "type": "String""#, r#""Site", "type": "Long""#)]));
    assert_eq!(found, [(Breaking, "service.json Site: is Long now, was String".to_owned())]);
}

#[test]
fn prose_is_documentation() {
    both_ways(
        r#""summary": "Paints.""#,
        r#""summary": "Paints a wall.""#,
        (Documentation, "Paint : summary changed"),
        (Documentation, "Paint : summary changed"),
    );
}

#[test]
fn chinese_prose_is_documentation() {
    let (english, both) = (r#""summary": "Paints.""#, r#""summary": "Paints.", "zh": "涂色。""#);
    let said = (Documentation, "Paint : Chinese text changed");
    both_ways(english, both, said, said);
    let (english, both) = (r#""doc": "A note.""#, r#""doc": "A note.", "zh": "备注。""#);
    let said = (Documentation, "types.json Coat.Note: Chinese text changed");
    both_ways(english, both, said, said);
}

#[test]
fn a_rule_that_comes_breaks_and_one_that_goes_does_not() {
    use ota_spec::model::{Handle, Relation, Rule, RuleKind};
    let parameters = spec(&[]).operations.remove(0).parameters;
    let [coats, brush] = [1, 2].map(|index| Handle::new(&parameters[index]));
    let rule = |doc: &str| Rule {
        kind: RuleKind::Compare {
            one: coats.clone(),
            other: brush.clone(),
            relation: Relation::Differ,
        },
        when: Vec::new(),
        doc: doc.to_owned(),
        zh: None,
    };
    let with = |rules: Vec<Rule>| {
        let mut spec = spec(&[]);
        spec.operations[0].rules = rules;
        spec
    };
    let classes = |old: Vec<Rule>, new: Vec<Rule>| -> Vec<Class> {
        changes(with(old), with(new)).into_iter().map(|(class, _)| class).collect()
    };
    assert_eq!(classes(vec![], vec![rule("")]), [Breaking]);
    assert_eq!(classes(vec![rule("")], vec![]), [Addition]);
    assert_eq!(classes(vec![rule("")], vec![rule("Said better.")]), [Documentation]);
}

#[test]
fn rules_of_structs_are_compared_where_requests_carry_them() {
    let place = r#"{ "name": "Spot", "type": "Struct", "fields": [
        { "name": "X", "type": "Integer", "doc": "Across." },
        { "name": "Y", "type": "Integer", "doc": "Up." }], "doc": "Where." },"#;
    let with = |rules: &str| {
        let place = place.replace("\"Struct\",", &format!("\"Struct\", {rules}"));
        spec(&[("\"parameters\": [\n", &format!("\"parameters\": [\n{place}"))])
    };
    let ruled = r#""rules": [{ "lessThan": ["X", "Y"] }],"#;
    let said = r#""rules": [{ "lessThan": ["X", "Y"], "doc": "It leans." }],"#;
    assert_eq!(
        changes(with(""), with(ruled)),
        [(Breaking, "Paint Spot rules: new rule: `X` must be less than `Y`.".to_owned())]
    );
    assert_eq!(
        changes(with(ruled), with("")),
        [(Addition, "Paint Spot rules: rule removed: `X` must be less than `Y`.".to_owned())]
    );
    assert_eq!(
        changes(with(ruled), with(said)),
        [(Documentation, "Paint Spot rules: description changed".to_owned())]
    );
}

#[test]
fn what_is_worst_stands_first() {
    let mut new = spec(&[
        (r#""name": "Total""#, r#""name": "Amount""#),
        (r#""doc": "How many.""#, r#""doc": "All.""#),
    ]);
    new.operations[0].idempotency = Idempotency::ReadOnly;
    new.operations[0].summary = "Other.".to_owned();
    let coats = Arc::make_mut(&mut new.operations[0].parameters[1]);
    let Type::Integer(range) = &mut coats.ty else {
        panic!("{coats:?}");
    };
    range.maximum = Some(3);
    let classes: Vec<Class> = changes(spec(&[]), new).into_iter().map(|(class, _)| class).collect();
    assert_eq!(classes, [Breaking, Breaking, Addition, Addition, Documentation]);
}

#[test]
fn parameters_of_the_service_that_an_operation_has_in_its_own_way_are_compared() {
    const START: &str = "\"parameters\": [\n";
    let without = format!("\"without\": [\"Site\"], {START}");
    let own = r#"{ "name": "Site", "type": "String", "in": "body", "doc": "The site." },"#;
    let replaced = format!("{START}{own}");
    let plain = || spec(&[]);
    let without = || spec(&[(START, &without)]);
    let replaced = || spec(&[(START, &replaced)]);
    insta::assert_debug_snapshot!([
        changes(plain(), without()),
        changes(without(), plain()),
        changes(plain(), replaced()),
        changes(replaced(), plain()),
        changes(without(), replaced()),
        changes(replaced(), replaced()),
    ]);
}
