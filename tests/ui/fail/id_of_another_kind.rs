use ota_api::operations::{DeleteOtaFirmware, JobId};

fn main() {
    let job = JobId::from("wahVIzGkCMuAUE2gDERM02");
    let _ = DeleteOtaFirmware::builder().firmware_id(job);
}
