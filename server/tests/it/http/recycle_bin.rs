//! Tickets are deleted, restored, and in the end removed for good.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use sportello_domain::conversation::Place;
use sportello_domain::event::Fact;
use sportello_domain::history::{Activity, ActivityKind};
use sportello_domain::id::{OrderId, TicketId};
use sportello_domain::message::AddComment;
use sportello_domain::order::Actor;
use sportello_domain::protocol::{ActivityPage, MentionPage, SearchPage, TicketPage, ViewCount};
use sportello_domain::spam::MarkAsSpam;
use sportello_domain::testing::{T0, user_id};
use sportello_domain::ticket::Ticket;
use sportello_domain::trash::{DAYS_KEPT, DeleteTickets, EraseTickets, RestoreTicket};
use sportello_domain::view::{BuiltInView, View};
use sportello_server::store::events::RecordedEvent;
use sportello_server::sweep::sweep;

use super::window::{BRUNO, GIULIA, INES, Received, Window};
use crate::database::TestDatabase;

contract! {
    /// DEL-05, DEL-08
    #[test]
    fn deleted_tickets_are_in_the_bin_and_nowhere_else;

    /// DEL-09
    #[test]
    fn bin_is_opened_and_emptied_by_whoever_manages_accounts;

    /// DEL-10, DEL-11
    #[test]
    fn restored_ticket_is_where_it_was;

    /// DEL-07, DEL-13
    #[test]
    fn ticket_is_removed_with_all_that_it_said_after_ninety_days;

    /// XCT-09
    #[test]
    fn who_removed_what_is_known_for_good;

    /// DEL-17
    #[test]
    fn erased_ticket_leaves_nothing_and_no_count;

    /// DEL-01
    #[test]
    fn who_may_not_delete_is_told_so;
}

async fn delete(window: &Window, tickets: &[TicketId]) {
    let delete = DeleteTickets { tickets: tickets.iter().copied().collect(), typed: tickets.len() as u64 };
    window.give(Actor::User { user: user_id(INES) }, delete).await;
}

async fn ticket(window: &Window, ticket: TicketId) -> Ticket {
    window.engine.store().ticket_rows(&[ticket].into(), None).await.unwrap().remove(0).ticket
}

async fn deleted_tickets_are_in_the_bin_and_nowhere_else(database: TestDatabase) {
    let window = Window::open(&database).await;
    let [one, other] = [window.receive(1).await, window.receive(2).await];
    let comment = AddComment {
        mentions: [user_id(INES)].into(),
        ..AddComment::new(window.new_id(), one.conversation, "Refund it, please.")
    };
    window.give(Actor::User { user: user_id(GIULIA) }, comment).await;
    let number = ticket(&window, one.ticket).await.number;
    window.clock.set(T0 + TimeDelta::hours(1));
    delete(&window, &[one.ticket]).await;
    let ines = window.browser_of(INES).await;

    let page: TicketPage = window.get(&ines, "/api/v1/tickets?view=all-open").await.json();
    assert_eq!(page.rows.iter().map(|row| row.ticket.id).collect::<Vec<_>>(), [other.ticket]);
    assert_eq!(page.count, 1);
    let counts: Vec<ViewCount> = window.get(&ines, "/api/v1/counts").await.json();
    let open = counts.iter().find(|count| count.view == View::from(BuiltInView::AllOpen));
    assert_eq!(open.map(|count| count.count), Some(1));
    let found: SearchPage = window.get(&ines, "/api/v1/search?q=refund").await.json();
    assert!(!found.hits.is_empty() && found.hits.iter().all(|hit| hit.row.ticket.id == other.ticket));
    let mentions: MentionPage = window.get(&ines, "/api/v1/mentions").await.json();
    assert_eq!((mentions.mentions.len(), mentions.unread), (0, 0));
    for path in [format!("/api/v1/tickets/{}", one.ticket), format!("/api/v1/tickets/{}", number.0)] {
        assert_eq!(window.get(&ines, &path).await.problem(), (409, "ticket_deleted".to_owned()));
        let bruno = window.browser_of(BRUNO).await;
        assert_eq!(window.get(&bruno, &path).await.status, 404, "he could not see it before");
    }
    let thread = window.get(&ines, &format!("/api/v1/conversations/{}/thread", one.conversation)).await;
    assert_eq!(thread.problem(), (409, "ticket_deleted".to_owned()));
    for path in [
        format!("/api/v1/tickets/{}/activity", one.ticket),
        format!("/api/v1/messages/{}/body", one.message),
        format!("/api/v1/attachments/{}", one.attachment),
    ] {
        assert_eq!(window.get(&ines, &path).await.status, 404, "{path}");
    }

    let bin: TicketPage = window.get(&ines, "/api/v1/recycle-bin").await.json();
    let [row] = bin.rows.as_slice() else { panic!("{bin:?}") };
    let deletion = row.ticket.deleted.as_ref().unwrap();
    assert_eq!((row.ticket.id, bin.count), (one.ticket, 1));
    assert_eq!((deletion.at, deletion.by), (T0 + TimeDelta::hours(1), Some(user_id(INES))));
    assert_eq!(row.contact.as_ref().map(|contact| contact.name.as_str()), Some("Customer 1"));
}

