//! Custom views: who reads them, their counts, and the filters of which they are made.

use sportello_domain::filter::{Filter, TextTest, TimeTest};
use sportello_domain::id::{UserId, ViewId};
use sportello_domain::order::Actor;
use sportello_domain::property::BuiltIn;
use sportello_domain::protocol::{OrderAnswer, Problem, StatusCount, TicketPage, ViewCount};
use sportello_domain::testing::{channel_id, minutes, team_id, user_id};
use sportello_domain::ticket::{AssignTicket, Assignee};
use sportello_domain::user::{Access, Permission, SaveUser, User};
use sportello_domain::view::{BuiltInView, DeleteView, SaveView, Sharing, View};

use super::window::{BRUNO, CHIARA, GIULIA, Sender, Window};
use crate::database::TestDatabase;

contract! {
    /// VEW-05, VEW-13
    #[test]
    fn custom_view_lists_and_counts_what_its_filter_says_and_its_reader_may_see;

    /// VEW-01
    #[test]
    fn custom_view_is_read_by_those_who_may_use_it_only;

    /// VEW-04
    #[test]
    fn unassigned_tickets_of_a_team_are_listed_for_its_members;

    /// VEW-05: the clock that stands in the filter is the one of whoever looks.
    #[test]
    fn days_of_a_filter_are_counted_from_now;

    /// VEW-06
    #[test]
    fn filter_on_a_channel_finds_its_tickets;
}

/// Saves a view of Giulia's for the customers' mails, which all ask for a refund.
async fn saved(window: &Window, sender: &Sender, sharing: Sharing) -> ViewId {
    let view = window.new_id();
    let named = |text: &str| Filter::Text {
        property: BuiltIn::Name.into(),
        is: TextTest::Contains { text: text.to_owned() },
    };
    let filter = Filter::any([named("REFUND"), named("nothing like it")]);
    let save = SaveView { view, name: "Refunds".to_owned(), filter, sharing };
    let answers = window.order(sender, vec![save.into()]).await;
    assert!(matches!(answers.as_slice(), [OrderAnswer::Accepted { .. }]), "{answers:?}");
    view
}

/// A filter as the value of a query.
fn in_query(filter: &Filter) -> String {
    serde_json::to_string(filter)
        .unwrap()
        .bytes()
        .fold(String::new(), |text, byte| format!("{text}%{byte:02X}"))
}

async fn page(window: &Window, sender: &Sender, view: View) -> TicketPage {
    window.get(sender, &format!("/api/v1/tickets?view={view}")).await.json()
}

async fn count(window: &Window, sender: &Sender, view: View) -> Option<u64> {
    let counts: Vec<ViewCount> = window.get(sender, "/api/v1/counts").await.json();
    counts.into_iter().find(|it| it.view == view).map(|it| it.count)
}

async fn custom_view_lists_and_counts_what_its_filter_says_and_its_reader_may_see(database: TestDatabase) {
    let window = Window::open(&database).await;
    let brunos = window.receive_for_bruno(1).await;
    window.receive(2).await;
    let giulia = window.browser_of(GIULIA).await;
    let view = View::Custom(saved(&window, &giulia, Sharing::Everyone).await);
    for (n, expected) in [(GIULIA, 2), (CHIARA, 2), (BRUNO, 1)] {
        let sender = window.browser_of(n).await;
        let page = page(&window, &sender, view).await;
        assert_eq!((page.rows.len(), page.count), (expected, expected as u64), "{n}");
        assert!(page.rows.iter().any(|row| row.ticket.id == brunos.ticket));
        assert_eq!(count(&window, &sender, view).await, Some(expected as u64));
        let statuses: Vec<StatusCount> =
            window.get(&sender, &format!("/api/v1/counts/statuses?view={view}")).await.json();
        let counts: Vec<u64> = statuses.iter().map(|it| it.count).collect();
        assert_eq!(counts, [expected as u64, 0, 0, 0]);
    }
}

