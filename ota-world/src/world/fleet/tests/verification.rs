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
    fleet.behave("device2", Behaviour { duration: Some(60.into()), ..Behaviour::default() });
    let job = verify(&mut fleet);
    fleet.settle(18 * SECOND);
    let reached = fleet.task(job, 0).progress;
    assert_eq!(fleet.status(job, 0), TaskStatus::Failed);
    assert!(reached < 100, "{reached}");
    // The other device is through with 12 of 60 seconds.
    assert_eq!(package(&fleet), (PackageStatus::Verifying, (reached + 20) / 2));
    fleet.settle(2 * MINUTE);
    assert_eq!(package(&fleet), (PackageStatus::Failed, (reached + 100) / 2));
}

#[test]
fn a_package_that_has_failed_is_never_verified_to_the_end() {
    let mut fleet = Fleet::new(2, Model { failure: DeviceFailure::WrongVersion, ..steady() });
    fleet.world.set_model(&Model { failure_rate: 1.0, ..fleet.world.model.clone() }).unwrap();
    let job = verify(&mut fleet);
    fleet.settle(MINUTE);
    assert_eq!(fleet.count(job, TaskStatus::Failed), 2);
    assert_eq!((fleet.task(job, 0).progress, fleet.task(job, 1).progress), (100, 100));
    assert_eq!(package(&fleet), (PackageStatus::Failed, 99));
}

#[test]
fn a_verification_that_never_began_got_nowhere() {
    let mut fleet = Fleet::new(2, steady());
    fleet.start(Settings::default());
    verify(&mut fleet);
    assert_eq!(package(&fleet), (PackageStatus::Failed, 0));
}

#[test]
fn a_package_that_the_seed_says_has_failed_is_not_verified_to_the_end() {
    for (status, progress) in [
        (SeedPackageStatus::Failed, 0),
        (SeedPackageStatus::Unverified, 0),
        (SeedPackageStatus::NotNeeded, 0),
        (SeedPackageStatus::Verified, 100),
    ] {
        let package = SeedPackage { firmware_id: "f".to_owned(), status, ..Default::default() };
        let packages = vec![package];
        let product =
            SeedProduct { product_key: "p".to_owned(), packages, ..SeedProduct::default() };
        let seed = Seed { products: vec![product], ..Seed::default() };
        let world = World::new(&seed, Moment(0)).unwrap();
        assert_eq!(world.instances[""].packages["f"].verify_progress, progress, "{status:?}");
    }
}
