//! Lists of tickets and threads: filters, pages, counts, and how few statements they take.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use sportello_domain::conversation::{AssignConversation, CloseConversation};
use sportello_domain::filter::{Filter, NumberTest, TextTest, TimeTest};
use sportello_domain::pipeline::State;
use sportello_domain::property::{BuiltIn, Priority, PropertyName};
use sportello_domain::protocol::ThreadEntry;
use sportello_domain::setup::Setup;
use sportello_domain::testing::{
    by_channel, by_user, channel_id, chat, closed, contact_id, conversation_id, customer, definitions, mail,
    message_id, minutes, new, new_ticket, order_id, pipeline_id, reply, setup, team_id, ticket_id, user_id,
    waiting_on_contact, waiting_on_us,
};
use sportello_domain::ticket::{AssignTicket, Assignee, ChangeStatus, CreateTicket, Ticket, TicketSource};
use sportello_domain::view::{BuiltInView, Sort, SortKey};
use sportello_server::engine::Engine;
use sportello_server::store::counts::Counting;
use sportello_server::store::place::{Ordered, TicketPlace};
use sportello_server::store::tickets::WhichTicket;

use crate::database::{TestDatabase, give, order_by};
use sportello_domain::order::{Actor, Order};

contract! {
    /// VEW-05, VEW-06; VEW-13: the count is that of the tickets that the filter lets through.
    #[test]
    fn filters_mean_in_the_database_what_they_mean_in_memory;

    #[test]
    fn pages_do_not_overlap_and_miss_nothing_in_any_order;

    #[test]
    fn page_with_its_count_takes_three_statements;

    #[test]
    fn ticket_with_its_thread_takes_at_most_six_statements_to_open;

    #[test]
    fn status_that_becomes_closed_moves_its_tickets_to_the_closed_view;

    /// CNV-04
    #[test]
    fn message_is_read_as_it_was_written;

    /// CNV-03
    #[test]
    fn thread_shows_messages_and_what_happened_between_them_in_pages;
}

/// Random tickets in every combination of what filters look at.
async fn desk_with_tickets(database: &TestDatabase, count: u8) -> (Engine, Vec<Ticket>) {
    let engine = database.engine_with(sportello_domain::testing::busy_setup()).await;
    let mut runner = TestRunner::deterministic();
    for n in 1..=count {
        let create = any_ticket(n).new_tree(&mut runner).unwrap().current();
        // By turns by hand and by a program, so that they have different sources.
        let actor = if n % 3 == 0 {
            sportello_domain::testing::program(1)
        } else {
            sportello_domain::testing::user(1)
        };
        let at = minutes(i64::from(n % 7));
        engine.execute(Order { at, ..order_by(&engine, actor, create) }).await.unwrap();
    }
    for n in (1..=count).step_by(5) {
        let mut mail = mail(200);
        mail.message = message_id(n);
        mail.new_conversation = conversation_id(n);
        mail.new_ticket = sportello_domain::id::TicketId::from(engine.entropy().id::<uuid::Uuid>());
        mail.from = customer(1 + n % 3);
        mail.new_contact = contact_id(1 + n % 3);
        mail.arrival = chat(1, channel_id(1), None).arrival;
        let id = engine.entropy().id();
        engine.execute(Order { id, ..by_channel(1, mail) }).await.unwrap();
        let conversation = conversation_id(n);
        if n % 2 == 0 {
            let close = CloseConversation { conversation };
            engine.execute(order_by(&engine, sportello_domain::testing::user(1), close)).await.unwrap();
        }
        if n % 3 == 0 {
            let assign = AssignConversation { conversation, owner: Some(user_id(1 + n % 2)) };
            engine.execute(order_by(&engine, sportello_domain::testing::user(1), assign)).await.unwrap();
        }
    }
    let all = engine
        .store()
        .ticket_page(&Filter::everything(), None, Ordered::default(), 1_000, Counting::Whole)
        .await
        .unwrap();
    (engine, all.rows.into_iter().map(|row| row.ticket).collect())
}

