//! What each parser is given, and what must hold of what it makes of it; beside that, that it returns.
//!
//! `it::parsers` runs these with the seeds, with noise and with damaged seeds; `cargo xtask fuzz` with libFuzzer.

use std::sync::{Arc, LazyLock};

use ota_api::__private::stages::{Received, decode};
use ota_api::sign::{Format, Scheme, Unsigned};
use ota_api::{Credentials, Error, Method};
use ota_credentials::{ConfigFile, Environment, IniFile};
use ota_spec::model::Field;
use ota_spec::{Source, Spec, Value, wire};
use ota_world::{Seed, Snapshot};

use crate::all_types::{PackBox, ShipBoxes, SortBoxes};

/// A parser, by name.
pub type Target = (&'static str, fn(&[u8]));

/// All parsers; the seeds of each are in the folder of that name.
pub const TARGETS: [Target; 7] = [
    ("spec", spec),
    ("json", json),
    ("xml", xml),
    ("flatten", flatten),
    ("signing", signing),
    ("seed", seed),
    ("credentials", credentials),
];

/// The files of a spec folder.
macro_rules! files {
    ($($path:literal),*) => {
        [$(($path, include_bytes!(concat!("../../tests/fixtures/", $path)).as_slice())),*]
    };
}

fn load(files: &[(&str, &[u8])]) -> Result<Spec, usize> {
    let inside = |path: &str| path.split_once('/').map_or(path, |(_, rest)| rest).to_owned();
    let source =
        |(path, bytes): &(&str, &[u8])| Source { path: inside(path), bytes: bytes.to_vec() };
    ota_spec::load("fuzz", files.iter().map(source).collect())
        .map_err(|broken| broken.diagnostics.iter().map(|one| one.to_string().len()).sum())
}

/// A file of a spec folder: the only operation, or one of the files beside it.
pub fn spec(bytes: &[u8]) {
    let files = files!(
        "minimal/service.json",
        "minimal/types.json",
        "minimal/errors.json",
        "minimal/ops/Ping.json"
    );
    // The first byte says which.
    let [first, bytes @ ..] = bytes else { return };
    let mut files = files;
    let place = usize::from(*first) % files.len();
    files[place].1 = bytes;
    if let Err(shown) = load(&files) {
        assert!(shown > 0, "a spec is refused with a reason");
    }
}

/// The body of a response.
pub fn json(bytes: &[u8]) {
    let received = Received::new(bytes.to_vec());
    // The length says of which operation.
    let result = match bytes.len() % 3 {
        0 => decode::<PackBox>(&received).map(|fields| format!("{fields:?}")),
        1 => decode::<ShipBoxes>(&received).map(|fields| format!("{fields:?}")),
        _ => decode::<SortBoxes>(&received).map(|fields| format!("{fields:?}")),
    };
    if let Err(error) = result {
        is_short(&error);
    }
}

fn is_short(error: &Error) {
    let (display, debug) = (error.to_string(), format!("{error:?}"));
    assert!(display.len() <= 1024, "{display}");
    assert!(!display.chars().chain(debug.chars()).any(char::is_control), "{display:?}");
}

/// The same in XML.
pub fn xml(bytes: &[u8]) {
    json(&[b"<R>", bytes, b"</R>"].concat());
    json(&[b"<", bytes].concat());
}

static PARAMETERS: LazyLock<Vec<Arc<Field>>> = LazyLock::new(|| {
    let files = files!(
        "all_types/service.json",
        "all_types/types.json",
        "all_types/errors.json",
        "all_types/ops/PackBox.json",
        "all_types/ops/ShipBoxes.json",
        "all_types/ops/SortBoxes.json"
    );
    let spec = load(&files).ok();
    let operation = spec.as_ref().and_then(|spec| spec.operation("ShipBoxes"));
    operation.map(|operation| operation.parameters.clone()).unwrap_or_default()
});

/// A request, as a query or as JSON.
pub fn flatten(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    assert!(!PARAMETERS.is_empty());
    let flat = match Value::from_json(text) {
        Ok(request) => wire::flatten(&PARAMETERS, &request),
        Err(_) => wire::parse_query(text).unwrap_or_default(),
    };
    for (name, _) in &flat {
        let _ = (wire::owner(&PARAMETERS, name), wire::is_secret(&PARAMETERS, name));
    }
    let (request, violations) = wire::gather(&PARAMETERS, flat);
    violations.iter().for_each(|violation| drop(violation.to_string()));
    // What was gathered is flat again as it was.
    let flat = wire::flatten(&PARAMETERS, &request);
    let (again, _) = wire::gather(&PARAMETERS, flat.clone());
    assert_eq!(wire::flatten(&PARAMETERS, &again), flat);
}

/// Parameters, one a line, after the secret and the token.
pub fn signing(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let mut lines = text.split('\n');
    let (secret, token) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let credentials = Credentials::new("testid", secret).with_security_token(token);
    let mut pairs: Vec<(&str, &str)> = lines.filter_map(|line| line.split_once('=')).collect();
    pairs.sort_unstable();
    pairs.dedup_by_key(|(name, _)| *name);
    for scheme in [Scheme::V1, Scheme::V3] {
        let unsigned = Unsigned {
            scheme,
            method: Method::Post,
            host: "iot.cn-shanghai.aliyuncs.com",
            action: "Pub",
            version: "2017-04-20",
            timestamp: "2017-10-02T09:39:41Z",
            nonce: "0715a395-aedf-4a41-bab7-746b43d38d88",
            region: Some("cn-shanghai"),
            format: Format::Json,
            credentials: &credentials,
            body: None,
        };
        let signed = unsigned.sign(pairs.iter().copied());
        let sent = wire::parse_query(signed.query()).unwrap_or_default();
        let has = |(name, value): &(&str, &str)| {
            sent.iter().any(|(own, sent)| own == name && sent == value)
        };
        assert!(pairs.iter().all(has), "{pairs:?} {sent:?}");
        let length = if scheme == Scheme::V1 { 28 } else { 64 };
        assert_eq!(signed.signature().len(), length);
        let hidden = format!("{signed:?} {credentials:?}");
        assert!(!hidden.contains(signed.signature()));
    }
}

/// A seed of a world, or a snapshot.
pub fn seed(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    if let Err(message) = Seed::from_json(text) {
        assert!(!message.is_empty());
    }
    let _ = serde_json::from_str::<Snapshot>(text);
}

/// The files in which the official clients keep keys.
pub fn credentials(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let environment = Environment::fixed([("HOME", "/nowhere")]);
    let config = ConfigFile::new(environment.clone());
    let results = [
        config.parse(text),
        config.with_profile("p").parse(text),
        IniFile::new(environment).parse(text),
    ];
    for error in results.into_iter().filter_map(Result::err) {
        assert!(error.to_string().len() <= 4096, "{error}");
    }
}
