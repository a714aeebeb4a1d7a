//! The things that the examples of operations on jobs, tasks and modules name.
//!
//! The documentation uses some IDs in several ways. A package, a task or a module is then as the
//! operation needs it that is about it most, and stands beside the others.

use crate::seed::{
    DetailedDevice, Seed, SeedDevice, SeedGroup, SeedJob, SeedModule, SeedObject, SeedPackage,
    SeedPackageStatus, SeedProduct, SeedTask,
};
use crate::world::TaskStatus;

impl Seed {
    /// Adds it to the instance without an ID.
    pub(super) fn with_rollouts(mut self) -> Self {
        for product in
            [created(), created_by_name(), listed(), light(), scanner(), newest(), tried()]
        {
            self.add(product);
        }
        let groups = [("CtjzCkNuOx***", false), ("IwOwQj7DJ***", true)];
        self.groups.extend(groups.map(|(id, dynamic)| SeedGroup {
            group_id: id.to_owned(),
            group_name: None,
            dynamic,
            product_key: CREATED.to_owned(),
            devices: ["deviceName1", "deviceName2"].map(str::to_owned).to_vec(),
            others: Vec::new(),
        }));
        self.objects.push(SeedObject {
            key: "ota/65dfcda0473be29836dfde585472****/ck2nfzljo00023g7kysg0****.bin".to_owned(),
            size: 24,
            md5: "87ba0aaaf2bf0fb7d42abd81ee8df76b".to_owned(),
            names: ["deviceName1", "deviceName2"].map(str::to_owned).to_vec(),
            ..SeedObject::default()
        });
        self
    }

    /// Adds a product; one that is known gets what it does not have.
    pub(super) fn add(&mut self, product: SeedProduct) {
        let known = self.products.iter_mut().find(|known| known.product_key == product.product_key);
        match known {
            None => self.products.push(product),
            Some(known) => {
                known.devices.extend(product.devices);
                known.modules.extend(product.modules);
                known.packages.extend(product.packages);
            }
        }
    }
}

const CREATED: &str = "a1Le6d0****";

/// The product for which jobs are created.
fn created() -> SeedProduct {
    SeedProduct {
        devices: names(&["deviceName1", "deviceName2", "device1", "device2", "device3"]),
        version: Some("V1.0.1".to_owned()),
        modules: vec![barcode_scanner()],
        packages: vec![SeedPackage {
            dest_version: Some("V1.0.2".to_owned()),
            ..package("nx3xxVvFdwvn6dim50PY03****")
        }],
        ..product(CREATED)
    }
}

/// The product for which one is created for twelve devices.
fn created_by_name() -> SeedProduct {
    let devices: Vec<String> = (1..=12).map(|number| format!("d{number}")).collect();
    SeedProduct {
        devices: devices.into_iter().map(SeedDevice::Name).collect(),
        modules: vec![barcode_scanner()],
        packages: vec![package("nx3xxVvFdwvn6dim50PY03")],
        ..product("a1Le6d0AbCd")
    }
}

/// The product whose tasks are listed, with a static job and a dynamic one.
fn listed() -> SeedProduct {
    use TaskStatus::{Canceled, Failed, Queued, Succeeded};
    let device = |name: &str, iot_id: &str, version: &str| {
        SeedDevice::Detailed(Box::new(DetailedDevice {
            device_name: name.to_owned(),
            iot_id: Some(iot_id.to_owned()),
            versions: [("default".to_owned(), version.to_owned())].into(),
            ..DetailedDevice::default()
        }))
    };
    let mut devices = vec![
        device("testDevice1", "SR8FiTu1R9tlUR2V1bmi00105****", "1.0.0"),
        device("testDevice2", "nadRdeffljdEndlfadgadfse****", "1.0.1"),
    ];
    devices.extend(names(&["device1", "device2", "device3"]));
    let task_ids = ["y3tOmCDNgpR8F9jnVEzC01****", "ZS9sNBb1ahsu6khqr9II01****"];
    let mut tasks = vec![
        task(Some(task_ids[0]), "testDevice1", Failed),
        task(Some(task_ids[1]), "testDevice2", Succeeded),
    ];
    let others = [("device1", Queued), ("device2", Canceled)];
    tasks.extend(others.map(|(name, status)| task(None, name, status)));
    let fixed = SeedJob { tasks, ..job("7glPHmaDYLAYMD1HHutT02****") };
    let standing = SeedJob {
        dynamic: true,
        src_versions: vec!["1.0.0".to_owned()],
        tasks: vec![task(None, "device3", Queued)],
        ..job("HvKuBpuk3rdk6E92CP****0200")
    };
    SeedProduct {
        product_name: Some("MyProduct".to_owned()),
        devices,
        packages: vec![SeedPackage {
            dest_version: Some("1.0.1".to_owned()),
            jobs: vec![fixed, standing],
            ..package("q3j9OYBjUAZMv1hlMgdo03****")
        }],
        ..product("a1GUfrM****")
    }
}

