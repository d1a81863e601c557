//! Creating tickets by hand, by a program, and by a channel.

use sportello_domain::channel::{NewTicketProperties, TicketAutomation};
use sportello_domain::conversation::ConversationTraits;
use sportello_domain::desk::Desk;
use sportello_domain::event::Fact;
use sportello_domain::pipeline::CloseDateRule;
use sportello_domain::property::{BuiltIn, Priority, PropertyKind, ValueFault};
use sportello_domain::rejection::Rejection;
use sportello_domain::setup::Setup;
use sportello_domain::testing::*;
use sportello_domain::ticket::{CreateTicket, Ticket, TicketNumber, TicketSource};
use sportello_domain::user::Standing;

use crate::{conversation_of, done, done_by, ticket_of};

/// The installed desk, whose channel gives new tickets these values.
fn with_channel(new_ticket: NewTicketProperties) -> Setup {
    let mut setup = setup();
    setup.channels.get_mut(&channel_id(1)).unwrap().new_ticket = new_ticket;
    setup
}

/// The ticket that a mail creates.
fn ticket_of_mail(setup: &Setup) -> Ticket {
    ticket_of(&give_order(setup, &Desk::default(), &by_channel(1, mail(1))).unwrap().desk).clone()
}

/// PRP-13
#[test]
fn ticket_created_by_a_program_without_a_pipeline_is_in_the_default_one() {
    let create = CreateTicket { pipeline: None, status: None, ..new_ticket(1) };
    let after = done_by(&Desk::default(), &by_program(1, create)).desk;
    assert_eq!(ticket_of(&after).pipeline, setup().default_pipeline);
    assert_eq!(ticket_of(&after).status, new(), "and in its first open status");
    assert_eq!(ticket_of(&after).source, TicketSource::Api);
}

/// CRE-19
#[test]
fn ticket_created_by_hand_needs_name_pipeline_and_status() {
    let missing = |property: BuiltIn| Err(Rejection::PropertyMissing { property: property.into() });
    let create = |create| give(&setup(), &Desk::default(), create).map(|decided| decided.desk.tickets.len());
    assert_eq!(create(CreateTicket { pipeline: None, ..new_ticket(1) }), missing(BuiltIn::Pipeline));
    assert_eq!(create(CreateTicket { status: None, ..new_ticket(1) }), missing(BuiltIn::Status));
    let without_name = CreateTicket { name: "  ".to_owned(), ..new_ticket(1) };
    let property = BuiltIn::Name.into();
    assert_eq!(create(without_name), Err(Rejection::PropertyInvalid { property, fault: ValueFault::Empty }));
    assert_eq!(create(new_ticket(1)), Ok(1), "the rest is optional");
}

/// CRE-19
#[test]
fn ticket_created_by_hand_takes_every_optional_value() {
    let before = records([], [conversation(1, None)], []);
    let create = CreateTicket {
        owner: Some(user_id(2)),
        priority: Some(Priority::High),
        category: Some("Billing".to_owned()),
        description: Some("Since Monday".to_owned()),
        contacts: [contact_id(1)].into(),
        conversation: Some(conversation_id(1)),
        properties: vec![(BuiltIn::CloseDate.into(), "2026-03-02T09:00:00Z".to_owned())],
        ..new_ticket(1)
    };
    let after = done(&before, create).desk;
    let expected = Ticket {
        number: TicketNumber::PENDING,
        owner: Some(user_id(2)),
        assigned_teams: [team_id(1)].into(),
        priority: Some(Priority::High),
        category: Some("Billing".to_owned()),
        description: Some("Since Monday".to_owned()),
        close_date: Some(T0),
        conversations: ConversationTraits::of([&conversation(1, None)]),
        source: TicketSource::Manual,
        created_by: Some(user_id(1)),
        created_at: minutes(1),
        modified_at: minutes(1),
        active_at: minutes(1),
        contacted_at: Some(minutes(1)),
        version: 3,
        ..ticket(1)
    };
    assert_eq!(*ticket_of(&after), expected);
    assert_eq!(conversation_of(&after, 1).ticket(), Some(ticket_id(1)));
}

