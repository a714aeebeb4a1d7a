//! Clients that sign with what a provider gives.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use ota_api::sign::Scheme;
use ota_api::{Credentials, ProvideCredentials, ProvideError, Providing};
use ota_credentials::{Cached, Loaded, Loading, Provider, sts};

use crate::support::{Seen, Server};

/// Keys that are numbered.
#[derive(Debug, Default)]
struct Numbers(Arc<AtomicU32>);

impl Provider for Numbers {
    fn load(&self) -> Loading<'_> {
        let number = self.0.fetch_add(1, Ordering::SeqCst);
        let key = Credentials::new(format!("id-{number}"), "secret");
        let key = key.with_security_token(format!("token-{number}"));
        Box::pin(async { Ok(Loaded::new(key, "numbers")) })
    }
}

fn client(
    server: &Server,
    scheme: Scheme,
    provider: impl ProvideCredentials + 'static,
) -> sts::Client {
    let builder = sts::Client::builder().endpoint(&server.url).scheme(scheme);
    builder.credentials(provider).build().unwrap()
}

fn identity() -> (u16, String) {
    (200, r#"{"RequestId":"r","AccountId":"1","Arn":"acs:ram::1:user/u"}"#.to_owned())
}

fn refusal(code: &str) -> (u16, String) {
    (400, format!(r#"{{"RequestId":"r","Code":"{code}","Message":"no"}}"#))
}

/// The token of a request, in either scheme.
fn token(seen: &Seen) -> String {
    let of_query =
        seen.line.split("SecurityToken=").nth(1).map(|rest| rest.split('&').next().unwrap());
    seen.header("x-acs-security-token").or(of_query).unwrap_or("none").to_owned()
}

#[tokio::test]
async fn a_call_whose_key_is_refused_is_sent_once_more_with_another_key() {
    for code in [
        "InvalidSecurityToken.Expired",
        "InvalidSecurityToken.Malformed",
        "InvalidSecurityToken",
        "InvalidAccessKeyId.NotFound",
        "InvalidAccessKeyId.Inactive",
    ] {
        for scheme in [Scheme::V1, Scheme::V3] {
            let server =
                Server::new(
                    move |seen| if token(seen) == "token-0" { refusal(code) } else { identity() },
                )
                .await;
            let client = client(&server, scheme, Cached::new(Numbers::default()));
            client.get_caller_identity().send().await.unwrap();
            // Nothing is known of the action: as far as the client can tell it must not act twice.
            client.call("Anything").send().await.unwrap();
            let tokens: Vec<String> = server.seen().iter().map(token).collect();
            assert_eq!(tokens, ["token-0", "token-1", "token-1"], "{code}");
        }
    }
}

#[tokio::test]
async fn a_call_is_sent_twice_at_most_and_only_if_the_key_is_another_one() {
    let server = Server::new(|_| refusal("InvalidSecurityToken.Expired")).await;
    let numbers = client(&server, Scheme::V3, Cached::new(Numbers::default()));
    let error = numbers.get_caller_identity().send().await.unwrap_err();
    assert_eq!(error.code(), Some("InvalidSecurityToken.Expired"));
    assert_eq!(server.lines().len(), 2);

    // Fixed credentials stay what they are.
    let fixed = Credentials::new("id", "secret").with_security_token("t");
    let fixed = sts::Client::builder().endpoint(&server.url).credentials(fixed).build().unwrap();
    assert!(fixed.get_caller_identity().send().await.is_err());
    assert_eq!(server.lines().len(), 3);

    let same = Cached::new(ota_credentials::AccessKey::new(Credentials::new("id", "secret")));
    let same = client(&server, Scheme::V3, same);
    assert!(same.get_caller_identity().send().await.is_err());
    assert_eq!(server.lines().len(), 4);
}

#[tokio::test]
async fn other_refusals_are_no_reason_to_look_for_another_key() {
    // A read that failed on the side of the service is tried again, with the same key.
    for (status, code, attempts) in [
        (403, "NoPermission", 1),
        (400, "SignatureDoesNotMatch", 1),
        (400, "InvalidSecurityTokens", 1),
        (400, "MissingSecurityToken", 1),
        (500, "InvalidSecurityToken.Expired", 5),
        (503, "ServiceUnavailable", 5),
    ] {
        let server = Server::new(move |_| (status, refusal(code).1)).await;
        let numbers = Numbers::default();
        let asked = numbers.0.clone();
        let client = client(&server, Scheme::V3, Cached::new(numbers));
        assert_eq!(client.get_caller_identity().send().await.unwrap_err().code(), Some(code));
        assert_eq!((server.lines().len(), asked.load(Ordering::SeqCst)), (attempts, 1), "{code}");
    }
}

#[tokio::test]
async fn tokens_that_end_all_the_time_fail_no_call() {
    // Every token is good for 100 calls.
    let count = AtomicU32::new(0);
    let server = Server::new(move |seen| {
        let good = format!("token-{}", count.load(Ordering::SeqCst) / 100);
        if token(seen) != good {
            return refusal("InvalidSecurityToken.Expired");
        }
        count.fetch_add(1, Ordering::SeqCst);
        identity()
    })
    .await;
    let numbers = Numbers::default();
    let asked = numbers.0.clone();
    let client = client(&server, Scheme::V3, Cached::new(numbers));
    for _ in 0..500 {
        client.get_caller_identity().send().await.unwrap();
    }
    assert_eq!((asked.load(Ordering::SeqCst), server.lines().len()), (5, 504));
}

/// A provider that fails, or never returns.
#[derive(Debug)]
struct Broken(Option<bool>);

impl ProvideCredentials for Broken {
    fn provide(&self) -> Providing<'_> {
        let is_temporary = self.0;
        Box::pin(async move {
            match is_temporary {
                Some(true) => Err(ProvideError::temporary("the vault is closed")),
                Some(false) => Err(ProvideError::new("there is no vault")),
                None => std::future::pending().await,
            }
        })
    }
}

#[tokio::test]
async fn without_a_key_nothing_is_sent_and_the_error_says_why() {
    let server = Server::new(|_| identity()).await;
    let send = async |broken| {
        client(&server, Scheme::V3, broken).get_caller_identity().send().await.unwrap_err()
    };
    let error = send(Broken(Some(true))).await;
    assert_eq!(error.to_string(), "`GetCallerIdentity`: no credentials: the vault is closed");
    assert!(error.is_retryable() && !error.is_usage() && !error.outcome_unknown());
    let error = send(Broken(Some(false))).await;
    assert!(error.is_usage() && !error.is_retryable(), "{error}");
    assert!(server.lines().is_empty());
    // An operation that needs no key asks for none.
    let client = client(&server, Scheme::V3, Broken(Some(false)));
    let taken =
        client.assume_role_with_oidc().oidc_provider_arn("p").role_arn("r").oidc_token("token");
    taken.role_session_name("nightly").send().await.unwrap();
    assert_eq!(server.lines().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn looking_for_a_key_counts_against_the_deadline() {
    let server = Server::new(|_| identity()).await;
    let client = client(&server, Scheme::V3, Broken(None));
    let start = tokio::time::Instant::now();
    let brief = client.with_deadline(Duration::from_secs(3));
    let error = brief.get_caller_identity().send().await.unwrap_err();
    assert_eq!(start.elapsed(), Duration::from_secs(3));
    assert!(error.is_timeout() && !error.outcome_unknown(), "{error}");
    assert!(error.to_string().contains("the credentials were still being looked up"), "{error}");
}

#[tokio::test]
async fn a_key_that_cannot_sign_is_found_before_sending() {
    let server = Server::new(|_| identity()).await;
    for (id, secret, says) in [
        ("", "s", "the key ID is empty"),
        ("i", "two words", "contains whitespace"),
        ("i\n", "s", "contains whitespace"),
    ] {
        let key = Cached::new(ota_credentials::AccessKey::new(Credentials::new(id, secret)));
        let client = client(&server, Scheme::V3, key);
        for _ in 0..2 {
            let error = client.get_caller_identity().send().await.unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
    }
    assert!(server.lines().is_empty());
}

#[tokio::test]
async fn a_dry_run_signs_with_the_key_that_is_at_hand() {
    let server = Server::new(|_| identity()).await;
    let client = client(&server, Scheme::V3, Cached::new(Numbers::default()));
    let request = sts::GetCallerIdentity::builder().build();
    let error = client.dry_run(&request).unwrap_err().to_string();
    assert!(error.contains("have to be looked up"), "{error}");
    client.send(&request).await.unwrap();
    let dry = client.dry_run(&request).unwrap();
    assert!(dry.signed().authorization().unwrap().contains("id-0"));
}

#[test]
fn a_call_outside_of_a_runtime_is_an_error_and_no_panic() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let server = runtime.block_on(Server::new(|_| identity()));
    let client = client(&server, Scheme::V3, Cached::new(Numbers::default()));
    let mut call = client.get_caller_identity().send();
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::Pin::new(&mut call).poll(&mut context) {
        std::task::Poll::Ready(Err(error)) => {
            assert!(error.to_string().contains("needs a Tokio runtime"), "{error}");
        }
        _ => panic!("no error"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_calls_whose_key_ends_at_once_share_one_new_key() {
    let good = Arc::new(AtomicU32::new(0));
    let current = good.clone();
    let server = Server::new(move |seen| {
        let good = format!("token-{}", current.load(Ordering::SeqCst));
        if token(seen) == good { identity() } else { refusal("InvalidSecurityToken.Expired") }
    })
    .await;
    let numbers = Numbers::default();
    let asked = numbers.0.clone();
    let client = client(&server, Scheme::V3, Cached::new(numbers));
    for round in 0..5 {
        good.store(round, Ordering::SeqCst);
        let calls: Vec<_> = (0..32)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move { client.get_caller_identity().send().await.map(drop) })
            })
            .collect();
        for call in calls {
            call.await.unwrap().unwrap();
        }
        assert_eq!(asked.load(Ordering::SeqCst), round + 1);
    }
}
