//! Programs that compile and programs that do not, with the messages of the compiler.

#[test]
fn mistakes_have_readable_messages() {
    let cases = trybuild::TestCases::new();
    // A passing case makes trybuild build instead of check, which is when lengths are checked.
    cases.pass("pass/*.rs");
    cases.compile_fail("fail/*.rs");
}
