//! Numbers for tickets that orders may create. A number that was drawn and not needed serves the
//! next order, so that people see few gaps; none is ever given to two tickets.

use std::sync::{Mutex, PoisonError};

use sportello_domain::ticket::TicketNumber;

use crate::store::{Store, StoreError};

/// The numbers that were drawn and not needed yet, greatest first.
#[derive(Debug, Default)]
pub(super) struct TicketNumbers(Mutex<Vec<TicketNumber>>);

impl TicketNumbers {
    /// Takes so many numbers, lowest first. What there is not is drawn.
    pub(super) async fn take(&self, store: &Store, count: usize) -> Result<Vec<TicketNumber>, StoreError> {
        let mut taken = self.take_spare(count);
        let missing = (count - taken.len()) as u64;
        if missing > 0 {
            let last = store.draw_ticket_numbers(missing).await?;
            taken.extend((last + 1 - missing..=last).map(TicketNumber));
        }
        Ok(taken)
    }

    /// Gives back numbers that no ticket got.
    pub(super) fn give_back(&self, numbers: impl IntoIterator<Item = TicketNumber>) {
        let mut spare = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        spare.extend(numbers);
        spare.sort_unstable_by(|a, b| b.cmp(a));
    }

    fn take_spare(&self, count: usize) -> Vec<TicketNumber> {
        let mut spare = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let left = spare.len().saturating_sub(count);
        let mut taken = spare.split_off(left);
        taken.reverse();
        taken
    }
}
