//! A desk where much has happened already, and its configuration.

use chrono::TimeDelta;

use crate::channel::{Channel, ChannelKind, NewTicketProperties, TicketAutomation};
use crate::conversation::{Conversation, ConversationState, Place};
use crate::desk::Desk;
use crate::inbox::{Inbox, Members};
use crate::message::{Delivery, Message};
use crate::pipeline::{
    CloseDateRule, ConditionalProperty, CreationStatuses, Pipeline, PipelineRules, Skipping, State, Status,
    StatusTrigger, StatusTriggers,
};
use crate::property::{BuiltIn, Priority, PropertyDefinition, PropertyKind};
use crate::setup::Setup;
use crate::testing::{
    T0, address, channel_id, closed, comment, company, company_id, contact, contact_id, conversation,
    conversation_id, deal, deal_id, inbox_id, incoming, outgoing, pipeline_id, records, setup, status_id,
    team_id, ticket, ticket_id, user_id, waiting_file,
};
use crate::ticket::Ticket;
use crate::trash::{DAYS_KEPT, Deletion};
use crate::user::{Access, Permission, Reach, Standing, Team, User};

/// A configuration with two pipelines, two inboxes, channels of four kinds, defined properties, and users with
/// access of every reach: 1 and 2 agents, 3 with their own tickets, 4 with their team's, 5 who only
/// sees, 6 deactivated, 7 without access, 8 who edits pipelines and accounts, 9 Super admin.
pub fn busy_setup() -> Setup {
    let mut setup = setup();
    let status = |n, label, order, state| Status::new(status_id(n), label, order, state);
    if let Some(support) = setup.pipelines.get_mut(&pipeline_id(1)) {
        let category = ConditionalProperty { property: BuiltIn::Category.into(), required: true };
        let solved = status(5, "Solved elsewhere", 4, State::Closed);
        support.statuses.push(Status { conditional: vec![category], ..solved });
        let any_of = (1..=4).map(status_id).collect();
        support.rules.creation = Some(CreationStatuses { any_of, first: None });
        let moving_to = |n| Some(StatusTrigger { on: true, status: status_id(n) });
        support.triggers = StatusTriggers { email_sent: moving_to(2), customer_replied: moving_to(3) };
    }
    let returns = Pipeline {
        id: pipeline_id(2),
        name: "Returns".to_owned(),
        order: 1,
        statuses: vec![status(6, "Received", 0, State::Open), status(7, "Done", 1, State::Closed)],
        close_date: CloseDateRule::LeaveAlone,
        triggers: StatusTriggers::default(),
        rules: PipelineRules { no_moving_back: true, skipping: Skipping::NextOnly, creation: None },
    };
    setup.pipelines.insert(returns.id, returns);
    setup.teams.insert(team_id(2), Team { id: team_id(2), name: "Second line".to_owned() });
    for n in 3..=8 {
        setup.users.insert(user_id(n), colleague(n));
    }
    for n in [1, 2] {
        setup.inboxes.insert(inbox_id(n), inbox(n));
    }
    for (n, kind) in [(2, ChannelKind::Chat), (3, ChannelKind::Form), (4, ChannelKind::Calling)] {
        setup.channels.insert(channel_id(n), channel(n, kind));
    }
    for definition in definitions() {
        setup.properties.insert(definition.name.clone(), definition);
    }
    setup
}

/// Properties that an admin defined: one of each kind.
pub fn definitions() -> Vec<PropertyDefinition> {
    let options = |options: &[&str]| options.iter().map(|&option| option.to_owned()).collect();
    let kinds = [
        ("serial", PropertyKind::Text),
        ("story", PropertyKind::LongText),
        ("order_number", PropertyKind::Number),
        ("due_on", PropertyKind::Date),
        ("bought_at", PropertyKind::DateTime),
        ("insured", PropertyKind::YesNo),
        ("shop", PropertyKind::Choice { options: options(&["Trento", "Verona"]) }),
        ("parts", PropertyKind::Choices { options: options(&["Bell", "Brake", "Lamp"]) }),
        ("checked_by", PropertyKind::User),
    ];
    kinds
        .map(|(name, kind)| PropertyDefinition {
            name: name.into(),
            label: name.to_owned(),
            kind,
            archived: false,
        })
        .into()
}

/// The n-th user of [`busy_setup`].
pub(super) fn colleague(n: u8) -> User {
    let reaching = |view, edit| Access { view, edit, ..Access::default() };
    let with = |permissions: &[Permission]| Access {
        permissions: permissions.iter().copied().collect(),
        ..Access::default()
    };
    let access = match n {
        3 => reaching(Reach::OwnAndUnassigned, Reach::Own),
        4 => reaching(Reach::TeamAndUnassigned, Reach::Team),
        5 => reaching(Reach::All, Reach::Nothing),
        7 => with(&[]),
        8 => with(&[Permission::Service, Permission::PropertySettings, Permission::Account]),
        _ => Access::default(),
    };
    User {
        id: user_id(n),
        name: format!("Colleague {n}"),
        email: address(&format!("colleague{n}@desk.example")),
        standing: if n == 6 { Standing::Deactivated } else { Standing::Active },
        access,
        main_team: Some(team_id(n % 2 + 1)),
        extra_teams: std::collections::BTreeSet::new(),
    }
}

