//! Rebuilds the crate when a spec is added or removed; the macro itself tracks changes of files.

fn main() {
    println!("cargo::rerun-if-changed=specs/ops");
}
