//! What is shown of an emulator that has started.

use std::io::{self, Write};

use ota_emulator::{Emulator, SeedDevice, SeedProduct};
use ota_spec::Spec;

use super::flags::TEST_SECRET;
use crate::output::{printable, shell_word};

/// Most device names that are shown of a product.
const SHOWN: usize = 10;

pub(super) fn write(emulator: &Emulator, specs: &Spec, out: &mut dyn Write) -> io::Result<()> {
    let endpoint = emulator.endpoint();
    writeln!(out, "listening on {endpoint}; Ctrl-C stops it\n")?;
    let actions: Vec<&str> = specs.operations.iter().map(|known| known.action.as_str()).collect();
    writeln!(out, "operations  {}", printable(&actions.join(", ")))?;
    let instances = emulator.seed().instances.iter();
    let instances: Vec<&str> = instances.map(|known| known.iot_instance_id.as_str()).collect();
    writeln!(out, "instances   {}", printable(&instances.join(", ")))?;
    let (masked, products): (Vec<_>, Vec<_>) =
        emulator.seed().products.iter().partition(|product| product.product_key.contains('*'));
    for product in products {
        self::product(product, out)?;
    }
    if !masked.is_empty() {
        let count = masked.len();
        writeln!(out, "and {count} products with what the examples of the documentation name")?;
    }
    let secret = match emulator.key_secret() {
        TEST_SECRET => TEST_SECRET,
        _ => "'<the secret given by --key-secret>'",
    };
    writeln!(out, "\nIts own surface is {endpoint}/_ota/ : time, faults, ledger, requests.")?;
    writeln!(out, "In another terminal:\n")?;
    writeln!(out, "export OTA_ENDPOINT_URL={endpoint}")?;
    writeln!(out, "export ALIBABA_CLOUD_ACCESS_KEY_ID={}", shell_word(emulator.key_id()))?;
    writeln!(out, "export ALIBABA_CLOUD_ACCESS_KEY_SECRET={secret}")
}

fn product(product: &SeedProduct, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "product     {}", printable(&product.product_key))?;
    writeln!(out, "  devices   {}", printable(&devices(product)))?;
    for package in &product.packages {
        writeln!(out, "  package   {}", printable(&package.firmware_id))?;
        for job in &package.jobs {
            let tasks = job.tasks.len();
            writeln!(out, "    batch   {} with {tasks} tasks", printable(&job.job_id))?;
        }
    }
    Ok(())
}

/// The first few names, and how many there are if there are more.
fn devices(product: &SeedProduct) -> String {
    let numbered = product.numbered.iter();
    let numbered = numbered
        .flat_map(|many| (1..=many.count).map(move |number| format!("{}{number}", many.prefix)));
    let named = product.devices.iter().map(|device| SeedDevice::name(device).to_owned());
    let names: Vec<String> = named.chain(numbered).take(SHOWN).collect();
    let count =
        product.devices.len() + product.numbered.as_ref().map_or(0, |many| many.count as usize);
    match count {
        0 => "none".to_owned(),
        1..=SHOWN => names.join(", "),
        _ => format!("{} and {} more", names.join(", "), count - SHOWN),
    }
}
