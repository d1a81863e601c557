//! Creating a ticket: by hand, by a program, or for a message.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Ticket, TicketName, TicketNumber, TicketSource, close_date, set_property, status};
use crate::conversation;
use crate::conversation::ConversationTraits;
use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::Fact;
use crate::id::{ContactId, ConversationId, PipelineId, StatusId, TicketId, UserId};
use crate::inbox::{self, InboxTickets};
use crate::order::Actor;
use crate::policy;
use crate::property::{BuiltIn, Priority, PropertyKind, PropertyName};
use crate::rejection::Rejection;
use crate::unread;
use crate::workspace::FormField;

/// Creates a ticket, for a conversation that has none or for none.
///
/// By hand, name, pipeline and status are required (CRE-19), and what the form requires (CRE-07); a program that names
/// no pipeline gets the default one (PRP-13) and, with no status, its first open status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateTicket {
    /// The id of the new ticket.
    pub ticket: TicketId,
    /// Its name.
    pub name: String,
    /// Its pipeline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pipeline: Option<PipelineId>,
    /// Its status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<StatusId>,
    /// Its owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<UserId>,
    /// Its priority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// Its category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// A longer text about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The contacts it is about.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub contacts: BTreeSet<ContactId>,
    /// The conversation it is for. It must not have a ticket yet (ONE-01).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationId>,
    /// Values of further properties by name, as text, as in [`SetProperty`](super::SetProperty).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<(PropertyName, String)>,
}

impl Decide for CreateTicket {
    fn scope(&self) -> Scope {
        Scope {
            tickets: [self.ticket].into(),
            conversations: self.conversation.into_iter().collect(),
            contacts: self.contacts.clone(),
            ticket_number: true,
            ..Scope::default()
        }
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::may_create_tickets(decision.setup(), decision.actor())?;
        if let Some(conversation) = self.conversation {
            policy::editable_conversation(decision, conversation)?;
            conversation::without_ticket(decision, conversation)?;
            leave_inbox(decision, conversation);
        }
        let source = if by_hand(decision) { TicketSource::Manual } else { TicketSource::Api };
        self.carry_out(decision, source)
    }
}

impl CreateTicket {
    /// Creates the ticket for whoever may, with the conversation that has none.
    pub(crate) fn carry_out(
        &self,
        decision: &mut Decision<'_>,
        source: TicketSource,
    ) -> Result<(), Rejection> {
        if decision.desk().tickets.contains_key(&self.ticket) {
            return Err(Rejection::TicketExists { ticket: self.ticket });
        }
        if let Some(contact) =
            self.contacts.iter().find(|contact| !decision.desk().contacts.contains_key(contact))
        {
            return Err(Rejection::ContactNotFound { contact: *contact });
        }
        let start = self.start(decision, source)?;
        create(decision, start)?;
        if let Some(conversation) = self.conversation {
            conversation::associate(decision, conversation, self.ticket)?;
        }
        for (property, value) in &self.properties {
            set_property::set(decision, self.ticket, property, value)?;
        }
        self.check_what_is_asked(decision)?;
        self.check_form(decision)?;
        if let Some(user) = decision.actor().user() {
            unread::read(decision, self.ticket, user); // UNR-07
        }
        Ok(())
    }

    /// Refuses a ticket without the properties for which its status asks a user (PIP-12).
    fn check_what_is_asked(&self, decision: &Decision<'_>) -> Result<(), Rejection> {
        let ticket = decision.ticket(self.ticket)?;
        let status = decision.setup().status(ticket.status);
        match status.and_then(|status| status::asked(decision.actor(), ticket, status)) {
            Some(refused) => Err(refused),
            None => Ok(()),
        }
    }

    /// Refuses a ticket that somebody creates by hand without what the form requires (CRE-07).
    fn check_form(&self, decision: &Decision<'_>) -> Result<(), Rejection> {
        if !by_hand(decision) {
            return Ok(());
        }
        let ticket = decision.ticket(self.ticket)?;
        let mut required = decision.setup().ticket_form().into_iter().filter(|field| field.required);
        match required.find(|field| ticket.value(&field.property).is_none()) {
            Some(FormField { property, .. }) => Err(Rejection::PropertyMissing { property }),
            None => Ok(()),
        }
    }

