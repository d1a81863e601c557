//! Orders made up at random, but the same ones for the same seed, natively and in a browser.
//!
//! They name what is there and what is not, come from whoever may and may not, and are decided on a
//! desk where much has happened already: [`busy_setup`](super::busy_setup), [`busy_desk`](super::busy_desk).

mod inboxes;
mod messages;
mod setup;

use self::inboxes::change_inboxes;
use self::messages::{receive, send_reply, write_first};
use self::setup::{arrange_workspace, change_setup};
use crate::association::{Associate, Dissociate, Pair, SetPrimaryCompany};
use crate::company::SaveCompany;
use crate::contact::SaveContact;
use crate::conversation::{AssignConversation, AssociateConversation, CloseConversation, ReopenConversation};
use crate::deal::SaveDeal;
use crate::follow::FollowTicket;
use crate::merge::MergeTickets;
use crate::message::{AddComment, DeliveryOutcome, RecordDelivery, RetryDelivery};
use crate::order::{Actor, Command};
use crate::property::{BuiltIn, Priority, PropertyName};
use crate::spam::block::{BlockSender, UnblockSender};
use crate::spam::senders::{SaveSenderLists, Sender};
use crate::spam::{DeleteSpam, MarkAsSpam, NotSpam, PurgeSpam};
use crate::split::SplitTicket;
use crate::testing::busy::definitions;
use crate::testing::{
    address, attachment_id, channel_id, closed, company_id, contact_id, conversation_id, customer, deal_id,
    message_id, new_ticket, pipeline_id, program, status_id, team_id, ticket_id, user, user_id,
};
use crate::ticket::{
    AssignTicket, Assignee, ChangePipeline, ChangeStatus, CreateTicket, SetProperty, ShowNumberInName,
};
use crate::trash::{DeleteTickets, EraseTickets, PurgeTickets, RestoreTicket};
use crate::unread::{MarkRead, MarkUnread};

/// Chance that repeats itself: the same seed, the same throws (the generator `SplitMix64`).
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Dice that throw what this seed says.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 1 to `most`.
    pub fn up_to(&mut self, most: u8) -> u8 {
        u8::try_from(self.throw() % u64::from(most.max(1))).unwrap_or(0).saturating_add(1)
    }

    /// Yes, once in so many times.
    pub fn once_in(&mut self, times: u8) -> bool {
        self.up_to(times) == 1
    }

    /// One of these; the last for an empty list's sake.
    pub fn one_of<T: Clone>(&mut self, first: T, others: &[T]) -> T {
        let throw = usize::from(self.up_to(u8::try_from(others.len()).unwrap_or(u8::MAX).saturating_add(1)));
        others.get(throw.wrapping_sub(2)).cloned().unwrap_or(first)
    }

    /// Something or nothing.
    pub fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.once_in(2) { Some(make(self)) } else { None }
    }
}

/// Any order and who gives it: mostly somebody who may. What it creates has the number `fresh`, which
/// no record has yet; what it names is mostly there.
pub fn any_order(dice: &mut Dice, fresh: u8) -> (Actor, Command) {
    let command = any_command(dice, fresh);
    if dice.once_in(6) {
        let channel = Actor::Channel { channel: channel_id(dice.up_to(3)) };
        return (dice.one_of(user(dice.clone().up_to(10)), &[channel, Actor::System]), command);
    }
    let actor = if let Command::ReceiveMessage(received) = &command {
        Actor::Channel { channel: received.channel }
    } else if let Command::RecordDelivery(_)
    | Command::PurgeTickets(_)
    | Command::PurgeSpam(_)
    | Command::PurgeConversations(_) = &command
    {
        Actor::System
    } else if let Command::MoveConversation(_) | Command::MoveChannel(_) | Command::EraseTickets(_) = &command
    {
        user(dice.one_of(9, &[9, 9, 8, 1]))
    } else if dice.once_in(5) {
        user(dice.up_to(9))
    } else if dice.once_in(6) {
        program(dice.up_to(9))
    } else {
        user(dice.one_of(9, &[9, 1]))
    };
    (actor, command)
}

