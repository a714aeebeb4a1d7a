mod sdk {
    ota_api::operations!("../specs/no_service");
}

fn main() {}
