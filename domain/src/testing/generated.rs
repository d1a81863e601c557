//! Orders made up at random, but the same ones for the same seed, natively and in a browser.
//!
//! They name what is there and what is not, come from whoever may and may not, and are decided on a
//! desk where much has happened already: [`busy_setup`], [`busy_desk`].

use crate::association::{Associate, Dissociate, Pair};
use crate::channel::{Channel, ChannelKind, NewTicketProperties, SaveChannel, TicketAutomation};
use crate::company::SaveCompany;
use crate::contact::SaveContact;
use crate::conversation::{
    AssignConversation, AssociateConversation, CloseConversation, Conversation, ConversationState, Place,
    ReopenConversation,
};
use crate::deal::SaveDeal;
use crate::desk::Desk;
use crate::filter::Filter;
use crate::mail::MailHead;
use crate::message::{
    AddComment, Arrival, Body, Delivery, DeliveryOutcome, Message, Nature, ReceiveMessage, RecordDelivery,
    RetryDelivery, SendReply, WriteFirst,
};
use crate::order::{Actor, Command};
use crate::pipeline::{
    AutomatePipeline, Automation, CloseDateRule, ConditionalProperty, CreationStatuses, DeletePipeline,
    DeleteStatus, Pipeline, PipelineRules, SavePipeline, Skipping, State, Status, StatusTrigger,
    StatusTriggers,
};
use crate::property::{BuiltIn, Priority, PropertyDefinition, PropertyKind, PropertyName, SaveProperty};
use crate::setup::Setup;
use crate::testing::{
    T0, address, attachment_id, channel_id, closed, comment, company, company_id, contact, contact_id,
    conversation, conversation_id, customer, customer_mail_id, deal, deal_id, first_message, incoming, mail,
    message_id, minutes, new_ticket, outgoing, pipeline_id, program, recipient, records, reply, setup,
    status_id, team_id, ticket, ticket_id, user, user_id, view_id, waiting_file,
};
use crate::ticket::{
    AssignTicket, Assignee, ChangePipeline, ChangeStatus, CreateTicket, SetProperty, ShowNumberInName, Ticket,
};
use crate::unread::{MarkRead, MarkUnread};
use crate::user::{Access, Permission, Reach, SaveTeam, SaveUser, Standing, Team, User};
use crate::view::{ArrangeViews, BuiltInView, DeleteView, SaveView, Sharing, Sort, SortKey, SortView, View};
use crate::workspace::{
    ArrangeColumns, ArrangeSidebar, ArrangeTicketForm, ChooseLayout, Column, FormField, Layout, ShownColumn,
    SidebarCard,
};

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

/// A configuration with two pipelines, channels of three kinds, defined properties, and users with
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
    for (n, kind) in [(2, ChannelKind::Chat), (3, ChannelKind::Form)] {
        setup.channels.insert(channel_id(n), channel(n, kind));
    }
    for (name, kind) in [
        ("order_number", PropertyKind::Number),
        ("serial", PropertyKind::Text),
        ("bought_at", PropertyKind::DateTime),
        ("shop", PropertyKind::Choice { options: vec!["Trento".to_owned(), "Verona".to_owned()] }),
    ] {
        let definition =
            PropertyDefinition { name: name.into(), label: name.to_owned(), kind, archived: false };
        setup.properties.insert(name.into(), definition);
    }
    setup
}

