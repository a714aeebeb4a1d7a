//! Reading a spec folder from the disk.

#![allow(clippy::unwrap_used, reason = "this is a test")]

#[path = "cases/folder.rs"]
mod folder;

use std::fs;
use std::path::Path;

use folder::{OPERATION, RICH, base, check, edited, shown, text, with, without};
use ota_spec::model::{Constant, Count, Field, Handle, NamedKind, Place, RuleKind, Test, Type};
use ota_spec::{load_files, read_files, read_folder};
use tempfile::TempDir;

/// The base folder as a copy that may be changed.
fn copy() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("ops")).unwrap();
    for source in base() {
        fs::write(folder.path().join(&source.path), &source.bytes).unwrap();
    }
    folder
}

fn paths(folder: &Path) -> Vec<String> {
    let sources = read_folder(folder).unwrap();
    sources.into_iter().map(|source| source.path).collect()
}

/// The message without the name of the temporary folder.
fn refusal(folder: &TempDir) -> String {
    let root = folder.path().canonicalize().unwrap();
    let message = read_folder(folder.path()).unwrap_err().to_string();
    message.replace(root.to_str().unwrap(), "specs")
}

const ALL: [&str; 5] =
    ["errors.json", "ops/MixColors.json", "ops/PaintItems.json", "service.json", "types.json"];

#[test]
fn files_come_in_the_order_of_their_names() {
    assert_eq!(paths(copy().path()), ALL);
}

#[test]
fn other_files_are_ignored() {
    let folder = copy();
    for name in ["README.md", "other.json", "ops/notes.txt", "ops/.PaintItems.json", "ops/X.json~"]
    {
        fs::write(folder.path().join(name), "").unwrap();
    }
    assert_eq!(paths(folder.path()), ALL);
}

#[test]
fn a_folder_that_does_not_exist_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing");
    let message = read_folder(&missing).unwrap_err().to_string();
    assert!(message.starts_with(&format!("cannot read `{}`: ", missing.display())), "{message}");
}

#[test]
fn a_missing_file_is_left_to_the_check() {
    let folder = copy();
    fs::remove_file(folder.path().join("service.json")).unwrap();
    let broken = check(read_folder(folder.path()).unwrap()).unwrap_err();
    assert!(shown(&broken).starts_with("`service.json` is missing in the spec folder"));
    assert_eq!(shown(&broken), shown(&check(without("service.json")).unwrap_err()));
}

#[test]
fn a_file_of_more_than_four_mebibytes_is_refused() {
    let folder = copy();
    fs::write(folder.path().join("ops/Large.json"), vec![b' '; 4 * 1024 * 1024 + 1]).unwrap();
    let expected =
        "`specs/ops/Large.json` is larger than 4 MiB; a spec file describes one operation";
    assert_eq!(refusal(&folder), expected);
}

#[test]
fn shared_files_grow_with_the_number_of_operations() {
    let folder = copy();
    let path = folder.path().join("types.json");
    let mut text = fs::read(&path).unwrap();
    text.resize(5 * 1024 * 1024, b' ');
    fs::write(&path, text).unwrap();
    assert!(check(read_folder(folder.path()).unwrap()).is_ok());
    fs::File::options().write(true).open(&path).unwrap().set_len(64 * 1024 * 1024 + 1).unwrap();
    assert_eq!(refusal(&folder), "`specs/types.json` is larger than 64 MiB");
}

