//! Merging the ticket with another: which, whose values are used, and exactly what becomes of the two (MRG-02 to
//! MRG-08).

mod finder;
mod preview;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sportello_domain::id::TicketId;
use sportello_domain::merge::MergeTickets;
use sportello_domain::rejection::Rejection;
use sportello_domain::ticket::Ticket;

use self::finder::Finder;
use self::preview::{Outcome, preview};
use crate::chips::{StatusChip, status_face};
use crate::env;
use crate::failure::{say_error, say_rejection};
use crate::language::{say, use_language};
use crate::parts;
use crate::replica::topic::Topic;
use crate::replica::{HelpDesk, Part, Place, use_help_desk};
use crate::server::ServerError;
use crate::ui::button::{Button, Weight};
use crate::ui::dialog::{Dialog, DialogPlace};
use crate::ui::focus::next_number;
use crate::ui::panel::WrongNote;
use crate::ui::skeleton::SkeletonRows;
use crate::ui::time::say_date;

/// Whether the dialog is open: the menu and the key open it.
#[derive(Clone, Copy)]
pub struct Merging(pub RwSignal<bool>);

/// Shows the dialog while it is open.
#[component]
pub fn MergeDialog(
    /// The ticket.
    id: TicketId,
) -> impl IntoView {
    let language = use_language();
    let Merging(open) = expect_context();
    view! {
        <Dialog open place=DialogPlace::Wide title=Signal::derive(move || say!(language, merge.title).to_owned())>
            // Chosen anew each time.
            <Show when=move || open.get()>
                {parts::merge_tickets(id, open)}
            </Show>
        </Dialog>
    }
}

/// What stands in the dialog.
#[component]
pub fn MergeForm(
    /// The ticket from which it was opened.
    id: TicketId,
    /// Whether the dialog is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let chosen = RwSignal::new(None::<Ticket>);
    move || match chosen.get() {
        None => {
            view! { <Finder id on_choose=Callback::new(move |other| chosen.set(Some(other)))/> }.into_any()
        }
        Some(other) => view! { <Comparison id other=other open chosen/> }.into_any(),
    }
}

/// The two tickets side by side, and what they become.
#[component]
fn Comparison(
    id: TicketId,
    other: Ticket,
    open: RwSignal<bool>,
    chosen: RwSignal<Option<Ticket>>,
) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let (here, failed) = (RwSignal::new(false), RwSignal::new(None::<ServerError>));
    let number = other.number.0;
    let loading = help_desk.clone();
    let load = Callback::new(move |()| {
        let help_desk = loading.clone();
        failed.set(None);
        spawn_local(async move {
            // All of it is looked at; the dialog may be closed by then.
            match help_desk.load_ticket(number).await {
                Ok(_) => here.try_set(true),
                Err(error) => failed.try_set(Some(error)).and(None),
            };
        });
    });
    load.run(());
    let merge = Merge { one: id, other: other.id, new: new_ticket(), primary: RwSignal::new(id) };
    // MRG-55: what changes meanwhile is seen at once.
    let deciding = help_desk.clone();
    let outcome = Memo::new(move |_| here.get().then(|| merge.outcome(&deciding)));
    let refused = RwSignal::new(None::<Rejection>);
    let giving = help_desk.clone();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let place = Place::Ticket { ticket: id, part: Part::Head };
        match giving.give(merge.command(), place) {
            // The page shows that they are being merged, and then the new ticket.
            Ok(()) => {
                let _ = open.try_set(false);
            }
            Err(rejection) => {
                giving.forget_refusal(place); // It is told here, beside what is chosen.
                refused.set(Some(rejection));
            }
        }
    };
    let result = move || {
        match (outcome.get(), failed.get()) {
        (Some(Ok(outcome)), _) => preview(language, &help_desk, &outcome).into_any(),
        (Some(Err(rejection)), _) => {
            view! { <WrongNote text=say_rejection(language, &rejection)/> }.into_any()
        }
        (None, Some(error)) => view! {
            <p class="hd-soft" role="alert">
                {say_error(language, &error)} " "
                <Button on_press=Callback::new(move |_| load.run(()))>{move || say!(language, common.retry)}</Button>
            </p>
        }
        .into_any(),
        (None, None) => {
            let label = Signal::derive(move || say!(language, common.loading).to_owned());
            view! { <SkeletonRows count=4 label/> }.into_any()
        }
    }
    };
    let may = move || outcome.read().as_ref().is_some_and(Result::is_ok);
    let group = format!("primary-{}", next_number());
    view! {
        <form class="hd-form" on:submit=submit novalidate=true>
            {move || refused.get().map(|refused| view! { <WrongNote text=say_rejection(language, &refused)/> })}
            <div class="hd-merge__scroll">
                <fieldset class="hd-merge__both">
                    <legend>{move || say!(language, merge.which)}</legend>
                    <Candidate ticket=id merge group=group.clone()/>
                    <Candidate ticket=merge.other merge group/>
                </fieldset>
                {result}
            </div>
            <div class="hd-form__foot">
                <Button on_press=Callback::new(move |_| chosen.set(None))>
                    {move || say!(language, merge.another)}
                </Button>
                <button type="submit" class=Weight::Primary.class() disabled=move || !may()>
                    {move || say!(language, merge.submit)}
                </button>
            </div>
        </form>
    }
}

