//! `ota spec import --metadata`.

use std::fs;
use std::path::Path;

use ota_spec::Value;
use tempfile::TempDir;

use crate::support::ota;

/// An invented product with everything that metadata is seen to say.
const ZOO: &str = include_str!("metadata/api-docs.json");

/// A folder with a document.
fn document(text: &str) -> TempDir {
    let place = TempDir::new().unwrap();
    fs::write(place.path().join("api-docs.json"), text).unwrap();
    place
}

fn import(place: &TempDir) -> String {
    let (metadata, out) = (place.path().join("api-docs.json"), place.path().join("out"));
    let words = ["spec", "import", "--metadata", text(&metadata), "--out", text(&out)];
    let ended = ota(&words);
    assert!(ended.exit == 0 && ended.err.contains("3 of 3 operations imported"), "{}", ended.err);
    ended.out
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn read(path: &Path) -> Value {
    Value::from_json(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The member of an array that has this name.
fn named(array: &Value, name: &str) -> Value {
    let Value::Array(items) = array else { panic!("{array}") };
    let found = items.iter().find(|item| item.get("name") == Some(&Value::from(name)));
    found.unwrap_or_else(|| panic!("no `{name}` in {array}")).clone()
}

fn shows(value: &Value, key: &str) -> String {
    value.get(key).map_or_else(|| "nothing".to_owned(), ToString::to_string)
}

#[test]
fn a_product_becomes_a_folder_that_has_no_mistakes() {
    let place = document(ZOO);
    let out = import(&place);
    let folder = place.path().join("out/zoo-2020-01-01");
    assert_eq!(Path::new(out.trim()), folder);
    let checked = ota(&["spec", "check", text(&folder)]).done();
    assert!(checked.contains(": 3 operations, ") && checked.contains("no mistakes"), "{checked}");

    let list = read(&folder.join("ops/ListCats.json"));
    let parameters = list.get("parameters").unwrap();
    for (name, key, wanted) in [
        ("RegionId", "fill", r#""region""#),
        ("Filter", "style", r#""json""#),
        ("Tags", "style", r#""comma""#),
        ("PageSize", "maximum", "50"),
        ("Kitten.1.Name", "type", r#""String""#),
    ] {
        assert_eq!(shows(&named(parameters, name), key), wanted, "{name}");
    }
    // Listed twice in the metadata: as a struct, and as one of its members.
    let cage = named(parameters, "Cage").to_string();
    assert!(cage.contains("Floor") && cage.contains("Wing"), "{cage}");
    assert_eq!(shows(&list, "idempotency"), r#""readOnly""#);
    assert!(shows(&list, "page").contains("TotalCount"), "{list}");
    let response = list.get("response").unwrap();
    assert_eq!(shows(&named(response, "Cats"), "wrapper"), r#""Cat""#);
    assert_eq!(shows(&named(response, "Weights"), "xmlItem"), r#""w""#);
    assert_eq!(shows(&named(response, "Extra"), "type"), r#""Any""#);

    let feed = read(&folder.join("ops/FeedCats.json"));
    let parameters = feed.get("parameters").unwrap();
    assert_eq!(shows(&named(parameters, "Cat"), "in"), r#""body""#);
    assert_eq!(shows(&named(parameters, "ClientToken"), "fill"), r#""token""#);
    assert_eq!(shows(&named(parameters, "Grams"), "exclusiveMinimum"), "0");
    assert_eq!(shows(&feed, "idempotency"), r#""notIdempotent""#);
    let gate = read(&folder.join("ops/OpenGate.json"));
    assert_eq!(shows(&gate, "anonymous"), "true");
    assert!(gate.get("deprecated").is_some());
    let hosts = shows(read(&folder.join("service.json")).get("endpoints").unwrap(), "hosts");
    assert!(hosts.contains("zoo-south.example.com"), "{hosts}");
}

/// The document with further parameters of `ListCats`, and its other paging out of the way.
fn paged(parameters: &str, response: &str) -> String {
    let more = format!(
        r#""parameters": [
        {parameters},
        {{ "name": "MaxResults", "in": "query", "schema": {{ "type": "integer", "format": "int32", "maximum": "50", "default": "20" }} }},"#
    );
    let text = ZOO.replacen(r#""parameters": ["#, &more, 1).replace("PageNumber", "Number");
    text.replacen(r#""TotalCount": {"#, &format!(r#"{response} "TotalCount": {{"#), 1)
}

const TOKEN: &str = r#"{ "name": "NextToken", "in": "query", "schema": { "type": "string" } }"#;
const OFFSET: &str =
    r#"{ "name": "Offset", "in": "query", "schema": { "type": "integer", "format": "int32" } }"#;

#[test]
fn pages_are_walked_by_number_token_or_offset() {
    let next = r#""NextToken": { "type": "string" },"#;
    let number = r#"{ "name": "PageNo", "in": "query", "schema": { "type": "integer" } }"#;
    for (text, wanted) in [
        (
            paged(TOKEN, next),
            r#"{"token":"NextToken","next":"NextToken","size":"MaxResults","total":"TotalCount","items":"Cats"}"#,
        ),
        (
            paged(&format!("{number}, {TOKEN}"), next),
            r#"{"token":"NextToken","next":"NextToken","size":"MaxResults","total":"TotalCount","items":"Cats"}"#,
        ),
        (
            paged(OFFSET, ""),
            r#"{"offset":"Offset","size":"PageSize","total":"TotalCount","items":"Cats"}"#,
        ),
        (
            ZOO.to_owned(),
            r#"{"number":"PageNumber","size":"PageSize","total":"TotalCount","items":"Cats"}"#,
        ),
    ] {
        let place = document(&text);
        import(&place);
        let list = read(&place.path().join("out/zoo-2020-01-01/ops/ListCats.json"));
        assert_eq!(shows(&list, "page").replace(' ', ""), wanted);
    }
}

#[test]
fn pages_that_cannot_be_said_cost_nothing_else() {
    let place = document(&paged(TOKEN, ""));
    import(&place);
    let folder = place.path().join("out/zoo-2020-01-01");
    let list = read(&folder.join("ops/ListCats.json"));
    let most = named(list.get("parameters").unwrap(), "MaxResults");
    assert_eq!((shows(&most, "maximum"), shows(&most, "default")), ("50".into(), "20".into()));
    assert!(list.get("page").is_none() && list.get("examples").is_some(), "{list}");
    let report = fs::read_to_string(folder.join("import-report.json")).unwrap();
    assert!(report.contains("nothing in the response tells the next page"), "{report}");
}

#[test]
fn a_newer_import_keeps_what_people_changed() {
    let place = document(ZOO);
    import(&place);
    let path = place.path().join("out/zoo-2020-01-01/ops/ListCats.json");
    let mine = fs::read_to_string(&path).unwrap().replace("Lists the cats.", "Lists all cats.");
    fs::write(&path, mine).unwrap();
    let newer = ZOO.replace(r#""maximum": "50""#, r#""maximum": "80""#);
    fs::write(place.path().join("api-docs.json"), newer).unwrap();
    import(&place);
    let list = read(&path);
    assert_eq!(shows(&list, "summary"), r#""Lists all cats.""#);
    assert_eq!(shows(&named(list.get("parameters").unwrap(), "PageSize"), "maximum"), "80");
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(text(&path).to_owned());
        }
    }
    found.sort();
    found
}

#[test]
fn an_import_takes_up_what_a_broken_one_left() {
    let place = document(ZOO);
    let out = place.path().join("out");
    fs::create_dir_all(out.join(".zoo-2020-01-01.new/ops")).unwrap();
    fs::write(out.join(".zoo-2020-01-01.new/ops/ListCats.json"), "{").unwrap();
    import(&place);
    let whole = files(&out);
    assert!(whole.iter().all(|path| !path.contains(".new")), "{whole:?}");
    let folder = out.join("zoo-2020-01-01");
    // Broken off between a file and its copy in the base, and in the middle of the next file.
    let newer = ZOO.replace("Feeds cats.", "Feeds all.");
    fs::write(place.path().join("api-docs.json"), newer).unwrap();
    let feed = fs::read_to_string(folder.join("ops/FeedCats.json")).unwrap();
    fs::write(folder.join("ops/FeedCats.json"), feed.replace("Feeds cats.", "Feeds all.")).unwrap();
    fs::write(folder.join(".import/ops/.FeedCats.json.new"), "{").unwrap();
    import(&place);
    assert_eq!(files(&out), whole);
    for path in ["ops/FeedCats.json", ".import/ops/FeedCats.json"] {
        let text = fs::read_to_string(folder.join(path)).unwrap();
        assert!(text.contains("Feeds all."), "{path}");
    }
}

#[test]
fn whatever_a_document_holds_nothing_leaves_the_folder() {
    let odd = [
        String::new(),
        "{}".to_owned(),
        "[1]".to_owned(),
        ZOO.replace("\"Zoo\"", "\"../../zoo\""),
        ZOO.replace("\"2020-01-01\"", "\"../x\""),
        ZOO.replace("\"OpenGate\": {", "\"../Gate\": {"),
        ZOO.replace("\"OpenGate\": {", "\"con\": {"),
        ZOO.replace("\"OpenGate\": {", "\"listcats\": {"),
        ZOO.replace("\"type\": \"string\"", "\"type\": 7"),
        ZOO.replace("\"parameters\": [", "\"parameters\": [null, 7, \"a\", {}, "),
        ZOO.replace("#/components/schemas/Friend", "#/components/schemas/Cat"),
        ZOO.replace("\"maxItems\": 9", "\"maxItems\": 1e300"),
        ZOO.replace("\"50\"", "\"99999999999999999999\""),
        ZOO.replace("\"schema\": {", "\"schema\": [],\"x\": {"),
        format!("{}{}", "[".repeat(50_000), "]".repeat(50_000)),
    ];
    for text in odd {
        let place = document(&text);
        let (metadata, out) = (place.path().join("api-docs.json"), place.path().join("deep/out"));
        let words =
            ["spec", "import", "--metadata", self::text(&metadata), "--out", self::text(&out)];
        let ended = ota(&words);
        assert!(!ended.err.contains("panicked"), "{}", ended.err);
        let names = |folder: &Path| -> Vec<String> {
            let entries = fs::read_dir(folder).into_iter().flatten().flatten();
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
        };
        let mut beside = names(place.path());
        beside.retain(|name| name != "api-docs.json" && name != "deep");
        assert!(beside.is_empty(), "{beside:?}");
        assert!(names(&place.path().join("deep")).iter().all(|name| name == "out"));
        for folder in names(&out) {
            let checked = ota(&["spec", "check", self::text(&out.join(folder))]).done();
            assert!(checked.contains("no mistakes"), "{checked}");
        }
    }
}

#[test]
fn components_that_hold_themselves_become_structs_that_do() {
    let friend = r##""Cat": { "$ref": "#/components/schemas/Cat" },
        "Kids": { "type": "object", "additionalProperties": { "$ref": "#/components/schemas/Friend" } },
        "Best": { "$ref": "#/components/schemas/Friend", "required": true },
        "Name": { "type": "string" } } }"##;
    let known = r#""Name": { "type": "string" } } }"#;
    let menu = |style: &str| {
        format!(
            r##"{{ "name": "Menu{style}", "in": "query", "style": "{style}", "schema": {{ "type": "object", "required": true,
            "properties": {{ "First": {{ "$ref": "#/components/schemas/Friend", "required": true }} }} }} }},
        {{ "name": "Grams","##
        )
    };
    let more = |text: &str, style| text.replacen(r#"{ "name": "Grams","#, &menu(style), 1);
    let text = ZOO.replacen(known, friend, 1);
    assert_ne!(text, ZOO);
    let place = document(&more(&more(&text, "json"), "flat"));
    import(&place);
    let folder = place.path().join("out/zoo-2020-01-01");
    let checked = ota(&["spec", "check", self::text(&folder)]).done();
    assert!(checked.contains("no mistakes"), "{checked}");
    let types = read(&folder.join("types.json"));
    let types = types.get("types").unwrap();
    let members = |name: &str| named(types, name).get("fields").unwrap().clone();
    assert_eq!(shows(&named(&members("Friend"), "Best"), "type"), r#""Friend""#);
    assert_eq!(shows(&named(&members("Friend"), "Kids"), "items"), r#"{"type":"Friend"}"#);
    assert_eq!(shows(&named(&members("Friend"), "Cat"), "type"), r#""Cat""#);
    assert_eq!(shows(&named(&members("Cat"), "Friends"), "items"), r#"{"type":"Friend"}"#);
    for name in ["FriendInput", "FriendParts"] {
        let best = named(&members(name), "Best");
        assert_eq!(shows(&best, "type"), format!("\"{name}\""));
        assert_eq!(shows(&best, "required"), "nothing");
    }
    let report = fs::read_to_string(folder.join("import-report.json")).unwrap();
    assert!(!report.contains("recursive type"), "{report}");
    assert!(report.contains("required member that never ends"), "{report}");
    let shown = ota(&["spec", "show", "ListCats", "--specs", self::text(&folder)]).done();
    assert!(shown.contains("its members are those of the `Cat` around it"), "{shown}");
}

#[test]
fn responses_that_are_no_object_are_taken_whole() {
    let gate = r#""responses": { "200": { "schema": { "type": "object", "properties": { "RequestId": { "type": "string" } } } } }"#;
    let number = r#"{ "type": "integer", "format": "int32" }"#;
    let list = format!(r#"{{ "type": "array", "items": {number} }}"#);
    for (response, kind, sample) in [
        (format!(r#""responses": {{ "200": {{ "schema": {list} }} }}"#), r#""List""#, "[1,2]"),
        (format!(r#""responses": {{ "200": {{ "schema": {number} }} }}"#), r#""Integer""#, "7"),
        (r#""responses": {}"#.to_owned(), r#""Any""#, r#"{"A":[1]}"#),
    ] {
        let sample = sample.replace('"', "\\\\\\\"");
        let demo =
            format!(r#", "responseDemo": "[{{\"type\":\"json\",\"example\":\"{sample}\"}}]""#);
        let at = ZOO.rfind(gate).unwrap();
        let text = format!("{}{response}{demo}{}", &ZOO[..at], &ZOO[at + gate.len()..]);
        let place = document(&text);
        import(&place);
        let folder = place.path().join("out/zoo-2020-01-01");
        let gate = read(&folder.join("ops/OpenGate.json"));
        assert_eq!(shows(&gate, "bare"), "true");
        let Some(Value::Array(fields)) = gate.get("response") else { panic!("{gate}") };
        assert_eq!(shows(&fields[0], "type"), kind);
        assert!(gate.get("examples").is_some(), "{gate}");
        ota(&["spec", "check", folder.to_str().unwrap()]).done();
    }
}
