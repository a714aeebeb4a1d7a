//! How a client connects: proxies, certificates, runtimes.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use ota_api::{Client, ClientBuilder, Credentials, Error};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::canned::Canned;

/// A certificate for `127.0.0.1` that signs itself, and its key.
const CERTIFICATE: &[u8] = include_bytes!("../tls/certificate.pem");
const KEY: &[u8] = include_bytes!("../tls/key.pem");

const DONE: &str = "HTTP/1.1 200 OK\r\ncontent-length: 16\r\n\r\n{\"Success\":true}";

fn builder() -> ClientBuilder {
    Client::builder().credentials(Credentials::new("testid", "testsecret"))
}

async fn call(client: &Client) -> Result<(), Error> {
    client.call("Anything").send().await.map(|_| ())
}

/// Responds to every request on a connection that stays open.
fn serve(stream: impl Read + Write) {
    let mut stream = BufReader::new(stream);
    loop {
        let mut line = String::new();
        while line != "\r\n" {
            line.clear();
            if !matches!(stream.read_line(&mut line), Ok(1..)) {
                return;
            }
        }
        if stream.get_mut().write_all(DONE.as_bytes()).is_err() {
            return;
        }
    }
}

/// A server with a thread for each connection; gives its port.
fn server(handle: impl Fn(TcpStream) + Send + Sync + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let handle = Arc::new(handle);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let handle = handle.clone();
            thread::spawn(move || handle(stream));
        }
    });
    port
}

#[test]
fn outside_a_runtime_a_call_is_an_error_and_no_panic() {
    let client = builder().endpoint("http://127.0.0.1:1").build().unwrap();
    let mut sending = client.delete_ota_firmware().firmware_id("f1").send();
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(result) = sending.as_mut().poll(&mut context) else {
        panic!("a call outside a runtime waits");
    };
    let error = result.unwrap_err();
    assert!(error.is_usage() && error.to_string().contains("needs a Tokio runtime"), "{error}");
}

#[test]
fn a_client_works_on_each_of_two_runtimes() {
    let port = server(serve);
    let client = builder().endpoint(format!("http://127.0.0.1:{port}")).build().unwrap();
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (one, two) = (runtime(), runtime());
    for _ in 0..3 {
        // The other one is at rest meanwhile, with the connections that it opened.
        one.block_on(call(&client)).unwrap();
        two.block_on(call(&client)).unwrap();
    }
    for _ in 0..20 {
        runtime().block_on(call(&client)).unwrap();
    }
    one.block_on(call(&client)).unwrap();
}

#[tokio::test]
async fn requests_go_through_the_proxy_that_is_set() {
    let proxy = Canned::raw(DONE).await;
    let address = proxy.client().endpoint().replace("http://", "http://user:p%23ss@");
    let client = builder().endpoint("http://127.0.0.1:1").proxy(address.clone());
    assert!(!format!("{client:?}").contains("p%23ss"));
    call(&client.build().unwrap()).await.unwrap();
    let request = &proxy.requests()[0];
    assert!(request.starts_with("POST http://127.0.0.1:1/?"), "{request}");
    assert!(request.contains("authorization: Basic dXNlcjpwI3Nz\r\n"), "{request}");
    let direct = builder().endpoint("http://127.0.0.1:1").proxy(address).no_proxy();
    let error = call(&direct.build().unwrap()).await.unwrap_err();
    assert!(!error.outcome_unknown());
    assert_eq!(proxy.requests().len(), 1);
}

#[tokio::test]
async fn a_proxy_that_refuses_means_not_sent() {
    let raw = "HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n";
    let proxy = Canned::raw(raw).await;
    let client = builder().region("cn-shanghai").proxy(proxy.client().endpoint());
    let error = call(&client.build().unwrap()).await.unwrap_err();
    assert!(!error.outcome_unknown() && error.to_string().contains("proxy"), "{error}");
    assert!(error.to_string().contains("host `iot.cn-shanghai.aliyuncs.com`"), "{error}");
    assert!(proxy.requests()[0].starts_with("CONNECT iot.cn-shanghai.aliyuncs.com:443 "));
}

#[test]
fn a_setting_that_cannot_be_used_is_an_error() {
    let base = || builder().region("cn-shanghai");
    for (builder, subject) in [
        (base().proxy("ftp://canary@proxy"), "the proxy"),
        (base().proxy("http://user:canary/word@proxy:8080"), "the proxy"),
        (base().proxy(""), "the proxy"),
        (base().user_agent("a\r\nb"), "the user agent"),
        (base().user_agent(""), "the user agent"),
        (base().root_certificates("not PEM"), "root certificate 1"),
        (base().root_certificates(CERTIFICATE).root_certificates(KEY), "root certificate 2"),
    ] {
        let error = builder.build().unwrap_err();
        assert!(error.is_usage() && error.to_string().contains(subject), "{error}");
        assert!(!error.to_string().contains("canary"), "{error}");
    }
}

#[tokio::test]
async fn the_user_agent_has_the_name_of_the_program() {
    let canned = Canned::raw(DONE).await;
    call(&canned.builder().user_agent("my-tool/1.2 (x)").build().unwrap()).await.unwrap();
    let request = canned.requests()[0].to_lowercase();
    assert!(request.contains("user-agent: ota-api/0.1.0 my-tool/1.2 (x)\r\n"), "{request}");
}

#[tokio::test]
async fn a_certificate_that_was_added_is_trusted_and_no_other() {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(CERTIFICATE).unwrap()],
            PrivateKeyDer::from_pem_slice(KEY).unwrap(),
        );
    let config = Arc::new(config.unwrap());
    let port = server(move |stream| {
        let connection = ServerConnection::new(config.clone()).unwrap();
        serve(StreamOwned::new(connection, stream));
    });
    let endpoint = format!("https://127.0.0.1:{port}");
    let trusting = builder().endpoint(&endpoint).root_certificates(CERTIFICATE).build().unwrap();
    call(&trusting).await.unwrap();
    let error = call(&builder().endpoint(&endpoint).build().unwrap()).await.unwrap_err();
    assert!(!error.outcome_unknown(), "{error}");
    assert!(format!("{error:?}").contains("certificate"), "{error:?}");
}
