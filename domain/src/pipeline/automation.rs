//! What a pipeline does by itself: the rows of its template automations (AUT-21).

use serde::{Deserialize, Serialize};

use super::{CloseDateRule, Pipeline};
use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::{Fact, SetupFact};
use crate::id::{PipelineId, StatusId};
use crate::policy;
use crate::rejection::Rejection;
use crate::tagged::tagged;

/// The two rows under *Update ticket status*, each by itself (EML-03). They are this pipeline's alone (PIP-10).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatusTriggers {
    /// An e-mail is sent to a customer (EML-04). None until a status was chosen for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email_sent: Option<StatusTrigger>,
    /// A customer replies to an e-mail (EML-06). None until a status was chosen for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_replied: Option<StatusTrigger>,
}

/// One row: whether it is ticked, and the status to which it moves a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatusTrigger {
    /// Whether it acts. A row that is cleared keeps its status for when it is ticked again (EML-13).
    pub on: bool,
    /// The status that tickets get: one of the pipeline's.
    pub status: StatusId,
}

impl StatusTriggers {
    /// The status that a ticket gets when an e-mail is sent to a customer.
    pub fn when_email_sent(&self) -> Option<StatusId> {
        acting(self.email_sent)
    }

    /// The status that a ticket gets when a customer replies to an e-mail.
    pub fn when_customer_replied(&self) -> Option<StatusId> {
        acting(self.customer_replied)
    }

    /// How many rows move tickets to a status (PIP-07).
    pub(super) fn moving_to(&self, status: StatusId) -> u64 {
        let rows = [self.when_email_sent(), self.when_customer_replied()];
        rows.into_iter().filter(|target| *target == Some(status)).count() as u64
    }

    /// Every status that the rows name.
    pub(super) fn named(&self) -> impl Iterator<Item = StatusId> {
        [self.email_sent, self.customer_replied].into_iter().flatten().map(|row| row.status)
    }

    /// The same rows with another status in the place of one.
    pub(super) fn replacing(&self, status: StatusId, by: StatusId) -> Self {
        let replaced = |row: Option<StatusTrigger>| {
            row.map(|row| if row.status == status { StatusTrigger { status: by, ..row } } else { row })
        };
        Self { email_sent: replaced(self.email_sent), customer_replied: replaced(self.customer_replied) }
    }

    /// Takes a status that is deleted out of the rows.
    pub(crate) fn forget(&mut self, status: StatusId) {
        for row in [&mut self.email_sent, &mut self.customer_replied] {
            *row = row.filter(|row| row.status != status);
        }
    }
}

fn acting(row: Option<StatusTrigger>) -> Option<StatusId> {
    row.filter(|row| row.on).map(|row| row.status)
}

tagged! {
    "type", "snake_case",
    /// One row of a pipeline's automations as it shall be.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum Automation {
        /// *Set close date to today when ticket is moved to a closed status* (CLD-03, CLD-04).
        CloseDate {
            /// What such a move does.
            rule: CloseDateRule,
        },
        /// *An e-mail is sent to a customer*.
        EmailSent {
            /// What it does.
            trigger: StatusTrigger,
        },
        /// *A customer replies to an e-mail*.
        CustomerReplied {
            /// What it does.
            trigger: StatusTrigger,
        },
    }
}

/// Changes one row of a pipeline's automations, and nothing else of it or of other pipelines (PIP-10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AutomatePipeline {
    /// The pipeline.
    pub pipeline: PipelineId,
    /// The row.
    pub automation: Automation,
}

impl Decide for AutomatePipeline {
    fn scope(&self) -> Scope {
        Scope::default()
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::may_edit_property_settings(decision.setup(), decision.actor())?;
        let Some(before) = decision.setup().pipelines.get(&self.pipeline) else {
            return Err(Rejection::PipelineNotFound { pipeline: self.pipeline });
        };
        let mut after = before.clone();
        after.automate(self.automation);
        if let Some(status) = after.triggers.named().find(|status| before.status(*status).is_none()) {
            return Err(Rejection::StatusOfOtherPipeline { status, pipeline: self.pipeline });
        }
        if after != *before {
            let (pipeline, automation) = (self.pipeline, self.automation);
            decision.record(Fact::Setup(SetupFact::PipelineAutomated { pipeline, automation }));
        }
        Ok(())
    }
}

impl Pipeline {
    /// Takes one row as it was decided.
    pub(crate) fn automate(&mut self, automation: Automation) {
        match automation {
            Automation::CloseDate { rule } => self.close_date = rule,
            Automation::EmailSent { trigger } => self.triggers.email_sent = Some(trigger),
            Automation::CustomerReplied { trigger } => self.triggers.customer_replied = Some(trigger),
        }
    }
}
