//! The things that the examples of operations on products and devices name.

use crate::seed::{
    DetailedDevice, Seed, SeedDevice, SeedGroup, SeedInstance, SeedMembers, SeedProduct,
};
use crate::world::Behaviour;

impl Seed {
    /// Adds it to the instance without an ID, and one with a dynamic group.
    pub(super) fn with_devices(mut self) -> Self {
        for product in [counted(), listed(), shown()] {
            self.add(product);
        }
        for product in grouped() {
            self.add(product);
        }
        self.groups.push(SeedGroup {
            group_id: "7DIgqIl1Ijnh****".to_owned(),
            product_key: "a1mV8bK****".to_owned(),
            devices: vec!["E1IPK25iL4CTOwnuI2yt".to_owned()],
            others: vec![SeedMembers {
                product_key: "a1hWjHD****".to_owned(),
                devices: ["ios_1207_07", "ios_1207_08"].map(str::to_owned).to_vec(),
            }],
            ..SeedGroup::default()
        });
        self.instances.push(with_dynamic_group());
        self
    }
}

/// The product whose devices are counted.
fn counted() -> SeedProduct {
    let names = ["device1", "device2", "light"];
    SeedProduct { devices: names.map(SeedDevice::from).to_vec(), ..product("a1BwAGV****", None) }
}

/// The product whose devices are listed. They have never been online.
fn listed() -> SeedProduct {
    let device = |name: &str, nickname: &str| {
        SeedDevice::from(DetailedDevice {
            iot_id: Some(format!("{name}00****")),
            nickname: Some(nickname.to_owned()),
            unactive: true,
            ..named(name)
        })
    };
    SeedProduct {
        devices: vec![
            device("zNIcSmWQ9BPJlmkjn3H1", "DriverInShanghai"),
            device("Av8NGHGtwPrH9BYGLMBi", "SensorInShanghai"),
        ],
        ..product("aldafD****", None)
    }
}

/// The product whose device is shown. It is offline.
fn shown() -> SeedProduct {
    let device = DetailedDevice {
        nickname: Some("detectors_in_beijing".to_owned()),
        behaviour: Some(offline()),
        ..named("device1")
    };
    SeedProduct { devices: vec![device.into()], ..product("a1rYuVF****", Some("test")) }
}

/// The products with devices in a group.
fn grouped() -> [SeedProduct; 2] {
    let device = |name: &str, iot_id: &str| {
        SeedDevice::from(DetailedDevice { iot_id: Some(iot_id.to_owned()), ..named(name) })
    };
    let gate = vec![
        device("ios_1207_07", "wVPeAksaboXBlRgvZNHQ001031****"),
        // The `IotId` of the sample belongs to a device of another sample.
        SeedDevice::from("ios_1207_08"),
    ];
    let other = vec![device("E1IPK25iL4CTOwnuI2yt", "E1IPK25iL4CTOwnuI2yt001059****")];
    [
        SeedProduct { devices: gate, ..product("a1hWjHD****", Some("WIFIdevice")) },
        SeedProduct { devices: other, ..product("a1mV8bK****", Some("yanlv")) },
    ]
}

/// The instance whose dynamic group is listed.
fn with_dynamic_group() -> SeedInstance {
    let device = DetailedDevice { behaviour: Some(offline()), ..named("light") };
    let product =
        SeedProduct { devices: vec![device.into()], ..product("a1rYuVF***", Some("test")) };
    let group = SeedGroup {
        group_id: "tDQvBJqbUyHs***".to_owned(),
        dynamic: true,
        product_key: "a1rYuVF***".to_owned(),
        devices: vec!["light".to_owned()],
        ..SeedGroup::default()
    };
    SeedInstance {
        iot_instance_id: "iot-***-v6***".to_owned(),
        products: vec![product],
        groups: vec![group],
    }
}

fn offline() -> Behaviour {
    Behaviour { offline: Some(true), ..Behaviour::default() }
}

fn named(name: &str) -> DetailedDevice {
    DetailedDevice { device_name: name.to_owned(), ..DetailedDevice::default() }
}

fn product(key: &str, name: Option<&str>) -> SeedProduct {
    SeedProduct {
        product_key: key.to_owned(),
        product_name: name.map(str::to_owned),
        ..SeedProduct::default()
    }
}
