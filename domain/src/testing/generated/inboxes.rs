//! Orders about inboxes, and what is moved between them and the help desk.

use std::collections::BTreeSet;

use super::{Dice, some_conversation, some_status};
use crate::formatted::FormattedText;
use crate::id::ConversationId;
use crate::inbox::{
    Explanation, InboxTickets, Members, MoveChannel, MoveConversation, PurgeConversations,
    RestoreConversation, SaveInbox, SetInboxTickets, TrashConversation,
};
use crate::order::Command;
use crate::property::BuiltIn;
use crate::testing::busy::inbox;
use crate::testing::{channel_id, conversation_id, inbox_id, message_id, team_id, ticket_id, user_id};
use crate::workspace::ArrangeTicketDetails;

/// Conversations 7 and 8 are in inboxes in the beginning, and so is channel 4; conversations 9 and 10 are in the
/// trash, the one for long.
pub(super) fn change_inboxes(dice: &mut Dice, fresh: u8) -> Command {
    let known = [7, 8, 10].map(conversation_id);
    let conversation = dice.one_of(some_conversation(&mut dice.clone(), fresh), &known);
    match dice.up_to(12) {
        1..=5 => move_conversation(dice, fresh, conversation).into(),
        6 | 7 => {
            let with: BTreeSet<_> = dice.maybe(|_| conversation_id(1)).into_iter().collect();
            TrashConversation { conversation, with: dice.one_of(with, &[BTreeSet::new()]) }.into()
        }
        8 => RestoreConversation { conversation: dice.one_of(conversation_id(10), &[conversation]) }.into(),
        9 => {
            let conversation = dice.one_of(conversation_id(9), &[conversation]);
            PurgeConversations { conversations: [conversation].into() }.into()
        }
        10 => {
            let channel = dice.one_of(channel_id(4), &[channel_id(dice.clone().up_to(5))]);
            MoveChannel { channel, history: dice.once_in(2) }.into()
        }
        11 => {
            let members = Members::Only {
                users: [user_id(dice.up_to(10))].into(),
                teams: dice.maybe(|_| team_id(1)).into_iter().collect(),
            };
            let n = dice.up_to(3);
            let inbox = crate::inbox::Inbox { members, ..inbox(n) };
            dice.one_of(SaveInbox { inbox }.into(), &[set_tickets(&mut dice.clone())])
        }
        _ => {
            let properties = vec![BuiltIn::Source.into(), dice.one_of("serial".into(), &["none".into()])];
            ArrangeTicketDetails { properties }.into()
        }
    }
}

fn set_tickets(dice: &mut Dice) -> Command {
    SetInboxTickets {
        inbox_tickets: dice
            .one_of(InboxTickets::Allowed, &[InboxTickets::ManualOnly, InboxTickets::MovesToHelpDesk]),
    }
    .into()
}

fn move_conversation(dice: &mut Dice, fresh: u8, conversation: ConversationId) -> MoveConversation {
    let comment = dice.maybe(|_| Explanation {
        message: message_id(2 * fresh),
        text: FormattedText::from("It is about an invoice."),
    });
    MoveConversation {
        conversation,
        to: dice.maybe(|dice| inbox_id(dice.up_to(3))),
        owner: dice.maybe(|dice| user_id(dice.up_to(10))),
        comment,
        status: if dice.once_in(3) { Some(some_status(dice)) } else { None },
        properties: Vec::new(),
        new_ticket: ticket_id(fresh),
    }
}
