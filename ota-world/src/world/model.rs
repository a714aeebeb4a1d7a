//! The behaviour of devices.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

/// The longest time a device can be told to take: a year, in seconds.
const LONGEST: u32 = 365 * 24 * 60 * 60;

/// The behaviour of devices that have none of their own.
///
/// With the default every update succeeds: a device that is told of one begins within ten seconds
/// and takes about a minute. Chance is drawn from the number [`crate::Seed::seed`], so it is the
/// same every time.
///
/// ```
/// use ota_world::{Model, Seconds};
///
/// let model: Model = serde_json::from_str(
///     r#"{ "duration": { "from": 5, "to": 60 }, "failureRate": 0.02, "failure": "flashFailed" }"#,
/// )?;
/// assert_eq!(model.duration, Seconds { from: 5, to: 60 });
/// assert_eq!(model.delay, Model::default().delay);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "an object that says how devices behave"
)]
pub struct Model {
    /// From being told of an update to reporting its first progress; 2 to 10 seconds if not given.
    pub delay: Seconds,
    /// From the first progress to the new version; 30 to 90 seconds if not given.
    pub duration: Seconds,
    /// The share of attempts that fail, from 0 to 1; 0 if not given.
    pub failure_rate: f64,
    /// The failure that a device reports; `updateFailed` if not given.
    pub failure: DeviceFailure,
    /// The share of attempts that fall silent after some progress, from 0 to 1; 0 if
    /// not given. A silent attempt does not also fail.
    pub silent_share: f64,
    /// The share of tasks whose device is offline when they are queued, from 0 to 1; 0 if not
    /// given.
    pub offline_share: f64,
    /// How long such a device stays offline; for ever if absent or `null`.
    pub offline_for: Option<Seconds>,
    /// How long it takes until a device asks for an update that is not pushed (`NeedPush=false`);
    /// 30 to 60 seconds if not given.
    pub ask_every: Seconds,
}

impl Default for Model {
    fn default() -> Self {
        Self {
            delay: Seconds { from: 2, to: 10 },
            duration: Seconds { from: 30, to: 90 },
            failure_rate: 0.0,
            failure: DeviceFailure::UpdateFailed,
            silent_share: 0.0,
            offline_share: 0.0,
            offline_for: None,
            ask_every: Seconds { from: 30, to: 60 },
        }
    }
}

/// The behaviour of one device, where it differs from the [`Model`]. An absent field is as in the
/// model.
///
/// ```
/// use ota_world::{Behaviour, DeviceFailure};
///
/// // Fails once in every task; if the job retries, the second attempt succeeds.
/// let behaviour: Behaviour =
///     serde_json::from_str(r#"{ "fails": "downloadFailed", "failedAttempts": 1 }"#)?;
/// assert_eq!(behaviour.fails, Some(DeviceFailure::DownloadFailed));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    expecting = "an object that says how a device behaves"
)]
pub struct Behaviour {
    /// From being told of an update to reporting its first progress.
    pub delay: Option<Seconds>,
    /// From the first progress to the new version.
    pub duration: Option<Seconds>,
    /// Attempts fail with this, whatever the rate.
    pub fails: Option<DeviceFailure>,
    /// How many attempts at a task fail with [`Behaviour::fails`] before one succeeds; all if
    /// absent. Needs `fails`.
    pub failed_attempts: Option<u32>,
    /// The share of attempts that fail, from 0 to 1.
    pub failure_rate: Option<f64>,
    /// Whether it falls silent after some progress.
    pub silent: Option<bool>,
    /// Whether it is offline, from when this is set.
    pub offline: Option<bool>,
    /// How long it stays offline; until it is told to behave otherwise if absent. Needs `offline`.
    pub offline_for: Option<Seconds>,
    /// How long it takes until it asks for an update that is not pushed.
    pub ask_every: Option<Seconds>,
}

/// A time that is drawn from a range, in seconds, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    expecting = "an object with `from` and `to`, in seconds"
)]
pub struct Seconds {
    /// The shortest.
    pub from: u32,
    /// The longest; a year at most.
    pub to: u32,
}

/// The failure of an update on a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DeviceFailure {
    /// It reports -1.
    #[default]
    UpdateFailed,
    /// It reports -2.
    DownloadFailed,
    /// It reports -3.
    CheckFailed,
    /// It reports -4.
    FlashFailed,
    /// It finishes the update, but then reports a version that is neither the old nor the new one:
    /// `unknown`.
    WrongVersion,
}

impl From<u32> for Seconds {
    fn from(seconds: u32) -> Self {
        Self { from: seconds, to: seconds }
    }
}

impl From<RangeInclusive<u32>> for Seconds {
    fn from(range: RangeInclusive<u32>) -> Self {
        Self { from: *range.start(), to: *range.end() }
    }
}

