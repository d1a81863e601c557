//! One view as a board: a column a status of one pipeline, a card a ticket (LAY-06).

use leptos::ev;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use sportello_domain::id::{PipelineId, StatusId, TicketId};
use sportello_domain::setup::Setup;
use sportello_domain::ticket::{ChangeStatus, Ticket};
use sportello_domain::view::View;
use sportello_domain::workspace::Layout;

use super::bar::ViewBar;
use super::card::{TicketCard, card_id};
use super::drag::Carry;
use super::listed::{ListFoot, Listed, Shown};
use super::places::neighbour;
use super::pointed::{OFFERED, use_pointed};
use crate::chips::{StatusChip, status_face};
use crate::language::{say, say_count, use_language};
use crate::replica::lists::{List, Listing};
use crate::replica::{HelpDesk, Part, Place, use_help_desk};
use crate::routes::{Route, ViewRoute};
use crate::ticket::asking::{Asking, use_asking};
use crate::ui::keys::{Shortcut, use_shortcuts};
use crate::ui::select::Select;
use crate::ui::skeleton::SkeletonCards;
use crate::ui::time::say_number;
use crate::ui::virtual_list::VirtualList;

/// How high a card is with the space below it, in pixels, as the stylesheet has it.
const CARD: f64 = 104.0;

/// Shows a view as a board.
#[component]
pub fn BoardLayout(
    /// The view.
    view: View,
    /// The pipeline, where the address names one.
    pipeline: Memo<Option<PipelineId>>,
) -> impl IntoView {
    let help_desk = use_help_desk();
    let leaving = help_desk.clone();
    on_cleanup(move || leaving.forget_board());
    let reading = help_desk.clone();
    let pipeline = Memo::new(move |_| {
        reading.setup(|setup| {
            let known = pipeline.get().filter(|named| setup.pipelines.contains_key(named));
            known.unwrap_or(setup.default_pipeline)
        })
    });
    let reading = help_desk.clone();
    let statuses = Memo::new(move |_| {
        reading.setup(|setup| {
            let found = setup.pipelines.get(&pipeline.get());
            let ordered = found.map(|pipeline| pipeline.ordered()).unwrap_or_default();
            ordered.into_iter().map(|status| status.id).collect::<Vec<_>>()
        })
    });
    let cursor = RwSignal::new(None::<TicketId>);
    let said = RwSignal::new(String::new());
    let board =
        Board { view, statuses, cursor, said, asking: use_asking(), help_desk: StoredValue::new(help_desk) };
    let carry = Carry::new(Callback::new(move |(ticket, status)| board.put(ticket, status)));
    let dialog = board.use_keys();
    view! {
        <main class="hd-work" id="content">
            <ViewBar view layout=Layout::Board more=view! { <PipelineChoice view pipeline/> }.into_any()/>
            <div class="hd-board" on:touchmove=move |event: ev::TouchEvent| carry.hold_still(&event)>
                <For each=move || statuses.get() key=|status| *status let:status>
                    <Column board status carry/>
                </For>
            </div>
            <p class="hd-hidden-label" role="status">{said}</p>
            {carry.face()}
            {dialog}
        </main>
    }
}

/// The board: where the keys are, and what they do.
#[derive(Clone, Copy)]
struct Board {
    view: View,
    statuses: Memo<Vec<StatusId>>,
    /// The card to which the keys have moved.
    cursor: RwSignal<Option<TicketId>>,
    /// What was done last, for readers of the screen.
    said: RwSignal<String>,
    /// What asks for the properties that a status requires.
    asking: Asking,
    help_desk: StoredValue<HelpDesk>,
}

impl Board {
    /// Puts a card into a column: its ticket's status changes as by any other hand (LAY-07). A card that may not go
    /// there stays where it is, and it is said why.
    fn put(self, ticket: TicketId, status: StatusId) {
        let place = Place::Ticket { ticket, part: Part::Head };
        let help_desk = self.help_desk.get_value();
        let giving = help_desk.clone();
        let said = self.said;
        self.asking.first(&help_desk, (ticket, status), place, move |properties| {
            giving.give(ChangeStatus { ticket, status, properties }, place)?;
            let name = giving.desk(|desk| desk.tickets.get(&ticket).map(Ticket::shown_name));
            let label = giving.core(|core| status_face(core.setup(), status).0);
            said.try_set(format!("{}: {label}", name.unwrap_or_default()));
            Ok(())
        });
    }

    fn ids(self, status: StatusId) -> Vec<TicketId> {
        let listing = Listing::Column(self.view, status);
        self.help_desk.with_value(|help_desk| {
            help_desk.core(|core| core.list(listing).map(List::ids).unwrap_or_default())
        })
    }

    /// The card to which the keys have moved, and its column; none where there is no such card any more.
    fn chosen(self) -> Option<(TicketId, StatusId)> {
        let card = self.cursor.get_untracked()?;
        let column =
            self.statuses.get_untracked().into_iter().find(|status| self.ids(*status).contains(&card))?;
        Some((card, column))
    }

    /// The columns on one side of another, the nearest first.
    fn columns(self, beside: StatusId, side: Side) -> Vec<StatusId> {
        let statuses = self.statuses.get_untracked();
        let before = statuses.iter().take_while(|status| **status != beside).count();
        match side {
            Side::Before => statuses.into_iter().take(before).rev().collect(),
            Side::After => statuses.into_iter().skip(before + 1).collect(),
        }
    }