fn any_ticket(n: u8) -> impl Strategy<Value = CreateTicket> {
    let status = prop::sample::select(vec![new(), waiting_on_contact(), waiting_on_us(), closed()]);
    let owner = prop::option::of(prop::sample::select(vec![user_id(1), user_id(2), user_id(9)]));
    let priority = prop::option::of(prop::sample::select(Priority::ALL.to_vec()));
    let name = prop::sample::select(vec!["Refund not received", "ÄRGER mit 10%_\\", "refund"]);
    let texts =
        [prop::option::of(prop::sample::select(TEXTS)), prop::option::of(prop::sample::select(TEXTS))];
    let properties = prop::sample::subsequence(
        vec![
            ("serial", "ab-12"),
            ("serial", "\u{130}stanbul 10%_\\"),
            ("order_number", "-42"),
            ("order_number", "7"),
            ("bought_at", "2026-03-02T10:00:00.0000005+01:00"),
            ("bought_at", "1969-12-31T23:59:59.5Z"),
            ("shop", "Trento"),
            ("story", "\u{130}stanbul 10%_\\\nshop"),
            ("due_on", "2026-03-02"),
            ("insured", "no"),
            ("parts", "Bell;Lamp"),
            ("parts", "Lamp"),
            ("checked_by", USER.as_str()),
            ("close_date", "2026-03-02T09:03:00Z"),
        ],
        0..=9,
    );
    (status, owner, priority, name, texts, properties).prop_map(
        move |(status, owner, priority, name, [category, description], properties)| CreateTicket {
            status: Some(status),
            owner,
            priority,
            name: name.to_owned(),
            category: category.map(str::to_owned),
            description: description.map(str::to_owned),
            properties: properties.into_iter().map(|(name, value)| (name.into(), value.to_owned())).collect(),
            ..new_ticket(n)
        },
    )
}

/// Texts with what means something to a database, and letters whose small forms are not one letter.
const TEXTS: &[&str] = &["Ärger", "ärger mit 10%_\\", "10%", "\u{130}STANBUL", "nul \0 here", "%", "shop"];

/// The id of a user, as the value of a property.
static USER: LazyLock<String> = LazyLock::new(|| user_id(1).to_string());

fn any_new_condition() -> impl Strategy<Value = Filter> {
    let properties: Vec<PropertyName> = BuiltIn::ALL
        .map(PropertyName::from)
        .into_iter()
        .chain(definitions().into_iter().map(|definition| definition.name))
        .chain(["colour".into()])
        .collect();
    let property = || prop::sample::select(properties.clone());
    let of_texts = || {
        let texts = ["name", "category", "description", "serial", "shop", "story", "parts", "insured"];
        let texts = texts.map(PropertyName::from);
        prop_oneof![3 => prop::sample::select(texts.to_vec()), 1 => prop::sample::select(properties.clone())]
    };
    let of_times = || {
        let dates = ["close_date", "create_date", "last_modified_date", "last_activity_date"];
        let dates = dates.into_iter().chain(["bought_at", "due_on"]).map(PropertyName::from);
        prop_oneof![3 => prop::sample::select(dates.collect::<Vec<_>>()), 1 => prop::sample::select(properties.clone())]
    };
    let text = || {
        prop::sample::select(
            [TEXTS, &["REFUND", "", "_", "\\", "AB-12", "i", "LAMP", "no", USER.as_str()]].concat(),
        )
    };
    let at = || prop::sample::select(vec![minutes(-60), minutes(0), minutes(3), minutes(5)]);
    let number = || prop::sample::select(vec![-42_i64, 0, 7, 40]);
    let days = || 0..3_u32;
    prop_oneof![
        prop::sample::subsequence(vec![user_id(1), user_id(2)], 0..=2)
            .prop_map(|any_of| Filter::CreatedBy { any_of: any_of.into_iter().collect() }),
        prop::sample::subsequence(vec![channel_id(1), channel_id(2)], 0..=2)
            .prop_map(|any_of| Filter::Channel { any_of: any_of.into_iter().collect() }),
        prop::sample::select(State::ALL.to_vec()).prop_map(|is| Filter::ConversationState { is }),
        prop::sample::subsequence(vec![user_id(1), user_id(2)], 0..=2)
            .prop_map(|any_of| Filter::ConversationOwner { any_of: any_of.into_iter().collect() }),
        Just(Filter::ConversationUnassigned),
        (of_texts(), text()).prop_map(|(property, text)| Filter::Text {
            property,
            is: TextTest::Is { text: text.to_owned() }
        }),
        (of_texts(), text()).prop_map(|(property, text)| Filter::Text {
            property,
            is: TextTest::Contains { text: text.to_owned() }
        }),
        (property(), number(), 0..3).prop_map(|(property, number, test)| Filter::Number {
            property,
            is: match test {
                0 => NumberTest::Is { number },
                1 => NumberTest::AtLeast { number },
                _ => NumberTest::AtMost { number },
            }
        }),
        (of_times(), at(), any::<bool>()).prop_map(|(property, at, before)| Filter::Time {
            property,
            is: if before { TimeTest::Before { at } } else { TimeTest::Since { at } }
        }),
        (of_times(), days(), any::<bool>()).prop_map(|(property, days, within)| Filter::Time {
            property,
            is: if within { TimeTest::WithinDays { days } } else { TimeTest::OverDaysAgo { days } }
        }),
        (of_texts(), prop::collection::btree_set(text().prop_map(str::to_owned), 0..3))
            .prop_map(|(property, any_of)| Filter::Choice { property, any_of }),
        property().prop_map(|property| Filter::Known { property }),
    ]
}

