//! The contenders for whole calls: this client, bare reqwest sending the same bytes, and a call written by hand.

use std::sync::Arc;
use std::time::Duration;

use ota_api::{Client, Credentials, DryRun, Quota};
use reqwest::header::{HeaderMap, HeaderValue};
use reqwest::{Method, Url};

use crate::by_hand::ByHand;

pub(crate) const KEY_ID: &str = "LTAI5tBenchmarkKeyId0001";
pub(crate) const KEY_SECRET: &str = "Bench1MarkKeySecret2OfThirty03";
pub(crate) const FIRMWARE: &str = "s8SSHiKjpBfrM3BSN0z803";

/// Makes calls.
#[derive(Clone)]
pub(crate) enum Contender {
    Ours(Client),
    Bare(reqwest::Client, Arc<Prepared>),
    ByHand(Arc<ByHand>),
}

/// A request that was put together beforehand.
pub(crate) struct Prepared {
    url: Url,
    headers: HeaderMap,
}

impl Contender {
    pub(crate) fn all(address: &str) -> [Self; 3] {
        let by_hand = ByHand::new(http(), address);
        [Self::ours(address), Self::bare(address), Self::ByHand(Arc::new(by_hand))]
    }

    fn ours(address: &str) -> Self {
        let client = Client::builder()
            .endpoint(format!("http://{address}"))
            .credentials(Credentials::new(KEY_ID, KEY_SECRET))
            .quota(Quota::off())
            .build();
        Self::Ours(client.unwrap())
    }

    fn bare(address: &str) -> Self {
        let Self::Ours(client) = Self::ours(address) else { unreachable!() };
        let request = client.delete_ota_firmware().firmware_id(FIRMWARE).build();
        let prepared = Prepared::new(&client.dry_run(&request).unwrap());
        Self::Bare(http().build().unwrap(), Arc::new(prepared))
    }

    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Ours(_) => "ota-api",
            Self::Bare(..) => "bare reqwest",
            Self::ByHand(_) => "reqwest by hand",
        }
    }

    /// Calls `DeleteOTAFirmware` and reads the response.
    async fn call(&self) {
        match self {
            Self::Ours(client) => {
                client.delete_ota_firmware().firmware_id(FIRMWARE).send().await.unwrap();
            }
            Self::Bare(http, prepared) => {
                let request = http.request(Method::POST, prepared.url.clone());
                let response = request.headers(prepared.headers.clone()).send().await.unwrap();
                assert!(response.status().is_success());
                response.bytes().await.unwrap();
            }
            Self::ByHand(by_hand) => by_hand.call().await,
        }
    }

    /// Makes `calls` calls, `at_once` of them at a time.
    pub(crate) async fn calls(&self, calls: usize, at_once: usize) {
        if at_once == 1 {
            for _ in 0..calls {
                self.call().await;
            }
            return;
        }
        let workers: Vec<_> = (0..at_once)
            .map(|_| {
                let contender = self.clone();
                tokio::spawn(async move {
                    for _ in 0..calls / at_once {
                        contender.call().await;
                    }
                })
            })
            .collect();
        for worker in workers {
            worker.await.unwrap();
        }
    }
}

/// reqwest with the settings that the client gives it.
fn http() -> reqwest::ClientBuilder {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(Duration::from_secs(5))
        .retry(reqwest::retry::never())
        .http1_only()
        .user_agent(concat!("ota-api/", env!("CARGO_PKG_VERSION")))
        .tls_backend_preconfigured(tls)
        .no_proxy()
}

impl Prepared {
    fn new(sent: &DryRun) -> Self {
        let mut headers = HeaderMap::new();
        for (name, value) in sent.signed().headers() {
            headers.insert(name, HeaderValue::from_str(value).unwrap());
        }
        headers.insert("content-length", HeaderValue::from_static("0"));
        Self { url: sent.url().parse().unwrap(), headers }
    }
}
