//! Makes cargo notice specs that come and go.

fn main() {
    for folder in ["all_types", "deprecated", "obstacle_course", "outside"] {
        println!("cargo::rerun-if-changed=../fixtures/{folder}/ops");
    }
}
