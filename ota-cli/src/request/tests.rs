use ota_spec::wire;

use crate::call;
use crate::fixture::wall;

/// The flat parameters that flags become, or the messages.
fn read(flags: &[&str]) -> Result<Vec<String>, Vec<String>> {
    let spec = wall();
    let words = ["call", "PaintWall"].iter().chain(flags);
    let matches = call::command(&spec).try_get_matches_from(words).unwrap();
    let (action, matches) = matches.subcommand().unwrap();
    let operation = spec.operation(action).unwrap();
    match super::read(operation, matches) {
        Ok(request) => Ok(wire::flatten(&operation.parameters, &request)
            .into_iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect()),
        Err(violations) => Err(violations.iter().map(ToString::to_string).collect()),
    }
}

#[test]
fn every_type_becomes_what_the_wire_wants() {
    let flags = [
        ["--WallId", "w1"],
        ["--Color", "BLUE"],
        ["--Coats", "-1"],
        ["--Since", "1577808000000"],
        ["--Gloss", "0.5"],
        ["--Dry", "True"],
        ["--Tag", r#"{"Key":"a","Value":"b=c, d"}"#],
        ["--Tag", r#"{"Key":"e"}"#],
        ["--Brush", "7"],
        ["--Brush", "+8"],
        ["--parameter-format", "f"],
        ["--Region", "r"],
    ];
    let expected = [
        "WallId=w1",
        "Color=BLUE",
        "Coats=-1",
        "Since=1577808000000",
        "Gloss=0.5",
        "Dry=true",
        "Tag.1.Key=a",
        "Tag.1.Value=b=c, d",
        "Tag.2.Key=e",
        "Brush.1=7",
        "Brush.2=8",
        "format=f",
        "Region=r",
    ];
    assert_eq!(read(flags.as_flattened()).unwrap(), expected);
}

#[test]
fn a_value_that_no_list_has_is_sent_where_that_is_asked_for() {
    let flags = ["--WallId", "w1", "--Color", "GREEN"];
    let [error] = &read(&flags).unwrap_err()[..] else { panic!() };
    assert!(error.contains("must not be `GREEN`"), "{error}");
    let sent = read(&[&flags[..], &["--unlisted-values"]].concat()).unwrap();
    assert_eq!(sent, ["WallId=w1", "Color=GREEN"]);
    // Nothing else passes with it.
    let flags = ["--WallId", "far too long", "--Color", "GREEN", "--unlisted-values"];
    assert_eq!(read(&flags).unwrap_err().len(), 1);
}

#[test]
fn kebab_case_names_the_same_flags() {
    assert_eq!(read(&["--wall-id", "w1", "--color=RED"]).unwrap(), ["WallId=w1", "Color=RED"]);
}

#[test]
fn everything_that_is_wrong_is_said_at_once_and_each_thing_once() {
    let flags = [
        ["--Color", "REED"],
        ["--Coats", "many"],
        ["--Since", "-1"],
        ["--Gloss", "1.6"],
        ["--Dry", "yes"],
        ["--Tag", "Key=a"],
        ["--Tag", r#"{"Key":"longer","Val":"b"}"#],
        ["--Tag", r#"{"Value":1}"#],
        ["--Brush", "7"],
        ["--Brush", "x"],
    ];
    let expected = [
        "`WallId` is required but not set",
        "`Color` must not be `REED`; did you mean `RED`?",
        "`Coats` must be a whole number of 32 bits, not `many`",
        "`Since` must be at least 0, not -1",
        "`Gloss` must be at most 1.5, not 1.6",
        "`Dry` must be `true` or `false`, not `yes`",
        "`Tag` must have at most 2 items, not 3",
        "`Tag.1` must be JSON, as in `{\"Name\":\"value\"}`: bad JSON: `Key` is not a value",
        "`Tag.2.Val` does not exist; did you mean `Value`?",
        "`Tag.2.Key` must have at most 5 characters, not 6",
        "`Tag.3.Key` is required but not set",
        "`Tag.3.Value` must be a string, not a number",
        "`Brush.2` must be a whole number of 32 bits, not `x`",
    ];
    assert_eq!(read(flags.as_flattened()).unwrap_err(), expected);
}

#[test]
fn a_flag_of_one_value_is_taken_once() {
    let spec = wall();
    let words = ["call", "PaintWall", "--WallId", "a", "--WallId", "b"];
    let error = call::command(&spec).try_get_matches_from(words).unwrap_err();
    assert_eq!(error.kind(), clap::error::ErrorKind::ArgumentConflict);
}
