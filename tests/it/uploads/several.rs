//! Several files at once: the largest first, all or none.

use std::sync::Arc;

use ota_api::Uploads;
use tokio::sync::Barrier;

use super::stub::{Plan, Stub, response};
use super::{PRODUCT, builder, bytes, client, file, quick, sha256, taken, upload_to};

#[tokio::test]
async fn the_largest_file_comes_first_and_the_results_keep_their_order() {
    let emulator = quick().await;
    let client = client(&emulator);
    let folder = tempfile::tempdir().unwrap();
    let sizes = [1000, 30_000, 20, 9000, 30_000];
    let paths: Vec<_> = (0..sizes.len()).map(|n| folder.path().join(format!("{n}.bin"))).collect();
    for (path, size) in paths.iter().zip(sizes) {
        std::fs::write(path, bytes(size)).unwrap();
    }
    let uploaded = client.upload_firmware_files(&paths).at_once(1).await.unwrap();
    let seen: Vec<usize> = uploaded.iter().map(|file| file.size() as usize).collect();
    assert_eq!(seen, sizes);
    let order: Vec<u64> =
        taken(&emulator).iter().map(|entry| entry.request["size"].as_u64().unwrap()).collect();
    assert_eq!(order, [30_000, 30_000, 9000, 1000, 20]);
    let uploaded = client.upload_firmware_files(&paths).await.unwrap();
    for (file, size) in uploaded.iter().zip(sizes) {
        assert_eq!(file.sha256(), sha256(&bytes(size)));
    }
    client
        .create_ota_firmware()
        .firmware_name("lamp")
        .dest_version("2.0.0")
        .product_key(PRODUCT)
        .multi_files([uploaded[0].named("one"), uploaded[1].named("two")])
        .send()
        .await
        .unwrap();
    let none: [&str; 0] = [];
    assert!(client.upload_firmware_files(none).await.unwrap().is_empty());
}

#[tokio::test]
async fn as_many_as_allowed_are_under_way_at_once_and_no_more() {
    let client = builder("http://127.0.0.1:1").build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    for at_once in [1, 2, 3] {
        let stub = Stub::start(Plan::Together(Arc::new(Barrier::new(at_once)))).await;
        let uploads = (0..6).map(|number| {
            let path = folder.path().join(format!("{number}.bin"));
            std::fs::write(&path, bytes(1000 + number)).unwrap();
            upload_to(&client, &path, &stub.host)
        });
        assert_eq!(Uploads::new(uploads).at_once(at_once).await.unwrap().len(), 6);
        assert_eq!((stub.uploads(), stub.most()), (6, at_once));
    }
}

#[tokio::test]
async fn when_one_fails_the_others_end_and_its_file_is_named() {
    let client = builder("http://127.0.0.1:1").build().unwrap();
    let silent = Stub::start(Plan::Silent).await;
    let refusal = response(403, "application/xml", "<Error><Code>EntityTooLarge</Code></Error>");
    let refusing = Stub::start(Plan::Respond(refusal)).await;
    let (_first, one) = file("one.bin", &bytes(50_000));
    let (_second, two) = file("two.bin", &bytes(40_000));
    let (_third, three) = file("three.bin", &bytes(30_000));
    let uploads = Uploads::new([
        upload_to(&client, &one, &silent.host),
        upload_to(&client, &two, &refusing.host),
        upload_to(&client, &three, &refusing.host),
    ]);
    let error = uploads.at_once(2).await.unwrap_err();
    assert_eq!((error.code(), error.path()), (Some("EntityTooLarge"), Some(&*two)));
    // Its connection is closed; nothing waits for what the others would have been.
    silent.gone().await;
    assert_eq!((silent.uploads(), refusing.uploads()), (1, 1));
}
