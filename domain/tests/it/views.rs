//! Custom views: who makes them, who sees them, in which order.

use sportello_domain::desk::Desk;
use sportello_domain::filter::{Filter, FilterFault};
use sportello_domain::id::ViewId;
use sportello_domain::policy::usable_view;
use sportello_domain::property::Priority;
use sportello_domain::rejection::Rejection;
use sportello_domain::testing::*;
use sportello_domain::user::Permission;
use sportello_domain::view::{
    ArrangeViews, BuiltInView, CustomView, DeleteView, SaveView, Sharing, View, custom_views,
};
use sportello_domain::workspace::{ChooseLayout, Layout};

fn urgent() -> Filter {
    Filter::Priority { any_of: [Priority::Urgent].into() }
}

/// The n-th view, of whoever saves it.
fn view(n: u8, name: &str) -> SaveView {
    SaveView { view: view_id(n), name: name.to_owned(), filter: urgent(), sharing: Sharing::Nobody }
}

fn shared(n: u8, name: &str) -> SaveView {
    SaveView { sharing: Sharing::Everyone, ..view(n, name) }
}

fn rehearsal() -> Rehearsal {
    Rehearsal::on(setup(), Desk::default())
}

fn listed(desk: &Rehearsal, n: u8) -> Vec<ViewId> {
    custom_views(&desk.setup, user_id(n)).into_iter().map(|view| view.id).collect()
}

/// VEW-05
#[test]
fn view_has_a_name_and_a_filter_and_is_seen_by_its_owner_or_by_everyone() {
    let mut desk = rehearsal();
    desk.give(&user(1), view(1, " Urgent ")).unwrap();
    let saved = &desk.setup.views[&view_id(1)];
    assert_eq!((saved.name.as_str(), saved.owner), ("Urgent", user_id(1)));
    assert_eq!((listed(&desk, 1), listed(&desk, 2)), (vec![view_id(1)], vec![]));
    let filter = |desk: &Rehearsal, n| View::Custom(view_id(1)).filter(&desk.setup, user_id(n), T0);
    assert_eq!(filter(&desk, 1), Ok(urgent()));
    assert_eq!(filter(&desk, 2), Err(Rejection::ViewNotFound { view: view_id(1) }));

    desk.give(&user(1), shared(1, "Urgent")).unwrap();
    assert_eq!(listed(&desk, 2), [view_id(1)]);
    assert_eq!(filter(&desk, 2), Ok(urgent()));
    assert_eq!(desk.give(&user(1), shared(1, "Urgent")).unwrap(), [], "saved twice, it is saved once");

    desk.give(&user(1), DeleteView { view: view_id(1) }).unwrap();
    assert_eq!((listed(&desk, 1), listed(&desk, 2)), (vec![], vec![]));
}

/// VEW-05: a name is of one view for everyone who sees it.
#[test]
fn nobody_sees_two_views_of_one_name() {
    let mut desk = rehearsal();
    let taken = |name: &str| Err(Rejection::ViewNameTaken { name: name.to_owned() });
    desk.give(&user(1), view(1, "Urgent")).unwrap();
    assert_eq!(desk.give(&user(1), view(2, "urgent")), taken("urgent"));
    assert_eq!(desk.give(&user(2), shared(2, "Urgent")), taken("Urgent"));
    desk.give(&user(2), view(2, "Urgent")).unwrap();
    assert_eq!(desk.give(&user(2), shared(2, "Urgent")), taken("Urgent"));
    desk.give(&user(2), shared(2, "Very urgent")).unwrap();
    assert_eq!(desk.give(&user(1), view(1, "Very urgent")), taken("Very urgent"));
    assert_eq!(desk.give(&user(1), view(1, " ")), Err(Rejection::ViewNameMissing { view: view_id(1) }));
    let long = "x".repeat(CustomView::MAX_NAME + 1);
    let too_long = Rejection::ViewNameTooLong { view: view_id(1), max: CustomView::MAX_NAME };
    assert_eq!(desk.give(&user(1), view(1, &long)), Err(too_long));
}

/// VEW-05
#[test]
fn view_whose_filter_makes_no_sense_is_refused() {
    let filter = Filter::Owner { any_of: [user_id(99)].into() };
    let refused = rehearsal().give(&user(1), SaveView { filter, ..view(1, "Theirs") });
    let fault = FilterFault::FilterNamesUnknown { kind: "user".to_owned(), id: user_id(99).to_string() };
    assert_eq!(refused, Err(Rejection::ViewFilterInvalid { view: view_id(1), fault }));
}

