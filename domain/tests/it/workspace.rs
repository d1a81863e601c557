//! How each user arranges the workspace.

use sportello_domain::desk::Desk;
use sportello_domain::event::{Fact, SetupFact};
use sportello_domain::message::MessageKind;
use sportello_domain::order::Actor;
use sportello_domain::property::{BuiltIn, Priority, PropertyDefinition, PropertyKind, SaveProperty};
use sportello_domain::rejection::{ColumnFault, Rejection};
use sportello_domain::testing::*;
use sportello_domain::ticket::Ticket;
use sportello_domain::view::{BuiltInView, NotASort, Sort, SortKey, SortView, View};
use sportello_domain::workspace::{
    ArrangeColumns, ArrangeSidebar, ChooseLayout, Column, Layout, ShownColumn, SidebarCard, Workspace,
};

/// LAY-02
#[test]
fn there_are_three_layouts_and_each_has_an_address() {
    assert_eq!(Layout::ALL.map(Layout::slug), ["table", "split", "board"]);
    for layout in Layout::ALL {
        assert_eq!(Layout::with_slug(layout.slug()), Some(layout));
    }
    assert_eq!(Layout::with_slug("cards"), None);
}

/// PRN-06, PRN-07
#[test]
fn what_is_printed_unless_somebody_chooses_is_in_the_table_as_well_and_comments_are_not() {
    let names: Vec<String> = Column::printed()
        .iter()
        .map(|column| match column {
            Column::Contact => "contact".to_owned(),
            Column::Property(property) => property.to_string(),
        })
        .collect();
    assert_eq!(names, ["name", "number", "status", "priority", "owner", "create_date", "contact"]);
    assert!(Column::printed().iter().all(|column| column.exists(&setup())));
    let kinds = [MessageKind::Incoming, MessageKind::Outgoing, MessageKind::Comment, MessageKind::Welcome];
    assert_eq!(kinds.map(MessageKind::reaches_customer), [true, true, false, true]);
}

/// LAY-04, LAY-05
#[test]
fn layout_is_kept_for_its_user_and_changes_nobody_elses() {
    let mut desk = Rehearsal::on(setup(), Desk::default());
    assert_eq!(desk.setup.workspace_of(user_id(1)).layout, Layout::Table);

    let board = ChooseLayout { layout: Layout::Board };
    let events = desk.give(&user(1), board.clone()).unwrap();
    let workspace = Workspace { layout: Layout::Board, ..Workspace::default() };
    let arranged = Fact::Setup(SetupFact::WorkspaceArranged { user: user_id(1), workspace });
    assert_eq!(events.iter().map(|event| &event.fact).collect::<Vec<_>>(), [&arranged]);
    assert_eq!(desk.setup.workspace_of(user_id(1)).layout, Layout::Board);
    assert_eq!(desk.setup.workspace_of(user_id(2)).layout, Layout::Table);

    assert_eq!(desk.give(&user(1), board).unwrap(), [], "chosen twice, it is chosen once");
}

/// LAY-04
#[test]
fn only_a_user_has_a_workspace() {
    let mut desk = Rehearsal::on(setup(), Desk::default());
    let refused = desk.give(&Actor::System, ChooseLayout { layout: Layout::Split });
    assert_eq!(refused, Err(Rejection::NeedsUser));
}

/// LAY-18
#[test]
fn a_view_is_ordered_for_its_user_and_stays_so_in_every_layout() {
    let mut desk = Rehearsal::on(setup(), Desk::default());
    let view = View::from(BuiltInView::Unassigned);
    let oldest = Sort { by: SortKey::CreateDate, descending: false };
    desk.give(&user(1), SortView { view, sort: oldest }).unwrap();
    desk.give(&user(1), ChooseLayout { layout: Layout::Board }).unwrap();
    assert_eq!(desk.setup.workspace_of(user_id(1)).sort_of(view), oldest);
    assert_eq!(desk.setup.workspace_of(user_id(1)).sort_of(BuiltInView::AllOpen.into()), Sort::default());
    assert_eq!(desk.setup.workspace_of(user_id(2)).sort_of(view), Sort::default());

    assert_eq!(desk.give(&user(1), SortView { view, sort: oldest }).unwrap(), []);
    desk.give(&user(1), SortView { view, sort: Sort::default() }).unwrap();
    assert_eq!(desk.setup.workspace_of(user_id(1)).sorts, [], "what is as usual is not kept");

    let missing = SortView { view: View::Custom(view_id(9)), sort: oldest };
    assert_eq!(desk.give(&user(1), missing), Err(Rejection::ViewNotFound { view: view_id(9) }));
    assert_eq!(desk.give(&Actor::System, SortView { view, sort: oldest }), Err(Rejection::NeedsUser));
}

#[test]
fn an_order_has_a_name_and_choosing_it_again_turns_it_round() {
    for by in SortKey::ALL {
        for descending in [true, false] {
            let sort = Sort { by, descending };
            assert_eq!(sort.to_string().parse(), Ok(sort));
            assert_eq!(sort.chosen_again(by), Sort { by, descending: !descending });
        }
    }
    assert_eq!(Sort::default().to_string(), "-last_activity_date");
    assert_eq!("owner".parse::<Sort>(), Err(NotASort));
    let by_name = Sort::default().chosen_again(SortKey::Name);
    assert_eq!(by_name, Sort { by: SortKey::Name, descending: false }, "A comes before Z");
}