async fn custom_view_is_read_by_those_who_may_use_it_only(database: TestDatabase) {
    let window = Window::open(&database).await;
    let (giulia, chiara) = (window.browser_of(GIULIA).await, window.browser_of(CHIARA).await);
    let own = View::Custom(saved(&window, &giulia, Sharing::Nobody).await);
    let refusal =
        async |sender: &Sender, path: String| window.get(sender, &path).await.json::<Problem>().code;
    let reads = [
        format!("/api/v1/tickets?view={own}"),
        format!("/api/v1/counts/statuses?view={own}"),
        format!("/api/v1/tickets?view={}", window.new_id::<UserId>()),
    ];
    for path in reads {
        assert_eq!(refusal(&chiara, path.clone()).await, "view_not_found", "{path}");
    }
    assert_eq!(count(&window, &chiara, own).await, None);
    assert_eq!(refusal(&giulia, "/api/v1/tickets?view=mine".to_owned()).await, "view_unknown");

    let mut user: User = window.engine.setup().users[&user_id(GIULIA)].clone();
    user.access = Access { permissions: [Permission::Service].into(), ..user.access };
    window.give(Actor::System, SaveUser { user }).await;
    let path = format!("/api/v1/tickets?view={own}");
    assert_eq!(refusal(&giulia, path).await, "permission_missing");
    assert_eq!(count(&window, &giulia, own).await, None);
    let View::Custom(view) = own else { panic!("it is a custom one") };
    let answers = window.order(&giulia, vec![DeleteView { view }.into()]).await;
    assert!(matches!(answers.as_slice(), [OrderAnswer::Refused { .. }]), "{answers:?}");
}

async fn unassigned_tickets_of_a_team_are_listed_for_its_members(database: TestDatabase) {
    let window = Window::open(&database).await;
    let (given, _) = (window.receive(1).await, window.receive(2).await);
    let mut user: User = window.engine.setup().users[&user_id(GIULIA)].clone();
    user.main_team = Some(team_id(1));
    window.give(Actor::System, SaveUser { user }).await;
    let to = Assignee::Team { team: team_id(1) };
    window.give(Actor::System, AssignTicket { ticket: given.ticket, to }).await;

    let (giulia, chiara) = (window.browser_of(GIULIA).await, window.browser_of(CHIARA).await);
    let view = BuiltInView::MyTeamsUnassigned.into();
    let listed = page(&window, &giulia, view).await;
    assert_eq!(listed.rows.iter().map(|row| row.ticket.id).collect::<Vec<_>>(), [given.ticket]);
    assert_eq!(count(&window, &giulia, view).await, Some(1));
    assert_eq!(page(&window, &chiara, view).await.rows, []);
}

async fn days_of_a_filter_are_counted_from_now(database: TestDatabase) {
    let window = Window::open(&database).await;
    window.receive(1).await;
    let giulia = window.program_of(GIULIA).await;
    let filter = Filter::Time { property: BuiltIn::CreateDate.into(), is: TimeTest::WithinDays { days: 1 } };
    let filter = in_query(&filter);
    for (at, expected) in [(minutes(0), 1), (minutes(25 * 60), 0)] {
        window.clock.set(at);
        let path = format!("/api/v1/tickets?filter={filter}");
        let page: TicketPage = window.get(&giulia, &path).await.json();
        assert_eq!(page.count, expected, "{at}");
    }
}

async fn filter_on_a_channel_finds_its_tickets(database: TestDatabase) {
    let window = Window::open(&database).await;
    let received = window.receive(1).await;
    let giulia = window.browser_of(GIULIA).await;
    for (channel, expected) in [(channel_id(1), vec![received.ticket]), (channel_id(2), Vec::new())] {
        let filter = in_query(&Filter::Channel { any_of: [channel].into() });
        let answer = window.get(&giulia, &format!("/api/v1/tickets?filter={filter}")).await;
        if expected.is_empty() {
            assert_eq!(answer.json::<Problem>().code, "filter_names_unknown");
        } else {
            let page: TicketPage = answer.json();
            assert_eq!(page.rows.iter().map(|row| row.ticket.id).collect::<Vec<_>>(), expected);
        }
    }
}
