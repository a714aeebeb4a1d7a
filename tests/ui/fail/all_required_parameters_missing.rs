use ota_api::operations::CancelOtaTaskByDevice;

fn main() {
    CancelOtaTaskByDevice::builder().job_id("wahVIzGkCMuAUE2gDERM02").build();
}
