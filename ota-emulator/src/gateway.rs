//! The gateway, between the wire and an operation: its checks in their order.
//!
//! Common parameters, key, time, token, signature, nonce, version, action, method, quota. The
//! documentation gives the codes but no order; this one reports first what a caller has to mend
//! first, and nothing is remembered of a request that is not signed properly.

pub(crate) mod credentials;
pub(crate) mod nonce;
pub(crate) mod quota;
pub(crate) mod signature;
pub(crate) mod timestamp;

use std::time::SystemTime;

use ota_spec::model::Operation;

use self::credentials::Keys;
use self::nonce::Nonces;
use self::quota::Quota;
use self::signature::Claim;
use crate::products::{Product, Products};
use crate::rejection::Rejection;
use crate::request::{Pairs, Request};
use crate::time::clock::millis;

/// The most that the time of a request may differ from the clock, in seconds.
const WINDOW: i64 = 15 * 60;

/// The memory of the gateway between calls.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    nonces: Nonces,
    quota: Quota,
}

/// The gateway.
#[derive(Debug)]
pub(crate) struct Gateway {
    pub(crate) products: Products,
    pub(crate) keys: Keys,
    /// Whether calls are counted.
    pub(crate) throttles: bool,
}

/// A call that may reach its operation.
pub(crate) struct Admitted<'a> {
    pub(crate) product: &'a Product,
    pub(crate) operation: &'a Operation,
    pub(crate) parameters: Pairs,
}

impl Gateway {
    /// Runs all checks; rejects a call by the first that fails.
    pub(crate) fn admit(
        &self,
        request: &Request,
        memory: &mut Memory,
        now: SystemTime,
    ) -> Result<Admitted<'_>, Rejection> {
        if !matches!(request.method.as_str(), "GET" | "POST") {
            return Err(Rejection::wrong_method(&request.method, &["GET", "POST"]));
        }
        if request.path != "/" {
            let message =
                format!("nothing is served at `{}`; the path is always `/`", request.path);
            return Err(Rejection::unknown_action(message));
        }
        if let Some(defect) = &request.defect {
            return Err(defect.clone());
        }
        let unsigned = Claim::unsigned(request).filter(|claim| self.is_anonymous(claim));
        let claim = match unsigned {
            Some(claim) => claim,
            None => {
                let claim = Claim::read(request)?;
                self.authenticate(request, &claim, memory, now)?;
                claim
            }
        };
        let is_date = timestamp::parse(&format!("{}T00:00:00Z", claim.version)).is_some();
        let named = self.products.named(&claim.version, &claim.action, is_date);
        let (product, operation) = named?;
        let has = |name: &str| operation.parameter(name).is_some();
        if claim.format_is_unknown && !has("Format") {
            let message = "`Format` must be `JSON` or `XML`; leave it out for `XML`";
            return Err(Rejection::invalid_parameter("Format", message));
        }
        let methods: Vec<&str> = operation.methods.iter().map(|method| method.as_str()).collect();
        if !methods.contains(&request.method.as_str()) {
            return Err(Rejection::wrong_method(&request.method, &methods));
        }
        if let (Some(limit), true) = (operation.qps, self.throttles) {
            memory
                .quota
                .take(&claim.version, &operation.action, limit, millis(now))
                .map_err(|wait| Rejection::throttled(&operation.action, limit, wait))?;
        }
        let shared = claim.shared.into_iter().filter(|(name, _)| has(name));
        let parameters = claim.parameters.into_iter().chain(shared).collect();
        Ok(Admitted { product, operation, parameters })
    }

    /// Whether a key exists.
    pub(crate) fn knows(&self, key_id: &str) -> bool {
        self.keys.find(key_id).is_ok()
    }

    /// Whether the operation is called without credentials.
    fn is_anonymous(&self, claim: &Claim) -> bool {
        let named = self.products.named(&claim.version, &claim.action, false);
        named.is_ok_and(|(_, operation)| operation.anonymous)
    }

    fn authenticate(
        &self,
        request: &Request,
        claim: &Claim,
        memory: &mut Memory,
        now: SystemTime,
    ) -> Result<(), Rejection> {
        let key = self.keys.find(&claim.key_id)?;
        let time = timestamp::parse(&claim.timestamp)
            .ok_or_else(|| Rejection::illegal_timestamp(&claim.timestamp))?;
        let seconds = i64::try_from(millis(now) / 1000).unwrap_or(i64::MAX);
        let behind = seconds.saturating_sub(time);
        if behind.unsigned_abs() > WINDOW.unsigned_abs() {
            return Err(Rejection::expired(behind));
        }
        key.check_token(claim.token.as_deref(), now)?;
        claim.verify(request, &key.secret)?;
        if memory.nonces.remember(&key.id, &claim.nonce, seconds, time + WINDOW) {
            Ok(())
        } else {
            Err(Rejection::nonce_used())
        }
    }
}
