//! The recycle bin: what was deleted, by whom and when, for how long it can be restored (DEL-08), and restoring it.

mod conversations;

use self::conversations::TrashedConversations;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sportello_domain::id::TicketId;
use sportello_domain::rejection::Rejection;
use sportello_domain::trash::{DAYS_KEPT, Deletion, EraseTickets, RestoreTicket};

use crate::failure::say_error;
use crate::language::{say, say_count, use_language};
use crate::people::user_name;
use crate::replica::{Place, use_help_desk};
use crate::server::ServerError;
use crate::ticket::RefusalAt;
use crate::ticket::delete::ConfirmCount;
use crate::ui::button::{Button, Weight};
use crate::ui::dialog::{Dialog, open_while_about};
use crate::ui::icon::Icon;
use crate::ui::notice::{Tone, use_notices};
use crate::ui::panel::PanelState;
use crate::ui::skeleton::SkeletonRows;
use crate::ui::time::{say_ago, say_in_full, use_clock};

/// What of the bin was loaded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Loaded {
    tickets: Vec<TicketId>,
    /// Where the next page begins; none where all of it is here.
    next: Option<String>,
}

/// Shows the deleted tickets, the last deleted first.
#[component]
pub fn RecycleBin() -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let (loaded, failed) = (RwSignal::new(None::<Loaded>), RwSignal::new(None::<ServerError>));
    let loading = help_desk.clone();
    let load = Callback::new(move |next: Option<String>| {
        let help_desk = loading.clone();
        spawn_local(async move {
            // The page may be gone when the answer comes.
            match help_desk.load_recycle_bin(next.as_deref()).await {
                Ok((tickets, following)) => {
                    let mut here =
                        next.and_then(|_| loaded.try_get_untracked().flatten()).unwrap_or_default();
                    here.tickets.extend(tickets);
                    here.next = following;
                    failed.try_set(None);
                    loaded.try_set(Some(here));
                }
                Err(error) => {
                    failed.try_set(Some(error));
                }
            }
        });
    });
    let following = help_desk.clone();
    Effect::new(move |_| {
        following.generation(); // Again when events were missed.
        load.run(None);
    });
    let erasing = RwSignal::new(None::<TicketId>);
    // What was restored is not among them any more.
    let deleted = Memo::new(move |_| {
        let still = |id: &TicketId| help_desk.ticket(*id).is_some_and(|ticket| ticket.deleted.is_some());
        loaded.get().map(|here| here.tickets.into_iter().filter(still).collect::<Vec<_>>())
    });
    let content = move || {
        match (deleted.get(), failed.get()) {
        (Some(tickets), _) if tickets.is_empty() => view! {
            <PanelState
                icon=Icon::Bin
                title=Signal::derive(move || say!(language, bin.empty).to_owned())
                text=Signal::derive(move || say!(language, bin.text, days = DAYS_KEPT.to_string()).to_string())
            />
        }
        .into_any(),
        (Some(tickets), _) => {
            let more = loaded.get().and_then(|here| here.next).map(|next| {
                let more = Callback::new(move |_| load.run(Some(next.clone())));
                view! { <p><Button on_press=more>{move || say!(language, search.more)}</Button></p> }
            });
            let rows = tickets.into_iter().map(|id| view! { <Row id erasing/> });
            view! {
                <p class="hd-soft">{move || say!(language, bin.text, days = DAYS_KEPT.to_string()).to_string()}</p>
                <ul class="hd-bin">{rows.collect_view()}</ul>
                {more}
            }
            .into_any()
        }
        (None, Some(error)) => view! {
            <PanelState
                icon=Icon::Warning
                title=Signal::derive(move || say!(language, bin.failed).to_owned())
                text=Signal::derive(move || say_error(language, &error))
                remedy=(
                    Signal::derive(move || say!(language, common.retry).to_owned()),
                    Callback::new(move |()| load.run(None)),
                )
            />
        }
        .into_any(),
        (None, None) => view! {
            <SkeletonRows count=6 label=Signal::derive(move || say!(language, bin.loading).to_owned())/>
        }
        .into_any(),
    }
    };
    view! {
        <section class="hd-form" aria-labelledby="settings-bin">
            <h2 class="hd-settings__section" id="settings-bin">{move || say!(language, settings.recycle_bin)}</h2>
            <RefusalAt place=Place::Workspace/>
            {content}
            <TrashedConversations/>
            <EraseDialog ticket=erasing/>
        </section>
    }
}