/// The n-th channel.
pub(super) fn channel(n: u8, kind: ChannelKind) -> Channel {
    Channel {
        id: channel_id(n),
        name: format!("Channel {n}"),
        kind,
        pipeline: pipeline_id(n % 2 + 1),
        tickets: if n == 3 { TicketAutomation::Off } else { TicketAutomation::CreateTicket },
        new_ticket: NewTicketProperties::default(),
        inbox: (n == 4).then(|| inbox_id(1)),
    }
}

/// The n-th inbox: the first is for everybody.
pub(super) fn inbox(n: u8) -> Inbox {
    let members = if n == 1 {
        Members::Everyone
    } else {
        Members::Only { users: [user_id(1), user_id(9)].into(), teams: [].into() }
    };
    Inbox { id: inbox_id(n), name: format!("Inbox {n}"), members }
}

/// A desk where tickets are open and closed, owned and not, with conversations in every place.
pub fn busy_desk() -> Desk {
    let closed_at = T0;
    let closed_ticket = Ticket { status: closed(), close_date: Some(T0), ..ticket(2) };
    let owned = Ticket { owner: Some(user_id(3)), priority: Some(Priority::High), ..ticket(3) };
    let returned =
        Ticket { pipeline: pipeline_id(2), status: status_id(6), owner: Some(user_id(4)), ..ticket(4) };
    let long_ago = T0 - TimeDelta::days(DAYS_KEPT) - TimeDelta::days(1);
    let found = |n, ticket: Option<u8>, channel, place, open| Conversation {
        channel: channel_id(channel),
        place,
        state: if open { ConversationState::Open } else { ConversationState::Closed { closed_at } },
        ..conversation(n, ticket.map(ticket_id))
    };
    let long_aside = |conversation: Conversation| Conversation { placed_at: Some(long_ago), ..conversation };
    let inside = |it: Conversation, n| Conversation { inbox: Some(inbox_id(n)), ..it };
    let in_thread = |n: u8| conversation_id(n);
    let deletion = Deletion { at: long_ago, by: Some(user_id(3)), conversations: Vec::new() };
    let deleted = Ticket { deleted: Some(deletion), ..ticket(5) };
    let failed = Delivery::Failed { error: "550 no such user".to_owned() };
    let mut desk = records(
        [
            ticket(1),
            closed_ticket,
            owned,
            returned,
            deleted,
            Ticket { contacts: [contact_id(3)].into(), ..ticket(6) },
        ],
        [
            found(1, Some(1), 1, Place::HelpDesk, true),
            found(2, Some(2), 1, Place::HelpDesk, false),
            long_aside(found(3, Some(2), 2, Place::Spam, false)),
            found(4, Some(3), 2, Place::HelpDesk, true),
            found(5, Some(4), 1, Place::Trash, true),
            found(6, None, 3, Place::HelpDesk, true),
            inside(found(7, Some(1), 1, Place::HelpDesk, true), 1),
            inside(found(8, None, 4, Place::HelpDesk, true), 1),
            inside(long_aside(found(9, None, 4, Place::Trash, true)), 2),
            Conversation { placed_at: Some(T0), ..inside(found(10, None, 4, Place::Trash, true), 2) },
            Conversation { contacts: [contact_id(3)].into(), ..found(11, Some(6), 1, Place::HelpDesk, true) },
        ],
        [
            incoming(1, in_thread(1)),
            outgoing(2, in_thread(1)),
            incoming(3, in_thread(2)),
            Message { delivery: failed, ..outgoing(4, in_thread(2)) },
            comment(5, in_thread(2)),
            incoming(6, in_thread(4)),
            incoming(7, in_thread(5)),
            incoming(9, in_thread(3)),
            Message { delivery: Delivery::Sending, ..outgoing(8, in_thread(4)) },
            incoming(10, in_thread(7)),
            incoming(11, in_thread(8)),
            incoming(12, in_thread(9)),
            incoming(13, in_thread(10)),
        ],
    );
    desk.contacts.insert(contact_id(2), contact(2));
    desk.contacts.insert(contact_id(3), contact(3));
    desk.companies.insert(company_id(1), company(1));
    desk.deals.insert(deal_id(1), deal(1));
    desk.read.insert(ticket_id(1), [(user_id(1), 1)].into());
    let files = [waiting_file(1, user_id(1)), waiting_file(2, user_id(1))];
    desk.facts.files = files.into_iter().map(|waiting| (waiting.file.id, waiting)).collect();
    desk
}
