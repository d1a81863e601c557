//! What goes over the wire comes out as it went in, and codes are stable.

use std::collections::BTreeMap;
use std::fmt::Debug;

use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sportello_domain::association::RecordRef;
use sportello_domain::decide::Decide;
use sportello_domain::desk::Desk;
use sportello_domain::filter::Filter;
use sportello_domain::formatted::{FormattedText, Line, LineKind};
use sportello_domain::history::{Activity, Happening, PropertyChange, property_change};
use sportello_domain::order::{Actor, Command};
use sportello_domain::property::BuiltIn;
use sportello_domain::protocol::*;
use sportello_domain::rejection::{PipelineFault, Rejection, RejectionKind};
use sportello_domain::testing::*;
use sportello_domain::ticket::{CreateTicket, SetProperty};
use sportello_domain::view::BuiltInView;

use crate::filter::any_filter;
use crate::properties::cases;

/// Sends something over the wire and back.
fn check_round_trip<T: Serialize + DeserializeOwned + PartialEq + Debug>(sent: &T) {
    let json = serde_json::to_string(sent).unwrap();
    let received: T = serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}: {json}"));
    assert_eq!(&received, sent);
}

proptest! {
    #![proptest_config(cases())]

    /// Orders, events, rejections, records, scopes and the configuration, as generated orders make them.
    #[test]
    fn orders_and_what_comes_of_them_survive_the_wire(seeds in prop::collection::vec(any::<u64>(), 1..40)) {
        let mut desk = Rehearsal::on(busy_setup(), busy_desk());
        for (seed, fresh) in seeds.into_iter().zip(20..) {
            let (actor, command) = any_order(&mut Dice::new(seed), fresh);
            check_round_trip(&order_by(actor.clone(), command.clone()));
            check_round_trip(&command.scope());
            match desk.give(&actor, command) {
                Ok(events) => {
                    check_round_trip(&events);
                    let history: Vec<PropertyChange> =
                        events.iter().filter_map(|event| property_change(event, &actor)).collect();
                    check_round_trip(&history);
                    check_round_trip(&events.iter().filter_map(Happening::of).collect::<Vec<_>>());
                    for event in &events {
                        let kind = event.fact.kind();
                        prop_assert_eq!(&serde_json::to_value(&event.fact).unwrap()["type"], kind);
                        let in_threads =
                            Happening::OF_TICKETS.contains(&kind) || Happening::OF_CONVERSATIONS.contains(&kind);
                        prop_assert_eq!(Happening::of(event).is_some(), in_threads);
                        let about = event.fact.ticket().unwrap_or(ticket_id(1));
                        let activity = Activity::of(about, event, &actor);
                        let between_others = kind.ends_with("ssociated") && event.fact.ticket().is_none();
                        prop_assert_eq!(
                            activity.is_some(),
                            Activity::KINDS.contains(&kind) && !between_others,
                            "{}",
                            kind
                        );
                        check_round_trip(&activity);
                    }
                }
                Err(rejection) => {
                    check_round_trip(&rejection);
                    prop_assert_eq!(&serde_json::to_value(&rejection).unwrap()["code"], &rejection.code());
                    prop_assert!(!rejection.to_string().is_empty());
                }
            }
        }
        check_round_trip(&desk.desk);
        check_round_trip(&CurrentSetup { setup: desk.setup, sequence: u64::MAX });
    }

    /// Filters survive the wire, checking one never fails to end, and conditions combine as words do.
    #[test]
    fn filters_survive_the_wire_and_combine(seed in any::<u64>(), n in 1..5_u8) {
        let dice = &mut Dice::new(seed);
        let (one, another) = (any_filter(dice, 4), any_filter(dice, 4));
        check_round_trip(&one);
        if let Err(fault) = one.check(&busy_setup()) {
            check_round_trip(&fault);
        }
        let setup = busy_setup();
        let ticket = &busy_desk().tickets[&ticket_id(n)];
        let holds = |filter: &Filter| filter.matches(&setup, ticket);
        let (first, second) = (holds(&one), holds(&another));
        prop_assert_eq!(holds(&Filter::Not { of: Box::new(one.clone()) }), !first);
        prop_assert_eq!(holds(&Filter::all([one.clone(), another.clone()])), first && second);
        prop_assert_eq!(holds(&Filter::any([one, another])), first || second);
    }
}

