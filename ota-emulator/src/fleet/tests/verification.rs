//! How the verification of a package follows its tasks.

use super::*;

fn verify(fleet: &mut Fleet) -> u32 {
    fleet.start_as(JobKind::Verify, "g", Settings::default(), 0..2)
}

fn package(fleet: &Fleet) -> (PackageStatus, u8) {
    let package = &fleet.instance().packages["g"];
    (package.status, package.verify_progress)
}

#[test]
fn a_package_is_verified_when_all_its_tasks_succeed() {
    let mut fleet = Fleet::new(2, steady());
    fleet.behave("device2", Behaviour { duration: Some(20.into()), ..Behaviour::default() });
    assert_eq!(package(&fleet), (PackageStatus::Unverified, 0));
    let job = verify(&mut fleet);
    assert_eq!(package(&fleet), (PackageStatus::Verifying, 0));
    fleet.settle(11 * SECOND);
    assert_eq!(package(&fleet), (PackageStatus::Verifying, 37));
    fleet.settle(16 * SECOND);
    assert_eq!(package(&fleet), (PackageStatus::Verifying, 75));
    fleet.settle(26 * SECOND);
    assert_eq!(package(&fleet), (PackageStatus::Verified, 100));
    assert_eq!(fleet.job(job).status, JobStatus::Completed);
}

#[test]
fn a_package_has_failed_when_one_of_its_tasks_fails() {
    let mut fleet = Fleet::new(2, steady());
    let fails = Some(DeviceFailure::CheckFailed);
    fleet.behave("device1", Behaviour { fails, ..Behaviour::default() });
    verify(&mut fleet);
    fleet.settle(MINUTE);
    assert_eq!(package(&fleet), (PackageStatus::Failed, 100));
}
