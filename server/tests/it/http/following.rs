//! Following tickets.

use sportello_domain::follow::FollowTicket;
use sportello_domain::id::TicketId;
use sportello_domain::order::Actor;
use sportello_domain::protocol::{TicketPage, ViewCount};
use sportello_domain::testing::user_id;
use sportello_domain::ticket::{AssignTicket, Assignee};
use sportello_domain::view::{BuiltInView, View};

use super::window::{BRUNO, GIULIA, Window};
use crate::database::TestDatabase;

contract! {
    /// FOL-02
    #[test]
    fn followed_tickets_are_in_a_view_of_ones_own_while_one_may_see_them;
}

/// What a user finds in the view, which its count agrees with.
async fn followed(window: &Window, user: u8) -> Vec<TicketId> {
    let sender = window.browser_of(user).await;
    let page: TicketPage = window.get(&sender, "/api/v1/tickets?view=following").await.json();
    let counts: Vec<ViewCount> = window.get(&sender, "/api/v1/counts").await.json();
    let count = counts.iter().find(|it| it.view == View::from(BuiltInView::Following)).unwrap();
    let found: Vec<TicketId> = page.rows.iter().map(|row| row.ticket.id).collect();
    assert_eq!((page.count, count.count), (found.len() as u64, found.len() as u64));
    found
}

async fn followed_tickets_are_in_a_view_of_ones_own_while_one_may_see_them(database: TestDatabase) {
    let window = Window::open(&database).await;
    let [own, _] = [window.receive_for_bruno(1).await.ticket, window.receive(2).await.ticket];
    let follow = async |user: u8, follow: bool| {
        window.give(Actor::User { user: user_id(user) }, FollowTicket { ticket: own, follow }).await;
    };
    follow(BRUNO, true).await;
    follow(GIULIA, true).await;
    assert_eq!((followed(&window, BRUNO).await, followed(&window, GIULIA).await), (vec![own], vec![own]));
    window.give(Actor::System, AssignTicket { ticket: own, to: Assignee::Nobody }).await;
    assert_eq!(followed(&window, BRUNO).await, [], "it is not his any more");
    follow(GIULIA, false).await;
    assert_eq!(followed(&window, GIULIA).await, []);
}
