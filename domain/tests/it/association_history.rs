//! The history of what a ticket was associated with.

use sportello_domain::association::{Associate, Dissociate, Pair};
use sportello_domain::conversation::AssociateConversation;
use sportello_domain::desk::Desk;
use sportello_domain::event::{Event, Source};
use sportello_domain::history::{Associated, AssociatedType, AssociationChange, Update};
use sportello_domain::message::AddComment;
use sportello_domain::order::{Actor, Command};
use sportello_domain::testing::*;

/// A desk that keeps who did what.
struct Told {
    desk: Rehearsal,
    events: Vec<(Event, Actor)>,
}

impl Told {
    fn on(desk: Desk) -> Self {
        Self { desk: Rehearsal::on(setup(), desk), events: Vec::new() }
    }

    fn give(&mut self, actor: &Actor, command: impl Into<Command>) {
        let events = self.desk.give(actor, command).unwrap();
        self.events.extend(events.into_iter().map(|event| (event, actor.clone())));
    }

    /// The history of ticket 1, newest first.
    fn history(&self) -> Vec<AssociationChange> {
        let later = AssociationChange::joined_later(self.events.iter().map(|(event, _)| event));
        let of_later =
            self.desk.desk.messages.values().filter(|message| later.contains(&message.conversation));
        let messages: Vec<_> = of_later.cloned().collect();
        let events = self.events.iter().map(|(event, actor)| (ticket_id(1), event, actor));
        let mut all = AssociationChange::all(events, &messages);
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
