//! The messages for mistakes in spec files, as their authors see them.
//!
//! The messages are kept in `snapshots/`.

#![allow(clippy::unwrap_used, reason = "this is a test")]

#[path = "cases/folder.rs"]
mod folder;
#[path = "cases/mistakes.rs"]
mod mistakes;
#[path = "cases/syntax.rs"]
mod syntax;

use folder::{OPERATION, RICH, check, edited, replaced, shown, text, with, without};
use mistakes::TOPICS;
use ota_spec::Source;
use syntax::SYNTAX;

/// The messages of several folders with mistakes, under headings.
fn page<'a>(cases: impl IntoIterator<Item = (&'a str, Vec<Source>)>) -> String {
    let mut page = String::new();
    for (name, sources) in cases {
        let Err(broken) = check(sources) else {
            panic!("`{name}` is no mistake");
        };
        page.push_str(&format!("## {name}\n\n{}\n\n", shown(&broken)));
    }
    page
}

#[test]
fn the_base_folder_has_no_mistakes() {
    if let Err(broken) = check(folder::base()) {
        panic!("{}", shown(&broken));
    }
}

#[test]
fn mistakes_in_an_operation_are_shown_where_they_are() {
    for (topic, file, mistakes) in TOPICS {
        let cases =
            mistakes.iter().map(|(name, from, to, _)| (*name, with(file, edited(file, from, to))));
        insta::assert_snapshot!(*topic, page(cases));
    }
}

