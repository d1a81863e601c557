//! Contacts, companies and deals, and which records belong together.

use std::collections::BTreeSet;

use sportello_domain::association::RecordRef;
use sportello_domain::desk::Desk;
use sportello_domain::event::Fact;
use sportello_domain::identifier::DeliveryIdentifier;

use super::Replica;
use crate::replica::topic::{Changed, Topic};

impl Replica {
    /// Hands out the records that have to be loaded.
    pub fn take_missing(&mut self) -> BTreeSet<RecordRef> {
        std::mem::take(&mut self.missing)
    }

    /// Notes which records a fact puts together, and in the rows what a contact is called now.
    pub(super) fn meet(&mut self, fact: &Fact) -> Changed {
        if let Fact::Associated { pair } = fact {
            let unknown = pair.records().into_iter().filter(|record| !has(&self.said, *record));
            self.missing.extend(unknown);
        }
        if let Fact::ContactDeleted { contact, .. } = fact {
            let mut changed = Changed::new();
            self.names.retain(|ticket, named| {
                let is_theirs = named.id == *contact;
                changed.extend(is_theirs.then_some(Topic::Ticket(*ticket)));
                !is_theirs
            });
            return changed;
        }
        let Fact::ContactChanged { contact, name, identifiers } = fact else { return Changed::new() };
        let name = name.as_deref().or_else(|| identifiers.first().map(DeliveryIdentifier::value));
        let mut changed = Changed::new();
        for (ticket, named) in self.names.iter_mut().filter(|(_, named)| named.id == *contact) {
            name.unwrap_or_default().clone_into(&mut named.name);
            changed.insert(Topic::Ticket(*ticket));
        }
        changed
    }
}

/// Every change of a record that keeps associations may have changed which records belong together.
pub(super) fn moved_together(changed: &Changed) -> Option<Topic> {
    let keeps = |topic: &Topic| matches!(topic, Topic::Ticket(_) | Topic::Contact(_) | Topic::Deal(_));
    changed.iter().any(keeps).then_some(Topic::Associations)
}

/// Whether a record other than a ticket is here; a ticket comes with the row that tells of it.
fn has(desk: &Desk, record: RecordRef) -> bool {
    match record {
        RecordRef::Ticket(_) => true,
        RecordRef::Contact(contact) => desk.contacts.contains_key(&contact),
        RecordRef::Company(company) => desk.companies.contains_key(&company),
        RecordRef::Deal(deal) => desk.deals.contains_key(&deal),
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use sportello_domain::association::{Associate, Pair};
    use sportello_domain::company::SaveCompany;
    use sportello_domain::contact::SaveContact;
    use sportello_domain::event::{Event, Source};
    use sportello_domain::order::{Actor, Order};
    use sportello_domain::protocol::{ContactName, CurrentSetup, LiveChange, Records, TicketRow};
    use sportello_domain::testing::{
        T0, company, company_id, contact, contact_id, customer, deal_id, minutes, order_id, setup, ticket,
        ticket_id, user_id,
    };

    use super::*;

    /// Ticket 1 of contact 1, as a list shows it; the contact itself is not here.
    fn listed() -> Replica {
        let mut replica = Replica::new(user_id(1), CurrentSetup { setup: setup(), sequence: 10 });
        let name = ContactName { id: contact_id(1), name: "Ada".to_owned() };
        let row = TicketRow { ticket: ticket(1), contact: Some(name), read_up_to: 1 };
        let changed = replica.take_rows(vec![row], 10);
        replica.follow(changed);
        replica
    }

    fn hear(replica: &mut Replica, sequence: u64, fact: Fact) -> Changed {
        let events = vec![Event { at: T0, source: Source::User, fact }];
        let actor = Actor::User { user: user_id(2) };
        let order = order_id(u8::try_from(sequence).unwrap());
        replica.heard_live(LiveChange { sequence, order, actor, events, rows: Vec::new() })
    }

    /// XCT-03
    #[test]
    fn rows_call_a_contact_by_its_new_name() {
        let mut replica = listed();
        let identifiers = [customer(1)].into();
        let name = Some("Ada Bianchi".to_owned());
        let renamed = Fact::ContactChanged { contact: contact_id(1), name, identifiers };
        assert!(hear(&mut replica, 11, renamed).contains(&Topic::Ticket(ticket_id(1))));
        assert_eq!(replica.contact_name(ticket_id(1)), Some("Ada Bianchi"));
        let nameless =
            Fact::ContactChanged { contact: contact_id(1), name: None, identifiers: [customer(1)].into() };
        hear(&mut replica, 12, nameless);
        assert_eq!(replica.contact_name(ticket_id(1)), Some("customer1@example.org"));
    }

    #[test]
    fn rows_name_a_deleted_contact_no_more() {
        let mut replica = listed();
        let gone = Fact::ContactDeleted { contact: contact_id(1), by: None };
        assert!(hear(&mut replica, 11, gone).contains(&Topic::Ticket(ticket_id(1))));
        assert_eq!(replica.contact_name(ticket_id(1)), None);
    }

    #[test]
    fn record_that_is_not_here_is_loaded_when_it_is_associated() {
        let mut replica = listed();
        let (company, deal) = (company_id(1), deal_id(1));
        let changed = hear(&mut replica, 11, Fact::Associated { pair: Pair::DealCompany { deal, company } });
        assert!(!changed.contains(&Topic::Ticket(ticket_id(1))));
        let missing = replica.take_missing();
        assert_eq!(missing, [RecordRef::Company(company), RecordRef::Deal(deal)].into());
        assert!(replica.take_missing().is_empty(), "once");
    }

    /// ASH-09: what is associated shows at once, on both records.
    #[test]
    fn association_in_flight_is_seen_from_both_records() {
        let mut replica = listed();
        let records =
            Records { contacts: vec![contact(1)], companies: vec![company(1)], ..Records::default() };
        replica.learn_records(records, 10);
        let pair = Pair::TicketCompany { ticket: ticket_id(1), company: company_id(1) };
        let order = Order {
            id: order_id(1),
            actor: replica.actor(),
            at: minutes(1),
            command: Associate { pair }.into(),
        };
        let given = replica.give(order).unwrap();
        assert!(
            matches!(given, super::super::Given::InFlight(changed) if changed.contains(&Topic::Associations))
        );
        for (one, other) in [pair.records(), {
            let [a, b] = pair.records();
            [b, a]
        }]
        .map(|[a, b]| (a, b))
        {
            assert!(replica.desk().associated_with(one).contains(&other));
        }
    }

    #[test]
    fn known_rules_answer_at_once() {
        let mut replica = listed();
        let records = Records { contacts: vec![contact(1)], ..Records::default() };
        replica.learn_records(records, 10);
        let mut give = |n: u8, command: sportello_domain::order::Command| {
            let (id, actor, at) = (order_id(n), Actor::User { user: user_id(1) }, minutes(1));
            replica.give(Order { id, actor, at, command })
        };
        let taken = SaveContact {
            contact: contact_id(2),
            name: "Bruno".to_owned(),
            identifiers: [customer(1)].into(),
        };
        assert!(give(1, taken.into()).is_err(), "the address is another contact's");
        let company = SaveCompany { company: company_id(2), name: "Acme".to_owned(), domain: None };
        assert!(give(2, company.into()).is_ok());
        assert_eq!(replica.desk().companies[&company_id(2)].name, "Acme");
    }
}
