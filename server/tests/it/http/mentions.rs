//! Mentions as they are listed for whoever was mentioned.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use sportello_domain::id::{MessageId, UserId};
use sportello_domain::message::AddComment;
use sportello_domain::order::Actor;
use sportello_domain::protocol::{MentionPage, OrderAnswer, Problem, TicketPage, ViewCount};
use sportello_domain::testing::user_id;
use sportello_domain::ticket::{AssignTicket, Assignee};
use sportello_domain::unread::{MarkRead, MarkUnread};
use sportello_domain::user::{Access, Permission, SaveUser, User};
use sportello_domain::view::{BuiltInView, View};

use super::window::{BRUNO, CHIARA, GIULIA, INES, Received, Sender, Window};
use crate::database::TestDatabase;

contract! {
    /// REP-16, REP-17
    #[test]
    fn mention_is_listed_once_for_whoever_is_mentioned_until_the_ticket_is_read;

    /// REP-16
    #[test]
    fn mentions_are_paged_newest_first_by_two_statements;

    /// PER-03
    #[test]
    fn mention_on_a_ticket_out_of_reach_is_neither_listed_nor_counted;

    #[test]
    fn my_mentions_lists_and_counts_what_its_reader_was_mentioned_in;

    /// VEW-03
    #[test]
    fn without_a_service_seat_three_of_the_built_in_views_are_left;
}

/// A comment of Giulia's that mentions some users.
async fn mention(window: &Window, on: &Received, users: &[u8]) -> MessageId {
    window.clock.set(window.clock.now() + TimeDelta::minutes(1));
    let message = window.new_id();
    let comment = AddComment {
        message,
        conversation: on.conversation,
        text: "Can you have a look?".into(),
        mentions: users.iter().map(|user| user_id(*user)).collect(),
        attachments: Vec::new(),
    };
    window.give(Actor::User { user: user_id(GIULIA) }, comment).await;
    message
}

async fn mentions(window: &Window, sender: &Sender, query: &str) -> MentionPage {
    window.get(sender, &format!("/api/v1/mentions{query}")).await.json()
}

fn listed(page: &MentionPage) -> Vec<MessageId> {
    page.mentions.iter().map(|mention| mention.message).collect()
}

async fn mention_is_listed_once_for_whoever_is_mentioned_until_the_ticket_is_read(database: TestDatabase) {
    let window = Window::open(&database).await;
    let received = window.receive(1).await;
    let [giulia, chiara] = [window.browser_of(GIULIA).await, window.browser_of(CHIARA).await];
    let comment = mention(&window, &received, &[CHIARA, GIULIA]).await;

    let page = mentions(&window, &chiara, "").await;
    assert_eq!((listed(&page), page.unread), (vec![comment], 1));
    let [found] = page.mentions.as_slice() else { panic!("{page:?}") };
    assert_eq!((found.ticket, found.by, found.unread), (received.ticket, user_id(GIULIA), true));
    assert_eq!((found.name.as_str(), found.text.as_str()), ("Refund 1", "Can you have a look?"));
    let own = mentions(&window, &giulia, "").await;
    assert_eq!((listed(&own), own.unread), (vec![], 0), "nobody is told by themself");

    let chiaras = Actor::User { user: user_id(CHIARA) };
    window.give(chiaras.clone(), MarkRead { ticket: received.ticket }).await;
    let read = mentions(&window, &chiara, "").await;
    assert_eq!((read.unread, read.mentions[0].unread), (0, false));
    window.give(chiaras, MarkUnread { ticket: received.ticket }).await;
    assert_eq!(mentions(&window, &chiara, "").await.unread, 1);
}

