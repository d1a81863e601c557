//! Orders that bring messages and send them.

use super::{Dice, recent_or_old, some_conversation, some_message, some_properties, some_status};
use crate::formatted::{FormattedText, Line, LineKind, Span};
use crate::identifier::DeliveryIdentifier;
use crate::mail::MailHead;
use crate::message::{Arrival, Body, Nature, ReceiveMessage, SendReply, WriteFirst};
use crate::testing::{
    address, attachment_id, channel_id, conversation_id, customer, customer_mail_id, first_message, mail,
    message_id, minutes, recipient, reply, ticket_id,
};

pub(super) fn receive(dice: &mut Dice, fresh: u8) -> ReceiveMessage {
    let message = ReceiveMessage {
        message: message_id(if dice.once_in(10) { 1 } else { fresh }),
        from: if dice.once_in(20) {
            DeliveryIdentifier::Email(address("support@desk.example"))
        } else {
            customer(dice.up_to(4))
        },
        from_name: dice.maybe(|dice| dice.one_of("Ada", &["", " Grace "]).to_owned()),
        subject: dice.maybe(|dice| dice.one_of("Refund", &["", "Re:\r\n Refund"]).to_owned()),
        body: Body { text: dice.one_of("Where is it?", &["", "\n \n"]).to_owned(), ..Body::default() },
        written_at: dice.maybe(|dice| minutes(i64::from(dice.up_to(200)))),
        ..mail(fresh)
    };
    if dice.once_in(3) {
        let conversation = dice.maybe(|dice| some_conversation(dice, fresh));
        let channel = channel_id(dice.one_of(2, &[1, 2, 3, 3, 4]));
        return ReceiveMessage { channel, arrival: Arrival::Thread { conversation }, ..message };
    }
    let head = MailHead {
        id: customer_mail_id(if dice.once_in(10) { 1 } else { fresh }),
        in_reply_to: dice.maybe(|dice| customer_mail_id(recent_or_old(dice, fresh, 8))),
        references: dice.maybe(|dice| customer_mail_id(recent_or_old(dice, fresh, 8))).into_iter().collect(),
    };
    let arrival = Arrival::Mail {
        head,
        reply_token: if dice.once_in(4) { Some(some_conversation(dice, fresh)) } else { None },
        nature: if dice.once_in(4) { Nature::Automatic } else { Nature::Personal },
    };
    ReceiveMessage { arrival, ..message }
}

pub(super) fn write_first(dice: &mut Dice, fresh: u8) -> WriteFirst {
    WriteFirst {
        message: message_id(if dice.once_in(10) { 1 } else { fresh }),
        conversation: conversation_id(if dice.once_in(10) { 1 } else { fresh }),
        ticket: ticket_id(if dice.once_in(10) { 1 } else { fresh }),
        channel: channel_id(dice.one_of(1, &[1, 2, 3])),
        subject: dice.one_of("Your order", &["Your order", " "]).to_owned(),
        attachments: if dice.once_in(6) { vec![attachment_id(1)] } else { Vec::new() },
        ..first_message(fresh, dice.one_of(1, &[1, 2]))
    }
}

pub(super) fn send_reply(dice: &mut Dice, fresh: u8) -> SendReply {
    SendReply {
        conversation: some_conversation(dice, fresh),
        in_reply_to: if dice.once_in(4) { Some(some_message(dice, fresh)) } else { None },
        recipients: if dice.once_in(4) { vec![recipient(customer(3))] } else { Vec::new() },
        text: some_text(dice),
        attachments: if dice.once_in(6) { vec![attachment_id(1)] } else { Vec::new() },
        then_status: if dice.once_in(3) { Some(some_status(dice)) } else { None },
        properties: some_properties(dice),
        seen: if dice.once_in(3) { Some(some_message(dice, fresh)) } else { None },
        ..reply(if dice.once_in(10) { 2 } else { fresh })
    }
}

/// Mostly plain, else with a list and a link, now and then one that leads nowhere good.
pub(super) fn some_text(dice: &mut Dice) -> FormattedText {
    let link = dice.one_of("https://desk.example", &["https://desk.example", "javascript:alert(1)"]);
    let linked = Span { bold: true, link: Some(link.to_owned()), ..Span::plain("Here") };
    let lines = [Line::default(), Line { kind: LineKind::Bullet, spans: vec![linked] }];
    dice.one_of("On its way.".into(), &["On its way.".into(), " ".into(), FormattedText::of_lines(lines)])
}