#[test]
fn a_folder_with_the_name_of_a_file_is_refused() {
    let folder = copy();
    fs::create_dir(folder.path().join("ops/Folder.json")).unwrap();
    assert_eq!(refusal(&folder), "`specs/ops/Folder.json` is not a file");
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_folder_of_links_alone_is_read() {
        let (store, folder) = (copy(), tempfile::tempdir().unwrap());
        fs::create_dir(folder.path().join("ops")).unwrap();
        for path in ALL {
            // As content-addressed stores do: a link to a link, by absolute path.
            let link = store.path().join(path).with_extension("link");
            symlink(store.path().join(path), &link).unwrap();
            symlink(&link, folder.path().join(path)).unwrap();
        }
        assert_eq!(paths(folder.path()), ALL);
        assert!(check(read_folder(folder.path()).unwrap()).is_ok());
    }

    #[test]
    fn an_ops_folder_that_lies_elsewhere_is_read() {
        let (store, folder) = (copy(), copy());
        fs::remove_dir_all(folder.path().join("ops")).unwrap();
        symlink(store.path().join("ops"), folder.path().join("ops")).unwrap();
        assert_eq!(paths(folder.path()), ALL);
    }

    #[test]
    fn a_link_to_what_is_no_file_is_refused() {
        for target in ["/dev/null", "/"] {
            let folder = copy();
            symlink(target, folder.path().join("ops/Endless.json")).unwrap();
            assert_eq!(refusal(&folder), "`specs/ops/Endless.json` is not a file");
        }
    }

    #[test]
    fn links_in_a_circle_are_named() {
        let folder = copy();
        symlink("Round.json", folder.path().join("ops/Round.json")).unwrap();
        assert!(refusal(&folder).starts_with("cannot read `specs/ops/Round.json`: "));
    }

    #[test]
    fn a_spec_cannot_name_a_file_elsewhere() {
        let folder = copy();
        let other = text(OPERATION).replace("\"PaintItems\"", "\"../PaintItems\"");
        fs::write(folder.path().join("ops/..PaintItems.json"), &other).unwrap();
        fs::write(folder.path().join("ops/X..json"), &other).unwrap();
        let broken = check(read_folder(folder.path()).unwrap()).unwrap_err();
        assert!(broken.to_string().contains("`../PaintItems` is not a valid operation name"));
    }

    #[test]
    fn a_link_inside_the_folder_is_followed() {
        let folder = copy();
        let target = folder.path().join("PaintThings.json");
        let other = text(OPERATION).replace("PaintItems", "PaintThings");
        let other = other.replace("item paint", "thing paint");
        fs::write(&target, other).unwrap();
        symlink(&target, folder.path().join("ops/PaintThings.json")).unwrap();
        let spec = check(read_folder(folder.path()).unwrap()).unwrap();
        assert!(spec.operation("PaintThings").is_some());
    }

    #[test]
    fn the_folder_itself_may_be_a_link() {
        let (folder, outside) = (copy(), tempfile::tempdir().unwrap());
        let link = outside.path().join("specs");
        symlink(folder.path(), &link).unwrap();
        assert_eq!(paths(&link), ALL);
    }

    #[test]
    fn a_link_that_leads_nowhere_is_named() {
        let folder = copy();
        symlink("nowhere.json", folder.path().join("ops/Lost.json")).unwrap();
        assert!(refusal(&folder).starts_with("cannot read `specs/ops/Lost.json`: "));
    }

    #[test]
    fn a_shared_file_that_leads_nowhere_is_not_missing() {
        let folder = copy();
        fs::remove_file(folder.path().join("types.json")).unwrap();
        symlink("nowhere.json", folder.path().join("types.json")).unwrap();
        assert!(refusal(&folder).starts_with("cannot read `specs/types.json`: "));
    }

    #[test]
    fn what_can_be_read_is_read_beside_what_cannot() {
        let folder = copy();
        symlink("nowhere.json", folder.path().join("ops/Lost.json")).unwrap();
        symlink("/", folder.path().join("ops/Folder.json")).unwrap();
        let files = read_files(folder.path()).unwrap();
        let paths: Vec<&str> = files.sources.iter().map(|source| source.path.as_str()).collect();
        assert_eq!(paths, ALL);
        let broken = load_files("specs", files).unwrap_err();
        let places: Vec<&str> = broken.diagnostics.iter().map(|found| &*found.path).collect();
        assert_eq!(places, ["specs/ops/Folder.json", "specs/ops/Lost.json"]);
        assert!(broken.diagnostics[1].message.starts_with("the file cannot be read: "));
        let left: Vec<&str> = broken.operations.iter().map(|left| left.action.as_str()).collect();
        assert_eq!((left, broken.rest.operations.len()), (vec!["Folder", "Lost"], 2));
    }
}

#[test]
fn the_order_of_the_sources_does_not_matter() {
    let mut sources = base();
    sources.reverse();
    assert_eq!(check(sources).unwrap(), check(base()).unwrap());
}