async fn mentions_are_paged_newest_first_by_two_statements(database: TestDatabase) {
    let window = Window::open(&database).await;
    let mut expected = Vec::new();
    for n in 1..=5 {
        let received = window.receive(n).await;
        expected.insert(0, mention(&window, &received, &[CHIARA, INES]).await);
    }
    let reader: UserId = user_id(CHIARA);
    let chiara = window.browser_of(CHIARA).await;
    let first = mentions(&window, &chiara, "?limit=3").await;
    let rest = format!("?limit=3&after={}", first.next.as_deref().unwrap());
    let rest = mentions(&window, &chiara, &rest).await;
    assert_eq!(rest.next, None);
    assert_eq!([listed(&first), listed(&rest)].concat(), expected);
    assert_eq!((first.unread, rest.unread), (5, 5));

    // Another than the engine's, which looks at the log now and then.
    let store = database.store().await;
    let seen =
        sportello_domain::policy::visible_tickets(&window.engine.setup(), &Actor::User { user: reader });
    let before = store.statements().run();
    store.mentions(reader, &seen, &BTreeSet::new(), None, 3).await.unwrap();
    assert_eq!(store.statements().run() - before, 2);
}

async fn mention_on_a_ticket_out_of_reach_is_neither_listed_nor_counted(database: TestDatabase) {
    let window = Window::open(&database).await;
    let received = window.receive_for_bruno(1).await;
    let bruno = window.browser_of(BRUNO).await;
    let comment = mention(&window, &received, &[BRUNO]).await;
    assert_eq!(listed(&mentions(&window, &bruno, "").await), [comment]);

    let to = Assignee::User { user: user_id(GIULIA) };
    window.give(Actor::System, AssignTicket { ticket: received.ticket, to }).await;

    let page = mentions(&window, &bruno, "").await;
    assert_eq!((listed(&page), page.unread), (vec![], 0));
    let again = AddComment {
        message: window.new_id(),
        conversation: received.conversation,
        text: "Bruno?".into(),
        mentions: [user_id(BRUNO)].into(),
        attachments: Vec::new(),
    };
    let giulia = window.browser_of(GIULIA).await;
    let answers = window.order(&giulia, vec![again.into()]).await;
    let [OrderAnswer::Refused { problem, .. }] = answers.as_slice() else { panic!("{answers:?}") };
    assert_eq!((problem.status, problem.code.as_str()), (409, "mention_without_access"));
}

async fn my_mentions_lists_and_counts_what_its_reader_was_mentioned_in(database: TestDatabase) {
    let window = Window::open(&database).await;
    let (first, second) = (window.receive(1).await, window.receive(2).await);
    mention(&window, &first, &[CHIARA]).await;
    mention(&window, &first, &[CHIARA]).await;
    mention(&window, &second, &[INES]).await;
    for (user, expected) in [(CHIARA, vec![first.ticket]), (INES, vec![second.ticket]), (GIULIA, vec![])] {
        let sender = window.browser_of(user).await;
        let page: TicketPage = window.get(&sender, "/api/v1/tickets?view=my-mentions").await.json();
        let found: Vec<_> = page.rows.iter().map(|row| row.ticket.id).collect();
        assert_eq!((found, page.count), (expected.clone(), expected.len() as u64));
        let counts: Vec<ViewCount> = window.get(&sender, "/api/v1/counts").await.json();
        let count = counts.iter().find(|it| it.view == View::from(BuiltInView::MyMentions)).unwrap();
        assert_eq!(count.count, expected.len() as u64);
    }
}

async fn without_a_service_seat_three_of_the_built_in_views_are_left(database: TestDatabase) {
    let window = Window::open(&database).await;
    let mut user: User = window.engine.setup().users[&user_id(GIULIA)].clone();
    user.access = Access { permissions: [Permission::Service].into(), ..user.access };
    window.give(Actor::System, SaveUser { user }).await;
    let giulia = window.browser_of(GIULIA).await;
    for view in BuiltInView::ALL {
        let answer = window.get(&giulia, &format!("/api/v1/tickets?view={}", view.slug())).await;
        if matches!(view, BuiltInView::MyMentions | BuiltInView::Following | BuiltInView::AllOpen) {
            assert_eq!(answer.status, 200, "{view:?}");
        } else {
            assert_eq!(answer.json::<Problem>().code, "permission_missing", "{view:?}");
        }
    }
    let counts: Vec<ViewCount> = window.get(&giulia, "/api/v1/counts").await.json();
    let counted: Vec<View> = counts.into_iter().map(|count| count.view).collect();
    let expected = [BuiltInView::MyMentions, BuiltInView::Following, BuiltInView::AllOpen];
    assert_eq!(counted, expected.map(View::from));
}
