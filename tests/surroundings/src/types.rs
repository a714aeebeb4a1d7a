//! Types and traits that are called like others.

/// Declares a struct of each name.
macro_rules! structs {
    ($($name:ident)*) => { $(
        #[doc = "Taken."]
        #[derive(Debug)]
        pub struct $name;
    )* };
}

/// Declares a trait of each name.
macro_rules! traits {
    ($($name:ident)*) => { $(
        #[doc = "Taken."]
        pub trait $name {}
    )* };
}

/// Types that are called like those of the standard library and the runtime, and like parameters of
/// types.
pub mod standard {
    structs! {
        BTreeMap Box C Client Condition Err Formatter I K Limits None Ok Operation OperationInfo Option
        Parameter R Region Result Rule S S0 S1 Secret Service Some String T Vec
    }

    ota_api::operations!("../fixtures/outside");
}

/// Traits that are called like those of the standard library and the runtime.
pub mod traits {
    traits! {
        Argument AsRef Clone Debug Default Display Eq Fn FnMut From Into IntoIterator Iterator
        PartialEq Record Send Sized Sync ToString
    }

    ota_api::operations!("../fixtures/outside");
}