/// The merge that is being put together.
#[derive(Clone, Copy)]
struct Merge {
    one: TicketId,
    other: TicketId,
    new: TicketId,
    primary: RwSignal<TicketId>,
}

impl Merge {
    fn command(self) -> MergeTickets {
        let primary = self.primary.get_untracked();
        let secondary = if primary == self.one { self.other } else { self.one };
        MergeTickets { primary, secondary, ticket: self.new }
    }

    /// What the rules say becomes of the two, as they are now; tracked.
    fn outcome(self, help_desk: &HelpDesk) -> Result<Outcome, Rejection> {
        self.primary.track();
        for ticket in [self.one, self.other] {
            help_desk.track(Topic::Ticket(ticket));
            let conversations: Vec<_> =
                help_desk.desk(|desk| desk.conversations_of(ticket).map(|found| found.id).collect());
            for conversation in conversations {
                help_desk.track(Topic::Conversation(conversation));
            }
        }
        let command = self.command();
        let decided = help_desk.rehearse(command.clone())?;
        Outcome::of(&command, decided).ok_or(Rejection::TicketNotFound { ticket: command.ticket })
    }
}

fn new_ticket() -> TicketId {
    TicketId::generate(env::now(), env::entropy())
}

/// One of the two, with the choice of its values under it (MRG-03).
#[component]
fn Candidate(ticket: TicketId, merge: Merge, group: String) -> impl IntoView {
    let language = use_language();
    let help_desk = use_help_desk();
    let naming = help_desk.clone();
    let found = Memo::new(move |_| help_desk.ticket(ticket));
    let reading = naming.clone();
    let face = Memo::new(move |_| {
        let status = found.read().as_ref().map(|ticket| ticket.status);
        reading.setup(|setup| status.map(|status| status_face(setup, status))).unwrap_or_default()
    });
    let contact = move || {
        found.track();
        naming.core(|core| core.contact_name(ticket).map(str::to_owned)).unwrap_or_default()
    };
    let created =
        move || found.read().as_ref().map(|ticket| say_date(language.code(), ticket.created_at.date_naive()));
    let is_primary = move || merge.primary.get() == ticket;
    let told = move || {
        let number = found.read().as_ref().map(|it| it.number.to_string()).unwrap_or_default();
        format!("{} {number}", say!(language, merge.primary))
    };
    view! {
        <label class="hd-merge__ticket" class:hd-merge__ticket--primary=is_primary>
            <span class="hd-number">{move || found.read().as_ref().map(|it| it.number.to_string())}</span>
            <strong class="hd-merge__name">{move || found.read().as_ref().map(|it| it.name.to_string())}</strong>
            <span class="hd-soft">{contact} " · " {created}</span>
            <StatusChip
                label=Signal::derive(move || face.read().0.clone())
                class=Signal::derive(move || face.read().1)
            />
            <span class="hd-merge__primary">
                <input
                    type="radio"
                    name=group
                    aria-label=told
                    prop:checked=is_primary
                    on:change=move |_| merge.primary.set(ticket)
                />
                {move || say!(language, merge.primary)}
            </span>
        </label>
    }
}
