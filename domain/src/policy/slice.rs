//! What somebody may see of a slice of the records, and of what happened to them. The live stream,
//! the answer to an order and the preview of one all go through here.

use std::collections::BTreeSet;

use super::{
    Visible, may_edit_property_settings, may_open_spam, may_see_conversation, may_see_records, visible,
};
use crate::association::RecordRef;
use crate::desk::Desk;
use crate::event::{Event, Fact};
use crate::id::ContactId;
use crate::order::Actor;
use crate::setup::Setup;

/// Leaves of a slice what somebody may see: tickets within reach, the conversations of these, their
/// messages and contacts, contacts, companies and deals that stand by themselves, and the reader's own
/// read marks.
///
/// The numbers about statuses and pipelines are for those who may change these; they speak of
/// tickets that others may not see. So does how much of a contact's is spam, which is for those who may block. Deleted
/// contacts are shown to nobody.
pub fn visible_slice(setup: &Setup, actor: &Actor, mut desk: Desk) -> Visible<Desk> {
    let people = named(&desk);
    desk.tickets.retain(|_, ticket| visible(setup, actor, &*ticket).is_ok());
    let tickets = &desk.tickets;
    desk.conversations.retain(|_, conversation| {
        let ticket = conversation.ticket().and_then(|ticket| tickets.get(&ticket));
        may_see_conversation(setup, actor, conversation, ticket).is_ok()
    });
    let conversations = &desk.conversations;
    desk.messages.retain(|_, message| conversations.contains_key(&message.conversation));
    // Who may see contacts at all is still not told whose tickets out of reach are.
    let seen = named(&desk);
    desk.contacts.retain(|contact, _| seen.contains(contact) || !people.contains(contact));
    desk.deleted_contacts.clear();
    if may_see_records(setup, actor).is_err() {
        desk.contacts.clear();
        desk.companies.clear();
        desk.deals.clear();
    }
    desk.read.retain(|ticket, marks| {
        marks.retain(|user, _| actor.user() == Some(*user));
        tickets.contains_key(ticket) && !marks.is_empty()
    });
    desk.facts.messages_in.retain(|conversation, _| conversations.contains_key(conversation));
    desk.facts.ticket_number = None;
    if may_open_spam(setup, actor).is_err() {
        desk.facts.outside_spam.clear();
    }
    desk.facts.files.retain(|_, waiting| actor.user() == Some(waiting.stored_by));
    if may_edit_property_settings(setup, actor).is_err() {
        desk.facts.tickets_in_status.clear();
        desk.facts.tickets_in_pipeline.clear();
    }
    Visible(desk)
}

/// The contacts that tickets and conversations of a slice name.
fn named(desk: &Desk) -> BTreeSet<ContactId> {
    let of_tickets = desk.tickets.values().flat_map(|ticket| &ticket.contacts);
    let of_conversations = desk.conversations.values().flat_map(|conversation| &conversation.contacts);
    of_tickets.chain(of_conversations).copied().collect()
}

