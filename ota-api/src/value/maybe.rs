//! Values of optional parameters, for setters.

use std::borrow::Cow;

use crate::value::id::Id;
use crate::value::secret::Secret;
use crate::value::string_enum::StringEnum;

/// An argument for the setter of an optional parameter: a value, or an `Option` of one. Strings are values of IDs, enums
/// and secrets.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither `{T}` nor an `Option` of it",
    label = "expected `{T}`, or an `Option` of it"
)]
pub trait Maybe<T> {
    /// The value, if there is one.
    fn into_option(self) -> Option<T>;
}

impl<T, U: Maybe<T>> Maybe<T> for Option<U> {
    fn into_option(self) -> Option<T> {
        self.and_then(U::into_option)
    }
}

impl<'a, T: From<&'a str>> Maybe<T> for &'a str {
    fn into_option(self) -> Option<T> {
        Some(self.into())
    }
}

impl<'a, T: From<&'a str>> Maybe<T> for &'a String {
    fn into_option(self) -> Option<T> {
        Some(self.as_str().into())
    }
}

impl<T: From<String>> Maybe<T> for String {
    fn into_option(self) -> Option<T> {
        Some(self.into())
    }
}

impl<T: From<String>> Maybe<T> for Cow<'_, str> {
    fn into_option(self) -> Option<T> {
        Some(self.into_owned().into())
    }
}

impl<T: From<String>> Maybe<T> for Box<str> {
    fn into_option(self) -> Option<T> {
        Some(self.into_string().into())
    }
}

impl<K> Maybe<Self> for Id<K> {
    fn into_option(self) -> Option<Self> {
        Some(self)
    }
}

impl<K> Maybe<Id<K>> for &Id<K> {
    fn into_option(self) -> Option<Id<K>> {
        Some(self.clone())
    }
}

impl<K> Maybe<String> for Id<K> {
    fn into_option(self) -> Option<String> {
        Some(self.into())
    }
}

impl<T: StringEnum> Maybe<T> for T {
    fn into_option(self) -> Option<T> {
        Some(self)
    }
}

/// Types that are values of their own and of nothing else.
macro_rules! plain {
    ($($ty:ty)*) => {$(
        impl Maybe<$ty> for $ty {
            fn into_option(self) -> Option<$ty> {
                Some(self)
            }
        }
    )*};
}

plain!(i32 i64 f64 bool Secret);