#[test]
fn a_command_that_two_operations_have_is_a_mistake_of_the_later_one() {
    let from = r#""command": "item paint""#;
    let rich = edited(RICH, r#""group": "paint""#, r#""group": "paint", "command": "item paint""#);
    let broken = check(with(RICH, rich)).unwrap_err();
    let [twin] = &broken.diagnostics[..] else { panic!("{}", shown(&broken)) };
    assert_eq!(twin.path, "specs/ops/PaintItems.json");
    assert_eq!(
        twin.message,
        "the command `item paint` of `PaintItems` is that of `MixColors`, too"
    );
    // The first one keeps it.
    assert_eq!(broken.rest.operations[0].command.as_ref().unwrap().to_string(), "item paint");
    assert_eq!(broken.operations[0].action, "PaintItems");
    assert!(check(with(OPERATION, edited(OPERATION, from, r#""command": "item mix""#))).is_ok());
}

#[test]
fn bad_json_is_shown_where_it_goes_wrong() {
    let edits =
        SYNTAX.iter().map(|(name, from, to)| (*name, with(OPERATION, edited(OPERATION, from, to))));
    let good = text(OPERATION);
    let cut = &good[..good.find(r#""maxItems""#).unwrap()];
    let deep = format!("{{ \"action\": {}{} }}", "[".repeat(70), "]".repeat(70));
    let files = [
        ("file cut off", cut.to_owned()),
        ("file cut off in a text", good[..good.find("aint.\"").unwrap()].to_owned()),
        ("file cut off behind a colon", good[..good.find(" \"paint\"").unwrap()].to_owned()),
        ("file without its last bracket", good.trim_end().trim_end_matches('}').to_owned()),
        ("empty file", String::new()),
        ("file of line breaks", "\n\n".to_owned()),
        ("file with something behind the end", good.clone() + "{}\n"),
        ("file that is an array", "[]".to_owned()),
        ("file that is a word", "PaintItems".to_owned()),
        ("file with a byte order mark", format!("\u{feff}{good}")),
        ("file that nests too deep", deep),
    ];
    let files = files.map(|(name, text)| (name, with(OPERATION, text)));
    let latin = good.replace("A label.", "\u{1}").replace('\u{1}', "B?r");
    let latin: Vec<u8> = latin.bytes().map(|b| if b == b'?' { 0xE4 } else { b }).collect();
    let latin = [("file in Latin-1", with(OPERATION, latin))];
    insta::assert_snapshot!("syntax", page(edits.chain(files).chain(latin)));
}

#[test]
fn mistakes_in_the_shared_files_are_not_blamed_on_operations() {
    let service = |from, to| with("service.json", edited("service.json", from, to));
    let types = |from, to| with("types.json", edited("types.json", from, to));
    let central =
        ",\n    \"central\": { \"host\": \"iot.example.com\", \"regions\": [\"eu-west-1\"] }";
    let hostless = edited("service.json", "\"public\": \"iot.{region}.example.com\",", "");
    let hostless = hostless.replace(central, "");
    let errors = |from, to| with("errors.json", edited("errors.json", from, to));
    let value = r#""name": "Value", "type": "String""#;
    let total = r#""name": "Total", "type": "Integer""#;
    let needs_page =
        r#""name": "Value", "required": true, "type": "Map", "items": { "type": "Page" }"#;
    let mutual = edited("types.json", value, needs_page)
        .replace(total, r#""name": "Total", "required": true, "type": "Tag""#);
    let damaged = edited("types.json", value, r#""name": "Value", "type": "Page""#)
        .replace(total, r#""name": "Total", "type": "Intger""#);
    let ring: Vec<String> = (0..70)
        .map(|number| {
            let next = (number + 1) % 70;
            format!(
                r#"{{ "name": "Ring{number}", "type": "Struct", "doc": "A ring.", "fields": [
                {{ "name": "Next", "type": "Ring{next}", "doc": "The next." }}] }},"#
            )
        })
        .collect();
    let ring = edited("types.json", r#""types": ["#, &format!("\"types\": [\n{}", ring.join("\n")));
    let cases = [
        ("no service.json", without("service.json")),
        ("no types.json", without("types.json")),
        ("no errors.json", without("errors.json")),
        ("bad JSON in types.json", with("types.json", "{ \"types\": [ }")),
        ("empty Chinese advice", errors("请在别处查找。", "")),
        ("Chinese meaning that is no text", errors(r#""不存在。""#, "1")),
        ("envelope part missing", service(r#""code": "Code","#, "")),
        ("envelope part twice", service(r#""Code""#, r#""success""#)),
        (
            "host with a scheme",
            service(r#""iot.{region}.example.com""#, r#""https://iot.{region}""#),
        ),
        ("host without a region", service(r#""iot.{region}.example.com""#, r#""iot.example.com""#)),
        ("no host", with("service.json", hostless)),
        (
            "host of what is no region",
            service(r#""regions": [{"#, r#""hosts": { "cn/x": "iot.example.com" }, "regions": [{"#),
        ),
        (
            "host of a region with a pattern",
            service(r#""regions": [{"#, r#""vpcHosts": { "cn-x": "{region}.x" }, "regions": [{"#),
        ),
        ("central host that serves all", service(r#", "regions": ["eu-west-1"]"#, "")),
        ("region twice", service(r#""eu-west-1""#, r#""cn-shanghai""#)),
        ("region that is no part of a host", service(r#""eu-west-1""#, r#""eu/west""#)),
        (
            "parameter of a type that does not exist",
            service(r#""type": "String""#, r#""type": "Strin""#),
        ),
        (
            "two mistakes in service.json",
            service(r#""type": "String", "example": "iot-1""#, r#""type": "Lnog", "exmple": 1"#),
        ),
        ("type that is built in", types(r#""name": "ItemId""#, r#""name": "Long""#)),
        ("type twice", types(r#""name": "Page""#, r#""name": "Tag""#)),
        ("two types of one name in Rust", types(r#""name": "Page""#, r#""name": "item_id""#)),
        ("unknown kind of type", types(r#""type": "Id""#, r#""type": "Di""#)),
        ("values of an ID", types(r#""minLength": 1, "#, r#""values": [], "#)),
        ("enum value twice", types(r#""value": "BLUE""#, r#""value": "RED""#)),
        ("enum alias that is a value", types(r#""CRIMSON""#, r#""RED""#)),
        ("two enum values of one name in Rust", types(r#""value": "BLUE""#, r#""value": "red""#)),
        ("enum value called Unknown", types(r#""value": "BLUE""#, r#""value": "UNKNOWN""#)),
        ("enum value without letters", types(r#""value": "BLUE""#, r#""value": "1""#)),
        (
            "struct that needs itself",
            types(
                r#""name": "Value", "type": "String""#,
                r#""name": "Value", "required": true, "type": "Tag""#,
            ),
        ),
        (
            "struct that needs a list of itself",
            types(
                r#""name": "Value", "type": "String""#,
                r#""name": "Value", "required": true, "type": "RepeatList", "items": { "type": "Tag" }"#,
            ),
        ),
        ("structs that need each other", with("types.json", mutual)),
        ("mistake in a struct that others hold", with("types.json", damaged)),
        ("structs in a circle of 70", with("types.json", ring)),
        (
            "pattern that is none",
            types(r#""minLength": 1, "maxLength": 8"#, r#""pattern": "^[a-$""#),
        ),
        ("pattern of a part", types(r#""minLength": 1, "maxLength": 8"#, r#""pattern": "[a-z]+""#)),
        (
            "rule of a struct about no member",
            types(
                r#""doc": "A key with a value.","#,
                r#""doc": "A tag.", "rules": [{ "notEqual": ["Key", "Valu"] }],"#,
            ),
        ),
        ("rules of an enum", types(r#""doc": "A color.","#, r#""doc": "A.", "rules": [],"#)),
        ("pattern of an enum", types(r#""doc": "A color.","#, r#""doc": "A.", "pattern": "^A$","#)),
        ("enum of strings and numbers", types(r#""value": "BLUE""#, r#""value": 2"#)),
        ("enum of numbers and strings", types(r#""value": 2,"#, r#""value": "two","#)),
        ("enum alias of another kind", types(r#""aliases": [20]"#, r#""aliases": ["20"]"#)),
        ("enum alias that is a number before it", types("[20]", "[1]")),
        ("enum value that is a fraction", types(r#""value": 2,"#, r#""value": 2.5,"#)),
        ("enum value that is nothing", types(r#""value": 2,"#, r#""value": null,"#)),
        ("enum number without a name", types(r#""value": 2, "name": "Fast","#, r#""value": 2,"#)),
        ("enum name that cannot be one", types(r#""name": "Fast""#, r#""name": "2 fast""#)),
        ("two enum values of one name", types(r#""name": "Fast""#, r#""name": "BY_RECIPE""#)),
        ("enum value named Unknown", types(r#""name": "Fast""#, r#""name": "unknown""#)),
        (
            "list used in a flat parameter",
            types(
                r#""name": "Value", "type": "String""#,
                r#""name": "Value", "type": "List", "items": { "type": "String" }"#,
            ),
        ),
        (
            "place of a member",
            types(
                r#""name": "Value", "type": "String""#,
                r#""name": "Value", "in": "body", "type": "String""#,
            ),
        ),
        ("place of a shared parameter", service(r#""example": "iot-1""#, r#""in": "body""#)),
        ("type with bad limits", types(r#""minLength": 1"#, r#""minLength": 9"#)),
        ("unknown layer", errors(r#""business""#, r#""busines""#)),
        ("unknown retry", errors(r#""never""#, r#""always""#)),
        ("status that is none", errors(r#""status": []"#, r#""status": [404, 4004]"#)),
        ("code without advice", errors(r#""advice": "Look elsewhere.","#, "")),
    ];
    insta::assert_snapshot!("shared_files", page(cases));
}

#[test]
fn examples_wait_for_a_service_without_mistakes() {
    let mut sources = without("service.json");
    for source in &mut sources {
        if source.path == OPERATION {
            let shared = r#""Color": "RED", "IotInstanceId": "iot-1", "#;
            source.bytes = edited(OPERATION, "\"Color\": \"RED\",\n", shared).into();
        }
    }
    let broken = check(sources).unwrap_err();
    let paths: Vec<_> = broken.diagnostics.iter().map(|found| &found.path).collect();
    assert_eq!(paths, ["specs/service.json"]);
}

#[test]
fn operations_that_collide_are_refused() {
    let twin = edited(OPERATION, r#""action": "PaintItems""#, r#""action": "PaintITEMS""#)
        .replace("Action=PaintItems", "Action=PaintITEMS")
        .replace("PaintItemsResponse", "PaintITEMSResponse");
    let named = |name: &str| {
        let first = format!(r#""types": [ {{ "name": "{name}", "type": "Id", "doc": "An ID." }},"#);
        with("types.json", edited("types.json", r#""types": ["#, &first))
    };
    let structs = r#""Struct", "fields": [{ "name": "Red", "type": "String", "doc": "Red." }]"#;
    let structs = edited(
        RICH,
        r#"{ "type": "String" }, "doc": "Names"#,
        &format!("{{ \"type\": {structs} }}, \"doc\": \"Names"),
    )
    .replace(r#"{ "red": "rot" }"#, "{}")
    .replace("<red>rot</red>", "");
    let cases = [
        ("one operation in two files", with("ops/PaintThings.json", text(OPERATION))),
        ("two operations of one name in Rust", with("ops/PaintITEMS.json", twin)),
        ("type called like a builder", named("paint_items_builder")),
        ("type called like a choice", named("mix_colors_range")),
        (
            "type called like the values of a map",
            replaced(named("MixColorsResponseNames"), RICH, structs.as_str()),
        ),
        ("file with two endings", with("ops/PaintItems.json.json", text(OPERATION))),
        ("file whose name is no name", with("ops/paint items.json", "{")),
    ];
    insta::assert_snapshot!("operations", page(cases));
}

#[test]
fn the_caret_stands_under_the_mistake_whatever_is_before_it() {
    let line = r#"{ "name": "Label", "type": "String", "minLength": 2, "maxLength": 4, "example": "abc", "doc": "A label." },"#;
    let after = "y ".repeat(100);
    let long = format!(r#""doc": "{after}", "type": "Sting", "example": "{after}""#);
    let cases = [
        ("tabs", "\t\t\"type\":\t\"Sting\", \"doc\": \"d\""),
        ("Chinese", r#""doc": "标签，可选", "type": "Sting""#),
        ("Chinese under the caret", r#""type": "字符串", "doc": "标签""#),
        ("accent of its own", "\"doc\": \"e\u{301}te\u{301}\", \"type\": \"Sting\""),
        ("long line", &long),
        (
            "text that turns the line around",
            "\"doc\": \"\u{202e}abc\u{2066}\", \"type\": \"Sting\"",
        ),
        ("line break in a name", r#""doc": "d", "type": "Str\ning\u0007""#),
    ];
    let mut folders: Vec<_> = cases
        .iter()
        .map(|(name, rest)| {
            let label = format!(r#"{{ "name": "Label", {rest} }},"#);
            (*name, with(OPERATION, edited(OPERATION, line, &label)))
        })
        .collect();
    let windows = edited(OPERATION, r#""paint","#, "[").replace('\n', "\r\n");
    folders.push(("line ends of Windows", with(OPERATION, windows)));
    let spread = edited(OPERATION, r#""qps": 10"#, "\"qps\": {\n    \"a\": 1\n  }");
    folders.push(("value of several lines", with(OPERATION, spread)));
    let minified = text(OPERATION).replace('\n', "").replace("Boolean", "Bolean");
    folders.push(("everything on one line", with(OPERATION, minified)));
    insta::assert_snapshot!("layout", page(folders));
}

#[test]
fn every_mistake_of_a_file_is_shown_in_its_order() {
    let text = text(OPERATION)
        .replace(r#""idempotent""#, r#""idempotant""#)
        .replace(r#""group": "paint""#, r#""group": 5"#)
        .replace(r#""type": "Boolean""#, r#""type": "Bool""#)
        .replace(r#""doc": "A part.""#, r#""dok": "A part.""#)
        .replace(r#""minItems": 1"#, r#""minItems": "1""#);
    let broken = check(with(OPERATION, text)).unwrap_err();
    let places: Vec<_> = broken
        .diagnostics
        .iter()
        .filter_map(|found| found.position.as_ref())
        .map(|at| (at.line, at.column))
        .collect();
    assert!(places.is_sorted(), "{places:?}");
    insta::assert_snapshot!("several", shown(&broken));
}

#[test]
fn a_file_with_very_many_mistakes_shows_the_first_hundred() {
    let parameters = "[5, 6],\n".repeat(400);
    let text = edited(OPERATION, r#""parameters": ["#, &format!("\"parameters\": [\n{parameters}"));
    let broken = check(with(OPERATION, text)).unwrap_err();
    assert_eq!(broken.diagnostics.len(), 101);
    let last = "the file has at least 300 more mistakes";
    assert!(broken.diagnostics.iter().any(|found| found.message == last));
}

#[test]
fn what_is_valid_survives_beside_what_is_not() {
    let twin = text(OPERATION).replace("PaintItems", "PaintThings").replace("\"Dry\"", "\"Color\"");
    let broken = check(with("ops/PaintThings.json", twin)).unwrap_err();
    let actions: Vec<_> = broken.rest.operations.iter().map(|found| &found.action).collect();
    assert_eq!(actions, ["MixColors", "PaintItems"]);
    let [rest] = broken.operations.as_slice() else {
        panic!("{:?}", broken.operations);
    };
    assert_eq!(rest.action, "PaintThings");
    assert_eq!(
        rest.setters,
        ["color", "iot_instance_id", "item_name", "label", "layers", "tag", "weight"]
    );
}

#[test]
fn types_that_nobody_uses_are_allowed() {
    let unused = r#""types": [{ "name": "Spare", "type": "Id", "doc": "Not used yet." },"#;
    let spec = check(with("types.json", edited("types.json", r#""types": ["#, unused))).unwrap();
    assert!(spec.types.iter().any(|named| named.name == "Spare"));
}

#[test]
fn samples_may_write_what_the_service_writes_in_several_ways() {
    let responses = [
        r#"{ "requestId": "R", "success": true, "code": "", "errorMessage": null }"#,
        r#"{ "RequestId": "R", "Success": "True", "Data": null }"#,
        r#"{ "RequestId": "R", "Success": true, "Data": {} }"#,
        r#"{ "RequestId": "R", "Success": true, "Data": "" }"#,
        r#"{ "RequestId": "R", "Success": true, "Data": { "Info": { "Id": "a" } } }"#,
        r#"{ "RequestId": "R", "Success": false, "Code": "iot.NotFound", "ErrorMessage": "no" }"#,
    ];
    for response in responses {
        accept(&format!("\"json\": {response}"));
    }
    let envelope = "<RequestId>R</RequestId><Success>true</Success>";
    let responses = [
        "",
        "<Count>2</Count><Page><Names>a</Names><Names>b</Names><Total>2</Total></Page>",
        "<Data><Info><Id>a</Id></Info><Info><Id>b</Id></Info></Data>",
        "<Data></Data><Page/><Code/>",
        "<Page><Names>a &amp; b &#x26; c</Names><Names><![CDATA[<d>]]></Names></Page>",
        "<!-- nothing --><ErrorMessage>no</ErrorMessage>",
    ];
    for response in responses {
        for root in ["PaintItems", "PaintItemsResponse"] {
            let declaration = r#"<?xml version=\"1.0\"?>"#;
            accept(&format!("\"xml\": \"{declaration}<{root}>{envelope}{response}</{root}>\""));
        }
    }
}

#[test]
fn samples_may_write_maps_and_numbers_of_enums_in_several_ways() {
    let json = r#""Names": { "red": "rot" }"#;
    for names in ["null", r#""""#, "{}", r#"{ "red": null }"#, r#"{ "a.b": 5, "": true }"#] {
        accept_edit(json, &format!("\"Names\": {names}"));
    }
    for mode in ["2", "\"20\"", "-99", "null"] {
        accept_edit(r#""Mode": "7""#, &format!("\"Mode\": {mode}"));
    }
    let xml = "<Names><red>rot</red></Names>";
    for names in ["<Names/>", "<Names></Names>", "<Names> <a-b/> <c>1</c> </Names>"] {
        accept_edit(xml, names);
    }
    accept_edit(xml, "<Data><Info><Mode>-1</Mode></Info></Data>");
}

/// Checks the base folder with one place of the rich operation changed.
fn accept_edit(from: &str, to: &str) {
    if let Err(broken) = check(with(RICH, edited(RICH, from, to))) {
        panic!("{}", shown(&broken));
    }
}

/// Checks the base folder with another response in its example.
fn accept(response: &str) {
    let text = text(OPERATION);
    let (start, end) = (text.find("\"json\"").unwrap(), text.rfind("    }\n  ]").unwrap());
    let text = format!("{}{response}\n{}", &text[..start], &text[end..]);
    if let Err(broken) = check(with(OPERATION, text)) {
        panic!("{}", shown(&broken));
    }
}

#[test]
fn xml_that_nests_without_end_is_refused() {
    let bomb = format!("{}{}", "<a>".repeat(200_000), "</a>".repeat(200_000));
    let text = edited(OPERATION, "<Count>2</Count>", &bomb);
    let broken = check(with(OPERATION, text)).unwrap_err();
    let [found] = broken.diagnostics.as_slice() else {
        panic!("{}", shown(&broken));
    };
    assert_eq!(found.help, "its elements nest deeper than 128 levels");
}
