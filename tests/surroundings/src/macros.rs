//! Macros that are called like those of the standard library.

/// Declares macros that refuse every use.
macro_rules! refuse {
    ($($name:ident)*) => { $(
        #[allow(unused_macros)]
        macro_rules! $name {
            ($d:tt) => {
                compile_error!("taken")
            };
        }
    )* };
}

/// The macros are taken.
pub mod taken {
    refuse! {
        assert cfg column compile_error concat debug_assert derive env file format format_args include
        include_bytes include_str inline line matches module_path option_env panic stringify todo
        unreachable vec write
    }

    ota_api::operations!("../fixtures/outside");
}