    /// What the ticket starts with, once everything named was found.
    fn start(&self, decision: &Decision<'_>, source: TicketSource) -> Result<Start, Rejection> {
        let setup = decision.setup();
        let by_hand = by_hand(decision);
        let missing = |property: BuiltIn| Rejection::PropertyMissing { property: property.into() };
        let pipeline = match self.pipeline {
            Some(pipeline) => pipeline,
            None if by_hand => return Err(missing(BuiltIn::Pipeline)),
            None => setup.default_pipeline,
        };
        let Some(found) = setup.pipelines.get(&pipeline) else {
            return Err(Rejection::PipelineNotFound { pipeline });
        };
        let status = match (self.status, found.first_for_new()) {
            (Some(status), _) => status,
            (None, Some(first)) if !by_hand => first.id,
            (None, _) => return Err(missing(BuiltIn::Status)),
        };
        if let Some(rule) = status::forbidden_for_new(setup, decision.actor(), status) {
            return Err(Rejection::PipelineRule { status, rule });
        }
        let name = TicketName::try_from(self.name.clone())
            .map_err(|fault| Rejection::PropertyInvalid { property: BuiltIn::Name.into(), fault })?;
        Ok(Start {
            ticket: self.ticket,
            name,
            pipeline,
            status,
            owner: self.owner,
            default_owner: None,
            priority: self.priority,
            category: text(BuiltIn::Category, self.category.as_deref())?,
            description: text(BuiltIn::Description, self.description.as_deref())?,
            contacts: self.contacts.clone(),
            conversations: ConversationTraits::of(
                self.conversation.and_then(|conversation| decision.desk().conversations.get(&conversation)),
            ),
            source,
            created_at: None,
        })
    }
}

/// Takes a conversation that gets a ticket to the help desk, where no inbox has tickets (CRE-12).
fn leave_inbox(decision: &mut Decision<'_>, conversation: ConversationId) {
    match decision.setup().settings.inbox_tickets {
        InboxTickets::MovesToHelpDesk => inbox::move_to(decision, conversation, None),
        InboxTickets::Allowed | InboxTickets::ManualOnly => {}
    }
}

/// Whether somebody fills in the form, and not a program.
fn by_hand(decision: &Decision<'_>) -> bool {
    matches!(decision.actor(), Actor::User { .. })
}

/// The first value of a text property, held to the same limits as a later one.
fn text(property: BuiltIn, given: Option<&str>) -> Result<Option<String>, Rejection> {
    let value = PropertyKind::Text.parse(given.unwrap_or_default());
    value
        .map(|value| value.map(|value| value.to_text()))
        .map_err(|fault| Rejection::PropertyInvalid { property: property.into(), fault })
}

/// What a ticket starts with.
pub(crate) struct Start {
    pub ticket: TicketId,
    pub name: TicketName,
    pub pipeline: PipelineId,
    pub status: StatusId,
    /// Whom somebody chose.
    pub owner: Option<UserId>,
    /// Who gets it by itself where nobody was chosen, if that user may own tickets.
    pub default_owner: Option<UserId>,
    pub priority: Option<Priority>,
    pub category: Option<String>,
    pub description: Option<String>,
    pub contacts: BTreeSet<ContactId>,
    /// What the conversation is like that it is about to get.
    pub conversations: ConversationTraits,
    pub source: TicketSource,
    /// When it counts as created, where that was before (SPM-13).
    pub created_at: Option<DateTime<Utc>>,
}

/// Creates a ticket. In a closed status it counts as moved there (CLD-10).
pub(crate) fn create(decision: &mut Decision<'_>, start: Start) -> Result<(), Rejection> {
    let Start { ticket, pipeline, status, .. } = start;
    let found = decision.setup().pipelines.get(&pipeline).and_then(|pipeline| pipeline.status(status));
    let Some(state) = found.map(|status| status.state) else {
        return Err(Rejection::StatusOfOtherPipeline { status, pipeline });
    };
    let may_own = |owner| policy::may_own_tickets(decision.setup(), owner);
    let chosen = start.owner.map(may_own).transpose()?;
    let owner = chosen.or_else(|| may_own(start.default_owner?).ok());
    // PRP-15: the team of whom it was meant for waits for it where that user cannot have it.
    let meant_for = owner.or_else(|| decision.setup().users.get(&start.default_owner?));
    let assigned_teams = meant_for.and_then(|user| user.main_team).into_iter().collect();
    let owner = owner.map(|owner| owner.id);
    let at = decision.at();
    let ticket_record = Ticket {
        id: ticket,
        number: decision.desk().facts.ticket_number.unwrap_or(TicketNumber::PENDING),
        name: start.name,
        description: start.description,
        pipeline,
        status,
        owner,
        assigned_teams,
        priority: start.priority,
        category: start.category,
        close_date: None,
        reopened: false,
        number_in_name: false,
        contacts: start.contacts,
        conversations: start.conversations,
        followers: BTreeSet::new(),
        mentioned: BTreeSet::new(),
        companies: BTreeSet::new(),
        primary_company: None,
        deals: BTreeSet::new(),
        properties: std::collections::BTreeMap::new(),
        source: start.source,
        created_by: decision.actor().user(),
        created_at: start.created_at.unwrap_or(at),
        modified_at: at,
        active_at: at,
        contacted_at: None,
        position: 1,
        merged: Vec::new(),
        merged_into: None,
        deleted: None,
        version: 1,
    };
    decision.record(Fact::TicketCreated { ticket: Box::new(ticket_record) });
    close_date::follow_status(decision, ticket, pipeline, None, state);
    Ok(())
}
