//! Methods that every type has, since a trait in scope is implemented for all.

/// Declares a function of a trait.
macro_rules! function {
    (value $name:ident) => {
        #[doc = "Taken."]
        fn $name(self) -> Taken
        where
            Self: Sized,
        {
            Taken
        }
    };
    (reference $name:ident) => {
        #[doc = "Taken."]
        fn $name(&self) -> Taken {
            Taken
        }
    };
    (nothing $name:ident) => {
        #[doc = "Taken."]
        fn $name() -> Taken {
            Taken
        }
    };
}

/// Gives every type functions of these names.
macro_rules! every_type_has {
    ($takes:ident $($name:ident)*) => {
        #[doc = "The result of each function."]
        #[derive(Debug)]
        pub struct Taken;

        #[doc = "A trait that every type implements."]
        #[allow(clippy::all, clippy::pedantic, reason = "names that promise something else")]
        pub trait Everything {
            $( function! { $takes $name } )*
        }

        impl<T: ?Sized> Everything for T {}
    };
}

/// Gives every type functions that are called like those of the runtime and the standard library.
macro_rules! everything_is_taken {
    ($takes:ident) => {
        every_type_has! {
            $takes
            arguments as_ref as_str as_unknown blank build builder clone cloned collect
            default each eq extend fields fill flat_map flatten fmt from from_unknown get
            given into into_entries into_items into_iter is_empty items iter iter_mut list
            look map max members min next page pages parse pin push qps read send
            send_parts set take text then to_owned to_string total unique unwrap_or_default
            unzip wait when write_str zip
        }

        ota_api::operations!("../fixtures/outside");

        #[doc = "The operations of another fixture."]
        pub mod deprecated {
            pub use super::Everything;

            ota_api::operations!("../fixtures/deprecated");
        }
    };
}

/// Methods that take the value.
pub mod by_value {
    everything_is_taken!(value);
}

/// Methods that take a reference.
pub mod by_reference {
    everything_is_taken!(reference);
}

/// Functions that take nothing.
pub mod functions {
    everything_is_taken!(nothing);
}

/// Constants.
pub mod constants {
    /// A trait that every type implements.
    pub trait Everything {
        /// Taken.
        const COUNT: () = ();
        /// Taken.
        const INFO: () = ();
        /// Taken.
        const MAX: () = ();
        /// Taken.
        const MIN: () = ();
        /// Taken.
        const PARAMETERS: () = ();
        /// Taken.
        const TEXTS: () = ();
    }

    impl<T: ?Sized> Everything for T {}

    ota_api::operations!("../fixtures/outside");
}
