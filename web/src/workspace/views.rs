//! The list of views with their counts.

use leptos::prelude::*;
use sportello_domain::channel::TicketAutomation;
use sportello_domain::policy;
use sportello_domain::view::{BuiltInView, View, custom_views};

use super::editor::{Editing, use_view_editor};
use crate::language::{Language, say, say_count, use_language};
use crate::replica::core::Replica;
use crate::replica::use_help_desk;
use crate::routes::{Route, SearchRoute, ViewRoute};
use crate::ui::button::{Button, Weight};
use crate::ui::icon::Icon;
use crate::ui::time::say_number;

use super::places::Places;

/// What a view is called; a custom one as who made it said.
pub fn use_view_name(view: View) -> Signal<String> {
    let language = use_language();
    let help_desk = use_help_desk();
    Signal::derive(move || match view {
        View::BuiltIn(view) => say_view(language, view).to_owned(),
        View::Custom(id) => help_desk
            .setup(|setup| setup.views.get(&id).map(|view| view.name.clone()))
            .unwrap_or_else(|| say!(language, views.unknown).to_owned()),
    })
}

/// What a built-in view is called.
pub fn say_view(language: Language, view: BuiltInView) -> &'static str {
    match view {
        BuiltInView::Unassigned => say!(language, views.unassigned),
        BuiltInView::AssignedToMe => say!(language, views.mine),
        BuiltInView::MyMentions => say!(language, views.mentions),
        BuiltInView::Following => say!(language, views.following),
        BuiltInView::MyTeamsUnassigned => say!(language, views.my_teams),
        BuiltInView::AllOpen => say!(language, views.open),
        BuiltInView::Closed => say!(language, views.closed),
    }
}

/// Says how many tickets there are, as a number and in full. Where not all are counted, that there are more.
pub fn say_tickets(language: Language, counting: Counting, count: u64) -> (String, String) {
    if counting == Counting::Some && View::MOST_COUNTED < count {
        let number = say_number(language.code(), View::MOST_COUNTED);
        let in_full = say!(language, views.more_than, count = number.clone()).to_string();
        return (format!("{number}+"), in_full);
    }
    (say_number(language.code(), count), say_count!(language, count, views.count))
}

/// Whether all tickets are counted, or no more than anybody reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    /// All.
    All,
    /// Some.
    Some,
}

/// How many tickets a view has, once that is known.
#[component]
pub fn ViewCount(
    /// The view.
    view: View,
    /// The class of the number.
    class: &'static str,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let count = Memo::new(move |_| help_desk.count(view));
    let counting = if view.is_counted_whole() { Counting::All } else { Counting::Some };
    move || {
        count.get().map(|count| {
            let (number, in_full) = say_tickets(language, counting, count);
            view! { <span class=class aria-label=in_full>{number}</span> }
        })
    }
}

/// Lists the views.
#[component]
pub fn ViewList(
    /// The page that is open.
    route: Signal<Route>,
) -> impl IntoView {
    let language = use_language();
    let places = expect_context::<Places>();
    // A ticket belongs to the view from which it was opened.
    let open = Memo::new(move |_| match route.get() {
        Route::View(ViewRoute { view, .. }) => view.parse().ok(),
        Route::Ticket { .. } => places.came_from().map(|opened| opened.view),
        Route::SignIn
        | Route::Search(_)
        | Route::Records(_)
        | Route::Record { .. }
        | Route::WithoutTicket { .. }
        | Route::Inbox(_)
        | Route::Spam { .. }
        | Route::Settings(_)
        | Route::Unknown => None,
    });
    let help_desk = use_help_desk();
    let looking = help_desk.clone();
    let usable = Memo::new(move |_| {
        let actor = looking.core(Replica::actor);
        let may = |view: &BuiltInView| {
            looking.setup(|setup| policy::may_use_built_in_view(setup, &actor, *view).is_ok())
        };
        BuiltInView::ALL.into_iter().filter(may).collect::<Vec<_>>()
    });
    let may = Memo::new(move |_| {
        let actor = help_desk.core(Replica::actor);
        help_desk.setup(|setup| policy::may_use_custom_views(setup, &actor).is_ok())
    });
    view! {
        <nav class="hd-views" aria-label=move || say!(language, views.title)>
            <p class="hd-views__title">
                <span>{move || say!(language, frame.help_desk)}</span>
                <a
                    class="hd-button hd-button--quiet"
                    href=Route::Search(SearchRoute::default()).href()
                    aria-label=move || say!(language, search.title)
                    title=move || say!(language, search.title)
                >
                    {Icon::Search.draw()}
                </a>
            </p>
            <ul class="hd-views__list">
                {BuiltInView::ALL
                    .map(|view| {
                        view! {
                            <Show when=move || usable.read().contains(&view)>
                                <li><ViewLink view=view.into() open/></li>
                            </Show>
                        }
                    })
                    .collect_view()}
                <WithoutTicketLink route/>
                <SpamLink route/>
            </ul>
            <Show when=move || may.get()>
                <CustomViews open/>
            </Show>
        </nav>
    }
}