/// The n-th user of [`busy_setup`].
fn colleague(n: u8) -> User {
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
fn channel(n: u8, kind: ChannelKind) -> Channel {
    Channel {
        id: channel_id(n),
        name: format!("Channel {n}"),
        kind,
        pipeline: pipeline_id(n % 2 + 1),
        tickets: if n == 3 { TicketAutomation::Off } else { TicketAutomation::CreateTicket },
        new_ticket: NewTicketProperties::default(),
    }
}

/// A desk where tickets are open and closed, owned and not, with conversations in every place.
pub fn busy_desk() -> Desk {
    let closed_at = T0;
    let closed_ticket = Ticket { status: closed(), close_date: Some(T0), ..ticket(2) };
    let owned = Ticket { owner: Some(user_id(3)), priority: Some(Priority::High), ..ticket(3) };
    let returned =
        Ticket { pipeline: pipeline_id(2), status: status_id(6), owner: Some(user_id(4)), ..ticket(4) };
    let found = |n, ticket: Option<u8>, channel, place, open| Conversation {
        channel: channel_id(channel),
        place,
        state: if open { ConversationState::Open } else { ConversationState::Closed { closed_at } },
        ..conversation(n, ticket.map(ticket_id))
    };
    let in_thread = |n: u8| conversation_id(n);
    let failed = Delivery::Failed { error: "550 no such user".to_owned() };
    let mut desk = records(
        [ticket(1), closed_ticket, owned, returned],
        [
            found(1, Some(1), 1, Place::HelpDesk, true),
            found(2, Some(2), 1, Place::HelpDesk, false),
            found(3, Some(2), 2, Place::Spam, false),
            found(4, Some(3), 2, Place::HelpDesk, true),
            found(5, Some(4), 1, Place::Trash, true),
            found(6, None, 3, Place::HelpDesk, true),
        ],
        [
            incoming(1, in_thread(1)),
            outgoing(2, in_thread(1)),
            incoming(3, in_thread(2)),
            Message { delivery: failed, ..outgoing(4, in_thread(2)) },
            comment(5, in_thread(2)),
            incoming(6, in_thread(4)),
            incoming(7, in_thread(5)),
            Message { delivery: Delivery::Sending, ..outgoing(8, in_thread(4)) },
        ],
    );
    desk.contacts.insert(contact_id(2), contact(2));
    desk.companies.insert(company_id(1), company(1));
    desk.deals.insert(deal_id(1), deal(1));
    desk.read.insert(ticket_id(1), [(user_id(1), 1)].into());
    let files = [waiting_file(1, user_id(1)), waiting_file(2, user_id(1))];
    desk.facts.files = files.into_iter().map(|waiting| (waiting.file.id, waiting)).collect();
    desk
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
    } else if let Command::RecordDelivery(_) = &command {
        Actor::System
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
    match dice.up_to(50) {
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
            let text = dice.one_of("Who knows more?", &[" "]).to_owned();
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

/// An order about the configuration.
fn change_setup(dice: &mut Dice, fresh: u8) -> Command {
    match dice.up_to(12) {
        12 => {
            let trigger = StatusTrigger { on: dice.once_in(2), status: some_status(dice) };
            let rule = CloseDateRule::LeaveAlone;
            let automation = dice.one_of(
                Automation::EmailSent { trigger },
                &[Automation::CustomerReplied { trigger }, Automation::CloseDate { rule }],
            );
            AutomatePipeline { pipeline: pipeline_id(dice.up_to(3)), automation }.into()
        }
        11 => save_property(dice).into(),
        1 => save_pipeline(dice, fresh).into(),
        2 => {
            let replacement = dice.maybe(some_status);
            DeleteStatus { status: some_status(dice), replacement }.into()
        }
        3 => DeletePipeline { pipeline: pipeline_id(dice.up_to(3)) }.into(),
        4 => {
            let n = dice.up_to(4);
            let kind = dice.one_of(ChannelKind::Custom, &[ChannelKind::Chat, ChannelKind::Messenger]);
            let new_ticket = NewTicketProperties {
                status: dice.maybe(some_status),
                owner: dice.maybe(|dice| user_id(dice.up_to(9))),
                priority: dice.maybe(|_| Priority::Low),
                category: None,
            };
            // The mail channel stays one, or nothing could be answered any more.
            let kind =
                if n == 1 { ChannelKind::Email { address: address("support@desk.example") } } else { kind };
            SaveChannel { channel: Channel { new_ticket, ..channel(n, kind) } }.into()
        }
        5 => SaveUser { user: colleague(dice.up_to(5).saturating_add(2)) }.into(),
        7 | 8 => {
            let owners = (1..=dice.up_to(3)).map(|_| user_id(dice.up_to(10))).collect();
            SaveView {
                view: view_id(dice.up_to(4)),
                name: dice.one_of("Mine", &["Ours", " mine ", " "]).to_owned(),
                filter: dice.one_of(Filter::Unassigned, &[Filter::Owner { any_of: owners }]),
                sharing: dice.one_of(Sharing::Nobody, &[Sharing::Everyone]),
            }
            .into()
        }
        9 => {
            let views = (1..dice.up_to(3)).map(|_| view_id(dice.up_to(4))).collect();
            dice.one_of(
                DeleteView { view: view_id(dice.clone().up_to(4)) }.into(),
                &[ArrangeViews { views }.into()],
            )
        }
        6 => {
            let cards = dice.one_of(SidebarCard::ALL.to_vec(), &[vec![SidebarCard::Deals; 2], Vec::new()]);
            let property = dice.one_of(BuiltIn::Category.into(), &["serial".into(), BuiltIn::Name.into()]);
            let fields = vec![FormField { property, required: dice.once_in(2) }];
            dice.one_of(ArrangeSidebar { cards }.into(), &[ArrangeTicketForm { fields }.into()])
        }
        _ => {
            let name = dice.one_of("Front", &["", " Back "]).to_owned();
            SaveTeam { team: Team { id: team_id(dice.up_to(3)), name } }.into()
        }
    }
}

/// An order by which a user arranges the workspace.
fn arrange_workspace(dice: &mut Dice) -> Command {
    match dice.up_to(3) {
        1 => ChooseLayout { layout: dice.one_of(Layout::Table, &[Layout::Split, Layout::Board]) }.into(),
        2 => {
            let view = dice.one_of(View::BuiltIn(BuiltInView::AllOpen), &[View::Custom(view_id(1))]);
            let by = dice.one_of(SortKey::Name, &[SortKey::LastActivityDate]);
            SortView { view, sort: Sort { by, descending: dice.once_in(2) } }.into()
        }
        _ => {
            let columns = (0..dice.up_to(3)).map(|_| {
                let name = Column::from(BuiltIn::Name);
                let other = Column::Property(some_property(dice));
                ShownColumn { column: dice.one_of(name, &[other]), width: dice.maybe(|_| 120) }
            });
            ArrangeColumns { columns: columns.collect() }.into()
        }
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

fn set_property(dice: &mut Dice, fresh: u8) -> SetProperty {
    SetProperty { ticket: some_ticket(dice, fresh), property: some_property(dice), value: some_value(dice) }
}

fn save_property(dice: &mut Dice) -> SaveProperty {
    let text = |text: &str| text.to_owned();
    let kind = match dice.up_to(3) {
        1 => PropertyKind::Number,
        2 => PropertyKind::Choice {
            options: vec![text("Trento"), dice.one_of(text("Bari"), &[text("Trento")])],
        },
        _ => PropertyKind::Text,
    };
    let name = dice.one_of(some_property(&mut dice.clone()), &["colour".into(), "No name".into()]);
    let label = dice.one_of(text("Colour"), &[text(" "), text("Serial"), name.to_string()]);
    SaveProperty { definition: PropertyDefinition { name, label, kind, archived: dice.once_in(6) } }
}

fn some_property(dice: &mut Dice) -> PropertyName {
    let defined = ["order_number", "serial", "bought_at", "shop", "colour"].map(PropertyName::from);
    if dice.once_in(3) {
        dice.one_of("serial".into(), &defined)
    } else {
        dice.one_of(BuiltIn::Name, &BuiltIn::ALL).into()
    }
}

fn some_value(dice: &mut Dice) -> String {
    match dice.up_to(8) {
        1 => String::new(),
        2 => "urgent".to_owned(),
        3 => "2026-03-02T10:00:00+01:00".to_owned(),
        4 => status_id(dice.up_to(7)).to_string(),
        5 => user_id(dice.up_to(10)).to_string(),
        6 => "-42".to_owned(),
        7 => "Verona".to_owned(),
        _ => "  perché no? \u{1F642} ".to_owned(),
    }
}

fn receive(dice: &mut Dice, fresh: u8) -> ReceiveMessage {
    let message = ReceiveMessage {
        message: message_id(if dice.once_in(10) { 1 } else { fresh }),
        from: if dice.once_in(20) {
            crate::identifier::DeliveryIdentifier::Email(address("support@desk.example"))
        } else {
            customer(dice.up_to(4))
        },
        from_name: dice.maybe(|dice| dice.one_of("Ada", &["", " Grace "]).to_owned()),
        subject: dice.maybe(|dice| dice.one_of("Refund", &["", "Re:\r\n Refund"]).to_owned()),
        body: Body { text: dice.one_of("Where is it?", &["", "\n \n"]).to_owned(), html: None },
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

fn send_reply(dice: &mut Dice, fresh: u8) -> SendReply {
    SendReply {
        conversation: some_conversation(dice, fresh),
        in_reply_to: if dice.once_in(4) { Some(some_message(dice, fresh)) } else { None },
        recipients: if dice.once_in(4) { vec![recipient(customer(3))] } else { Vec::new() },
        text: dice.one_of("On its way.", &["On its way.", " "]).to_owned(),
        attachments: if dice.once_in(6) { vec![attachment_id(1)] } else { Vec::new() },
        then_status: if dice.once_in(3) { Some(some_status(dice)) } else { None },
        properties: some_properties(dice),
        seen: if dice.once_in(3) { Some(some_message(dice, fresh)) } else { None },
        ..reply(if dice.once_in(10) { 2 } else { fresh })
    }
}

fn write_first(dice: &mut Dice, fresh: u8) -> WriteFirst {
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

fn change_status(dice: &mut Dice, fresh: u8) -> ChangeStatus {
    let (ticket, status) = (some_ticket(dice, fresh), some_status(dice));
    ChangeStatus { ticket, status, properties: some_properties(dice) }
}

fn change_pipeline(dice: &mut Dice, fresh: u8) -> ChangePipeline {
    ChangePipeline {
        ticket: some_ticket(dice, fresh),
        pipeline: pipeline_id(dice.up_to(3)),
        status: some_status(dice),
        properties: some_properties(dice),
    }
}

/// Mostly nothing, else what a status may ask for.
fn some_properties(dice: &mut Dice) -> Vec<(PropertyName, String)> {
    if !dice.once_in(3) {
        return Vec::new();
    }
    vec![(BuiltIn::Category.into(), dice.one_of("Delivery", &["Delivery", ""]).to_owned())]
}

/// Rules of pipeline 2, now and then about a status that is not its own.
fn some_rules(dice: &mut Dice) -> PipelineRules {
    let some = |dice: &mut Dice| [status_id(dice.one_of(6, &[6, 7, 7, 1]))].into();
    PipelineRules {
        no_moving_back: dice.once_in(3),
        skipping: match dice.up_to(4) {
            1 => Skipping::NextOnly,
            2 => Skipping::NotAcross { statuses: some(dice) },
            _ => Skipping::Allowed,
        },
        creation: dice.once_in(4).then(|| CreationStatuses { any_of: some(dice), first: None }),
    }
}

fn save_pipeline(dice: &mut Dice, fresh: u8) -> SavePipeline {
    let status = |n, label, order, state| Status::new(status_id(n), label, order, state);
    let statuses = vec![
        status(6, "Received", 0, dice.one_of(State::Open, &[State::Closed])),
        status(7, dice.one_of("Done", &["Done", "received "]), 1, State::Closed),
        status(if dice.once_in(3) { 1 } else { fresh }, "Checked", 0, State::Open),
    ];
    SavePipeline {
        pipeline: Pipeline {
            id: pipeline_id(dice.one_of(2, &[2, 3])),
            name: dice.one_of("Returns", &["Returns", " "]).to_owned(),
            order: 1,
            statuses,
            close_date: dice.one_of(CloseDateRule::SetWhenClosed, &[CloseDateRule::LeaveAlone]),
            triggers: StatusTriggers::default(),
            rules: some_rules(dice),
        },
    }
}