/// CRE-19
#[test]
fn what_a_new_ticket_names_must_be_there() {
    let refused = |create| give(&setup(), &desk(ticket(2), 0), create).unwrap_err();
    assert_eq!(
        refused(CreateTicket { contacts: [contact_id(7)].into(), ..new_ticket(1) }),
        Rejection::ContactNotFound { contact: contact_id(7) }
    );
    assert_eq!(
        refused(CreateTicket { conversation: Some(conversation_id(7)), ..new_ticket(1) }),
        Rejection::ConversationNotFound { conversation: conversation_id(7) }
    );
    assert_eq!(
        refused(CreateTicket { pipeline: Some(pipeline_id(7)), ..new_ticket(1) }),
        Rejection::PipelineNotFound { pipeline: pipeline_id(7) }
    );
    assert_eq!(
        refused(CreateTicket { status: Some(status_id(7)), ..new_ticket(1) }),
        Rejection::StatusOfOtherPipeline { status: status_id(7), pipeline: pipeline_id(1) }
    );
    assert_eq!(
        refused(CreateTicket { owner: Some(user_id(7)), ..new_ticket(1) }),
        Rejection::UserNotFound { user: user_id(7) }
    );
    assert_eq!(
        refused(CreateTicket { properties: vec![("colour".into(), "blue".to_owned())], ..new_ticket(1) }),
        Rejection::PropertyUnknown { property: "colour".into() }
    );
    assert_eq!(refused(new_ticket(2)), Rejection::TicketExists { ticket: ticket_id(2) });
}

/// CRE-19
#[test]
fn first_values_are_held_to_the_same_limits_as_later_ones() {
    let long = Some("x".repeat(PropertyKind::MAX_TEXT + 1));
    for (property, create) in [
        (BuiltIn::Category, CreateTicket { category: long.clone(), ..new_ticket(1) }),
        (BuiltIn::Description, CreateTicket { description: long.clone(), ..new_ticket(1) }),
    ] {
        let refused = give(&setup(), &Desk::default(), create);
        let fault = ValueFault::TooLong { max: PropertyKind::MAX_TEXT, actual: PropertyKind::MAX_TEXT + 1 };
        assert_eq!(refused, Err(Rejection::PropertyInvalid { property: property.into(), fault }));
    }
    let empty = CreateTicket { category: Some(String::new()), ..new_ticket(1) };
    assert_eq!(ticket_of(&done(&Desk::default(), empty).desk).category, None);
}

/// CRE-19
#[test]
fn number_is_the_one_that_was_drawn_for_the_order() {
    let mut before = Desk::default();
    before.facts.ticket_number = Some(TicketNumber(4711));
    assert_eq!(ticket_of(&done(&before, new_ticket(1)).desk).number, TicketNumber(4711));
    assert_eq!(TicketNumber(4711).to_string(), "#4711");
}

/// CRE-01
#[test]
fn message_that_starts_a_conversation_creates_its_ticket() {
    assert_eq!(TicketAutomation::default(), TicketAutomation::CreateTicket, "as every channel does at first");
    let after = done_by(&Desk::default(), &by_channel(1, mail(1))).desk;
    assert_eq!(after.tickets.len(), 1);
    assert_eq!(conversation_of(&after, 1).ticket(), Some(ticket_id(1)));
    assert_eq!(ticket_of(&after).name.as_str(), "Refund not received");
    assert_eq!(ticket_of(&after).source, TicketSource::Email);
}

/// CRE-04
#[test]
fn message_creates_no_ticket_where_the_channel_says_so() {
    let mut setup = setup();
    setup.channels.get_mut(&channel_id(1)).unwrap().tickets = TicketAutomation::Off;
    let after = give_order(&setup, &Desk::default(), &by_channel(1, mail(1))).unwrap().desk;
    assert_eq!(after.tickets.len(), 0);
    assert_eq!(after.conversations.len(), 1);
    assert_eq!(conversation_of(&after, 1).ticket(), None);
    // Nor does a later message, once the automation is on again: it starts no conversation.
    let later = by_channel(1, mail_answering(2, &after.messages[&message_id(1)]));
    assert_eq!(done_by(&after, &later).desk.tickets.len(), 0);
}

/// CRE-06
#[test]
fn later_message_creates_no_further_ticket() {
    let first = done_by(&Desk::default(), &by_channel(1, mail(1))).desk;
    let later = by_channel(1, mail_answering(2, &first.messages[&message_id(1)]));
    let after = done_by(&first, &later).desk;
    assert_eq!(after.tickets.len(), 1);
    assert_eq!(after.conversations.len(), 1);
    assert_eq!(after.messages.len(), 2);
}

/// CRE-16
#[test]
fn tickets_of_a_channel_start_with_the_channels_values() {
    let setup = with_channel(NewTicketProperties {
        status: Some(waiting_on_us()),
        owner: Some(user_id(2)),
        priority: Some(Priority::Urgent),
        category: Some("Shop".to_owned()),
    });
    let ticket = ticket_of_mail(&setup);
    assert_eq!(ticket.status, waiting_on_us());
    assert_eq!(ticket.owner, Some(user_id(2)));
    assert_eq!(ticket.assigned_teams, [team_id(1)].into());
    assert_eq!(ticket.priority, Some(Priority::Urgent));
    assert_eq!(ticket.category.as_deref(), Some("Shop"));
}