/// Any command.
fn any_command(dice: &mut Dice, fresh: u8) -> Command {
    match dice.up_to(63) {
        1 | 2 => create_ticket(dice, fresh).into(),
        3..=6 => change_status(dice, fresh).into(),
        7 => change_pipeline(dice, fresh).into(),
        8 => AssignTicket { ticket: some_ticket(dice, fresh), to: some_assignee(dice) }.into(),
        9 => set_property(dice, fresh).into(),
        10 => {
            let ticket = some_ticket(dice, fresh);
            let show = ShowNumberInName { ticket, shown: dice.once_in(2) };
            dice.one_of(set_property(&mut dice.clone(), fresh).into(), &[show.into()])
        }
        11 => MarkRead { ticket: some_ticket(dice, fresh) }.into(),
        12 if dice.once_in(2) => {
            FollowTicket { ticket: some_ticket(dice, fresh), follow: !dice.once_in(3) }.into()
        }
        12 => MarkUnread { ticket: some_ticket(dice, fresh) }.into(),
        13 => {
            // Conversation 6 has no ticket in the beginning.
            let conversation =
                dice.one_of(conversation_id(6), &[some_conversation(&mut dice.clone(), fresh)]);
            AssociateConversation { conversation, ticket: some_ticket(dice, fresh) }.into()
        }
        14 => CloseConversation { conversation: some_conversation(dice, fresh) }.into(),
        15 => ReopenConversation { conversation: some_conversation(dice, fresh) }.into(),
        16 => {
            let conversation = some_conversation(dice, fresh);
            AssignConversation { conversation, owner: dice.maybe(|dice| user_id(dice.up_to(10))) }.into()
        }
        17..=21 => receive(dice, fresh).into(),
        22 | 23 => send_reply(dice, fresh).into(),
        24 => {
            let text = dice.one_of("Who knows more?", &[" "]).into();
            let message = message_id(if dice.once_in(6) { 1 } else { fresh });
            let attachments = if dice.once_in(6) { vec![attachment_id(2)] } else { Vec::new() };
            let mentions = dice.maybe(|dice| user_id(dice.up_to(10))).into_iter().collect();
            let conversation = some_conversation(dice, fresh);
            AddComment { message, conversation, text, attachments, mentions }.into()
        }
        25 => {
            let failed = DeliveryOutcome::Failed { error: "550 no such user".to_owned() };
            let outcome = dice.one_of(DeliveryOutcome::Sent, &[failed]);
            RecordDelivery { message: some_message(dice, fresh), outcome }.into()
        }
        26 => {
            // Message 4 failed in the beginning.
            let message = dice.one_of(message_id(4), &[some_message(&mut dice.clone(), fresh)]);
            RetryDelivery { message }.into()
        }
        27..=29 => Associate { pair: some_pair(dice, fresh) }.into(),
        30 => {
            // The tickets of the busy desk are about contact 1.
            let of_ticket = Pair::TicketContact { ticket: ticket_id(dice.up_to(4)), contact: contact_id(1) };
            Dissociate { pair: dice.one_of(some_pair(&mut dice.clone(), fresh), &[of_ticket]) }.into()
        }
        31 | 32 => save_record(dice, fresh),
        33 | 34 => arrange_workspace(dice),
        35 => write_first(dice, fresh).into(),
        36 | 37 => split_ticket(dice, fresh).into(),
        38 => merge_tickets(dice, fresh).into(),
        39 | 40 | 44 => delete_or_restore(dice, fresh),
        42 | 43 => change_spam(dice, fresh),
        63 => {
            let company = company_id(dice.up_to(3));
            let company = dice.one_of(None, &[Some(company_id(1)), Some(company)]);
            SetPrimaryCompany { ticket: some_ticket(dice, fresh), company }.into()
        }
        59..=62 => change_inboxes(dice, fresh),
        41 => PurgeTickets {
            tickets: [dice.one_of(ticket_id(5), &[some_ticket(&mut dice.clone(), fresh)])].into(),
        }
        .into(),
        _ => change_setup(dice, fresh),
    }
}

/// Two records, mostly such as are there.
fn some_pair(dice: &mut Dice, fresh: u8) -> Pair {
    let ticket = some_ticket(dice, fresh);
    let contact = contact_id(dice.up_to(3));
    let (company, deal) = (company_id(dice.up_to(2)), deal_id(dice.up_to(2)));
    dice.one_of(
        Pair::TicketContact { ticket, contact },
        &[
            Pair::TicketCompany { ticket, company },
            Pair::TicketDeal { ticket, deal },
            Pair::ContactCompany { contact, company },
            Pair::DealContact { deal, contact },
            Pair::DealCompany { deal, company },
        ],
    )
}

