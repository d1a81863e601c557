//! How each user arranges the workspace.

use sportello_domain::desk::Desk;
use sportello_domain::event::{Fact, SetupFact};
use sportello_domain::order::Actor;
use sportello_domain::rejection::Rejection;
use sportello_domain::testing::*;
use sportello_domain::workspace::{ChooseLayout, Layout, Workspace};

/// LAY-02
#[test]
fn there_are_three_layouts_and_each_has_an_address() {
    assert_eq!(Layout::ALL.map(Layout::slug), ["table", "split", "board"]);
    for layout in Layout::ALL {
        assert_eq!(Layout::with_slug(layout.slug()), Some(layout));
    }
    assert_eq!(Layout::with_slug("cards"), None);
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
