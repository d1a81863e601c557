//! The history of what a ticket was associated with.

use std::collections::BTreeSet;

use sportello_domain::association::{Associate, Dissociate, Pair};
use sportello_domain::company::SaveCompany;
use sportello_domain::conversation::AssociateConversation;
use sportello_domain::desk::Desk;
use sportello_domain::event::{Event, Source};
use sportello_domain::history::{Associated, AssociatedType, AssociationChange, Means, Update};
use sportello_domain::id::TicketId;
use sportello_domain::merge::MergeTickets;
use sportello_domain::message::AddComment;
use sportello_domain::order::{Actor, Command};
use sportello_domain::spam::block::BlockSender;
use sportello_domain::spam::{DeleteSpam, MarkAsSpam, NotSpam};
use sportello_domain::split::SplitTicket;
use sportello_domain::testing::*;
use sportello_domain::user::Access;

/// A desk that keeps who did what.
struct Told {
    desk: Rehearsal,
    events: Vec<(Event, Actor)>,
    /// Where each happened, as it was then.
    places: Vec<Option<TicketId>>,
}

impl Told {
    fn on(desk: Desk) -> Self {
        Self { desk: Rehearsal::on(setup(), desk), events: Vec::new(), places: Vec::new() }
    }

    /// A desk with the ticket of a first mail, told from its beginning.
    fn from_a_mail() -> Self {
        let mut told = Self::on(Desk::default());
        told.give(&Actor::Channel { channel: channel_id(1) }, mail(1));
        told
    }

    fn give(&mut self, actor: &Actor, command: impl Into<Command>) {
        let events = self.desk.give(actor, command).unwrap();
        self.places.extend(events.iter().map(|event| {
            let conversation = event.fact.conversation().and_then(|id| self.desk.desk.conversations.get(&id));
            event.fact.ticket().or_else(|| conversation?.ticket())
        }));
        self.events.extend(events.into_iter().map(|event| (event, actor.clone())));
    }

    /// The history of ticket 1, newest first.
    fn history(&self) -> Vec<AssociationChange> {
        self.history_of(&[1])
    }

    /// The history of a ticket and of what was merged into it, newest first.
    fn history_of(&self, tickets: &[u8]) -> Vec<AssociationChange> {
        let tickets: Vec<_> = tickets.iter().map(|n| ticket_id(*n)).collect();
        let told = self.events.iter().zip(&self.places);
        let told = told.map(|((event, actor), place)| (place.unwrap_or(tickets[0]), event, actor));
        let told: Vec<_> = told.filter(|(place, ..)| tickets.contains(place)).collect();
        let later = AssociationChange::joined_later(told.iter().map(|(_, event, _)| *event));
        let of_later =
            self.desk.desk.messages.values().filter(|message| later.contains(&message.conversation));
        let messages: Vec<_> = of_later.cloned().collect();
        let mut all = AssociationChange::all(told, &messages);
        all.reverse();
        all
    }
}

/// Minutes after the beginning, of each change that is told.
fn at(changes: &[AssociationChange]) -> Vec<(Update, i64, i64)> {
    let minute = |at: chrono::DateTime<chrono::Utc>| (at - T0).num_minutes();
    changes.iter().map(|it| (it.update, minute(it.occasion.at), minute(it.originally.at))).collect()
}

/// ASH-03, ASH-04, ASH-05, ASH-10
#[test]
fn what_is_taken_away_and_added_again_is_told_three_times() {
    let contact = contact_id(2);
    let mut desk = records([ticket(1)], [], []);
    desk.contacts.insert(contact, sportello_domain::testing::contact(2));
    let mut told = Told::on(desk);
    let pair = Pair::TicketContact { ticket: ticket_id(1), contact };
    told.give(&user(1), Associate { pair });
    told.give(&user(2), Dissociate { pair });
    told.give(&program(1), Associate { pair });
    let history = told.history();
    assert_eq!(at(&history), [(Update::Created, 3, 1), (Update::Removed, 2, 1), (Update::Created, 1, 1)]);
    assert!(history.iter().all(|it| it.what == Associated::Contact { contact }));
    let by: Vec<_> = history.iter().map(|it| (it.occasion.source, it.occasion.actor.clone())).collect();
    assert_eq!(by, [(Source::Api, program(1)), (Source::User, user(2)), (Source::User, user(1))]);
    assert!(history.iter().all(|it| it.originally.actor == user(1)));
}