/// The product of lights, which have a module.
fn light() -> SeedProduct {
    let module = "WifiConfigModify";
    let device = DetailedDevice {
        device_name: "light".to_owned(),
        iot_id: Some("TfmUAeJjQQhCPH84UVNn0010c6****".to_owned()),
        versions: [(module.to_owned(), "1.0.0".to_owned())].into(),
        ..DetailedDevice::default()
    };
    let jobs = vec![SeedJob {
        need_confirm: true,
        tasks: vec![task(None, "light", TaskStatus::Confirm)],
        ..job("HvKuBpuk3rdk6E92CPQN02****")
    }];
    SeedProduct {
        devices: vec![SeedDevice::Detailed(Box::new(device))],
        modules: vec![SeedModule { module_name: module.to_owned(), ..SeedModule::default() }],
        packages: vec![SeedPackage {
            module_name: Some(module.to_owned()),
            jobs,
            ..package("FJFx8JzpnhpIsKftRjjm03****")
        }],
        ..product("a19mzPZ****")
    }
}

/// The product whose module is listed and removed.
fn scanner() -> SeedProduct {
    SeedProduct { modules: vec![barcode_scanner()], ..product("a1uctKe****") }
}

/// The product of a device whose versions are listed.
fn newest() -> SeedProduct {
    let device = DetailedDevice {
        device_name: "newdevice".to_owned(),
        iot_id: Some("Q7uOhVRdZRRlDnTLv****00100".to_owned()),
        versions: [("default", "1.6940.1"), ("barcodeScanner", "1.0")]
            .map(|(module, version)| (module.to_owned(), version.to_owned()))
            .into(),
        ..DetailedDevice::default()
    };
    SeedProduct {
        devices: vec![SeedDevice::Detailed(Box::new(device))],
        modules: vec![barcode_scanner()],
        ..product("aluctKe****")
    }
}

/// The product on whose device a package can be tried.
fn tried() -> SeedProduct {
    SeedProduct {
        devices: names(&["testdevice"]),
        packages: vec![SeedPackage {
            status: SeedPackageStatus::Unverified,
            ..package("nx3xxVvFdwvn6dim50PY03-unverified")
        }],
        ..product("a1VJwBw****")
    }
}

fn product(key: &str) -> SeedProduct {
    SeedProduct { product_key: key.to_owned(), ..SeedProduct::default() }
}

fn package(id: &str) -> SeedPackage {
    SeedPackage { firmware_id: id.to_owned(), ..SeedPackage::default() }
}

fn job(id: &str) -> SeedJob {
    SeedJob { job_id: id.to_owned(), ..SeedJob::default() }
}

fn task(id: Option<&str>, device_name: &str, status: TaskStatus) -> SeedTask {
    SeedTask { task_id: id.map(str::to_owned), device_name: device_name.to_owned(), status }
}

fn names(names: &[&str]) -> Vec<SeedDevice> {
    names.iter().map(|name| SeedDevice::from(*name)).collect()
}

fn barcode_scanner() -> SeedModule {
    SeedModule {
        module_name: "barcodeScanner".to_owned(),
        alias_name: Some("Barcode_scanner".to_owned()),
        desc: Some("This module represents the firmware of the barcode scanner.".to_owned()),
    }
}
