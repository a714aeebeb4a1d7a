mod outside {
    ota_api::operations!("../../fixtures/outside");
}

use outside::StoreCratesPlace;

fn main() {
    let _ = StoreCratesPlace::On { shelf: "A-1".into(), zone: Some("north".to_owned()) };
    let _ = StoreCratesPlace::on();
}
