use ota_api::operations::{FirmwareId, ListOtaTaskByJob};

fn main() {
    let firmware = FirmwareId::from("T0F5b5tpFnHQrgfk030100");
    let maybe = Some(firmware.clone());
    let list = || ListOtaTaskByJob::builder().job_id("wahVIzGkCMuAUE2gDERM02");
    let _ = list().iot_instance_id(firmware);
    let _ = list().iot_instance_id(maybe);
    let _ = list().page_size("10");
    let _ = list().page_size(10_u64);
}
