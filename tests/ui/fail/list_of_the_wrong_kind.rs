use ota_api::operations::CancelOtaTaskByDevice;

fn main() {
    let _ = CancelOtaTaskByDevice::builder().device_name("device1");
}
