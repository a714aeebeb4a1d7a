//! Every mistake of every file at once.

mod sdk {
    ota_api::operations!("../specs/several_mistakes");
}

fn main() {}
