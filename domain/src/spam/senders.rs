//! Whose mail is spam, and whose never is: what admins allow and deny, and who is blocked.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::{Fact, SetupFact};
use crate::identifier::{DeliveryIdentifier, DomainName, EmailAddress};
use crate::message::Nature;
use crate::policy;
use crate::rejection::Rejection;
use crate::tagged::tagged;

tagged! {
    "type", "snake_case",
    /// Whom an entry of a list means.
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum Sender {
        /// Whoever writes from an address.
        Address {
            /// The address.
            address: EmailAddress,
        },
        /// Whoever writes from an address of a domain.
        Domain {
            /// The domain.
            domain: DomainName,
        },
    }
}

/// Whose mail is spam, and whose never is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SenderLists {
    /// Those whose mail never is (SPM-20).
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub allowed: BTreeSet<Sender>,
    /// Those whose mail always is (SPM-21).
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub denied: BTreeSet<Sender>,
    /// The addresses of contacts who were blocked, kept apart from them (BLK-11).
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub blocked: BTreeSet<EmailAddress>,
    /// Whether contacts can be blocked (BLK-01).
    pub blocking: bool,
}

impl Default for SenderLists {
    fn default() -> Self {
        let (allowed, denied, blocked) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        Self { allowed, denied, blocked, blocking: true }
    }
}

/// Who wrote a mail, as far as it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writer {
    /// Nobody who is known.
    Stranger,
    /// A contact, in person or by a machine (SPM-22).
    Contact(Nature),
    /// The desk itself, from the address of a channel. A desk that answers its own mail never stops (SPM-23).
    Ourselves,
}

/// What the lists say of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is spam.
    Spam,
    /// It never is (SPM-20).
    Allowed,
    /// Nothing.
    Unlisted,
}

impl SenderLists {
    /// What the lists say of a mail from somebody: an exact address wins over its domain, and of entries that are as exact,
    /// blocked wins over allowed and allowed over denied (SPM-25). What denies does not mean a contact who writes in
    /// person (SPM-22). An address of the desk is denied unless it is allowed itself (SPM-23), as it must be where a form
    /// on the web writes from it.
    pub fn verdict(&self, from: &DeliveryIdentifier, writer: Writer) -> Verdict {
        let DeliveryIdentifier::Email(address) = from else { return Verdict::Unlisted };
        let exact = Sender::Address { address: address.clone() };
        let domain = DomainName::try_from(address.domain().to_owned()).ok();
        let domain = domain.map(|domain| Sender::Domain { domain });
        if self.blocked.contains(address) {
            return Verdict::Spam;
        }
        let entries = [Some(exact), domain].into_iter().flatten();
        for entry in entries {
            if self.allowed.contains(&entry) {
                return Verdict::Allowed;
            }
            if self.denied.contains(&entry) {
                return match writer {
                    Writer::Contact(Nature::Personal) => Verdict::Unlisted,
                    Writer::Contact(Nature::Automatic) | Writer::Stranger | Writer::Ourselves => {
                        Verdict::Spam
                    }
                };
            }
            if writer == Writer::Ourselves {
                return Verdict::Spam;
            }
        }
        Verdict::Unlisted
    }
}

/// Sets whose mail is spam and whose never is (SPM-24). Who is blocked stays so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaveSenderLists {
    /// Those whose mail never is.
    pub allowed: BTreeSet<Sender>,
    /// Those whose mail always is.
    pub denied: BTreeSet<Sender>,
    /// Whether contacts can be blocked.
    pub blocking: bool,
}

impl Decide for SaveSenderLists {
    fn scope(&self) -> Scope {
        Scope::default()
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::may_restore(decision.setup(), decision.actor())?;
        let before = &decision.setup().senders;
        let Self { allowed, denied, blocking } = self.clone();
        let lists = SenderLists { allowed, denied, blocking, blocked: before.blocked.clone() };
        if *before != lists {
            decision.record(Fact::Setup(SetupFact::SendersListed { lists }));
        }
        Ok(())
    }
}
