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

mod client_without_a_path {
    ota_api::operations!("../../fixtures/outside", client);
}

mod client_that_is_no_path {
    ota_api::operations!("../../fixtures/outside", client = "my client");
}

fn main() {}
