//! The macro that users call.

/// Expands a folder of specs into requests, builders, answers and client methods.
///
/// The path is relative to the folder of the package's `Cargo.toml`; if there is no such folder, to
/// the file that the macro stands in. The folder holds `service.json`, `types.json`, `errors.json`
/// and one file an operation under `ops/`.
///
/// ```ignore
/// mod rollout {
///     ota_api::operations!("specs");
/// }
/// use rollout::Operations;
///
/// client.reboot_everything().product_key("a1V4kdeAbCd").send().await?;
/// ```
///
/// The methods are those of the trait `Operations`, which [`Client`](crate::Client) implements.
///
/// Options stand behind the path:
///
/// | option | meaning |
/// |---|---|
/// | `only = ["RebootEverything", ..]` | expands these operations alone, with the types they need |
/// | `features` | compiles an operation only with the cargo feature that is called like its group |
/// | `inherent` | makes the methods inherent ones of `Client`: for the crate that defines it |
///
/// A change to a file rebuilds the crate. So that an added or removed file does as well, which a
/// macro cannot ask for, the package needs a `build.rs` with one line:
///
/// ```
/// println!("cargo::rerun-if-changed=specs/ops");
/// ```
#[macro_export]
macro_rules! operations {
    ($($arguments:tt)*) => {
        $crate::__private::expand! { $crate, $($arguments)* }
    };
}
