//! The things that the examples of operations on packages name.

use crate::seed::{Seed, SeedModule, SeedObject, SeedPackage, SeedPackageStatus, SeedProduct};

impl Seed {
    /// Adds it to the instance without an ID.
    pub(super) fn with_packages(mut self) -> Self {
        self.add(SeedProduct {
            product_key: "a1uctKe****".to_owned(),
            product_name: Some("MyProduct".to_owned()),
            modules: vec![module("WifiConfigModify")],
            packages: vec![SeedPackage {
                module_name: Some("WifiConfigModify".to_owned()),
                firmware_desc: Some("modified-WiFi-module".to_owned()),
                status: SeedPackageStatus::Unverified,
                ..package("s8SSHiKjpBfrM3BSN0z803****")
            }],
            ..SeedProduct::default()
        });
        self.add(SeedProduct { product_key: "a1uctKeAbCd".to_owned(), ..SeedProduct::default() });
        self.add(SeedProduct {
            product_key: "a19mzPZ****".to_owned(),
            product_name: Some("MyProduct".to_owned()),
            modules: vec![module("module1234")],
            packages: vec![SeedPackage {
                firmware_name: Some("t3q5rkNm".to_owned()),
                firmware_desc: Some("firmwareDesc".to_owned()),
                src_version: Some("1.0.0".to_owned()),
                dest_version: Some("4.0.0".to_owned()),
                module_name: Some("module1234".to_owned()),
                status: SeedPackageStatus::Unverified,
                ..package("UfuxnwygsuSkVE0VCN****0100")
            }],
            ..SeedProduct::default()
        });
        self.objects.extend([
            object("ota/****/****.bin", 900, "93230c3bde425a9d7984a594ac55****"),
            object("ota/aa/bb.bin", 200, "93230c3bde425a9d7984a594ac560000"),
            object("ota/aa/cc.bin", 300, ""),
        ]);
        self
    }
}

fn module(name: &str) -> SeedModule {
    SeedModule { module_name: name.to_owned(), ..SeedModule::default() }
}

fn package(id: &str) -> SeedPackage {
    SeedPackage { firmware_id: id.to_owned(), ..SeedPackage::default() }
}

fn object(key: &str, size: u64, md5: &str) -> SeedObject {
    SeedObject { key: key.to_owned(), size, md5: md5.to_owned(), ..SeedObject::default() }
}