/// PRP-14
#[test]
fn times_at_the_edges_of_the_calendar_are_refused_or_survive_the_wire() {
    for text in [
        "0000-01-01T00:00:00Z",
        "0000-01-01T00:00:00+23:59",
        "9999-12-31T23:59:60.999999999Z",
        "9999-12-31T23:59:59-23:59",
        "1969-12-31T23:59:59.5Z",
    ] {
        let property = BuiltIn::CloseDate.into();
        let set = SetProperty { ticket: ticket_id(1), property, value: text.to_owned() };
        if let Ok(decided) = give(&setup(), &desk(ticket(1), 0), set) {
            check_round_trip(&decided.events);
            check_round_trip(&decided.desk);
        }
    }
}

/// The answers of the API, each with all that it can carry.
#[test]
fn answers_survive_the_wire() {
    let row = TicketRow {
        ticket: ticket(1),
        contact: Some(ContactName { id: contact_id(1), name: "Ada".to_owned() }),
        read_up_to: 3,
    };
    let problem = Problem {
        kind: "/problems/ticket_not_found".to_owned(),
        title: "There is no such ticket".to_owned(),
        status: 404,
        code: "ticket_not_found".to_owned(),
        detail: Some("there is no such ticket".to_owned()),
        rejection: Some(Rejection::TicketNotFound { ticket: ticket_id(1) }),
        request_id: Some("r1".to_owned()),
    };
    check_round_trip(&problem);
    check_round_trip(&OrderRequest { id: order_id(1), command: reply(9).into() });
    let rows = vec![row.clone()];
    check_round_trip(&OrderAnswer::Accepted {
        order: order_id(1),
        sequence: 7,
        events: Vec::new(),
        rows,
        withdrawn: vec![ticket_id(2)],
    });
    check_round_trip(&OrderAnswer::Refused { order: order_id(1), problem });
    let next = Some("after".to_owned());
    check_round_trip(&TicketPage {
        rows: vec![row.clone()],
        next: next.clone(),
        count: u64::MAX,
        sequence: 7,
    });
    check_round_trip(&ViewCount { view: BuiltInView::AssignedToMe.into(), count: 3 });
    check_round_trip(&TicketView {
        row: row.clone(),
        conversations: vec![conversation(1, Some(ticket_id(1)))],
        records: Records { contacts: vec![contact(1)], companies: vec![company(1)], deals: vec![deal(1)] },
        shown: Some(conversation_id(1)),
        sequence: 7,
    });
    let contacts = Records { contacts: vec![contact(1)], ..Records::default() };
    check_round_trip(&RecordPage {
        ids: vec![RecordRef::Contact(contact_id(1)), RecordRef::Deal(deal_id(1))],
        records: contacts.clone(),
        next: next.clone(),
        sequence: 7,
    });
    let tickets = vec![row.clone()];
    check_round_trip(&RecordView { records: contacts, tickets, next: next.clone(), sequence: 7 });
    let attachment = Attachment {
        id: attachment_id(1),
        name: "ricevuta.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        size: 4711,
        inline: false,
    };
    let message = MessageView {
        message: incoming(1, conversation_id(1)),
        text: "Dov'è il pacco?".to_owned(),
        formatted: Some(FormattedText::of_lines([Line { kind: LineKind::Quote, spans: Vec::new() }])),
        has_html: true,
        attachments: vec![attachment],
    };
    let happening = Happening::StatusChange { from: new(), to: closed() };
    let entries = vec![
        ThreadEntry::Message(Box::new(message)),
        ThreadEntry::Happening { at: T0, actor: program(1), happening },
    ];
    check_round_trip(&ThreadPage { entries, earlier: next.clone(), sequence: 7 });
    check_round_trip(&LiveChange {
        sequence: 7,
        order: order_id(1),
        actor: Actor::Channel { channel: channel_id(1) },
        events: Vec::new(),
        rows: vec![row],
    });
    check_round_trip(&Withdrawn { sequence: 7, by: 8, tickets: vec![ticket_id(1)] });
    check_round_trip(&Resync { sequence: 7 });
    check_round_trip(&ScopedDesk { desk: Desk::default(), sequence: 7 });
    let fates = [
        MailFate::Waiting,
        MailFate::Accepted { message: message_id(1), conversation: conversation_id(1), ticket: None },
        MailFate::Duplicate { message: Some(message_id(1)) },
        MailFate::Held { code: "mail_unreadable".to_owned(), reason: "it is no mail".to_owned() },
    ];
    let mails = fates.map(|fate| MailReceipt { id: message_id(1), received_at: T0, fate }).into();
    check_round_trip(&MailPage { mails, next, counts: BTreeMap::from([("held".to_owned(), 1)]) });
    check_round_trip(&SignedIn { user: user_id(1), build: "1".to_owned() });
}

