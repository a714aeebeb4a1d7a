//! The one line that a package with specs of its own needs.

fn main() {
    println!("cargo::rerun-if-changed=specs/ops");
}
