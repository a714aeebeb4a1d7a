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
        BTreeMap Box C Condition Err Formatter I K Limits None Ok Operation OperationInfo Option
        Parameter R Region Result Rule S S0 S1 Secret Service Some String T Vec
    }

    ota_api::operations!("../fixtures/outside");
}

/// Types that are called like primitive ones.
#[allow(non_camel_case_types)]
pub mod primitives {
    structs! {
        bool char f32 f64 i128 i16 i32 i64 i8 isize str u128 u16 u32 u64 u8 usize
    }

    ota_api::operations!("../fixtures/outside");

    /// The types of fields are primitive ones.
    pub mod all_types {
        pub use super::{bool, f64, i32, i64, str, u32, usize};

        ota_api::operations!("../fixtures/all_types");
    }
}

/// Traits that are called like those of the standard library and the runtime.
pub mod traits {
    traits! {
        Argument AsRef Clone Debug Default Display Eq Fn FnMut From Into IntoIterator Iterator
        PartialEq Record Send Sized Sync ToString
    }

    ota_api::operations!("../fixtures/outside");
}
