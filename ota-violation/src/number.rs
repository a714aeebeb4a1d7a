//! Numbers with exact comparison.

use std::cmp::Ordering;
use std::fmt;

/// A number of a request.
#[derive(Debug, Clone, Copy)]
pub enum Number {
    /// A whole number.
    Whole(i64),
    /// A finite floating-point number.
    Double(f64),
}

/// The first power of two beyond 64 bits with a sign.
const BEYOND: f64 = 9_223_372_036_854_775_808.0;

impl Number {
    /// Reads a number; whole numbers stay whole. `None` if it is not a finite number.
    pub fn parse(text: &str) -> Option<Self> {
        match text.parse() {
            Ok(whole) => Some(Self::Whole(whole)),
            Err(_) => text.parse().ok().and_then(Self::double),
        }
    }

    /// A floating-point number; `None` if it is not finite.
    pub fn double(number: f64) -> Option<Self> {
        number.is_finite().then_some(Self::Double(number))
    }

    /// The whole number, with room for sums and products of two of them.
    pub fn whole(self) -> Option<i128> {
        match self {
            Self::Whole(number) => Some(number.into()),
            Self::Double(_) => None,
        }
    }

    /// Compares two numbers without rounding either.
    pub fn compare(self, other: Self) -> Ordering {
        match (self, other) {
            (Self::Whole(one), Self::Whole(other)) => one.cmp(&other),
            (Self::Whole(one), Self::Double(other)) => beside(one, other),
            (Self::Double(one), Self::Whole(other)) => beside(other, one).reverse(),
            // Both are finite, so they can be compared.
            (Self::Double(one), Self::Double(other)) => {
                one.partial_cmp(&other).unwrap_or(Ordering::Equal)
            }
        }
    }
}

/// Compares a whole number with the whole part of another one, then with its fraction.
fn beside(whole: i64, double: f64) -> Ordering {
    if double >= BEYOND {
        return Ordering::Less;
    }
    if double < -BEYOND {
        return Ordering::Greater;
    }
    // The whole part fits now.
    let floor = double.floor();
    let below = if double > floor { Ordering::Less } else { Ordering::Equal };
    whole.cmp(&(floor as i64)).then(below)
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(number) => number.fmt(f),
            Self::Double(number) => number.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use proptest::prelude::*;

    use super::Number;

    fn compare(one: &str, other: &str) -> Ordering {
        Number::parse(one).unwrap().compare(Number::parse(other).unwrap())
    }

    #[test]
    fn neighbours_beyond_the_precision_of_doubles_differ() {
        assert_eq!(compare("9007199254740993", "9007199254740992"), Ordering::Greater);
        assert_eq!(compare("9007199254740993", "9007199254740992.0"), Ordering::Greater);
        assert_eq!(compare("9007199254740992", "9007199254740992.0"), Ordering::Equal);
        assert_eq!(compare("9223372036854775807", "9223372036854775808.0"), Ordering::Less);
        assert_eq!(compare("-9223372036854775808", "-9223372036854775808.0"), Ordering::Equal);
        assert_eq!(compare("-9223372036854775808", "-1e300"), Ordering::Greater);
        assert_eq!(compare("-1", "-0.5"), Ordering::Less);
        assert_eq!(compare("0", "-0.0"), Ordering::Equal);
        assert!(Number::parse("NaN").is_none() && Number::parse("inf").is_none());
    }

    proptest! {
        #[test]
        fn a_double_is_between_its_neighbours(whole in -(1i64 << 52)..1 << 52, part in 0.01..0.99) {
            let double = Number::double(whole as f64 + part).unwrap();
            prop_assume!(!matches!(double, Number::Double(number) if number.fract() == 0.0));
            prop_assert_eq!(Number::Whole(whole).compare(double), Ordering::Less);
            prop_assert_eq!(Number::Whole(whole + 1).compare(double), Ordering::Greater);
            prop_assert_eq!(double.compare(Number::Whole(whole)), Ordering::Greater);
        }
    }
}
