//! The IDs that there are: those of rollouts in their file, and those that the service has.

use std::path::PathBuf;
use std::time::Duration;

use clap::Command;
use ota_api::Client;
use ota_api::product::Product;
use ota_credentials::Cached;
use ota_rollout::Store;

use super::words::Words;
use crate::output::Output;
use crate::{runtime, settings};

/// The longest time that a shell waits.
const LIMIT: Duration = Duration::from_secs(1);

/// The packages whose jobs are looked for.
const PACKAGES: usize = 5;

/// IDs, each with a word of help.
type Found = Vec<(String, String)>;

/// The rollouts that are written down.
pub(super) fn rollouts(words: &Words) -> Option<Found> {
    let variable = || std::env::var("OTA_ROLLOUT_STORE").ok().filter(|path| !path.is_empty());
    let path = words.value("store").or_else(variable);
    let path = PathBuf::from(path.unwrap_or_else(|| "ota-rollouts.db".to_owned()));
    let list = Store::read(&path).ok()?.list().ok()?;
    Some(list.into_iter().map(|row| (row.id, row.state)).collect())
}

/// The packages of the service.
pub(super) fn packages(words: &Words) -> Option<Found> {
    asked(words, async |client| {
        let mut call = client.list_ota_firmware().current_page(1).page_size(100);
        if let Some(product) = words.value("product-key") {
            call = call.product_key(product);
        }
        let rows = call.send().await.ok()?.into_inner().firmware_info;
        let found = rows.into_iter().filter_map(|row| {
            let help = [row.firmware_name, row.dest_version].map(Option::unwrap_or_default);
            Some((row.firmware_id?.into_string(), help.join(" ")))
        });
        Some(found.collect())
    })
}

/// The jobs of a package, or of the newest ones.
pub(super) fn jobs(words: &Words) -> Option<Found> {
    let packages = match words.value("firmware-id") {
        Some(id) => vec![(id, String::new())],
        None => packages(words)?,
    };
    asked(words, async |client| {
        let mut found = Vec::new();
        for (firmware_id, name) in packages.iter().take(PACKAGES) {
            let call = client.list_ota_job_by_firmware().firmware_id(firmware_id);
            let call = call.current_page(1).page_size(100);
            for row in call.send().await.ok()?.into_inner().data {
                let state = row.job_status.map(|state| state.to_string()).unwrap_or_default();
                let help = format!("{state} {name}").trim().to_owned();
                found.extend(row.job_id.map(|id| (id.into_string(), help)));
            }
        }
        Some(found)
    })
}

/// The products of the service.
pub(super) fn products(words: &Words) -> Option<Found> {
    asked(words, async |client| {
        let call = client.query_product_list().current_page(1).page_size(200);
        let rows = call.send().await.ok()?.into_inner().data?.list;
        let found = rows.into_iter().filter_map(|row| {
            Some((row.product_key?.into_string(), row.product_name.unwrap_or_default()))
        });
        Some(found.collect())
    })
}

/// What the service says in time, if it is known where it is.
fn asked(words: &Words, ask: impl AsyncFnOnce(&Client) -> Option<Found>) -> Option<Found> {
    let reads = Command::new("ota").args(settings::arguments(Output::argument()));
    let matches = reads.try_get_matches_from(words.of_a_call()).ok()?;
    let asking = async {
        let key = Cached::new(settings::chain(&matches));
        let client = settings::own_client(<Client as Product>::SERVICE, key, &matches).ok()?;
        ask(&client).await
    };
    runtime::run(async { tokio::time::timeout(LIMIT, asking).await.ok()? }).ok()?
}