fn any_filter() -> impl Strategy<Value = Filter> {
    let statuses = vec![
        new(),
        waiting_on_contact(),
        waiting_on_us(),
        closed(),
        sportello_domain::testing::status_id(99),
    ];
    let sources = vec![
        TicketSource::Email,
        TicketSource::Chat,
        TicketSource::Manual,
        TicketSource::Api,
        TicketSource::Form,
    ];
    let leaf = prop_oneof![
        Just(Filter::State { is: State::Open }),
        Just(Filter::State { is: State::Closed }),
        prop::sample::subsequence(statuses, 0..=3)
            .prop_map(|any_of| Filter::Status { any_of: any_of.into_iter().collect() }),
        (0..3_u8).prop_map(|n| Filter::Pipeline { any_of: (0..n).map(pipeline_id).collect() }),
        prop::sample::subsequence(vec![user_id(1), user_id(2), user_id(3)], 0..=3)
            .prop_map(|any_of| Filter::Owner { any_of: any_of.into_iter().collect() }),
        Just(Filter::Unassigned),
        prop::sample::subsequence(vec![team_id(1), team_id(2)], 0..=2)
            .prop_map(|any_of| Filter::Team { any_of: any_of.into_iter().collect() }),
        prop::sample::subsequence(Priority::ALL.to_vec(), 0..=4)
            .prop_map(|any_of| Filter::Priority { any_of: any_of.into_iter().collect() }),
        Just(Filter::NoPriority),
        prop::sample::subsequence(sources, 0..=3)
            .prop_map(|any_of| Filter::Source { any_of: any_of.into_iter().collect() }),
        prop::sample::subsequence(vec![contact_id(1), contact_id(2), contact_id(3)], 0..=2)
            .prop_map(|any_of| Filter::Contact { any_of: any_of.into_iter().collect() }),
    ];
    let leaf = prop_oneof![leaf, any_new_condition()];
    leaf.prop_recursive(3, 12, 3, |part| {
        prop_oneof![
            prop::collection::vec(part.clone(), 0..=3).prop_map(|of| Filter::All { of }),
            prop::collection::vec(part.clone(), 0..=3).prop_map(|of| Filter::Any { of }),
            part.prop_map(|part| Filter::Not { of: Box::new(part) }),
        ]
    })
}