/// ASH-01
#[test]
fn first_message_brings_its_writer_its_conversation_and_itself() {
    let mut told = Told::on(Desk::default());
    told.give(&Actor::Channel { channel: channel_id(1) }, mail(1));
    told.give(&user(1), AddComment::new(message_id(2), conversation_id(1), "Who knows her?"));
    let history = told.history();
    let types: Vec<_> = history.iter().map(|it| it.what.of_type()).collect();
    assert_eq!(types.first(), Some(&AssociatedType::Comment), "newest first");
    for of in [AssociatedType::Contact, AssociatedType::Conversation, AssociatedType::Message] {
        let brought = history.iter().find(|it| it.what.of_type() == of).unwrap();
        assert_eq!((brought.update, brought.occasion.source), (Update::Created, Source::Channel), "{of:?}");
    }
    assert_eq!(history.len(), 4, "{history:?}");
}

/// ASH-01: what was written before a conversation got its ticket came with it.
#[test]
fn conversation_that_is_associated_later_brings_its_messages() {
    let before = records(
        [ticket(1)],
        [conversation(1, None)],
        [incoming(1, conversation_id(1)), comment(2, conversation_id(1))],
    );
    let mut told = Told::on(before);
    told.desk.given = 9;
    told.give(&user(1), AssociateConversation { conversation: conversation_id(1), ticket: ticket_id(1) });
    told.give(&user(1), reply(3));
    let history = told.history();
    let message = |n| Associated::Message { message: message_id(n) };
    let contact = Associated::Contact { contact: contact_id(1) };
    let whats: Vec<_> = history.iter().rev().map(|it| it.what).collect();
    assert_eq!(
        whats,
        [
            Associated::Conversation { conversation: conversation_id(1) },
            message(1),
            Associated::Comment { message: message_id(2) },
            message(3),
        ],
        "contact 1 was there before: {contact:?}"
    );
    assert_eq!(at(&history).iter().map(|(_, at, _)| *at).collect::<Vec<_>>(), [11, 10, 10, 10]);
}

/// Of each change, newest first: what it was, and with what it came about.
fn means(changes: &[AssociationChange]) -> Vec<(AssociatedType, Update, Source, Means)> {
    let means =
        |it: &AssociationChange| (it.what.of_type(), it.update, it.occasion.source, it.occasion.means);
    changes.iter().map(means).collect()
}

/// ASH-07
#[test]
fn merge_is_told_as_what_brought_the_records_of_the_new_ticket() {
    use AssociatedType::{Contact, Conversation, Message};
    let mut told = Told::from_a_mail();
    told.give(&Actor::Channel { channel: channel_id(1) }, mail(2));
    told.give(
        &user(1),
        MergeTickets { primary: ticket_id(1), secondary: ticket_id(2), ticket: ticket_id(3) },
    );
    let history = told.history_of(&[3, 1, 2]);
    let by_merge: Vec<_> = history.iter().filter(|it| it.occasion.means == Means::Merge).cloned().collect();
    let created = |of| (of, Update::Created, Source::User, Means::Merge);
    let mut types = means(&by_merge);
    types.sort_by_key(|(of, ..)| *of);
    assert_eq!(types, [Contact, Conversation, Conversation, Message, Message].map(created));
    assert!(by_merge.iter().all(|it| it.occasion.actor == user(1)));
    let others = history.iter().filter(|it| it.occasion.means != Means::Merge);
    assert!(others.clone().all(|it| it.occasion.source == Source::Channel && it.occasion.at < minutes(3)));
    assert_eq!(others.count(), 6);
    // What comes later is nobody's merge.
    told.give(&user(1), AddComment::new(message_id(9), conversation_id(1), "Both are one."));
    let newest = &told.history_of(&[3, 1, 2])[0];
    assert_eq!((newest.what.of_type(), newest.occasion.means), (AssociatedType::Comment, Means::Directly));
}

