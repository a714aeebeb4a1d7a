//! The time of a world, and how responses write it.

use std::fmt;

use jiff::Timestamp;

/// How far clocks in China are ahead of UTC, in milliseconds.
const CHINA: i64 = 8 * 60 * 60 * 1000;

/// A point in the time of a world: milliseconds since 1970, in UTC.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Default,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(transparent)]
pub struct Moment(pub i64);

impl Moment {
    /// The moment so many milliseconds later; the last one there is, if that is too far.
    pub fn after(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// The milliseconds between `earlier` and this.
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// As the responses about modules write it: `2020-10-13T09:46Z`.
    pub(crate) fn to_minute(self) -> String {
        self.timestamp().strftime("%Y-%m-%dT%H:%MZ").to_string()
    }

    /// As the lists of devices write it: `Wed, 20-Feb-2019 02:16:09 GMT`.
    pub(crate) fn to_gmt(self) -> String {
        self.timestamp().strftime("%a, %d-%b-%Y %H:%M:%S GMT").to_string()
    }

    /// As clocks in China show it, without a zone: `2019-02-20 10:16:09`.
    pub(crate) fn to_china(self) -> String {
        self.after(CHINA).timestamp().strftime("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// The same as a [`Timestamp`], or the nearest one that there is.
    pub fn timestamp(self) -> Timestamp {
        let nearest = if self.0 < 0 { Timestamp::MIN } else { Timestamp::MAX };
        Timestamp::from_millisecond(self.0).unwrap_or(nearest)
    }
}

/// As most responses write it: `2019-11-04T06:21:54.607Z`.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.timestamp().strftime("%Y-%m-%dT%H:%M:%S.%3fZ"))
    }
}

#[cfg(test)]
mod tests {
    use super::Moment;

    #[test]
    fn times_are_written_like_those_of_the_samples() {
        let moment = Moment(1_572_848_514_607);
        assert_eq!(moment.to_string(), "2019-11-04T06:21:54.607Z");
        assert_eq!(moment.to_minute(), "2019-11-04T06:21Z");
        assert_eq!(moment.to_gmt(), "Mon, 04-Nov-2019 06:21:54 GMT");
        assert_eq!(moment.to_china(), "2019-11-04 14:21:54");
        assert_eq!(Moment(0).to_string(), "1970-01-01T00:00:00.000Z");
    }

    #[test]
    fn times_that_cannot_be_written_are_the_last_that_can() {
        assert_eq!(Moment(i64::MAX).to_string(), "9999-12-30T22:00:00.999Z");
        assert_eq!(Moment(i64::MAX).after(1), Moment(i64::MAX));
    }
}