impl Visible<Desk> {
    /// Whether an event is told to somebody to whom this slice, taken after the event, was made
    /// visible: if it happened to something that they may see. How far a user has read is told to
    /// that user alone (UNR-05), and what happened to the configuration to everybody.
    pub fn tells(&self, actor: &Actor, event: &Event) -> bool {
        match &event.fact {
            Fact::TicketCreated { ticket } => self.tickets.contains_key(&ticket.id),
            Fact::StatusChanged { ticket, .. }
            | Fact::TicketReopened { ticket }
            | Fact::NumberInNameChanged { ticket, .. }
            | Fact::PipelineChanged { ticket, .. }
            | Fact::CloseDateChanged { ticket, .. }
            | Fact::OwnerChanged { ticket, .. }
            | Fact::AssignedTeamsChanged { ticket, .. }
            | Fact::PropertyChanged { ticket, .. }
            | Fact::ConversationTraitsChanged { ticket, .. }
            | Fact::EntryAdded { ticket, .. }
            | Fact::Contacted { ticket }
            | Fact::Followed { ticket, .. }
            | Fact::Unfollowed { ticket, .. }
            | Fact::Mentioned { ticket, .. }
            | Fact::PrimaryCompanyChanged { ticket, .. }
            | Fact::TicketSplit { ticket, .. }
            | Fact::TicketSplitOff { ticket, .. }
            | Fact::TicketsMerged { ticket, .. }
            | Fact::TicketDeleted { ticket, .. }
            | Fact::TicketRestored { ticket } => self.tickets.contains_key(ticket),
            // The ticket itself is seen by nobody any more.
            Fact::TicketMerged { into, .. } => self.tickets.contains_key(into),
            Fact::ReadUpTo { ticket, user, .. } => {
                actor.user() == Some(*user) && self.tickets.contains_key(ticket)
            }
            Fact::Associated { pair } | Fact::Dissociated { pair } => {
                let [holder, _] = pair.records();
                match holder {
                    RecordRef::Ticket(ticket) => self.tickets.contains_key(&ticket),
                    RecordRef::Contact(contact) => self.contacts.contains_key(&contact),
                    RecordRef::Company(company) => self.companies.contains_key(&company),
                    RecordRef::Deal(deal) => self.deals.contains_key(&deal),
                }
            }
            Fact::ContactCreated { contact } | Fact::ContactRestored { contact } => {
                self.contacts.contains_key(&contact.id)
            }
            Fact::ContactChanged { contact, .. } => self.contacts.contains_key(contact),
            Fact::CompanyCreated { company } => self.companies.contains_key(&company.id),
            Fact::CompanyChanged { company, .. } => self.companies.contains_key(company),
            Fact::DealCreated { deal } => self.deals.contains_key(&deal.id),
            Fact::DealRenamed { deal, .. } => self.deals.contains_key(deal),
            Fact::ConversationStarted { conversation } => self.conversations.contains_key(&conversation.id),
            Fact::ConversationAssociated { conversation, .. }
            | Fact::ConversationReassociated { conversation, .. }
            | Fact::ConversationJoined { conversation, .. }
            | Fact::ConversationClosed { conversation }
            | Fact::ConversationReopened { conversation }
            | Fact::ConversationOwnerChanged { conversation, .. } => {
                self.conversations.contains_key(conversation)
            }
            Fact::MessageAdded { message } => self.conversations.contains_key(&message.conversation),
            Fact::MessageMoved { from, .. } => self.conversations.contains_key(from),
            Fact::DeliveryChanged { message, .. } => self.messages.contains_key(message),
            // What it was about is gone, and so is who might have seen it.
            Fact::Erased => false,
            // The configuration is everybody's. Whoever had what went away learns of it; to others its id says nothing.
            Fact::Setup(_)
            | Fact::TicketPurged { .. }
            | Fact::ContactDeleted { .. }
            | Fact::ConversationPlaced { .. }
            | Fact::ConversationTrashed { .. }
            | Fact::ConversationMoved { .. }
            | Fact::ConversationPurged { .. } => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::association::Pair;
    use crate::event::Source;
    use crate::testing::{T0, contact, contact_id, conversation, desk, setup, ticket, ticket_id, user_id};
    use crate::user::Reach;

    fn giulia() -> Actor {
        Actor::User { user: user_id(1) }
    }

    fn event(fact: Fact) -> Event {
        Event { at: T0, source: Source::User, fact }
    }

    /// Two tickets: the first is Bruno's and about contact 2, the second Giulia's and about contact 1.
    fn two_tickets() -> Desk {
        let mut foreign = ticket(1);
        foreign.owner = Some(user_id(2));
        foreign.contacts = [contact_id(2)].into();
        let mut desk = desk(foreign, 0);
        let mut own = ticket(2);
        own.owner = Some(user_id(1));
        desk.tickets.insert(own.id, own);
        for (n, of, about) in [(1, 1, 2), (2, 2, 1)] {
            let mut conversation = conversation(n, Some(ticket_id(of)));
            conversation.contacts = [contact_id(about)].into();
            desk.conversations.insert(conversation.id, conversation);
        }
        desk.contacts.insert(contact_id(2), contact(2));
        for n in [1, 2] {
            desk.read.insert(ticket_id(n), [(user_id(1), 1), (user_id(2), 1)].into());
        }
        desk
    }

    fn own_only() -> Setup {
        let mut setup = setup();
        setup.users.get_mut(&user_id(1)).unwrap().access.view = Reach::Own;
        setup
    }

    /// PER-03
    #[test]
    fn slice_holds_nothing_of_a_ticket_out_of_reach() {
        let slice = visible_slice(&own_only(), &giulia(), two_tickets());
        assert_eq!(slice.tickets.keys().copied().collect::<Vec<_>>(), [ticket_id(2)]);
        assert_eq!(
            slice.conversations.values().map(crate::conversation::Conversation::ticket).collect::<Vec<_>>(),
            [Some(ticket_id(2))]
        );
        assert_eq!(slice.contacts.keys().copied().collect::<Vec<_>>(), [contact_id(1)]);
        assert_eq!(slice.read, [(ticket_id(2), [(user_id(1), 1)].into())].into());
    }

    #[test]
    fn contacts_are_seen_by_whoever_may_see_tickets() {
        let seen = |view| {
            let mut setup = setup();
            setup.users.get_mut(&user_id(1)).unwrap().access.view = view;
            let mut desk = Desk::default();
            desk.contacts.insert(contact_id(1), contact(1));
            visible_slice(&setup, &giulia(), desk).contacts.len()
        };
        assert_eq!([Reach::All, Reach::Own, Reach::Nothing].map(seen), [1, 1, 0]);
    }

    /// PER-03
    #[test]
    fn events_are_told_of_what_may_be_seen_only() {
        let slice = visible_slice(&own_only(), &giulia(), two_tickets());
        let told = |fact| slice.tells(&giulia(), &event(fact));
        for (n, expected) in [(1, false), (2, true)] {
            let (ticket, conversation) = (ticket_id(n), conversation(n, None));
            assert_eq!(told(Fact::EntryAdded { ticket, position: 2 }), expected);
            assert_eq!(told(Fact::ConversationClosed { conversation: conversation.id }), expected);
        }
        for (n, expected) in [(1, false), (2, true)] {
            let pair = Pair::TicketContact { ticket: ticket_id(n), contact: contact_id(1) };
            assert_eq!(told(Fact::Associated { pair }), expected);
            assert_eq!(told(Fact::Dissociated { pair }), expected);
        }
        assert!(!told(Fact::ContactCreated { contact: contact(2) }));
        assert!(told(Fact::ContactCreated { contact: contact(1) }));
    }

    /// UNR-05
    #[test]
    fn read_marks_are_told_to_their_own_user_only() {
        let slice = visible_slice(&setup(), &giulia(), two_tickets());
        let mark = |n| event(Fact::ReadUpTo { ticket: ticket_id(1), user: user_id(n), position: 1 });
        assert!(slice.tells(&giulia(), &mark(1)));
        assert!(!slice.tells(&giulia(), &mark(2)));
    }
}
