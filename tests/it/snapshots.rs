//! The generated code of each fixture and of the repository's own operations, formatted.

use ota_codegen::Options;
use ota_spec::Spec;

use crate::specs;

fn formatted(spec: &Spec) -> String {
    ota_codegen::pretty(ota_codegen::expand(spec, &[], &Options::default()))
}

#[test]
fn every_fixture_expands_to_its_snapshot() {
    for name in specs::fixtures() {
        insta::assert_snapshot!(name.clone(), formatted(&specs::fixture(&name)));
    }
}

#[test]
fn the_service_of_temporary_credentials_expands_to_its_snapshot() {
    insta::assert_snapshot!("sts", formatted(&specs::folder("specs-sts")));
}

#[test]
fn two_operations_expand_to_their_snapshots() {
    let spec = specs::repository();
    for action in ["CancelOTATaskByDevice", "DeleteOTAFirmware"] {
        let tokens = ota_codegen::expand_operation(&spec, action, &Options::default());
        insta::assert_snapshot!(action, ota_codegen::pretty(tokens.unwrap()));
    }
}

#[test]
fn the_same_spec_expands_to_the_same_code() {
    assert_eq!(formatted(&specs::repository()), formatted(&specs::repository()));
}
