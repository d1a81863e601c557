//! Pages of lists: where one begins, and how long it is.

use super::problem::{ErrorCode, Failure};
use crate::store::place::Place;

/// How many rows a page has.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// Unless told.
    pub usual: usize,
    /// At most.
    pub most: usize,
}

impl Limit {
    /// The length of a page of which this length was asked.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::QueryInvalid`] for none and for too many.
    pub fn of(self, asked: Option<usize>) -> Result<usize, Failure> {
        let limit = asked.unwrap_or(self.usual);
        if (1..=self.most).contains(&limit) {
            Ok(limit)
        } else {
            let detail = format!("limit: a page has 1 to {} rows", self.most);
            Err(Failure::because(ErrorCode::QueryInvalid, detail))
        }
    }
}

/// Where a page begins; none for the first.
///
/// # Errors
///
/// [`ErrorCode::CursorInvalid`] for what no page gave.
pub fn place(text: Option<&str>) -> Result<Option<Place>, Failure> {
    text.map(|text| text.parse().map_err(|_| ErrorCode::CursorInvalid.into())).transpose()
}