/// CRE-16, CLD-10
#[test]
fn channel_may_start_its_tickets_in_a_closed_status() {
    let setup =
        with_channel(NewTicketProperties { status: Some(closed()), ..NewTicketProperties::default() });
    assert_eq!(setup.pipelines[&pipeline_id(1)].close_date, CloseDateRule::SetWhenClosed);
    assert_eq!(ticket_of_mail(&setup).close_date, Some(minutes(1)));
}

/// PRP-15
#[test]
fn team_of_whom_the_channel_gives_new_tickets_to_has_them() {
    let mut setup =
        with_channel(NewTicketProperties { owner: Some(user_id(2)), ..NewTicketProperties::default() });
    let given = ticket_of_mail(&setup);
    assert_eq!((given.owner, given.assigned_teams), (Some(user_id(2)), [team_id(1)].into()));
    setup.users.get_mut(&user_id(2)).unwrap().standing = Standing::Deactivated;
    let waiting = ticket_of_mail(&setup);
    assert_eq!((waiting.owner, waiting.assigned_teams), (None, [team_id(1)].into()));
}

/// CRE-16, RTE-04
#[test]
fn ticket_is_created_without_the_channels_owner_once_that_user_cannot_work() {
    let mut setup =
        with_channel(NewTicketProperties { owner: Some(user_id(2)), ..NewTicketProperties::default() });
    setup.users.get_mut(&user_id(2)).unwrap().standing = Standing::Deactivated;
    assert_eq!(ticket_of_mail(&setup).owner, None);
}

/// CRE-17
#[test]
fn tickets_of_a_channel_without_a_status_start_in_the_first_open_one() {
    let mut setup = setup();
    assert_eq!(ticket_of_mail(&setup).status, new());
    setup.pipelines.get_mut(&pipeline_id(1)).unwrap().statuses[0].order = 9;
    assert_eq!(ticket_of_mail(&setup).status, waiting_on_contact());
}

/// CRE-18
#[test]
fn unknown_sender_becomes_a_contact_of_the_conversation_and_its_ticket() {
    let first = sportello_domain::message::ReceiveMessage { from_name: Some(" Ada ".to_owned()), ..mail(1) };
    let decided = done_by(&Desk::default(), &by_channel(1, first));
    let created = decided.desk.contacts[&contact_id(1)].clone();
    assert!(facts(&decided).contains(&Fact::ContactCreated { contact: created.clone() }));
    assert_eq!((created.name.as_deref(), created.identifiers), (Some("Ada"), [customer(1)].into()));
    assert_eq!(conversation_of(&decided.desk, 1).contacts, [contact_id(1)].into());
    assert_eq!(ticket_of(&decided.desk).contacts, [contact_id(1)].into());
}

/// CRE-18
#[test]
fn known_sender_stays_one_contact() {
    let before = records([], [], []);
    let second = sportello_domain::message::ReceiveMessage { new_contact: contact_id(5), ..mail(2) };
    let after = done_by(&before, &by_channel(1, second)).desk;
    assert_eq!(after.contacts.len(), 1);
    assert_eq!(conversation_of(&after, 2).contacts, [contact_id(1)].into());
}

/// PRP-22
#[test]
fn ticket_of_a_message_without_words_is_named_after_its_sender() {
    use sportello_domain::message::{Body, ReceiveMessage};
    let silent = |from_name: Option<&str>| {
        let silent = ReceiveMessage {
            subject: None,
            body: Body::default(),
            from_name: from_name.map(str::to_owned),
            ..mail(1)
        };
        by_channel(1, silent)
    };
    let name = |desk: &Desk, order| ticket_of(&done_by(desk, &order).desk).name.as_str().to_owned();
    assert_eq!(name(&Desk::default(), silent(None)), "New ticket from customer1@example.org");
    assert_eq!(name(&Desk::default(), silent(Some("  "))), "New ticket from customer1@example.org");
    assert_eq!(name(&Desk::default(), silent(Some("Ada"))), "New ticket from Ada");
    let mut known = records([], [], []);
    known.contacts.get_mut(&contact_id(1)).unwrap().name = Some("Ada Rossi".to_owned());
    assert_eq!(name(&known, silent(Some("Ada"))), "New ticket from Ada Rossi");
}