async fn filters_mean_in_the_database_what_they_mean_in_memory(database: TestDatabase) {
    let (engine, tickets) = desk_with_tickets(&database, 80).await;
    let setup = engine.setup();
    let mut runner = TestRunner::deterministic();
    let mut let_through = BTreeSet::new();
    for n in 0..600 {
        let filter = any_filter().new_tree(&mut runner).unwrap().current();
        // Some with their days counted, some with days that are not counted from anywhere.
        let filter = if n % 3 == 0 { filter } else { filter.as_of(minutes(2 * 24 * 60 + 4)) };
        let expected = matching(&tickets, &setup, &filter);

        let page = engine
            .store()
            .ticket_page(&filter, None, Ordered::default(), 1_000, Counting::Whole)
            .await
            .unwrap();

        let found: BTreeSet<_> = page.rows.iter().map(|row| row.ticket.id).collect();
        assert_eq!(found, expected, "{filter:?}");
        assert_eq!(page.count, expected.len() as u64, "{filter:?}");
        let_through.insert(expected.len());

        let few = engine.store().ticket_counts(&[filter], Counting::UpTo(3)).await.unwrap();
        assert_eq!(few, [expected.len().min(3) as u64]);
    }
    assert!(let_through.len() > 20, "the filters let through different tickets: {let_through:?}");
}

fn matching(tickets: &[Ticket], setup: &Setup, filter: &Filter) -> BTreeSet<sportello_domain::id::TicketId> {
    tickets.iter().filter(|ticket| filter.matches(setup, ticket)).map(|ticket| ticket.id).collect()
}

async fn pages_do_not_overlap_and_miss_nothing_in_any_order(database: TestDatabase) {
    // Many are alike in what is compared, so that the id decides.
    let (engine, tickets) = desk_with_tickets(&database, 50).await;
    let all = Filter::everything();
    let sorts =
        SortKey::ALL.into_iter().flat_map(|by| [true, false].map(|descending| Sort { by, descending }));
    for sort in sorts {
        let mut found = Vec::new();
        let mut after = None;
        loop {
            let ordered = Ordered { sort, after };
            let page = engine.store().ticket_page(&all, None, ordered, 7, Counting::Whole).await.unwrap();
            assert!(page.rows.len() <= 7);
            found.extend(page.rows.into_iter().map(|row| row.ticket.id));
            match page.next {
                Some(next) => after = Some(TicketPlace::parse(&next, sort.by).unwrap()),
                None => break,
            }
        }

        let mut expected: Vec<_> = tickets.iter().map(|ticket| (sort.by.value(ticket), ticket.id)).collect();
        expected.sort_unstable();
        if sort.descending {
            expected.reverse();
        }
        let expected: Vec<_> = expected.into_iter().map(|(_, id)| id).collect();
        assert_eq!(found, expected, "{sort}");
    }
}

async fn page_with_its_count_takes_three_statements(database: TestDatabase) {
    desk_with_tickets(&database, 30).await;
    let store = database.store().await;
    for view in BuiltInView::ALL {
        let before = store.statements().run();
        store
            .ticket_page(
                &view.filter(&setup(), user_id(1)),
                Some(user_id(1)),
                Ordered::default(),
                50,
                Counting::Whole,
            )
            .await
            .unwrap();
        let taken = store.statements().run() - before;
        assert!(taken <= 3, "{view:?} takes {taken}");
    }
    let before = store.statements().run();
    store
        .ticket_counts(&BuiltInView::ALL.map(|view| view.filter(&setup(), user_id(1))), Counting::Whole)
        .await
        .unwrap();
    assert_eq!(store.statements().run() - before, 1);
}

async fn ticket_with_its_thread_takes_at_most_six_statements_to_open(database: TestDatabase) {
    database.engine().await.execute(by_channel(1, mail(1))).await.unwrap();
    let store = database.store().await;

    let view = store.ticket_view(WhichTicket::Id(ticket_id(1)), Some(user_id(1))).await.unwrap().unwrap();
    // What the thread's page asks first: whether one may see it.
    store.conversation(view.shown.unwrap()).await.unwrap().unwrap();
    store.thread(view.shown.unwrap(), None, 50).await.unwrap();

    let taken = store.statements().run();
    assert!((1..=6).contains(&taken), "it takes {taken}");
}

