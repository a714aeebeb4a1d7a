//! The macro that expands specs.

/// Expands a folder of specs into requests, builders, responses and a client.
///
/// The path is relative to the folder of the package's `Cargo.toml`; if there is no such folder, to
/// the file that calls the macro. The folder holds `service.json`, `types.json`, `errors.json`
/// and one file per operation in `ops/`.
///
/// ```ignore
/// mod rollout {
///     ota_api::operations!("specs");
/// }
///
/// let client = rollout::Client::from_env().await?;
/// client.reboot_everything().product_key("a1V4kdeAbCd").send().await?;
/// ```
///
/// Each module has a type `Client` of its own with a method for each operation, and its requests are sent by that
/// one only: those of one product never go to the host of another. All clients are configured and used
/// alike; [`product`](crate::product) has what they share. Their documentation lists what
/// [`from_env`](crate::Client::from_env) reads.
///
/// Options follow the path:
///
/// | option | meaning |
/// |---|---|
/// | `only = ["RebootEverything", ..]` | expands only these operations, with the types they need |
/// | `features` | compiles an operation only if the cargo feature named after its group is declared and enabled; the type `FeatureIsOff` names the feature where it is not |
/// | `client = "my_crate::rollout::Client"` | the path of the client in the examples of the documentation, which are then compiled as tests; they name the enums of choices beside it |
///
/// Changing a file rebuilds the crate. For added and removed files, which a macro cannot track, the
/// package needs a `build.rs` with one line:
///
/// ```
/// println!("cargo::rerun-if-changed=specs/ops");
/// ```
#[macro_export]
macro_rules! operations {
    ($($arguments:tt)*) => {
        // Not the item with the derive: this one comes first, and so does its error.
        enum _OperationsIsCalledTwiceInThisModule {}
        #[derive($crate::__private::Operations)]
        #[_ota($crate, $($arguments)*)]
        enum _OperationsOfThisModule {}
    };
}