/// Removes a ticket from the bin for good (DEL-17).
#[component]
fn EraseDialog(ticket: RwSignal<Option<TicketId>>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let open = open_while_about(ticket);
    let refused = RwSignal::new(None::<Rejection>);
    let naming = help_desk.clone();
    let named =
        Memo::new(move |_| naming.ticket(ticket.get()?).map(|it| format!("{} {}", it.number, it.name)));
    let on_confirm = Callback::new(move |typed: u64| {
        let Some(id) = ticket.get_untracked() else { return };
        match help_desk.give(EraseTickets { tickets: [id].into(), typed }, Place::Workspace) {
            Ok(()) => open.set(false),
            Err(rejection) => {
                help_desk.forget_refusal(Place::Workspace); // It is told here, beside what is typed.
                refused.set(Some(rejection));
            }
        }
    });
    view! {
        <Dialog open title=Signal::derive(move || say!(language, bin.erase).to_owned())>
            // Typed anew each time.
            <Show when=move || open.get()>
                <ConfirmCount tickets=Signal::stored(1) refused on_confirm open>
                    <p><strong>{named}</strong></p>
                    <p>{move || say!(language, delete.gone)}</p>
                </ConfirmCount>
            </Show>
        </Dialog>
    }
}

/// One deleted ticket.
#[component]
fn Row(id: TicketId, erasing: RwSignal<Option<TicketId>>) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let notices = use_notices();
    let clock = use_clock();
    let counting = clock.clone();
    let found = help_desk.core(|core| core.desk().tickets.get(&id).cloned());
    let (ticket, deletion) = found.and_then(|ticket| Some((ticket.clone(), ticket.deleted?)))?;
    let contact = help_desk.core(|core| core.contact_name(id).map(str::to_owned));
    let Deletion { at, by, .. } = deletion.clone();
    let reading = help_desk.clone();
    let who = move || {
        let name = by.map(|by| reading.setup(|setup| user_name(setup, by))).unwrap_or_default();
        let name = if name.is_empty() { say!(language, thread.somebody).to_owned() } else { name };
        let when = say_ago(language.code(), at, clock.now());
        say!(language, bin.deleted, who = name, when = when).to_string()
    };
    let days = move || {
        let left = deletion.days_left(counting.now()).unwrap_or(0);
        say_count!(language, u64::try_from(left).unwrap_or(0), bin.days)
    };
    let named = format!("{} {}", ticket.number, ticket.name);
    let told = named.clone();
    let restore = Callback::new(move |_| {
        if help_desk.give(RestoreTicket { ticket: id }, Place::Workspace).is_ok() {
            let text = say!(language, bin.restored, name = told.clone()).to_string();
            notices.say(Tone::Information, text, None);
        }
    });
    let label = {
        let named = named.clone();
        Signal::derive(move || format!("{}: {named}", say!(language, bin.restore)))
    };
    let erase_label = {
        let named = named.clone();
        Signal::derive(move || format!("{}: {named}", say!(language, bin.erase)))
    };
    Some(view! {
        <li class="hd-bin__row">
            <span class="hd-bin__what">
                <strong>{named}</strong>
                <span class="hd-soft">{contact.map(|contact| format!("{contact} · "))} <span title=move || say_in_full(language.code(), at)>{who}</span></span>
            </span>
            <span class="hd-soft hd-number">{days}</span>
            <Button weight=Weight::Plain label on_press=restore>{move || say!(language, bin.restore)}</Button>
            <Button weight=Weight::Quiet label=erase_label on_press=Callback::new(move |_| erasing.set(Some(id)))>
                {Icon::Bin.draw()}
            </Button>
        </li>
    })
}