async fn bin_is_opened_and_emptied_by_whoever_manages_accounts(database: TestDatabase) {
    let window = Window::open(&database).await;
    let mut deleted = Vec::new();
    for n in 1..=3 {
        let received: Received = window.receive(n).await;
        window.clock.set(T0 + TimeDelta::minutes(n.into()));
        delete(&window, &[received.ticket]).await;
        deleted.push(received.ticket);
    }
    let (giulia, ines) = (window.browser_of(GIULIA).await, window.browser_of(INES).await);
    let refused = window.get(&giulia, "/api/v1/recycle-bin").await;
    assert_eq!(refused.problem(), (403, "permission_missing".to_owned()));
    let first: TicketPage = window.get(&ines, "/api/v1/recycle-bin?limit=2").await.json();
    let after = first.next.clone().unwrap();
    let second: TicketPage =
        window.get(&ines, &format!("/api/v1/recycle-bin?limit=2&after={after}")).await.json();
    let listed: Vec<TicketId> = first.rows.iter().chain(&second.rows).map(|row| row.ticket.id).collect();
    deleted.reverse();
    assert_eq!(listed, deleted, "the last deleted first");
    assert_eq!((first.count, second.next), (3, None));
}

async fn restored_ticket_is_where_it_was(database: TestDatabase) {
    let window = Window::open(&database).await;
    let received = window.receive(1).await;
    let before = ticket(&window, received.ticket).await;
    delete(&window, &[received.ticket]).await;
    window.give(Actor::User { user: user_id(INES) }, RestoreTicket { ticket: received.ticket }).await;
    let after = ticket(&window, received.ticket).await;
    assert_eq!(after, Ticket { version: before.version + 2, ..before });
    let giulia = window.browser_of(GIULIA).await;
    let page: TicketPage = window.get(&giulia, "/api/v1/tickets?view=all-open").await.json();
    assert_eq!((page.rows.len(), page.count), (1, 1));
    for path in [
        format!("/api/v1/conversations/{}/thread", received.conversation),
        format!("/api/v1/messages/{}/body", received.message),
        format!("/api/v1/attachments/{}", received.attachment),
    ] {
        assert_eq!(window.get(&giulia, &path).await.status, 200, "{path}");
    }
    let found: SearchPage = window.get(&giulia, "/api/v1/search?q=refund").await.json();
    assert_eq!(found.hits.len(), 2, "the ticket and its message: {found:?}");
    let activity: ActivityPage =
        window.get(&giulia, &format!("/api/v1/tickets/{}/activity", received.ticket)).await.json();
    let told: Vec<&ActivityKind> =
        activity.entries.iter().take(2).map(|entry: &Activity| &entry.what).collect();
    assert_eq!(told, [&ActivityKind::Restored, &ActivityKind::Deleted]);
    let ines = window.browser_of(INES).await;
    let bin: TicketPage = window.get(&ines, "/api/v1/recycle-bin").await.json();
    assert_eq!((bin.rows.len(), bin.count), (0, 0));
}

async fn ticket_is_removed_with_all_that_it_said_after_ninety_days(database: TestDatabase) {
    let window = Window::open(&database).await;
    let [gone, kept] = [window.receive(1).await, window.receive(2).await];
    let comment = AddComment {
        mentions: [user_id(INES)].into(),
        ..AddComment::new(window.new_id(), gone.conversation, "Between ourselves: pay.")
    };
    window.give(Actor::User { user: user_id(GIULIA) }, comment).await;
    let before = ticket(&window, kept.ticket).await;
    delete(&window, &[gone.ticket]).await;
    let events = window.engine.store().events_after(0, 1_000).await.unwrap().len();

    window.clock.set(T0 + TimeDelta::days(DAYS_KEPT));
    sweep(&window.engine).await.unwrap();
    assert!(ticket(&window, gone.ticket).await.deleted.is_some(), "it can still be restored");
    window.clock.set(T0 + TimeDelta::days(DAYS_KEPT) + TimeDelta::seconds(1));
    sweep(&window.engine).await.unwrap();

    let dump = database.connect().await.dump().await;
    for secret in ["refund 1", "Refund 1", "Between ourselves"] {
        let says = |row: &&String| row.contains(secret);
        let left: Vec<_> = dump
            .iter()
            .flat_map(|(table, rows)| rows.iter().filter(says).map(move |row| (table, row)))
            .collect();
        assert_eq!(left, [], "{secret}");
    }
    assert_eq!(dump["attachments"].len(), 1, "that of the other ticket");
    assert_eq!(dump["messages"].len(), 1);
    assert_eq!(dump["mentions"].len(), 0);
    assert_eq!(ticket(&window, kept.ticket).await, before);
    let log = window.engine.store().events_after(0, 1_000).await.unwrap();
    assert_eq!(log.len(), events + 1, "the log keeps its numbers");
    let numbers: Vec<u64> = log.iter().map(|event| event.sequence).collect();
    assert_eq!(numbers, (1..=log.len() as u64).collect::<Vec<_>>());
    let after_a_gap = window.engine.changes_after(0, 1_000).await.unwrap();
    assert!(!after_a_gap.is_empty(), "who missed it catches up");
}