#[test]
fn what_the_files_say_arrives_in_the_model() {
    let text =
        edited(OPERATION, r#""doc": "How thick.""#, r#""doc": "Wie dick: \u00e4\ud83d\ude00.""#);
    let spec = check(with(OPERATION, text)).unwrap();
    let operation = spec.operation("PaintItems").unwrap();
    assert_eq!(operation.parameter("Layers").unwrap().doc, "Wie dick: ä😀.");
    let names: Vec<_> = operation.parameters.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(
        names,
        ["ItemName", "Color", "Layers", "Label", "Dry", "Weight", "Tag", "IotInstanceId"]
    );
    let inherited = operation.parameters.iter().filter(|field| field.is_inherited());
    assert_eq!(inherited.count(), 1);
    assert_eq!(spec.error("IOT.notfound.Thing").unwrap().code, "iot.NotFound");
}

#[test]
fn chinese_texts_arrive_beside_the_english_ones() {
    let spec = check(base()).unwrap();
    let operation = spec.operation("MixColors").unwrap();
    let (choice, error) = (&operation.choices[0], spec.error("iot.NotFound").unwrap());
    let kind = |name: &str| spec.types.iter().find(|named| named.name == name).unwrap();
    let NamedKind::Enum(color) = &kind("Color").kind else { panic!() };
    let NamedKind::Struct(tag) = &kind("Tag").kind else { panic!() };
    let told = [
        (&spec.service.zh, "用于测试的服务。"),
        (&operation.zh, "查看颜色如何混合。"),
        (&operation.parameter("Scope").unwrap().zh, "位置。"),
        (&operation.response[0].zh, "总数。"),
        (&operation.rules[2].zh, "配方说明一切。"),
        (&choice.zh, "哪些物品。"),
        (&choice.options[0].zh, "全部物品。"),
        (&operation.waits[0].zh, "全部混合完成。"),
        (&kind("ItemId").zh, "物品 ID。"),
        (&color.values[0].zh, "红色。"),
        (&tag[0].zh, "键。"),
        (&error.zh, "不存在。"),
        (&error.zh_advice, "请在别处查找。"),
    ];
    for (found, wanted) in told {
        assert_eq!(found.as_deref(), Some(wanted));
    }
    assert_eq!((&choice.options[1].zh, &color.values[1].zh), (&None, &None));
    let doc = r#""doc": "More.", "zhDoc": "更多。", "qps": 10,"#;
    let spec = check(with(OPERATION, edited(OPERATION, r#""qps": 10,"#, doc))).unwrap();
    assert_eq!(spec.operation("PaintItems").unwrap().zh_doc.as_deref(), Some("更多。"));
}

fn names(fields: &[Handle<Field>]) -> Vec<&str> {
    fields.iter().map(|field| field.name.as_str()).collect()
}

#[test]
fn what_the_files_say_of_dependencies_arrives_in_the_model() {
    let spec = check(base()).unwrap();
    let operation = spec.operation("MixColors").unwrap();
    let field = |name: &str| operation.parameter(name).unwrap();
    assert_eq!(operation.deprecated.as_deref(), Some("Use `PaintItems`."));
    assert_eq!(field("Remark").deprecated.as_deref(), Some("Use `Extra`."));
    assert_eq!((field("Remark").place, field("Url").place), (Place::Body, Place::Query));
    assert!(field("UrlSign").secret && !field("Url").secret);
    let Type::Integer(level) = &field("Level").ty else { panic!("{:?}", field("Level")) };
    assert_eq!(level.allowed, [1, 2, 5]);
    let Type::Named(mode) = &field("Mode").ty else { panic!("{:?}", field("Mode")) };
    let NamedKind::Enum(listed) = &mode.kind else { panic!("{mode:?}") };
    let known: Vec<_> =
        listed.values.iter().map(|value| (value.value.as_str(), value.name.as_str())).collect();
    assert!(listed.numeric);
    assert_eq!(known, [("-1", "NotAtAll"), ("1", "slow"), ("2", "Fast"), ("3", "by recipe")]);
    assert_eq!(listed.values[2].aliases, ["20"]);
    assert_eq!(listed.values[3].deprecated.as_deref(), Some("Use 2."));

    assert_eq!(operation.rules.len(), 12);
    let RuleKind::OneOf { alternatives, count: Count::ExactlyOne } = &operation.rules[0].kind
    else {
        panic!("{:?}", operation.rules[0]);
    };
    let found: Vec<_> = alternatives.iter().map(|fields| names(fields)).collect();
    assert_eq!(found, [vec!["ItemName"], vec!["GroupId", "GroupKind"]]);
    let [condition] = operation.rules[0].when.as_slice() else { panic!("{:?}", operation.rules) };
    let string = |text: &str| Constant::String(text.to_owned());
    let values = vec![string("SOME"), string("GROUP")];
    assert_eq!(condition.parameter.name, "Scope");
    assert_eq!(condition.test, Test::OneOf { values, default: None });
    assert_eq!(operation.rules[2].doc, "A recipe says everything.");
    assert_eq!(operation.rules[5].when[1].test, Test::Set(true));

    let [range, recipe] = operation.choices.as_slice() else { panic!("{:?}", operation.choices) };
    let selector = range.selector.as_ref().map(|field| field.name.as_str());
    assert_eq!((selector, recipe.selector.is_none()), (Some("Scope"), true));
    assert_eq!(names(&range.parameters), ["ItemName", "GroupId", "GroupKind"]);
    let group = &range.options[2];
    assert_eq!(group.value, Some(string("GROUP")));
    assert_eq!(names(&group.required), ["GroupId"]);
    let [(parameter, value)] = group.fixed.as_slice() else { panic!("{group:?}") };
    assert_eq!((parameter.name.as_str(), value), ("GroupKind", &string("static")));
    assert_eq!(names(&recipe.options[0].optional), ["UrlSign"]);

    let page = operation.page.as_ref().unwrap();
    let size = page.size.as_ref().unwrap();
    assert_eq!(
        (page.by.parameter().name.as_str(), size.name.as_str()),
        ("CurrentPage", "PageSize")
    );
    let total = page.total.as_ref().map(|field| field.name.as_str());
    assert_eq!((total, page.items.field.name.as_str()), (Some("Total"), "Data"));
    assert_eq!(page.items.list.wrapper.as_deref(), Some("Info"));
    assert_eq!((page.largest, page.limit), (100, Some(1000)));
    let split = operation.split.as_ref().unwrap();
    assert_eq!((split.over.field.name.as_str(), split.most), ("Part", 5));
    let [wait] = operation.waits.as_slice() else { panic!("{:?}", operation.waits) };
    assert_eq!(names(&wait.state), ["Data", "Mode"]);
    let called = |states: &[Constant]| -> Vec<String> {
        let name = |state: &Constant| match state {
            Constant::Enum(value) => value.name.clone(),
            other => panic!("{other:?}"),
        };
        states.iter().map(name).collect()
    };
    assert_eq!(
        (called(&wait.until), called(&wait.fail)),
        (vec!["Fast".to_owned()], vec!["NotAtAll".to_owned()])
    );
    assert_eq!((wait.interval, wait.timeout), (3, 60));
    let usual = edited(RICH, "\"interval\": 3,\n      \"timeout\": 60", "\"interval\": 2");
    let wait = check(with(RICH, usual)).unwrap().operation("MixColors").unwrap().waits[0].clone();
    assert_eq!((wait.interval, wait.timeout), (2, 600));
}

#[test]
fn secrets_and_values_of_a_struct_that_holds_itself_are_found() {
    let members = r#"{ "name": "Next", "type": "Page", "example": { "Next": { "Pin": "1" } }, "doc": "The next." },
        { "name": "Pin", "type": "String", "secret": true, "doc": "Not for everybody." },
        { "name": "Total""#;
    let spec = check(with("types.json", edited("types.json", r#"{ "name": "Total""#, members)));
    assert_eq!(Vec::from_iter(spec.unwrap().secret_fields()), ["Pin", "UrlSign"]);
    let wrong = members.replace(r#""Pin": "1""#, r#""Pin": 1"#);
    let broken = check(with("types.json", edited("types.json", r#"{ "name": "Total""#, &wrong)));
    let found: Vec<_> = broken.unwrap_err().diagnostics.into_iter().map(|one| one.help).collect();
    assert_eq!(found, ["`Next.Next.Pin` must be a string, not a number"]);
}
