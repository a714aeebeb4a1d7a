use ota_api::operations::DeleteOtaFirmware;

fn main() {
    let _ = DeleteOtaFirmware::builder().firmware("s8SSHiKjpBfrM3BSN0z803");
}
