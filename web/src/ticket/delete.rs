//! Deleting tickets: what goes into the recycle bin is said, and how many tickets it is must be typed, before anything
//! is deleted (DEL-04).

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use sportello_domain::id::TicketId;
use sportello_domain::policy;
use sportello_domain::rejection::Rejection;
use sportello_domain::trash::{DAYS_KEPT, DeleteTickets, EraseTickets, check_typed};

use crate::failure::say_rejection;
use crate::language::{say, say_count, use_language};
use crate::parts;
use crate::replica::core::Replica;
use crate::replica::topic::Topic;
use crate::replica::{HelpDesk, Part, Place, use_help_desk};
use crate::ui::button::{Button, Weight};
use crate::ui::dialog::Dialog;
use crate::ui::notice::{Tone, use_notices};
use crate::ui::panel::WrongNote;
use crate::ui::text_field::{TextField, Words};
use crate::ui::tick::TickBox;
use crate::workspace::places::Places;

/// Whether the dialog is open: the menu and the key open it.
#[derive(Clone, Copy)]
pub struct Deleting(pub RwSignal<bool>);

/// Shows the dialog while it is open.
#[component]
pub fn DeleteDialog(
    /// The ticket.
    id: TicketId,
) -> impl IntoView {
    let language = use_language();
    let Deleting(open) = expect_context();
    view! {
        <Dialog open title=Signal::derive(move || say!(language, delete.title).to_owned())>
            // Typed anew each time.
            <Show when=move || open.get()>
                {parts::delete_ticket(id, open)}
            </Show>
        </Dialog>
    }
}

/// What stands in the dialog.
#[component]
pub fn DeleteForm(
    /// The ticket.
    id: TicketId,
    /// Whether the dialog is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let notices = use_notices();
    let places = expect_context::<Places>();
    let navigate = use_navigate();
    let place = Place::Ticket { ticket: id, part: Part::Head };
    let one = move |typed: u64| DeleteTickets { tickets: [id].into(), typed };
    let reading = help_desk.clone();
    // What changes meanwhile is seen at once.
    let threads = Memo::new(move |_| threads_that_go(&reading, one(1)));
    let reading = help_desk.clone();
    let named = Memo::new(move |_| reading.ticket(id).map(|it| format!("{} {}", it.number, it.name)));
    let refused = RwSignal::new(None::<Rejection>);
    // Whoever looks after the recycle bin may go past it (DEL-17).
    let actor = help_desk.core(Replica::actor);
    let may_erase = help_desk.core(|core| policy::may_restore(core.setup(), &actor).is_ok());
    let for_good = RwSignal::new(false);
    let on_confirm = Callback::new(move |typed: u64| {
        let number = named.get_untracked().unwrap_or_default();
        let given = if for_good.get_untracked() {
            help_desk.give(EraseTickets { tickets: [id].into(), typed }, place)
        } else {
            help_desk.give(one(typed), place)
        };
        match given {
            Ok(()) => {
                let _ = open.try_set(false);
                notices.say(Tone::Information, say!(language, delete.done, name = number).to_string(), None);
                navigate(&places.back_route().href(), NavigateOptions::default());
            }
            Err(rejection) => {
                help_desk.forget_refusal(place); // It is told here, beside what is typed.
                refused.set(Some(rejection));
            }
        }
    });
    let lines = move || match threads.get() {
        Ok(0) | Err(_) => None,
        Ok(count) => Some(say_count!(language, count, delete.threads)),
    };
    let kept = move || {
        if for_good.get() {
            say!(language, delete.gone).to_owned()
        } else {
            say!(language, delete.kept, days = DAYS_KEPT.to_string()).to_string()
        }
    };
    view! {
        <ConfirmCount tickets=Signal::stored(1) refused on_confirm open>
            <p><strong>{named}</strong></p>
            <p>{lines} " " {kept}</p>
            {may_erase.then(|| view! {
                <TickBox
                    label=Signal::derive(move || say!(language, delete.for_good).to_owned())
                    ticked=for_good
                    on_change=Callback::new(move |ticked| for_good.set(ticked))
                />
            })}
        </ConfirmCount>
    }
}

/// How many conversations go with a ticket, by the decision that would be carried out; tracked.
fn threads_that_go(help_desk: &HelpDesk, delete: DeleteTickets) -> Result<u64, Rejection> {
    for ticket in &delete.tickets {
        help_desk.track(Topic::Ticket(*ticket));
    }
    let tickets = delete.tickets.clone();
    let decided = help_desk.rehearse(delete)?;
    let gone = tickets.iter().filter_map(|ticket| decided.desk.tickets.get(ticket)?.deleted.as_ref());
    Ok(gone.map(|deletion| deletion.conversations.len() as u64).sum())
}

/// Asks for the number of tickets that are to be deleted, below what is said of them (DEL-12).
#[component]
pub fn ConfirmCount(
    /// How many they are.
    #[prop(into)]
    tickets: Signal<usize>,
    /// Why they were not deleted.
    refused: RwSignal<Option<Rejection>>,
    /// Called with the number that was typed, once it is the right one.
    on_confirm: Callback<u64>,
    /// Whether the dialog is open.
    open: RwSignal<bool>,
    /// What is said of them.
    children: Children,
) -> impl IntoView {
    let language = use_language();
    let typed = RwSignal::new(String::new());
    // The dialog may have opened before this was loaded.
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
        }
    });
    let number = move || typed.read().trim().parse::<u64>().ok();
    let confirmed = move || number().filter(|typed| check_typed(tickets.get(), *typed).is_ok());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(typed) = untrack(confirmed) {
            on_confirm.run(typed);
        }
    };
    let label = move || {
        let count = tickets.get().to_string();
        say!(language, delete.type_count, count = count).to_string()
    };
    view! {
        <form class="hd-form" on:submit=submit novalidate=true>
            {move || refused.get().map(|refused| view! { <WrongNote text=say_rejection(language, &refused)/> })}
            {children()}
            <TextField
                label=Signal::derive(label)
                value=typed
                words=Words::Names
                autofocus=true
                node_ref=field
                on_input=Callback::new(move |text| typed.set(text))
            />
            <div class="hd-form__foot">
                <Button on_press=Callback::new(move |_| open.set(false))>{move || say!(language, common.cancel)}</Button>
                <button type="submit" class=Weight::Danger.class() disabled=move || confirmed().is_none()>
                    {move || say!(language, delete.submit)}
                </button>
            </div>
        </form>
    }
}

/// Whether somebody may delete a ticket; tracked.
pub fn may_delete(help_desk: &HelpDesk, id: TicketId) -> bool {
    let ticket = help_desk.ticket(id);
    let actor = help_desk.core(Replica::actor);
    ticket.is_some_and(|ticket| help_desk.setup(|setup| policy::deletable(setup, &actor, &ticket).is_ok()))
}
