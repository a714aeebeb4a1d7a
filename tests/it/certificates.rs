//! A server with a certificate that is not good gets to see nothing of a call.
//!
//! `tests/tls/make.sh` makes the certificates. Whether one was revoked is not looked up: no list of the revoked comes
//! with a connection, and to ask for it would be a call to somebody else.

use std::io::Read;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use ota_api::{Client, Credentials, Error, RetryPolicy};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

const AUTHORITY: &[u8] = include_bytes!("../tls/authority.pem");
const KEY: &[u8] = include_bytes!("../tls/key.pem");
const GOOD: &[u8] = include_bytes!("../tls/good.pem");

macro_rules! bad {
    ($($name:literal),*) => {
        [$(($name, include_bytes!(concat!("../tls/bad/", $name, ".pem")).as_slice())),*]
    };
}

/// What is wrong with a certificate, and the certificate.
const BAD: [(&str, &[u8]); 9] = bad!(
    "expired",
    "not-yet-valid",
    "other-host",
    "name-in-subject-only",
    "unknown-authority",
    "for-clients",
    "sha1",
    "is-an-authority",
    "signs-itself"
);

/// Calls a server that has this certificate. Returns the error, and how many bytes the server could read of the request.
async fn call(certificate: &[u8]) -> (Error, usize) {
    let (endpoint, server) = server(certificate);
    let builder = Client::builder().endpoint(endpoint).root_certificates(AUTHORITY).no_proxy();
    let builder = builder.credentials(Credentials::new("testid", "testsecret"));
    let client = builder.retry(RetryPolicy::off()).build().unwrap();
    let error = client.call("Anything").send().await.unwrap_err();
    (error, server.join().unwrap())
}

/// A server that takes one connection, reads a piece of what is sent, and hangs up.
fn server(certificate: &[u8]) -> (String, JoinHandle<usize>) {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(certificate).unwrap()],
            PrivateKeyDer::from_pem_slice(KEY).unwrap(),
        );
    let config = Arc::new(config.unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("https://{}", listener.local_addr().unwrap());
    let server = thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut stream = StreamOwned::new(ServerConnection::new(config).unwrap(), stream);
        stream.read(&mut [0; 4096]).unwrap_or(0)
    });
    (endpoint, server)
}

#[tokio::test(flavor = "multi_thread")]
async fn no_byte_of_a_call_goes_to_a_server_with_a_bad_certificate() {
    let (error, read) = call(GOOD).await;
    assert!(read > 0 && error.outcome_unknown(), "the good one is believed: {error:?}");
    for (what, certificate) in BAD {
        let (error, read) = call(certificate).await;
        assert_eq!(read, 0, "{what}");
        assert!(!error.outcome_unknown(), "{what}: {error}");
        assert!(format!("{error:?}").contains("certificate"), "{what}: {error:?}");
    }
}
