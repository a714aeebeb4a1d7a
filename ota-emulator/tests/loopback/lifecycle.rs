//! Starting and stopping.

use std::error::Error as _;

use ota_emulator::{
    Emulator, Fault, Seed, SeedDevice, SeedJob, SeedPackage, SeedProduct, SeedTask, StartError,
    TaskStatus,
};
use tokio::net::TcpStream;

use crate::call::{Call, Scheme, delete, start, start_with};

#[tokio::test]
async fn each_emulator_has_its_own_port_and_state() {
    let (one, _) = start().await;
    let (other, _) = start().await;
    assert_ne!(one.endpoint(), other.endpoint());
    let before = other.packages();
    delete(Scheme::V1).send(&one).await.assert_success();
    assert_eq!(other.packages(), before);
    assert_ne!(one.packages(), before);
}

#[tokio::test]
async fn a_stopped_emulator_takes_no_more_connections() {
    let (emulator, _) = start().await;
    let address = emulator.address();
    // A connection that is open and idle does not hold it up.
    let _idle = TcpStream::connect(address).await.unwrap();
    delete(Scheme::V1).send(&emulator).await.assert_success();
    emulator.stop().await;
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn a_dropped_emulator_takes_no_more_connections() {
    let (emulator, _) = start().await;
    let address = emulator.address();
    drop(emulator);
    // On this one thread the server ends while the test lets others run.
    for _ in 0..1000 {
        tokio::task::yield_now().await;
        if TcpStream::connect(address).await.is_err() {
            return;
        }
    }
    panic!("{address} still takes connections");
}

#[tokio::test]
async fn a_port_that_is_taken_is_reported() {
    let (emulator, _) = start().await;
    let port = emulator.address().port();
    let error = Emulator::builder().port(port).start().await.unwrap_err();
    assert!(matches!(error, StartError::Listen { port: found, .. } if found == port));
    assert!(error.to_string().contains(&port.to_string()));
    assert!(error.source().is_some());
}

#[tokio::test]
async fn a_port_can_be_chosen() {
    let (emulator, _) = start().await;
    let port = emulator.address().port();
    emulator.stop().await;
    let emulator = Emulator::builder().port(port).start().await.unwrap();
    assert_eq!(emulator.endpoint(), format!("http://127.0.0.1:{port}"));
}

#[tokio::test]
async fn other_credentials_can_be_set_and_the_secret_is_never_shown() {
    let builder = Emulator::builder().credentials("me", "hush-hush").security_token("tok-tok");
    let shown = format!("{builder:?}");
    let (emulator, _) = start_with(builder).await;
    let shown = format!("{shown} {emulator:?} {emulator:#?}");
    assert!(shown.contains("me") && !shown.contains("hush") && !shown.contains("tok-"), "{shown}");
    assert_eq!((emulator.key_id(), emulator.key_secret()), ("me", "hush-hush"));
    let call = delete(Scheme::V1).secret("hush-hush").common("AccessKeyId", "me");
    call.common("SecurityToken", "tok-tok").send(&emulator).await.assert_success();
}

fn seed(devices: &[&str], tasks: &[&str]) -> Seed {
    let task = |name: &&str| SeedTask {
        task_id: None,
        device_name: (*name).to_owned(),
        status: TaskStatus::Queued,
    };
    Seed {
        products: vec![SeedProduct {
            product_key: "p".to_owned(),
            devices: devices.iter().map(|name| SeedDevice::from(*name)).collect(),
            packages: vec![SeedPackage {
                firmware_id: "f".to_owned(),
                jobs: vec![SeedJob {
                    job_id: "j".to_owned(),
                    tasks: tasks.iter().map(task).collect(),
                    ..SeedJob::default()
                }],
                ..SeedPackage::default()
            }],
            ..SeedProduct::default()
        }],
        ..Seed::default()
    }
}

#[tokio::test]
async fn a_seed_of_ones_own_is_what_calls_act_on() {
    let seed = seed(&["lamp", "bell"], &["lamp"]);
    let (emulator, _) = start_with(Emulator::builder().seed(seed.clone())).await;
    assert_eq!(*emulator.seed(), seed);
    assert_eq!((emulator.jobs()[0].job_id.as_str(), emulator.jobs().len()), ("j", 1));
    let call = Call::v3("CancelOTATaskByDevice").with_all(&[
        ("ProductKey", "p"),
        ("FirmwareId", "f"),
        ("DeviceName.1", "lamp"),
        ("DeviceName.2", "bell"),
    ]);
    call.send(&emulator).await.assert_success();
    let statuses: Vec<TaskStatus> = emulator.tasks().iter().map(|task| task.status).collect();
    assert_eq!(statuses, [TaskStatus::Canceled]);
}

#[tokio::test]
async fn a_seed_that_contradicts_itself_is_refused() {
    let twice = |mut seed: Seed, change: fn(&mut Seed)| {
        change(&mut seed);
        seed
    };
    let good = || seed(&["lamp"], &["lamp"]);
    for (seed, named) in [
        (seed(&["lamp"], &["bell"]), "`bell`"),
        (seed(&["lamp", "lamp"], &[]), "`p`"),
        (seed(&["lamp"], &["lamp", "lamp"]), "`lamp`"),
        (twice(good(), |seed| seed.products.push(seed.products[0].clone())), "`p`"),
        (
            twice(good(), |seed| {
                let package = seed.products[0].packages[0].clone();
                seed.products[0].packages.push(package);
            }),
            "`f`",
        ),
        (
            twice(good(), |seed| {
                let jobs = &mut seed.products[0].packages[0].jobs;
                jobs.push(jobs[0].clone());
            }),
            "`j`",
        ),
    ] {
        let error = Emulator::builder().seed(seed).start().await.unwrap_err();
        assert!(
            matches!(&error, StartError::Seed(error) if error.to_string().contains(named)),
            "{error}"
        );
    }
}

#[tokio::test]
async fn the_seed_and_the_fault_of_the_readme_are_taken() {
    let readme = include_str!("../../README.md");
    let seed = readme.split("```json\n").nth(1).unwrap().split("```").next().unwrap();
    let emulator = Emulator::builder().seed(Seed::from_json(seed).unwrap()).start().await.unwrap();
    assert_eq!(emulator.packages()[0].firmware_id, "fw1");
    let fault = readme.split("-d '").nth(1).unwrap().split('\'').next().unwrap();
    emulator.add_fault(Fault::from_json(fault).unwrap()).unwrap();
    let effects: Vec<&str> =
        readme.split("| `").filter(|row| row.starts_with("{ \"kind\"")).collect();
    for effect in &effects {
        let fault = format!("{{ \"effect\": {} }}", effect.split('`').next().unwrap());
        emulator.add_fault(Fault::from_json(&fault).unwrap()).unwrap();
    }
    // As many as there are in the table of `Effect`.
    let known = include_str!("../../src/faults/effect.rs").matches("/// | `").count();
    assert_eq!(effects.len(), known);
}

#[tokio::test]
async fn empty_names_in_a_seed_are_refused_with_their_place() {
    for (product, part) in [
        (r#"{}"#, "the `productKey` of a product is empty"),
        (r#"{ "productKey": "p", "version": "" }"#, "the `version` of product `p`"),
        (r#"{ "productKey": "p", "devices": ["a", ""] }"#, "the `deviceName` of a device of"),
        (r#"{ "productKey": "p", "devices": [{}] }"#, "product `p`"),
        (
            r#"{ "productKey": "p", "devices": [{ "deviceName": "a", "versions": { "": "1" } }] }"#,
            "`a`",
        ),
        (r#"{ "productKey": "p", "numbered": { "prefix": "", "count": 3 } }"#, "the `prefix` of"),
        (
            r#"{ "productKey": "p", "modules": [{}] }"#,
            "the `moduleName` of a module of product `p`",
        ),
        (r#"{ "productKey": "p", "packages": [{}] }"#, "the `firmwareId` of a package of"),
        (
            r#"{ "productKey": "p", "packages": [{ "firmwareId": "f", "destVersion": "" }] }"#,
            "the `destVersion` of package `f`",
        ),
        (
            r#"{ "productKey": "p", "packages": [{ "firmwareId": "f", "jobs": [{}] }] }"#,
            "the `jobId` of a job of package `f`",
        ),
    ] {
        let seed = Seed::from_json(&format!("{{ \"products\": [{product}] }}")).unwrap();
        let error = Emulator::builder().seed(seed).start().await.unwrap_err();
        assert!(
            matches!(&error, StartError::Seed(error) if error.to_string().contains(part)),
            "{error}"
        );
    }
    for (more, part) in [
        (r#"{ "groups": [{ "productKey": "p" }] }"#, "the `groupId` of a group of product `p`"),
        (r#"{ "groups": [{ "groupId": "g" }] }"#, "the `productKey` of group `g`"),
        (r#"{ "instances": [{}] }"#, "the `iotInstanceId` of an instance"),
        (r#"{ "objects": [{}] }"#, "the `key` of a file"),
    ] {
        let seed = Seed::from_json(more).unwrap();
        let error = Emulator::builder().seed(seed).start().await.unwrap_err();
        assert!(
            matches!(&error, StartError::Seed(error) if error.to_string().contains(part)),
            "{error}"
        );
    }
}

#[tokio::test]
async fn hosts_and_keys_that_no_request_can_have_are_refused() {
    for name in ["", "http://foo/", "foo/", "foo:99999"] {
        let error = Emulator::builder().allow_host(name).start().await.unwrap_err();
        assert!(matches!(&error, StartError::Host(host) if host == name), "{error}");
        assert!(error.to_string().contains("`emulator.test`"), "{error}");
    }
    for (id, secret, part) in [("", "secret", "empty id"), ("me", "", "the secret of the key `me`")]
    {
        let error = Emulator::builder().credentials(id, secret).start().await.unwrap_err();
        assert!(matches!(&error, StartError::Credentials(text) if text.contains(part)), "{error}");
    }
}

#[tokio::test]
async fn an_address_of_another_machine_is_said_to_be_that() {
    let error =
        Emulator::builder().bind_beyond_loopback([192, 0, 2, 1].into()).start().await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("an address of this machine") && !text.contains("port"), "{text}");
}
