//! Two tickets are merged: what answers to the old ones, and who finds which to merge.

use sportello_domain::history::{ActivityKind, PropertyChange};
use sportello_domain::id::TicketId;
use sportello_domain::merge::MergeTickets;
use sportello_domain::message::AddComment;
use sportello_domain::order::Actor;
use sportello_domain::property::BuiltIn;
use sportello_domain::protocol::{
    ActivityPage, AssociationPage, FoundIn, MentionPage, MergeCandidate, OrderAnswer, SearchPage, TicketPage,
    TicketView, ViewCount,
};
use sportello_domain::testing::user_id;
use sportello_domain::ticket::{AssignTicket, Assignee, SetProperty};
use sportello_domain::unread::MarkRead;
use sportello_domain::view::{BuiltInView, View};

use super::window::{BRUNO, CHIARA, GIULIA, Received, Sender, Window};
use crate::database::TestDatabase;

contract! {
    /// MRG-14, MRG-33, MRG-40
    #[test]
    fn old_ids_and_numbers_answer_with_the_merged_ticket;

    /// MRG-42, VEW-12
    #[test]
    fn archives_are_in_no_list_count_or_search;

    /// MRG-37
    #[test]
    fn mentions_go_with_their_comments;

    /// MRG-40
    #[test]
    fn ticket_that_was_merged_twice_leads_to_the_last;

    /// MRG-02, MRG-51, MRG-52
    #[test]
    fn candidates_are_found_by_number_name_and_contact_where_they_may_be_changed;

    /// MRG-52
    #[test]
    fn who_may_not_see_the_merged_ticket_finds_nothing_under_the_old_number;
}

/// Gives the order to merge two tickets, and the new one.
async fn merge(window: &Window, primary: TicketId, secondary: TicketId) -> TicketId {
    let merge = MergeTickets { primary, secondary, ticket: window.new_id() };
    let ticket = merge.ticket;
    window.give(Actor::User { user: user_id(GIULIA) }, merge).await;
    ticket
}

async fn number(window: &Window, ticket: TicketId) -> u64 {
    let rows = window.engine.store().ticket_rows(&[ticket].into(), None).await.unwrap();
    rows[0].ticket.number.0
}

async fn of_ticket<T: serde::de::DeserializeOwned>(
    window: &Window,
    sender: &Sender,
    ticket: TicketId,
    what: &str,
) -> T {
    window.get(sender, &format!("/api/v1/tickets/{ticket}/{what}")).await.json()
}

async fn old_ids_and_numbers_answer_with_the_merged_ticket(database: TestDatabase) {
    let window = Window::open(&database).await;
    let [one, other]: [Received; 2] = [window.receive(1).await, window.receive(2).await];
    let category = |ticket, value: &str| SetProperty {
        ticket,
        property: BuiltIn::Category.into(),
        value: value.to_owned(),
    };
    window.give(Actor::System, category(one.ticket, "Shop")).await;
    window.give(Actor::System, category(other.ticket, "Repair")).await;
    let numbers = [number(&window, one.ticket).await, number(&window, other.ticket).await];
    let merged = merge(&window, one.ticket, other.ticket).await;
    let giulia = window.browser_of(GIULIA).await;

    let names = [one.ticket.to_string(), other.ticket.to_string()];
    for name in names.into_iter().chain(numbers.map(|number| number.to_string())) {
        let answer = window.get(&giulia, &format!("/api/v1/tickets/{name}")).await;
        assert_eq!(answer.status, 308, "{name}");
        assert_eq!(answer.headers["location"], format!("/api/v1/tickets/{merged}"));
    }
    let view: TicketView = window.get(&giulia, &format!("/api/v1/tickets/{merged}")).await.json();
    assert_eq!(view.row.ticket.merged.iter().map(|merged| merged.number.0).collect::<Vec<_>>(), numbers);
    assert_eq!(view.conversations.len(), 2);
    assert_eq!(view.shown, Some(other.conversation), "the secondary's is shown first");

    for ticket in [merged, one.ticket, other.ticket] {
        let history: Vec<PropertyChange> = of_ticket(&window, &giulia, ticket, "history").await;
        let of: Vec<TicketId> = history
            .iter()
            .filter(|change| change.property == BuiltIn::Category.into())
            .map(|change| change.ticket)
            .collect();
        assert_eq!(of, [one.ticket, other.ticket], "the histories of both are kept");
        let activity: ActivityPage = of_ticket(&window, &giulia, ticket, "activity").await;
        let told = activity.entries.iter().filter(|entry| matches!(entry.what, ActivityKind::Merged { .. }));
        let messages =
            activity.entries.iter().filter(|entry| matches!(entry.what, ActivityKind::Message { .. }));
        assert_eq!((told.count(), messages.count()), (1, 2));
        let associations: AssociationPage = of_ticket(&window, &giulia, ticket, "associations").await;
        // Of each old ticket its contact, its conversation and its message; and all of them with the merge.
        assert_eq!(associations.entries.len(), 12, "{associations:?}");
    }

    let order = category(one.ticket, "Late").into();
    let answers = window.order(&giulia, vec![order]).await;
    let [OrderAnswer::Refused { problem, .. }] = answers.as_slice() else { panic!("{answers:?}") };
    assert_eq!((problem.status, problem.code.as_str()), (409, "ticket_merged"));
}