/// ASH-07
#[test]
fn split_is_told_on_both_tickets() {
    let mut told = Told::from_a_mail();
    let answer = mail_answering(2, &incoming(1, conversation_id(1)));
    told.give(&Actor::Channel { channel: channel_id(1) }, answer);
    told.give(
        &user(1),
        SplitTicket {
            conversation: conversation_id(1),
            messages: [message_id(2)].into(),
            new_conversation: conversation_id(9),
            new_ticket: new_ticket(9),
        },
    );
    told.give(&user(1), SaveCompany { company: company_id(1), name: "Acme".to_owned(), domain: None });
    told.give(
        &program(1),
        Associate { pair: Pair::TicketCompany { ticket: ticket_id(9), company: company_id(1) } },
    );
    let left = &told.history()[0];
    assert_eq!(
        means(std::slice::from_ref(left)),
        [(AssociatedType::Message, Update::Removed, Source::User, Means::Split)]
    );
    let came = told.history_of(&[9]);
    let first = (AssociatedType::Company, Update::Created, Source::Api, Means::Directly);
    assert_eq!(means(&came[..1]), [first]);
    assert!(came[1..].iter().all(|it| it.occasion.means == Means::Split), "{came:?}");
    let types: Vec<_> = came[1..].iter().map(|it| it.what.of_type()).collect();
    assert!(types.contains(&AssociatedType::Contact) && types.contains(&AssociatedType::Conversation));
}

/// ASH-06, DEL-15: what was in Spam and is removed for good leaves a ticket that stays.
#[test]
fn conversation_that_is_removed_for_good_leaves_with_its_messages() {
    let mut told = Told::from_a_mail();
    told.give(&Actor::Channel { channel: channel_id(1) }, mail(2));
    let both = MergeTickets { primary: ticket_id(1), secondary: ticket_id(2), ticket: ticket_id(3) };
    told.give(&user(1), both);
    let conversations: BTreeSet<_> = [conversation_id(2)].into();
    told.give(&user(9), MarkAsSpam { ticket: ticket_id(3), conversations: conversations.clone() });
    let before = told.history_of(&[3, 1, 2]);
    told.give(&user(9), DeleteSpam { conversations });
    let history = told.history_of(&[3, 1, 2]);
    let gone = |of| (of, Update::Removed, Source::User, Means::ObjectDeletion);
    assert_eq!(means(&history[..2]), [gone(AssociatedType::Conversation), gone(AssociatedType::Message)]);
    assert_eq!(history[0].what, Associated::Conversation { conversation: conversation_id(2) });
    assert_eq!(history[1].what, Associated::Message { message: message_id(2) });
    assert_eq!(history[2..], before, "what was told stays as it is");
}

/// ASH-06, ASH-08, DEL-15
#[test]
fn deleted_contact_leaves_its_tickets_and_comes_back_to_them() {
    let mut told = Told::from_a_mail();
    told.desk.setup.users.get_mut(&user_id(9)).unwrap().access = Access::super_admin();
    let contact = contact_id(1);
    told.give(&user(9), BlockSender { ticket: ticket_id(1), contact });
    let removed = told.history();
    let gone = (AssociatedType::Contact, Update::Removed, Source::User, Means::ObjectDeletion);
    assert_eq!(means(&removed[..1]), [gone]);
    assert_eq!(removed[0].occasion.actor, user(9));
    let recover = NotSpam {
        conversation: conversation_id(1),
        sender: customer(1),
        new_contact: contact_id(8),
        new_ticket: ticket_id(8),
    };
    told.give(&user(9), recover);
    let history = told.history();
    let back = (AssociatedType::Contact, Update::Created, Source::User, Means::Directly);
    assert_eq!(means(&history[..1]), [back]);
    assert_eq!(history[1..], removed, "what was told stays as it is");
}
