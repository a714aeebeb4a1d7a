use ota_api::operations::DeleteOtaFirmware;

fn main() {
    let _ = DeleteOtaFirmware { firmware_id: "x".into(), iot_instance_id: None };
}