/// VEW-01
#[test]
fn custom_views_need_a_service_seat() {
    let mut desk = rehearsal();
    desk.give(&user(2), shared(1, "Urgent")).unwrap();
    desk.give(&user(1), view(2, "Mine")).unwrap();
    let giulia = desk.setup.users.get_mut(&user_id(1)).unwrap();
    giulia.access.permissions.remove(&Permission::Seat);

    let missing = || Rejection::PermissionMissing { permission: Permission::Seat };
    assert_eq!(desk.give(&user(1), view(3, "Another")), Err(missing()));
    assert_eq!(desk.give(&user(1), DeleteView { view: view_id(2) }), Err(missing()));
    assert_eq!(desk.give(&user(1), ArrangeViews { views: vec![view_id(1)] }), Err(missing()));
    assert_eq!(usable_view(&desk.setup, &user(1), view_id(1)).map(|view| view.id), Err(missing()));
    assert_eq!(listed(&desk, 1), []);
    assert_eq!(listed(&desk, 2), [view_id(1)]);
}

#[test]
fn view_is_changed_by_its_owner_and_a_shared_one_by_administrators() {
    let mut desk = rehearsal();
    desk.give(&user(1), shared(1, "Urgent")).unwrap();
    desk.give(&user(1), view(2, "Mine")).unwrap();
    let not_yours = |n| Err(Rejection::MayNotEditView { view: view_id(n) });
    assert_eq!(desk.give(&user(2), shared(1, "Hurry")), not_yours(1));
    assert_eq!(desk.give(&user(2), DeleteView { view: view_id(1) }), not_yours(1));
    let gone = Err(Rejection::ViewNotFound { view: view_id(2) });
    assert_eq!(desk.give(&user(9), view(2, "Hers")), gone);

    desk.give(&user(9), shared(1, "Hurry")).unwrap();
    let saved = &desk.setup.views[&view_id(1)];
    assert_eq!((saved.name.as_str(), saved.owner), ("Hurry", user_id(1)), "it stays Giulia's");
}

/// VEW-05: each user's order is their own.
#[test]
fn views_are_listed_in_the_order_of_each_user_and_else_by_name() {
    let mut desk = rehearsal();
    for (n, name) in [(1, "Charlie"), (2, "alpha"), (3, "Bravo")] {
        desk.give(&user(1), shared(n, name)).unwrap();
    }
    assert_eq!(listed(&desk, 1), [2, 3, 1].map(view_id));
    let arrange = ArrangeViews { views: [3, 1, 3].map(view_id).to_vec() };
    desk.give(&user(1), arrange.clone()).unwrap();
    assert_eq!(listed(&desk, 1), [3, 1, 2].map(view_id));
    assert_eq!(listed(&desk, 2), [2, 3, 1].map(view_id));
    assert_eq!(desk.give(&user(1), arrange).unwrap(), []);
    desk.give(&user(1), ChooseLayout { layout: Layout::Board }).unwrap();
    assert_eq!(listed(&desk, 1), [3, 1, 2].map(view_id), "the layout is another matter");
    desk.give(&user(1), DeleteView { view: view_id(3) }).unwrap();
    assert_eq!(listed(&desk, 1), [1, 2].map(view_id));
    let unknown = ArrangeViews { views: vec![view_id(3)] };
    assert_eq!(desk.give(&user(1), unknown), Err(Rejection::ViewNotFound { view: view_id(3) }));
}

#[test]
fn views_are_bounded_in_number() {
    let mut desk = rehearsal();
    for n in 1..=100 {
        desk.give(&user(1), view(n, &format!("View {n}"))).unwrap();
    }
    let refused = desk.give(&user(1), view(101, "One more"));
    assert_eq!(refused, Err(Rejection::TooManyViews { max: CustomView::MAX_COUNT }));
    desk.give(&user(1), view(100, "Renamed")).unwrap();
    desk.give(&user(2), view(101, "One more")).unwrap();
}

#[test]
fn views_have_one_name_in_addresses_and_on_the_wire() {
    for view in [BuiltInView::MyTeamsUnassigned.into(), View::Custom(view_id(1))] {
        assert_eq!(view.to_string().parse(), Ok(view));
        let json = serde_json::to_value(view).unwrap();
        assert_eq!(json, view.to_string());
        assert_eq!(serde_json::from_value::<View>(json).unwrap(), view);
    }
    assert!("nothing".parse::<View>().is_err());
}
