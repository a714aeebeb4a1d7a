mod empty {
    ota_api::operations!("../../fixtures/outside", only = []);
}

mod without_a_value {
    ota_api::operations!("../../fixtures/outside", only);
}

mod without_a_list {
    ota_api::operations!("../../fixtures/outside", only = "QueryShelf");
}

mod without_quotes {
    ota_api::operations!("../../fixtures/outside", only = [QueryShelf]);
}

mod twice {
    ota_api::operations!("../../fixtures/outside", only = ["QueryShelf"], only = ["ListCrates"]);
}

mod features_twice {
    ota_api::operations!("../../fixtures/outside", features, features);
}

fn main() {}
