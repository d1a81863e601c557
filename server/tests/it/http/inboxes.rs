//! Conversations in inboxes: listed, hidden from who does not work there, moved, and removed.

use axum::http::StatusCode;
use chrono::TimeDelta;
use sportello_domain::channel::{Channel, SaveChannel};
use sportello_domain::history::Happening;
use sportello_domain::id::{ConversationId, InboxId};
use sportello_domain::inbox::{
    Explanation, Inbox, Members, MoveChannel, MoveConversation, RestoreConversation, SaveInbox,
    TrashConversation,
};
use sportello_domain::message::AddComment;
use sportello_domain::order::{Actor, Command};
use sportello_domain::protocol::{
    ConversationPage, ConversationView, MentionPage, SearchPage, ThreadEntry, ThreadPage, TicketView,
};
use sportello_domain::testing::{T0, channel_id, inbox_id, user_id};
use sportello_domain::trash::DAYS_KEPT;
use sportello_server::sweep::sweep;

use super::window::{BRUNO, CHIARA, GIULIA, INES, Received, Sender, Window};
use crate::database::TestDatabase;

contract! {
    /// INB-01
    #[test]
    fn inbox_lists_its_conversations_by_their_newest_message;

    /// INB-08
    #[test]
    fn limited_inbox_is_hidden_from_whoever_does_not_work_there;

    /// MOV-05, MOV-11, CNV-03
    #[test]
    fn move_is_told_in_the_thread_where_there_is_a_ticket_and_where_there_is_none;

    /// MCH-02, MCH-04
    #[test]
    fn channel_takes_its_conversations_along;

    /// INB-11, DEL-07, DEL-08, DEL-09, DEL-13
    #[test]
    fn conversation_without_a_ticket_waits_in_the_trash_for_ninety_days;
}

const SHARED: u8 = 1;
const LIMITED: u8 = 2;

/// A desk whose mails come to the shared inbox. Giulia and Ines work in the limited one.
async fn with_inboxes(database: &TestDatabase) -> Window {
    let window = Window::open(database).await;
    let users = [GIULIA, INES].map(user_id).into();
    for (n, members) in [(SHARED, Members::Everyone), (LIMITED, Members::Only { users, teams: [].into() })] {
        let inbox = Inbox { id: inbox_id(n), name: format!("Inbox {n}"), members };
        window.give(Actor::System, SaveInbox { inbox }).await;
    }
    let before = window.engine.setup().channels[&channel_id(1)].clone();
    let of_inbox = Channel {
        id: channel_id(2),
        name: "Inbox".to_owned(),
        kind: sportello_domain::channel::ChannelKind::Chat,
        inbox: Some(inbox_id(SHARED)),
        ..before
    };
    window.give(Actor::System, SaveChannel { channel: of_inbox }).await;
    window
}

/// A message of the n-th customer, a minute after what was before, in the shared inbox.
async fn receive(window: &Window, n: u8) -> Received {
    window.clock.set(window.clock.now() + TimeDelta::minutes(1));
    let received = window.receive(n).await;
    window.give(ines(), moving(window, received.conversation, Some(SHARED))).await;
    received
}

/// A message of a customer to the channel of the shared inbox, which has no ticket.
async fn chat(window: &Window) -> ConversationId {
    let conversation = window.new_id();
    let received = sportello_domain::message::ReceiveMessage {
        message: window.new_id(),
        new_conversation: conversation,
        new_contact: window.new_id(),
        new_ticket: window.new_id(),
        ..sportello_domain::testing::chat(7, channel_id(2), None)
    };
    window.give(Actor::Channel { channel: channel_id(2) }, received).await;
    conversation
}

fn ines() -> Actor {
    Actor::User { user: user_id(INES) }
}

fn moving(window: &Window, conversation: ConversationId, to: Option<u8>) -> MoveConversation {
    MoveConversation {
        conversation,
        to: to.map(inbox_id),
        owner: None,
        comment: None,
        status: None,
        properties: Vec::new(),
        new_ticket: window.new_id(),
    }
}

async fn list(window: &Window, sender: &Sender, query: &str) -> ConversationPage {
    window.get(sender, &format!("/api/v1/conversations?{query}")).await.json()
}

fn listed(page: &ConversationPage) -> Vec<ConversationId> {
    page.conversations.iter().map(|row| row.conversation.id).collect()
}

