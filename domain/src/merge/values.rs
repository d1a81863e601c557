//! Which values a merged ticket has: those of the primary, and where it has none, those of the secondary.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::conversation::{Conversation, ConversationTraits};
use crate::id::TicketId;
use crate::pipeline::State;
use crate::property::{BuiltIn, PropertyName, Value};
use crate::setup::Setup;
use crate::ticket::{NumberedTicket, Ticket, TicketNumber};

/// What is new about a merged ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct New {
    /// Its id (MRG-11).
    pub ticket: TicketId,
    /// Its number; none while it is not drawn, as in a preview.
    pub number: Option<TicketNumber>,
    /// When the two are merged.
    pub at: DateTime<Utc>,
}

/// The ticket that two become, with the conversations of both.
///
/// The primary's values are taken (MRG-10), and where it has none, the secondary's (MRG-13), a set as a whole (MRG-17).
/// Pipeline, status and close date are the primary's together (MRG-19, MRG-20). What is counted or the last of
/// something is that of both (MRG-24).
pub fn merged<'a>(
    setup: &Setup,
    primary: &Ticket,
    secondary: &Ticket,
    new: New,
    conversations: impl IntoIterator<Item = &'a Conversation>,
) -> Ticket {
    let union = |one: &BTreeSet<_>, other: &BTreeSet<_>| one.union(other).copied().collect();
    let open = setup.state_of(primary.status) == State::Open;
    Ticket {
        id: new.ticket,
        number: new.number.unwrap_or(TicketNumber::PENDING),
        name: primary.name.clone(),
        number_in_name: primary.number_in_name,
        description: primary.description.clone().or_else(|| secondary.description.clone()),
        pipeline: primary.pipeline,
        status: primary.status,
        owner: primary.owner.or(secondary.owner),
        assigned_teams: first_of_sets(&primary.assigned_teams, &secondary.assigned_teams),
        priority: primary.priority.or(secondary.priority),
        category: primary.category.clone().or_else(|| secondary.category.clone()),
        close_date: primary.close_date.filter(|_| !open),
        reopened: primary.reopened || secondary.reopened,
        contacts: primary.contacts.union(&secondary.contacts).copied().collect(),
        conversations: ConversationTraits::of(conversations),
        followers: union(&primary.followers, &secondary.followers),
        mentioned: union(&primary.mentioned, &secondary.mentioned),
        companies: primary.companies.union(&secondary.companies).copied().collect(),
        primary_company: primary.primary_company.or(secondary.primary_company), // MRG-31, MRG-32
        deals: primary.deals.union(&secondary.deals).copied().collect(),
        properties: first_of_each(&primary.properties, &secondary.properties),
        source: primary.source,
        created_by: primary.created_by,
        created_at: primary.created_at.min(secondary.created_at), // MRG-12
        modified_at: new.at,                                      // MRG-23
        active_at: primary.active_at.max(secondary.active_at),
        contacted_at: primary.contacted_at.max(secondary.contacted_at),
        position: primary.position.saturating_add(secondary.position),
        merged: consumed(primary, secondary),
        merged_into: None,
        deleted: None,
        version: 1,
    }
}

fn first_of_sets<T: Ord + Copy>(primary: &BTreeSet<T>, secondary: &BTreeSet<T>) -> BTreeSet<T> {
    if primary.is_empty() { secondary.clone() } else { primary.clone() }
}

fn first_of_each(
    primary: &BTreeMap<PropertyName, Value>,
    secondary: &BTreeMap<PropertyName, Value>,
) -> BTreeMap<PropertyName, Value> {
    let mut values = secondary.clone();
    values.extend(primary.iter().map(|(name, value)| (name.clone(), value.clone())));
    values
}

/// The tickets that are in the new one, and those that are in these (MRG-27, MRG-28).
fn consumed(primary: &Ticket, secondary: &Ticket) -> Vec<NumberedTicket> {
    let of = |ticket: &Ticket| NumberedTicket { ticket: ticket.id, number: ticket.number };
    let mut consumed = vec![of(primary), of(secondary)];
    consumed.extend(primary.merged.iter().chain(&secondary.merged));
    consumed.sort_unstable_by_key(|merged| merged.number);
    consumed
}

/// Where the value of a merged ticket comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// Both tickets have it.
    Both,
    /// The primary.
    Primary,
    /// The secondary.
    Secondary,
    /// Neither: it is made for the new ticket.
    New,
}

/// What becomes of a property when two tickets are merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergedValue {
    /// The property.
    pub property: PropertyName,
    /// The value of the new ticket.
    pub value: Option<Value>,
    /// Where it comes from.
    pub origin: Origin,
    /// Values of the two that the new one does not have: first the primary's. Of what the desk keeps by itself, such as
    /// the last activity, none is missed.
    pub dropped: Vec<Value>,
}

/// What becomes of each property of which one of the three tickets has a value, built-in ones first.
pub fn compare(merged: &Ticket, primary: &Ticket, secondary: &Ticket) -> Vec<MergedValue> {
    let built_in = BuiltIn::ALL.into_iter().map(PropertyName::from);
    let defined: BTreeSet<&PropertyName> =
        [merged, primary, secondary].iter().flat_map(|ticket| ticket.properties.keys()).collect();
    let compared = |property: PropertyName| {
        let [value, first, second] = [merged, primary, secondary].map(|ticket| ticket.value(&property));
        if value.is_none() && first.is_none() && second.is_none() {
            return None;
        }
        let origin = match (value == first, value == second) {
            (true, true) => Origin::Both,
            (true, false) => Origin::Primary,
            (false, true) => Origin::Secondary,
            (false, false) => Origin::New,
        };
        let chosen = BuiltIn::named(&property).is_none_or(is_chosen);
        let values = [first, second].into_iter().flatten().filter(|_| chosen);
        let dropped = values.filter(|of| Some(of) != value.as_ref()).collect();
        Some(MergedValue { property, value, origin, dropped })
    };
    built_in.chain(defined.into_iter().cloned()).filter_map(compared).collect()
}

/// Whether a value is one of the two, and not what follows from both.
fn is_chosen(property: BuiltIn) -> bool {
    match property {
        BuiltIn::Name
        | BuiltIn::Description
        | BuiltIn::Priority
        | BuiltIn::Category
        | BuiltIn::Pipeline
        | BuiltIn::Status
        | BuiltIn::Owner
        | BuiltIn::AssignedTeams
        | BuiltIn::CloseDate
        | BuiltIn::Source
        | BuiltIn::CreatedBy => true,
        BuiltIn::CreateDate
        | BuiltIn::LastModifiedDate
        | BuiltIn::LastActivityDate
        | BuiltIn::LastContactedDate
        | BuiltIn::Number => false,
    }
}