/// An order that adds or changes a contact, a company or a deal.
fn save_record(dice: &mut Dice, fresh: u8) -> Command {
    let name = dice.one_of("Rossi", &[" Verdi ", " "]).to_owned();
    let n = dice.one_of(1, &[2, fresh]);
    match dice.up_to(3) {
        1 => {
            let identifiers = dice.maybe(|dice| customer(dice.up_to(4))).into_iter().collect();
            SaveContact { contact: contact_id(n), name, identifiers }.into()
        }
        2 => SaveCompany { company: company_id(n), name, domain: None }.into(),
        _ => SaveDeal { deal: deal_id(n), name }.into(),
    }
}

fn some_ticket(dice: &mut Dice, fresh: u8) -> crate::id::TicketId {
    ticket_id(recent_or_old(dice, fresh, 4))
}

fn some_conversation(dice: &mut Dice, fresh: u8) -> crate::id::ConversationId {
    conversation_id(recent_or_old(dice, fresh, 6))
}

fn some_message(dice: &mut Dice, fresh: u8) -> crate::id::MessageId {
    message_id(recent_or_old(dice, fresh, 8))
}

/// The number of something that was there from the beginning, or came with one of the last orders.
fn recent_or_old(dice: &mut Dice, fresh: u8, old: u8) -> u8 {
    if dice.once_in(6) { fresh.saturating_sub(dice.up_to(4)) } else { dice.up_to(old) }
}

/// A status, mostly of the Support pipeline.
fn some_status(dice: &mut Dice) -> crate::id::StatusId {
    status_id(if dice.once_in(4) { dice.up_to(8) } else { dice.up_to(5) })
}

fn some_assignee(dice: &mut Dice) -> Assignee {
    let user = Assignee::User { user: user_id(dice.up_to(10)) };
    let team = Assignee::Team { team: team_id(dice.up_to(3)) };
    dice.one_of(Assignee::Nobody, &[user, team])
}

fn create_ticket(dice: &mut Dice, fresh: u8) -> CreateTicket {
    let n = if dice.once_in(6) { 1 } else { fresh };
    let value = some_value(dice);
    CreateTicket {
        name: dice.one_of("Broken on arrival", &["  Ritardo  ", "Perché?", " "]).to_owned(),
        pipeline: dice.one_of(Some(pipeline_id(1)), &[Some(pipeline_id(1)), None, Some(pipeline_id(2))]),
        status: dice.one_of(Some(status_id(1)), &[Some(closed()), None, Some(status_id(6))]),
        owner: dice.maybe(|dice| user_id(dice.up_to(5))),
        priority: dice.maybe(|_| Priority::Urgent),
        category: dice.maybe(|_| "Shop".to_owned()),
        contacts: dice.maybe(|dice| contact_id(dice.one_of(1, &[1, 2, 3]))).into_iter().collect(),
        conversation: if dice.once_in(4) { Some(some_conversation(dice, fresh)) } else { None },
        properties: if dice.once_in(4) { vec![(some_property(dice), value)] } else { Vec::new() },
        ..new_ticket(n)
    }
}

/// Mostly one of the two messages of conversation 1 or 2.
fn split_ticket(dice: &mut Dice, fresh: u8) -> SplitTicket {
    let n = dice.one_of(1, &[2]);
    let usual = conversation_id(n);
    let conversation = dice.one_of(usual, &[usual, usual, some_conversation(&mut dice.clone(), fresh)]);
    let messages = (0..dice.one_of(1, &[1, 1, 2])).map(|_| match dice.up_to(6) {
        1 => some_message(dice, fresh),
        _ => message_id(2 * n - dice.up_to(2) + 1),
    });
    SplitTicket {
        conversation,
        messages: messages.collect(),
        new_conversation: conversation_id(if dice.once_in(10) { 1 } else { fresh }),
        new_ticket: if dice.once_in(3) { create_ticket(dice, fresh) } else { new_ticket(fresh) },
    }
}

fn merge_tickets(dice: &mut Dice, fresh: u8) -> MergeTickets {
    MergeTickets {
        primary: some_ticket(dice, fresh),
        secondary: some_ticket(dice, fresh),
        ticket: ticket_id(if dice.once_in(10) { 1 } else { fresh }),
    }
}