async fn inbox_lists_its_conversations_by_their_newest_message(database: TestDatabase) {
    let window = with_inboxes(&database).await;
    let mut conversations = Vec::new();
    for n in 1..=3 {
        conversations.push(receive(&window, n).await.conversation);
    }
    let [first, second, third] = conversations[..] else { panic!() };
    let giulia = window.browser_of(GIULIA).await;
    let shared = format!("inbox={}", inbox_id(SHARED));
    assert_eq!(listed(&list(&window, &giulia, &shared).await), [third, second, first]);

    window.clock.set(window.clock.now() + TimeDelta::minutes(1));
    let answer: Command = sportello_domain::message::SendReply {
        message: window.new_id(),
        conversation: first,
        ..sportello_domain::testing::reply(1)
    }
    .into();
    window.order(&giulia, vec![answer]).await;
    let page = list(&window, &giulia, &format!("{shared}&limit=2")).await;
    assert_eq!(listed(&page), [first, third], "what was written last comes first");
    assert_eq!(page.tickets.len(), 2, "each with its ticket");
    let rest = list(&window, &giulia, &format!("{shared}&limit=2&after={}", page.next.unwrap())).await;
    assert_eq!((listed(&rest), rest.next), (vec![second], None));

    let close = sportello_domain::conversation::CloseConversation { conversation: third };
    window.order(&giulia, vec![close.into()]).await;
    assert_eq!(listed(&list(&window, &giulia, &shared).await), [first, second]);
    assert_eq!(listed(&list(&window, &giulia, "inbox=all&state=closed").await), [third]);
    let nothing_waits = list(&window, &giulia, "without_ticket=true").await;
    assert_eq!((listed(&nothing_waits), nothing_waits.without_ticket), (vec![], 0));

    // Who sees own tickets only works in the inbox all the same, but is not told of the tickets.
    let bruno = window.browser_of(BRUNO).await;
    let page = list(&window, &bruno, &shared).await;
    assert_eq!((listed(&page).len(), page.tickets.len()), (2, 0));
    for (sender, sees) in [(&giulia, true), (&bruno, false)] {
        let view: ConversationView =
            window.get(sender, &format!("/api/v1/conversations/{first}")).await.json();
        assert_eq!((view.conversation.id, view.ticket.is_some()), (first, sees));
        assert_eq!(view.records.contacts.len(), 1);
    }
    for wrong in ["inbox=nothing".to_owned(), format!("{shared}&state=lost")] {
        let answer = window.get(&giulia, &format!("/api/v1/conversations?{wrong}")).await;
        assert_eq!(answer.problem(), (400, "query_invalid".to_owned()));
    }
    let unknown: InboxId = window.new_id();
    let answer = window.get(&giulia, &format!("/api/v1/conversations?inbox={unknown}")).await;
    assert_eq!(answer.problem(), (404, "inbox_not_found".to_owned()));
}

async fn limited_inbox_is_hidden_from_whoever_does_not_work_there(database: TestDatabase) {
    let window = with_inboxes(&database).await;
    let received = receive(&window, 1).await;
    let comment = AddComment {
        mentions: [user_id(CHIARA), user_id(GIULIA)].into(),
        ..AddComment::new(window.new_id(), received.conversation, "About the salary.")
    };
    window.give(ines(), comment).await;
    window.give(ines(), moving(&window, received.conversation, Some(LIMITED))).await;
    let (giulia, chiara) = (window.browser_of(GIULIA).await, window.browser_of(CHIARA).await);

    for (sender, sees) in [(&giulia, true), (&chiara, false)] {
        let answer = window.get(sender, &format!("/api/v1/tickets/{}", received.ticket)).await;
        let ticket: TicketView = answer.json();
        assert_eq!(ticket.conversations.len(), usize::from(sees), "the ticket itself is seen by both");
        for path in [
            format!("/api/v1/conversations/{}", received.conversation),
            format!("/api/v1/conversations/{}/thread", received.conversation),
            format!("/api/v1/messages/{}/body", received.message),
            format!("/api/v1/attachments/{}", received.attachment),
        ] {
            let expected = if sees { StatusCode::OK } else { StatusCode::NOT_FOUND };
            assert_eq!(window.get(sender, &path).await.status, expected, "{path}");
        }
        for query in ["inbox=all", ""] {
            assert_eq!(listed(&list(&window, sender, query).await).len(), usize::from(sees), "{query}");
        }
        for (word, hits) in [("salary", usize::from(sees)), ("refund", 1 + usize::from(sees))] {
            let found: SearchPage = window.get(sender, &format!("/api/v1/search?q={word}")).await.json();
            assert_eq!(found.hits.len(), hits, "{word}: the ticket is found by its name by both");
        }
        let mentions: MentionPage = window.get(sender, "/api/v1/mentions").await.json();
        assert_eq!((mentions.mentions.len(), mentions.unread), (usize::from(sees), u64::from(sees)));
        let history = window.get(sender, &format!("/api/v1/tickets/{}/associations", received.ticket)).await;
        assert_eq!(String::from_utf8_lossy(&history.body).contains("Refund 1"), sees);
    }
    let one = window.get(&chiara, &format!("/api/v1/conversations?inbox={}", inbox_id(LIMITED))).await;
    assert_eq!(one.problem(), (404, "inbox_not_found".to_owned()));
}

