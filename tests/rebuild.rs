//! Editing, adding and removing a spec rebuild the crate that expands the folder, and nothing else
//! does: shown on a user's crate, by what cargo says it compiled.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod user;

use std::fs;

use serde_json::Value;
use user::User;

/// Checks the crate and gives the libraries that were compiled for it.
fn compiled(user: &User) -> Vec<String> {
    let (stdout, _) = user.cargo(&["check", "--message-format=json", "--quiet"]);
    let messages = stdout.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let compiled = messages.filter(|message| {
        message["reason"] == "compiler-artifact"
            && message["fresh"] == false
            && message["target"]["kind"][0] != "custom-build"
    });
    compiled.map(|message| message["target"]["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_change_to_the_spec_folder_rebuilds_its_crate_alone() {
    let user = User::new("minimal");
    let ping = fs::read_to_string(user.path("specs/ops/Ping.json")).unwrap();
    compiled(&user);
    assert!(compiled(&user).is_empty(), "nothing changed");

    user.write("specs/ops/Ping.json", &ping.replace("Answers.", "Answers at once."));
    assert_eq!(compiled(&user), ["user"], "a spec was edited");
    assert!(compiled(&user).is_empty());

    let types = r#"{ "types": [ { "name": "BoxId", "type": "Id", "doc": "A box." } ] }"#;
    user.write("specs/types.json", types);
    assert_eq!(compiled(&user), ["user"], "the shared types were edited");
    assert!(compiled(&user).is_empty());

    user.write("specs/ops/Pong.json", &ping.replace("\"Ping\"", "\"Pong\""));
    let uses =
        "//! A user.\n\nota_api::operations!(\"specs\");\n\n/// Uses it.\npub type Added = Pong;\n";
    assert_eq!(compiled(&user), ["user"], "a spec was added");
    user.write("src/lib.rs", uses);
    assert_eq!(compiled(&user), ["user"], "the added operation is there");
    user.write("src/lib.rs", "//! A user.\n\nota_api::operations!(\"specs\");\n");
    compiled(&user);

    fs::remove_file(user.path("specs/ops/Pong.json")).unwrap();
    assert_eq!(compiled(&user), ["user"], "a spec was removed");
    assert!(compiled(&user).is_empty());

    user.write("specs/README.md", "Nothing to do with the code.\n");
    assert!(compiled(&user).is_empty(), "a file that is no spec was added");
}
