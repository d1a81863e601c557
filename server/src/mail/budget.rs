//! How much mail one address may get. Two desks that answer each other stop here.

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};
use sportello_domain::identifier::EmailAddress;

/// How many mails go to one address within [`WINDOW`].
pub const MAILS: usize = 30;

/// The time over which mails to one address are counted.
pub const WINDOW: TimeDelta = TimeDelta::hours(1);

/// When mails went to which address. Kept in memory: a restart forgets it, which lets a loop go on
/// for another [`MAILS`] mails at most.
#[derive(Debug, Default)]
pub struct RecipientBudget {
    sent: HashMap<EmailAddress, VecDeque<DateTime<Utc>>>,
}

impl RecipientBudget {
    /// Counts a mail to some addresses, or names the first of them that has had enough; then nothing
    /// is counted.
    ///
    /// # Errors
    ///
    /// The address that has had enough.
    pub fn spend(&mut self, recipients: &[EmailAddress], now: DateTime<Utc>) -> Result<(), EmailAddress> {
        self.forget_before(now - WINDOW);
        let exhausted =
            recipients.iter().find(|address| self.sent.get(address).is_some_and(|sent| MAILS <= sent.len()));
        if let Some(exhausted) = exhausted {
            return Err(exhausted.clone());
        }
        for recipient in recipients {
            self.sent.entry(recipient.clone()).or_default().push_back(now);
        }
        Ok(())
    }

    fn forget_before(&mut self, start: DateTime<Utc>) {
        self.sent.retain(|_, sent| {
            while sent.front().is_some_and(|at| *at <= start) {
                sent.pop_front();
            }
            !sent.is_empty()
        });
    }
}

#[cfg(test)]
mod tests {
    use sportello_domain::testing::{address, minutes};

    use super::*;

    #[test]
    fn an_address_gets_so_many_mails_an_hour() {
        let mut budget = RecipientBudget::default();
        let ada = [address("ada@customer.example")];
        let both = [address("bob@customer.example"), address("ada@customer.example")];
        for _ in 0..MAILS {
            assert_eq!(budget.spend(&ada, minutes(0)), Ok(()));
        }

        assert_eq!(budget.spend(&both, minutes(59)), Err(ada[0].clone()));
        assert_eq!(budget.spend(&both[..1], minutes(59)), Ok(()));
        assert_eq!(budget.spend(&ada, minutes(60)), Ok(()));
    }
}
