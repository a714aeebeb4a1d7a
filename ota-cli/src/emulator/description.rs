//! The description of an emulator that has started.

use std::io::{self, Write};
use std::net::IpAddr;

use ota_emulator::{Emulator, SeedDevice, SeedProduct, is_at_home};
use ota_spec::{Spec, visible};
use textwrap::{Options, WordSplitter};

use crate::output::shell_word;

/// The secret that may be shown: it is not one.
pub(super) const TEST_SECRET: &str = "testsecret";

/// Most device names that are shown of a product.
const SHOWN: usize = 10;

/// Columns of a line; every terminal has as many.
const COLUMNS: usize = 80;

/// The callers that the flags allow.
pub(super) struct Callers {
    /// The address that was asked for in place of 127.0.0.1.
    pub(super) address: Option<IpAddr>,
    /// The host names that were allowed.
    pub(super) hosts: Vec<String>,
    /// Whether other machines may use the admin API.
    pub(super) is_admin_open: bool,
}

pub(super) fn write(
    emulator: &Emulator,
    callers: &Callers,
    specs: &[Spec],
    out: &mut dyn Write,
) -> io::Result<()> {
    let endpoint = emulator.endpoint();
    writeln!(out, "listening on {endpoint}; Ctrl-C stops it\n")?;
    self::callers(emulator, callers, out)?;
    for spec in specs {
        if specs.len() > 1 {
            let (product, version) = (&spec.service.product, &spec.service.version);
            writeln!(out, "{} {}", visible::line(product), visible::line(version))?;
        }
        let actions = spec.operations.iter().map(|known| known.action.as_str());
        list("operations  ", actions.collect(), out)?;
    }
    if specs.iter().any(|spec| is_at_home(&spec.service)) {
        world(emulator, out)?;
    }
    let secret = match emulator.key_secret() {
        TEST_SECRET => TEST_SECRET,
        _ => "'<the secret given by --key-secret>'",
    };
    writeln!(out, "\nIts own surface is {endpoint}/_ota/ : time, faults, ledger, requests.")?;
    if callers.is_admin_open {
        writeln!(out, "Other machines can use it too, without a key.")?;
    }
    writeln!(out, "In another terminal:\n")?;
    writeln!(out, "export OTA_ENDPOINT_URL={endpoint}")?;
    writeln!(out, "export ALIBABA_CLOUD_ACCESS_KEY_ID={}", shell_word(emulator.key_id()))?;
    writeln!(out, "export ALIBABA_CLOUD_ACCESS_KEY_SECRET={secret}")
}

/// What the world has.
fn world(emulator: &Emulator, out: &mut dyn Write) -> io::Result<()> {
    let instances = emulator.seed().instances.iter();
    list("instances   ", instances.map(|known| known.iot_instance_id.as_str()).collect(), out)?;
    let (masked, products): (Vec<_>, Vec<_>) =
        emulator.seed().products.iter().partition(|product| product.product_key.contains('*'));
    for product in products {
        self::product(product, out)?;
    }
    if !masked.is_empty() {
        let count = masked.len();
        writeln!(out, "and {count} products with what the examples of the documentation name")?;
    }
    Ok(())
}

/// How other machines call it, if they can.
fn callers(emulator: &Emulator, callers: &Callers, out: &mut dyn Write) -> io::Result<()> {
    let port = emulator.address().port();
    let Some(address) = callers.address.filter(|address| !address.is_loopback()) else {
        return Ok(());
    };
    if !address.is_unspecified() {
        let endpoint = emulator.endpoint();
        return writeln!(out, "Other machines call {endpoint} , without encryption.\n");
    }
    writeln!(out, "It listens on all addresses of this machine, without encryption.")?;
    if callers.hosts.is_empty() {
        writeln!(
            out,
            "Calls from other machines are refused: none of its names is allowed. Start"
        )?;
        writeln!(out, "it with --allow-host NAME, where NAME is the name or the address by which")?;
        return writeln!(out, "they reach this machine; they then call http://NAME:{port} .\n");
    }
    for host in &callers.hosts {
        let port = if has_port(host) { String::new() } else { format!(":{port}") };
        writeln!(out, "Other machines call http://{}{port} .", visible::line(host))?;
    }
    writeln!(out)
}

/// Whether a host name ends with a port.
fn has_port(host: &str) -> bool {
    host.rsplit_once(':').is_some_and(|(_, port)| !port.contains(']'))
}

/// A head and names beside it, on as many lines as they need; nothing if there are none.
fn list(head: &str, names: Vec<&str>, out: &mut dyn Write) -> io::Result<()> {
    if names.is_empty() {
        return Ok(());
    }
    let beside = " ".repeat(head.len());
    let options = Options::new(COLUMNS)
        .initial_indent(head)
        .subsequent_indent(&beside)
        .word_splitter(WordSplitter::NoHyphenation);
    for line in textwrap::wrap(&visible::line(&names.join(", ")), options) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

fn product(product: &SeedProduct, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "product     {}", visible::line(&product.product_key))?;
    writeln!(out, "  devices   {}", visible::line(&devices(product)))?;
    for package in &product.packages {
        writeln!(out, "  package   {}", visible::line(&package.firmware_id))?;
        for job in &package.jobs {
            let tasks = job.tasks.len();
            writeln!(out, "    job     {} with {tasks} tasks", visible::line(&job.job_id))?;
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
