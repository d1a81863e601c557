//! A conversation has at most one ticket, for good; a ticket may have several conversations.

use sportello_domain::channel::{Channel, ChannelKind};
use sportello_domain::conversation::{
    AssignConversation, AssociateConversation, CloseConversation, Conversation, ConversationTraits,
};
use sportello_domain::desk::Desk;
use sportello_domain::event::Fact;
use sportello_domain::order::{Actor, Command};
use sportello_domain::rejection::Rejection;
use sportello_domain::testing::*;
use sportello_domain::ticket::{CreateTicket, Ticket};

use crate::{conversation_of, done, done_by};

/// Two tickets; conversation 1 is the first one's, conversation 2 has none.
fn two_tickets() -> Desk {
    records([ticket(1), ticket(2)], [conversation(1, Some(ticket_id(1))), conversation(2, None)], [])
}

fn associate(conversation: u8, ticket: u8) -> AssociateConversation {
    AssociateConversation { conversation: conversation_id(conversation), ticket: ticket_id(ticket) }
}

/// ONE-01
#[test]
fn second_ticket_for_a_conversation_is_refused() {
    let refused = Rejection::ConversationHasTicket { conversation: conversation_id(1), ticket: ticket_id(1) };
    let by_association = give(&setup(), &two_tickets(), associate(1, 2));
    assert_eq!(by_association, Err(refused.clone()));
    let again = give(&setup(), &two_tickets(), associate(1, 1));
    assert_eq!(again, Err(refused.clone()), "not even its own ticket once more");
    let create = CreateTicket { conversation: Some(conversation_id(1)), ..new_ticket(3) };
    assert_eq!(give(&setup(), &two_tickets(), create), Err(refused));
}

/// ONE-02
#[test]
fn no_order_takes_a_conversations_ticket_away() {
    // The one fact that touches an association sets it. That none of all orders does otherwise is
    // shown on random desks, in `properties`.
    let decided = done(&two_tickets(), associate(2, 2));
    let associated = Fact::ConversationAssociated { conversation: conversation_id(2), ticket: ticket_id(2) };
    let traits = ConversationTraits::of([&conversation(2, None)]);
    let like_this = Fact::ConversationTraitsChanged { ticket: ticket_id(2), traits };
    let contacted = Fact::Contacted { ticket: ticket_id(2) };
    assert_eq!(facts(&decided), [associated, contacted, like_this]);
    let taking_away = ["dissociate", "detach", "remove", "unlink", "clear"];
    // What is dissociated is a pair of records, and no pair has a conversation in it.
    for name in Command::NAMES.iter().filter(|name| **name != "Dissociate") {
        assert!(!taking_away.iter().any(|word| name.to_lowercase().contains(word)), "{name}");
    }
}

/// ONE-03
#[test]
fn ticket_may_have_several_conversations() {
    let after = done(&two_tickets(), associate(2, 1)).desk;
    let of_ticket: Vec<_> = after.conversations_of(ticket_id(1)).map(|found| found.id).collect();
    assert_eq!(of_ticket, [conversation_id(1), conversation_id(2)]);
}

/// ONE-03, CRE-18
#[test]
fn associating_a_conversation_associates_its_customers_with_the_ticket() {
    let mut before = two_tickets();
    before.tickets.insert(ticket_id(1), Ticket { contacts: [].into(), ..ticket(1) });
    let after = done(&before, associate(2, 1)).desk;
    assert_eq!(after.tickets[&ticket_id(1)].contacts, [contact_id(1)].into());
}

/// VEW-05, VEW-06: what its conversations are like stands on the ticket, from the first on.
#[test]
fn ticket_knows_the_channels_states_and_owners_of_its_conversations() {
    let mut setup = setup();
    let chat_channel =
        Channel { id: channel_id(2), kind: ChannelKind::Chat, ..setup.channels[&channel_id(1)].clone() };
    setup.channels.insert(channel_id(2), chat_channel);
    let mut desk = Rehearsal::on(setup, Desk::default());
    desk.give(&Actor::Channel { channel: channel_id(1) }, mail(1)).unwrap();
    let traits = |desk: &Rehearsal| desk.desk.tickets[&ticket_id(1)].conversations.clone();
    let first = ConversationTraits {
        channels: [channel_id(1)].into(),
        open: true,
        unassigned: true,
        ..ConversationTraits::default()
    };
    assert_eq!(traits(&desk), first);

    let aside = Conversation { channel: channel_id(2), ..conversation(2, None) };
    desk.desk.conversations.insert(aside.id, aside);
    desk.give(&user(1), associate(2, 1)).unwrap();
    let channels = [channel_id(1), channel_id(2)].into();
    assert_eq!(traits(&desk), ConversationTraits { channels, ..first.clone() });

    desk.give(&user(1), CloseConversation { conversation: conversation_id(2) }).unwrap();
    let assign = AssignConversation { conversation: conversation_id(2), owner: Some(user_id(1)) };
    desk.give(&user(1), assign).unwrap();
    let after = ConversationTraits {
        channels: [channel_id(1), channel_id(2)].into(),
        open: true,
        closed: true,
        owners: [user_id(1)].into(),
        unassigned: true,
    };
    assert_eq!(traits(&desk), after);
}

/// ONE-04: merging is the one way to re-point a conversation, and nothing merges here; so whatever
/// happens to its ticket, a conversation stays with it.
#[test]
fn conversation_stays_with_its_ticket_whatever_happens() {
    let mut desk = two_tickets();
    desk.messages.insert(message_id(1), incoming(1, conversation_id(1)));
    let before = conversation_of(&desk, 1).association;
    for order in [
        by_user(1, crate::move_to(closed())),
        by_user(1, reply(2)),
        by_channel(1, mail_answering(3, &incoming(1, conversation_id(1)))),
        by_user(1, associate(2, 1)),
    ] {
        desk = done_by(&desk, &order).desk;
        assert_eq!(conversation_of(&desk, 1).association, before);
    }
}