/// Marking as spam and back; conversation 3 is spam in the beginning, on channel 2.
fn change_spam(dice: &mut Dice, fresh: u8) -> Command {
    let conversation = some_conversation(dice, fresh);
    let spam = dice.one_of(conversation_id(3), &[conversation]);
    if dice.once_in(5) {
        // Contact 3 has nothing but ticket 6 in the beginning.
        return BlockSender { ticket: ticket_id(6), contact: contact_id(3) }.into();
    }
    match dice.up_to(9) {
        1..=3 => {
            let ticket = dice.one_of(ticket_id(3), &[some_ticket(&mut dice.clone(), fresh)]);
            let conversations = dice.maybe(|_| conversation).into_iter().chain([conversation_id(4)]);
            MarkAsSpam { ticket, conversations: conversations.collect() }.into()
        }
        4 | 5 => {
            let spam = dice.one_of(spam, &[conversation_id(11)]);
            let (new_contact, new_ticket) = (contact_id(fresh), ticket_id(fresh));
            NotSpam { conversation: spam, sender: customer(dice.up_to(3)), new_contact, new_ticket }.into()
        }
        6 if dice.once_in(2) => DeleteSpam { conversations: [spam].into() }.into(),
        6 => PurgeSpam { conversations: [spam].into() }.into(),
        7 => {
            let ticket = dice.one_of(ticket_id(1), &[some_ticket(&mut dice.clone(), fresh)]);
            BlockSender { ticket, contact: contact_id(dice.up_to(2)) }.into()
        }
        8 => {
            let blocked = [1, 2].map(|n| address(&format!("customer{n}@example.org")));
            UnblockSender { addresses: blocked.into() }.into()
        }
        _ => {
            let sender = |n: u8| Sender::Address { address: address(&format!("customer{n}@example.org")) };
            let allowed = dice.maybe(|dice| sender(dice.up_to(3))).into_iter().collect();
            let denied = [sender(dice.up_to(5))].into();
            SaveSenderLists { allowed, denied, blocking: !dice.once_in(4) }.into()
        }
    }
}

fn delete_or_restore(dice: &mut Dice, fresh: u8) -> Command {
    // Mostly one of two, so that what was deleted is restored now and then.
    let some =
        |dice: &mut Dice| dice.one_of(ticket_id(2), &[ticket_id(3), some_ticket(&mut dice.clone(), fresh)]);
    if dice.once_in(2) {
        let ticket = dice.one_of(ticket_id(3), &[some(&mut dice.clone())]);
        return RestoreTicket { ticket }.into();
    }
    let tickets = (0..dice.one_of(1, &[1, 1, 2])).map(|_| some(dice)).collect();
    let typed = dice.one_of(1, &[1, 1, 2]);
    if dice.once_in(5) {
        return EraseTickets { tickets, typed }.into();
    }
    DeleteTickets { tickets, typed }.into()
}

fn set_property(dice: &mut Dice, fresh: u8) -> SetProperty {
    SetProperty { ticket: some_ticket(dice, fresh), property: some_property(dice), value: some_value(dice) }
}

fn some_property(dice: &mut Dice) -> PropertyName {
    if dice.once_in(3) {
        let defined: Vec<_> = definitions().into_iter().map(|definition| definition.name).collect();
        dice.one_of("colour".into(), &defined)
    } else {
        dice.one_of(BuiltIn::Name, &BuiltIn::ALL).into()
    }
}

fn some_value(dice: &mut Dice) -> String {
    match dice.up_to(11) {
        1 => String::new(),
        2 => "urgent".to_owned(),
        3 => "2026-03-02T10:00:00+01:00".to_owned(),
        4 => status_id(dice.up_to(7)).to_string(),
        5 => user_id(dice.up_to(10)).to_string(),
        6 => "-42".to_owned(),
        7 => "Verona".to_owned(),
        8 => "2026-03-02".to_owned(),
        9 => "yes".to_owned(),
        10 => "Lamp; Bell".to_owned(),
        _ => "  perché no? \u{1F642} ".to_owned(),
    }
}

fn change_status(dice: &mut Dice, fresh: u8) -> ChangeStatus {
    let (ticket, status) = (some_ticket(dice, fresh), some_status(dice));
    ChangeStatus { ticket, status, properties: some_properties(dice) }
}

fn change_pipeline(dice: &mut Dice, fresh: u8) -> ChangePipeline {
    let any = (pipeline_id(dice.up_to(3)), some_status(dice));
    // Mostly a status of the pipeline.
    let (pipeline, status) = dice.one_of(any, &[(pipeline_id(2), status_id(6)), (pipeline_id(1), closed())]);
    ChangePipeline { ticket: some_ticket(dice, fresh), pipeline, status, properties: some_properties(dice) }
}

/// Mostly nothing, else what a status may ask for.
fn some_properties(dice: &mut Dice) -> Vec<(PropertyName, String)> {
    if !dice.once_in(3) {
        return Vec::new();
    }
    vec![(BuiltIn::Category.into(), dice.one_of("Delivery", &["Delivery", ""]).to_owned())]
}
