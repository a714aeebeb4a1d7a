//! The devices that a test can describe, and those that it cannot.

use std::time::Duration;

use ota_emulator::{
    Behaviour, DetailedDevice, Emulator, Model, Numbered, Seconds, Seed, SeedDevice, StartError,
    Task, TaskStatus,
};

use crate::call::start_with;
use crate::fleet::{count, create, fleet, steady, task};

#[tokio::test]
async fn devices_of_instances_can_be_told_too() {
    let (emulator, _) = start_with(Emulator::builder()).await;
    let instance = emulator.instance("iot-060a0001");
    let product_key = "a1V4kdeAbCd";
    instance.add_devices(product_key, ["lamp"]).unwrap();
    instance.add_numbered(product_key, Numbered { prefix: "n".to_owned(), count: 2 }).unwrap();
    instance.set_behaviour(product_key, "n2", Behaviour::default()).unwrap();
    instance.report_version(product_key, "deviceName1", "default", "2.0.0").unwrap();
    let named = |task: &&Task| task.device_name == "deviceName1";
    let task = instance.tasks().iter().find(named).cloned().unwrap();
    assert_eq!(task.status, TaskStatus::Succeeded);
    let elsewhere = emulator.tasks().iter().find(named).cloned().unwrap();
    assert_eq!(elsewhere.status, TaskStatus::Queued);
}

#[tokio::test]
async fn what_cannot_be_is_refused_and_changes_nothing() {
    let emulator = fleet(1, steady()).await;
    let wrong = Model { failure_rate: 1.1, ..Model::default() };
    let none = Behaviour::default;
    let unknown = emulator.instance("no");
    for (result, named) in [
        (emulator.set_model(wrong), "`failureRate` is 1.1"),
        (emulator.set_behaviour("q", "device1", none()), "`q`"),
        (emulator.set_behaviour("p", "bell", none()), "`bell`"),
        (emulator.report_version("p", "bell", "default", "1"), "`bell`"),
        (emulator.report_version("p", "device1", "default", ""), "empty version"),
        (emulator.add_devices("q", ["lamp"]), "`q`"),
        (emulator.add_devices("p", ["lamp", "lamp"]), "`lamp`"),
        (emulator.add_numbered("p", Numbered::default()), ""),
        (unknown.add_devices("p", ["lamp"]), "`no`"),
    ] {
        match result {
            Ok(()) => assert_eq!(named, "", "nothing is wrong with adding no devices"),
            Err(message) => assert!(!named.is_empty() && message.contains(named), "{message}"),
        }
    }
    // None of the refused ones is there, so all of them can be added.
    emulator.add_devices("p", ["lamp", "bell"]).unwrap();
}

#[tokio::test]
async fn a_seed_with_a_model_or_behaviour_out_of_range_is_refused() {
    let device = DetailedDevice {
        device_name: "lamp".to_owned(),
        behaviour: Some(Behaviour {
            delay: Some(Seconds { from: 2, to: 1 }),
            ..Behaviour::default()
        }),
        ..DetailedDevice::default()
    };
    let device = SeedDevice::from(device);
    for (builder, named) in [
        (Emulator::builder().model(Model { silent_share: 2.0, ..Model::default() }), "silentShare"),
        (Emulator::builder().named_devices("p", [device]), "device `lamp` of product `p`: `delay`"),
    ] {
        let error = builder.start().await.unwrap_err();
        assert!(
            matches!(&error, StartError::Seed(error) if error.to_string().contains(named)),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_seed_file_says_how_devices_behave() {
    let seed = Seed::from_json(
        r#"{
            "seed": 3,
            "model": { "delay": { "from": 1, "to": 1 }, "duration": { "from": 2, "to": 3 } },
            "products": [{
                "productKey": "p",
                "numbered": { "count": 2 },
                "devices": [{ "deviceName": "lamp", "behaviour": { "fails": "wrongVersion" } }],
                "packages": [{ "firmwareId": "f" }]
            }]
        }"#,
    );
    let (emulator, _) = start_with(Emulator::builder().seed(seed.unwrap())).await;
    create(&emulator, &[]).await;
    emulator.advance(Duration::from_secs(5));
    assert_eq!(count(&emulator, TaskStatus::Succeeded), 2);
    let lamp = task(&emulator, "lamp");
    assert_eq!(lamp.status, TaskStatus::Failed);
    assert_eq!(lamp.description, "report version is not conform");
}
