//! Names of modules are compared without letter case.

use super::*;

const MODULES: &str = r#"{ "products": [{
    "productKey": "p",
    "devices": [{ "deviceName": "lamp", "versions": { "CAMERA": "1", "Default": "0.9" } }],
    "modules": [{ "moduleName": "Camera" }],
    "packages": [
        { "firmwareId": "f", "moduleName": "camera", "destVersion": "2" },
        { "firmwareId": "g", "moduleName": "DEFAULT", "destVersion": "3.0.0" }
    ]
}] }"#;

fn fleet() -> Fleet {
    let world = World::new(&Seed::from_json(MODULES).unwrap(), Moment(0)).unwrap();
    world.assert_consistent();
    Fleet { world, beginning: Moment(0) }
}

fn report(fleet: &mut Fleet, module: &str, version: &str) {
    let name = DeviceName { instance: "", product_key: "p", device_name: "lamp" };
    fleet.world.report_version(name, module, version).unwrap();
    fleet.world.assert_consistent();
}

#[test]
fn names_of_a_seed_stand_for_the_modules_that_it_creates() {
    let fleet = fleet();
    let product = &fleet.instance().products["p"];
    for name in ["Camera", "camera", "CAMERA"] {
        assert_eq!(product.version(0, name), Some("1"));
    }
    assert_eq!(
        (product.version(0, "default"), product.version(0, "DEFAULT")),
        (Some("0.9"), Some("0.9"))
    );
    assert_eq!(product.module_names.iter().map(|name| &**name).collect::<Vec<_>>(), ["Camera"]);
    let module = |id: &str| fleet.instance().packages[id].module.as_str();
    assert_eq!((module("f"), module("g")), ("Camera", "default"));
}

#[test]
fn a_report_is_about_the_module_whatever_the_case_of_its_name() {
    let mut fleet = fleet();
    for (name, version) in [("camera", "1.1"), ("CaMeRa", "1.2"), ("dEFAULT", "1.3")] {
        report(&mut fleet, name, version);
    }
    let product = &fleet.instance().products["p"];
    let seen = (product.version(0, "Camera"), product.version(0, "default"));
    assert_eq!(seen, (Some("1.2"), Some("1.3")));
    assert_eq!((product.module_names.len(), product.devices[0].modules.len()), (1, 1));
    // Nobody has created this one.
    report(&mut fleet, "Radio", "1");
    report(&mut fleet, "radio", "2");
    let product = &fleet.instance().products["p"];
    assert_eq!((product.version(0, "RADIO"), product.module_names.len()), (Some("2"), 2));
}

#[test]
fn a_report_in_another_case_ends_the_task_of_the_module() {
    for (id, module, version) in [("f", "cAMERA", "2"), ("g", "dEFAULT", "3.0.0")] {
        let mut fleet = fleet();
        let job = fleet.start_as(JobKind::Static, id, Settings::default(), [0]);
        report(&mut fleet, module, version);
        assert_eq!(fleet.status(job, 0), TaskStatus::Succeeded, "{module}");
    }
}

#[test]
fn a_report_in_another_case_is_for_the_dynamic_job_of_the_module() {
    let mut fleet = fleet();
    let settings = Settings { src_versions: vec!["1.5".to_owned()], ..Settings::default() };
    let job = fleet.start_as(JobKind::Dynamic { with_present: false }, "f", settings, []);
    report(&mut fleet, "camerA", "1.5");
    assert_eq!(fleet.job(job).tasks().len(), 1);
}

#[test]
fn a_module_that_was_created_anew_in_another_case_stands_in_the_way_of_itself() {
    let mut fleet = fleet();
    let side_by_side = || Settings { multi_module: true, ..Settings::default() };
    fleet.start_as(JobKind::Static, "f", side_by_side(), [0]);
    let instance = fleet.world.instances.get_mut("").unwrap();
    instance.packages.get_mut("f").unwrap().module = "camera".to_owned();
    let again = fleet.start_as(JobKind::Static, "f", side_by_side(), [0]);
    assert_eq!(fleet.status(again, 0), TaskStatus::Failed);
    fleet.world.assert_consistent();
}

#[test]
fn names_of_a_seed_that_differ_in_case_only_are_refused() {
    for (what, name) in [
        (r#""modules": [{ "moduleName": "radio" }, { "moduleName": "Radio" }]"#, "`Radio`"),
        (r#""modules": [{ "moduleName": "Default" }]"#, "`Default`"),
        (
            r#""devices": [{ "deviceName": "d", "versions": { "Radio": "1", "radio": "1" } }]"#,
            "`radio`",
        ),
        (
            r#""devices": [{ "deviceName": "d", "versions": { "DEFAULT": "1", "default": "1" } }]"#,
            "`default`",
        ),
    ] {
        let text = format!(r#"{{ "products": [{{ "productKey": "p", {what} }}] }}"#);
        let message =
            World::new(&Seed::from_json(&text).unwrap(), Moment(0)).unwrap_err().to_string();
        assert!(message.contains(name) && message.contains("letter case"), "{message}");
    }
}