/// What stands in a thread beside its messages.
async fn happened(window: &Window, sender: &Sender, conversation: ConversationId) -> Vec<Happening> {
    let path = format!("/api/v1/conversations/{conversation}/thread");
    let thread: ThreadPage = window.get(sender, &path).await.json();
    let happening = |entry| match entry {
        ThreadEntry::Happening { happening, .. } => Some(happening),
        ThreadEntry::Message(_) => None,
    };
    thread.entries.into_iter().filter_map(happening).collect()
}

async fn move_is_told_in_the_thread_where_there_is_a_ticket_and_where_there_is_none(database: TestDatabase) {
    let window = with_inboxes(&database).await;
    let received = window.receive(1).await;
    let giulia = window.browser_of(GIULIA).await;
    let comment = Explanation { message: window.new_id(), text: "About the salary.".into() };
    let there =
        MoveConversation { comment: Some(comment), ..moving(&window, received.conversation, Some(LIMITED)) };
    window.give(ines(), there).await;
    let to_limited = Happening::Moved { from: None, to: Some(inbox_id(LIMITED)) };
    assert_eq!(happened(&window, &giulia, received.conversation).await, [to_limited]);

    let without_ticket = chat(&window).await;
    window.give(ines(), moving(&window, without_ticket, Some(LIMITED))).await;
    let between = Happening::Moved { from: Some(inbox_id(SHARED)), to: Some(inbox_id(LIMITED)) };
    assert_eq!(happened(&window, &giulia, without_ticket).await, std::slice::from_ref(&between));
    window.give(ines(), moving(&window, without_ticket, None)).await;
    let to_desk = Happening::Moved { from: Some(inbox_id(LIMITED)), to: None };
    assert_eq!(happened(&window, &giulia, without_ticket).await, [between, to_desk]);
    let (found, ticket) = window.engine.store().conversation(without_ticket).await.unwrap().unwrap();
    assert!(found.inbox.is_none() && ticket.is_some(), "in the help desk it has a ticket");
}

async fn channel_takes_its_conversations_along(database: TestDatabase) {
    let window = with_inboxes(&database).await;
    let mut conversations = [chat(&window).await, chat(&window).await];
    conversations.sort_unstable();
    let elsewhere = receive(&window, 1).await;
    let giulia = window.browser_of(GIULIA).await;
    assert_eq!(listed(&list(&window, &giulia, "inbox=all").await).len(), 3);
    window.give(ines(), MoveChannel { channel: channel_id(2), history: true }).await;
    assert_eq!(listed(&list(&window, &giulia, "inbox=all").await), [elsewhere.conversation]);
    let mut waiting = listed(&list(&window, &giulia, "without_ticket=true").await);
    waiting.sort_unstable();
    assert_eq!(waiting, conversations, "none of them got a ticket");
    assert_eq!(window.engine.setup().channels[&channel_id(2)].inbox, None);
}

async fn conversation_without_a_ticket_waits_in_the_trash_for_ninety_days(database: TestDatabase) {
    let window = with_inboxes(&database).await;
    let (restored, removed) = (chat(&window).await, chat(&window).await);
    let trash = |conversation| TrashConversation { conversation, with: [].into() };
    for conversation in [restored, removed] {
        window.give(ines(), trash(conversation)).await;
    }
    let (giulia, ines_browser) = (window.browser_of(GIULIA).await, window.browser_of(INES).await);
    assert!(listed(&list(&window, &giulia, "inbox=all").await).is_empty());
    let refused = window.get(&giulia, "/api/v1/conversations?trash=true").await;
    assert_eq!(refused.problem(), (403, "permission_missing".to_owned()));
    let page = list(&window, &ines_browser, "trash=true").await;
    assert_eq!(listed(&page).len(), 2);
    let row = &page.conversations[0].conversation;
    assert_eq!((row.placed_at, row.trashed_by), (Some(T0), Some(user_id(INES))));

    window.give(ines(), RestoreConversation { conversation: restored }).await;
    assert_eq!(listed(&list(&window, &giulia, "inbox=all").await), [restored]);
    window.clock.set(T0 + TimeDelta::days(DAYS_KEPT));
    sweep(&window.engine).await.unwrap();
    assert!(window.engine.store().conversation(removed).await.unwrap().is_some(), "it can still be restored");
    window.clock.set(T0 + TimeDelta::days(DAYS_KEPT) + TimeDelta::milliseconds(1));
    assert_eq!(sweep(&window.engine).await.unwrap(), 1);
    assert!(window.engine.store().conversation(removed).await.unwrap().is_none());
    assert!(window.engine.store().conversation(restored).await.unwrap().is_some());
}
