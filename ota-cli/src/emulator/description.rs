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
    writeln!(out, "instances   {}", instances.join(", "))?;
    for product in &emulator.seed().products {
        writeln!(out, "product     {}", product.product_key)?;
        writeln!(out, "  devices   {}", printable(&devices(product)))?;
        for package in &product.packages {
            writeln!(out, "  package   {}", package.firmware_id)?;
            for job in &package.jobs {
                writeln!(out, "    batch   {} with {} tasks", job.job_id, job.tasks.len())?;
            }
        }
    }
    let secret = match emulator.key_secret() {
        TEST_SECRET => TEST_SECRET,
        _ => "'<the secret given by --key-secret>'",
    };
    writeln!(out, "\nIn another terminal:\n")?;
    writeln!(out, "export OTA_ENDPOINT_URL={endpoint}")?;
    writeln!(out, "export ALIBABA_CLOUD_ACCESS_KEY_ID={}", shell_word(emulator.key_id()))?;
    writeln!(out, "export ALIBABA_CLOUD_ACCESS_KEY_SECRET={secret}")
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
        ..=SHOWN => names.join(", "),
        _ => format!("{} and {} more", names.join(", "), count - SHOWN),
    }
}
