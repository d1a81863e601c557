//! Orders about what admins set up and users arrange.

use super::{Dice, some_property, some_status};
use crate::channel::{Channel, ChannelKind, NewTicketProperties, SaveChannel};
use crate::filter::Filter;
use crate::order::Command;
use crate::pipeline::{
    AutomatePipeline, Automation, CloseDateRule, CreationStatuses, DeletePipeline, DeleteStatus, Pipeline,
    PipelineRules, SavePipeline, Skipping, State, Status, StatusTrigger, StatusTriggers,
};
use crate::property::{BuiltIn, Priority, PropertyDefinition, PropertyKind, SaveProperty};
use crate::testing::busy::{channel, colleague};
use crate::testing::{address, pipeline_id, status_id, team_id, user_id, view_id};
use crate::user::{SaveTeam, SaveUser, Team};
use crate::view::{ArrangeViews, BuiltInView, DeleteView, SaveView, Sharing, Sort, SortKey, SortView, View};
use crate::workspace::{
    ArrangeColumns, ArrangeSidebar, ArrangeTicketForm, ChooseLayout, Column, FormField, Layout, ShownColumn,
    SidebarCard,
};

/// An order about the configuration.
pub(super) fn change_setup(dice: &mut Dice, fresh: u8) -> Command {
    match dice.up_to(12) {
        12 => {
            let trigger = StatusTrigger { on: dice.once_in(2), status: some_status(dice) };
            let rule = CloseDateRule::LeaveAlone;
            let automation = dice.one_of(
                Automation::EmailSent { trigger },
                &[Automation::CustomerReplied { trigger }, Automation::CloseDate { rule }],
            );
            AutomatePipeline { pipeline: pipeline_id(dice.up_to(3)), automation }.into()
        }
        11 => save_property(dice).into(),
        1 => save_pipeline(dice, fresh).into(),
        2 => {
            let replacement = dice.maybe(some_status);
            DeleteStatus { status: some_status(dice), replacement }.into()
        }
        3 => DeletePipeline { pipeline: pipeline_id(dice.up_to(3)) }.into(),
        4 => {
            let n = dice.up_to(4);
            let kind = dice.one_of(ChannelKind::Custom, &[ChannelKind::Chat, ChannelKind::Messenger]);
            let new_ticket = NewTicketProperties {
                status: dice.maybe(some_status),
                owner: dice.maybe(|dice| user_id(dice.up_to(9))),
                priority: dice.maybe(|_| Priority::Low),
                category: None,
            };
            // The mail channel stays one, or nothing could be answered any more.
            let kind =
                if n == 1 { ChannelKind::Email { address: address("support@desk.example") } } else { kind };
            SaveChannel { channel: Channel { new_ticket, ..channel(n, kind) } }.into()
        }
        5 => SaveUser { user: colleague(dice.up_to(5).saturating_add(2)) }.into(),
        7 | 8 => {
            let owners = (1..=dice.up_to(3)).map(|_| user_id(dice.up_to(10))).collect();
            SaveView {
                view: view_id(dice.up_to(4)),
                name: dice.one_of("Mine", &["Ours", " mine ", " "]).to_owned(),
                filter: dice.one_of(Filter::Unassigned, &[Filter::Owner { any_of: owners }]),
                sharing: dice.one_of(Sharing::Nobody, &[Sharing::Everyone]),
            }
            .into()
        }
        9 => {
            let views = (1..dice.up_to(3)).map(|_| view_id(dice.up_to(4))).collect();
            dice.one_of(
                DeleteView { view: view_id(dice.clone().up_to(4)) }.into(),
                &[ArrangeViews { views }.into()],
            )
        }
        6 => {
            let cards = dice.one_of(SidebarCard::ALL.to_vec(), &[vec![SidebarCard::Deals; 2], Vec::new()]);
            let property = dice.one_of(BuiltIn::Category.into(), &["serial".into(), BuiltIn::Name.into()]);
            let fields = vec![FormField { property, required: dice.once_in(2) }];
            dice.one_of(ArrangeSidebar { cards }.into(), &[ArrangeTicketForm { fields }.into()])
        }
        _ => {
            let name = dice.one_of("Front", &["", " Back "]).to_owned();
            SaveTeam { team: Team { id: team_id(dice.up_to(3)), name } }.into()
        }
    }
}

