//! The secret that forms and addresses are signed with, kept in a data folder.

use std::fs;

use ota_emulator::StartError;

use crate::call::start_with;
use crate::data::{folder, with};
use crate::downloads::published;
use crate::form::{Form, load};

const SECRET: &str = "signing-secret";

#[tokio::test]
async fn addresses_and_forms_of_an_earlier_emulator_with_the_folder_are_good() {
    let folder = folder();
    let (emulator, _) = start_with(with(&folder)).await;
    let address = published(&emulator).await;
    let form = Form::package(&emulator).await;
    let before = emulator.endpoint().to_owned();
    emulator.stop().await;
    let (emulator, _) = start_with(with(&folder)).await;
    // This one has another port.
    let address = address.replace(&before, emulator.endpoint());
    let response = load(&emulator, "GET", &address, &[]).await;
    assert_eq!((response.status, response.body.as_str()), (200, "0123456789"));
    assert_eq!(form.send(&emulator, b"late").await.status, 200);
    // No form is handed out for a file twice.
    let keys = [form, Form::package(&emulator).await].map(|form| form.fields[0].1.clone());
    assert_ne!(keys[0], keys[1]);
    assert!(!address.contains(&keys[1]), "{address}");
}

#[tokio::test]
async fn the_secret_is_for_its_owner_and_shown_nowhere() {
    let folder = folder();
    let (emulator, _) = start_with(with(&folder)).await;
    published(&emulator).await;
    let path = folder.path().join(SECRET);
    let secret = fs::read_to_string(&path).unwrap();
    assert_eq!(secret.trim().len(), 128);
    let snapshot = serde_json::to_string(&emulator.snapshot()).unwrap();
    let shown = format!("{emulator:?} {:?} {snapshot}", emulator.ledger());
    assert!(!shown.contains(secret.trim()));
    emulator.stop().await;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;

        let mode = || fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(), 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        start_with(with(&folder)).await.0.stop().await;
        assert_eq!(mode(), 0o600);
    }
    for bad in ["", "00", &"x".repeat(128)] {
        fs::write(&path, bad).unwrap();
        let error = with(&folder).start().await.unwrap_err();
        assert!(matches!(&error, StartError::Damaged { file, .. } if *file == path), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), bad);
    }
}