async fn who_removed_what_is_known_for_good(database: TestDatabase) {
    let window = Window::open(&database).await;
    let received = [window.receive(1).await, window.receive(2).await, window.receive(3).await];
    let [one, two, junk] = received.map(|received| received.ticket);
    delete(&window, &[one, two]).await;
    let later = T0 + TimeDelta::hours(1);
    window.clock.set(later);
    let ines = Actor::User { user: user_id(INES) };
    let spam = MarkAsSpam { ticket: junk, conversations: [received[2].conversation].into() };
    window.give(ines.clone(), spam).await;
    window.clock.set(T0 + TimeDelta::days(2 * DAYS_KEPT));
    sweep(&window.engine).await.unwrap();
    for ticket in [one, two, junk] {
        assert!(window.engine.store().ticket_rows(&[ticket].into(), None).await.unwrap().is_empty());
    }

    let log = window.engine.store().events_after(0, 1_000).await.unwrap();
    let deleted_at = |at: DateTime<Utc>| -> (BTreeSet<OrderId>, BTreeSet<TicketId>) {
        let of = |it: &RecordedEvent| {
            let Fact::TicketDeleted { ticket, by, .. } = &it.event.fact else { return None };
            (*by == ines.user()).then_some((it.order, *ticket))
        };
        log.iter().filter(|it| it.event.at == at && it.actor == ines).filter_map(of).unzip()
    };
    let (orders, tickets) = deleted_at(T0);
    assert_eq!(
        (orders.len(), tickets),
        (1, [one, two].into()),
        "how many went in one go is told by the order"
    );
    assert_eq!(deleted_at(later).1, [junk].into());
    let is_spam = |fact: &Fact| matches!(fact, Fact::ConversationPlaced { place: Place::Spam, .. });
    assert!(log.iter().any(|it| it.actor == ines && is_spam(&it.event.fact)));
}

async fn erased_ticket_leaves_nothing_and_no_count(database: TestDatabase) {
    let window = Window::open(&database).await;
    let [gone, _] = [window.receive(1).await, window.receive(2).await];
    let erase = EraseTickets { tickets: [gone.ticket].into(), typed: 1 };
    window.give(Actor::User { user: user_id(INES) }, erase).await;
    let ines = window.browser_of(INES).await;
    let page: TicketPage = window.get(&ines, "/api/v1/tickets?view=all-open").await.json();
    assert_eq!((page.rows.len(), page.count), (1, 1));
    let bin: TicketPage = window.get(&ines, "/api/v1/recycle-bin").await.json();
    assert_eq!(bin.count, 0);
    assert_eq!(window.get(&ines, &format!("/api/v1/tickets/{}", gone.ticket)).await.status, 404);
    let dump = database.connect().await.dump().await;
    let left = dump.values().flatten().filter(|row| row.contains("refund 1") || row.contains("Refund 1"));
    assert_eq!(left.collect::<Vec<_>>(), Vec::<&String>::new());
}

async fn who_may_not_delete_is_told_so(database: TestDatabase) {
    let window = Window::open(&database).await;
    let received = window.receive(1).await;
    let giulia = window.browser_of(GIULIA).await;
    let delete = DeleteTickets { tickets: [received.ticket].into(), typed: 1 };
    let answers = window.order(&giulia, vec![delete.into()]).await;
    let [sportello_domain::protocol::OrderAnswer::Refused { problem, .. }] = answers.as_slice() else {
        panic!("{answers:?}")
    };
    assert_eq!((problem.status, problem.code.as_str()), (403, "may_not_delete"));
    assert!(ticket(&window, received.ticket).await.deleted.is_none());
}