#[test]
fn tickets_compare_by_urgency_not_by_its_name() {
    let of = |priority| SortKey::Priority.value(&Ticket { priority, ..ticket(1) });
    let ranked =
        [None, Some(Priority::Low), Some(Priority::Medium), Some(Priority::High), Some(Priority::Urgent)];
    assert!(ranked.map(of).is_sorted());
    let was_closed = Ticket { close_date: Some(minutes(5)), ..ticket(1) };
    assert!(SortKey::CloseDate.value(&ticket(1)) < SortKey::CloseDate.value(&was_closed));
}

fn shown(column: impl Into<Column>) -> ShownColumn {
    ShownColumn { column: column.into(), width: None }
}

#[test]
fn columns_are_arranged_by_each_user() {
    let mut desk = Rehearsal::on(setup(), Desk::default());
    let columns_of = |desk: &Rehearsal, n| desk.setup.workspace_of(user_id(n)).columns(&desk.setup);
    assert_eq!(columns_of(&desk, 1), Column::usual());

    let wide = ShownColumn { width: Some(240), ..shown(BuiltIn::CreateDate) };
    let columns = vec![shown(BuiltIn::Name), wide, shown(Column::Contact)];
    desk.give(&user(1), ArrangeColumns { columns: columns.clone() }).unwrap();
    assert_eq!(columns_of(&desk, 1), columns);
    assert_eq!(columns_of(&desk, 2), Column::usual());

    desk.give(&user(1), ArrangeColumns { columns: Column::usual() }).unwrap();
    assert_eq!(desk.setup.workspace_of(user_id(1)).columns, [], "what is as usual is not kept");
}

#[test]
fn columns_that_make_no_table_are_refused() {
    let mut desk = Rehearsal::on(setup(), Desk::default());
    let (narrowest, widest) = (ShownColumn::NARROWEST, ShownColumn::WIDEST);
    let narrow = ShownColumn { width: Some(narrowest - 1), ..shown(BuiltIn::Name) };
    for (columns, fault) in [
        (vec![], ColumnFault::NameMissing),
        (vec![shown(BuiltIn::Status)], ColumnFault::NameMissing),
        (vec![shown(BuiltIn::Name), shown(BuiltIn::Name)], ColumnFault::Twice),
        (vec![shown(BuiltIn::Name), shown(Column::Property("nothing".into()))], ColumnFault::Unknown),
        (vec![shown(BuiltIn::Name), shown(BuiltIn::Description)], ColumnFault::Unknown),
        (vec![narrow], ColumnFault::WidthUnfit { narrowest, widest }),
    ] {
        let refused = desk.give(&user(1), ArrangeColumns { columns });
        assert_eq!(refused, Err(Rejection::ColumnsInvalid { fault }));
    }
    assert_eq!(desk.setup.workspace_of(user_id(1)), Workspace::default());
}

#[test]
fn a_column_goes_with_its_property() {
    let mut desk = Rehearsal::on(setup(), Desk::default());
    let definition = PropertyDefinition {
        name: "order_number".into(),
        label: "Order".to_owned(),
        kind: PropertyKind::Text,
        archived: false,
    };
    desk.give(&user(9), SaveProperty { definition: definition.clone() }).unwrap();
    let order = shown(Column::Property("order_number".into()));
    desk.give(&user(1), ArrangeColumns { columns: vec![shown(BuiltIn::Name), order.clone()] }).unwrap();
    assert!(Column::all(&desk.setup).contains(&order.column));

    let archived = PropertyDefinition { archived: true, ..definition };
    desk.give(&user(9), SaveProperty { definition: archived }).unwrap();
    let workspace = desk.setup.workspace_of(user_id(1));
    assert_eq!(workspace.columns(&desk.setup), [shown(BuiltIn::Name)]);
    assert!(!Column::all(&desk.setup).contains(&order.column));
}

/// LAY-15
#[test]
fn an_admin_chooses_the_cards_beside_tickets_for_everybody() {
    let mut desk = Rehearsal::on(setup(), Desk::default());
    assert_eq!(desk.setup.sidebar(), SidebarCard::ALL);

    let cards = vec![SidebarCard::Contacts, SidebarCard::About];
    let arrange = ArrangeSidebar { cards: cards.clone() };
    let refused = desk.give(&user(1), arrange.clone());
    assert!(matches!(refused, Err(Rejection::PermissionMissing { .. })), "{refused:?}");
    desk.give(&user(9), arrange.clone()).unwrap();
    assert_eq!(desk.setup.sidebar(), cards);
    assert_eq!(desk.give(&user(9), arrange).unwrap(), []);

    let twice = ArrangeSidebar { cards: vec![SidebarCard::About, SidebarCard::About] };
    assert_eq!(desk.give(&user(9), twice), Err(Rejection::CardTwice { card: SidebarCard::About }));
    desk.give(&user(9), ArrangeSidebar { cards: vec![] }).unwrap();
    assert_eq!(desk.setup.sidebar(), [], "an empty sidebar is a choice too");
}