#[test]
fn password_is_in_no_log() {
    let sign_in = SignIn { email: address("giulia@desk.example"), password: "correct horse".to_owned() };
    assert!(format!("{sign_in:?}").contains("giulia@desk.example"));
    assert!(!format!("{sign_in:?}").contains("horse"));
}

/// PER-09
#[test]
fn codes_are_the_names_in_snake_case_and_each_says_what_kind_of_refusal_it_is() {
    let in_use = Rejection::StatusInUse { status: new(), tickets: 2, channels: 1, automations: 3 };
    assert_eq!(in_use.code(), "status_in_use");
    assert_eq!(in_use.kind(), RejectionKind::Conflict);
    assert_eq!(
        in_use.to_string(),
        "2 tickets, 1 channels and 3 automations still use this status; choose a replacement"
    );
    assert_eq!(
        serde_json::to_value(&in_use).unwrap(),
        serde_json::json!({"code": "status_in_use", "status": new(), "tickets": 2, "channels": 1, "automations": 3})
    );
    let fault = PipelineFault::LabelTaken { label: "Done".to_owned() };
    let invalid = Rejection::PipelineInvalid { pipeline: pipeline_id(1), fault };
    check_round_trip(&invalid);
    assert_eq!((invalid.code().as_str(), invalid.kind()), ("pipeline_invalid", RejectionKind::Invalid));
    let mut names = Rejection::NAMES.to_vec();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), Rejection::NAMES.len());
}

/// What programs leave out has a default; what they misspell is refused.
#[test]
fn wrong_json_is_refused_and_missing_options_have_defaults() {
    let parse = |json: serde_json::Value| serde_json::from_value::<Command>(json);
    let ticket = ticket_id(1).to_string();
    let create =
        parse(serde_json::json!({"type": "create_ticket", "ticket": ticket, "name": "Refund"})).unwrap();
    let expected = CreateTicket { name: "Refund".to_owned(), pipeline: None, status: None, ..new_ticket(1) };
    assert_eq!(create, expected.into());
    for wrong in [
        serde_json::json!({"type": "dissociate_conversation", "conversation": ticket}),
        serde_json::json!({"type": "change_status", "ticket": "1", "status": ticket}),
        serde_json::json!({"type": "change_status", "ticket": ticket}),
        serde_json::json!({"ticket": ticket}),
        serde_json::json!([]),
    ] {
        assert!(parse(wrong.clone()).is_err(), "{wrong}");
    }
}
