//! A figure as `cargo xtask bench` takes it, and how figures are made of many times.

use std::time::Duration;

use serde::Serialize;

/// One measured figure.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    what: String,
    value: f64,
    unit: &'static str,
    aim: Option<Aim>,
    baseline: Option<(f64, String)>,
}

/// What a figure should be.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Aim {
    /// No more than this.
    AtMost(f64),
    /// No less than this.
    AtLeast(f64),
}

impl Figure {
    /// A figure without an aim.
    pub fn new(what: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self { what: what.into(), value, unit, aim: None, baseline: None }
    }

    /// The figure with what it should be.
    pub fn aiming(mut self, aim: Aim) -> Self {
        self.aim = Some(aim);
        self
    }

    /// The figure beside that of something plainer.
    pub fn beside(mut self, value: f64, what: impl Into<String>) -> Self {
        self.baseline = Some((value, what.into()));
        self
    }
}

/// The time that so many of a hundred did not exceed, in milliseconds.
pub fn percentile(times: &mut [Duration], of_hundred: usize) -> f64 {
    times.sort_unstable();
    let place = (times.len() * of_hundred).div_ceil(100).saturating_sub(1);
    times.get(place).map_or(f64::NAN, Duration::as_secs_f64) * 1e3
}

/// So many in so long, a second.
pub fn rate(count: u64, time: Duration) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / time.as_secs_f64()
}