impl Seconds {
    /// The time that a draw picks, in milliseconds.
    pub(crate) fn pick(self, draw: u64) -> i64 {
        let from = u64::from(self.from) * 1000;
        let width = u64::from(self.to.saturating_sub(self.from)) * 1000 + 1;
        i64::try_from(from + draw % width).unwrap_or(i64::MAX)
    }

    fn check(self, name: &str) -> Result<(), String> {
        let Self { from, to } = self;
        if from > to {
            return Err(format!(
                "`{name}` goes from {from} to {to}; `from` must not be above `to`"
            ));
        }
        match to {
            ..=LONGEST => Ok(()),
            _ => Err(format!("`{name}` goes to {to}; it may go to {LONGEST}, a year in seconds")),
        }
    }
}

impl Model {
    /// Checks that everything is in range.
    pub(crate) fn check(&self) -> Result<(), String> {
        self.delay.check("delay")?;
        self.duration.check("duration")?;
        check_share(self.failure_rate, "failureRate")?;
        check_share(self.silent_share, "silentShare")?;
        check_share(self.offline_share, "offlineShare")?;
        self.offline_for.map_or(Ok(()), |time| time.check("offlineFor"))?;
        self.ask_every.check("askEvery")
    }
}

impl Behaviour {
    /// Checks that everything is in range.
    pub(crate) fn check(&self) -> Result<(), String> {
        let times = [
            (self.delay, "delay"),
            (self.duration, "duration"),
            (self.offline_for, "offlineFor"),
            (self.ask_every, "askEvery"),
        ];
        for (time, name) in times {
            time.map_or(Ok(()), |time| time.check(name))?;
        }
        self.failure_rate.map_or(Ok(()), |rate| check_share(rate, "failureRate"))?;
        if self.failed_attempts.is_some() && self.fails.is_none() {
            return Err(
                "`failedAttempts` needs `fails`, which says how the attempts fail".to_owned()
            );
        }
        if self.offline_for.is_some() && self.offline != Some(true) {
            return Err("`offlineFor` needs `offline` to be true".to_owned());
        }
        Ok(())
    }
}

fn check_share(share: f64, name: &str) -> Result<(), String> {
    if (0.0..=1.0).contains(&share) {
        Ok(())
    } else {
        Err(format!("`{name}` is {share}; it must be between 0 and 1"))
    }
}

#[cfg(test)]
mod tests {
    use super::{Behaviour, DeviceFailure, Model, Seconds};

    #[test]
    fn the_default_is_in_range_and_fails_nothing() {
        let model = Model::default();
        assert_eq!(model.check(), Ok(()));
        assert_eq!(Behaviour::default().check(), Ok(()));
        assert_eq!(model.failure_rate + model.silent_share + model.offline_share, 0.0);
        assert_eq!(serde_json::from_str::<Model>("{}").unwrap(), model);
    }

    #[test]
    fn what_is_out_of_range_is_named() {
        let model = |change: fn(&mut Model)| {
            let mut model = Model::default();
            change(&mut model);
            model.check().unwrap_err()
        };
        for (message, name) in [
            (model(|model| model.failure_rate = 1.5), "`failureRate` is 1.5"),
            (model(|model| model.silent_share = f64::NAN), "`silentShare`"),
            (model(|model| model.offline_share = -0.1), "`offlineShare`"),
            (model(|model| model.delay = Seconds { from: 9, to: 8 }), "`delay` goes from 9 to 8"),
            (model(|model| model.duration = Seconds::from(u32::MAX)), "`duration`"),
            (model(|model| model.offline_for = Some(Seconds::from(u32::MAX))), "`offlineFor`"),
        ] {
            assert!(message.contains(name), "{message}");
        }
        for (behaviour, name) in [
            (Behaviour { failed_attempts: Some(1), ..Behaviour::default() }, "`fails`"),
            (Behaviour { offline_for: Some(5.into()), ..Behaviour::default() }, "`offline`"),
            (Behaviour { failure_rate: Some(2.0), ..Behaviour::default() }, "`failureRate`"),
        ] {
            let message = behaviour.check().unwrap_err();
            assert!(message.contains(name), "{message}");
        }
    }

    #[test]
    fn words_that_are_not_known_are_refused() {
        let error = serde_json::from_str::<Model>(r#"{"failurerate": 0.1}"#).unwrap_err();
        assert!(error.to_string().contains("failureRate"), "{error}");
        let text = serde_json::to_string(&DeviceFailure::WrongVersion).unwrap();
        assert_eq!(text, "\"wrongVersion\"");
    }

    #[test]
    fn a_draw_picks_from_the_whole_range_and_nothing_else() {
        let seconds = Seconds { from: 1, to: 2 };
        assert_eq!(seconds.pick(0), 1000);
        assert_eq!(seconds.pick(1000), 2000);
        assert_eq!(seconds.pick(1001), 1000);
        assert_eq!(Seconds::from(7).pick(u64::MAX), 7000);
    }
}