async fn archives_are_in_no_list_count_or_search(database: TestDatabase) {
    let window = Window::open(&database).await;
    let [one, other] = [window.receive(1).await, window.receive(2).await];
    let old = number(&window, other.ticket).await;
    let merged = merge(&window, one.ticket, other.ticket).await;
    let giulia = window.browser_of(GIULIA).await;
    let page: TicketPage = window.get(&giulia, "/api/v1/tickets?view=all-open").await.json();
    let listed: Vec<TicketId> = page.rows.iter().map(|row| row.ticket.id).collect();
    assert_eq!((listed, page.count), (vec![merged], 1));
    let counts: Vec<ViewCount> = window.get(&giulia, "/api/v1/counts").await.json();
    let open = counts.iter().find(|count| count.view == View::from(BuiltInView::AllOpen));
    assert_eq!(open.map(|count| count.count), Some(1));
    for (query, first) in [("q=refund", FoundIn::Ticket), (&format!("q=%23{old}"), FoundIn::Number)] {
        let page: SearchPage = window.get(&giulia, &format!("/api/v1/search?{query}")).await.json();
        assert_eq!(page.hits.len(), 3, "the ticket and what was found beside it: {page:?}");
        assert!(
            page.hits.iter().all(|hit| hit.row.ticket.id == merged),
            "old numbers lead to the merged one"
        );
        assert!(page.hits.iter().any(|hit| hit.found_in == first), "{query}");
    }
}

async fn mentions_go_with_their_comments(database: TestDatabase) {
    let window = Window::open(&database).await;
    let [one, other] = [window.receive(1).await, window.receive(2).await];
    let comment = AddComment {
        mentions: [user_id(CHIARA)].into(),
        ..AddComment::new(window.new_id(), other.conversation, "Can you have a look?")
    };
    window.give(Actor::User { user: user_id(GIULIA) }, comment).await;
    window.give(Actor::User { user: user_id(CHIARA) }, MarkRead { ticket: one.ticket }).await;
    let merged = merge(&window, one.ticket, other.ticket).await;
    let chiara = window.browser_of(CHIARA).await;
    let page: MentionPage = window.get(&chiara, "/api/v1/mentions").await.json();
    let [mention] = page.mentions.as_slice() else { panic!("{page:?}") };
    assert_eq!((mention.ticket, mention.unread, page.unread), (merged, true, 1));
    window.give(Actor::User { user: user_id(CHIARA) }, MarkRead { ticket: merged }).await;
    let page: MentionPage = window.get(&chiara, "/api/v1/mentions").await.json();
    assert_eq!(page.unread, 0);
}

async fn ticket_that_was_merged_twice_leads_to_the_last(database: TestDatabase) {
    let window = Window::open(&database).await;
    let [one, other, third] = [window.receive(1).await, window.receive(2).await, window.receive(3).await];
    let first = merge(&window, one.ticket, other.ticket).await;
    let last = merge(&window, third.ticket, first).await;
    let giulia = window.browser_of(GIULIA).await;
    for ticket in [one.ticket, other.ticket, third.ticket, first] {
        let answer = window.get(&giulia, &format!("/api/v1/tickets/{ticket}")).await;
        assert_eq!(answer.headers["location"], format!("/api/v1/tickets/{last}"));
    }
}

async fn candidates_are_found_by_number_name_and_contact_where_they_may_be_changed(database: TestDatabase) {
    let window = Window::open(&database).await;
    let [one, again] = [window.receive(1).await, window.receive(1).await];
    let brunos = window.receive_for_bruno(2).await;
    let number = number(&window, brunos.ticket).await;
    let find = async |sender: &Sender, query: &str| -> Vec<TicketId> {
        let found: Vec<MergeCandidate> =
            of_ticket(&window, sender, one.ticket, &format!("merge-candidates{query}")).await;
        found.iter().map(|candidate| candidate.row.ticket.id).collect()
    };
    let giulia = window.browser_of(GIULIA).await;
    assert_eq!(find(&giulia, "").await, [again.ticket], "of the same contact, with the same subject");
    for query in [format!("?q={number}"), "?q=refund+2".to_owned(), "?q=customer2".to_owned()] {
        assert_eq!(find(&giulia, &query).await, [brunos.ticket], "{query}");
    }
    assert_eq!(find(&giulia, "?q=nobody").await, []);

    // Chiara may change what is hers and what is nobody's.
    let chiara = window.browser_of(CHIARA).await;
    let to = Assignee::User { user: user_id(BRUNO) };
    window.give(Actor::System, AssignTicket { ticket: again.ticket, to }).await;
    let mut colleague = window.engine.setup().users[&user_id(CHIARA)].clone();
    colleague.access.edit = sportello_domain::user::Reach::OwnAndUnassigned;
    window.give(Actor::System, sportello_domain::user::SaveUser { user: colleague }).await;
    assert_eq!(find(&chiara, "").await, []);
    assert_eq!(find(&chiara, "?q=refund").await, []);
}

async fn who_may_not_see_the_merged_ticket_finds_nothing_under_the_old_number(database: TestDatabase) {
    let window = Window::open(&database).await;
    let [brunos, other] = [window.receive_for_bruno(1).await, window.receive(2).await];
    let number = number(&window, other.ticket).await;
    merge(&window, brunos.ticket, other.ticket).await;
    let mut colleague = window.engine.setup().users[&user_id(CHIARA)].clone();
    colleague.access.view = sportello_domain::user::Reach::OwnAndUnassigned;
    window.give(Actor::System, sportello_domain::user::SaveUser { user: colleague }).await;
    let chiara = window.browser_of(CHIARA).await;
    let by_number = window.get(&chiara, &format!("/api/v1/tickets/{number}")).await;
    assert_eq!(by_number.problem(), (404, "ticket_number_unknown".to_owned()));
    for what in ["", "/history", "/activity", "/associations", "/access", "/merge-candidates"] {
        let answer = window.get(&chiara, &format!("/api/v1/tickets/{}{what}", other.ticket)).await;
        assert_eq!(answer.problem(), (404, "ticket_not_found".to_owned()), "{what}");
    }
}
