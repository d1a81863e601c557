//! Which of a ticket's companies is its primary one: at most one, and always one that it is about.

use serde::{Deserialize, Serialize};

use super::{Pair, RecordRef, associate, must_be_there};
use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::Fact;
use crate::id::{CompanyId, TicketId};
use crate::policy;
use crate::rejection::Rejection;

/// Makes a company a ticket's primary one; the ticket is about it from then on. What was the primary one stays associated
/// (MRG-32).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetPrimaryCompany {
    /// The ticket.
    pub ticket: TicketId,
    /// The company; none leaves the ticket without a primary one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<CompanyId>,
}

impl Decide for SetPrimaryCompany {
    fn scope(&self) -> Scope {
        Scope { companies: self.company.into_iter().collect(), ..Scope::of_ticket(self.ticket) }
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        let Self { ticket, company } = *self;
        policy::editable(decision.setup(), decision.actor(), decision.ticket(ticket)?)?;
        if let Some(company) = company {
            must_be_there(decision.desk(), RecordRef::Company(company))?;
            associate(decision, Pair::TicketCompany { ticket, company });
        }
        set_primary_company(decision, ticket, company)
    }
}

/// Sets a ticket's primary company, which is one that it is about.
pub(crate) fn set_primary_company(
    decision: &mut Decision<'_>,
    ticket: TicketId,
    company: Option<CompanyId>,
) -> Result<(), Rejection> {
    let from = decision.ticket(ticket)?.primary_company;
    if from != company {
        decision.record(Fact::PrimaryCompanyChanged { ticket, from, to: company });
    }
    Ok(())
}