/// The way to the conversations that wait for a ticket, where there are some or may be (CRE-05).
#[component]
fn WithoutTicketLink(route: Signal<Route>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    if untrack(|| help_desk.without_ticket().is_none()) {
        help_desk.renew_without_ticket(); // From then on changes are heard of.
    }
    let open = Memo::new(move |_| matches!(route.get(), Route::WithoutTicket { .. }));
    let counting = help_desk.clone();
    let count = Memo::new(move |_| counting.without_ticket().map_or(0, |page| page.without_ticket));
    let shown = Memo::new(move |_| {
        let actor = help_desk.core(Replica::actor);
        let may_come = help_desk.setup(|setup| {
            policy::sees_conversations_without_ticket(setup, &actor)
                && setup.channels.values().any(|channel| channel.tickets == TicketAutomation::Off)
        });
        may_come || open.get() || 0 < count.get()
    });
    view! {
        <Show when=move || shown.get()>
            <li>
                <a
                    class="hd-view"
                    href=Route::WithoutTicket { conversation: None }.href()
                    aria-current=move || open.get().then_some("page")
                >
                    {Icon::Envelope.draw()}
                    <span class="hd-view__name hd-truncate">{move || say!(language, without_ticket.title)}</span>
                    {move || {
                        let (number, _) = say_tickets(language, Counting::Some, count.get());
                        let in_full = say!(language, without_ticket.count, count = number.clone()).to_string();
                        view! { <span class="hd-view__count" aria-label=in_full>{number}</span> }
                    }}
                </a>
            </li>
        </Show>
    }
}

/// The way to Spam, for whoever may look into it (VEW-02, VEW-14).
#[component]
fn SpamLink(route: Signal<Route>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let may = Memo::new(move |_| {
        let actor = help_desk.core(Replica::actor);
        help_desk.setup(|setup| policy::may_open_spam(setup, &actor).is_ok())
    });
    let open = Memo::new(move |_| matches!(route.get(), Route::Spam { .. }));
    view! {
        <Show when=move || may.get()>
            <li>
                <a
                    class="hd-view"
                    href=Route::Spam { conversation: None }.href()
                    aria-current=move || open.get().then_some("page")
                >
                    {Icon::Shield.draw()}
                    <span class="hd-view__name hd-truncate">{move || say!(language, spam.title)}</span>
                </a>
            </li>
        </Show>
    }
}

/// The views that users made, in the order in which whoever is signed in lists them, and a way to a new one.
#[component]
fn CustomViews(open: Memo<Option<View>>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let editor = use_view_editor();
    let ids = Memo::new(move |_| {
        let me = help_desk.me();
        help_desk.setup(|setup| custom_views(setup, me).into_iter().map(|view| view.id).collect::<Vec<_>>())
    });
    view! {
        <div class="hd-views__title hd-views__title--custom">
            <h2 id="custom-views">{move || say!(language, views.custom)}</h2>
            <Button
                weight=Weight::Quiet
                label=Signal::derive(move || say!(language, views.create).to_owned())
                on_press=Callback::new(move |_| editor.show(Editing::New))
            >
                {Icon::Plus.draw()}
            </Button>
        </div>
        <Show when=move || !ids.read().is_empty()>
            <ul class="hd-views__list" aria-labelledby="custom-views">
                <For each=move || ids.get() key=|id| *id let:id>
                    <li><ViewLink view=View::Custom(id) open/></li>
                </For>
            </ul>
        </Show>
    }
}

#[component]
fn ViewLink(view: View, open: Memo<Option<View>>) -> impl IntoView {
    let icon = match view {
        View::BuiltIn(BuiltInView::Unassigned) => Icon::Tray,
        View::BuiltIn(BuiltInView::AssignedToMe) => Icon::Person,
        View::BuiltIn(BuiltInView::MyMentions) => Icon::At,
        View::BuiltIn(BuiltInView::Following) => Icon::Star,
        View::BuiltIn(BuiltInView::MyTeamsUnassigned) => Icon::People,
        View::BuiltIn(BuiltInView::AllOpen) => Icon::Lines,
        View::BuiltIn(BuiltInView::Closed) => Icon::Tick,
        View::Custom(_) => Icon::Filter,
    };
    view! {
        <a
            class="hd-view"
            href=Route::View(ViewRoute::of(&view.to_string())).href()
            aria-current=move || (open.get() == Some(view)).then_some("page")
        >
            {icon.draw()}
            <span class="hd-view__name hd-truncate">{use_view_name(view)}</span>
            <ViewCount view class="hd-view__count"/>
        </a>
    }
}