    /// To the card above or below; to the first one where none is chosen.
    fn move_within(self, shortcut: Shortcut) -> bool {
        let chosen = self.chosen();
        let first = || self.statuses.get_untracked().into_iter().find(|status| !self.ids(*status).is_empty());
        let Some(column) = chosen.map(|(_, column)| column).or_else(first) else { return false };
        self.cursor.set(neighbour(&self.ids(column), chosen.map(|(card, _)| card), shortcut));
        true
    }

    /// To the card at the same height in the nearest column that has any.
    fn move_across(self, side: Side) -> bool {
        let Some((card, column)) = self.chosen() else { return false };
        let row = self.ids(column).iter().position(|id| *id == card).unwrap_or_default();
        let mut columns = self.columns(column, side).into_iter().map(|status| self.ids(status));
        let found = columns.find_map(|ids| ids.get(row).or_else(|| ids.last()).copied());
        if found.is_some() {
            self.cursor.set(found);
        }
        found.is_some()
    }

    /// Carries the chosen card to the next column.
    fn carry(self, side: Side) -> bool {
        let Some((card, column)) = self.chosen() else { return false };
        if let Some(next) = self.columns(column, side).first() {
            self.put(card, *next);
        }
        true
    }

    /// `j` and `k` move within a column, the arrows from one to another; `,` and `.` carry the card along. What else keys
    /// do with the card, and the dialog of that, is returned.
    fn use_keys(self) -> impl IntoView {
        let (press, dialog) = use_pointed();
        use_shortcuts(&OFFERED, move |shortcut| match (shortcut, self.chosen()) {
            (Shortcut::Next | Shortcut::Previous, _) => self.move_within(shortcut),
            (Shortcut::Left, _) => self.move_across(Side::Before),
            (Shortcut::Right, _) => self.move_across(Side::After),
            (Shortcut::CarryLeft, _) => self.carry(Side::Before),
            (Shortcut::CarryRight, _) => self.carry(Side::After),
            (_, chosen) => chosen.is_some_and(|(card, _)| press(shortcut, card)),
        });
        dialog
    }
}

/// A side of a column.
#[derive(Clone, Copy)]
enum Side {
    Before,
    After,
}

/// One status.
#[component]
fn Column(board: Board, status: StatusId, carry: Carry) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let face = Memo::new(move |_| help_desk.setup(|setup| status_face(setup, status)));
    let list = Listed::of(Listing::Column(board.view, status));
    let shown = list.shown();
    let ids: Signal<Vec<TicketId>> = list.ids().into();
    let active = Memo::new(move |_| board.cursor.get().filter(|cursor| ids.read().contains(cursor)));
    let cards = move || match shown.get() {
        Shown::Rows => view! {
            <VirtualList
                ids
                total=Signal::derive(move || list.total())
                active
                row_height=CARD
                head_height=0.0
                scroll=ArcRwSignal::new(0.0)
                label=Signal::derive(move || face.get().0)
                head=().into_any()
                row_id=card_id
                row=move |(id, position)| {
                    view! { <TicketCard id status position cursor=board.cursor carry/> }.into_any()
                }
                on_near_end=Callback::new(move |()| list.more())
                say_newer=Callback::new(move |count| say_count!(language, count, table.newer))
            />
        }
        .into_any(),
        Shown::Nothing => {
            view! { <p class="hd-column__empty">{move || say!(language, layout.empty_column)}</p> }.into_any()
        }
        Shown::Skeleton => view! {
            <SkeletonCards count=3 label=Signal::derive(move || say!(language, table.loading).to_owned())/>
        }
        .into_any(),
        // Its foot says why.
        Shown::Failure(_) => ().into_any(),
    };
    view! {
        <section
            class="hd-column"
            class:hd-column--over=move || carry.is_over(status)
            aria-label=move || face.get().0
            data-status=status.to_string()
        >
            <h2 class="hd-column__head">
                {move || {
                    let (label, class) = face.get();
                    view! { <StatusChip label class/> }
                }}
                <span class="hd-soft hd-number">{move || list.count().map(|count| say_number(language.code(), count))}</span>
            </h2>
            <div class="hd-column__cards">{cards}</div>
            <ListFoot list/>
        </section>
    }
}

/// Which pipeline's statuses are the columns; not asked where there is only one.
#[component]
fn PipelineChoice(view: View, pipeline: Memo<PipelineId>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let navigate = use_navigate();
    let choices = Signal::derive(move || help_desk.setup(pipelines_by_name));
    let value = RwSignal::new(pipeline.get_untracked().to_string());
    Effect::new(move |_| value.set(pipeline.get().to_string()));
    let on_choose = Callback::new(move |pipeline: String| {
        let (layout, pipeline) = (Some(Layout::Board), pipeline.parse().ok());
        let route = Route::View(ViewRoute { layout, pipeline, ..ViewRoute::of(&view.to_string()) });
        navigate(&route.href(), leptos_router::NavigateOptions::default());
    });
    view! {
        <Show when=move || choices.read().len() != 1>
            <div class="hd-bar__choice">
                <Select
                    label=Signal::derive(move || say!(language, layout.pipeline).to_owned())
                    choices
                    value
                    on_choose
                />
            </div>
        </Show>
    }
}

/// The pipelines as choices, in their order.
pub fn pipelines_by_name(setup: &Setup) -> Vec<(String, String)> {
    let mut pipelines: Vec<_> = setup.pipelines.values().collect();
    pipelines.sort_by_key(|pipeline| (pipeline.order, pipeline.id));
    pipelines.into_iter().map(|pipeline| (pipeline.id.to_string(), pipeline.name.clone())).collect()
}