fn save_pipeline(dice: &mut Dice, fresh: u8) -> SavePipeline {
    let status = |n, label, order, state| Status::new(status_id(n), label, order, state);
    let statuses = vec![
        status(6, "Received", 0, dice.one_of(State::Open, &[State::Closed])),
        status(7, dice.one_of("Done", &["Done", "received "]), 1, State::Closed),
        status(if dice.once_in(3) { 1 } else { fresh }, "Checked", 0, State::Open),
    ];
    SavePipeline {
        pipeline: Pipeline {
            id: pipeline_id(dice.one_of(2, &[2, 3])),
            name: dice.one_of("Returns", &["Returns", " "]).to_owned(),
            order: 1,
            statuses,
            close_date: dice.one_of(CloseDateRule::SetWhenClosed, &[CloseDateRule::LeaveAlone]),
            triggers: StatusTriggers::default(),
            rules: some_rules(dice),
        },
    }
}

/// Rules of pipeline 2, now and then about a status that is not its own.
fn some_rules(dice: &mut Dice) -> PipelineRules {
    let some = |dice: &mut Dice| [status_id(dice.one_of(6, &[6, 7, 7, 1]))].into();
    PipelineRules {
        no_moving_back: dice.once_in(3),
        skipping: match dice.up_to(4) {
            1 => Skipping::NextOnly,
            2 => Skipping::NotAcross { statuses: some(dice) },
            _ => Skipping::Allowed,
        },
        creation: dice.once_in(4).then(|| CreationStatuses { any_of: some(dice), first: None }),
    }
}

fn save_property(dice: &mut Dice) -> SaveProperty {
    let text = |text: &str| text.to_owned();
    let kind = match dice.up_to(3) {
        1 => {
            dice.one_of(PropertyKind::Number, &[PropertyKind::YesNo, PropertyKind::Date, PropertyKind::User])
        }
        2 => {
            let options = vec![text("Trento"), dice.one_of(text("Bari"), &[text("Trento"), text("a;b")])];
            let choice = PropertyKind::Choice { options: options.clone() };
            dice.one_of(choice, &[PropertyKind::Choices { options }])
        }
        _ => PropertyKind::Text,
    };
    let name = dice.one_of(some_property(&mut dice.clone()), &["colour".into(), "No name".into()]);
    let label = dice.one_of(text("Colour"), &[text(" "), text("Serial"), name.to_string()]);
    SaveProperty { definition: PropertyDefinition { name, label, kind, archived: dice.once_in(6) } }
}

/// An order by which a user arranges the workspace.
pub(super) fn arrange_workspace(dice: &mut Dice) -> Command {
    match dice.up_to(3) {
        1 => ChooseLayout { layout: dice.one_of(Layout::Table, &[Layout::Split, Layout::Board]) }.into(),
        2 => {
            let view = dice.one_of(View::BuiltIn(BuiltInView::AllOpen), &[View::Custom(view_id(1))]);
            let by = dice.one_of(SortKey::Name, &[SortKey::LastActivityDate]);
            SortView { view, sort: Sort { by, descending: dice.once_in(2) } }.into()
        }
        _ => {
            let columns = (0..dice.up_to(3)).map(|_| {
                let name = Column::from(BuiltIn::Name);
                let other = Column::Property(some_property(dice));
                ShownColumn { column: dice.one_of(name, &[other]), width: dice.maybe(|_| 120) }
            });
            ArrangeColumns { columns: columns.collect() }.into()
        }
    }
}
