//! The lists of tickets: one view as a table.

pub mod places;
mod row;
pub mod views;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use sportello_domain::id::TicketId;
use sportello_domain::unread::MarkUnread;
use sportello_domain::view::BuiltInView;

use self::places::{Places, neighbour};
use self::row::{TicketRow, row_id};
use self::views::say_view;
use crate::failure::say_error;
use crate::language::{Language, say, say_count, use_language};
use crate::replica::core::PagePlace;
use crate::replica::{HelpDesk, Part, Place, use_help_desk};
use crate::routes::Route;
use crate::server::ServerError;
use crate::ui::button::Button;
use crate::ui::focus::{use_heading_focus, use_title};
use crate::ui::icon::Icon;
use crate::ui::keys::{Shortcut, use_shortcuts};
use crate::ui::panel::PanelState;
use crate::ui::screen::use_phone;
use crate::ui::skeleton::SkeletonRows;
use crate::ui::time::say_number;
use crate::ui::virtual_list::VirtualList;

/// How a list is being loaded.
#[derive(Clone, Debug, PartialEq)]
enum Loading {
    Idle,
    Running,
    Failed(ServerError),
}

/// Shows one view.
#[component]
pub fn ViewPage(
    /// The view.
    view: BuiltInView,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let places = expect_context::<Places>();
    places.opened(view);
    let heading = use_heading_focus();
    use_title(move || say_view(language, view).to_owned());
    let loading = RwSignal::new(Loading::Running);
    load_with_generation(&help_desk, view, loading);
    let counted = help_desk.clone();
    let count = Memo::new(move |_| counted.count(view));
    let listed = help_desk.clone();
    let ids = Memo::new(move |_| listed.list(view));

    let shown = Memo::new(move |_| match (ids.read().as_ref().map(Vec::is_empty), loading.get()) {
        (Some(false), _) => Shown::Rows,
        (Some(true), Loading::Idle) => Shown::Nothing,
        (None | Some(true), Loading::Failed(error)) => Shown::Failure(error),
        (None, Loading::Running | Loading::Idle) | (Some(true), Loading::Running) => Shown::Skeleton,
    });
    let list = move || match shown.get() {
        Shown::Rows => view! {
            <TicketTable view ids=Signal::derive(move || ids.get().unwrap_or_default()) loading/>
        }
        .into_any(),
        Shown::Nothing => view! { <EmptyView view/> }.into_any(),
        Shown::Skeleton => view! {
            <SkeletonRows count=14 label=Signal::derive(move || say!(language, table.loading).to_owned())/>
        }
        .into_any(),
        Shown::Failure(error) => {
            let help_desk = use_help_desk();
            let again = Callback::new(move |()| load(&help_desk, view, PagePlace::First, loading));
            view! {
                <PanelState
                    icon=Icon::Warning
                    title=Signal::derive(move || say!(language, table.failed).to_owned())
                    text=Signal::derive(move || say_error(language, &error))
                    remedy=(Signal::derive(move || say!(language, common.retry).to_owned()), again)
                />
            }
            .into_any()
        }
    };
    view! {
        <main class="hd-work" id="content">
            <div class="hd-bar">
                <h1 class="hd-bar__title" tabindex="-1" node_ref=heading>{move || say_view(language, view)}</h1>
                {move || {
                    count
                        .get()
                        .map(|count| {
                            view! {
                                <span class="hd-chip" aria-label=say_count!(language, count, views.count)>
                                    {say_number(language.code(), count)}
                                </span>
                            }
                        })
                }}
            </div>
            {list}
        </main>
    }
}

/// What stands in the place of the list.
#[derive(Clone, Debug, PartialEq)]
enum Shown {
    Rows,
    Nothing,
    Skeleton,
    Failure(ServerError),
}

/// Loads the first page, and again when events were missed.
fn load_with_generation(help_desk: &HelpDesk, view: BuiltInView, loading: RwSignal<Loading>) {
    let help_desk = help_desk.clone();
    Effect::new(move |_| {
        help_desk.generation();
        load(&help_desk, view, PagePlace::First, loading);
    });
}

fn load(help_desk: &HelpDesk, view: BuiltInView, place: PagePlace, loading: RwSignal<Loading>) {
    loading.set(Loading::Running);
    let help_desk = help_desk.clone();
    spawn_local(async move {
        let outcome = help_desk.load_page(view, place).await;
        // The page may be gone.
        loading.try_set(match outcome {
            Ok(()) => Loading::Idle,
            Err(error) => Loading::Failed(error),
        });
    });
}

