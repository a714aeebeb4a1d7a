//! What chance makes of a plan: how far several forecasts are apart.

use std::collections::BTreeMap;
use std::fmt;

use ota_world::Model;

use super::forecast::{Forecast, shown};

/// How far several forecasts of one plan are apart, each with another chance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spread {
    /// How many forecasts there are.
    pub draws: u32,
    /// The verification, if there is one, and the waves.
    pub stages: Vec<StageSpread>,
    /// How often the rollout would end so, or wait for that.
    pub outcomes: BTreeMap<&'static str, u32>,
}

/// How far forecasts of a wave are apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageSpread {
    /// Its name.
    pub name: String,
    /// When its last task would have ended, at the earliest and at the latest; `None` if it never would.
    pub ends: Option<(i64, i64)>,
    /// How often it would not end.
    pub unended: u32,
    /// How many devices it would not update, at least and at most.
    pub left: (u64, u64),
}

/// Whether anything is left to chance where devices behave so.
pub fn is_drawn(model: &Model) -> bool {
    let is_drawn = |share: f64| share > 0.0 && share < 1.0;
    let times = [Some(model.delay), Some(model.duration), model.offline_for];
    [model.failure_rate, model.silent_share, model.offline_share].into_iter().any(is_drawn)
        || times.into_iter().flatten().any(|time| time.from != time.to)
}

impl Spread {
    /// How far these are apart; `None` if there are none.
    pub fn of(forecasts: &[Forecast]) -> Option<Self> {
        let first = forecasts.first()?;
        let stages = first.stages.iter().enumerate().map(|(number, stage)| {
            let all = || forecasts.iter().filter_map(|forecast| forecast.stages.get(number));
            let ends: Vec<i64> = all().filter_map(|stage| stage.ends).collect();
            let left: Vec<u64> =
                all().map(|stage| stage.counts.all() - stage.counts.succeeded).collect();
            let unended = all().filter(|stage| stage.ends.is_none()).count();
            StageSpread {
                name: stage.name.clone(),
                ends: ends.iter().min().copied().zip(ends.iter().max().copied()),
                unended: u32::try_from(unended).unwrap_or(u32::MAX),
                left: (
                    left.iter().min().copied().unwrap_or_default(),
                    left.iter().max().copied().unwrap_or_default(),
                ),
            }
        });
        let mut outcomes = BTreeMap::new();
        for forecast in forecasts {
            *outcomes.entry(forecast.outcome.name()).or_default() += 1;
        }
        Some(Self {
            draws: u32::try_from(forecasts.len()).unwrap_or(u32::MAX),
            stages: stages.collect(),
            outcomes,
        })
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "of {} draws of what is left to chance:", self.draws)?;
        for StageSpread { name, ends, unended, left: (least, most) } in &self.stages {
            write!(f, "\n  {name}: ")?;
            match ends {
                None => write!(f, "does not begin, or does not end")?,
                Some((first, last)) if first == last => {
                    write!(f, "ends after {}", shown(Some(*first)))?;
                }
                Some((first, last)) => {
                    write!(f, "ends after {} to {}", shown(Some(*first)), shown(Some(*last)))?;
                }
            }
            if ends.is_some() && *unended > 0 {
                write!(f, ", {unended} times never")?;
            }
            match least == most {
                true => write!(f, ", {least} devices not updated")?,
                false => write!(f, ", {least} to {most} devices not updated")?,
            }
        }
        let outcomes = self.outcomes.iter().map(|(name, count)| format!("{count} {name}"));
        write!(f, "\n  ends: {}", outcomes.collect::<Vec<_>>().join(", "))
    }
}