async fn status_that_becomes_closed_moves_its_tickets_to_the_closed_view(database: TestDatabase) {
    let engine = database.engine().await;
    give(&engine, new_ticket(1)).await.unwrap();
    let mut pipeline = engine.setup().pipelines[&pipeline_id(1)].clone();
    for status in &mut pipeline.statuses {
        if status.id == new() {
            status.state = State::Closed;
        }
    }
    let save = sportello_domain::pipeline::SavePipeline { pipeline };
    engine.execute(order_by(&engine, Actor::User { user: user_id(9) }, save)).await.unwrap();

    let views = [BuiltInView::AllOpen, BuiltInView::Closed].map(|view| view.filter(&setup(), user_id(1)));
    assert_eq!(engine.store().ticket_counts(&views, Counting::Whole).await.unwrap(), [0, 1]);
    let page =
        engine.store().ticket_page(&views[1], None, Ordered::default(), 10, Counting::Whole).await.unwrap();
    assert_eq!(page.rows.len(), 1);
}

async fn message_is_read_as_it_was_written(database: TestDatabase) {
    let engine = database.engine().await;
    let mut mail = mail(1);
    mail.body.html = Some("<p>Wo ist mein Geld? \u{1f4b6}</p>".to_owned());
    mail.from_name = Some("Zoë".to_owned());
    let accepted = engine.execute(by_channel(1, mail.clone())).await.unwrap();

    let found = engine.store().message(message_id(1)).await.unwrap().unwrap();

    let head = accepted.change.events.iter().find_map(|event| {
        if let sportello_domain::event::Fact::MessageAdded { message } = &event.fact {
            Some((**message).clone())
        } else {
            None
        }
    });
    assert_eq!(Some(found.message), head);
    assert_eq!(found.body, mail.body);
    assert_eq!(found.ticket.unwrap().id, ticket_id(1));
    assert_eq!(engine.store().message(message_id(2)).await.unwrap(), None);
}

async fn thread_shows_messages_and_what_happened_between_them_in_pages(database: TestDatabase) {
    let engine = database.engine().await;
    let given: Vec<Order> = vec![
        by_channel(1, mail(1)),
        by_user(1, AssignTicket { ticket: ticket_id(1), to: Assignee::User { user: user_id(2) } }),
        by_user(1, reply(2)),
        by_user(1, ChangeStatus::new(ticket_id(1), closed())),
        by_channel(1, chat(3, channel_id(1), Some(conversation_id(1)))),
    ];
    for (n, order) in (1..).zip(given) {
        let at = minutes(i64::from(n));
        engine.execute(Order { id: order_id(n), at, ..order }).await.unwrap();
    }

    let whole = engine.store().thread(conversation_id(1), None, 50).await.unwrap();
    assert_eq!(
        kinds(&whole.entries),
        ["message 1", "assignment", "message 2", "status", "message 3", "status"],
        "the customer's answer reopens the ticket"
    );
    assert_eq!(whole.earlier, None);

    let newest = engine.store().thread(conversation_id(1), None, 2).await.unwrap();
    assert_eq!(kinds(&newest.entries), ["message 2", "status", "message 3", "status"]);
    let before = Some(newest.earlier.unwrap().parse().unwrap());
    let oldest = engine.store().thread(conversation_id(1), before, 2).await.unwrap();
    assert_eq!(kinds(&oldest.entries), ["message 1", "assignment"]);
    assert_eq!(oldest.earlier, None);
}

fn kinds(entries: &[ThreadEntry]) -> Vec<String> {
    use sportello_domain::history::Happening;
    let number = |message| (1..9).find(|n| message_id(*n) == message).unwrap();
    entries
        .iter()
        .map(|entry| match entry {
            ThreadEntry::Message(view) => format!("message {}", number(view.message.id)),
            ThreadEntry::Happening { happening: Happening::Assignment { .. }, .. } => "assignment".to_owned(),
            ThreadEntry::Happening { happening: Happening::StatusChange { .. }, .. } => "status".to_owned(),
            ThreadEntry::Happening { happening: Happening::Split { .. }, .. } => "split".to_owned(),
            ThreadEntry::Happening { happening: Happening::SplitOff { .. }, .. } => "split off".to_owned(),
            ThreadEntry::Happening { happening: Happening::Merged { .. }, .. } => "merged".to_owned(),
            ThreadEntry::Happening { happening: Happening::Moved { .. }, .. } => "moved".to_owned(),
        })
        .collect()
}