/// The rows of a view that has some.
#[component]
fn TicketTable(view: BuiltInView, ids: Signal<Vec<TicketId>>, loading: RwSignal<Loading>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let places = expect_context::<Places>();
    let active = places.active(view);
    let phone = use_phone();
    use_list_keys(ids, active.clone());

    let counted = help_desk.clone();
    let total = Signal::derive(move || {
        let listed = ids.read().len();
        counted.count(view).and_then(|count| usize::try_from(count).ok()).unwrap_or(listed).max(listed)
    });
    let paging = help_desk.clone();
    let on_near_end = Callback::new(move |()| {
        let more = paging.core(|core| core.list(view).is_some_and(|list| list.next().is_some()));
        if more && loading.get_untracked() == Loading::Idle {
            load(&paging, view, PagePlace::Following, loading);
        }
    });
    let again = Callback::new(move |_| load(&help_desk, view, PagePlace::Following, loading));
    let row_active = active.clone();
    view! {
        <div class="hd-list">
            <VirtualList
                ids
                total
                active=Signal::derive(move || active.get())
                row_height=Signal::derive(move || if phone.get() { 76.0 } else { 36.0 })
                head_height=Signal::derive(move || if phone.get() { 0.0 } else { 34.0 })
                scroll=places.scroll(view)
                label=Signal::derive(move || say_view(language, view).to_owned())
                head=view! { <TableHead/> }.into_any()
                row_id
                row=move |id, position| view! { <TicketRow id position active=row_active.clone()/> }.into_any()
                on_near_end
                say_newer=Callback::new(move |count| say_count!(language, count, table.newer))
            />
            {move || match loading.get() {
                Loading::Failed(error) => {
                    Some(
                        view! {
                            <div class="hd-list__foot" role="alert">
                                <span>
                                    {move || say!(language, table.more_failed)} " "
                                    {move || say_error(language, &error)}
                                </span>
                                <Button on_press=again>{move || say!(language, common.retry)}</Button>
                            </div>
                        },
                    )
                }
                Loading::Idle | Loading::Running => None,
            }}
        </div>
    }
}

/// `j` and `k` move through the rows, Enter opens one, `u` marks it as unread.
fn use_list_keys(ids: Signal<Vec<TicketId>>, active: ArcRwSignal<Option<TicketId>>) {
    let help_desk = use_help_desk();
    let navigate = use_navigate();
    use_shortcuts(move |shortcut| {
        let chosen = active.get_untracked();
        match shortcut {
            Shortcut::Next | Shortcut::Previous => {
                active.set(neighbour(&ids.read_untracked(), chosen, shortcut));
                true
            }
            Shortcut::Open => {
                let number =
                    chosen.and_then(|id| help_desk.desk(|desk| Some(desk.tickets.get(&id)?.number.0)));
                if let Some(number) = number {
                    navigate(&Route::Ticket { number }.href(), leptos_router::NavigateOptions::default());
                }
                number.is_some()
            }
            Shortcut::Unread => {
                if let Some(ticket) = chosen {
                    let _ = help_desk.give(MarkUnread { ticket }, Place { ticket, part: Part::Head });
                }
                chosen.is_some()
            }
            Shortcut::Close
            | Shortcut::Reply
            | Shortcut::Comment
            | Shortcut::Assign
            | Shortcut::Status
            | Shortcut::Help => false,
        }
    });
}

#[component]
fn TableHead() -> impl IntoView {
    let language = use_language();
    view! {
        <div class="hd-table__top" role="rowgroup">
            <div class="hd-table__head" role="row" aria-rowindex="1">
                <span class="hd-table__cell" role="columnheader">
                    <span class="hd-hidden-label">{move || say!(language, table.unread)}</span>
                </span>
                <span class="hd-table__cell" role="columnheader">
                    <span class="hd-hidden-label">{move || say!(language, table.number)}</span>
                </span>
                <span class="hd-table__cell" role="columnheader">{move || say!(language, table.name)}</span>
                <span class="hd-table__cell" role="columnheader">{move || say!(language, table.contact)}</span>
                <span class="hd-table__cell" role="columnheader">{move || say!(language, table.status)}</span>
                <span class="hd-table__cell" role="columnheader">{move || say!(language, table.priority)}</span>
                <span class="hd-table__cell" role="columnheader">{move || say!(language, table.owner)}</span>
                <span class="hd-table__cell hd-ticket-row__updated" role="columnheader">
                    {move || say!(language, table.updated)}
                </span>
            </div>
        </div>
    }
}

/// A view without tickets says why, and what to do.
#[component]
fn EmptyView(view: BuiltInView) -> impl IntoView {
    let language = use_language();
    view! {
        <PanelState
            icon=Icon::Tray
            title=Signal::derive(move || say_empty(language, view).0.to_owned())
            text=Signal::derive(move || say_empty(language, view).1.to_owned())
        />
    }
}

fn say_empty(language: Language, view: BuiltInView) -> (&'static str, &'static str) {
    match view {
        BuiltInView::Unassigned => {
            (say!(language, table.empty_unassigned), say!(language, table.empty_unassigned_text))
        }
        BuiltInView::AssignedToMe => {
            (say!(language, table.empty_mine), say!(language, table.empty_mine_text))
        }
        BuiltInView::AllOpen => (say!(language, table.empty_open), say!(language, table.empty_open_text)),
        BuiltInView::Closed => (say!(language, table.empty_closed), say!(language, table.empty_closed_text)),
    }
}
