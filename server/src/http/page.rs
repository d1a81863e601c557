//! Pages of lists: where one begins, and how long it is.

use sportello_domain::view::Sort;

use super::problem::{ErrorCode, Failure};
use crate::store::place::{Ordered, Place, TicketPlace};

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

/// Where a page of tickets begins that are ordered so; at the beginning without a place.
///
/// # Errors
///
/// [`ErrorCode::CursorInvalid`] for what no page of this order gave.
pub fn ordered(sort: Sort, text: Option<&str>) -> Result<Ordered, Failure> {
    let after = text.map(|text| TicketPlace::parse(text, sort.by)).transpose();
    Ok(Ordered { sort, after: after.map_err(|_| ErrorCode::CursorInvalid)? })
}
