//! What a filter asks of a text, a number or a point in time.

use chrono::{DateTime, Utc};

use super::days_before;
use crate::tagged::tagged;

tagged! {
    "test", "snake_case",
    /// What is asked of a text. Case does not matter.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum TextTest {
        /// It is this one.
        Is {
            /// The text.
            text: String,
        },
        /// This one stands somewhere in it.
        Contains {
            /// The text.
            text: String,
        },
    }
}

tagged! {
    "test", "snake_case",
    /// What is asked of a number.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum NumberTest {
        /// It is this one.
        Is {
            /// The number.
            number: i64,
        },
        /// It is this one or greater.
        AtLeast {
            /// The number.
            number: i64,
        },
        /// It is this one or less.
        AtMost {
            /// The number.
            number: i64,
        },
    }
}

tagged! {
    "test", "snake_case",
    /// What is asked of a point in time, to the microsecond.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum TimeTest {
        /// It lies before this one.
        Before {
            /// The point in time.
            at: DateTime<Utc>,
        },
        /// It is this one or lies after it.
        Since {
            /// The point in time.
            at: DateTime<Utc>,
        },
        /// It lies in the last so many days of 24 hours, or ahead.
        WithinDays {
            /// How many.
            days: u32,
        },
        /// It lies longer ago than so many days of 24 hours.
        OverDaysAgo {
            /// How many.
            days: u32,
        },
    }
}

impl TextTest {
    /// Whether a text is so.
    pub(super) fn holds(&self, actual: &str) -> bool {
        match self {
            Self::Is { text } => folded(actual) == folded(text),
            Self::Contains { text } => folded(actual).contains(&folded(text)),
        }
    }
}

impl NumberTest {
    /// Whether a number is so.
    pub(super) fn holds(self, actual: i64) -> bool {
        match self {
            Self::Is { number } => actual == number,
            Self::AtLeast { number } => number <= actual,
            Self::AtMost { number } => actual <= number,
        }
    }
}

impl TimeTest {
    /// The same with days counted from a point in time.
    #[must_use]
    pub(super) fn as_of(self, now: DateTime<Utc>) -> Self {
        match self {
            Self::Before { .. } | Self::Since { .. } => self,
            Self::WithinDays { days } => Self::Since { at: days_before(now, days) },
            Self::OverDaysAgo { days } => Self::Before { at: days_before(now, days) },
        }
    }

    /// Whether a point in time lies there. Days are not counted from anywhere yet, so nothing does.
    pub(super) fn holds(self, actual: DateTime<Utc>) -> bool {
        let actual = actual.timestamp_micros();
        match self {
            Self::Before { at } => actual < at.timestamp_micros(),
            Self::Since { at } => at.timestamp_micros() <= actual,
            Self::WithinDays { .. } | Self::OverDaysAgo { .. } => false,
        }
    }
}

/// A text as it is compared: without case. What no database keeps is replaced as the store does.
pub fn folded(text: &str) -> String {
    text.chars()
        .flat_map(char::to_lowercase)
        .map(|letter| if letter == '\0' { '\u{fffd}' } else { letter })
        .collect()
}
